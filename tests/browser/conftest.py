"""Chromium for the tests of this folder: Debian's own, driven by Playwright."""

import os
import shutil
from collections.abc import Iterator

import pytest
from pytest_django.live_server_helper import LiveServer

try:
    from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
except ImportError:  # requirements-dev.txt is not installed
    sync_playwright = None

# Playwright runs an event loop in the thread of the tests, where Django then would refuse to use the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def missing(what: str, remedy: str) -> None:
    """Skip for want of a browser, except in CI, where a browser belongs."""
    (pytest.fail if os.environ.get("CI") else pytest.skip)(f"{what} is missing: {remedy}")


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    if sync_playwright is None:
        missing("Playwright", "run `make browser`")
    executable = shutil.which("chromium")
    if executable is None:
        missing("Chromium", "on Debian, apt-get install chromium fonts-noto-cjk")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, chromium_sandbox=os.geteuid() != 0)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: "Browser", live_server: LiveServer) -> "Iterator[Page]":
    """A page whose addresses are relative to the site under test; the console's complaints fail the test."""
    context = browser.new_context(base_url=live_server.url)
    page = context.new_page()
    complaints: list[str] = []

    def hear(message: "ConsoleMessage") -> None:
        # A page may mean to answer 400 or 404; what it loads may not.
        is_answer = "responded with a status of 40" in message.text and message.location["url"] in (page.url, "")
        if message.type == "error" and not is_answer:
            complaints.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert complaints == []
