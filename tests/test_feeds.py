"""The feed of changes: valid Atom, with addresses that never move."""

import datetime as dt
import re
import xml.etree.ElementTree as ET
from typing import Any
from unittest import mock

import pytest
from django.test import Client

from centers.models.recording import recording
from tests.factories import make_center, make_designation, make_field, make_organization

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def feed(client: Client, query: str = "", prefix: str = "") -> ET.Element:
    response = client.get(f"{prefix}/changes/feed/{query}")
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ET.fromstring(response.content)  # noqa: S314  (our own answer)


def texts(element: ET.Element, *names: str) -> list[str | None]:
    return [element.findtext(f"{ATOM}{name}") for name in names]


def link(element: ET.Element, rel: str) -> str | None:
    return next(found.get("href") for found in element.findall(f"{ATOM}link") if found.get("rel") == rel)


@pytest.fixture
def two_entries() -> Any:
    with mock.patch("centers.models.recording.timezone.now") as now:
        now.return_value = dt.datetime(2026, 11, 22, 10, 30, tzinfo=dt.UTC)
        field = make_field()
        with recording():
            center = make_center(slug="storage", name_en="Storage & <more>", name_zh="储能", field=field)
            make_designation(center)
        now.return_value = dt.datetime(2026, 11, 23, 10, 30, tzinfo=dt.UTC)
        center.website = "https://example.org/?a=1&b=2"
        center.save()
        make_organization(slug="other")
    return center


def test_entry_says_what_changed_when_and_where(client: Client, two_entries: Any, settings: Any) -> None:
    settings.SITE_URL = "https://register.example"

    whole = feed(client, "?record=center:storage")

    assert texts(whole, "title", "id", "updated", "rights") == [
        "Changes: Storage & <more>",
        "https://register.example/changes/?record=center%3Astorage",
        "2026-11-23T10:30:00+00:00",
        "CC BY 4.0",
    ]
    assert (link(whole, "alternate"), link(whole, "self")) == (
        "https://register.example/changes/?record=center%3Astorage",
        "https://register.example/changes/feed/?record=center%3Astorage",
    )
    assert whole.get("{http://www.w3.org/XML/1998/namespace}base") == "https://register.example/"
    newest, oldest = whole.findall(f"{ATOM}entry")
    assert texts(newest, "title", "updated") == ["Storage & <more>: Center changed", "2026-11-23T10:30:00+00:00"]
    assert texts(oldest, "title", "updated", "published") == [
        "Storage & <more>: Published, with 1 entry.",
        "2026-11-22T10:30:00+00:00",
        "2026-11-22T10:30:00+00:00",
    ]
    assert link(newest, "alternate") == "https://register.example/centers/storage/"
    assert "https://example.org/?a=1&amp;b=2" in (newest.findtext(f"{ATOM}summary") or "")


def test_addresses_of_entries_never_move(client: Client, two_entries: Any, settings: Any) -> None:
    settings.SITE_URL = "https://register.example"

    def ids(**place: str) -> list[str | None]:
        return [entry.findtext(f"{ATOM}id") for entry in feed(client, **place).findall(f"{ATOM}entry")]

    before = ids()
    two_entries.name_en = "Another name"
    two_entries.save()

    assert all(re.fullmatch(r"tag:register\.example,2026-11-22:change/\d+", str(found)) for found in before)
    assert len(set(before)) == len(before) == 4
    assert ids()[1:] == before
    assert ids(prefix="/zh-hans")[1:] == before


def test_feed_speaks_the_language_of_its_address(client: Client, two_entries: Any) -> None:
    whole = feed(client, "?kind=center", prefix="/zh-hans")

    language = whole.get("{http://www.w3.org/XML/1998/namespace}lang")
    assert language == "zh-hans"
    assert str(link(whole, "alternate")).endswith("/zh-hans/changes/?kind=center")
    assert str(whole.findall(f"{ATOM}entry")[0].findtext(f"{ATOM}title")).startswith("储能")


def test_every_element_that_atom_requires_is_there(client: Client, two_entries: Any) -> None:
    whole = feed(client)

    assert None not in texts(whole, "id", "title", "updated", "author/" + f"{ATOM}name")
    for entry in whole.findall(f"{ATOM}entry"):
        assert None not in texts(entry, "id", "title", "updated", "summary")
        assert link(entry, "alternate")


def test_feed_holds_the_newest_fifty(client: Client) -> None:
    for number in range(52):
        make_organization(name_en=f"Organization {number:02}")

    titles = [entry.findtext(f"{ATOM}title") for entry in feed(client).findall(f"{ATOM}entry")]

    assert (len(titles), titles[0], titles[-1]) == (50, "Organization 51: Published.", "Organization 02: Published.")


def test_empty_feed_stands_still(client: Client) -> None:
    assert texts(feed(client), "updated") == ["2026-11-22T00:00:00+00:00"]


def test_malformed_value_is_said_in_a_sentence(client: Client) -> None:
    response = client.get("/changes/feed/?from=recently")

    assert (response.status_code, response["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert response.content.decode().startswith("Changed from: “recently” is not a date of the register.")
