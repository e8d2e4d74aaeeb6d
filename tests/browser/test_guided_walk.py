"""A township compiler goes from a new nomination to submission by the guide, on a phone."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from registry.heritage import queries
from registry.heritage.rules import guide
from tests.support.looking import too_wide
from tests.support.pages import PHONE
from tests.support.site import Site

#: What is written into any field that the walk does not care about.
PLAIN = "演示：照来源写的一句。"
CITED = {
    "source_title": "《演示县志》（虚构，仅供演示）",
    "locator": "卷一，第三页",
    "quote": "演示用的引文。",
}


def test_a_compiler_is_led_from_a_new_nomination_to_submission(
    site: Site,
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    page = enter(open_page(PHONE), "compiler")
    faults: list[str] = []

    def look(key: str) -> None:
        if key in {"00-start", "batch", "claims", "origin", "files", "99-check"}:
            faults.extend([*too_wide(page, 360), *axe(page)])
            shoot(page, key)

    assert submitted(site, walk(page, look)) == ("township", PLAIN)
    assert faults == []


def test_the_guide_needs_no_script(
    site: Site, open_page: Callable[..., Page], enter: Callable[[Page, str], Page]
) -> None:
    page = enter(open_page(PHONE, java_script_enabled=False), "compiler")
    assert submitted(site, walk(page)) == ("township", PLAIN)


def walk(page: Page, look: Callable[[str], None] = lambda _key: None) -> str:
    """Every step from the page of a place to the submitted file; its id."""
    page.goto("/places?q=龙城村")
    page.get_by_role("link", name=re.compile("龙城")).first.click()
    page.get_by_role("link", name="申报", exact=True).click()
    look("00-start")
    page.get_by_label("安徽省千年古村落").check()
    page.get_by_role("button", name="开始填写").click()
    page.wait_for_url(re.compile("/guide/"))
    page.goto(re.sub(r"/guide/\w+", f"/guide/{guide.STEPS[0].key}", page.url))
    for step in guide.STEPS:
        expect(page.locator("h1")).to_have_text(step.question.msgid)
        look(step.key)
        answer(page, step)
    expect(page.locator("h1")).to_have_text("检查和提交")
    look("99-check")
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_load_state()
    return page.url.split("?")[0].split("#")[0].rstrip("/").split("/")[-1]


def submitted(site: Site, file: str) -> tuple[str, str]:
    """Where the file stands and what it says of the origin."""
    with site.runtime.database.read() as session:
        found = queries.nomination(session, file)
        return found.status, found.parts["origin"]


def answer(page: Page, step: guide.Step) -> None:
    """Write what the step asks for and go on to the next."""
    if step.key == "claims":
        for kind, era in (("settlement_founded", "唐"), ("name_first_record", "北宋")):
            add_claim(page, kind, era)
    if not step.fields:
        page.get_by_role("link", name="下一问", exact=True).click()
        return
    for field in step.fields:
        box = page.locator(f"input[name={field}], textarea[name={field}]")
        if field != "reference_year" and box.count():
            box.fill(PLAIN)
        options = page.locator(f"select[name={field}] option")
        if options.count() > 1:
            page.select_option(f"[name={field}]", index=1)
    page.get_by_role("button", name="保存，下一问").click()


def add_claim(page: Page, kind: str, era: str) -> None:
    """One dated claim with its source, for the criterion of its kind, and back to the guide."""
    number = 0 if kind == "settlement_founded" else 1
    page.get_by_role("link", name="为这个条件添加论据").nth(number).click()
    page.select_option("[name=claim_type]", kind)
    page.fill("[name=text]", PLAIN)
    page.fill("[name=era_verbatim]", era)
    page.select_option("[name=source_type]", "gazetteer")
    for field, words in CITED.items():
        page.fill(f"[name={field}]", words)
    page.get_by_role("button", name="添加论据").click()
    expect(page).to_have_url(re.compile("/guide/claims$"))
