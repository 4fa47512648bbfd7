"""The public lists as data: the same records under the same query string, whatever the format."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from centers.choices import Publication, Tier
from tests.factories import make_center, make_source
from tests.views.test_lists_pages import LISTS, PUBLISHABLE, every_list

pytestmark = pytest.mark.django_db


def content(response: HttpResponse) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def csv_rows(response: HttpResponse) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(response).decode("utf-8-sig"), newline="")))


def xlsx_rows(response: HttpResponse) -> list[dict[str, Any]]:
    header, *rows = load_workbook(io.BytesIO(content(response))).active.iter_rows(values_only=True)
    return [dict(zip(header, row, strict=True)) for row in rows]


def identifiers(client: Client, path: str, query: str) -> dict[str, list[str]]:
    """The identifiers that each format gives, in its order."""
    table, sheet = csv_rows(client.get(f"{path}.csv{query}")), xlsx_rows(client.get(f"{path}.xlsx{query}"))
    key = next(iter(table[0])) if table else ""
    return {
        "csv": [row[key] for row in table],
        "xlsx": [row[key] for row in sheet],
        "json": [item["id"] for item in client.get(f"{path}.json{query}").json()["results"]],
    }


@every_list
def test_every_format_has_the_same_records(client: Client, name: str, make: Callable, statements: int) -> None:
    for _ in range(3):
        make()

    found = identifiers(client, f"/{name}", "")

    assert len(found["json"]) == 3
    assert found["csv"] == found["xlsx"] == found["json"]


def test_filters_and_order_hold_for_every_format(client: Client) -> None:
    make_center(slug="a", tier=Tier.NATIONAL)
    make_center(slug="b", tier=Tier.NATIONAL)
    make_center(slug="c", tier=Tier.PROVINCIAL)

    found = identifiers(client, "/zh-hans/centers", "?tier=national&sort=-approved&colour=red")

    assert found == {"csv": ["a", "b"], "xlsx": ["a", "b"], "json": ["a", "b"]}


@every_list
@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_statements_of_data_do_not_grow_with_the_list(
    client: Client,
    django_assert_num_queries: Any,
    name: str,
    make: Callable,
    statements: int,
    format: str,
    number: int,
) -> None:
    for _ in range(number):
        make()

    with django_assert_num_queries(statements):
        content(client.get(f"/{name}.{format}"))


@pytest.mark.parametrize("name", PUBLISHABLE)
def test_drafts_are_no_data(client: Client, name: str) -> None:
    make, _ = LISTS[name]
    make(publication=Publication.DRAFT)

    assert identifiers(client, f"/{name}", "") == {"csv": [], "xlsx": [], "json": []}
    assert client.get(f"/{name}.json").json() == {"count": 0, "next": None, "results": []}


@every_list
@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_a_malformed_value_is_refused_in_every_format(
    client: Client, name: str, make: Callable, statements: int, format: str
) -> None:
    response = client.get(f"/{name}.{format}?sort=nonsense&page=0")

    assert response.status_code == 400
    assert response["Content-Type"] == "application/json"
    assert response.json() == {
        "error": "2 filters have values that cannot be used.",
        "errors": {
            "page": ["A page is a whole number, from 1 on."],
            "sort": ["The list cannot be sorted by this. Choose the head of a column."],
        },
    }


def test_json_comes_in_pages_that_lead_on(client: Client) -> None:
    for number in range(51):
        make_source(slug=f"s-{number:02}", language="en")

    first = client.get("/sources.json?language=en").json()
    second = client.get(first["next"]).json()

    assert first["next"] == "http://testserver/sources.json?language=en&page=2"
    assert (first["count"], second["count"], second["next"]) == (51, 51, None)
    assert [item["id"] for item in first["results"] + second["results"]] == [f"s-{number:02}" for number in range(51)]


@pytest.mark.parametrize("format", ["csv", "xlsx"])
def test_a_table_holds_all_pages(client: Client, format: str) -> None:
    for _ in range(51):
        make_source()

    assert len(identifiers(client, "/sources", "?page=2")[format]) == 51


@pytest.mark.parametrize(
    ("format", "content_type"),
    [
        ("csv", "text/csv; charset=utf-8"),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ],
)
def test_a_table_is_a_file_with_its_date(
    client: Client, monkeypatch: pytest.MonkeyPatch, format: str, content_type: str
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: dt.datetime(2026, 11, 22, 20, tzinfo=dt.UTC))  # the 23rd in Shanghai

    response = client.get(f"/centers.{format}")
    content(response)

    assert response["Content-Type"] == content_type
    assert response["Content-Disposition"] == f'attachment; filename="centers-2026-11-23.{format}"'


@pytest.mark.parametrize("format", ["csv", "json", "xlsx"])
def test_data_names_its_licence(client: Client, format: str) -> None:
    response = client.get(f"/centers.{format}")
    content(response)

    assert response["Link"] == '<https://creativecommons.org/licenses/by/4.0/>; rel="license"'


def test_data_keeps_chinese_readable(client: Client) -> None:
    make_center(name_zh="国家创新中心")

    assert "国家创新中心".encode() in client.get("/centers.json").content
    assert content(client.get("/centers.csv")).startswith(b"\xef\xbb\xbf")


def test_the_addresses_are_those_of_the_language(client: Client) -> None:
    make_center(slug="c")

    assert client.get("/zh-hans/centers.json").json()["results"][0]["url"] == "http://127.0.0.1:8000/zh-hans/centers/c/"


def test_a_format_that_is_none_is_not_found(client: Client) -> None:
    assert client.get("/centers.xml").status_code == 404
