"""What a reader does, in Chromium: find a center, read its page, change the language; and axe on every kind of page."""

import re
from typing import TYPE_CHECKING

import pytest

from centers.loading import fixture_files, load_fixtures

try:
    from axe_playwright_python.sync_playwright import Axe
except ImportError:  # the browser's fixture says what is missing
    Axe = None

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SIZES = {"phone": {"width": 390, "height": 844}, "desk": {"width": 1280, "height": 900}}

#: One address of each kind of page.
PAGES = [
    "/",
    "/centers/",
    "/centers/?tier=national&region=44",
    "/centers/?tier=unheard-of",
    "/centers/?q=nothing-of-this-name",
    "/centers/new-energy-storage-national-local/",
    "/centers/new-energy-storage-national-local/cite/",
    "/changes/",
    "/changes/?record=center:new-energy-storage-national-local",
    "/alliances/",
    "/alliances/guangdong-nes-industry-technology-innovation-alliance/",
    "/committees/",
    "/committees/nes-technical-expert-committee/",
    "/tasks/",
    "/tasks/new-energy-storage-national-local-1/",
    "/organizations/",
    "/organizations/china-southern-power-grid/",
    "/fields/",
    "/fields/new-energy-storage/",
    "/regions/",
    "/regions/44/",
    "/figures/",
    "/figures/?metric=national-centers",
    "/sources/",
    "/sources/seed-article/",
    "/changes/",
    "/unheard-of/",
]


@pytest.fixture
def register(transactional_db: None) -> None:
    load_fixtures(fixture_files())


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_a_reader_finds_the_new_energy_storage_center_and_reads_it_in_chinese(
    page: "Page", register: None, size: dict[str, int]
) -> None:
    page.set_viewport_size(size)
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Centers", exact=True).click()

    filters = page.locator("details:has(#filter-tier):not([open]) > summary")
    if filters.is_visible():
        filters.click()
    page.locator("[name=tier][value=national]").check()
    page.locator("[name=tier][value=national-local]").check()
    page.get_by_role("button", name=re.compile("Apply")).click()
    assert page.locator("h2, p").get_by_text(re.compile(r"^\s*32 centers")).first.is_visible()

    page.goto("/centers/?status=superseded")
    page.get_by_role("link", name="National and Local Jointly Built New Energy Storage Innovation Center").first.click()
    assert page.locator("h1").inner_text() == "National and Local Jointly Built New Energy Storage Innovation Center"
    assert "10" in page.locator("section:has(> #committees)").inner_text()
    assert "more than 85%" in page.locator("section:has(> #alliances)").inner_text()

    page.get_by_role("link", name="简体中文").click()
    assert page.url.endswith("/zh-hans/centers/new-energy-storage-national-local/")
    assert page.locator("html").get_attribute("lang") == "zh-Hans"
    assert page.locator("h1").inner_text() == "国家地方共建新型储能创新中心"


@pytest.mark.parametrize("size", SIZES.values(), ids=SIZES)
def test_no_page_is_wider_than_its_window(page: "Page", register: None, size: dict[str, int]) -> None:
    page.set_viewport_size(size)
    wide = []
    for address in PAGES[:-1]:
        for language in ("", "/zh-hans"):
            page.goto(f"{language}{address}", wait_until="load")
            if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
                wide.append(f"{language}{address}")

    assert wide == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["", "/zh-hans"], ids=["english", "chinese"])
def test_axe_finds_no_violation_on_any_kind_of_page(page: "Page", register: None, language: str, scheme: str) -> None:
    page.emulate_media(color_scheme=scheme)
    found = {}
    for address in PAGES:
        page.goto(f"{language}{address}")
        if violations := Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]:
            found[address] = [(each["id"], each["nodes"][0]["html"][:200]) for each in violations]

    assert found == {}
