"""The filters of the lists, apart from pages: what they find, what they refuse, and what they count."""

import pytest
from django.http import QueryDict
from django.utils.translation import override

from centers import models
from centers.choices import Publication, Role, Status, Tier
from centers.filters import (
    CenterFilter,
    CommitteeFilter,
    FieldFilter,
    FigureFilter,
    OrganizationFilter,
    RegionListFilter,
    SourceFilter,
    TaskFilter,
)
from centers.filters.display import Choice
from centers.filters.fields import MOST_VALUES
from centers.queries import count_centers_by_region, public_committees, public_figures, public_tasks
from tests.factories import (
    make_center,
    make_committee,
    make_field,
    make_figure,
    make_metric,
    make_organization,
    make_participation,
    make_region,
    make_site,
    make_source,
    make_task,
    make_task_kind,
)

pytestmark = pytest.mark.django_db


def centers(query: str = "", *, counted: bool = False) -> CenterFilter:
    return CenterFilter(QueryDict(query), models.Center.objects.published(), counted=counted)


def found(query: str) -> list[str]:
    """The slugs of the centers that a query string finds, in the order of the list."""
    filters = centers(query)
    assert filters.errors == {}
    return [center.slug for center in filters.qs]


def counts(filters: CenterFilter, name: str) -> dict[str, int]:
    """What a filter says beside each of its choices that it would find."""
    facet = next(facet for facet in filters.facets if facet.name == name)
    return {choice.value: choice.count for choice in facet.choices}


# Standing


def test_without_a_status_standing_centers_are_found() -> None:
    for status in (Status.UNKNOWN, Status.CULTIVATING, Status.APPROVED, Status.ACCEPTED, Status.REVOKED):
        make_center(slug=status, status=status)

    assert found("") == ["accepted", "approved"]
    assert found("status=revoked&status=unknown") == ["revoked", "unknown"]
    assert found("status=any") == ["accepted", "approved", "cultivating", "revoked", "unknown"]
    assert found("status=any&status=approved") == found("status=any")


def test_how_many_centers_the_default_leaves_out() -> None:
    make_center(status=Status.REVOKED, tier=Tier.NATIONAL)
    make_center(status=Status.UNKNOWN)
    make_center()

    assert centers("", counted=True).left_out == 2
    assert centers("tier=national", counted=True).left_out == 1
    assert centers("status=approved", counted=True).left_out == 0
    assert centers("tier=national", counted=True).lifted_query == "?tier=national&status=any"


# Regions


def test_a_province_includes_its_cities_and_districts() -> None:
    make_center(slug="province", region="44")
    make_center(slug="city", region="4401")
    make_center(slug="district", region="440111")
    make_center(slug="elsewhere", region="51")

    assert found("region=44") == ["city", "district", "province"]
    assert found("region=4401") == ["city", "district"]
    assert found("region=440111") == ["district"]
    assert found("region=44&region=51") == ["city", "district", "elsewhere", "province"]


@pytest.mark.parametrize(("code", "short"), [("440000", "44"), ("4400", "44"), ("440100", "4401")])
def test_a_code_filled_up_with_zeros_is_the_same_region(code: str, short: str) -> None:
    make_center(region="440111")

    assert found(f"region={code}") == found(f"region={short}") != []


def test_a_center_on_two_sites_is_found_and_counted_once() -> None:
    center = make_center(slug="two-sites", region="4403")
    make_site(center=center, region=make_region("51"))
    make_site(center=center, region=make_region("4401"))

    filters = centers("region=44&region=51", counted=True)

    assert [found.slug for found in filters.qs] == ["two-sites"]
    assert filters.total == 1
    assert counts(filters, "region") == {"44": 1, "51": 1}


def test_a_chosen_province_offers_its_cities() -> None:
    make_center(region="4401")
    make_center(region="440111")
    make_center(region="44")
    make_center(region="51")
    make_region("4403")

    filters = centers("region=44&tier=provincial", counted=True)

    province = next(facet for facet in filters.facets if facet.name == "region").choices[0]
    assert (province.value, province.count, province.is_chosen) == ("44", 3, True)
    assert [(city.value, city.count, city.query) for city in province.within] == [
        ("4401", 2, "?region=4401&tier=provincial")
    ]


# Other parameters


def test_several_values_of_one_parameter_are_alternatives() -> None:
    make_center(slug="a", tier=Tier.NATIONAL)
    make_center(slug="b", tier=Tier.NATIONAL_LOCAL)
    make_center(slug="c", tier=Tier.PROVINCIAL)

    assert found("tier=national&tier=national-local") == ["a", "b"]


def test_field() -> None:
    make_center(slug="a", field=make_field(slug="storage"))
    make_center(slug="b")

    assert found("field=storage") == ["a"]


def test_organization_in_any_role_and_period() -> None:
    organization = make_organization(slug="org")
    make_participation(make_center(slug="a"), role=Role.LEAD, organization=organization)
    make_participation(make_center(slug="b"), role=Role.MEMBER, organization=organization, end="2020")
    make_participation(make_center(slug="c"))

    assert found("organization=org") == ["a", "b"]


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("approved_from=2024-12-01", ["day", "month", "year"]),
        ("approved_from=2024-12-14", ["day", "month", "year"]),
        ("approved_from=2024-12-15", ["month", "year"]),
        ("approved_from=2025", []),
        ("approved_to=2023", []),
        ("approved_to=2024-11-30", ["year"]),
        ("approved_to=2024-12-13", ["month", "year"]),
        ("approved_to=2024-12-14", ["day", "month", "year"]),
        ("approved_to=2024-12", ["day", "month", "year"]),
        ("approved_from=2024-12&approved_to=2024-12", ["day", "month", "year"]),
    ],
)
def test_a_span_finds_what_may_have_been_approved_in_it(query: str, slugs: list[str]) -> None:
    make_center(slug="day", approved_on="2024-12-14")
    make_center(slug="month", approved_on="2024-12")
    make_center(slug="year", approved_on="2024")
    make_center(slug="unknown")

    assert sorted(found(query)) == slugs


@pytest.mark.parametrize(
    "words",
    [
        "储能",
        "STORAGE",
        "storage new",
        "the-slug",
        "former name",
        "旧名",
        "南方电网",
        "southern",
        "abbreviated",
        "光伏领域",
        "广州",
        "guangdong",
        "储能 storage 广州",
    ],
)
def test_search_in_both_languages_and_all_names(words: str) -> None:
    make_region("44", name_zh="广东省", name_en="Guangdong")
    make_region("4401", name_zh="广州市", name_en="Guangzhou")
    center = make_center(
        slug="the-slug",
        name_zh="国家新型储能创新中心",
        name_en="New Energy Storage Center",
        region="4401",
        field=make_field(name_zh="光伏领域"),
    )
    models.Name.objects.create(center=center, text="Its former name 旧名", kind="former")
    operator = make_organization(name_zh="南方电网公司", name_en="Southern Power Grid")
    models.Name.objects.create(organization=operator, text="Abbreviated", kind="abbreviation")
    make_participation(center, organization=operator)
    make_center(region="51")

    assert found(f"q={words}") == ["the-slug"]


def test_search_wants_every_word() -> None:
    make_center(name_en="New Energy Storage Center")

    assert found("q=storage nonsense") == []


def test_search_takes_wildcards_as_they_are() -> None:
    make_center(name_en="100% renewable", slug="a")
    make_center(name_en="1000 renewable", slug="b")

    assert found("q=100%25") == ["a"]
    assert found("q=_") == []


def test_sort_by_name_in_the_readers_language() -> None:
    make_center(slug="x", name_zh="乙", name_en="alpha")
    make_center(slug="y", name_zh="甲", name_en="Beta")
    make_center(slug="z", name_zh="", name_en="Gamma")

    assert found("sort=name") == ["x", "y", "z"]
    assert found("sort=-name") == ["z", "y", "x"]
    with override("zh-hans"):
        assert found("sort=name") == ["z", "x", "y"]


def test_sort_breaks_ties_by_identifier() -> None:
    for slug in ("c", "a", "b"):
        make_center(slug=slug)

    assert found("sort=-approved") == ["a", "b", "c"]


def test_unknown_parameters_and_blank_values_are_left_out() -> None:
    make_center(slug="a")

    assert found("colour=red&tier=&q=+&approved_from=&region=&page=") == ["a"]


# What other kinds filter by


def test_committees_by_the_region_of_their_center() -> None:
    committee = make_committee(center=make_center(region="4401"))
    make_committee()

    filters = CommitteeFilter(QueryDict("region=44"), public_committees(), counted=True)

    assert list(filters.qs) == [committee]
    assert counts(filters, "region") == {"44": 1}


def test_tasks_by_kind_and_status() -> None:
    kind = make_task_kind(slug="roadmap", name_en="Roadmap")
    task = make_task(kind=kind, status="under-way")
    make_task(status="under-way")

    filters = TaskFilter(QueryDict("kind=roadmap&status=under-way"), public_tasks(), counted=True)

    assert list(filters.qs) == [task]
    assert counts(filters, "kind") == {"roadmap": 1}


def test_organizations_by_role_are_counted_once() -> None:
    organization = make_organization()
    make_participation(make_center(), role=Role.LEAD, organization=organization)
    make_participation(make_center(), role=Role.LEAD, organization=organization)
    make_participation(make_center(publication=Publication.DRAFT), role=Role.PARTNER, organization=organization)

    filters = OrganizationFilter(QueryDict("role=lead"), models.Organization.objects.published(), counted=True)

    assert list(filters.qs) == [organization]
    assert counts(filters, "role") == {"operator": 0, "lead": 1, "shareholder": 0, "member": 0, "partner": 0}


def test_fields_by_the_tier_of_a_standing_center() -> None:
    field = make_field()
    make_center(field=field, tier=Tier.NATIONAL)
    make_center(tier=Tier.NATIONAL, status=Status.REVOKED)

    filters = FieldFilter(QueryDict("tier=national"), models.Field.objects.all(), counted=True)

    assert list(filters.qs) == [field]


def test_regions_are_provinces_unless_a_level_is_chosen() -> None:
    make_region("440111")
    make_region("51")

    def codes(query: str) -> list[str]:
        return [region.code for region in RegionListFilter(QueryDict(query), models.Region.objects.all()).qs]

    assert codes("") == ["44", "51"]
    assert codes("level=any&region=44") == ["44", "4401", "440111"]
    assert codes("level=prefecture") == ["4401"]


def test_sources_by_year_language_publisher_and_address() -> None:
    source = make_source(published_on="2024-02", language="en", publisher="The Paper")
    make_source(published_on="2024", language="en", is_linkable=False)
    make_source(language="en")

    filters = SourceFilter(
        QueryDict("year=2024&language=en&publisher=paper&linkable=yes"), models.Source.objects.published(), counted=True
    )

    assert list(filters.qs) == [source]
    assert counts(filters, "linkable") == {"yes": 1, "no": 0}
    assert counts(filters, "year") == {"2024": 1}


def test_figures_by_metric() -> None:
    figure = make_figure(metric=make_metric(slug="centers"))
    make_figure()

    assert list(FigureFilter(QueryDict("metric=centers"), public_figures()).qs) == [figure]


# What is not public


def test_drafts_are_neither_found_nor_known() -> None:
    draft = make_organization(slug="draft-org", name_zh="秘密单位", publication=Publication.DRAFT)
    center = make_center(slug="public")
    make_participation(center, organization=draft)
    models.Name.objects.create(organization=draft, text="Secret")
    make_center(slug="hidden", publication=Publication.DRAFT)

    assert found("") == ["public"]
    assert found("q=秘密") == []
    assert found("q=secret") == []
    assert centers("organization=draft-org").errors == {
        "organization": ["The register has no organization “draft-org”."]
    }


# What is refused

UNKNOWN = "“%s” is not a choice of this filter. Choose from the list."


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        ("tier=nation", {"tier": [UNKNOWN % "nation"]}),
        ("tier=national&tier=x", {"tier": [UNKNOWN % "x"]}),
        ("status=standing", {"status": [UNKNOWN % "standing"]}),
        ("field=no-such-field", {"field": [UNKNOWN % "no-such-field"]}),
        ("field=%00", {"field": [UNKNOWN % "\ufffd"]}),
        ("region=99", {"region": [UNKNOWN % "99"]}),
        ("region=44%25", {"region": [UNKNOWN % "44%"]}),
        ("region=４４", {"region": [UNKNOWN % "４４"]}),
        ("organization=nobody", {"organization": ["The register has no organization “nobody”."]}),
        (
            "approved_from=2024-13",
            {
                "approved_from": [
                    "“2024-13” is not a date of the register. A year, a month or a day, as precise as the source: "
                    "2024, 2024-12 or 2024-12-30."
                ]
            },
        ),
        ("q=a%00b", {"q": ["Null characters are not allowed."]}),
        ("q=" + "a" * 201, {"q": ["Search for at most 200 characters."]}),
        ("q=a b c d e f g h i j k", {"q": ["Search for at most 10 words at once."]}),
        ("sort=colour", {"sort": ["The list cannot be sorted by this. Choose the head of a column."]}),
        ("sort=--name", {"sort": ["The list cannot be sorted by this. Choose the head of a column."]}),
        ("page=two", {"page": ["A page is a whole number, from 1 on."]}),
        ("page=0", {"page": ["A page is a whole number, from 1 on."]}),
        ("page=2", {"page": ["The list has 1 page."]}),
        ("page=" + "9" * 4000, {"page": ["The list has 1 page."]}),
        ("page=" + "9" * 5000, {"page": ["A page is a whole number, from 1 on."]}),
        ("open=colour", {"open": ["There is no filter “colour”."]}),
        (
            "region=" + "&region=".join(str(code) for code in range(1100, 1100 + MOST_VALUES + 1)),
            {"region": [f"Choose at most {MOST_VALUES} values."]},
        ),
        ("tier=x&region=99", {"tier": [UNKNOWN % "x"], "region": [UNKNOWN % "99"]}),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_malformed_values_are_refused_and_find_nothing(query: str, errors: dict[str, list[str]]) -> None:
    make_center(region="44")

    filters = centers(query)

    assert filters.errors == errors
    assert not filters.is_valid()
    assert list(filters.qs) == []
    assert filters.total == 0


def test_a_refused_value_is_repeated_in_short() -> None:
    message = centers("tier=" + "x" * 1000).errors["tier"][0]

    assert message == UNKNOWN % ("x" * 60 + "…")


# What is counted


def test_choices_are_counted_under_the_other_filters() -> None:
    make_center(tier=Tier.NATIONAL, region="44")
    make_center(tier=Tier.NATIONAL, region="51")
    make_center(tier=Tier.PROVINCIAL, region="44")
    make_center(tier=Tier.PROVINCIAL, region="44", status=Status.REVOKED)

    filters = centers("tier=national&region=44", counted=True)

    assert filters.total == 1
    assert counts(filters, "tier") == {"national": 1, "national-local": 0, "provincial": 1, "enterprise": 0}
    assert counts(filters, "region") == {"44": 1, "51": 1}
    assert counts(filters, "status") == dict.fromkeys(Status.values, 0) | {"approved": 1, "any": 1}


def test_everything_is_counted_in_one_statement(django_assert_num_queries) -> None:
    organization = make_organization(slug="org")
    for code in ("4401", "51", "11"):
        make_participation(make_center(region=code), organization=organization)

    with django_assert_num_queries(1):
        filters = centers("region=44&organization=org&q=合成&approved_to=2030&status=any", counted=True)
        filters.is_valid()
        _ = filters.facets, filters.chips, filters.total


def test_a_long_list_of_choices_shows_what_is_chosen_and_what_occurs_most() -> None:
    fields = [make_field(slug=f"field-{number:02}", name_en=f"Field {number:02}") for number in range(14)]
    for field in fields[:2]:
        make_center(field=field)

    def choices(query: str) -> list[str]:
        return list(counts(centers(query, counted=True), "field"))

    assert choices("field=field-13") == ["field-00", "field-01", "field-13"]
    assert choices("field=field-13&open=field") == [field.slug for field in fields]


def test_chips_name_each_value_and_lead_to_the_list_without_it() -> None:
    make_center(region=make_region("44", name_zh="广东", name_en=""), tier=Tier.NATIONAL)

    filters = centers("tier=national&tier=provincial&region=44&q=合成&sort=name&page=1", counted=True)

    q = "q=%E5%90%88%E6%88%90"
    assert [(str(chip.label), str(chip.text), chip.language, chip.query) for chip in filters.chips] == [
        ("Search", "合成", "", "?tier=national&tier=provincial&region=44&sort=name"),
        ("Tier", "national", "", f"?tier=provincial&region=44&{q}&sort=name"),
        ("Tier", "provincial", "", f"?tier=national&region=44&{q}&sort=name"),
        ("Region", "广东", "zh-Hans", f"?tier=national&tier=provincial&{q}&sort=name"),
    ]
    assert filters.clear_query == "?sort=name"


def test_the_form_carries_along_what_it_does_not_show() -> None:
    make_organization(slug="org")

    assert centers("organization=org&sort=-name&page=1&tier=national").kept == [
        ("organization", "org"),
        ("sort", "-name"),
    ]


def test_the_column_in_use_turns_round() -> None:
    orders = centers("tier=national&sort=name").orders

    assert (orders["name"].query, orders["name"].direction) == ("?tier=national&sort=-name", "ascending")
    assert (orders["approved"].query, orders["approved"].direction) == ("?tier=national&sort=approved", "")
    assert centers("").orders["tier"].direction == "ascending"


def test_a_choice_is_called_by_its_name_in_the_readers_language() -> None:
    make_center(field=make_field(slug="f", name_zh="储能", name_en="Storage"))

    def choice() -> Choice:
        filters = centers("field=f", counted=True)
        return next(facet for facet in filters.facets if facet.name == "field").choices[0]

    assert (choice().text, choice().language) == ("Storage", "en")
    with override("zh-hans"):
        assert (choice().text, choice().language) == ("储能", "zh-Hans")


# Regions' counts


def test_a_region_counts_every_standing_center_with_a_site_there() -> None:
    both = make_center(region="4403", tier=Tier.NATIONAL)
    make_site(center=both, region=make_region("51"))
    make_site(center=both, region=make_region("4401"))
    make_center(region="44", tier=Tier.PROVINCIAL)
    make_center(region="44", tier=Tier.PROVINCIAL, status=Status.REVOKED)
    make_center(region="44", tier=Tier.PROVINCIAL, publication=Publication.DRAFT)

    counted = count_centers_by_region(models.Region.objects.all())

    none = dict.fromkeys([*Tier.values, "national-level", "all"], 0)
    assert counted == {
        "44": none | {"national": 1, "provincial": 1, "national-level": 1, "all": 2},
        "4401": none | {"national": 1, "national-level": 1, "all": 1},
        "4403": none | {"national": 1, "national-level": 1, "all": 1},
        "51": none | {"national": 1, "national-level": 1, "all": 1},
    }
    assert count_centers_by_region([]) == {}
