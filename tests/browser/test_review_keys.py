"""A reviewer goes through reports by keys, circles what is wrong, and the crew sees it."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect
from sqlmodel import col, select

from registry.core.actor import SYSTEM
from registry.signage import services
from registry.signage.models import FieldReport, Verification
from tests.support.pages import DESKTOP, PHONE
from tests.support.signs import found_fast
from tests.support.site import Site


def waiting(site: Site) -> list[str]:
    with site.runtime.database.read() as session:
        statement = select(FieldReport.id).where(FieldReport.status == "received")
        return list(session.exec(statement.order_by(col(FieldReport.received_at))))


def verdicts(site: Site) -> dict[str, Verification]:
    with site.runtime.database.read() as session:
        return {row.report_id: row for row in session.exec(select(Verification))}


def ends(report_id: str) -> re.Pattern[str]:
    return re.compile(f"/signage/reports/{report_id}$")


def press(page: Page, key: str) -> None:
    """A key once the page and its script are there."""
    page.wait_for_load_state()
    page.keyboard.press(key)


def circle(page: Page) -> None:
    """Drag across the middle of the near photo, as a hand would."""
    box = page.locator("[data-circling=near] > svg").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 4, box["y"] + box["height"] / 4
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + box["width"] / 2, y + box["height"] / 2, steps=4)
    page.mouse.up()


def test_one_key_for_each_report_and_the_crew_sees_what_was_circled(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    fast, *others = waiting(site)
    with site.runtime.write(SYSTEM) as work:
        services.keep_checks(work, fast, found_fast())
    page = enter(open_page(DESKTOP), "reviewer_city")
    page.goto("/signage/reports")
    expect(page.locator(".fast-card")).to_have_count(1)
    assert axe(page) == []
    shoot(page, "review-list")

    page.locator(".fast-card a").click()
    press(page, "j")
    expect(page).not_to_have_url(ends(fast))
    press(page, "k")
    expect(page).to_have_url(ends(fast))
    press(page, "a")
    expect(page).not_to_have_url(ends(fast))
    assert verdicts(site)[fast].verdict == "accept"

    page.wait_for_load_state()
    back = page.url.rsplit("/", 1)[-1]
    circle(page)
    expect(page.locator("[data-circling=near] .circled-new")).to_have_count(1)
    page.keyboard.press("i")
    page.keyboard.press("1")
    assert axe(page) == []
    shoot(page, "review-sheet")
    page.keyboard.press("Enter")
    expect(page).not_to_have_url(ends(back))
    stored = verdicts(site)[back]
    assert (stored.verdict, stored.reason_code) == ("needs_more", "unreadable")
    assert [each["role"] for each in stored.circled] == ["near"]
    assert abs(stored.circled[0]["left"] - 0.25) < 0.02
    assert abs(stored.circled[0]["width"] - 0.5) < 0.02

    crew = enter(open_page(PHONE), "crew")
    crew.goto(f"/field/reports/{back}")
    expect(crew.locator(".circled-place")).to_have_count(1)
    assert axe(crew) == []
    shoot(crew, "receipt-circled")
    assert len(others) >= 2
