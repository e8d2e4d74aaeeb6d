"""A planner takes in positions, a passer-by tells of a sign, a leader sends a crew."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page, Response, expect
from sqlmodel import col, select

from registry.signage.models import Sign
from registry.signage.rules.codes import grouped
from tests.support.looking import too_wide
from tests.support.pages import DESKTOP, PHONE
from tests.support.site import Site

CREW = "演示·外业队员"
#: Wuhu, some 120 km from where the signs of the demonstration are registered.
AWAY = {"longitude": 118.376, "latitude": 31.326, "accuracy": 20}


def test_a_planner_accepts_some_positions_and_exempts_one_by_a_paper(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., Any],
) -> None:
    planner = enter(open_page(DESKTOP, java_script_enabled=False), "steward")
    planner.goto("/signage/proposals")
    boxes = planner.locator("input[name=proposal]")
    before = boxes.count()
    assert before >= 2
    shoot(planner, "proposals")
    boxes.nth(0).check()
    planner.locator("input[name=action][value=exempt]").check()
    planner.locator("form.proposal-form [type=submit]").click()
    # Without a paper nothing is left out; what was chosen is still chosen.
    expect(planner.locator("#error-exempt_paper")).to_have_count(1)
    expect(planner.locator("input[name=proposal]:checked")).to_have_count(1)
    planner.locator("[name=exempt_reason]").fill("路段未通车")
    planner.locator("[name=exempt_paper]").fill("东政〔2026〕9号")
    planner.locator("form.proposal-form [type=submit]").click()
    expect(planner.locator("input[name=proposal]")).to_have_count(before - 1)
    planner.locator("input[name=proposal]").nth(0).check()
    planner.locator("form.proposal-form [type=submit]").click()
    expect(planner.locator("input[name=proposal]")).to_have_count(before - 2)

    visitor = open_page(PHONE, locale="en")
    visitor.goto("/coverage?stratum=road")
    assert axe(visitor) == []
    shoot(visitor, "coverage")
    visitor.goto("/coverage/exemptions?stratum=road")
    expect(visitor.locator("main")).to_contain_text("东政〔2026〕9号")
    assert axe(visitor) == []
    assert too_wide(visitor, 360) == []


def answer(leader: Page, code: str, wording: str) -> None:
    """The leader finds the scan of this sign on the list and says what will be done."""
    leader.goto("/signage/hints?far=1")
    told = leader.locator(".hints > li", has_text=grouped(code))
    expect(told).to_contain_text(wording)
    told.locator("summary").click()
    told.locator("textarea").fill("周五派人去看")
    told.locator("[type=submit]").click()
    expect(leader.locator(".toast-done")).to_be_visible()
    # It waits no longer, and stands among what was answered.
    leader.goto("/signage/hints?far=1")
    expect(told).to_have_count(0)
    leader.goto("/signage/hints?far=1&state=settled")
    expect(told).to_contain_text("周五派人去看")


def test_a_scan_far_away_reaches_the_leader_and_is_answered(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., Any],
) -> None:
    with site.runtime.database.read() as session:
        standing = select(Sign).where(Sign.state == "verified", col(Sign.lon).is_not(None))
        sign = session.exec(standing).first()
        code, wording = sign.code, sign.text_hanzi

    visitor = open_page(PHONE, geolocation=AWAY, permissions=["geolocation"])
    sent: list[str] = []
    visitor.on("request", lambda request: sent.append(request.url + (request.post_data or "")))
    answers: list[Response] = []
    visitor.on("response", lambda given: answers.extend([given]))
    visitor.goto(f"/s/{code}", wait_until="networkidle")
    weights = [len(one.body()) for one in answers]
    assert len(weights) >= 4, "the page, its style, its script and the photo"
    assert sum(weights) < 30_000
    visitor.locator("[data-standing] button").click()
    tell = visitor.locator("[data-tell]")
    expect(tell).to_be_visible()
    expect(visitor.locator("[data-said]")).to_contain_text(re.compile(r"至少 \d+\.\d 公里"))
    assert axe(visitor) == []
    shoot(visitor, "far")
    tell.click()
    expect(visitor.locator("input[name=kind][value=elsewhere]")).to_be_checked()
    metres = int(visitor.locator("[name=distance_m]").input_value())
    assert 60_000 < metres < 200_000
    assert axe(visitor) == []
    assert too_wide(visitor, 360) == []
    shoot(visitor, "problem")
    visitor.locator("form [type=submit]").click()
    expect(visitor.locator("main code")).to_have_text(re.compile(r"^[0-9A-Z]{12}$"))
    receipt = visitor.url
    # Where the phone is was never sent.
    assert not any("118.37" in one or "31.32" in one for one in sent)

    leader = enter(open_page(DESKTOP, locale="en"), "crew_leader")
    answer(leader, code, wording)
    assert axe(leader) == []
    shoot(leader, "hints")
    visitor.goto(receipt)
    expect(visitor.locator("main")).to_contain_text("周五派人去看")


def test_a_leader_sends_a_crew_and_prints_its_sheet(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., Any],
) -> None:
    leader = enter(open_page(DESKTOP), "crew_leader")
    leader.goto("/signage/orders/new")
    chosen = leader.locator("input[name=requirement]:checked").count()
    assert chosen > 0
    crew = leader.locator("[name=crew] option", has_text=CREW).get_attribute("value")
    leader.locator("[name=crew]").select_option(crew)
    leader.locator("[name=due_on]").fill("2020-01-31")
    leader.locator("form.proposal-form [type=submit]").click()
    expect(leader.locator("#error-due_on")).to_be_visible()
    leader.locator("[name=due_on]").fill("2099-01-31")
    leader.locator("form.proposal-form [type=submit]").click()
    expect(leader.locator("table tbody tr")).to_have_count(chosen)
    expect(leader.locator(".lead")).to_contain_text(f"/ {chosen}")
    shoot(leader, "order")
    leader.goto(f"{leader.url}/sheet")
    expect(leader.locator("main svg").first).to_be_visible()
    shoot(leader, "sheet")
    assert axe(leader) == []
