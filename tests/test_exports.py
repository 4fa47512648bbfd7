"""Records as rows and items: what every format tells, and that no cell does more than tell it."""

import csv
import io
from decimal import Decimal

import pytest
from django.utils.timezone import localdate
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from centers import exports, models, queries
from centers.choices import Publication, Role, Tier
from tests.factories import (
    make_alliance,
    make_center,
    make_citation,
    make_field,
    make_figure,
    make_metric,
    make_organization,
    make_participation,
    make_region,
    make_site,
    make_source,
)

LIVE = "=+-@\t\r\n\0＝＋－＠"


@pytest.mark.parametrize("first", LIVE)
def test_a_cell_that_a_spreadsheet_might_run_is_guarded(first: str) -> None:
    assert exports.cell(f"{first}SUM(A1)") == f"'{first}SUM(A1)"


@pytest.mark.parametrize("text", ["国家储能中心", "a=b", "https://example.org/?a=-1", "'quoted'"])
def test_any_other_text_stays_as_it_is(text: str) -> None:
    assert exports.cell(text) == text


@given(st.text(alphabet=st.sampled_from(LIVE + "'a国 ")))
def test_the_guard_can_be_undone(text: str) -> None:
    guarded = exports.guarded(text)

    assert not guarded.startswith(tuple(LIVE))
    assert (guarded[1:] if exports.FORMULA.match(guarded) else guarded) == text


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, ""),
        ("", ""),
        (-5, -5),
        (Decimal("1621.000"), 1621),
        (Decimal("-0.850"), -0.85),
        (True, "true"),
        (Tier.NATIONAL, "national"),
    ],
)
def test_numbers_stay_numbers(value: object, expected: object) -> None:
    cell = exports.cell(value)

    assert (cell, type(cell)) == (expected, type(expected))


def listed_center(center: models.Center) -> models.Center:
    (listed,) = queries.center_rows(models.Center.objects.filter(pk=center.pk))
    queries.complete_centers([listed])
    return listed


@pytest.mark.django_db
def test_a_center_in_full() -> None:
    center = make_center(
        slug="c",
        name_zh="中心",
        name_en="",
        tier=Tier.NATIONAL,
        field=make_field(slug="f", name_zh="领域", name_en="Field"),
        approved_on="2024-12",
        region=make_region("4401", name_zh="广州", name_en="Guangzhou"),
    )
    make_site(center=center, region=make_region("51", name_zh="四川", name_en="Sichuan"))
    make_participation(center, organization=make_organization(slug="op", name_zh="运营", name_en="Operator"))
    make_participation(
        center, role=Role.LEAD, organization=make_organization(slug="lead", name_zh="牵头", name_en="Lead")
    )
    make_participation(center, role=Role.LEAD, organization=make_organization(publication=Publication.DRAFT))
    make_participation(center, role=Role.LEAD, organization=make_organization(), end="2020")

    record = listed_center(center)

    def link(kind: str, identifier: str, name_zh: str, name_en: str) -> dict[str, str]:
        url = f"http://127.0.0.1:8000/{kind}/{identifier}/"
        return {"id": identifier, "url": url, "name_zh": name_zh, "name_en": name_en}

    guangzhou, sichuan = link("regions", "4401", "广州", "Guangzhou"), link("regions", "51", "四川", "Sichuan")
    assert exports.CENTERS.item(record) == {
        "id": "c",
        "url": "http://127.0.0.1:8000/centers/c/",
        "name_zh": "中心",
        "name_en": None,
        "tier": "national",
        "status": "approved",
        "field": link("fields", "f", "领域", "Field"),
        "approved_on": "2024-12",
        "seat": guangzhou,
        "sites": [guangzhou, sichuan],
        "operator": link("organizations", "op", "运营", "Operator"),
        "leads": [link("organizations", "lead", "牵头", "Lead")],
        "website": None,
        "successor": None,
        "confirmed_on": None,
        "changed_on": localdate().isoformat(),
    }
    assert dict(zip(exports.CENTERS.header, exports.CENTERS.cells(record), strict=True)) == {
        "slug": "c",
        "name_zh": "中心",
        "name_en": "",
        "tier": "national",
        "status": "approved",
        "field": "f",
        "field_name_zh": "领域",
        "field_name_en": "Field",
        "approved_on": "2024-12",
        "seat": "4401",
        "seat_name_zh": "广州",
        "seat_name_en": "Guangzhou",
        "sites": "4401; 51",
        "sites_name_zh": "广州; 四川",
        "sites_name_en": "Guangzhou; Sichuan",
        "operator": "op",
        "operator_name_zh": "运营",
        "operator_name_en": "Operator",
        "leads": "lead",
        "leads_name_zh": "牵头",
        "leads_name_en": "Lead",
        "website": "",
        "successor": "",
        "successor_name_zh": "",
        "successor_name_en": "",
        "confirmed_on": "",
        "changed_on": localdate().isoformat(),
        "url": "http://127.0.0.1:8000/centers/c/",
    }


@pytest.mark.django_db
def test_a_reference_to_a_draft_is_blank() -> None:
    make_alliance(center=make_center(slug="secret", publication=Publication.DRAFT))
    (alliance,) = queries.alliance_rows(models.Alliance.objects.all())

    assert exports.ALLIANCES.item(alliance)["center"] is None
    assert "secret" not in exports.ALLIANCES.cells(alliance)


@pytest.mark.django_db
def test_a_figure_names_each_published_source_once() -> None:
    figure = make_figure(slug="f", metric=make_metric(slug="m", name_zh="家数", name_en="Number"), value="85.5")
    source = make_source(slug="s", title="来源")
    make_citation(figure=figure, source=source)
    make_citation(figure=figure, source=source)
    make_citation(figure=figure, source=make_source(publication=Publication.DRAFT))

    (listed,) = queries.figure_rows(models.ReportedFigure.objects.all())
    item = exports.FIGURES.item(listed)

    assert (item["id"], item["name_zh"], item["value"]) == ("f", "家数", 85.5)
    assert item["url"] == "http://127.0.0.1:8000/figures/#f"
    assert [source["id"] for source in item["sources"]] == ["s"]


@pytest.mark.django_db
def test_a_csv_is_what_rfc_4180_and_excel_want() -> None:
    center = listed_center(make_center(slug="c", name_zh='引"号,逗号', name_en="=1+1"))

    text = "".join(exports.csv_lines(exports.CENTERS, [[center]]))

    assert text.startswith("\ufeffslug,name_zh,name_en,tier,")
    assert '\r\nc,"引""号,逗号",\'=1+1,provincial,' in text
    assert text.count("\r\n") == text.count("\n") == 2


@pytest.mark.django_db
def test_a_workbook_holds_text_and_numbers_but_no_formula() -> None:
    make_figure(slug="f", metric=make_metric(name_zh="=1+1", name_en="a\x0bb"), value="85.5")
    (listed,) = queries.figure_rows(models.ReportedFigure.objects.all())

    with exports.xlsx_file(exports.FIGURES, [[listed]]) as file:
        header, row = load_workbook(file)["figures"].iter_rows()

    cells = dict(zip([cell.value for cell in header], row, strict=True))
    assert (cells["name_zh"].value, cells["name_zh"].data_type) == ("'=1+1", "s")
    assert cells["name_en"].value == "ab"
    assert (cells["value"].value, cells["value"].data_type) == (85.5, "n")


@pytest.mark.django_db
def test_both_tables_have_the_same_rows() -> None:
    records = [listed_center(make_center(name_en=name)) for name in ("-1", "b,c", "")]

    lines = "".join(exports.csv_lines(exports.CENTERS, [records])).removeprefix("\ufeff")
    with exports.xlsx_file(exports.CENTERS, [records]) as file:
        cells = list(load_workbook(file)["centers"].iter_rows(values_only=True))

    rows = [["" if value is None else str(value) for value in row] for row in cells]
    assert list(csv.reader(io.StringIO(lines, newline=""))) == rows
