"""No query string breaks a list: it is answered, or refused with status 400."""

from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.views.test_lists_data import content
from tests.views.test_lists_pages import LISTS, filters_of

pytestmark = pytest.mark.django_db


def parameters(name: str) -> list[str]:
    """The parameters of a list, and some that it does not have."""
    return [*filters_of(name), "as_of", "colour", ""]


VALUES = [
    "",
    "%",
    "%zz",
    "%00",
    "%ED%A0%80",
    "%FF%FE",
    "%F0%9F%92%A9",
    "%E2%80%AE",
    "'%22%3E%3Cscript%3E",
    "-1",
    "0",
    "1e9",
    "9" * 30,
    "9" * 5000,
    "NaN",
    "x" * 5000,
    "%5C",
    "_%25_",
    "2024-02-30",
    "0000",
    "9999-99-99",
    "440000",
    "4%2A",
    "../../etc/passwd",
    "1;DROP TABLE centers_center",
    " ".join(["a"] * 300),
]


@pytest.mark.parametrize("name", LISTS)
def test_hostile_values(client: Client, name: str) -> None:
    make, _ = LISTS[name]
    make()

    for value in VALUES:
        for parameter in parameters(name):
            assert client.get(f"/{name}.json?{parameter}={value}").status_code in {200, 400}, (parameter, value)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("ending", ["/", ".csv", ".xlsx"])
def test_hostile_values_everywhere_at_once(client: Client, name: str, ending: str) -> None:
    for value in VALUES:
        query = "&".join(f"{parameter}={value}" for parameter in parameters(name))

        response = client.get(f"/{name}{ending}?{query}")
        content(response)

        assert response.status_code in {200, 400}, value


@pytest.mark.parametrize("name", LISTS)
def test_a_parameter_repeated_without_end(client: Client, name: str) -> None:
    for parameter in parameters(name):
        query = "&".join(f"{parameter}={number}" for number in range(1100, 1400))

        assert client.get(f"/{name}.json?{query}").status_code in {200, 400}, parameter


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(sorted(LISTS)),
    ending=st.sampled_from(["/", ".csv", ".json", ".xlsx"]),
    query=st.lists(st.tuples(st.sampled_from(parameters("centers")), st.text(max_size=20)), max_size=5),
)
def test_any_query_is_answered_or_refused(client: Client, name: str, ending: str, query: Any) -> None:
    pairs = "&".join(f"{parameter}={quote(value, errors='replace')}" for parameter, value in query)

    response = client.get(f"/{name}{ending}?{pairs}")
    content(response)

    assert response.status_code in {200, 400}
