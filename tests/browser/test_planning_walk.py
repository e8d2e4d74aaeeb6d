"""A position is put where it can stand, and an order comes first on the phone it sends out."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from tests.support.looking import too_wide
from tests.support.pages import DESKTOP, PHONE
from tests.support.phones import Phone, stored
from tests.support.site import Site

TICKED = "input[name=requirement]"
CREW = "演示·外业队员"


def test_a_planner_puts_a_position_where_it_can_stand(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    planner = enter(open_page(DESKTOP, java_script_enabled=False), "steward")
    planner.goto("/signage/proposals")
    proposed = planner.locator("input[name=proposal]").count()
    planner.locator("th a.name").first.click()
    planner.wait_for_url("**/sign-plan")
    plan = planner.url
    # The picture and the two lists say the same.
    required = planner.locator("section:has(#required) ol li")
    before = required.count()
    expect(planner.locator(".plan-pin")).to_have_count(before + proposed)
    planner.locator(".plan-list a").first.click()
    accepting = planner.locator("form:has(input[name=action][value=accept])")
    # Both halves of a position or none; and what is kilometres off is asked about.
    for field, value, asked in (("lon", "117.3", "lat"), ("lat", "31.8", "reason")):
        accepting.locator(f"[name={field}]").fill(value)
        accepting.locator("[type=submit]").click()
        expect(planner.locator(f"#error-{asked}")).to_be_visible()
        expect(accepting.locator("[name=lon]")).to_have_value("117.3")
    accepting.locator("[name=reason]").fill("改线以后")
    accepting.locator("[type=submit]").click()
    expect(planner.locator("input[name=proposal]")).to_have_count(proposed - 1)

    abroad = enter(open_page(PHONE, locale="en"), "steward")
    abroad.goto(plan)
    expect(abroad.locator("section:has(#required) ol li")).to_have_count(before + 1)
    shoot(abroad, "plan")
    assert axe(abroad) == []
    assert too_wide(abroad, 360) == []


def given(leader: Page) -> list[str]:
    """An order of three positions, by its form; what each is called in the form."""
    leader.goto("/signage/orders/new?state=made")
    chosen = [box.get_attribute("value") or "" for box in leader.locator(TICKED).all()[:3]]
    for box in leader.locator(TICKED).all():
        box.set_checked(box.get_attribute("value") in chosen)
    form = leader.locator("form.proposal-form")
    chosen_crew = form.locator("[name=crew] option", has_text=CREW).get_attribute("value")
    form.locator("[name=crew]").select_option(chosen_crew)
    form.locator("[name=due_on]").fill("2099-01-31")
    form.locator("[type=submit]").click()
    expect(leader.locator("tbody").get_by_text("尚未上报")).to_have_count(3)
    return chosen


def test_an_order_comes_first_on_the_phone_and_its_progress_is_seen(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    hand: Callable[..., Phone],
    site: Site,
    shoot: Callable[..., object],
) -> None:
    leader = enter(open_page(PHONE), "crew_leader")
    chosen = given(leader)
    order = leader.url
    shoot(leader, "order")
    assert too_wide(leader, 360) == []
    signs = leader.locator("tbody th .name").all_inner_texts()

    phone = hand("crew")
    phone.open("/field")
    phone.settled()
    assert phone.page.locator("[data-todo] .plate-hanzi").all_inner_texts()[:3] == signs
    expect(phone.page.locator("[data-todo]")).to_contain_text(re.compile("第 1 站，2099-01-31"))
    shoot(phone.page, "sent-first")
    assert phone.photograph() == signs[0]
    phone.wait_until("complete")
    assert stored(site, phone.reports()[0]["client_id"]).reporter_name == CREW
    leader.reload()
    expect(leader.locator("tbody").get_by_text("已上报")).to_have_count(1)

    # What is on one order is offered to no other, until it is cancelled with a reason.
    leader.goto("/signage/orders/new")
    assert set(chosen).isdisjoint(
        leader.locator(TICKED).evaluate_all("all => all.map(x => x.value)")
    )
    leader.goto(order)
    leader.locator("[name=cancel_reason]").fill("合并到另一张")
    leader.locator("form[action$='/cancellation'] [type=submit]").click()
    expect(leader.locator("form[action$='/cancellation']")).to_have_count(0)
    leader.goto("/signage/orders/new")
    assert set(chosen) <= set(leader.locator(TICKED).evaluate_all("all => all.map(x => x.value)"))
