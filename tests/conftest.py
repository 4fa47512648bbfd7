import re
from collections.abc import Iterator
from html.parser import HTMLParser

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, TransactionTestCase
from django.utils import translation
from pytest_django import DjangoDbBlocker

from centers.loading import fixture_files, load_fixtures
from tests.trail import unprotected

UNRENDERED = re.compile(r"{{|{%|{#")  # not their ends, which JSON has as well
DATA_TYPES = {"application/json", "application/ld+json"}


class InlineCodeFinder(HTMLParser):
    """Collects inline scripts, inline styles and `on…` attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "style" or (tag == "script" and "src" not in attributes and attributes.get("type") not in DATA_TYPES):
            self.found.append(f"<{tag}> at line {self.getpos()[0]}")
        for name, value in attrs:
            if name == "style" or name.startswith("on") or (value or "").strip().lower().startswith("javascript:"):
                self.found.append(f'<{tag} {name}="{value}"> at line {self.getpos()[0]}')


def inline_code(html: str) -> list[str]:
    """Return where a page has inline code or styles, or shows the marks of a template."""
    finder = InlineCodeFinder()
    finder.feed(html)
    return finder.found + [f"unrendered {mark}" for mark in UNRENDERED.findall(html)]


class StrictClient(Client):
    """A test client that refuses pages with inline JavaScript, inline styles or unrendered template marks."""

    def request(self, **request: object) -> HttpResponse:
        response = super().request(**request)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            assert inline_code(response.content.decode(response.charset)) == [], request["PATH_INFO"]
        return response


@pytest.fixture
def client() -> Client:
    return StrictClient()


@pytest.fixture
def admin_client(admin_user: object) -> Client:
    client = StrictClient()
    client.force_login(admin_user)
    return client


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """A request leaves its language behind; no test hears of the one before."""
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True, scope="session")
def trail_can_be_emptied() -> Iterator[None]:
    """A test that commits ends with `flush`, which the triggers of the trail would refuse."""
    empty = TransactionTestCase._fixture_teardown

    def teardown(case: TransactionTestCase) -> None:
        with unprotected():
            empty(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", teardown)
        yield


@pytest.fixture(scope="module")
def register(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The register as its fixtures tell it, loaded once for a module; each test's own changes are undone as usual."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_fixtures(fixture_files())
        yield
        transaction.set_rollback(True)
