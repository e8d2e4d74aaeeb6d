"""A day without signal: what is photographed stays on the phone and arrives once, whole."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Dialog, Error, Playwright, expect

from registry.core.actor import Actor
from registry.signage import queries, services
from registry.signage.models import FieldReport
from registry.signage.rules.circling import Circle
from registry.signage.rules.kinds import ReasonCode
from registry.signage.rules.states import PhotoRole, Verdict
from registry.signage.services import Manner
from registry.signage.views import phone as phone_pages
from tests.support.phones import Phone, kill, persistent, photos_held, stored
from tests.support.site import Site

TAPS = 5


def give_verdict(site: Site, report: FieldReport, verdict: Verdict, **values: object) -> None:
    person = Actor("0" * 16, "演示·另一位", frozenset({"reviewer_city"}), {"signage.verify": ("",)})
    with site.runtime.write(person) as work:
        services.verify(work, report.id, verdict, **values)


def test_five_taps_without_signal_then_sent_then_the_verdict_comes_back(
    site: Site, hand: Callable[..., Phone], shoot: Callable[..., Path]
) -> None:
    phone = hand()
    phone.context.set_offline(True)
    phone.open("/field")
    expect(phone.page.locator("[data-line]")).to_contain_text("没有信号")
    shoot(phone.page, "01-list-offline")
    phone.taps = 0
    name = phone.photograph()
    assert phone.taps == TAPS
    phone.open("/field/queue")
    expect(phone.page.locator("[data-queue]")).to_contain_text("在本机")
    shoot(phone.page, "02-queue-offline")
    kept = phone.reports()[0]
    assert stored(site, kept["client_id"]) is None
    phone.context.set_offline(False)
    phone.wait_until("complete")
    report = stored(site, kept["client_id"])
    assert (report.status, report.capture_source, report.accuracy_m) == ("received", "live", 12.0)
    assert photos_held(site, report) == {entry["sha256"] for entry in kept["photos"]}
    assert [fix["accuracy_m"] for fix in report.fixes][-1:] == [12.0]
    expect(phone.page.locator("[data-sent-list]")).to_contain_text(name)
    give_verdict(
        site,
        report,
        Verdict.NEEDS_MORE,
        reason_code=ReasonCode.UNREADABLE,
        reason="请再近一点",
        manner=Manner(circled=[Circle(PhotoRole.NEAR, 0.25, 0.25, 0.5, 0.5)]),
    )
    phone.page.evaluate("Field.send()")
    expect(phone.page.locator("[data-sent-list]")).to_contain_text("请再近一点")
    # What is meant is circled on the phone's own copy: without signal too.
    phone.context.set_offline(True)
    phone.open("/field")
    returned = phone.page.locator("[data-returned]")
    expect(returned).to_contain_text("请再近一点")
    expect(returned).to_contain_text(name)
    expect(returned.locator(".circled-place")).to_have_count(1)
    expect(returned.locator("image")).to_have_attribute("href", re.compile("^blob:"))
    shoot(phone.page, "03-returned")


def test_what_a_killed_browser_kept_is_sent_by_the_next_one(
    site: Site, playwright: Playwright, launch: dict, tmp_path: Path
) -> None:
    folder = tmp_path / "profile"
    phone = persistent(playwright, launch, folder, site.url)
    phone.sign_in(site.accounts["crew"])
    phone.context.set_offline(True)
    phone.open("/field")
    phone.photograph()
    # A second one is under way, its near photo taken, when the phone kills the page.
    phone.settled()
    phone.page.locator("[data-todo] a").nth(0).tap()
    phone.shoot()
    expect(phone.page.locator("[data-shot=near].shot-taken")).to_have_count(1)
    ids = [report["client_id"] for report in phone.reports()]
    kill(folder)
    with contextlib.suppress(Error):
        phone.context.close()
    again = persistent(playwright, launch, folder, site.url, offline=True)
    again.open("/field")
    assert [report["client_id"] for report in again.reports()] == ids
    draft = again.page.locator("[data-todo] .card", has_text="有草稿")
    draft.locator("a").first.tap()
    expect(again.page.locator("[data-shot=near].shot-taken")).to_have_count(1)
    expect(again.page.locator("[data-finder]")).not_to_be_visible()
    again.context.set_offline(False)
    # A killed browser may forget the sign-in of its last half minute; the queue it does not.
    again.context.clear_cookies()
    again.sign_in(site.accounts["crew"])
    again.wait_until("complete")
    report = stored(site, ids[0])
    assert report.status == "received"
    assert len(photos_held(site, report)) == 2
    assert again.faults == []
    again.context.close()


def test_a_new_app_takes_over_with_a_queue_and_loses_none_of_it(
    site: Site, hand: Callable[..., Phone], monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = hand()
    phone.context.set_offline(True)
    phone.open("/field")
    phone.photograph()
    ids = [report["client_id"] for report in phone.reports()]
    monkeypatch.setattr(phone_pages, "version", lambda: "0123456789ab")
    phone.page.route("**/api/**", lambda route: route.abort())
    phone.context.set_offline(False)
    phone.open("/field")
    phone.until("Boolean(window.Field) && Field.version === '0123456789ab'")
    assert [report["client_id"] for report in phone.reports()] == ids
    caches = phone.page.evaluate("caches.keys()")
    assert sorted(caches) == ["field-0123456789ab", "field-choices"]
    phone.page.unroute_all()
    phone.page.evaluate("Field.send()")
    phone.wait_until("complete")
    assert stored(site, ids[0]).status == "received"


def test_a_queue_of_the_first_layout_is_taken_over_and_sent(
    site: Site, hand: Callable[..., Phone]
) -> None:
    phone = hand()
    phone.context.set_offline(True)
    phone.open("/field")
    phone.photograph()
    old = phone.page.evaluate(TO_THE_FIRST_LAYOUT)
    phone.open("/field/queue")
    # The page that was open while its store was taken from under it complained, rightly.
    phone.faults.clear()
    expect(phone.page.locator("[data-queue]")).to_contain_text("在本机")
    assert phone.reports()[0]["format"] == 2
    phone.context.set_offline(False)
    phone.wait_until("complete")
    report = stored(site, old["client_id"])
    assert photos_held(site, report) == {entry["sha256"] for entry in old["photos"]}


#: Rewrites what the phone keeps as the first version of the app kept it: photos inside reports.
TO_THE_FIRST_LAYOUT = """async () => {
  const [report] = await Field.store.reports();
  const held = await Field.store.photosOf(report.client_id);
  const person = await Field.store.meta('person');
  const today = await Field.store.meta('today:' + person.id);
  (await Field.store.open()).close();
  await idb.deleteDB('field');
  const db = await idb.openDB('field', 1, { upgrade(db) {
    db.createObjectStore('reports', { keyPath: 'client_id' });
    db.createObjectStore('meta');
  } });
  delete report.format;
  report.blobs = Object.fromEntries(held.map((each) => [each.role, each.blob]));
  await db.put('reports', report);
  await db.put('meta', person, 'person');
  await db.put('meta', today, 'today:' + person.id);
  db.close();
  return { client_id: report.client_id, photos: report.photos };
}"""


def test_two_people_on_one_phone_send_each_their_own(
    site: Site, hand: Callable[..., Phone]
) -> None:
    phone = hand("crew")
    phone.context.set_offline(True)
    phone.open("/field")
    phone.photograph()
    first = phone.reports()[0]
    phone.context.set_offline(False)
    # Signing out warns of what was not sent, and keeps it.
    phone.page.route("**/api/v1/reports/**", lambda route: route.abort())
    asked: list[str] = []

    def agree(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept()

    phone.page.on("dialog", agree)
    phone.open("/field/mine")
    phone.page.locator("[data-leave]").tap()
    phone.page.wait_for_url("**/sign-in**")
    assert "1 份没有送到" in asked[0]
    phone.page.unroute_all()
    phone.sign_in(site.accounts["crew_leader"])
    phone.open("/field/queue")
    phone.page.evaluate("Field.send()")
    expect(phone.page.locator("[data-queue]")).to_contain_text("等本人登录后发送")
    expect(phone.page.locator("[data-queue]")).to_contain_text(first["person"]["name"])
    assert stored(site, first["client_id"]) is None
    phone.context.clear_cookies()
    phone.page.evaluate("Field.send()")
    expect(phone.page.locator("[data-notices]")).to_contain_text("登录已过期")
    phone.sign_in(site.accounts["crew"])
    phone.wait_until("complete")
    assert stored(site, first["client_id"]).reporter_name == first["person"]["name"]


def test_an_old_queue_is_told_in_amber_and_red_and_to_the_leader(
    site: Site, hand: Callable[..., Phone]
) -> None:
    phone = hand()
    phone.context.set_offline(True)
    phone.open("/field")
    phone.photograph()
    for hours, level in ((30, "amber"), (80, "red")):
        phone.page.evaluate(
            """async (hours) => { const [r] = await Field.store.reports();
            const at = new Date(Date.now() - hours * 3600000).toISOString();
            await Field.store.update(r.client_id, (row) => ({ ...row, saved_at: at })); }""",
            hours,
        )
        phone.open("/field/queue")
        expect(phone.page.locator("[data-oldest]")).to_have_attribute("data-level", level)
    phone.page.route("**/api/v1/reports/**", lambda route: route.fulfill(json={}, status=422))
    phone.context.set_offline(False)
    phone.wait_until("refused")
    leader = hand("crew_leader")
    leader.page.goto("/signage/phones")
    expect(leader.page.locator("main")).to_contain_text("待发超过三天")
    # Refused for now: the person may try again, and it goes through.
    phone.page.unroute_all()
    phone.open("/field/queue")
    phone.page.get_by_role("button", name="再试一次").tap()
    phone.wait_until("complete")


def test_what_cannot_be_sent_is_saved_to_a_file_and_handed_in_at_a_desk(
    site: Site, hand: Callable[..., Phone], tmp_path: Path
) -> None:
    phone = hand()
    phone.context.set_offline(True)
    phone.open("/field")
    phone.photograph()
    phone.open("/field/queue")
    with phone.page.expect_download() as found:
        phone.page.locator("[data-export]").tap()
    saved = tmp_path / found.value.suggested_filename
    found.value.save_as(saved)
    ids = [report["client_id"] for report in phone.reports()]
    desk = hand("crew", viewport={"width": 1280, "height": 800})
    desk.page.goto("/field/import")
    desk.page.set_input_files("[name=file]", saved)
    desk.page.get_by_role("button", name="补交").click()
    desk.page.wait_for_url("**/field/mine")
    assert stored(site, ids[0]).status == "received"
    # The phone gets its signal after all: the same report, once.
    phone.context.set_offline(False)
    phone.wait_until("complete")
    with site.runtime.database.read() as session:
        sign_id = stored(site, ids[0]).sign_id
        assert [row.client_id for row in queries.reports_of_sign(session, sign_id)].count(
            ids[0]
        ) == 1
