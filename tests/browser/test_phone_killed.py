"""A browser killed while it saves: what it said was saved is there, and nothing is half there."""

from __future__ import annotations

import contextlib
import os
import random
from pathlib import Path

from playwright.sync_api import Error, Playwright, expect
from sqlmodel import col, func, select

from registry.jobs.services import run_waiting
from registry.signage import queries
from registry.signage.models import FieldReport
from tests.support.phones import Phone, kill, persistent
from tests.support.pictures import jpeg, scene
from tests.support.site import Site

ROUNDS = int(os.environ.get("REGISTRY_TEST_BROWSER_KILLS", "3"))
"""How often the browser is killed; 20 for the figure of the goals."""

#: Each report on the phone, with what lies there of its photos.
KEPT = """async () => {
  const found = [];
  for (const report of await Field.store.reports()) {
    const held = await Field.store.photosOf(report.client_id);
    const whole = report.photos.every((entry) =>
      held.some((each) => each.sha256 === entry.sha256 && each.blob.size === entry.bytes));
    found.push({ client_id: report.client_id, whole });
  }
  return found;
}"""


def save_and_be_killed(phone: Phone, folder: Path, number: int, chance: random.Random) -> bool:
    """Take two photos, press "save", die within a third of a second; whether it was told saved."""
    phone.open("/field")
    phone.settled()
    # A list that is put in order under the finger takes no tap.
    phone.settled()
    phone.page.locator("[data-todo] a").first.tap()
    phone.page.locator("[data-finder][open]").wait_for()
    for role, seed in (("near", 2 * number), ("far", 2 * number + 1)):
        content = jpeg(scene(seed=1200 + seed))
        file = {"name": "photo.jpg", "mimeType": "image/jpeg", "buffer": content}
        phone.page.locator("[data-file=camera]").set_input_files([file])
        phone.page.locator(f"[data-shot={role}].shot-taken").wait_for()
    phone.page.fill("[name=observed_hanzi]", "测")
    phone.page.locator(".choice:has([name=condition][value=good])").tap()
    phone.page.evaluate("document.querySelector('[data-form] [type=submit]').click()")
    phone.page.wait_for_timeout(chance.uniform(0, 300))
    told = phone.page.locator(".toast-done").count() > 0
    kill(folder)
    with contextlib.suppress(Error):
        phone.context.close()
    return told


def test_what_was_said_to_be_saved_survives_every_kill(
    site: Site, playwright: Playwright, launch: dict, tmp_path: Path
) -> None:
    folder, chance = tmp_path / "profile", random.Random(7)
    phone = persistent(playwright, launch, folder, site.url)
    phone.sign_in(site.accounts["crew"])
    phone.context.close()
    told = 0
    for number in range(ROUNDS):
        phone = persistent(playwright, launch, folder, site.url, offline=True)
        told += save_and_be_killed(phone, folder, number, chance)
    last = persistent(playwright, launch, folder, site.url)
    last.sign_in(site.accounts["crew"])
    kept = last.page.evaluate(KEPT)
    assert told <= len(kept) <= ROUNDS
    assert [report for report in kept if not report["whole"]] == []
    last.wait_until("complete", len(kept))
    last.context.close()
    ids = [report["client_id"] for report in kept]
    run_waiting(site.runtime)
    with site.runtime.database.read() as session:
        of_them = col(FieldReport.client_id).in_(ids)
        assert session.exec(select(func.count()).where(of_them)).one() == len(ids)
        for client_id in ids:
            row = queries.report_by_client_id(session, client_id)
            assert (row.status, len(queries.photos_of(session, [row.id])[row.id])) == (
                "received",
                2,
            )


def test_a_tab_killed_while_the_camera_app_is_open_comes_back_as_a_draft(
    site: Site, playwright: Playwright, launch: dict, tmp_path: Path
) -> None:
    """A cheap phone drops the page to make room for the camera: what was done before is there."""
    folder = tmp_path / "profile"
    phone = persistent(playwright, launch, folder, site.url)
    phone.sign_in(site.accounts["crew"])
    phone.context.set_offline(True)
    phone.settled()
    phone.page.locator("[data-todo] a").first.tap()
    phone.page.locator("[data-finder][open]").wait_for()
    near = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": jpeg(scene(seed=1300))}
    phone.page.locator("[data-file=camera]").set_input_files([near])
    phone.page.locator("[data-shot=near].shot-taken").wait_for()
    name = phone.page.locator("[data-finder-plate]").inner_text().strip()
    with phone.page.expect_file_chooser():
        phone.page.locator(".finder-other").tap()
    kill(folder)
    with contextlib.suppress(Error):
        phone.context.close()

    again = persistent(playwright, launch, folder, site.url, offline=True)
    again.open("/field")
    again.page.locator("[data-todo] .card", has_text="有草稿").locator("a").first.tap()
    expect(again.page.locator("[data-shot=near].shot-taken")).to_have_count(1)
    expect(again.page.locator("[data-shot=far].shot-taken")).to_have_count(0)
    far = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": jpeg(scene(seed=1301))}
    again.page.locator("[data-take=far]").tap()
    again.page.locator("[data-finder][open]").wait_for()
    again.page.locator("[data-file=camera]").set_input_files([far])
    again.page.locator("[data-shot=far].shot-taken").wait_for()
    again.finish(name)
    (report,) = again.reports()
    again.context.set_offline(False)
    again.sign_in(site.accounts["crew"])
    again.wait_until("complete")
    again.context.close()
    run_waiting(site.runtime)
    with site.runtime.database.read() as session:
        row = queries.report_by_client_id(session, report["client_id"])
        assert row.status == "received"
        assert set(queries.photos_of(session, [row.id])[row.id]) == {"near", "far"}
