import pytest
from django.test import Client
from django.test.html import Element

from centers.choices import Publication, Role
from centers.models import Source
from tests import factories as make
from tests.pages import (
    HIDDEN,
    attribute,
    by_class,
    by_id,
    by_name,
    facts,
    items,
    leaks,
    links,
    open_page,
    section,
    text,
)

pytestmark = pytest.mark.django_db

TEXT = "The center is approved.\n\nIt relies on a company, and\nthe company is in Guangzhou."


def make_whole_source(rows: int = 1) -> Source:
    """A source that supports so many records of every kind."""
    source = make.make_source(slug="whole", archived_text=TEXT)
    for _ in range(rows):
        center = make.make_center()
        alliance = make.make_alliance()
        committee = make.make_committee(center=center)
        task = make.make_task(center=center)
        subjects = {
            "center": center,
            "site": make.make_site(center=center, region=make.make_region("4401")),
            "name": make.make_name(center=center),
            "direction": make.make_direction(center=center),
            "participation": make.make_participation(center),
            "designation": make.make_designation(center),
            "assessment": make.make_assessment(center=center),
            "organization": make.make_organization(),
            "alliance": alliance,
            "membership": make.make_membership(alliance),
            "committee": committee,
            "expert": make.make_expert(),
            "seat": make.make_seat(committee),
            "position": make.make_position(center=center),
            "task": task,
            "milestone": make.make_milestone(task=task),
            "progress_entry": make.make_progress_entry(task=task),
            "figure": make.make_figure(region=make.make_region("44")),
            "event": make.make_event(center=center),
            "statement": make.make_statement(),
        }
        for kind, subject in subjects.items():
            make.make_citation(source=source, **{kind: subject})
    return source


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/sources/whole/", "/sources/whole.json"])
def test_statements_do_not_grow_with_what_rests_on_it(
    client: Client, django_assert_num_queries, rows: int, path: str
) -> None:
    make_whole_source(rows)

    with django_assert_num_queries(4):
        response = client.get(path)

    assert response.status_code == 200


def test_every_kind_of_statement_is_linked_to_its_place(client: Client) -> None:
    make_whole_source()

    page = open_page(client, "/sources/whole/")

    assert len(items(section(page, "statements"))) == 20
    places = [link for link in links(section(page, "statements")) if "#" in link]
    for place in places:
        path, _hash, anchor = place.partition("#")
        if path != "/figures/":  # reported figures have their place on their list
            by_id(open_page(client, path), anchor)
    assert (
        len(places) == 14
    )  # an expert has no page; centers, organizations, alliances, committees, tasks are whole pages


def test_metadata(client: Client) -> None:
    make.make_source(
        slug="a",
        title="Notice",
        language="en",
        publisher="Ministry",
        published_on="2024-02",
        accessed_on="2026-11-22",
        url="https://example.org/notice",
    )

    page = open_page(client, "/sources/a/")

    assert facts(page) | {"Last changed": ""} == {
        "Publisher": "Ministry",
        "Published": "February 2024",
        "Language": "English",
        "Accessed": "22 November 2026",
        "Address": "https://example.org/notice",
        "Identifier": "a",
        "Last changed": "",
        "Confirmed": "not yet",
    }
    assert links(by_class(page, "address")[0]) == ["https://example.org/notice"]
    assert text(by_class(page, "lede")[0]) == "Ministry, February 2024. 0 statements of the register rest on it."


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        (
            {"is_linkable": False, "is_mirror": True},
            "Not linked: the address is a repost or a copy, not the publisher’s own page.",
        ),
        (
            {"is_linkable": False},
            "Not linked: the address is doubtful or no longer leads to the document.",
        ),
    ],
)
def test_a_doubtful_address_is_named_and_not_linked(client: Client, values: dict[str, bool], reason: str) -> None:
    make.make_source(slug="a", url="https://mirror.example/a", **values)

    (address,) = by_class(open_page(client, "/sources/a/"), "address")

    assert text(address) == f"https://mirror.example/a {reason}"
    assert links(address) == []


def test_no_address_is_said(client: Client) -> None:
    make.make_source(slug="a", url="", is_linkable=False)

    (address,) = by_class(open_page(client, "/sources/a/"), "address")

    assert (text(address), links(address)) == ("No address is known.", [])


# Passages in the text


def marked(page: Element) -> list[str]:
    return [text(mark) for mark in by_name(by_class(page, "archived")[0], "mark")]


def test_quotes_are_marked_in_the_text_whatever_their_white_space(client: Client) -> None:
    source = make.make_source(slug="a", archived_text=TEXT, language="en")
    center = make.make_center(slug="center", name_en="Center")
    step = make.make_designation(center)
    part = make.make_participation(center, Role.OPERATOR, organization=make.make_organization(slug="company"))
    make.make_citation(key="part", participation=part, source=source, quote="relies on a company, and the company")
    make.make_citation(key="step", designation=step, source=source, quote="is approved", field_name="step")
    make.make_citation(key="lost", center=center, source=source, quote="is not in the text")

    page = open_page(client, "/sources/a/")

    assert marked(page) == ["is approved", "relies on a company, and", "the company"]
    assert text(by_class(page, "archived")[0]) == (
        "The center is approved[1]. It relies on a company, and the company[2] is in Guangzhou."
    )
    assert items(section(page, "statements")) == [
        "approved 2020: step · only source is approved in the text",
        "Synthetic organization (operator) · only source relies on a company, and the company in the text",
        "Center · only source is not in the text",
    ]
    assert links(by_id(page, "taken-1")) == ["/centers/center/#designation-1", "#citation-step"]
    assert links(by_id(page, "taken-2")) == ["/centers/center/#operator-company", "#citation-part"]
    assert [by_id(page, f"citation-{key}").name for key in ("step", "part", "lost")] == ["span", "span", "p"]


def test_passages_that_overlap_are_each_marked(client: Client) -> None:
    source = make.make_source(slug="a", archived_text="abcdef", language="en")
    center = make.make_center()
    make.make_citation(key="first", center=center, source=source, quote="abcd")
    make.make_citation(key="second", center=center, source=source, quote="cdef")
    make.make_citation(key="inner", center=center, source=source, quote="bc")

    page = open_page(client, "/sources/a/")

    assert marked(page) == ["a", "b", "c", "d", "ef"]
    assert [attribute(mark, "href") for mark in by_name(by_class(page, "archived")[0], "a")] == [
        "#taken-2",
        "#taken-1",
        "#taken-3",
    ]


def test_a_source_without_a_text_shows_none(client: Client) -> None:
    make.make_source(slug="a")

    page = open_page(client, "/sources/a/")

    assert by_class(page, "archived") == []
    assert text(section(page, "statements")) == "What rests on it Nothing yet."


def test_a_doubt_is_shown_with_its_note(client: Client) -> None:
    source = make.make_source(slug="a")
    make.make_citation(
        center=make.make_center(),
        source=source,
        quote="合成",
        field_name="tier",
        agreement="differs",
        stated_value="provincial",
        certainty="garbled",
        note_en="Printed twice.",
    )

    assert items(section(open_page(client, "/sources/a/"), "statements")) == [
        "Tier gives another value: provincial garbled in the source 合成 Printed twice.",
    ]


# What is not public


def test_records_that_are_not_public_are_never_named(client: Client) -> None:
    source = make.make_source(slug="a")
    hidden_center = make.make_center(slug="hidden-1", **HIDDEN)
    hidden_organization = make.make_organization(slug="hidden-2", **HIDDEN)
    hidden_task = make.make_task(center=make.make_center(), **HIDDEN)
    hidden_expert = make.make_expert(slug="hidden-3", **HIDDEN)
    subjects = {
        "center": hidden_center,
        "direction": make.make_direction(center=hidden_center),
        "participation": make.make_participation(make.make_center(), organization=hidden_organization),
        "membership": make.make_membership(make.make_alliance(), organization=hidden_organization),
        "name": make.make_name(organization=hidden_organization),
        "seat": make.make_seat(make.make_committee(), expert=hidden_expert),
        "position": make.make_position(expert=hidden_expert, center=make.make_center()),
        "committee": make.make_committee(center=hidden_center),
        "task": make.make_task(center=hidden_center),
        "milestone": make.make_milestone(task=hidden_task),
        "progress_entry": make.make_progress_entry(task=hidden_task),
        "event": make.make_event(slug="hidden-4", **HIDDEN),
        "statement": make.make_statement(slug="hidden-5", text_en="Hidden", publication=Publication.DRAFT),
        "figure": make.make_figure(center=hidden_center),
    }
    for kind, subject in subjects.items():
        make.make_citation(source=source, quote="Hidden 不可见", **{kind: subject})

    for path in ("/sources/a/", "/zh-hans/sources/a/", "/sources/a.json"):
        assert leaks(client.get(path)) == [], path


def test_an_unpublished_source_has_no_page(client: Client) -> None:
    make.make_source(slug="a", publication=Publication.DRAFT)

    assert client.get("/sources/a/").status_code == 404


def test_a_merged_identifier_redirects(client: Client) -> None:
    make.make_retired_identifier(kind="source", slug="old", successor_slug="new")

    assert client.get("/sources/old/").headers["Location"] == "/sources/new/"


def test_data_of_a_source(client: Client, settings) -> None:
    settings.SITE_URL = "https://register.example"
    source = make.make_source(slug="a", title="公告", url="https://example.org/a")
    make.make_citation(key="key", center=make.make_center(slug="center"), field_name="tier", source=source)

    data = client.get("/sources/a.json").json()

    assert (data["@type"], data["title"], data["address"]) == ("schema:CreativeWork", "公告", "https://example.org/a")
    assert [(item["id"], item["kind"], item["url"]) for item in data["supports"]] == [
        ("key", "center", "https://register.example/centers/center/#tier"),
    ]


def test_what_only_this_source_supports_is_counted_and_marked(client: Client) -> None:
    source, other = make.make_source(slug="whole"), make.make_source(slug="other")
    shared, alone = make.make_center(slug="shared"), make.make_center(slug="alone")
    make.make_citation(key="shared", source=source, center=shared, field_name="tier")
    make.make_citation(key="elsewhere", source=other, center=shared, field_name="tier")
    make.make_citation(key="alone", source=source, center=alone, field_name="tier")
    make.make_citation(key="other-value", source=other, center=alone, field_name="website")

    page = open_page(client, "/sources/whole/")

    assert text(by_id(page, "only-support")) == (
        "If this source were withdrawn, 1 value would lose its only support; it is marked “only source”."
    )
    assert ["only source" in text(by_id(page, f"citation-{key}")) for key in ("shared", "alone")] == [False, True]


@pytest.mark.parametrize("reason", ["draft", "differs"])
def test_a_hidden_source_or_another_value_is_no_support(client: Client, reason: str) -> None:
    center = make.make_center()
    make.make_citation(source=make.make_source(slug="whole"), center=center, field_name="tier")
    other = make.make_source(publication="draft" if reason == "draft" else "published")
    differs = {"agreement": "differs", "stated_value": "provincial", "note_en": "An older list."}
    make.make_citation(source=other, center=center, field_name="tier", **(differs if reason == "differs" else {}))

    assert "1 value would lose its only support" in text(by_id(open_page(client, "/sources/whole/"), "only-support"))
