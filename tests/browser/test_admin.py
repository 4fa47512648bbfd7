from typing import TYPE_CHECKING

import pytest
from django.contrib.auth.models import User

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_login_works_under_the_sites_policy(page: "Page", admin_user: User) -> None:
    """The `page` fails on any violation of the Content-Security-Policy."""
    page.goto("/admin/")
    page.fill("[name=username]", admin_user.username)
    page.fill("[name=password]", "password")
    page.click("[type=submit]")

    page.goto("/admin/auth/user/")
    page.click("#result_list tbody th a")

    assert page.input_value("[name=username]") == admin_user.username


def test_login_in_chinese(page: "Page") -> None:
    page.goto("/zh-hans/admin/login/")

    assert page.locator("html").get_attribute("lang") == "zh-hans"
    assert page.locator("[type=submit]").get_attribute("value") == "登录"
