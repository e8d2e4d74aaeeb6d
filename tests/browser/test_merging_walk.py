"""Two records of one village become one and are parted again, as a steward does it in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.looking import keyboard_faults, too_wide
from tests.support.merging import registered_twice
from tests.support.pages import DESKTOP, PHONE
from tests.support.site import Site
from tests.support.wording import read, strays


@pytest.fixture
def look_at(axe: Callable[[Page], list[str]], shoot: Callable[..., Path]) -> Callable[..., None]:
    """Look at a page on both screens: accessibility, widths, words; keep its picture."""

    def look(page: Page, name: str, language: str = "zh-CN") -> None:
        assert list(strays(read(page.content()), language)) == [], name
        for width in (320, 360, 1280):
            assert too_wide(page, width) == [], name
            if width != 320:
                shoot(page, f"{name}-{width}")
        assert axe(page) == [], name

    return look


@pytest.mark.parametrize("language", ["en"])
def test_a_pair_is_judged_merged_and_parted(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    look_at: Callable[..., None],
    language: str,
) -> None:
    one, other = registered_twice(site.runtime)
    page = enter(open_page(DESKTOP, locale=language, java_script_enabled=True), "steward")
    page.goto("/desk")
    page.locator("main a[href='/places/duplicates']").click()
    look_at(page, f"1-queue-{language}", language)
    page.locator(".pair-open").first.click()
    assert keyboard_faults(page) == []
    look_at(page, f"2-pair-{language}", language)
    merge = page.locator("#merge")
    merge.locator("[name=survivor][value=first]").check()
    merge.evaluate("form => { form.noValidate = true; form.requestSubmit(); }")
    expect(page.locator(".error-summary")).to_be_visible()
    assert merge.locator("[name=survivor][value=first]").is_checked()
    look_at(page, f"3-refused-{language}", language)
    page.fill("[name=reason]", "同一个村，登记了两次。")
    merge.locator("button[type=submit]").click()
    expect(page.locator("#absorbed")).to_be_visible()
    look_at(page, f"4-merged-{language}", language)
    first, second = sorted((one, other))
    assert page.url.endswith(first)
    page.goto(f"/places/{second}")
    assert page.url.endswith(first), "the old address leads on"
    page.locator("section[aria-labelledby=absorbed] a").click()
    look_at(page, f"5-merge-{language}", language)
    page.fill("[name=reason]", "是两个村。")
    page.locator(".button-danger").click()
    expect(page.locator("#report")).to_be_visible()
    look_at(page, f"6-parted-{language}", language)
    page.goto("/places/merges")
    look_at(page, f"7-merges-{language}", language)
    page.goto(f"/places/{second}")
    assert page.url.endswith(second)


def test_a_pair_is_judged_on_a_phone_without_scripts(
    open_page: Callable[..., Page], enter: Callable[[Page, str], Page], site: Site
) -> None:
    registered_twice(site.runtime)
    page = enter(open_page(PHONE, java_script_enabled=False), "steward")
    page.goto("/places/duplicates")
    page.locator(".pair-open").first.click()
    page.fill("[name=note]", "一个在河东，一个在河西。")
    page.locator("button[value=distinct]").click()
    expect(page.locator(".pair-row")).to_have_count(0)
    page.goto("/places/duplicates?state=distinct")
    assert "一个在河东" in page.locator(".pair-list").inner_text()
