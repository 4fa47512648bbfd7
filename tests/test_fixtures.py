"""The fixtures: what the register knows, as the database takes it."""

import datetime as dt
import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import models

from centers.choices import Agreement, NameOrigin, Publication, Role, Status, Step, Tier
from centers.loading import columns_of, fixture_files, load_fixtures, natural_key_of, read, read_file
from centers.models import (
    Center,
    Citation,
    ConstructionTask,
    Direction,
    Event,
    Field,
    LoadedObject,
    Organization,
    ReportedFigure,
    RetiredIdentifier,
    Site,
    Source,
    StandingPeriod,
)
from centers.models.centers import refuse_backward_steps, refuse_shares_above_100, refuse_successor_loop
from centers.models.designations import standing_after
from centers.models.recording import recording
from centers.problems import PROBLEMS

FILES = fixture_files()
DAY = dt.date(2026, 11, 22)

#: The centers of national level with a site in Guangdong whatever the year since 2022.
GUANGDONG = {
    "printed-flexible-display",
    "high-performance-medical-devices",
    "5g-mid-high-frequency-devices",
    "ultra-hd-video",
}


def rows() -> dict[str, list[dict[str, Any]]]:
    """Every row that the fixtures hold, with its primary key and its times."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values())
        for model in [*read(FILES), LoadedObject]  # read() keeps the order in which they refer to each other
    }


class TestFiles:
    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_names_records_by_natural_key_alone(self, path: Path) -> None:
        assert [
            record for record in json.loads(path.read_text(encoding="utf-8")) if set(record) != {"model", "fields"}
        ] == []

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
    def test_can_be_read_by_a_person(self, path: Path) -> None:
        text = path.read_text(encoding="utf-8")

        assert "\\u" not in text and text.startswith("[\n{") and text.endswith("}\n]\n")

    def test_refer_only_to_records_that_stand_before_as_loaddata_needs(self) -> None:
        held: dict[type[models.Model], set[Any]] = defaultdict(set)
        missing = []
        for entry in (entry for path in FILES for entry in read_file(path)):
            for column in columns_of(entry.model):
                if isinstance(column, models.ForeignKey) and entry.values.get(column.name) is not None:
                    if entry.values[column.name] not in held[column.related_model]:
                        missing.append((entry.file, entry.key, column.name))
            held[entry.model].add(entry.key)

        assert missing == []

    def test_publish_every_record(self) -> None:
        states = Counter(
            entry.values["publication"]
            for of_model in read(FILES).values()
            for entry in of_model
            if "publication" in {column.name for column in entry.model._meta.concrete_fields}
        )

        assert set(states) == {Publication.PUBLISHED}


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
class TestLoading:
    def test_twice_changes_no_row_and_no_key(self) -> None:
        before = rows()

        tallies = load_fixtures(FILES)

        assert rows() == before
        assert {(tally.new, tally.changed, tally.kept) for tally in tallies.values()} == {(0, 0, 0)}

    def test_by_loaddata_changes_no_row_and_no_key(self) -> None:
        before = rows()
        files = [path for path in FILES if "enterprise" in path.name or "new_energy_storage" in path.name]

        with recording(reason="A second load"):
            call_command("loaddata", *files, verbosity=0)

        assert rows() == before

    def test_of_a_dump_into_an_empty_register_gives_the_same_dump(self, tmp_path: Path) -> None:
        first, second = tmp_path / "first.json", tmp_path / "second.json"
        dump(first)
        for model in reversed([*read(FILES), LoadedObject, StandingPeriod]):
            model._base_manager.all()._raw_delete("default")

        load_fixtures([first])
        dump(second)

        assert second.read_text(encoding="utf-8") == first.read_text(encoding="utf-8")


def dump(path: Path) -> None:
    """What ``dumpdata --natural-foreign --natural-primary`` writes, with the records referred to joined at once."""
    dumped = [record for model in read(FILES) for record in with_references(model)]
    options = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True, "indent": 1}
    path.write_text(serializers.serialize("json", dumped, **options), encoding="utf-8")


def with_references(model: type[models.Model]) -> models.QuerySet[Any]:
    paths = set()
    for column in columns_of(model):
        if isinstance(column, models.ForeignKey):
            lookups = natural_key_of(column.related_model)
            paths |= {column.name} | {f"{column.name}__{lookup}".rpartition("__")[0] for lookup in lookups}
    return model._base_manager.select_related(*paths).order_by("pk") if paths else model._base_manager.order_by("pk")


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
class TestRegister:
    def test_holds_everything_that_was_compiled(self) -> None:
        by_tier = Counter(Center.objects.values_list("tier", flat=True))

        assert by_tier == {Tier.NATIONAL: 30, Tier.NATIONAL_LOCAL: 3, Tier.PROVINCIAL: 111, Tier.ENTERPRISE: 11}
        assert ConstructionTask.objects.count() == 8
        assert Direction.objects.count() == 5
        assert Event.objects.count() == 30

    @pytest.mark.parametrize("model", read(FILES), ids=lambda model: model._meta.model_name)
    def test_holds_only_what_the_admin_would_take(self, model: type[models.Model]) -> None:
        refused = {}
        for record in model._base_manager.all():
            try:
                record.full_clean(validate_unique=False, validate_constraints=False)
            except ValidationError as error:
                refused[record.pk] = error.messages

        assert refused == {}

    @pytest.mark.parametrize(
        "slug", ["no-citation", "unsourced", "no-site", "quote", "two-in-a-field", "backwards", "copies", "shares"]
    )
    def test_has_no_problem_of_the_kind(self, slug: str) -> None:
        problem = next(problem for problem in PROBLEMS if problem.slug == slug)

        assert list(problem.find(DAY)) == []

    def test_keeps_what_each_center_is_as_its_steps_tell_it(self) -> None:
        told, kept = {}, {}
        for center in Center.objects.prefetch_related("designations"):
            standing = standing_after(center.designations.all())
            told[center.slug] = (
                standing.tier or center.tier,
                standing.status,
                standing.approved_on,
                standing.successor_id,
            )
            kept[center.slug] = (center.tier, center.status, center.approved_on, center.successor_id)

        assert kept == told

    def test_keeps_the_rules_that_no_constraint_can_hold(self) -> None:
        for center in Center.objects.select_related("successor").prefetch_related("designations", "participations"):
            refuse_backward_steps(list(center.designations.all()))
            refuse_successor_loop(center, center.successor)
            refuse_shares_above_100(
                [part.share for part in center.participations.all() if part.role == Role.SHAREHOLDER and part.share]
            )

    def test_gives_each_center_one_seat(self) -> None:
        assert Site.objects.filter(is_seat=True).count() == Center.objects.count()

    def test_counts_centers_on_two_sites_in_both_provinces(self) -> None:
        two_sites = Center.objects.annotate(sites_on_record=models.Count("sites")).filter(sites_on_record__gt=1)

        assert {center.slug: sorted(center.sites.values_list("region__code", flat=True)) for center in two_sites} == {
            "rare-earth-functional-materials": ["1502", "3607"],
            "robotics": ["2101", "23"],
            "ultra-hd-video": ["4403", "5101"],
            "virtual-reality": ["3601", "3702"],
        }

    def test_redirects_the_identifiers_of_documents_that_stood_in_two_lists(self) -> None:
        retired = RetiredIdentifier.objects.filter(kind="source")
        sources = set(Source.objects.values_list("slug", flat=True))

        assert retired.count() == 24
        assert retired.get(slug="polaris-2024-02-13").successor_slug == "seed-article"
        assert set(retired.values_list("successor_slug", flat=True)) <= sources
        assert set(retired.values_list("slug", flat=True)) & sources == set()

    def test_links_no_mirror_of_the_article(self) -> None:
        article = Source.objects.get(slug="seed-article")

        assert (article.is_mirror, article.is_linkable, len(article.archived_text)) == (True, False, 4274)

    def test_has_a_field_for_every_center_but_those_of_enterprises(self) -> None:
        assert set(Center.objects.filter(field=None).values_list("tier", flat=True)) == {Tier.ENTERPRISE}
        assert list(Field.objects.filter(centers=None)) == []

    def test_never_takes_a_name_of_ours_for_an_official_one(self) -> None:
        completed = Center.objects.get(slug="sd-bearings")
        translated = Center.objects.get(slug="power-battery")

        assert completed.name_zh_origin == NameOrigin.OURS
        assert translated.name_en_origin == NameOrigin.OURS
        assert set(Center.objects.filter(tier=Tier.PROVINCIAL).values_list("name_en_origin", flat=True)) == {
            NameOrigin.OURS,
            NameOrigin.USED,
        }

    def test_holds_one_organization_for_each_name(self) -> None:
        names = [name for name in Organization.objects.values_list("name_zh", flat=True) if name]

        assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
class TestStanding:
    @pytest.mark.parametrize(("day", "certainly"), [("2018-06-30", 7), ("2019-06-30", 13), ("2020-11-30", 16)])
    def test_at_national_level_is_certain_for_as_many(self, day: str, certainly: int) -> None:
        assert Center.objects.national_level().certainly_standing_as_of(day).count() == certainly

    def test_at_national_level_in_november_2020_is_possible_too_for_one_known_to_the_year_and_one_without_a_date(
        self,
    ) -> None:
        centers = Center.objects.national_level()
        certainly = set(centers.certainly_standing_as_of("2020-11-30").values_list("slug", flat=True))
        possibly = set(centers.possibly_standing_as_of("2020-11-30").values_list("slug", flat=True))

        assert {"advanced-printing-dyeing", "silicon-hybrid-integration"} <= possibly - certainly

    @pytest.mark.parametrize(
        ("day", "slugs"),
        [
            ("2024-02-13", GUANGDONG | {"new-energy-storage-national-local"}),
            ("2024-12-31", GUANGDONG | {"new-energy-storage", "molecular-drugs"}),
        ],
    )
    def test_in_guangdong_is_certain_for(self, day: str, slugs: set[str]) -> None:
        standing = Center.objects.national_level().in_region("44").certainly_standing_as_of(day)

        assert {center.slug for center in standing} == slugs

    def test_today_is_that_of_32_centers_of_national_level(self) -> None:
        assert Center.objects.national_level().standing().count() == 32
        assert Center.objects.get(status=Status.SUPERSEDED).slug == "new-energy-storage-national-local"

    def test_of_modern_tcm_is_never_national_since_2021(self) -> None:
        center = Center.objects.get(slug="modern-tcm")

        assert (center.tier, center.approved_on) == (Tier.NATIONAL, "")
        assert center.designations.get(step=Step.APPROVED).tier == Tier.NATIONAL_LOCAL

    @pytest.mark.parametrize(
        ("slug", "successor"),
        [
            ("new-energy-storage-national-local", "new-energy-storage"),
            ("zj-graphene", "graphene"),
            ("ah-intelligent-speech", "intelligent-speech"),
            ("ah-silicon-materials", "glass-new-materials"),
            ("jx-virtual-reality", "virtual-reality"),
            ("sd-virtual-reality", "virtual-reality"),
            ("ha-smart-agricultural-machinery", "agricultural-machinery"),
            ("sc-ultra-hd-video", "ultra-hd-video"),
            ("gd-high-performance-medical-devices", "high-performance-medical-devices"),
        ],
    )
    def test_went_over_to_its_successor(self, slug: str, successor: str) -> None:
        assert Center.objects.get(slug=slug).successor.slug == successor


@pytest.mark.django_db
@pytest.mark.usefixtures("register")
class TestDisagreements:
    """Where sources disagree, each statement is kept beside the one shown, with the reason."""

    @pytest.mark.parametrize(
        ("lookup", "stated"),
        [
            ({"designation__center__slug": "power-battery"}, {"2015"}),
            ({"designation__center__slug": "additive-manufacturing"}, {"2016"}),
            ({"designation__center__slug": "printed-flexible-display"}, {"2017-01"}),
            ({"designation__center__slug": "ultra-hd-video"}, {"2022-10"}),
            ({"designation__center__slug": "new-energy-storage-national-local"}, {"2023"}),
            ({"event__slug": "ultra-hd-video-approved"}, {"2022-11-07"}),
            ({"center__slug": "humanoid-robots"}, {"national"}),
            (
                {"alliance__center__slug": "new-energy-storage-national-local"},
                {"China Southern Power Grid (南方电网公司)"},
            ),
            ({"position__expert__slug": "liu-shi"}, {"chief technician of China Southern Power Grid"}),
        ],
        ids=lambda value: next(iter(value.values())) if isinstance(value, dict) else "",
    )
    def test_keep_the_other_statement(self, lookup: dict[str, str], stated: set[str]) -> None:
        differing = Citation.objects.filter(agreement=Agreement.DIFFERS, **lookup)

        assert {citation.stated_value for citation in differing} == stated

    def test_keep_a_second_site_that_one_survey_alone_states(self) -> None:
        citation = Citation.objects.get(site__center__slug="robotics", site__region__code="23")

        assert (citation.source.slug, citation.certainty) == ("survey-2022-07-14", "contested")

    def test_keep_both_totals_of_provincial_centers_in_guangdong(self) -> None:
        totals = ReportedFigure.objects.filter(metric__slug="provincial-centers", region__code="44")

        assert list(totals.order_by("as_of", "slug").values_list("as_of", "value")) == [
            ("2020-06-05", 20),
            ("2023-05-10", 40),
            ("2023-06-05", 40),
            ("2024-02-13", 40),
            ("2024-12-18", 33),
        ]
