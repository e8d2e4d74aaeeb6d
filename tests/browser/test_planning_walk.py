"""Positions go from the rules' proposals to a crew leader's order, and back as reported."""

from __future__ import annotations

import re
from collections.abc import Callable

import pypdfium2
from playwright.sync_api import Page, expect

from tests.support.looking import too_wide
from tests.support.pages import DESKTOP, PHONE
from tests.support.phones import Phone, stored
from tests.support.site import Site

OPEN = "input[name=proposal]"
TICKED = "input[name=requirement]"
CREW = "演示·外业队员"


def test_a_planner_accepts_moves_and_exempts_what_the_rules_propose(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    planner = enter(open_page(DESKTOP, java_script_enabled=False), "steward")
    planner.goto("/signage/proposals")
    proposed = planner.locator(OPEN).count()
    assert proposed >= 4
    road = planner.locator("th a.name").first
    name = road.inner_text()
    road.click()
    planner.wait_for_url("**/sign-plan")
    plan = planner.url
    # The picture and the two lists say the same.
    pins = planner.locator(".plan-pin")
    required = planner.locator("#required ~ ol li, section:has(#required) ol li")
    before = required.count()
    expect(pins).to_have_count(before + proposed)
    shoot(planner, "plan-before")

    # As the rule says.
    planner.goto("/signage/proposals")
    for box in planner.locator(OPEN).all()[:2]:
        box.check()
    planner.locator("form.proposal-form [type=submit]").click()
    expect(planner.locator(OPEN)).to_have_count(proposed - 2)

    # Not without a paper: what is missing is named, what was typed is kept.
    planner.locator("tbody td a").first.click()
    exempting = planner.locator("form:has(input[name=action][value=exempt])")
    exempting.locator("[name=exempt_reason]").fill("规划未建")
    exempting.locator("[type=submit]").click()
    expect(planner.locator("#error-exempt_paper")).to_be_visible()
    expect(exempting.locator("[name=exempt_reason]")).to_have_value("规划未建")
    exempting.locator("[name=exempt_paper]").fill("演示〔2026〕1号")
    exempting.locator("[name=exempt_until]").fill("2099-12-31")
    exempting.locator("[type=submit]").click()
    expect(planner.locator(OPEN)).to_have_count(proposed - 3)

    # Somewhere else than the rule says: both halves of the position or none.
    planner.locator("tbody td a").first.click()
    accepting = planner.locator("form:has(input[name=action][value=accept])")
    accepting.locator("[name=lon]").fill("117.3")
    accepting.locator("[type=submit]").click()
    expect(planner.locator("#error-lat")).to_be_visible()
    accepting.locator("[name=lat]").fill("31.8")
    accepting.locator("[type=submit]").click()
    expect(planner.locator("#error-reason")).to_contain_text("公里")
    accepting.locator("[name=reason]").fill("避开管线")
    accepting.locator("[type=submit]").click()
    expect(planner.locator(".flash, [role=status]").first).to_contain_text("1")

    planner.goto(plan)
    expect(required).to_have_count(before + proposed)
    shoot(planner, "plan-after")
    abroad = enter(open_page(PHONE, locale="en"), "steward")
    abroad.goto(plan)
    expect(abroad.locator("h1")).to_contain_text(name)
    assert axe(abroad) == []
    assert too_wide(abroad, 360) == []


def printed(page: Page) -> str:
    """The words of the order on paper, which has a code to scan for each stop."""
    stops = page.locator("tbody tr").count()
    page.get_by_role("link", name=re.compile("打印")).click()
    expect(page.locator(".order-code svg")).to_have_count(stops)
    page.emulate_media(media="print")
    paper = pypdfium2.PdfDocument(page.pdf(format="A4"))
    try:
        return "".join(sheet.get_textpage().get_text_bounded() for sheet in paper)
    finally:
        paper.close()
        page.emulate_media(media="screen")


def test_a_crew_leader_gives_an_order_the_phone_has_it_first_and_its_progress_is_seen(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    hand: Callable[..., Phone],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    leader = enter(open_page(PHONE), "crew_leader")
    leader.goto("/signage/orders/new?state=made")
    boxes = leader.locator(TICKED)
    chosen = [box.get_attribute("value") for box in boxes.all()[:3]]
    for box in boxes.all():
        box.set_checked(box.get_attribute("value") in chosen)
    form = leader.locator("form.proposal-form")
    form.locator("[name=crew]").select_option(label=CREW)
    form.locator("[name=due_on]").fill("2020-01-31")
    form.locator("[type=submit]").click()
    expect(leader.locator("#error-due_on")).to_be_visible()
    expect(leader.locator(f"{TICKED}:checked")).to_have_count(3)
    form.locator("[name=due_on]").fill("2099-01-31")
    form.locator("[type=submit]").click()
    expect(leader.locator("tbody tr")).to_have_count(3)
    expect(leader.get_by_text("尚未上报")).to_have_count(3)
    order = leader.url
    shoot(leader, "order-phone")
    assert axe(leader) == []
    assert too_wide(leader, 360) == []

    # What one crew has is offered to no other.
    leader.goto("/signage/orders/new")
    offered = [box.get_attribute("value") for box in leader.locator(TICKED).all()]
    assert set(chosen).isdisjoint(offered)

    # Its stops stand first on the crew's phone, and go the ordinary way.
    leader.goto(order)
    signs = leader.locator("tbody th .name").all_inner_texts()
    phone = hand("crew")
    phone.open("/field")
    phone.settled()
    assert phone.page.locator("[data-todo] .plate-hanzi").all_inner_texts()[:3] == signs
    shoot(phone.page, "sent-first")
    done = phone.photograph()
    phone.wait_until("complete")
    assert stored(site, phone.reports()[0]["client_id"]).reporter_name == CREW
    leader.reload()
    expect(leader.locator("tbody").get_by_text("已上报")).to_have_count(1)

    text = printed(leader)
    assert all(sign in text for sign in signs)
    assert done == signs[0]

    # Another day needs a reason; what is cancelled can be given again.
    leader.goto(order)
    moving = leader.locator("form[action$='/crew']")
    moving.locator("[name=due_on]").fill("2099-02-28")
    moving.locator("[name=reason]").fill("雨天")
    moving.locator("[type=submit]").click()
    expect(leader.locator("dl").first).to_contain_text(re.compile("2099.*28"))
    cancelling = leader.locator("form[action$='/cancellation']")
    cancelling.locator("[name=cancel_reason]").fill("合并到另一张")
    cancelling.locator("[type=submit]").click()
    expect(leader.locator("form[action$='/cancellation']")).to_have_count(0)
    leader.goto("/signage/orders/new")
    offered = [box.get_attribute("value") for box in leader.locator(TICKED).all()]
    assert set(chosen) <= set(offered)
