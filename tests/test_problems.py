"""Data problems: each kind is made once and seen, a sound register has none, and the fixtures have those we know."""

import datetime as dt
import itertools
from collections.abc import Callable
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from centers.choices import CountRule, Publication, Qualifier, Role, Status, Step, Tier
from centers.models import Center, Organization, ReportedFigure
from centers.problems import PROBLEMS
from centers.records.citations import KIND_OF
from tests.factories import (
    make_alliance,
    make_assessment,
    make_center,
    make_citation,
    make_committee,
    make_designation,
    make_direction,
    make_event,
    make_expert,
    make_field,
    make_figure,
    make_membership,
    make_metric,
    make_milestone,
    make_name,
    make_organization,
    make_participation,
    make_position,
    make_progress_entry,
    make_region,
    make_seat,
    make_site,
    make_source,
    make_statement,
    make_task,
)

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 11, 23)
UNSOURCED = "No source is cited for this"

_numbers = itertools.count(1)

Found = tuple[str, models.Model, str]


def found(*slugs: str) -> list[Found]:
    """What is wrong: the kind of problem, the record, and the sentence about it."""
    return [
        (problem.slug, finding.record, finding.sentence)
        for problem in PROBLEMS
        if not slugs or problem.slug in slugs
        for finding in problem.find(TODAY)
    ]


# --- sound records ---------------------------------------------------------------------------------------------------


def cited(record: Any, **values: Any) -> Any:
    make_citation(**{KIND_OF[type(record)]: record} | values)
    return record


def sound_organization(**values: Any) -> Organization:
    return cited(make_organization(**{"name_zh": f"合成单位{next(_numbers)}", "name_en": ""} | values))


def sound_named_organization(**values: Any) -> Organization:
    return sound_organization(**{"name_en": f"Synthetic organization {next(_numbers)}"} | values)


def sound_center(**values: Any) -> Center:
    """A center with all that a keeper of the register wants to know of it."""
    center = cited(make_center(**values))
    cited(make_site(center=center, region=make_region(), is_seat=True))
    cited(make_participation(center, organization=sound_named_organization()))
    step(center, Step.APPROVED, "2020", tier=center.tier)
    return center


def step(center: Center, taken: str, date: str, **values: Any) -> None:
    cited(make_designation(center, taken, date, **values))
    center.take_standing_from_designations()
    center.save()


def sound_figure(center: Center | None = None, **values: Any) -> ReportedFigure:
    """A figure of a metric that is counted."""
    metric = make_metric(count_rule=CountRule.PROVINCIAL, name_en="Provincial centers")
    return cited(make_figure(**{"metric": metric, "value": Decimal(1), "as_of": "2024-01-01"} | values))


def test_a_sound_register_has_none() -> None:
    center = sound_center()
    cited(make_direction(center=center))
    cited(make_assessment(center=center))
    cited(make_name(center=center))
    alliance = cited(make_alliance(center=center))
    cited(make_membership(alliance, organization=sound_named_organization()))
    committee = cited(make_committee(center=center))
    expert = cited(make_expert())
    cited(make_seat(committee, expert=expert))
    cited(make_position(expert=expert, center=center))
    task = cited(make_task(center=center, due="2026-11"))
    cited(make_milestone(task=task, name_zh="合成节点"))
    cited(make_progress_entry(task=task))
    cited(make_event(name_zh="合成事件"))
    cited(make_statement())
    sound_figure()

    assert found() == []


# --- one problem of each kind ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: make_organization(),
        lambda: make_alliance(),
        lambda: make_committee(center=sound_center()),
        lambda: make_expert(),
        lambda: make_task(center=sound_center()),
        lambda: make_figure(),
        lambda: make_event(name_zh="合成事件"),
        lambda: make_statement(),
    ],
)
def test_a_record_without_a_citation(make: Callable[[], Any]) -> None:
    record = make()

    assert found() == [("no-citation", record, "It is published and no source is cited for it.")]


def test_a_center_without_a_citation() -> None:
    center = sound_center()
    center.citations.all().delete()

    assert found() == [("no-citation", center, "It is published and no source is cited for it.")]


def test_nothing_is_wrong_with_a_draft() -> None:
    make_center(publication=Publication.DRAFT)
    make_participation(make_center(publication=Publication.DRAFT), organization=sound_named_organization())
    make_figure(publication=Publication.WITHDRAWN)

    assert found() == []


def of_center(make: Callable[..., Any], **values: Any) -> tuple[Any, Any]:
    center = sound_center()
    return center, make(center=center, **values)


def of_alliance() -> tuple[Any, Any]:
    alliance = cited(make_alliance())
    return alliance, make_membership(alliance, organization=sound_named_organization())


def of_committee() -> tuple[Any, Any]:
    committee = cited(make_committee(center=sound_center()))
    return committee, make_seat(committee, expert=cited(make_expert()))


def of_expert() -> tuple[Any, Any]:
    expert = cited(make_expert())
    return expert, make_position(expert=expert, center=sound_center())


def of_task(make: Callable[..., Any]) -> tuple[Any, Any]:
    task = cited(make_task(center=sound_center()))
    return task, make(task=task)


def of_organization() -> tuple[Any, Any]:
    organization = sound_named_organization()
    return organization, make_name(organization=organization)


@pytest.mark.parametrize(
    ("make", "what"),
    [
        (lambda: of_center(make_site, region=make_region("45")), "site: Synthetic 45"),
        (lambda: of_center(make_direction), "direction: Synthetic direction"),
        (lambda: of_center(make_participation, role=Role.LEAD, organization=sound_named_organization()), ""),
        (lambda: of_center(make_designation, step=Step.UNVEILED, date="2021"), "designation: unveiled 2021"),
        (lambda: of_center(make_assessment), "assessment: 2021: good"),
        (of_alliance, ""),
        (of_committee, "committee seat: Synthetic expert (member)"),
        (of_expert, "position: Synthetic role"),
        (lambda: of_task(make_milestone), "milestone: Synthetic milestone"),
        (lambda: of_task(make_progress_entry), "progress entry: June 2024"),
        (lambda: of_center(make_name), ""),
        (of_organization, ""),
    ],
)
def test_a_part_without_a_source(make: Callable[[], tuple[Any, Any]], what: str) -> None:
    owner, part = make()

    what = what or f"{part._meta.verbose_name}: {part}"
    assert found() == [("unsourced", owner, f"{UNSOURCED} {what}.")]


def test_a_value_without_a_source() -> None:
    organization = make_organization(credit_code="91440300MA5EYYYY2X")
    for field_name in ("name_zh", "name_en"):
        make_citation(organization=organization, field_name=field_name)

    sentence = f"{UNSOURCED} value: Unified social credit code."
    assert found() == [("unsourced", organization, sentence)]


def test_a_source_for_the_whole_record_is_one_for_each_value() -> None:
    sound_named_organization(credit_code="91440300MA5EYYYY2X")

    assert found() == []


def test_a_center_without_an_operator() -> None:
    center = sound_center()
    center.participations.update(end="2022")

    assert found() == [("no-operator", center, "It stands, and no operator is on record.")]


def test_a_center_that_does_not_stand_needs_no_operator() -> None:
    center = sound_center()
    center.participations.all().delete()
    step(center, Step.REVOKED, "2021")

    assert found() == []


def test_a_center_without_a_site() -> None:
    center = sound_center()
    center.sites.all().delete()

    assert found() == [("no-site", center, "No site is on record, so no region counts it.")]


def test_a_quote_that_its_archive_does_not_have() -> None:
    source = make_source(title="Notice", archived_text="The  center\nwas approved.")
    organization = sound_named_organization()
    make_citation(organization=organization, source=source, quote="center was approved")
    citation = make_citation(organization=organization, source=source, quote="center was unveiled")

    assert found() == [
        ("quote", citation, "The archived text of “Notice” has no such passage: “center was unveiled”."),
    ]


def test_two_of_national_level_in_a_field_at_a_past_moment() -> None:
    field = make_field(name_en="Storage")
    first = sound_center(field=field, name_en="First")
    second = sound_center(field=field, name_en="Second")
    for center, date in ((first, "2022"), (second, "2021-05")):
        step(center, Step.UPGRADED, date, tier=Tier.NATIONAL)
        step(center, Step.REVOKED, "2024")

    assert found() == [
        ("two-in-a-field", first, "It and “Second” both stood at national level in the field “Storage” at one time."),
    ]


def test_one_of_national_level_after_another() -> None:
    field = make_field()
    first, second = sound_center(field=field), sound_center(field=field)
    step(first, Step.UPGRADED, "2021", tier=Tier.NATIONAL_LOCAL)
    step(first, Step.REVOKED, "2022-03")
    step(second, Step.UPGRADED, "2022", tier=Tier.NATIONAL)

    assert found() == []


def test_designations_out_of_order() -> None:
    center = sound_center()
    step(center, Step.ACCEPTED, "2019")

    sentence = "The steps run backwards: step 2, “accepted 2019”, lies before step 1, “approved 2020”."
    assert found() == [("backwards", center, sentence)]


def test_a_copy_that_is_not_what_the_steps_lead_to() -> None:
    center = sound_center()
    Center.objects.update(status=Status.ACCEPTED)

    sentence = "Its present tier, status or approval is not what its steps lead to."
    assert found() == [("copies", center, sentence)]


def test_shares_above_100() -> None:
    center = sound_center()
    for share in ("60.5", "40"):
        cited(
            make_participation(center, Role.SHAREHOLDER, share=Decimal(share), organization=sound_named_organization())
        )

    assert found() == [("shares", center, "The shares of its shareholders sum to 100.5%.")]


def test_shares_of_former_shareholders_do_not_count() -> None:
    center = sound_center()
    for end in ("2023", ""):
        holder = sound_named_organization()
        cited(make_participation(center, Role.SHAREHOLDER, share=Decimal(60), end=end, organization=holder))

    assert found() == []


@pytest.mark.parametrize(("due", "said"), [("2026-11-22", "22 November 2026"), ("2026-10", "October 2026")])
def test_an_overdue_task(due: str, said: str) -> None:
    task = cited(make_task(center=sound_center(), due=due))

    assert found() == [("overdue", task, f"It was due {said} and is not completed.")]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"value": Decimal(40)}, "40"),
        ({"value": Decimal(2), "value_to": Decimal(3)}, "2–3"),
        ({"value": Decimal(2), "qualifier": Qualifier.AT_LEAST}, "at least 2"),
        ({"value": Decimal(1), "qualifier": Qualifier.MORE_THAN}, "more than 1"),
        ({"value": Decimal(9), "qualifier": Qualifier.ABOUT}, "about 9"),
        ({"value": Decimal(0)}, "0"),
    ],
)
def test_a_figure_apart_from_our_count(values: dict[str, Any], said: str) -> None:
    sound_center()
    figure = sound_figure(**values)

    sentence = f"Provincial centers, the whole country: reported {said} as of 2024-01-01; on record 1."
    assert found() == [("figures", figure, sentence)]


@pytest.mark.parametrize(
    "values",
    [
        {"value": Decimal(1), "value_to": Decimal(3)},
        {"qualifier": Qualifier.AT_LEAST},
        {"value": Decimal(0), "qualifier": Qualifier.MORE_THAN},
        {"qualifier": Qualifier.ABOUT},
        {"value": Decimal(7), "as_of": ""},
    ],
)
def test_a_figure_that_our_count_bears_out_or_cannot_answer(values: dict[str, Any]) -> None:
    sound_center()
    sound_figure(**values)

    assert found() == []


def test_organizations_that_may_be_the_same() -> None:
    first = sound_organization(slug="a", name_zh="合成储能有限公司", name_en="Synthetic storage")
    second = sound_organization(slug="b", name_zh="合成储能(集团)股份有限公司", name_en="Group")

    assert found() == [("duplicates", second, f"It may be the same as “{first}”.")]


def test_an_organization_that_has_a_name_of_another() -> None:
    first = sound_organization(slug="a", name_zh="合成储能有限公司", name_en="Synthetic storage")
    second = sound_named_organization(slug="b")
    cited(make_name(organization=second, text="合成储能"))

    assert found() == [("duplicates", second, f"It may be the same as “{first}”.")]


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        ({"name_zh": "合成专家", "name_en": ""}, "It has no English name."),
        ({"name_zh": "", "name_en": "Synthetic"}, "It has no Chinese name."),
    ],
)
def test_a_name_in_one_language(names: dict[str, str], sentence: str) -> None:
    expert = cited(make_expert(**names))

    assert found() == [("translation", expert, sentence)]


# --- statements ------------------------------------------------------------------------------------------------------


def everything_wrong() -> None:
    """One record of each kind with each problem that it can have."""
    center = make_center(name_en="", tier=Tier.NATIONAL)
    rival = make_center(field=center.field, tier=Tier.NATIONAL, status=Status.REVOKED)
    for national in (center, rival):
        make_designation(national, Step.APPROVED, "2020")
    make_designation(center, Step.ACCEPTED, "2019")
    make_designation(rival, Step.REVOKED, "2024")
    make_site(center=center)
    make_direction(center=center)
    make_assessment(center=center)
    make_name(center=center)
    make_participation(center, Role.SHAREHOLDER, share=Decimal(60))
    make_participation(center, Role.SHAREHOLDER, share=Decimal(60))
    alliance = make_alliance(name_en="")
    make_membership(alliance)
    make_citation(alliance=alliance, field_name="name_en")
    committee = make_committee(name_en="", center=center)
    make_seat(committee)
    make_position()
    task = make_task(center=center, due="2020")
    make_milestone(task=task)
    make_progress_entry(task=task)
    make_citation(task=task, field_name="due", source=make_source(archived_text="Something else."))
    make_event()
    make_statement()
    make_figure(metric=make_metric(count_rule=CountRule.PROVINCIAL), as_of="2024", region=make_region("44"))


def wanting(problem: Any) -> int:
    """How many statements it takes to find the records, name them, and say what is wrong."""
    with CaptureQueriesContext(connection) as statements:
        findings = list(problem.find(TODAY))
        assert findings != []
        for finding in findings:
            assert finding.record.natural_key() != ()
            assert str(finding.record) != ""
    return len(statements)


@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: problem.slug)
def test_statements_do_not_grow_with_the_register(problem: Any) -> None:
    everything_wrong()
    few = wanting(problem)
    everything_wrong()
    everything_wrong()

    assert wanting(problem) == few


# --- check_register --------------------------------------------------------------------------------------------------


def checked(*options: str) -> tuple[int, str]:
    """The exit status of the command and what it printed."""
    out = StringIO()
    try:
        call_command("check_register", *options, stdout=out)
    except SystemExit as exit:
        return exit.code, out.getvalue()
    return 0, out.getvalue()


def test_check_register_of_a_sound_register() -> None:
    sound_center()

    status, printed = checked()

    assert status == 0
    assert printed.splitlines()[-1] == "0 in all"
    assert [line for line in printed.splitlines() if not line.endswith(": 0")] == ["0 in all"]


def test_check_register_tells_each_record() -> None:
    expert = make_expert(slug="somebody", name_en="")

    status, printed = checked("--only", "no-citation", "--only", "translation")

    assert expert.citations.count() == 0
    assert status == 1
    assert printed == (
        "Published records without a citation: 1\n"
        "  expert somebody: It is published and no source is cited for it.\n"
        "Records with a name in one language only: 1\n"
        "  expert somebody: It has no English name.\n"
        "2 in all\n"
    )


def test_check_register_in_short() -> None:
    make_expert(name_en="")

    assert checked("--summary", "--only", "translation", "--only", "quote") == (
        1,
        "Quotes that do not occur in the archived text: 0\nRecords with a name in one language only: 1\n1 in all\n",
    )


# --- the register as its fixtures tell it ----------------------------------------------------------------------------


@pytest.mark.usefixtures("register")
class TestTheFixtures:
    def test_have_the_gaps_that_we_know(self) -> None:
        assert {problem.slug: len(list(problem.find(TODAY))) for problem in PROBLEMS} == {
            "no-citation": 0,
            "unsourced": 0,
            "no-operator": 38,
            "no-site": 0,
            "quote": 0,
            "two-in-a-field": 0,
            "backwards": 0,
            "copies": 0,
            "shares": 0,
            "overdue": 0,
            "figures": 26,
            "duplicates": 0,
            "translation": 150,
        }

    @pytest.mark.parametrize(
        ("slug", "sentence"),
        [
            (
                "provincial-centers-44-2024-02-13-seed-article",
                "Provincial centers, Guangdong: reported 40 as of 2024-02-13; on record 1–8.",
            ),
            (
                "national-centers-cn-2025-nist-ams-600-17",
                "Centers of national level, the whole country: reported at least 33 as of 2025; on record 31–32.",
            ),
            (
                "enterprise-technology-centers-44-2024-02-13-seed-article",
                "Provincial enterprise technology centers, Guangdong: reported 1621 as of 2024-02-13; on record 6–10.",
            ),
        ],
    )
    def test_say_how_far_apart_a_figure_and_our_count_are(self, slug: str, sentence: str) -> None:
        assert [said for _slug, record, said in found("figures") if record.slug == slug] == [sentence]

    def test_bear_out_the_29_and_5_of_national_level(self) -> None:
        apart = {record.slug for _slug, record, _sentence in found("figures")}

        assert {
            "national-centers-cn-2024-02-13-seed-article",
            "national-centers-44-2024-02-13-seed-article",
        } & apart == set()
