"""Every page a visitor can open first: whole, quiet, accessible, in both languages and sizes."""

import pytest

from tests.support.pages import DESKTOP, PHONE

PAGES = ["/", "/places", "/heritage", "/coverage", "/sources", "/about", "/sign-in"]


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_first_pages_are_whole_and_accessible(open_page, axe, device, locale):
    page = open_page(device, locale=locale)
    for path in PAGES:
        answer = page.goto(path)
        assert answer.status == 200, path
        page.wait_for_load_state("networkidle")
        assert page.locator("html").get_attribute("lang") == locale
        assert page.locator("h1").count() == 1, path
        assert axe(page) == [], path
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0, f"{path} is wider than the screen"


@pytest.mark.parametrize(
    "role",
    ["crew", "compiler", "reviewer_township", "reviewer_county", "steward", "administrator"],
)
def test_people_sign_in_by_the_form(desktop_page, enter, role):
    page = enter(desktop_page, role)
    page.goto("/account")
    assert page.locator("h1").count() == 1
