from collections.abc import Iterator
from threading import Event
from time import monotonic

import pytest
from django.db import OperationalError, connection
from django.test import Client

from innovation import health


@pytest.fixture
def database(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' database. Django never closes one in memory, so the thread that asks closes its connection here."""
    ask = health.ask_database

    def ask_and_close() -> None:
        ask()
        if connection.connection is not None:
            connection.connection.close()

    monkeypatch.setattr(health, "ask_database", ask_and_close)


@pytest.fixture
def lost_database(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr(health, "ask_database", refuse)


@pytest.fixture
def hanging_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A database that answers nobody until the test is over."""
    over = Event()
    monkeypatch.setattr(health, "ask_database", over.wait)
    yield
    over.set()
    with health._asking:
        pass


def test_healthz_does_not_ask_the_database(client: Client) -> None:
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"alive\n")
    assert response.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.cookies == {}


@pytest.mark.usefixtures("database")
def test_readyz_with_a_database(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ready\n")
    assert response.cookies == {}


@pytest.mark.usefixtures("lost_database")
def test_readyz_without_a_database(client: Client) -> None:
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (503, b"the database does not answer\n")
    assert response.headers["Retry-After"] == "5"


@pytest.mark.usefixtures("hanging_database")
def test_readyz_with_a_database_that_hangs_answers_in_two_seconds(client: Client) -> None:
    start = monotonic()
    response = client.get("/readyz")

    assert response.status_code == 503
    assert monotonic() - start < 2


@pytest.mark.usefixtures("hanging_database")
def test_readyz_does_not_wait_twice_for_a_database_that_hangs(client: Client) -> None:
    client.get("/readyz")

    start = monotonic()
    response = client.get("/readyz")

    assert response.status_code == 503
    assert monotonic() - start < 0.5


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_read_only(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
