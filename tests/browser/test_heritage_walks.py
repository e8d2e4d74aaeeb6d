"""What scripts of the heritage pages do in a real browser: large files sent, notices verified."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from registry.heritage import queries
from registry.storage import digest_of
from tests.browser.test_story import draft_the_nomination
from tests.support.pages import PHONE
from tests.support.site import Site

#: Two pieces and a little, as a camera writes it.
FILM = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41" + bytes(range(256)) * 8_400


def test_a_compiler_attaches_a_film_by_pieces_over_a_line_that_breaks(
    site: Site,
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    axe: Callable[[Page], list[str]],
    shoot: Callable[..., Path],
) -> None:
    page = enter(open_page(), "compiler")
    page.goto("/places?q=龙城村")
    page.get_by_role("link", name=re.compile("龙城")).first.click()
    page.wait_for_load_state()
    draft_the_nomination(page)
    file = re.sub(r"^https?://[^/]+|[?#].*$", "", page.url)
    page.goto(f"{file}/attachments")
    assert axe(page) == []
    sent: list[str] = []

    def broken_once(route) -> None:
        sent.append(route.request.headers["content-range"])
        if len(sent) == 2:
            route.fulfill(status=429, body="")
        else:
            route.continue_()

    page.route("**/bytes", broken_once)
    page.locator("[name=file]").set_input_files(
        {"name": "录像.mp4", "mimeType": "video/mp4", "buffer": FILM}
    )
    page.fill("[name=caption]", "演示：老人讲地名来历")
    page.select_option("[name=licence]", "cc_by")
    page.fill("[name=consent]", "演示：口头同意")
    page.get_by_role("button", name="收下附件").click()
    expect(page.locator("[data-upload-state] [role=status]")).to_contain_text("连接断了")
    page.get_by_role("button", name="接着传").click()
    expect(page.locator(".attachment-list")).to_contain_text(digest_of(FILM))
    # The broken piece was sent again, and nothing before it.
    assert [int(one.split()[1].split("-")[0]) for one in sent] == [0, 1048576, 1048576, 2097152]
    shoot(page, "attachment")
    assert axe(page) == []
    with site.runtime.database.read() as session:
        (kept,) = queries.standing_attachments(session, file.rsplit("/", 1)[1])
    assert site.runtime.store.read(kept.sha256) == FILM


def test_a_citizen_verifies_a_notice_by_its_file_on_a_phone(
    open_page: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    page = open_page(PHONE)
    page.goto("/heritage")
    page.locator("a[href^='/heritage/notices/']").first.click()
    page.wait_for_load_state()
    content = page.request.get(f"{page.url.split('#')[0]}/snapshot.json").body()
    for sent, words in ((content, "一字不差"), (content + b" ", "没有")):
        page.goto("/heritage/verify")
        chosen = {"name": "notice.json", "mimeType": "application/json", "buffer": sent}
        page.locator("#proof-file").set_input_files(chosen)
        expect(page.locator("[name=sha256]")).to_have_value(digest_of(sent))
        page.get_by_role("button", name="核验文件").click()
        expect(page.locator("main")).to_contain_text(words)
        assert axe(page) == []
