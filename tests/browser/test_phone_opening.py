"""A photo the server holds and cannot open: said on the phone, the crew's page and the desk's."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page, expect

from registry.jobs.services import run_waiting
from registry.signage import queries
from tests.support.pages import DESKTOP, PHONE
from tests.support.phones import Phone
from tests.support.pictures import jpeg, png_of, scene
from tests.support.site import Site

#: Whole by its digest and its header; where the picture should follow there is none.
BROKEN = png_of(640, 480, b"not what a decoder expects")


def receipt_of(site: Site, client_id: str) -> str:
    with site.runtime.database.read() as session:
        row = queries.report_by_client_id(session, client_id)
        assert row is not None
        return str(row.id)


def test_a_photo_that_cannot_be_opened_is_told_where_people_look(
    site: Site,
    hand: Callable[..., Phone],
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., object],
) -> None:
    phone = hand()
    name = phone.photograph(pictures=(BROKEN, jpeg(scene(seed=992))))
    phone.wait_until("complete")
    kept = phone.reports()[-1]
    ident = receipt_of(site, kept["client_id"])
    path = f"/field/reports/{ident}"
    phone.open("/field/queue")
    expect(phone.page.locator("[data-sent-list]")).to_contain_text(name)
    desk = enter(open_page(**DESKTOP, locale="zh-CN"), "reviewer_city")
    crew = enter(open_page(**PHONE, locale="en-US"), "crew")
    crew.goto(path)
    expect(crew.locator("main")).to_contain_text("being opened")
    shoot(crew, "examining-phone-en")
    run_waiting(site.runtime)

    phone.page.evaluate("Field.send()")
    phone.wait_until("refused")
    row = phone.page.locator(f"[data-client-id='{kept['client_id']}']")
    expect(row).to_contain_text("照片内容已损坏，无法打开")
    expect(row).to_contain_text("重新拍一次")
    expect(row.get_by_role("button")).to_have_text(["撤回这份上报"])
    shoot(phone.page, "damaged-list-phone-zh")
    desk.goto(f"/signage/reports/{ident}")
    crew.goto(path)
    for page, words, width in ((crew, "cannot be opened", 360), (desk, "无法打开", 1280)):
        expect(page.locator("main")).to_contain_text(words)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert axe(page) == []
        shoot(page, f"damaged-{width}")
    # The sign is on the list again, so that somebody goes there once more.
    phone.open("/field")
    expect(phone.page.locator("[data-todo]")).to_contain_text(name)
