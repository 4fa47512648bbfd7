from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Permission, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import override

from centers import services
from centers.choices import Publication, Role, Status, Step, Tier
from centers.models import Center, Change, Citation, Designation, Participation, RetiredIdentifier
from tests.factories import (
    make_center,
    make_citation,
    make_designation,
    make_expert,
    make_field,
    make_name,
    make_organization,
    make_region,
    make_site,
    make_source,
    make_task,
)

pytestmark = pytest.mark.django_db


def make_user(*permissions: str) -> User:
    user = User.objects.create_user(f"user with {', '.join(permissions) or 'nothing'}")
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return user


@pytest.fixture
def designator() -> User:
    return make_user("add_designation")


@pytest.fixture
def reviewer() -> User:
    return make_user("publish_record")


def designate(center: Center, by: User, **values: Any) -> Designation:
    values = {"date": "2020", "source": make_source(), "quote": "批复组建。"} | values
    return services.designate_center(center, by=by, **values)


def refusal_of(call: Callable[[], Any]) -> list[str]:
    with pytest.raises(ValidationError) as refusal:
        call()
    return refusal.value.messages


SECOND = "A center of national level stands in this field already: each field has at most one."


# Designating


def test_designation_moves_history_and_present_and_cites_its_source(designator: User) -> None:
    center = make_center(status=Status.UNKNOWN)
    source, authority = make_source(slug="notice"), make_organization()

    step = designate(
        center,
        designator,
        step=Step.APPROVED,
        date="2024-12-30",
        tier=Tier.NATIONAL,
        authority=authority,
        batch="第一批",
        note_en="A note.",
        source=source,
        quote="批复组建国家级创新中心。",
        field_name="date",
    )

    center.refresh_from_db()
    assert (center.tier, center.status, center.approved_on) == (Tier.NATIONAL, Status.APPROVED, "2024-12-30")
    assert (step.number, step.authority, step.batch, step.note_en) == (1, authority, "第一批", "A note.")
    citation = step.citations.get()
    assert (citation.source, citation.quote, citation.quote_language, citation.field_name) == (
        source,
        "批复组建国家级创新中心。",
        "zh",
        "date",
    )
    assert citation.key == f"designation-{center.slug}-1-date-notice"
    assert [(entry.user, entry.get_change_message()) for entry in LogEntry.objects.all()] == [
        (designator, "Changed standing.")
    ]


def test_designation_takes_the_next_number(designator: User) -> None:
    center = make_center()
    make_designation(center, number=7)

    assert designate(center, designator, step=Step.ACCEPTED, date="2021").number == 8


def test_supersession_names_the_successor_in_the_present_too(designator: User) -> None:
    center, successor = make_center(), make_center()
    make_designation(center, date="2019")

    designate(center, designator, step=Step.SUPERSEDED, successor=successor)

    center.refresh_from_db()
    assert (center.status, center.successor) == (Status.SUPERSEDED, successor)


@pytest.mark.parametrize(
    ("values", "sentences"),
    [
        ({"step": Step.APPROVED}, ["An approval names the tier at which the center stands from then on."]),
        ({"step": Step.SUPERSEDED}, ["A superseded center names its successor."]),
        (
            {"step": Step.ACCEPTED, "date": "2018"},
            ["The steps run backwards: step 2, “accepted 2018”, lies before step 1, “approved 2019”."],
        ),
        ({"step": Step.ACCEPTED, "source": None}, ["This field cannot be null."]),
    ],
    ids=["approval without a tier", "no successor", "backwards", "no source"],
)
def test_designation_that_is_refused_changes_nothing(
    values: dict[str, Any], sentences: list[str], designator: User
) -> None:
    center = make_center()
    make_designation(center, date="2019")
    services.renew_standing(center)

    with override("en"):
        assert refusal_of(lambda: designate(center, designator, **values)) == sentences

    center.refresh_from_db()
    assert (center.status, center.approved_on) == (Status.APPROVED, "2019")
    assert center.designations.count() == 1
    assert Citation.objects.count() == 0


def test_designation_without_the_permission_is_denied() -> None:
    center = make_center()

    with pytest.raises(PermissionDenied):
        designate(center, make_user("view_designation"), step=Step.ACCEPTED)

    assert center.designations.count() == 0


def test_chain_of_successors_that_leads_back_is_refused(designator: User) -> None:
    first, second = make_center(name_en="First"), make_center(name_en="Second")
    make_designation(first)
    designate(first, designator, step=Step.SUPERSEDED, date="2021", successor=second)
    second.refresh_from_db()
    make_designation(second)

    assert refusal_of(lambda: designate(second, designator, step=Step.SUPERSEDED, date="2022", successor=first)) == [
        "The chain of successors leads back to “Second”. Choose another successor."
    ]


# One center of national level in a field


def history(center: Center, *steps: tuple[str, str, str]) -> None:
    for step, date, tier in steps:
        make_designation(center, step, date, tier=tier)
    services.renew_standing(center)


def test_second_center_of_national_level_in_a_field_is_refused(designator: User) -> None:
    field = make_field()
    history(make_center(field=field), (Step.APPROVED, "2019", Tier.NATIONAL))
    second = make_center(field=field)

    assert refusal_of(
        lambda: designate(second, designator, step=Step.APPROVED, date="2024", tier=Tier.NATIONAL_LOCAL)
    ) == [SECOND]


def test_second_center_without_a_date_is_refused_too(designator: User) -> None:
    field = make_field()
    history(make_center(field=field), (Step.APPROVED, "", Tier.NATIONAL))
    second = make_center(field=field)

    assert refusal_of(lambda: designate(second, designator, step=Step.APPROVED, date="", tier=Tier.NATIONAL)) == [
        SECOND
    ]


def test_center_of_national_level_follows_another_in_its_field(designator: User) -> None:
    field = make_field()
    history(make_center(field=field), (Step.APPROVED, "2019", Tier.NATIONAL), (Step.REVOKED, "2022-06", ""))
    second = make_center(field=field)

    designate(second, designator, step=Step.APPROVED, date="2022-06", tier=Tier.NATIONAL)

    second.refresh_from_db()
    assert (second.tier, second.status) == (Tier.NATIONAL, Status.APPROVED)


@pytest.mark.parametrize(
    ("revoked", "approved", "day"),
    [
        ("2022", "2021", "31 December 2021"),
        ("2022-06-02", "2022-06-01", "1 June 2022"),
        ("2022-07", "2022-06", "30 June 2022"),
    ],
)
def test_two_certainly_of_national_level_in_the_past_are_refused(
    revoked: str, approved: str, day: str, designator: User
) -> None:
    field = make_field()
    history(
        make_center(field=field, name_en="First"),
        (Step.APPROVED, "2019", Tier.NATIONAL),
        (Step.REVOKED, revoked, ""),
    )
    second = make_center(field=field)

    with override("en"):
        assert refusal_of(
            lambda: designate(second, designator, step=Step.APPROVED, date=approved, tier=Tier.NATIONAL)
        ) == [
            f"“First” certainly stood at national level in this field on {day}: a field has at most one such center at "
            "a time."
        ]


@pytest.mark.parametrize(
    ("revoked", "approved"),
    [("2022", "2022"), ("2022-06-01", "2022-06-01"), ("2022-06-30", "2022-06"), ("2022", "2022-12-30")],
)
def test_two_that_need_not_have_stood_at_once_are_let_pass(revoked: str, approved: str, designator: User) -> None:
    field = make_field()
    history(make_center(field=field), (Step.APPROVED, "2019", Tier.NATIONAL), (Step.REVOKED, revoked, ""))
    second = make_center(field=field)

    designate(second, designator, step=Step.APPROVED, date=approved, tier=Tier.NATIONAL)

    assert second.designations.count() == 1


def test_centers_without_a_field_do_not_stand_in_each_others_way(designator: User) -> None:
    for _number in range(2):
        center = make_center(field=None, tier=Tier.ENTERPRISE, status=Status.UNKNOWN)
        designate(center, designator, step=Step.APPROVED, tier=Tier.ENTERPRISE)

    assert Center.objects.standing().count() == 2


# Parts


def part(role: str, share: int | None = None, start: str = "", end: str = "", name: str = "A") -> Participation:
    organization = make_organization(name_en=name)
    return Participation(role=role, share=share, start=start, end=end, organization=organization)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2016", "2020"), ("2018", "2022")),
        (("2016", ""), ("2017", "2019")),
        (("2016-01-01", "2018-01-02"), ("2018-01-01", "")),
    ],
)
def test_two_operators_at_one_time_are_refused(first: tuple[str, str], second: tuple[str, str]) -> None:
    operators = [part(Role.OPERATOR, None, *first), part(Role.OPERATOR, None, *second, name="B")]

    assert refusal_of(lambda: services.refuse_impossible_participations(make_center(), operators)) == [
        "“A” and “B” are operators at the same time: a center has one operator at a time."
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (("2016", "2018"), ("2018", "")),
        (("2016", "2018-06"), ("2018-06", "")),
        (("", "2018"), ("", "2022")),
        (("2016", "2018"), ("2019", "2022")),
    ],
)
def test_operators_one_after_the_other_are_let_pass(first: tuple[str, str], second: tuple[str, str]) -> None:
    operators = [part(Role.OPERATOR, None, *first), part(Role.OPERATOR, None, *second)]

    services.refuse_impossible_participations(make_center(), operators)


@pytest.mark.parametrize(
    "shares",
    [
        [(60, "", ""), (41, "", "")],
        [(60, "2016", "2020"), (41, "2018", "2021")],
        [(100, "2016", ""), (1, "2018", "2019")],
    ],
)
def test_shares_above_100_at_one_time_are_refused(shares: list[tuple[int, str, str]]) -> None:
    shareholders = [part(Role.SHAREHOLDER, *share) for share in shares]

    assert refusal_of(lambda: services.refuse_impossible_participations(make_center(), shareholders)) == [
        "The shares of the shareholders sum to 101%; at most 100% is possible."
    ]


@pytest.mark.parametrize(
    "shares",
    [
        [(60, "", ""), (40, "", "")],
        [(60, "2016", "2018"), (60, "2018", "")],
        [(60, "", "2018"), (60, "", "")],
        [(None, "", ""), (100, "", "")],
    ],
)
def test_shares_up_to_100_at_any_time_are_let_pass(shares: list[tuple[int, str, str]]) -> None:
    services.refuse_impossible_participations(make_center(), [part(Role.SHAREHOLDER, *share) for share in shares])


# Publication


@pytest.mark.parametrize(
    ("service", "before", "after", "entry"),
    [
        (services.submit_for_review, Publication.DRAFT, Publication.IN_REVIEW, "submitted for review"),
        (services.return_to_draft, Publication.IN_REVIEW, Publication.DRAFT, "back to draft"),
        (services.publish, Publication.IN_REVIEW, Publication.PUBLISHED, "published"),
        (services.publish, Publication.WITHDRAWN, Publication.PUBLISHED, "published again"),
        (services.withdraw, Publication.PUBLISHED, Publication.WITHDRAWN, "withdrawn"),
    ],
)
def test_record_moves(
    service: Callable[..., None], before: Publication, after: Publication, entry: str, admin_user: User
) -> None:
    center = make_center(publication=before)
    make_citation(center=center)

    service(center, by=admin_user)

    assert Center.objects.get().publication == center.publication == after
    assert [(entry.user, entry.get_change_message()) for entry in LogEntry.objects.all()] == [
        (admin_user, f"Changed publication: {entry}.")
    ]


@pytest.mark.parametrize(
    ("service", "before", "sentence"),
    [
        (
            services.submit_for_review,
            Publication.PUBLISHED,
            "Only a draft can be submitted for review. This record is marked “published”.",
        ),
        (
            services.return_to_draft,
            Publication.WITHDRAWN,
            "Only a record in review can go back to draft. This record is marked “withdrawn”.",
        ),
        (
            services.publish,
            Publication.DRAFT,
            "Only a record in review or a withdrawn one can be published. This record is marked “draft”.",
        ),
        (
            services.withdraw,
            Publication.IN_REVIEW,
            "Only a published record can be withdrawn. This record is marked “in review”.",
        ),
    ],
)
def test_record_does_not_move_from_elsewhere(
    service: Callable[..., None], before: Publication, sentence: str, admin_user: User
) -> None:
    center = make_center(publication=before)
    make_citation(center=center)

    assert refusal_of(lambda: service(center, by=admin_user)) == [sentence]

    assert Center.objects.get().publication == before
    assert LogEntry.objects.count() == 0


def test_record_moves_from_where_it_is_now_not_from_where_it_was(reviewer: User) -> None:
    center = make_center(publication=Publication.IN_REVIEW)
    make_citation(center=center)
    Center.objects.update(publication=Publication.DRAFT)

    refusal_of(lambda: services.publish(center, by=reviewer))

    assert Center.objects.get().publication == Publication.DRAFT


def test_record_without_a_citation_is_not_published(reviewer: User) -> None:
    center = make_center(publication=Publication.IN_REVIEW)
    make_citation(organization=make_organization())

    assert refusal_of(lambda: services.publish(center, by=reviewer)) == [
        "A published record needs at least one citation: cite a source for it, or for one of its values."
    ]


def test_source_is_published_without_a_citation(reviewer: User) -> None:
    source = make_source(publication=Publication.IN_REVIEW)

    services.publish(source, by=reviewer)

    assert source.is_published


@pytest.mark.parametrize("service", [services.publish, services.withdraw])
@pytest.mark.parametrize("permissions", [(), ("change_center", "add_center", "delete_center")])
def test_only_a_reviewer_publishes_and_withdraws(service: Callable[..., None], permissions: tuple[str, ...]) -> None:
    before = Publication.IN_REVIEW if service is services.publish else Publication.PUBLISHED
    center = make_center(publication=before)
    make_citation(center=center)

    with pytest.raises(PermissionDenied):
        service(center, by=make_user(*permissions))

    assert Center.objects.get().publication == before


@pytest.mark.parametrize("service", [services.submit_for_review, services.return_to_draft])
def test_who_may_not_change_a_record_does_not_move_it(service: Callable[..., None]) -> None:
    before = Publication.DRAFT if service is services.submit_for_review else Publication.IN_REVIEW
    center = make_center(publication=before)

    with pytest.raises(PermissionDenied):
        service(center, by=make_user("view_center", "change_organization", "publish_record"))

    assert Center.objects.get().publication == before


def test_task_moves_like_any_record(admin_user: User) -> None:
    task = make_task(publication=Publication.DRAFT)
    make_citation(task=task)

    services.submit_for_review(task, by=admin_user)
    services.publish(task, by=admin_user)

    assert task.is_published


# Retirement


def test_retired_record_leaves_its_identifier(admin_user: User) -> None:
    expert = make_expert(slug="gone")

    services.retire(expert, by=admin_user)

    assert [(r.kind, r.slug, r.successor_slug) for r in RetiredIdentifier.objects.all()] == [("expert", "gone", "")]
    assert type(expert).objects.count() == 0


def test_merged_record_and_those_merged_into_it_lead_to_its_successor(admin_user: User) -> None:
    first, second, third = make_expert(slug="one"), make_expert(slug="two"), make_expert(slug="three")

    services.retire(first, successor=second, by=admin_user)
    services.retire(second, successor=third, by=admin_user)

    assert list(RetiredIdentifier.objects.values_list("slug", "successor_slug")) == [("one", "three"), ("two", "three")]


def test_region_is_retired_by_its_code(admin_user: User) -> None:
    services.retire(make_region("44"), by=admin_user)

    assert services.is_retired(type(make_region("45")), "44")


def test_record_that_others_refer_to_is_not_retired(admin_user: User) -> None:
    region = make_region("44", name_en="Guangdong")
    make_site(center=make_center(), region=region)

    assert refusal_of(lambda: services.retire(region, by=admin_user)) == [
        "Other records refer to “Guangdong”, for example “Guangdong”. Change these first."
    ]
    assert RetiredIdentifier.objects.count() == 0
    assert LogEntry.objects.count() == 0


def test_record_is_not_replaced_by_another_kind(admin_user: User) -> None:
    assert refusal_of(lambda: services.retire(make_expert(), successor=make_organization(), by=admin_user)) == [
        "A record is replaced by one of its own kind."
    ]


@pytest.mark.parametrize("permissions", [("publish_record",), ("delete_expert",)])
def test_who_may_not_delete_and_publish_does_not_retire(permissions: tuple[str, ...]) -> None:
    expert = make_expert()

    with pytest.raises(PermissionDenied):
        services.retire(expert, by=make_user(*permissions))

    assert type(expert).objects.count() == 1


# Citations


def test_citation_keys_say_what_is_cited_and_are_free() -> None:
    center, source = make_center(slug="storage"), make_source(slug="notice")
    name = make_name(center=center, text="储能中心")

    def key(**values: Any) -> str:
        return services.new_citation_key(Citation(source=source, **values))

    assert key(center=center) == "center-storage-notice"
    assert key(center=center, field_name="name_zh") == "center-storage-name-zh-notice"
    assert key(name=name, field_name="text") == "name-storage-text-notice"
    make_citation(center=center, source=source, key="center-storage-notice")
    assert key(center=center) == "center-storage-notice-2"
    make_citation(center=center, source=source, key="center-storage-notice-2")
    assert key(center=center) == "center-storage-notice-3"


def test_citation_key_of_a_long_identifier_fits() -> None:
    center, source = make_center(slug="c" * 120), make_source(slug="s" * 120)

    key = services.new_citation_key(Citation(center=center, source=source))

    assert len(key) == 180
    make_citation(center=center, source=source, key=key)


@pytest.mark.parametrize(
    ("quote", "archive", "found"),
    [
        ("批复组建", "工信部批复组建创新中心。", True),
        ("two words", "with two\n   words in it", True),
        ("批复组建", "工信部批准组建创新中心。", False),
        ("批复组建", "", None),
        ("", "工信部批复组建创新中心。", None),
    ],
)
def test_quote_in_the_archive(quote: str, archive: str, found: bool | None) -> None:
    citation = Citation(quote=quote, source=make_source(archived_text=archive))

    assert services.is_in_archive(citation) is found


# The trail


def test_trail_says_who_called_a_service(designator: User, reviewer: User) -> None:
    center = make_center(publication=Publication.IN_REVIEW)
    designate(center, designator, step=Step.CULTIVATED)
    make_citation(center=center)
    services.publish(center, by=reviewer)

    told = Change.objects.exclude(by=None).values_list("by__username", "model", "action")
    assert sorted(told) == sorted(
        [
            (designator.username, "designation", "created"),
            (designator.username, "citation", "created"),
            (designator.username, "center", "changed"),
            (reviewer.username, "center", "changed"),
        ]
    )
