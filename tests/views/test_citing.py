"""How to refer to a record or to one of its values."""

import json

import pytest
from django.urls import reverse

from centers.choices import Publication, Role
from centers.models import Center
from tests.factories import make_center, make_citation, make_organization, make_participation, make_source

pytestmark = pytest.mark.django_db


@pytest.fixture
def center() -> Center:
    center = make_center(slug="synthetic", name_en="Synthetic center")
    operator = make_participation(center, Role.OPERATOR, organization=make_organization(name_en="Synthetic operator"))
    make_citation(key="whole", center=center, quote="")
    source = make_source(title="合成通知", publisher="合成报", published_on="2026-11")
    make_citation(
        key="operator", participation=operator, source=source, field_name="organization", quote="依托合成单位"
    )
    return center


def cite(client, **parameters: str):
    return client.get(reverse("centers:center-cite", args=["synthetic"]), parameters)


def test_a_record_is_cited_in_five_styles(client, center):
    response = cite(client)

    assert [style.name for _key, style, _text in response.context["written"]] == [
        "GB/T 7714-2025",
        "APA 7",
        "BibTeX",
        "RIS",
        "CSL-JSON",
    ]
    assert response.context["reference"].title == "Synthetic center"
    assert response.context["reference"].url == "http://127.0.0.1:8000/centers/synthetic/"


def test_a_value_is_cited_with_its_source_its_dates_and_its_passage(client, center):
    reference = cite(client, value="operator").context["reference"]

    assert reference.title == "Synthetic center: Synthetic operator (operator): organization"
    assert reference.url.startswith("http://127.0.0.1:8000/centers/synthetic/#operator-")
    assert reference.evidence == (
        "Value: Synthetic operator. Source: 合成通知, 合成报, 2026-11. Passage: “依托合成单位”."
    )


def test_a_reference_downloads_as_a_file_of_its_style(client, center):
    response = cite(client, value="operator", format="csl")

    assert response["Content-Type"] == "application/vnd.citationstyles.csl+json; charset=utf-8"
    assert response["Content-Disposition"].endswith('.json"')
    assert [item["version"] for item in json.loads(response.content)] == [center.changed_at.date().isoformat()]


@pytest.mark.parametrize(
    ("parameters", "sentence"),
    [
        ({"value": "unheard-of"}, "The page of this record has no such passage. Choose one from its sources."),
        ({"format": "docx"}, "“docx” is not a format. Choose bibtex, ris or csl."),
        ({"format": "gbt7714"}, "“gbt7714” is not a format. Choose bibtex, ris or csl."),
    ],
    ids=["passage", "format", "style without a file"],
)
def test_a_malformed_value_is_an_error_with_a_sentence(client, center, parameters, sentence):
    response = cite(client, **parameters)

    assert response.status_code == 400
    assert list(response.context["errors"].values()) == [sentence]
    assert sentence in response.content.decode()


def test_the_passage_of_another_record_cannot_be_cited_here(client, center):
    make_citation(key="elsewhere", center=make_center())

    assert cite(client, value="elsewhere").status_code == 400


def test_an_unpublished_record_cannot_be_cited(client, center):
    Center.objects.update(publication=Publication.DRAFT)

    assert cite(client).status_code == 404


def test_each_footnote_leads_to_the_reference_of_its_value(client, center):
    page = client.get(center.get_absolute_url()).content.decode()

    assert 'href="/centers/synthetic/cite/?value=operator"' in page
