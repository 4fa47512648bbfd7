"""Sources and citations (rule 5)."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import ProtectedError

from centers.choices import Agreement
from centers.models import Citation, Source
from centers.models.sources import CITABLE_KINDS
from tests.factories import MAKERS, make_center, make_citation, make_source


def subject_of(kind: str) -> models.Model:
    return MAKERS[Citation._meta.get_field(kind).related_model]()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CITABLE_KINDS)
def test_rule_5_citation_supports_a_record_of_any_kind(kind: str) -> None:
    record = subject_of(kind)
    citation = make_citation(**{kind: record})

    citation.full_clean()

    assert (citation.subject_kind, citation.subject) == (kind, record)
    assert list(record.citations.all()) == [citation]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CITABLE_KINDS)
def test_rule_5_citation_goes_with_the_record_that_it_supports(kind: str) -> None:
    record = subject_of(kind)
    make_citation(**{kind: record})

    record.delete()

    assert not Citation.objects.exists()


def test_every_foreign_key_beside_the_source_is_citable() -> None:
    keys = {field.name for field in Citation._meta.local_fields if field.is_relation}

    assert keys == {*CITABLE_KINDS, "source"}


@pytest.mark.django_db
def test_rule_5_citation_without_a_record_has_no_subject() -> None:
    citation = Citation(key="none", source=make_source())

    assert (citation.subject_kind, citation.subject) == ("", None)
    with pytest.raises(ValidationError) as refusal:
        citation.full_clean()
    assert refusal.value.messages == ["A citation supports exactly one record."]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", CITABLE_KINDS)
def test_citation_names_a_value_of_its_record(kind: str) -> None:
    record = subject_of(kind)
    citation = make_citation(**{kind: record})

    for name in ("", *record.CITABLE_FIELDS):
        citation.field_name = name
        citation.full_clean()


@pytest.mark.django_db
def test_name_that_is_no_value_of_the_record_is_refused() -> None:
    citation = make_citation(site=MAKERS[Citation._meta.get_field("site").related_model](), field_name="operator")

    with pytest.raises(ValidationError) as refusal:
        citation.full_clean()

    assert refusal.value.message_dict == {
        "field_name": ["“operator” is not a value of this record. Choose one of: region, is_seat, address."]
    }


@pytest.mark.django_db
def test_cited_source_cannot_be_deleted() -> None:
    citation = make_citation(center=make_center())

    with pytest.raises(ProtectedError):
        citation.source.delete()


@pytest.mark.django_db
def test_passages_that_give_another_value_are_told_apart() -> None:
    center = make_center()
    make_citation(center=center)
    differing = make_citation(
        center=center, agreement=Agreement.DIFFERS, stated_value="33", note_en="Counted in December."
    )

    assert list(center.citations.differing()) == [differing]


@pytest.mark.parametrize(
    ("language", "tag", "chinese", "english"),
    [("zh", "zh-Hans", "标题", ""), ("en", "en", "", "标题"), ("ja", "ja", "", "")],
)
def test_source_is_named_in_its_own_language(language: str, tag: str, chinese: str, english: str) -> None:
    source = Source(title="标题", language=language)

    assert (source.language_tag, source.name_zh, source.name_en) == (tag, chinese, english)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"url": "javascript:alert(1)"}, "url"),
        ({"url": "ftp://example.org/a"}, "url"),
        ({"published_on": "2024-13"}, "published_on"),
        ({"archived_text": "a\x01b"}, "archived_text"),
        ({"title": ""}, "title"),
    ],
)
def test_unfit_value_of_a_source_is_refused_by_the_form(values: dict[str, Any], field: str) -> None:
    source = make_source()
    for name, value in values.items():
        setattr(source, name, value)

    with pytest.raises(ValidationError) as refusal:
        source.full_clean()

    assert list(refusal.value.message_dict) == [field]
