"""A center's page in the office: its parts beside it, and what they have to fulfil together."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from centers import services
from centers.choices import Publication, Role, Status, Step, Tier
from centers.models import Center, Designation, Participation, RetiredIdentifier, Site
from tests.admin.pages import add_row, data_to_add, data_to_change, errors_of, path_to
from tests.factories import (
    make_assessment,
    make_center,
    make_citation,
    make_designation,
    make_direction,
    make_field,
    make_name,
    make_organization,
    make_participation,
    make_region,
    make_site,
    make_task,
)

pytestmark = pytest.mark.django_db

SECOND = "A center of national level stands in this field already: each field has at most one."
TWO_OPERATORS = "The center has an operator. End that participation first: a center has one operator at a time."
TWO_SEATS = "The center has a seat already: one of its sites is the seat."


def save(client: Client, center: Center, data: dict[str, Any]) -> dict[str, list[str]]:
    """Send a center's page; return the sentences that came back, none if it was saved."""
    response = client.post(path_to("change", center), data)
    return {} if response.status_code == 302 else errors_of(response)


# What the page costs


@pytest.mark.parametrize("rows", [1, 3])
def test_page_costs_the_same_however_many_parts(
    rows: int, admin_client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    center = make_center()
    for number in range(rows):
        make_site(center=center, region=make_region(f"44{number:02}"))
        make_name(center=center, text=f"名称{number}")
        make_participation(center, Role.MEMBER)
        make_designation(center, Step.ACCEPTED, authority=make_organization())
        make_direction(center=center, number=number + 1)
        make_assessment(center=center, period=f"202{number}", authority=make_organization())
        make_task(center=center)
        make_citation(center=center)

    admin_client.get(path_to("change", center))  # content types are remembered from now on
    with django_assert_num_queries(15):
        response = admin_client.get(path_to("change", center))

    counts = {
        inline.formset.prefix: inline.formset.initial_form_count()
        for inline in response.context["inline_admin_formsets"]
    }
    assert counts == dict.fromkeys(
        [
            "designations",
            "sites",
            "participations",
            "names",
            "directions",
            "tasks",
            "assessments",
            "citations",
        ],
        rows,
    )


# Identifier and standing


def test_identifier_is_settled_once_the_center_exists(admin_client: Client) -> None:
    center = make_center(slug="old")
    data = data_to_change(admin_client, center)

    assert "slug" not in data
    assert save(admin_client, center, data | {"slug": "new"}) == {}
    assert Center.objects.get().slug == "old"


def test_identifier_of_a_retired_record_is_refused(admin_client: Client) -> None:
    RetiredIdentifier.objects.create(kind="center", slug="gone")
    data = data_to_add(admin_client, Center) | {"slug": "gone", "name_en": "New", "field": make_field().pk}

    response = admin_client.post(path_to("add", Center), data | {"tier": Tier.PROVINCIAL})

    assert errors_of(response) == {
        "slug": ["“gone” belonged to a record that is gone. Identifiers are never used again."]
    }
    assert Center.objects.count() == 0


def test_identifier_that_another_kind_retired_is_free(admin_client: Client) -> None:
    RetiredIdentifier.objects.create(kind="organization", slug="gone")
    data = data_to_add(admin_client, Center) | {"slug": "gone", "name_en": "New", "field": make_field().pk}

    admin_client.post(path_to("add", Center), data | {"tier": Tier.PROVINCIAL})

    assert Center.objects.get().slug == "gone"


def test_tier_is_a_field_as_long_as_there_are_no_designations(admin_client: Client) -> None:
    center = make_center()
    assert "tier" in data_to_change(admin_client, center)

    make_designation(center)
    assert "tier" not in data_to_change(admin_client, center)


def test_standing_follows_the_designations(admin_client: Client) -> None:
    center = make_center(status=Status.UNKNOWN)
    data = data_to_change(admin_client, center)
    add_row(data, "designations", step=Step.CULTIVATED, date="2019")
    add_row(data, "designations", step=Step.APPROVED, date="2020-05", tier=Tier.PROVINCIAL)

    assert save(admin_client, center, data) == {}

    center.refresh_from_db()
    assert (center.status, center.approved_on) == (Status.APPROVED, "2020-05")
    assert list(center.designations.values_list("number", "step")) == [(1, "cultivated"), (2, "approved")]


def test_standing_of_a_new_center_follows_its_designations(admin_client: Client) -> None:
    data = data_to_add(admin_client, Center)
    data |= {"slug": "new", "name_en": "New", "field": make_field().pk, "tier": Tier.PROVINCIAL}
    add_row(data, "designations", step=Step.APPROVED, date="2024", tier=Tier.NATIONAL)

    admin_client.post(path_to("add", Center), data)

    center = Center.objects.get()
    assert (center.tier, center.status, center.approved_on) == (Tier.NATIONAL, Status.APPROVED, "2024")


def test_standing_is_left_alone_when_the_designations_are(admin_client: Client) -> None:
    center = make_center(status=Status.ACCEPTED)

    assert save(admin_client, center, data_to_change(admin_client, center) | {"name_en": "Renamed"}) == {}

    center.refresh_from_db()
    assert (center.name_en, center.status) == ("Renamed", Status.ACCEPTED)


def test_removing_a_designation_takes_the_standing_back(admin_client: Client) -> None:
    center = make_center()
    make_designation(center, Step.APPROVED, "2020")
    make_designation(center, Step.ACCEPTED, "2022")
    services.renew_standing(center)
    data = data_to_change(admin_client, center) | {"designations-1-DELETE": "on"}

    assert save(admin_client, center, data) == {}

    center.refresh_from_db()
    assert center.status == Status.APPROVED


@pytest.mark.parametrize("page", ["change", "delete"])
def test_standing_follows_a_designations_own_page(page: str, admin_client: Client) -> None:
    center = make_center()
    make_designation(center, Step.APPROVED, "2020")
    step = make_designation(center, Step.ACCEPTED, "2022")
    services.renew_standing(center)
    data = data_to_change(admin_client, step) | {"step": Step.REVOKED} if page == "change" else {"post": "yes"}

    admin_client.post(path_to(page, step), data)

    center.refresh_from_db()
    assert center.status == (Status.REVOKED if page == "change" else Status.APPROVED)


# One center of national level in a field (rule 1)


def national_center(**values: Any) -> Center:
    center = make_center(**values)
    make_designation(center, Step.APPROVED, "2019", tier=Tier.NATIONAL)
    services.renew_standing(center)
    return center


def test_designation_that_makes_a_second_of_national_level_is_refused(admin_client: Client) -> None:
    first = national_center()
    center = make_center(field=first.field)
    data = data_to_change(admin_client, center)
    add_row(data, "designations", step=Step.APPROVED, date="2024", tier=Tier.NATIONAL)

    assert save(admin_client, center, data) == {"designations": [SECOND]}
    assert center.designations.count() == 0


def test_new_center_as_a_second_of_national_level_is_refused(admin_client: Client) -> None:
    first = national_center()
    data = data_to_add(admin_client, Center)
    data |= {"slug": "new", "name_en": "New", "field": first.field.pk, "tier": Tier.NATIONAL}
    add_row(data, "designations", step=Step.APPROVED, date="2024", tier=Tier.NATIONAL)

    response = admin_client.post(path_to("add", Center), data)

    assert errors_of(response) == {"designations": [SECOND]}
    assert Center.objects.count() == 1


def test_move_into_a_field_that_has_a_center_of_national_level_is_refused(admin_client: Client) -> None:
    first, second = national_center(), national_center()
    data = data_to_change(admin_client, second) | {"field": first.field.pk}

    assert save(admin_client, second, data) == {"field": [SECOND]}


def test_move_into_a_field_that_had_one_at_the_time_is_refused(admin_client: Client) -> None:
    first, second = national_center(name_en="First"), national_center()
    make_designation(first, Step.REVOKED, "2022", tier="")
    services.renew_standing(first)
    data = data_to_change(admin_client, second) | {"field": first.field.pk}

    assert save(admin_client, second, data) == {
        "field": [
            "“First” certainly stood at national level in this field on 31 December 2019: a field has at most one such "
            "center at a time."
        ]
    }


@pytest.mark.parametrize("page", ["add", "change"])
def test_designations_own_page_refuses_a_second_of_national_level(page: str, admin_client: Client) -> None:
    first = national_center()
    center = make_center(field=first.field)
    step = make_designation(center, Step.CULTIVATED, "2020")
    values = {"center": center.pk, "number": 2, "step": Step.APPROVED, "tier": Tier.NATIONAL, "date": "2024"}
    data = data_to_add(admin_client, Designation) if page == "add" else data_to_change(admin_client, step)

    response = admin_client.post(path_to(page, Designation if page == "add" else step), data | values)

    assert errors_of(response) == {"__all__": [SECOND]}
    assert [(step.number, step.step) for step in center.designations.all()] == [(1, "cultivated")]


def test_revocation_that_keeps_another_standing_is_not_deleted(admin_client: Client) -> None:
    first = national_center(name_en="First")
    revocation = make_designation(first, Step.REVOKED, "2022", tier="")
    services.renew_standing(first)
    second = make_center(field=first.field)
    make_designation(second, Step.APPROVED, "2023", tier=Tier.NATIONAL)
    services.renew_standing(second)

    response = admin_client.post(path_to("delete", revocation), {"post": "yes"})

    assert list(response.context["protected"]) == [f"revoked 2022: {SECOND}"]
    assert first.designations.count() == 2


# Designations in their order (rule 3)


def test_steps_that_run_backwards_are_refused(admin_client: Client) -> None:
    center = make_center()
    make_designation(center, Step.APPROVED, "2020")
    data = data_to_change(admin_client, center)
    add_row(data, "designations", step=Step.ACCEPTED, date="2019")

    assert save(admin_client, center, data) == {
        "designations": ["The steps run backwards: step 2, “accepted 2019”, lies before step 1, “approved 2020”."]
    }


def test_superseded_without_a_successor_is_refused_beside_the_field(admin_client: Client) -> None:
    center = make_center()
    data = data_to_change(admin_client, center)
    add_row(data, "designations", step=Step.SUPERSEDED, date="2020")

    assert save(admin_client, center, data) == {
        "designations-0-successor": ["A superseded center names its successor."]
    }


def test_chain_of_successors_that_leads_back_is_refused(admin_client: Client) -> None:
    first, second = make_center(name_en="First"), make_center(name_en="Second")
    make_designation(first, Step.SUPERSEDED, "2021", successor=second)
    services.renew_standing(first)
    data = data_to_change(admin_client, second)
    add_row(data, "designations", step=Step.SUPERSEDED, date="2022", successor=first)

    assert save(admin_client, second, data) == {
        "designations": ["The chain of successors leads back to “Second”. Choose another successor."]
    }


def test_steps_trade_places(admin_client: Client) -> None:
    center = make_center()
    make_designation(center, Step.UNVEILED, "")
    make_designation(center, Step.APPROVED, "2020")
    data = data_to_change(admin_client, center) | {"designations-0-number": 2, "designations-1-number": 1}

    assert save(admin_client, center, data) == {}
    assert list(center.designations.values_list("number", "step")) == [(1, "approved"), (2, "unveiled")]


def test_steps_with_one_number_are_refused_beside_the_second(admin_client: Client) -> None:
    center = make_center()
    make_designation(center)
    data = data_to_change(admin_client, center)
    add_row(data, "designations", number=1, step=Step.ACCEPTED, date="2022")

    assert save(admin_client, center, data) == {
        "designations-1-number": ["The center has a step with this number already."]
    }


# Operators and shares (rule 2)


def test_second_operator_is_refused_beside_its_role(admin_client: Client) -> None:
    center = make_center()
    make_participation(center)
    data = data_to_change(admin_client, center)
    add_row(data, "participations", organization=make_organization(), role=Role.OPERATOR)

    assert save(admin_client, center, data) == {"participations-1-role": [TWO_OPERATORS]}


def test_two_operators_entered_at_once_are_refused(admin_client: Client) -> None:
    center = make_center()
    data = data_to_change(admin_client, center)
    add_row(data, "participations", organization=make_organization(), role=Role.OPERATOR)
    add_row(data, "participations", organization=make_organization(), role=Role.OPERATOR)

    assert save(admin_client, center, data) == {"participations-1-role": [TWO_OPERATORS]}


def test_operator_follows_another_in_one_go(admin_client: Client) -> None:
    center = make_center()
    make_participation(center, start="2016")
    data = data_to_change(admin_client, center) | {"participations-0-end": "2024"}
    add_row(data, "participations", organization=make_organization(), role=Role.OPERATOR, start="2024")

    assert save(admin_client, center, data) == {}
    assert list(center.participations.values_list("start", "end")) == [("2016", "2024"), ("2024", "")]


def test_operators_that_overlapped_are_refused(admin_client: Client) -> None:
    center = make_center()
    make_participation(center, start="2016", end="2022", organization=make_organization(name_en="A"))
    data = data_to_change(admin_client, center)
    add_row(data, "participations", organization=make_organization(name_en="B"), role=Role.OPERATOR, start="2020")

    assert save(admin_client, center, data) == {
        "participations": ["“A” and “B” are operators at the same time: a center has one operator at a time."]
    }


def test_shares_above_100_are_refused_with_those_typed_just_now(admin_client: Client) -> None:
    center = make_center()
    make_participation(center, Role.SHAREHOLDER, share=Decimal("60"))
    data = data_to_change(admin_client, center)
    add_row(data, "participations", organization=make_organization(), role=Role.SHAREHOLDER, share="30")
    add_row(data, "participations", organization=make_organization(), role=Role.SHAREHOLDER, share="10.5")

    assert save(admin_client, center, data) == {
        "participations": ["The shares of the shareholders sum to 100.5%; at most 100% is possible."]
    }
    assert center.participations.count() == 1


def test_shares_of_a_removed_row_do_not_count(admin_client: Client) -> None:
    center = make_center()
    make_participation(center, Role.SHAREHOLDER, share=Decimal("60"))
    data = data_to_change(admin_client, center) | {"participations-0-DELETE": "on"}
    add_row(data, "participations", organization=make_organization(), role=Role.SHAREHOLDER, share="100")

    assert save(admin_client, center, data) == {}
    assert [part.share for part in center.participations.all()] == [100]


def test_participations_own_page_refuses_shares_above_100_with_its_siblings(admin_client: Client) -> None:
    center = make_center()
    make_participation(center, Role.SHAREHOLDER, share=Decimal("60"))
    data = data_to_add(admin_client, Participation)
    data |= {"center": center.pk, "organization": make_organization().pk, "role": Role.SHAREHOLDER, "share": "41"}

    response = admin_client.post(path_to("add", Participation), data)

    assert errors_of(response) == {"__all__": ["The shares of the shareholders sum to 101%; at most 100% is possible."]}
    assert center.participations.count() == 1


# Sites


def test_sites_without_a_seat_are_refused(admin_client: Client) -> None:
    center = make_center()
    data = data_to_change(admin_client, center)
    add_row(data, "sites", region=make_region())

    assert save(admin_client, center, data) == {"sites": ["Mark one of the sites as the center’s seat."]}


def test_two_seats_are_refused_beside_the_second(admin_client: Client) -> None:
    center = make_center()
    data = data_to_change(admin_client, center)
    add_row(data, "sites", region=make_region("44"), is_seat="on")
    add_row(data, "sites", region=make_region("51"), is_seat="on")

    assert save(admin_client, center, data) == {"sites-1-is_seat": [TWO_SEATS]}


def test_seat_moves_in_one_go_both_ways(admin_client: Client) -> None:
    center = make_center(region="44")
    make_site(center=center, region=make_region("51"))
    for seat in ("51", "44"):
        data = data_to_change(admin_client, center)
        rows = {data[f"sites-{row}-region"]: row for row in (0, 1)}
        data = {name: value for name, value in data.items() if not name.endswith("is_seat")}
        data[f"sites-{rows[make_region(seat).pk]}-is_seat"] = "on"

        assert save(admin_client, center, data) == {}
        assert center.sites.get(is_seat=True).region.code == seat


def test_region_twice_is_refused_beside_the_second(admin_client: Client) -> None:
    center = make_center(region="44")
    data = data_to_change(admin_client, center)
    add_row(data, "sites", region=make_region("44"))

    assert save(admin_client, center, data) == {"sites-1-region": ["The center has a site there already."]}


def test_last_site_is_removed(admin_client: Client) -> None:
    center = make_center(region="44")

    assert save(admin_client, center, data_to_change(admin_client, center) | {"sites-0-DELETE": "on"}) == {}
    assert center.sites.count() == 0


def test_seat_is_not_deleted_while_there_are_other_sites(admin_client: Client) -> None:
    center = make_center(region="44")
    make_site(center=center, region=make_region("51"))

    response = admin_client.post(path_to("delete", center.sites.get(is_seat=True)), {"post": "yes"})

    assert list(response.context["protected"]) == ["Synthetic 44: Mark one of the sites as the center’s seat."]
    assert Site.objects.count() == 2


def test_sites_that_lacked_a_seat_before_do_not_block_other_changes(admin_client: Client) -> None:
    center = make_center()
    make_site(center=center, region=make_region())

    assert save(admin_client, center, data_to_change(admin_client, center) | {"name_en": "Renamed"}) == {}


# Other parts


def test_tasks_are_entered_on_the_centers_page_as_drafts(admin_client: Client) -> None:
    center = make_center()
    data = data_to_change(admin_client, center)
    add_row(data, "tasks", name_en="Build a pilot line", status="under-way", progress=30, start="2024", due="2026")

    assert save(admin_client, center, data) == {}

    task = center.tasks.get()
    assert (task.number, task.progress, task.publication) == (1, 30, Publication.DRAFT)


@pytest.mark.parametrize(
    ("values", "place", "sentence"),
    [
        (
            {"status": "completed", "progress": 90, "completed_on": "2024"},
            "completed_on",
            "A completed task has a progress of 100 and a completion date; any other has no completion date.",
        ),
        ({"start": "2024", "due": "2023"}, "due", "The task is due before it starts."),
        ({"progress": 101}, "progress", "Progress is between 0 and 100 percent."),
    ],
)
def test_rules_of_tasks_stand_beside_their_fields(
    values: dict[str, Any], place: str, sentence: str, admin_client: Client
) -> None:
    center = make_center()
    data = data_to_change(admin_client, center)
    add_row(data, "tasks", **{"name_en": "Task", "status": "unknown"} | values)

    assert save(admin_client, center, data) == {f"tasks-0-{place}": [sentence]}


def test_tasks_are_not_removed_on_the_centers_page(admin_client: Client) -> None:
    task = make_task()

    save(admin_client, task.center, data_to_change(admin_client, task.center) | {"tasks-0-DELETE": "on"})

    assert task.center.tasks.count() == 1


def test_one_refused_row_saves_nothing(admin_client: Client) -> None:
    center = make_center()
    data = data_to_change(admin_client, center) | {"name_en": "Renamed"}
    add_row(data, "directions", name_en="A direction", name_zh_origin="used", name_en_origin="ours")
    add_row(data, "designations", step=Step.SUPERSEDED)

    assert list(save(admin_client, center, data)) == ["designations-0-successor"]

    center.refresh_from_db()
    assert (center.name_en, center.directions.count()) == ("Synthetic innovation center", 0)


@pytest.mark.parametrize("key", ["x", "-1", "99999999999999999999", "9" * 18])
def test_what_is_no_key_is_refused(key: str, admin_client: Client) -> None:
    center = make_center()
    data = data_to_change(admin_client, center) | {"field": key}

    assert save(admin_client, center, data) == {
        "field": ["Select a valid choice. That choice is not one of the available choices."]
    }


def test_step_takes_the_number_of_one_that_is_removed(admin_client: Client) -> None:
    center = make_center()
    make_designation(center, Step.APPROVED, "2020")
    make_designation(center, Step.REVOKED, "2021", tier="")
    data = data_to_change(admin_client, center) | {"designations-0-number": 2, "designations-1-DELETE": "on"}

    assert save(admin_client, center, data) == {}
    assert list(center.designations.values_list("number", "step")) == [(2, "approved")]


def test_steps_are_deleted_together_that_could_not_be_one_by_one(admin_client: Client) -> None:
    """Without its revocation alone, the first center would still stand beside the second."""
    first = national_center()
    make_designation(first, Step.REVOKED, "2022", tier="")
    services.renew_standing(first)
    second = make_center(field=first.field)
    make_designation(second, Step.APPROVED, "2023", tier=Tier.NATIONAL)
    services.renew_standing(second)
    steps = list(first.designations.order_by("-number").values_list("pk", flat=True))
    data = {"action": "delete_selected", "_selected_action": steps, "post": "yes"}

    admin_client.post(path_to("changelist", Designation), data)

    first.refresh_from_db()
    assert (first.designations.count(), first.status) == (0, Status.UNKNOWN)


def test_number_of_a_task_is_settled(admin_client: Client) -> None:
    task = make_task(number=3)
    data = data_to_change(admin_client, task.center) | {"tasks-0-number": 4, "tasks-0-name_en": "Renamed"}

    assert save(admin_client, task.center, data) == {}

    task.refresh_from_db()
    assert (task.number, task.name_en) == (3, "Renamed")


def test_what_keeps_a_record_is_said_without_running_its_name(admin_client: Client) -> None:
    """The test's client refuses pages on which a script of somebody's stands."""
    center = make_center(name_en="<script>alert(1)</script>")
    data = {"action": "delete_selected", "_selected_action": [center.pk], "post": "yes"}

    page = admin_client.post(path_to("changelist", Center), data).content.decode()

    assert "&lt;script&gt;alert(1)&lt;/script&gt;: A published record is withdrawn, not deleted." in page
