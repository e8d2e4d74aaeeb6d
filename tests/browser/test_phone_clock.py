"""A phone whose clock is wrong, and what a browser promises about what is stored on it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from registry.jobs.services import run_waiting
from registry.signage import queries
from tests.support.phones import EVERY_REPORT, Phone, stored
from tests.support.site import Site

AHEAD = timedelta(hours=3)

#: Every page of this phone is ahead; its timers run as they did.
WRONG_CLOCK = """(ahead => {
  const Right = Date;
  globalThis.Date = class extends Right {
    constructor(...given) { if (given.length) super(...given); else super(Right.now() + ahead); }
    static now() { return Right.now() + ahead; }
  };
})(%d);"""


def test_a_phone_with_a_wrong_clock_is_told_and_its_report_counts(
    hand: Callable[..., Phone], site: Site
) -> None:
    phone = hand()
    phone.context.add_init_script(WRONG_CLOCK % (AHEAD / timedelta(milliseconds=1)))
    phone.open("/field")
    phone.photograph()
    run_waiting(site.runtime)
    phone.open("/field/queue")
    phone.wait_until("complete")
    expect(phone.page.locator("[data-notices]")).to_contain_text("手机时间差了约 3 小时")
    client_id = phone.page.evaluate(f"{EVERY_REPORT}.then(all => all[0].client_id)")
    run_waiting(site.runtime)
    row = stored(site, client_id)
    assert row is not None
    assert row.status == "received"
    assert row.clock_skew_s == pytest.approx(AHEAD.total_seconds(), abs=30)
    with site.runtime.database.read() as session:
        checks = queries.checks_stored(session, row.id)
    found = {each.key: (each.result, each.reason) for each in checks}
    # The clock has its own line; the time of the photo is set right by it and is no second flag.
    assert found["clock"] == ("flag", "flag")
    assert found["time"] == ("ok", "ok")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("() => Promise.resolve(true)", "浏览器答应：不会自己清掉"),
        ("() => Promise.resolve(false)", "浏览器没有答应不清理"),
        ("undefined", "这个浏览器不说会不会清理"),
    ],
)
def test_what_the_browser_answers_about_keeping_stands_in_the_queue(
    hand: Callable[..., Phone], answer: str, words: str
) -> None:
    phone = hand()
    phone.context.add_init_script(
        f"Object.defineProperty(StorageManager.prototype, 'persisted', {{ value: {answer} }});"
    )
    phone.open("/field/queue")
    expect(phone.page.locator("[data-persist]")).to_contain_text(words)
