from decimal import Decimal

import pytest
from django.test import Client

from centers.choices import Publication, Role, Step, Tier
from centers.models import Center
from tests import factories as make
from tests.pages import HIDDEN, by_class, by_id, by_name, facts, headings, items, leaks, links, open_page, section, text

pytestmark = pytest.mark.django_db

DRAFT = {"publication": Publication.DRAFT}


def make_whole_center(rows: int = 1) -> Center:
    """A center with so many related records of every kind, each with citations."""
    region = make.make_region("440111")
    center = make.make_center(slug="whole", region=region, tier=Tier.NATIONAL, status="approved", approved_on="2023-12")
    make.make_citation(center=center)
    for number in range(rows):
        authority = make.make_organization(name_en=f"Authority {number}", region=region)
        make.make_site(center=center, region=make.make_region(f"51{number + 1:02}"))
        make.make_name(center=center)
        direction = make.make_direction(center=center)
        step = make.make_designation(center, Step.UNVEILED, authority=authority)
        part = make.make_participation(center, Role.SHAREHOLDER, share=Decimal(10), segment="batteries")
        make.make_assessment(center=center, period=f"202{number}", authority=authority)
        alliance = make.make_alliance(center=center, place=region)
        make.make_membership(alliance)
        committee = make.make_committee(center=center)
        seat = make.make_seat(committee, expert=make.make_expert(affiliation=authority))
        make.make_position(center=center, expert=make.make_expert())
        task = make.make_task(center=center, kind=make.make_task_kind())
        make.make_milestone(task=task)
        make.make_progress_entry(task=task)
        figure = make.make_figure(center=center)
        event = make.make_event(center=center)
        statement = make.make_statement(center=center)
        make.make_center(status="superseded", successor=center)
        make.make_citation(direction=direction)
        make.make_citation(designation=step, field_name="date")
        make.make_citation(participation=part)
        make.make_citation(seat=seat)
        make.make_citation(task=task)
        make.make_citation(figure=figure)
        make.make_citation(event=event)
        make.make_citation(statement=statement)
    return center


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("path", ["/centers/whole/", "/centers/whole.json", "/zh-hans/centers/whole/"])
def test_statements_do_not_grow_with_related_records(
    client: Client, django_assert_num_queries, rows: int, path: str
) -> None:
    make_whole_center(rows)

    with django_assert_num_queries(3):
        response = client.get(path)

    assert response.status_code == 200


def test_key_facts(client: Client) -> None:
    field = make.make_field(name_en="New energy storage")
    center = make.make_center(
        slug="storage",
        name_zh="国家新型储能创新中心",
        name_en="National New Energy Storage Innovation Center",
        field=field,
        tier=Tier.NATIONAL,
        approved_on="2024-12",
        region=make.make_region("440111"),
    )
    make.make_citation(center=center, source=make.make_source(title="公告"))
    part = make.make_participation(center, organization=make.make_organization(name_en="Research Institute"))
    make.make_citation(participation=part)

    page = open_page(client, "/centers/storage/")

    assert text(by_name(page, "h1")[0]) == "National New Energy Storage Innovation Center"
    assert text(by_id(page, "name-zh")) == "国家新型储能创新中心"
    assert text(by_class(page, "name-notes")[0]) == (
        "Chinese name: used by the holder or its sources English name: our rendering, not official"
    )
    assert facts(page) | {"Last changed": ""} == {
        "Tier": "national",
        "Status": "approved",
        "Approved": "December 2024",
        "Field": "New energy storage",
        "Site": "Synthetic 440111, Synthetic 4401, Synthetic 44",
        "Operator": "Research Institute",
        "Lead": "not published",
        "Identifier": "storage",
        "Last changed": "",
        "Confirmed": "not yet",
    }


def test_one_sentence_says_what_where_and_when(client: Client) -> None:
    field = make.make_field(name_zh="新型储能", name_en="New energy storage")
    center = make.make_center(slug="a", field=field, tier=Tier.NATIONAL_LOCAL, region=make.make_region("440111"))
    make.make_designation(center, Step.APPROVED, "2023-12")
    make.make_designation(center, Step.UNVEILED, "2023-12-23")
    make.make_designation(center, Step.ACCEPTED, "")
    make.make_citation(center=center)

    lede = by_class(open_page(client, "/centers/a/"), "lede")[0]

    assert text(lede) == (
        "National-local innovation center for new energy storage, in Synthetic 440111, Synthetic 4401; "
        "approved December 2023, accepted (date not published).[1]"
    )


def test_superseded_center_leads_to_its_successor(client: Client) -> None:
    successor = make.make_center(slug="after", name_en="Successor")
    center = make.make_center(slug="before", status="superseded", successor=successor)
    make.make_designation(center, Step.SUPERSEDED, "2024-12", successor=successor)

    before, after = open_page(client, "/centers/before/"), open_page(client, "/centers/after/")

    (banner,) = by_class(before, "banner")
    assert text(banner) == "Superseded, December 2024. Its successor is Successor."
    assert links(banner) == ["/centers/after/"]
    assert by_class(after, "banner") == []
    assert links(section(after, "standing")) == ["/centers/before/"]


def test_steps_with_their_authority_and_notes(client: Client) -> None:
    center = make.make_center(slug="a", tier=Tier.NATIONAL)
    ministry = make.make_organization(name_en="Ministry")
    step = make.make_designation(center, Step.APPROVED, "2023-12", authority=ministry, note_en="Reported as recent.")
    make.make_citation(designation=step, field_name="date")

    page = open_page(client, "/centers/a/")

    assert items(section(page, "standing")) == ["December 2023[1] approved as national by Ministry Reported as recent."]
    assert text(by_id(page, "designation-1")) == items(section(page, "standing"))[0]


def test_roles_without_a_source_are_said_to_be_unknown(client: Client) -> None:
    center = make.make_center(slug="a")
    lead = make.make_organization(name_zh="", name_en="Power Grid")
    part = make.make_participation(center, Role.LEAD, organization=lead, segment="application", start="2023")
    make.make_citation(participation=part)

    page = open_page(client, "/centers/a/")

    rows = [row for row in by_name(by_class(page, "roles")[0], "div")]
    assert [text(row) for row in rows] == [
        "Operator not published in any source seen",
        "Lead Power Grid[1] · application side · from 2023",
        "Shareholder not published in any source seen",
    ]
    assert items(by_class(page, "chain")[0])[-2:] == [
        "Investment and operation not published",
        "Application side Power Grid",
    ]


def test_sizes_reported_stand_beside_what_is_on_record(client: Client) -> None:
    center = make.make_center(slug="a")
    committee = make.make_committee(center=center, name_zh="", reported_academicians=10)
    make.make_citation(committee=committee)
    alliance = make.make_alliance(
        center=center,
        name_zh="",
        reported_members=45,
        coverage_percent=85,
        coverage_qualifier="more-than",
        coverage_en="the platforms nationwide",
    )
    make.make_citation(alliance=alliance)

    page = open_page(client, "/centers/a/")

    assert text(section(page, "committees")) == (
        "Expert committee Synthetic committee[1] 10 academicians reported; none named in any source seen; on record: 0."
    ).replace("[1]", "[2]")
    rows = {
        text(by_name(row, "dt")[0]): text(by_name(row, "dd")[0]) for row in by_name(section(page, "alliances"), "div")
    }
    assert rows == {
        "Coverage": "more than 85% of the platforms nationwide",
        "Members": "45 reported",
        "On record": "0",
    }


def test_what_is_not_known_at_all_is_said_once(client: Client) -> None:
    make.make_center(slug="a")

    page = open_page(client, "/centers/a/")

    assert headings(page) == ["Standing", "Operator, lead and participants", "Sources", "Cite this page"]
    assert text(by_class(page, "missing")[0]) == (
        "Not published in any source seen: directions, alliance, expert committee, construction tasks."
    )
    assert text(section(page, "sources")) == "Sources No source is cited yet."


# Citations


def test_record_level_citations_cover_every_value(client: Client) -> None:
    center = make.make_center(slug="a", website="https://example.org/")
    make.make_citation(center=center)

    page = open_page(client, "/centers/a/")

    assert by_class(page, "source-needed") == []
    assert facts(page)["Website"] == "https://example.org/"


def test_a_value_without_a_source_says_so(client: Client) -> None:
    center = make.make_center(slug="a", website="https://example.org/")
    make.make_citation(center=center, field_name="tier")

    found = facts(open_page(client, "/centers/a/"))

    assert found["Tier"] == "provincial[1]"
    assert found["Website"] == "https://example.org/ source needed"


def test_footnotes_are_numbered_as_they_are_met_and_lead_back(client: Client) -> None:
    source = make.make_source(
        slug="notice", title="Notice", language="en", published_on="2023-12-24", publisher="Ministry"
    )
    center = make.make_center(slug="a", tier=Tier.NATIONAL)
    direction = make.make_direction(center=center)
    make.make_citation(key="tier", center=center, field_name="tier", source=source, quote="国家级")
    make.make_citation(key="whole", center=center, source=source, quote="The center.", quote_language="en")
    make.make_citation(key="direction", direction=direction, source=source, quote="国家级")

    page = open_page(client, "/centers/a/")

    notes = by_class(page, "footnotes")[0]
    assert items(notes) == [
        "↑ Notice · Ministry · 24 December 2023 The center. cite this",
        "↑ ↑ Notice · 24 December 2023 国家级 cite this",
    ]
    assert text(by_class(page, "lede")[0]).endswith("[1]")
    assert facts(page)["Tier"] == "national[2]"
    assert text(by_id(page, "direction-1")) == "Synthetic direction[2] 合成方向"
    assert links(by_id(page, "note-2")) == [
        "#mark-2-1",
        "#mark-2-2",
        "/sources/notice/#citation-tier",
        "/centers/a/cite/?value=tier",
    ]
    assert [by_id(page, mark).name for mark in ("mark-1-1", "mark-2-1", "mark-2-2")] == ["a", "a", "a"]


def test_a_quote_keeps_its_language_and_a_doubtful_one_says_why(client: Client) -> None:
    center = make.make_center(slug="a")
    make.make_citation(
        center=center,
        source=make.make_source(title="Copy", publisher="", language="en"),
        quote="um comitê de 10 especialistas",
        quote_language="pt",
        certainty="garbled",
        note_en="Experts, not academicians.",
    )

    page = open_page(client, "/centers/a/")

    (quote,) = by_name(page, "q")
    assert dict(quote.attributes)["lang"] == "pt"
    assert items(by_class(page, "footnotes")[0]) == [
        "↑ Copy um comitê de 10 especialistas garbled in the source Experts, not academicians. cite this",
    ]


def test_other_values_are_kept_behind_a_mark(client: Client) -> None:
    center = make.make_center(slug="a")
    step = make.make_designation(center, Step.APPROVED, "2023-12")
    make.make_citation(designation=step, field_name="date")
    make.make_citation(
        designation=step, field_name="date", agreement="differs", stated_value="2023", note_en="Less precise."
    )

    page = open_page(client, "/centers/a/")

    (panel,) = by_name(by_id(page, "designation-1"), "details")
    assert text(panel) == "Other values stated 2023[2] Less precise."


# What is not public


def test_records_that_are_not_public_are_never_named(client: Client) -> None:
    center = make.make_center(slug="a", status="superseded", successor=make.make_center(slug="hidden-1", **HIDDEN))
    hidden_organization = make.make_organization(slug="hidden-2", **HIDDEN)
    make.make_participation(center, organization=hidden_organization)
    make.make_designation(
        center, Step.SUPERSEDED, authority=hidden_organization, successor=make.make_center(slug="hidden-3", **HIDDEN)
    )
    make.make_assessment(center=center, authority=hidden_organization)
    make.make_alliance(slug="hidden-4", center=center, **HIDDEN)
    make.make_membership(make.make_alliance(center=center), organization=hidden_organization)
    make.make_committee(slug="hidden-5", center=center, **HIDDEN)
    hidden_expert = make.make_expert(slug="hidden-6", **HIDDEN)
    make.make_seat(make.make_committee(center=center), expert=hidden_expert)
    make.make_seat(make.make_committee(center=center), expert=make.make_expert(affiliation=hidden_organization))
    make.make_position(center=center, expert=hidden_expert)
    hidden_task = make.make_task(center=center, **HIDDEN)
    make.make_milestone(task=hidden_task, name_zh="不可见", name_en="Hidden")
    make.make_progress_entry(task=hidden_task, note_en="Hidden")
    make.make_figure(
        slug="hidden-7", center=center, metric=make.make_metric(name_zh="不可见", name_en="Hidden"), **DRAFT
    )
    make.make_event(slug="hidden-8", center=center, **HIDDEN)
    make.make_statement(slug="hidden-9", center=center, text_zh="不可见", text_en="Hidden", **DRAFT)
    make.make_center(slug="hidden-10", status="superseded", successor=center, **HIDDEN)
    hidden_source = make.make_source(slug="hidden-11", title="Hidden 不可见", **DRAFT)
    make.make_citation(center=center, source=hidden_source, quote="Hidden 不可见")

    for path in ("/centers/a/", "/zh-hans/centers/a/", "/centers/a.json"):
        assert leaks(client.get(path)) == [], path


@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.IN_REVIEW, Publication.WITHDRAWN])
@pytest.mark.parametrize("path", ["/centers/a/", "/zh-hans/centers/a/", "/centers/a.json"])
def test_an_unpublished_center_has_no_page(client: Client, publication: str, path: str) -> None:
    make.make_center(slug="a", publication=publication)

    assert client.get(path).status_code == 404


# Identifiers that are no longer in use


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/centers/old/", "/centers/new/"),
        ("/centers/old.json", "/centers/new.json"),
        ("/zh-hans/centers/old/", "/zh-hans/centers/new/"),
    ],
)
def test_a_merged_identifier_redirects_for_good(client: Client, path: str, target: str) -> None:
    make.make_retired_identifier(kind="center", slug="old", successor_slug="new")

    response = client.get(path)

    assert (response.status_code, response.headers["Location"]) == (301, target)


def test_a_retired_identifier_says_what_became_of_it(client: Client) -> None:
    make.make_retired_identifier(kind="center", slug="old", note_en="Entered by mistake.", note_zh="误录。")

    page, data = client.get("/centers/old/"), client.get("/centers/old.json")

    assert (page.status_code, data.status_code) == (410, 410)
    assert "Entered by mistake." in page.content.decode()
    assert data.json() == {"id": "old", "gone": True, "note_zh": "误录。", "note_en": "Entered by mistake."}


def test_an_identifier_retired_for_another_kind_is_unknown(client: Client) -> None:
    make.make_retired_identifier(kind="organization", slug="old", successor_slug="new")

    assert client.get("/centers/old/").status_code == 404


# The page around it


def test_the_head_names_the_page_in_both_languages_and_as_data(client: Client, settings) -> None:
    settings.SITE_URL = "https://register.example"
    make.make_center(slug="a", name_zh="中心", name_en="Center")

    page = open_page(client, "/zh-hans/centers/a/?x=1")

    (head,) = by_name(page, "head")
    found = [
        {name: value for name, value in link.attributes if name in {"rel", "href", "hreflang", "type"}}
        for link in by_name(head, "link")
    ]
    assert found[:6] == [
        {"rel": "canonical", "href": "https://register.example/zh-hans/centers/a/"},
        {"rel": "alternate", "href": "/zh-hans/centers/a.json", "type": "application/json"},
        {
            "rel": "alternate",
            "href": "/zh-hans/changes/feed/?record=center:a",
            "type": "application/atom+xml",
        },
        {"rel": "alternate", "href": "https://register.example/centers/a/?x=1", "hreflang": "en"},
        {"rel": "alternate", "href": "https://register.example/centers/a/?x=1", "hreflang": "x-default"},
        {"rel": "alternate", "href": "https://register.example/zh-hans/centers/a/?x=1", "hreflang": "zh-Hans"},
    ]
    assert links(by_class(page, "language-switch")[0]) == ["/centers/a/?x=1"]
    assert dict(by_name(page, "html")[0].attributes)["lang"] == "zh-Hans"


def test_a_name_falls_back_to_the_other_language_and_says_so(client: Client) -> None:
    make.make_center(slug="a", name_zh="中心", name_en="")

    (heading,) = by_name(open_page(client, "/centers/a/"), "h1")

    assert (text(heading), dict(heading.attributes)["lang"]) == ("中心", "zh-Hans")


def test_data_of_a_center(client: Client, settings) -> None:
    settings.SITE_URL = "https://register.example"
    source = make.make_source(slug="notice", title="公告")
    field = make.make_field(slug="storage", name_zh="储能", name_en="Storage")
    center = make.make_center(slug="a", name_zh="中心", name_en="", field=field, region=make.make_region("44"))
    organization = make.make_organization(slug="operator", name_zh="公司", name_en="Company")
    part = make.make_participation(center, organization=organization, share=Decimal("51.5"), start="2023-04")
    make.make_citation(key="share", participation=part, field_name="share", source=source, quote="占51.5%")

    data = client.get("/centers/a.json").json()

    assert data["@type"] == "schema:ResearchOrganization"
    assert data["name"] == [{"@value": "中心", "@language": "zh-Hans"}]
    assert {
        key: data[key] for key in ("id", "url", "name_zh", "name_en", "tier", "status", "approved_on", "field")
    } == {
        "id": "a",
        "url": "https://register.example/centers/a/",
        "name_zh": "中心",
        "name_en": None,
        "tier": "provincial",
        "status": "approved",
        "approved_on": None,
        "field": {
            "id": "storage",
            "url": "https://register.example/fields/storage/",
            "name_zh": "储能",
            "name_en": "Storage",
        },
    }
    assert data["participations"] == [
        {
            "organization": {
                "id": "operator",
                "url": "https://register.example/organizations/operator/",
                "name_zh": "公司",
                "name_en": "Company",
            },
            "role": "operator",
            "segment": None,
            "share": 51.5,
            "start": "2023-04",
            "end": None,
            "note_zh": None,
            "note_en": None,
            "citations": [
                {
                    "id": "share",
                    "field": "share",
                    "source": {
                        "id": "notice",
                        "url": "https://register.example/sources/notice/",
                        "name_zh": "公告",
                        "name_en": None,
                    },
                    "quote": "占51.5%",
                    "quote_language": "zh",
                    "certainty": "stated",
                    "agreement": "supports",
                    "stated_value": None,
                    "note_zh": None,
                    "note_en": None,
                }
            ],
        }
    ]
