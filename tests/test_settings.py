"""The settings as a machine would read them, each time in a fresh process with an environment of its own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.test import Client

from innovation import settings

ROOT = Path(__file__).resolve().parent.parent
EXPECTED_POLICY = {
    "base-uri 'none'",
    "connect-src 'self'",
    "default-src 'none'",
    "font-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "img-src 'self'",
    "manifest-src 'self'",
    "object-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
}
EXPECTED_HEADERS = {
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
KEY = "k" * 25 + "0123456789abcdefghijklmnopqrstuvwxyz"


def run_python(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run Python in an environment that holds nothing but a key and what is given."""
    return subprocess.run(  # noqa: S603  (nobody but these tests chooses the arguments)
        [sys.executable, *arguments],
        capture_output=True,
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": KEY} | environment,
        text=True,
    )


def read_settings(*names: str, **environment: str) -> dict[str, object]:
    """Return those of the named settings that are set in an environment."""
    code = (
        "import json; from innovation import settings; "
        f"print(json.dumps({{name: value for name, value in vars(settings).items() if name in {names}}}))"
    )
    process = run_python("-c", code, **environment)
    assert process.returncode == 0, process.stderr
    return json.loads(process.stdout)


def test_defaults_suit_a_laptop() -> None:
    values = read_settings("DEBUG", "ALLOWED_HOSTS", "SITE_URL", "SECURE_SSL_REDIRECT", "SESSION_COOKIE_NAME")

    assert values == {
        "DEBUG": False,
        "ALLOWED_HOSTS": ["localhost", "127.0.0.1", "[::1]"],
        "SITE_URL": "http://127.0.0.1:8000",
        "SECURE_SSL_REDIRECT": False,
        "SESSION_COOKIE_NAME": "sessionid",
    }


def test_a_public_host_makes_the_site_insist_on_https() -> None:
    values = read_settings(
        "SITE_URL",
        "SECURE_SSL_REDIRECT",
        "SECURE_HSTS_SECONDS",
        "SESSION_COOKIE_NAME",
        "SESSION_COOKIE_SECURE",
        "CSRF_COOKIE_NAME",
        "CSRF_COOKIE_SECURE",
        ALLOWED_HOSTS="localhost,register.example",
    )

    assert values == {
        "SITE_URL": "https://register.example",
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 63_072_000,
        "SESSION_COOKIE_NAME": "__Host-sessionid",
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_NAME": "__Host-csrftoken",
        "CSRF_COOKIE_SECURE": True,
    }


@pytest.mark.parametrize(
    ("hosts", "url"),
    [
        (["localhost", "127.0.0.1", "[::1]"], "http://127.0.0.1:8000"),
        ([".register.example"], "https://register.example"),
        (["*"], "http://127.0.0.1:8000"),
        ([], "http://127.0.0.1:8000"),
    ],
    ids=["loopback", "subdomains", "any", "none"],
)
def test_default_site_url(hosts: list[str], url: str) -> None:
    assert settings.default_site_url(hosts) == url


def test_without_a_secret_key_the_remedies_are_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "missing"))

    with pytest.raises(ImproperlyConfigured) as error:
        settings.read_secret_key()

    assert [word for word in ("SECRET_KEY", "SECRET_KEY_FILE", "`make run`") if word not in str(error.value)] == []


def test_secret_key_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    monkeypatch.delenv("SECRET_KEY", raising=False)
    monkeypatch.setenv("SECRET_KEY_FILE", str(tmp_path / "key"))

    assert settings.read_secret_key() == KEY


def test_forwarded_headers_count_behind_a_proxy_only() -> None:
    name = "SECURE_PROXY_SSL_HEADER"

    assert read_settings(name) == {}
    assert read_settings(name, BEHIND_PROXY="1") == {name: ["HTTP_X_FORWARDED_PROTO", "https"]}


def test_production_passes_every_deployment_check() -> None:
    process = run_python("manage.py", "check", "--deploy", "--fail-level", "WARNING", ALLOWED_HOSTS="register.example")

    assert process.returncode == 0, process.stderr


@pytest.mark.django_db
def test_sqlite_keeps_acknowledged_saves_and_references() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("asks SQLite")

    with connection.cursor() as cursor:
        pragmas = {
            name: cursor.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("busy_timeout", "cache_size", "foreign_keys", "synchronous")
        }

    assert pragmas == {"busy_timeout": 20_000, "cache_size": -64_000, "foreign_keys": 1, "synchronous": 2}


@pytest.mark.parametrize("path", ["/healthz", "/no-such-page/", "/admin/login/", "/zh-hans/admin/login/"])
@pytest.mark.django_db
def test_every_answer_carries_the_security_headers(client: Client, path: str) -> None:
    headers = client.get(path).headers

    assert {name: headers.get(name) for name in EXPECTED_HEADERS} == EXPECTED_HEADERS
    assert set(headers["Content-Security-Policy"].split("; ")) == EXPECTED_POLICY


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "localhost:80@evil.example", ""])
def test_unknown_hosts_are_refused(client: Client, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 400
