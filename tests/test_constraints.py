"""Every constraint of every model, with values that it lets pass and values that it refuses.

What it refuses is refused twice: with the constraint's own sentence where a form validates the record, and by the
database where a statement goes past every form.
"""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from centers.choices import (
    Agreement,
    Certainty,
    CorrectionStatus,
    MembershipRole,
    Role,
    SeatRole,
    Status,
    Step,
    TaskStatus,
    Tier,
)
from centers.models import Center, Change
from tests.factories import (
    MAKERS,
    make_alliance,
    make_center,
    make_committee,
    make_designation,
    make_field,
    make_membership,
    make_name,
    make_organization,
    make_participation,
    make_position,
    make_region,
    make_seat,
    make_site,
    make_source,
    make_task,
)
from tests.trail import unprotected

pytestmark = pytest.mark.django_db

KINDS = list(apps.get_app_config("centers").get_models())
CONSTRAINTS = {constraint.name: (model, constraint) for model in KINDS for constraint in model._meta.constraints}

#: Values for a record; where they come from another record of its kind, a function of that record.
Values = dict[str, Any] | Callable[[Any], dict[str, Any]]


@dataclass(frozen=True)
class Case:
    """Values that a constraint lets pass, values that it refuses, and how to make the record that takes them."""

    valid: list[Values]
    invalid: list[Values]
    make: Callable[[], Any] | None = None
    make_other: Callable[[], Any] | None = None
    also: tuple[str, ...] = ()  # other constraints that the invalid values cannot but break as well


def known(field: str, *, blank: bool = False, **beside: Any) -> Callable[[type[models.Model]], Case]:
    """The cases of a column that holds one of its choices; ``beside`` is set together with it."""

    def case(model: type[models.Model]) -> Case:
        values = [value for value, _label in model._meta.get_field(field).flatchoices]
        empty = {field: ""}
        return Case(
            valid=[{field: value} | beside for value in (values[0], values[-1])] + ([empty] if blank else []),
            invalid=[{field: "no"} | beside] + ([] if blank else [empty | beside]),
        )

    return case


def dates(*fields: str, blank: bool = True, make: Callable[[], Any] | None = None) -> Case:
    """The cases of partial dates; ``tests/test_dates.py`` has the many."""
    texts = ["2024-02-29"] + ([""] if blank else [])
    return Case(
        valid=[{field: text} for field in fields for text in texts],
        invalid=[{field: text} for field in fields for text in ("2024-02-30", "recently")],
        make=make,
    )


def period(start: str = "start", end: str = "end", *, make: Callable[[], Any] | None = None) -> Case:
    """The cases of two dates that do not run backwards."""
    return Case(
        valid=[
            {start: "2024-05-02", end: "2024-05-02"},
            {start: "2024-05-02", end: "2024-05"},
            {start: "2024", end: "2024-01-01"},
            {start: "", end: "2024"},
        ],
        invalid=[
            {start: "2024-05-02", end: "2024-05-01"},
            {start: "2024-05-01", end: "2024-04"},
            {start: "2024", end: "2023-12-31"},
        ],
        make=make,
    )


SLUG = Case(valid=[{"slug": "a-1"}], invalid=[{"slug": ""}])
NAMES = Case(
    valid=[{"name_zh": "名称", "name_en": ""}, {"name_zh": "", "name_en": "A name"}],
    invalid=[{"name_zh": "", "name_en": ""}],
)


def standing(tier: str = Tier.NATIONAL, **overrides: Any) -> Callable[[], Any]:
    return lambda: make_center(tier=tier, **overrides)


def completed_task() -> Any:
    return make_task(status=TaskStatus.COMPLETED, progress=100, completed_on="2024")


HOLDS = "change_holds_the_values_of_its_action"

CASES: dict[str, Case | Callable[[type[models.Model]], Case]] = {
    # Center, its sites, directions and assessments
    "center_slug_is_not_empty": SLUG,
    "center_publication_is_known": known("publication"),
    "center_has_a_name_in_one_language": NAMES,
    "center_name_zh_origin_is_known": known("name_zh_origin"),
    "center_name_en_origin_is_known": known("name_en_origin"),
    "center_dates_are_partial_dates": dates("approved_on"),
    "center_tier_is_known": known("tier"),
    "center_status_is_known": Case(
        valid=[{"status": status} for status in Status.values if status != Status.SUPERSEDED],
        invalid=[{"status": "no"}, {"status": ""}],
    ),
    "every_other_center_has_a_field": Case(
        valid=[{"field": None, "tier": Tier.ENTERPRISE}, lambda other: {"field": other.field}],
        invalid=[{"field": None}, {"field": None, "tier": Tier.NATIONAL}],
    ),
    "one_national_level_center_per_field": Case(
        make=standing(),
        valid=[
            lambda other: {"tier": Tier.NATIONAL_LOCAL},
            lambda other: {"field": other.field, "tier": Tier.PROVINCIAL},
            lambda other: {"field": other.field, "tier": Tier.ENTERPRISE},
            lambda other: {"field": other.field, "status": Status.CULTIVATING},
            lambda other: {"field": other.field, "status": Status.REVOKED},
            lambda other: {"field": other.field, "status": Status.UNKNOWN},
            lambda other: {"field": other.field, "status": Status.SUPERSEDED, "successor": other},
            lambda other: {"field": other.field, "status": Status.UPGRADED, "successor": other},
        ],
        invalid=[
            lambda other: {"field": other.field},
            lambda other: {"field": other.field, "status": Status.ACCEPTED},
            lambda other: {"field": other.field, "tier": Tier.NATIONAL_LOCAL},
            lambda other: {"field": other.field, "tier": Tier.NATIONAL_LOCAL, "status": Status.ACCEPTED},
        ],
    ),
    "superseded_center_names_its_successor": Case(
        valid=[lambda other: {"status": Status.SUPERSEDED, "successor": other}, {"status": Status.UPGRADED}],
        invalid=[{"status": Status.SUPERSEDED}],
    ),
    "only_a_succeeded_center_has_a_successor": Case(
        valid=[
            lambda other: {"status": Status.SUPERSEDED, "successor": other},
            lambda other: {"status": Status.UPGRADED, "successor": other},
        ],
        invalid=[
            lambda other, status=status: {"status": status, "successor": other}
            for status in sorted(set(Status) - {Status.SUPERSEDED, Status.UPGRADED})
        ],
    ),
    "center_is_not_its_own_successor": Case(
        make=standing(slug="one", status=Status.UPGRADED),
        make_other=make_center,
        valid=[lambda other: {"successor": other}],
        invalid=[lambda other: {"successor": Center.objects.get(slug="one")}],
    ),
    "center_has_one_site_in_a_region": Case(
        valid=[lambda other: {"center": other.center, "region": make_region("45")}],
        invalid=[lambda other: {"center": other.center, "region": other.region}],
    ),
    "center_has_one_seat": Case(
        make=lambda: make_site(is_seat=True),
        valid=[lambda other: {"center": other.center, "region": make_region("45"), "is_seat": False}],
        invalid=[lambda other: {"center": other.center, "region": make_region("45")}],
    ),
    "direction_has_a_name_in_one_language": NAMES,
    "direction_name_zh_origin_is_known": known("name_zh_origin"),
    "direction_name_en_origin_is_known": known("name_en_origin"),
    "direction_has_its_number": Case(
        valid=[lambda other: {"center": other.center, "number": 2}],
        invalid=[lambda other: {"center": other.center}],
    ),
    "assessment_dates_are_partial_dates": dates("published_on"),
    "assessment_kind_is_known": known("kind"),
    "assessment_result_is_known": known("result"),
    "assessment_period_is_a_year_or_two": Case(
        valid=[{"period": "2021"}, {"period": "2019-2021"}],
        invalid=[{"period": ""}, {"period": "21"}, {"period": "2019-21"}],
    ),
    "assessment_is_recorded_once": Case(
        valid=[
            lambda other: {"center": other.center, "period": "2022"},
            lambda other: {"center": other.center, "kind": "periodic"},
        ],
        invalid=[lambda other: {"center": other.center}],
    ),
    # Designation
    "designation_dates_are_partial_dates": dates("date"),
    "designation_step_is_known": Case(
        valid=[{"step": step} for step in Step.values if step != Step.SUPERSEDED],
        invalid=[{"step": "no"}, {"step": ""}],
    ),
    "designation_tier_is_known": Case(
        make=lambda: make_designation(make_center(), Step.ACCEPTED),
        valid=[{"tier": tier} for tier in ["", *Tier.values]],
        invalid=[{"tier": "no"}],
    ),
    "designation_has_its_place_in_the_history": Case(
        valid=[lambda other: {"center": other.center, "number": 2}],
        invalid=[lambda other: {"center": other.center}],
    ),
    "superseded_names_its_successor": Case(
        valid=[lambda other: {"step": Step.SUPERSEDED, "successor": other.center}, {"step": Step.REVOKED}],
        invalid=[{"step": Step.SUPERSEDED}],
    ),
    "only_superseded_or_upgraded_names_a_successor": Case(
        valid=[
            lambda other: {"step": Step.SUPERSEDED, "successor": other.center},
            lambda other: {"step": Step.UPGRADED, "successor": other.center},
        ],
        invalid=[
            lambda other, step=step: {"step": step, "successor": other.center}
            for step in sorted(set(Step) - {Step.SUPERSEDED, Step.UPGRADED})
        ],
    ),
    "designation_is_not_succeeded_by_its_own_center": Case(
        make=lambda: make_designation(make_center(), Step.UPGRADED, successor=make_center()),
        valid=[lambda other: {"center": make_center(), "successor": other.center}],
        invalid=[lambda other: {"center": other.successor, "successor": other.successor}],
    ),
    "approved_names_its_tier": Case(
        valid=[{"tier": Tier.NATIONAL}, {"step": Step.ACCEPTED, "tier": ""}],
        invalid=[{"tier": ""}],
    ),
    "upgraded_in_place_names_its_tier": Case(
        valid=[
            {"step": Step.UPGRADED, "tier": Tier.NATIONAL},
            lambda other: {"step": Step.UPGRADED, "tier": "", "successor": other.center},
        ],
        invalid=[{"step": Step.UPGRADED, "tier": ""}],
    ),
    # Organization, names and identifiers
    "organization_slug_is_not_empty": SLUG,
    "organization_publication_is_known": known("publication"),
    "organization_has_a_name_in_one_language": NAMES,
    "organization_name_zh_origin_is_known": known("name_zh_origin"),
    "organization_name_en_origin_is_known": known("name_en_origin"),
    "organization_kind_is_known": known("kind"),
    "credit_code_has_18_characters": Case(
        valid=[{"credit_code": ""}, {"credit_code": "91350100M000100Y43"}],
        invalid=[{"credit_code": "91350100M000100Y4"}, {"credit_code": "x"}],
    ),
    "credit_code_belongs_to_one_organization": Case(
        make=lambda: make_organization(credit_code=""),
        make_other=lambda: make_organization(credit_code="91350100M000100Y43"),
        valid=[{"credit_code": ""}, {"credit_code": "911100000000000000"}],
        invalid=[{"credit_code": "91350100M000100Y43"}],
    ),
    "name_dates_are_partial_dates": dates("start", "end"),
    "name_end_is_not_before_start": period(),
    "name_kind_is_known": known("kind"),
    "name_language_is_known": known("language"),
    "name_origin_is_known": known("origin"),
    "name_is_not_empty": Case(valid=[{"text": "储能中心"}], invalid=[{"text": ""}]),
    "name_belongs_to_one_center_or_one_organization": Case(
        valid=[lambda other: {"center": None, "organization": make_organization()}],
        invalid=[lambda other: {"organization": make_organization()}, {"center": None, "organization": None}],
    ),
    "center_has_each_name_once": Case(
        valid=[lambda other: {"center": other.center}, lambda other: {"text": other.text}],
        invalid=[lambda other: {"center": other.center, "text": other.text}],
    ),
    "organization_has_each_name_once": Case(
        make=lambda: make_name(organization=make_organization()),
        valid=[lambda other: {"organization": other.organization}, lambda other: {"text": other.text}],
        invalid=[lambda other: {"organization": other.organization, "text": other.text}],
    ),
    "identifier_is_retired_once": Case(
        valid=[lambda other: {"kind": "organization", "slug": other.slug}],
        invalid=[lambda other: {"slug": other.slug}],
    ),
    "retired_identifier_does_not_replace_itself": Case(
        valid=[{"slug": "old", "successor_slug": "new"}, {"successor_slug": ""}],
        invalid=[{"slug": "old", "successor_slug": "old"}],
    ),
    # Participation
    "participation_dates_are_partial_dates": dates("start", "end"),
    "participation_end_is_not_before_start": period(),
    "participation_role_is_known": known("role"),
    "participation_segment_is_known": known("segment", blank=True),
    "share_is_between_0_and_100": Case(
        valid=[{"share": None}, {"share": 0}, {"share": Decimal("33.333")}, {"share": 100}],
        invalid=[{"share": Decimal("-0.001")}, {"share": Decimal("100.001")}],
    ),
    "center_has_one_operator_at_a_time": Case(
        valid=[
            lambda other: {"center": other.center, "end": "2024"},
            lambda other: {"center": other.center, "role": Role.LEAD},
        ],
        invalid=[lambda other: {"center": other.center}, lambda other: {"center": other.center, "start": "2024"}],
    ),
    "participation_is_recorded_once": Case(
        make=lambda: make_participation(make_center(), Role.MEMBER, start="2020"),
        valid=[
            lambda other: {"center": other.center, "organization": other.organization, "start": "2024"},
            lambda other: {"center": other.center, "organization": other.organization, "role": Role.PARTNER},
        ],
        invalid=[lambda other: {"center": other.center, "organization": other.organization}],
    ),
    # Alliance
    "alliance_slug_is_not_empty": SLUG,
    "alliance_publication_is_known": known("publication"),
    "alliance_has_a_name_in_one_language": NAMES,
    "alliance_name_zh_origin_is_known": known("name_zh_origin"),
    "alliance_name_en_origin_is_known": known("name_en_origin"),
    "alliance_dates_are_partial_dates": dates("founded_on"),
    "alliance_coverage_qualifier_is_known": known("coverage_qualifier", blank=True),
    "coverage_is_between_0_and_100": Case(
        valid=[
            {"coverage_percent": None},
            {"coverage_percent": 0},
            {"coverage_percent": 85},
            {"coverage_percent": 100},
        ],
        invalid=[{"coverage_percent": Decimal("-0.01")}, {"coverage_percent": Decimal("100.01")}],
    ),
    "membership_dates_are_partial_dates": dates("start", "end"),
    "membership_end_is_not_before_start": period(),
    "membership_role_is_known": known("role"),
    "membership_is_recorded_once": Case(
        make=lambda: make_membership(make_alliance(), start="2020"),
        valid=[
            lambda other: {"alliance": other.alliance, "organization": other.organization, "start": "2024"},
            lambda other: {
                "alliance": other.alliance,
                "organization": other.organization,
                "role": MembershipRole.CHAIR,
            },
        ],
        invalid=[lambda other: {"alliance": other.alliance, "organization": other.organization}],
    ),
    # Expert committee
    "committee_slug_is_not_empty": SLUG,
    "committee_publication_is_known": known("publication"),
    "committee_has_a_name_in_one_language": NAMES,
    "committee_name_zh_origin_is_known": known("name_zh_origin"),
    "committee_name_en_origin_is_known": known("name_en_origin"),
    "committee_dates_are_partial_dates": dates("founded_on"),
    "committee_has_no_more_academicians_than_members": Case(
        valid=[
            {"reported_size": None, "reported_academicians": 10},
            {"reported_size": 10, "reported_academicians": None},
            {"reported_size": 10, "reported_academicians": 10},
        ],
        invalid=[{"reported_size": 10, "reported_academicians": 11}],
    ),
    "expert_slug_is_not_empty": SLUG,
    "expert_publication_is_known": known("publication"),
    "expert_has_a_name_in_one_language": NAMES,
    "seat_dates_are_partial_dates": dates("start", "end"),
    "seat_end_is_not_before_start": period(),
    "seat_role_is_known": known("role"),
    "seat_is_recorded_once": Case(
        make=lambda: make_seat(make_committee(), start="2020"),
        valid=[lambda other: {"committee": other.committee, "expert": other.expert, "start": "2024"}],
        invalid=[
            lambda other: {"committee": other.committee, "expert": other.expert},
            lambda other: {"committee": other.committee, "expert": other.expert, "role": SeatRole.CHAIR},
        ],
    ),
    "committee_has_one_chair_at_a_time": Case(
        make=lambda: make_seat(make_committee(), role=SeatRole.CHAIR),
        valid=[
            lambda other: {"committee": other.committee, "end": "2024"},
            lambda other: {"committee": other.committee, "role": SeatRole.VICE_CHAIR},
        ],
        invalid=[lambda other: {"committee": other.committee}],
    ),
    "position_dates_are_partial_dates": dates("as_of"),
    "position_has_a_title_in_one_language": Case(
        valid=[{"title_zh": "主任", "title_en": ""}, {"title_zh": "", "title_en": "Director"}],
        invalid=[{"title_zh": "", "title_en": ""}],
    ),
    "position_is_at_one_center_or_one_organization": Case(
        make=lambda: make_position(center=make_center()),
        valid=[lambda other: {"center": None, "organization": make_organization()}],
        invalid=[lambda other: {"organization": make_organization()}, {"center": None, "organization": None}],
    ),
    "position_has_its_number": Case(
        valid=[lambda other: {"expert": other.expert, "number": 2}],
        invalid=[lambda other: {"expert": other.expert}],
    ),
    # Construction task
    "task_has_a_name_in_one_language": NAMES,
    "task_name_zh_origin_is_known": known("name_zh_origin"),
    "task_name_en_origin_is_known": known("name_en_origin"),
    "task_dates_are_partial_dates": Case(
        make=completed_task,
        valid=[{"start": "2024-02"}, {"due": "2024-02"}, {"completed_on": "2024-02"}],
        invalid=[{"start": "2023-2"}, {"due": "2024-2"}, {"completed_on": "2024-2"}],
    ),
    "task_status_is_known": Case(
        valid=[{"status": status} for status in TaskStatus.values if status != TaskStatus.COMPLETED],
        invalid=[{"status": "no"}, {"status": ""}],
    ),
    "task_publication_is_known": known("publication"),
    "task_has_its_number": Case(
        valid=[lambda other: {"center": other.center, "number": 2}],
        invalid=[lambda other: {"center": other.center}],
    ),
    "progress_is_between_0_and_100": Case(
        valid=[{"progress": None}, {"progress": 0}, {"progress": 100}], invalid=[{"progress": 101}]
    ),
    "completed_means_100_percent_and_a_completion_date": Case(
        make=completed_task,
        valid=[
            {"completed_on": "2024-12-30"},
            {"status": TaskStatus.UNDER_WAY, "progress": 100, "completed_on": ""},
            {"status": TaskStatus.UNKNOWN, "progress": None, "completed_on": ""},
        ],
        invalid=[
            {"progress": 99},
            {"progress": None},
            {"completed_on": ""},
            {"status": TaskStatus.UNDER_WAY},
            {"status": TaskStatus.UNKNOWN},
        ],
    ),
    "due_is_not_before_start": period("start", "due"),
    "completion_is_not_before_start": period("start", "completed_on", make=completed_task),
    "milestone_has_a_name_in_one_language": NAMES,
    "milestone_name_zh_origin_is_known": known("name_zh_origin"),
    "milestone_name_en_origin_is_known": known("name_en_origin"),
    "milestone_dates_are_partial_dates": dates("due", "reached_on"),
    "milestone_has_its_number": Case(
        valid=[lambda other: {"task": other.task, "number": 2}], invalid=[lambda other: {"task": other.task}]
    ),
    "progress_entry_dates_are_partial_dates": dates("date", blank=False),
    "progress_entry_has_a_date": Case(valid=[{"date": "2024"}], invalid=[{"date": ""}]),
    "progress_reported_is_between_0_and_100": Case(
        valid=[{"progress": None}, {"progress": 0}, {"progress": 100}], invalid=[{"progress": 101}]
    ),
    "progress_entry_has_its_number": Case(
        valid=[lambda other: {"task": other.task, "number": 2}], invalid=[lambda other: {"task": other.task}]
    ),
    # Vocabulary
    "region_has_a_name_in_one_language": NAMES,
    "region_level_is_known": Case(
        valid=[{"level": "province"}],
        invalid=[{"level": "no"}],
        also=("region_code_has_the_length_of_its_level", "province_has_no_parent_and_others_have_one"),
    ),
    "region_code_has_the_length_of_its_level": Case(
        make=lambda: make_region("44"),
        make_other=lambda: make_region("45"),
        valid=[
            {"code": "46"},
            lambda other: {"code": "4501", "level": "prefecture", "parent": other},
            lambda other: {"code": "450103", "level": "county", "parent": other},
        ],
        invalid=[
            {"code": ""},
            {"code": "4401"},
            {"code": "440111"},
            lambda other: {"code": "46", "level": "prefecture", "parent": other},
            lambda other: {"code": "450103", "level": "prefecture", "parent": other},
            lambda other: {"code": "4501", "level": "county", "parent": other},
        ],
    ),
    "province_has_no_parent_and_others_have_one": Case(
        make=lambda: make_region("4401"),
        make_other=lambda: make_region("45"),
        valid=[lambda other: {"parent": other}, {"code": "46", "level": "province", "parent": None}],
        invalid=[{"parent": None}, lambda other: {"code": "46", "level": "province", "parent": other}],
    ),
    "tile_of_the_map_is_used_once": Case(
        make=lambda: make_region("44", tile_row=8, tile_column=5),
        make_other=lambda: make_region("45", tile_row=8, tile_column=4),
        valid=[{"tile_column": 6}, {"tile_row": None, "tile_column": None}],
        invalid=[{"tile_column": 4}],
    ),
    "field_slug_is_not_empty": SLUG,
    "field_has_a_name_in_one_language": NAMES,
    "task_kind_slug_is_not_empty": SLUG,
    "task_kind_has_a_name_in_one_language": NAMES,
    "task_kind_name_zh_origin_is_known": known("name_zh_origin"),
    "metric_slug_is_not_empty": SLUG,
    "metric_has_a_name_in_one_language": NAMES,
    "metric_count_rule_is_known": known("count_rule", blank=True),
    # Figures, events and statements
    "figure_slug_is_not_empty": SLUG,
    "figure_publication_is_known": known("publication"),
    "figure_dates_are_partial_dates": dates("as_of"),
    "figure_qualifier_is_known": known("qualifier"),
    "figure_is_about_a_region_or_a_center": Case(
        valid=[
            {"region": None, "center": None},
            lambda other: {"region": make_region()},
            lambda other: {"center": make_center()},
        ],
        invalid=[lambda other: {"region": make_region(), "center": make_center()}],
    ),
    "range_runs_upwards": Case(
        valid=[{"value": 7, "value_to": None}, {"value": 7, "value_to": 8}],
        invalid=[{"value": 7, "value_to": 7}, {"value": 7, "value_to": 6}],
    ),
    "event_slug_is_not_empty": SLUG,
    "event_publication_is_known": known("publication"),
    "event_has_a_name_in_one_language": NAMES,
    "event_dates_are_partial_dates": dates("date"),
    "event_kind_is_known": known("kind"),
    "statement_slug_is_not_empty": SLUG,
    "statement_publication_is_known": known("publication"),
    "statement_has_a_text_in_one_language": Case(
        valid=[{"text_zh": "一句话。", "text_en": ""}, {"text_zh": "", "text_en": "A sentence."}],
        invalid=[{"text_zh": "", "text_en": ""}],
    ),
    "statement_is_about_one_subject_at_most": Case(
        valid=[
            {"center": None, "field": None, "region": None},
            lambda other: {"center": make_center()},
            lambda other: {"field": make_field()},
            lambda other: {"region": make_region()},
        ],
        invalid=[
            lambda other: {"center": make_center(), "field": make_field()},
            lambda other: {"center": make_center(), "region": make_region()},
            lambda other: {"field": make_field(), "region": make_region()},
        ],
    ),
    # Source and citation
    "source_slug_is_not_empty": SLUG,
    "source_publication_is_known": known("publication"),
    "source_dates_are_partial_dates": dates("published_on"),
    "source_language_is_known": known("language"),
    "source_has_a_title": Case(valid=[{"title": "[notice of December 2024]"}], invalid=[{"title": ""}]),
    "linkable_source_has_an_address": Case(
        valid=[{"is_linkable": False, "url": ""}, {"is_linkable": False, "url": "https://example.org/mirror"}],
        invalid=[{"is_linkable": True, "url": ""}],
    ),
    "address_belongs_to_one_source": Case(
        make=lambda: make_source(is_linkable=False),
        valid=[{"url": "https://example.org/else"}, {"url": ""}],
        invalid=[lambda other: {"url": other.url}],
    ),
    "citation_supports_exactly_one_record": Case(
        valid=[lambda other: {"center": None, "organization": make_organization()}],
        invalid=[{"center": None}, lambda other: {"organization": make_organization()}],
    ),
    "citation_quote_language_is_known": known("quote_language"),
    "citation_certainty_is_known": known("certainty", note_en="Why."),
    "citation_agreement_is_known": known("agreement", stated_value="33", note_en="Why."),
    "doubtful_citation_says_why": Case(
        valid=[
            {"certainty": Certainty.STATED},
            {"certainty": Certainty.GARBLED, "note_en": "Why."},
            {"certainty": Certainty.CONTESTED, "note_zh": "原因。"},
        ],
        invalid=[
            {"certainty": Certainty.GARBLED},
            {"certainty": Certainty.CONTESTED},
            {"certainty": Certainty.INFERRED},
        ],
    ),
    "differing_citation_says_what_and_why": Case(
        valid=[
            {"agreement": Agreement.DIFFERS, "stated_value": "33", "note_en": "Why."},
            {"agreement": Agreement.DIFFERS, "stated_value": "33", "note_zh": "原因。"},
        ],
        invalid=[
            {"agreement": Agreement.DIFFERS},
            {"agreement": Agreement.DIFFERS, "stated_value": "33"},
            {"agreement": Agreement.DIFFERS, "note_en": "Why."},
        ],
    ),
    # Corrections and bookkeeping
    "correction_status_is_known": Case(
        valid=[{"status": CorrectionStatus.RECEIVED}, {"status": CorrectionStatus.IN_REVIEW}],
        invalid=[{"status": "no"}, {"status": ""}],
    ),
    "closed_correction_has_a_decision": Case(
        valid=[
            {"status": CorrectionStatus.ACCEPTED, "decision": "Mended.", "decided_at": timezone.now()},
            {"status": CorrectionStatus.DECLINED, "decision": "The source says so.", "decided_at": timezone.now()},
            {"status": CorrectionStatus.IN_REVIEW, "decision": "A draft."},
        ],
        invalid=[
            {"status": CorrectionStatus.ACCEPTED},
            {"status": CorrectionStatus.DECLINED, "decision": "The source says so."},
            {"status": CorrectionStatus.ACCEPTED, "decided_at": timezone.now()},
            {"status": CorrectionStatus.IN_REVIEW, "decided_at": timezone.now()},
        ],
    ),
    "change_action_is_known": Case(valid=[{"action": "created"}], invalid=[{"action": "no"}], also=(HOLDS,)),
    HOLDS: Case(
        valid=[
            {"action": "created", "before": None, "after": {}},
            {"action": "changed", "before": {}, "after": {}},
            {"action": "deleted", "before": {}, "after": None},
        ],
        invalid=[
            {"action": "created", "before": {}, "after": {}},
            {"action": "changed", "before": None, "after": {}},
            {"action": "deleted", "before": None, "after": None},
        ],
    ),
    "public_change_belongs_to_a_group": Case(
        valid=[
            {"was_public": False, "is_public": False, "group": None},
            {"was_public": True, "is_public": False, "group": 1},
        ],
        invalid=[
            {"was_public": True, "is_public": True, "group": None},
            {"was_public": False, "is_public": True, "group": 1000},
            {"was_public": False, "is_public": False, "group": 1},
        ],
    ),
    # Standing period
    "standing_period_tier_is_known": known("tier"),
    "standing_period_status_is_known": known("status"),
    "standing_period_dates_are_partial_dates": dates("approved_on"),
    "one_standing_period_begins_on_a_day": Case(
        valid=[lambda other: {"center": other.center, "start": "2021-01-01"}],
        invalid=[lambda other: {"center": other.center, "start": other.start}],
    ),
    "standing_period_ends_after_its_start": Case(
        valid=[{"start": "2020-01-01", "end": "2020-01-02"}],
        invalid=[{"start": "2020-01-01", "end": "2020-01-01"}, {"start": "2020-01-02", "end": "2020-01-01"}],
    ),
    # Loaded object
    "object_is_remembered_once": Case(
        valid=[lambda other: {"model": "centers.field", "key": other.key}], invalid=[lambda other: {"key": other.key}]
    ),
}


def cases(outcome: str) -> list[Any]:
    found = []
    for name in CASES.keys() & CONSTRAINTS.keys():
        case = CASES[name] if isinstance(CASES[name], Case) else CASES[name](CONSTRAINTS[name][0])
        found += [
            pytest.param(name, case, values, id=f"{name}-{number}")
            for number, values in enumerate(getattr(case, outcome), start=1)
        ]
    return sorted(found, key=lambda param: param.id)


def record_with(name: str, case: Case, values: Values) -> tuple[models.Model, dict[str, Any]]:
    """A saved record that takes the values, unsaved, and the values."""
    make = case.make or MAKERS[CONSTRAINTS[name][0]]
    record = make()
    if callable(values):
        values = values((case.make_other or make)())
    elif case.make_other:
        case.make_other()
    for field, value in values.items():
        setattr(record, field, value)
    return record, values


def write_past_every_form(record: models.Model, values: dict[str, Any]) -> None:
    trail = unprotected() if isinstance(record, Change) else nullcontext()
    with trail, transaction.atomic():
        models.QuerySet(type(record)).filter(pk=record.pk).update(**values)


@pytest.mark.parametrize(("name", "case", "values"), cases("valid"))
def test_valid_values_pass(name: str, case: Case, values: Values) -> None:
    record, values = record_with(name, case, values)

    CONSTRAINTS[name][1].validate(type(record), record)
    write_past_every_form(record, values)

    record.refresh_from_db()
    assert {field: getattr(record, field) for field in values} == values


@pytest.mark.parametrize(("name", "case", "values"), cases("invalid"))
def test_invalid_values_are_refused_in_a_sentence_and_by_the_database(name: str, case: Case, values: Values) -> None:
    record, values = record_with(name, case, values)
    broken = (name, *case.also)

    with pytest.raises(ValidationError) as refusal:
        record.validate_constraints()
    assert sorted(refusal.value.messages) == sorted(
        str(CONSTRAINTS[constraint][1].violation_error_message) for constraint in broken
    )

    with pytest.raises(IntegrityError) as error:
        write_past_every_form(record, values)
    is_named = connection.vendor == "postgresql" or isinstance(CONSTRAINTS[name][1], models.CheckConstraint)
    assert not is_named or any(constraint in str(error.value) for constraint in broken)


def test_every_constraint_has_cases() -> None:
    assert sorted(CASES) == sorted(CONSTRAINTS)


def test_constraints_have_names_of_their_own() -> None:
    assert len(CONSTRAINTS) == sum(len(model._meta.constraints) for model in KINDS)


UNIQUE_FIELDS = [
    pytest.param(model, field, id=f"{model.__name__}-{field.name}")
    for model in KINDS
    for field in model._meta.local_fields
    if field.unique and not field.primary_key
]


@pytest.mark.parametrize(("model", "field"), UNIQUE_FIELDS)
def test_identifier_belongs_to_one_record(model: type[models.Model], field: models.Field) -> None:
    other = make_region("45") if model.__name__ == "Region" else MAKERS[model]()
    record = MAKERS[model]()
    setattr(record, field.name, getattr(other, field.name))

    with pytest.raises(ValidationError) as refusal:
        record.validate_unique()
    assert list(refusal.value.message_dict) == [field.name]
    with pytest.raises(IntegrityError):
        write_past_every_form(record, {field.name: getattr(other, field.name)})
