"""A steward chooses positions on the picture: by a box, by a dot, and by neither."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.support.looking import too_wide
from tests.support.pages import DESKTOP, PHONE
from tests.support.site import Site

NEW = "/signage/orders/new"
TICKED = "input[name=requirement]:checked"


def middle(node: Locator) -> tuple[float, float]:
    """Where it is in the window, in pixels."""
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    assert box is not None
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_box_drawn_on_the_picture_narrows_the_list_and_a_dot_ticks_its_row(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., Any],
) -> None:
    page = enter(open_page(DESKTOP), "steward")
    page.goto(NEW)
    dots = page.locator("[data-dot]")
    everything = page.locator("input[name=requirement]").count()
    assert dots.count() == everything > 4
    # A dot is the row's box: out, and in again.
    dot = page.locator(".choosing-dot-chosen").first
    row = page.locator(f"input[value='{dot.get_attribute('data-dot')}']")
    page.mouse.click(*middle(dot))
    expect(row).not_to_be_checked()
    expect(page.locator(f"[data-dot='{row.input_value()}']")).not_to_have_class(
        re.compile("chosen")
    )
    page.mouse.click(*middle(page.locator(f"[data-dot='{row.input_value()}']")))
    expect(row).to_be_checked()
    # From a corner of the picture to a little beyond one dot.
    x, y = middle(dot)
    page.mouse.move(x - 14, y - 14)
    page.mouse.down()
    page.mouse.move(x + 60, y + 60, steps=4)
    page.mouse.move(x + 14, y + 14, steps=4)
    page.mouse.up()
    said = page.locator("[data-choosing-word]")
    expect(said).to_contain_text(re.compile(r"框里 \d+ 个点位"))
    within = int(re.sub(r"\D", "", said.inner_text()))
    assert 1 <= within < everything
    shoot(page, "drawn")
    page.locator("[data-choosing-apply]").click()
    expect(page.locator("input[name=requirement]")).to_have_count(within)
    expect(page.locator("[data-dot]")).to_have_count(everything)
    assert axe(page) == []
    # The condition stands above the list and can be taken off.
    page.locator(".filter-active a", has_text="只列框里的").click()
    expect(page.locator("input[name=requirement]")).to_have_count(everything)


def test_a_phone_draws_by_finger_and_a_page_without_a_script_takes_four_numbers(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    shoot: Callable[..., Any],
) -> None:
    phone = enter(open_page(PHONE, locale="en"), "steward")
    phone.goto(NEW)
    assert too_wide(phone, 360) == []
    draw = phone.locator("[data-choosing-draw]")
    draw.tap()
    expect(draw).to_have_attribute("aria-pressed", "true")
    picture = phone.locator(".choosing svg")
    picture.evaluate("node => node.scrollIntoView({ block: 'center' })")
    frame = picture.bounding_box()
    assert frame is not None
    finger = phone.context.new_cdp_session(phone)

    def touch(kind: str, *at: float) -> None:
        points = [{"x": at[0], "y": at[1]}] if at else []
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", frame["x"] + 2, frame["y"] + 2)
    touch("touchMove", frame["x"] + frame["width"] / 2, frame["y"] + frame["height"] / 2)
    touch("touchMove", frame["x"] + frame["width"] - 2, frame["y"] + frame["height"] - 2)
    touch("touchEnd")
    every = phone.locator("[data-dot]").count()
    expect(phone.locator("[data-choosing-word]")).to_have_text(f"{every} positions in the box")
    shoot(phone, "drawn-phone")

    plain = enter(open_page(DESKTOP, java_script_enabled=False), "steward")
    plain.goto(NEW)
    plain.fill("[name=bbox]", "117.4,31.6,117.9,32.4")
    plain.locator("form.filter-bar [type=submit]").click()
    some = plain.locator("input[name=requirement]").count()
    assert 0 < some < every
    expect(plain.locator("[data-box]")).to_have_attribute("width", re.compile(r"^[1-9]"))
