from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User

from centers.models import Center
from tests.factories import make_center, make_designation, make_field, make_source

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def log_in(page: "Page", user: User) -> None:
    page.goto("/admin/")
    page.fill("[name=username]", user.username)
    page.fill("[name=password]", "password")
    page.click("[type=submit]")


def choose(page: "Page", field: str, words: str, label: str) -> None:
    """Choose a record by searching."""
    page.click(f"{field} .select2-selection")
    page.fill(".select2-search__field", words)
    page.click(f".select2-results__option >> text={label}")


def test_center_is_entered_refused_mended_reviewed_and_published(page: "Page", admin_user: User) -> None:
    """All of it under the site's policy: the `page` fails on any violation."""
    field = make_field(name_zh="储能", name_en="Energy storage")
    first = make_center(field=field, tier="national", name_en="First center")
    make_designation(first)
    make_source(slug="notice", title="Notice of May", archived_text="批复组建创新中心。")
    log_in(page, admin_user)

    page.goto("/admin/centers/center/add/")
    page.fill("[name=slug]", "new-center")
    page.fill("[name=name_en]", "New center")
    page.select_option("[name=tier]", "provincial")
    choose(page, ".field-field", "储能", "Energy storage")
    page.click("#designations-group .add-row a")
    page.select_option("[name=designations-0-step]", "approved")
    page.select_option("[name=designations-0-tier]", "national")
    page.fill("[name=designations-0-date]", "2025-05")
    page.click("#citations-group .add-row a")
    choose(page, "#citations-0", "Notice", "Notice of May")
    page.fill("[name=citations-0-quote]", "批准组建")
    page.click("[name=_continue]")

    refusal = page.locator("#designations-group .errorlist").inner_text()
    assert refusal == "A center of national level stands in this field already: each field has at most one."

    page.select_option("[name=designations-0-tier]", "provincial")
    page.click("[name=_continue]")

    assert "The archived text of “Notice of May” has no such passage: “批准组建”." in page.inner_text(".messagelist")

    page.click("[name=_submit_for_review]")
    page.click("[name=_publish]")

    assert page.inner_text(".messagelist") == "1 record is published now."
    center = Center.objects.get(slug="new-center")
    assert (center.publication, center.status, center.tier) == ("published", "approved", "provincial")
    assert center.citations.get().key == "center-new-center-notice"


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("prefix", ["", "/zh-hans"])
def test_pages_of_the_office_are_no_wider_than_the_screen(
    prefix: str, width: int, page: "Page", admin_user: User
) -> None:
    center = make_center(region="4401")
    make_designation(center)
    log_in(page, admin_user)
    page.set_viewport_size({"width": width, "height": 900})

    for path in ("", "centers/center/", "centers/center/add/", f"centers/center/{center.pk}/change/"):
        page.goto(f"{prefix}/admin/{path}")

        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
