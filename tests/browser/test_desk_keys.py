"""A reviewer decides ten things at the desk without touching a mouse."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlmodel import col, select

from registry.demo.files import Walk
from registry.heritage.models import Decision
from tests.support.looking import too_wide
from tests.support.pages import DESKTOP
from tests.support.site import Site
from tests.support.wording import read, strays

#: Towns of 肥东 in the statistical scheme that the demonstration leaves alone.
TOWNS = ("100", "102", "103", "105", "107", "108", "109", "110", "111")


def waiting(site: Site) -> None:
    """Nine more files at the county, beside the one of the demonstration."""
    for days, town in enumerate(TOWNS, start=5):
        Walk(site.runtime, f"340122{town}").nominate(days)


def decided(site: Site) -> list[str]:
    with site.runtime.database.read() as session:
        statement = (
            select(Decision.action)
            .where(Decision.level == "county", col(Decision.reason).not_like("演示%"))
            .order_by(col(Decision.created_at), col(Decision.id))
        )
        return list(session.exec(statement))


def press(page: Page, *keys: str) -> int:
    """Strokes of these keys; how many."""
    for key in keys:
        page.keyboard.press(key)
    return len(keys)


def decide(page: Page, key: str, reason: str = "") -> int:
    """One decision by keys, and how many strokes beside its reason it took.

    The page comes back with the next row in its place.
    """
    before = page.locator("[data-desk-act=accept]").count()
    strokes = press(page, key)
    if reason:
        page.keyboard.insert_text(reason)
    strokes += press(page, "Enter")
    expect(page.locator("[data-desk-act=accept]")).to_have_count(before - 1)
    # The script has put the person on the row that moved up.
    expect(page.locator("[data-queue-row] a:focus")).to_have_count(1 if before > 1 else 0)
    return strokes


def test_ten_files_are_decided_without_a_mouse(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    waiting(site)
    page = enter(open_page(DESKTOP, locale="en"), "reviewer_county")
    page.goto("/desk")
    press(page, "?")
    expect(page.locator("[data-key-help]")).to_have_attribute("open", "")
    press(page, "j")
    # To the first file that can be decided here: photographs that wait stand among them.
    while page.evaluate("!document.activeElement.closest('li').querySelector('[data-desk-act]')"):
        press(page, "j")
    assert page.locator("[data-desk-act=accept]").count() == len(TOWNS) + 1
    press(page, "i")
    assert page.evaluate("document.activeElement.name") == "reason"
    press(page, "a")
    assert page.evaluate("document.activeElement.value") == "a"
    press(page, "Backspace")
    assert axe(page) == []
    assert list(strays(read(page.content()), "en")) == []
    for width in (360, 1280):
        assert too_wide(page, width) == []
        shoot(page, f"desk-{width}")
    press(page, "Escape")
    strokes = [decide(page, "a") for _number in range(6)]
    for number in range(2):
        strokes.append(decide(page, "i", f"缺第 {number} 份拓片"))
        strokes.append(decide(page, "r", f"第 {number} 处与史志不合"))
    # Fifty an hour leave seventy-two seconds for each: two strokes, the rest for reading.
    assert strokes == [2] * 10
    assert decided(site) == ["forward"] * 6 + ["return", "reject"] * 2
