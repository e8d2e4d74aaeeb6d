"""A planner sends faces, a proof-reader decides by keys, the planner orders and downloads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pypdfium2
from playwright.sync_api import Page, expect

from registry.core.actor import SYSTEM
from registry.signage import queries, services
from registry.signage.models import Sign
from registry.signage.queries.proofing import Wanted
from registry.signage.rules.face import Format, Layout
from tests.support.pages import DESKTOP, PHONE
from tests.support.site import Site

PAGES = ("proof-batches", "proof-batches/new", "maker-orders", "maker-orders/new", "formats")
FITS = "document.documentElement.scrollWidth <= innerWidth"


def format_for_the_first(site: Site) -> str:
    """A format for the type of sign that is offered first; the name that stands on it."""
    with site.runtime.write(SYSTEM) as work:
        first = queries.to_draw(work.session, SYSTEM, Wanted()).items[0]
        sign_type = first.requirement.sign_type
        face = Format(Layout.NAME, 1200, 450)
        given = services.NewFormat("walk", "1", "牌面 1200 × 450", sign_type, face, "采购文件")
        services.add_format(work, given)
        return first.requirement.id


def sizes(path: Path) -> list[tuple[int, int]]:
    """Width and height of each page in millimetres."""
    document = pypdfium2.PdfDocument(path)
    try:
        found = [page.get_size() for page in document]
    finally:
        document.close()
    return [(round(wide * 25.4 / 72), round(high * 25.4 / 72)) for wide, high in found]


def test_faces_go_from_planner_to_proof_reader_to_maker(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    wanted = format_for_the_first(site)
    planner = enter(open_page(DESKTOP, java_script_enabled=False), "steward")
    planner.goto("/signage/proof-batches/new")
    shoot(planner, "batch-new")
    for box in planner.locator("input[name=position]").all():
        box.set_checked(box.get_attribute("value") == wanted)
    roman = planner.locator(f"[name=roman_{wanted}]")
    right = roman.input_value()
    roman.fill(f"{right} Rd")
    planner.locator("form.proposal-form [type=submit]").click()
    expect(planner.locator(f"#error-roman_{wanted}")).to_be_visible()
    expect(roman).to_have_value(f"{right} Rd")
    roman.fill(right)
    planner.locator("form.proposal-form [type=submit]").click()
    expect(planner.locator(".proof-card")).to_have_count(1)
    batch = planner.url

    reader = enter(open_page(PHONE, locale="en"), "reviewer_city")
    reader.goto(batch)
    assert axe(reader) == []
    assert reader.evaluate(FITS)
    shoot(reader, "batch-phone")
    reader.locator("input[type=radio][value=approve]").focus()
    reader.keyboard.press("Space")
    reader.locator("form.proposal-form > * [type=submit]").first.focus()
    reader.keyboard.press("Enter")
    expect(reader.locator("input[type=radio]")).to_have_count(0)

    planner.goto("/signage/maker-orders/new")
    shoot(planner, "maker-new")
    for box in planner.locator("input[name=sign]").all():
        sign = box.get_attribute("value") or ""
        with site.runtime.database.read() as session:
            box.set_checked(session.get_one(Sign, sign).requirement_id == wanted)
    planner.locator("[name=maker]").fill("测试标牌厂")
    planner.locator("[name=due_on]").fill("2099-01-31")
    planner.locator("form.proposal-form [type=submit]").click()
    expect(planner.locator("table tbody tr")).not_to_have_count(0)
    shoot(planner, "maker-show")
    with planner.expect_download() as waited:
        planner.locator("a[href$='faces.pdf']").click()
    assert sizes(waited.value.path())[1:] == [(1240, 490)]


def test_pages_of_proofs_are_clean_at_both_widths_in_both_languages(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    format_for_the_first(site)
    for device, locale in ((DESKTOP, "en"), (PHONE, "zh-CN")):
        page = enter(open_page(device, locale=locale), "steward")
        for path in PAGES:
            page.goto(f"/signage/{path}")
            assert axe(page) == [], path
            assert page.evaluate(FITS), path
            shoot(page, f"{path.replace('/', '-')}-{locale}")
