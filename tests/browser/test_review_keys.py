"""A reviewer goes through reports by keys, circles what is wrong, and the crew sees it."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Page, expect
from sqlmodel import col, select

from registry.accounts.models import Person
from registry.core import journal
from registry.core.actor import SYSTEM, Actor
from registry.photos import services as photos
from registry.signage import services
from registry.signage.models import FieldReport, Sign, Verification
from registry.signage.rules.kinds import Condition, ReportKind
from tests.support.pages import DESKTOP, PHONE
from tests.support.pictures import jpeg, scene
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


TWENTY = 20


def actor_of(site: Site, part: str) -> Actor:
    with site.runtime.database.read() as session:
        statement = select(Person.id).where(Person.email == site.accounts[part].email)
        found = site.runtime.jobs.actor_of(session, session.exec(statement).one())
    assert found is not None
    return found


def inspected(site: Site, count: int) -> None:
    """Reports of a crew member on so many signs, each with two photos of its own."""
    crew = actor_of(site, "crew")
    with site.runtime.database.read() as session:
        signs = list(session.exec(select(Sign).where(Sign.state == "verified").limit(count)))
    for number in range(count):
        sign = signs[number % len(signs)]
        near, far = (
            photos.prepare(site.runtime.store, jpeg(scene(320, 240, 9000 + 2 * number + which)))
            for which in range(2)
        )
        submission = services.Submission(
            client_id=str(uuid.uuid4()),
            sign_id=sign.id,
            kind=ReportKind.EXISTING_GOOD,
            condition=Condition.GOOD,
            captured_at=datetime.now(UTC),
            observed_hanzi=sign.text_hanzi,
            observed_roman=sign.text_roman,
        )
        with site.runtime.write(crew) as work:
            services.submit_report(work, submission, near=near, far=far)


def test_twenty_reports_are_cleared_by_keys_alone_one_stroke_for_most(
    open_page: Callable[..., Page], enter: Callable[[Page, str], Page], site: Site
) -> None:
    inspected(site, TWENTY)
    page = enter(open_page(DESKTOP), "reviewer_city")
    page.goto("/signage/reports")
    page.locator("a[href^='/signage/reports/']").first.click()
    pressed: dict[str, str] = {}
    strokes = 0
    for number in range(TWENTY):
        page.wait_for_load_state()
        report = page.url.rsplit("/", 1)[-1]
        keys, verdict = (
            (("i", "1", "Enter"), "needs_more") if number % 5 == 4 else (("a",), "accept")
        )
        for key in keys:
            page.keyboard.press(key)
            strokes += 1
        expect(page).not_to_have_url(ends(report))
        pressed[report] = verdict
    assert {ident: verdicts(site)[ident].verdict for ident in pressed} == pressed
    assert (len(pressed), strokes) == (TWENTY, 16 + 4 * 3)
    with site.runtime.database.read() as session:
        for ident in pressed:
            verbs = [entry.verb for entry in journal.history(session, ("field_report", ident))]
            assert verbs.count("signage.report_decided") == 1
