"""What a phone cannot know it says: no fix, a coarse one, no camera, photos that others sent.

Nothing of that keeps a report from being saved; its evidence says "could not check".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect

from registry.jobs.services import run_waiting
from registry.signage import queries
from tests.support.pages import DESKTOP
from tests.support.phones import HERE, Phone, options, photos_held, stored
from tests.support.pictures import jpeg, scene
from tests.support.site import Site

BLIND = ("unchecked", "no_position")
#: A phone whose browser finds no camera, as most desks are.
NO_CAMERA = """navigator.mediaDevices.getUserMedia =
  () => Promise.reject(new DOMException('none', 'NotFoundError'));"""

#: Cameras start when the test says so; all that were started are remembered.
SLOW_CAMERA = """globalThis.started = [];
  const media = navigator.mediaDevices, get = media.getUserMedia.bind(media);
  const gate = new Promise((go) => { globalThis.letCamerasStart = go; });
  media.getUserMedia = async (wanted) => {
    await gate;
    const stream = await get(wanted);
    started.push(stream);
    return stream;
  };"""


def file_of(seed: int) -> dict[str, Any]:
    """A picture as phones hand it on: without any metadata."""
    return {"name": f"{seed}.jpg", "mimeType": "image/jpeg", "buffer": jpeg(scene(seed=seed))}


@pytest.fixture
def refusing(playwright: Playwright, launch: dict[str, Any], site: Site) -> Iterator[Phone]:
    """A phone of the crew whose owner tapped "block" for the camera and for the position."""
    asked = "--use-fake-ui-for-media-stream"
    args = [f"{each}=deny" if each == asked else each for each in launch["args"]]
    browser = playwright.chromium.launch(**{**launch, "args": args})
    phone = Phone(browser.new_context(**options(site.url, permissions=[])))
    phone.sign_in(site.accounts["crew"])
    yield phone
    browser.close()
    assert phone.faults == []


def begin(phone: Phone) -> str:
    """Come to the first sign of the list; its name."""
    card = phone.page.locator("[data-todo] a").first
    name: str = card.locator(".plate-hanzi").inner_text()
    card.tap()
    return name


def choose(phone: Phone, seed: int, by: str = "camera") -> None:
    """The near photo and the far one as files."""
    for number, role in enumerate(("near", "far")):
        expect(phone.page.locator("[data-finder]")).to_be_visible()
        phone.page.locator(f"[data-file={by}]").set_input_files([file_of(seed + number)])
        expect(phone.page.locator(f"[data-shot={role}].shot-taken")).to_have_count(1)


def evidence(site: Site, client_id: str) -> tuple[str, dict[str, tuple[str, str]]]:
    """The report's identifier and what each check said of it, once all was looked at."""
    report = stored(site, client_id)
    run_waiting(site.runtime)
    with site.runtime.database.read() as session:
        found = queries.checks_stored(session, report.id)
    return report.id, {each.key: (each.result, each.reason) for each in found}


def test_a_coarse_position_is_said_so_and_checks_nothing(
    site: Site, hand: Callable[..., Phone], shoot: Callable[..., object]
) -> None:
    phone = hand(geolocation={**HERE, "accuracy": 350.0})
    phone.settled()
    name = begin(phone)
    choose(phone, 980)
    fix = phone.page.locator("[data-fix]")
    expect(fix).to_have_text(re.compile(r"误差约 350 米，\d+ 秒前，太粗，核不了远近"))
    expect(fix).to_have_class(re.compile("doubtful"))
    for role in ("near", "far"):
        shot = phone.page.locator(f"[data-shot={role}]")
        expect(shot).to_have_text(re.compile(r"拍时误差约 350 米，位置是 \d+ 秒前的"))
    # What comes later changes the line, not what the photos were taken with.
    phone.context.set_geolocation({**HERE, "accuracy": 2000.0})
    phone.context.set_geolocation({**HERE, "latitude": 31.9013, "accuracy": 90.0})
    expect(fix).to_contain_text("误差约 90 米")
    expect(fix).not_to_have_class(re.compile("doubtful"))
    expect(phone.page.locator("[data-shot=near]")).to_contain_text("误差约 350 米")
    shoot(phone.page, "coarse")
    phone.finish(name)
    phone.wait_until("complete")
    kept = phone.reports()[0]
    assert stored(site, kept["client_id"]).accuracy_m == 350.0
    _, found = evidence(site, kept["client_id"])
    assert found["distance"] == ("unchecked", "coarse")
    assert found["fix"][0] == "ok"


def test_no_position_and_no_camera_are_said_so_and_what_others_sent_is_marked(
    site: Site,
    refusing: Phone,
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    shoot: Callable[..., object],
) -> None:
    phone = refusing
    expect(phone.page.locator("[data-order]")).to_contain_text("等得最久的在前")
    name = begin(phone)
    word = phone.page.locator("[data-finder-word]")
    expect(word).to_contain_text("没有允许本页使用摄像头。请点“相机应用”拍照")
    expect(phone.page.locator("[data-shutter]")).to_be_disabled()
    expect(phone.page.locator("[data-file=camera]")).to_be_focused()
    shoot(phone.page, "camera-refused", full_page=False)
    choose(phone, 984, "forwarded")
    expect(phone.page.locator("[data-fix]")).to_contain_text("没有允许取位置。可以照常保存")
    near = phone.page.locator("[data-shot=near]")
    expect(near).to_contain_text("别人转发的，审核人会看到")
    expect(near).to_contain_text("拍时没有位置")
    shoot(phone.page, "position-refused")
    phone.finish(name)
    phone.wait_until("complete")
    kept = phone.reports()[0]
    ident, found = evidence(site, kept["client_id"])
    report = stored(site, kept["client_id"])
    assert (report.capture_source, report.accuracy_m) == ("forwarded", None)
    assert len(photos_held(site, report)) == 2
    assert found["source"] == ("flag", "forwarded")
    assert found["fix"] == ("unchecked", "no_age")
    assert {found[key] for key in ("distance", "shift", "travel", "witness")} == {BLIND}
    sheet = enter(open_page(DESKTOP), "reviewer_city")
    sheet.goto(f"/signage/reports/{ident}")
    checks = sheet.locator(".checks")
    expect(checks).to_contain_text("别人转发来的，经过压缩，拍摄时间和地点无从核对")
    expect(checks).to_contain_text("照片里没有位置")
    expect(sheet.locator("main")).to_contain_text("没有上报位置")


def test_a_file_chosen_while_the_camera_starts_leaves_one_camera_and_its_words(
    hand: Callable[..., Phone],
) -> None:
    phone = hand()
    phone.page.add_init_script(SLOW_CAMERA)
    phone.open("/field")
    phone.settled()
    begin(phone)
    gallery = phone.page.locator("[data-file=gallery]")
    word = phone.page.locator("[data-finder-word]")
    expect(word).to_contain_text("正在打开摄像头")
    gallery.set_input_files([file_of(992)])
    expect(phone.page.locator("[data-title]")).to_contain_text("远照")
    gallery.set_input_files([file_of(992)])
    expect(word).to_contain_text("是同一张")
    expect(phone.page.locator("[data-shutter]")).to_be_disabled()
    phone.page.evaluate("letCamerasStart()")
    expect(phone.page.locator("[data-shutter]")).to_be_enabled()
    expect(word).to_contain_text("是同一张")
    phone.page.locator("[data-close]").tap()
    over = "s => s.getTracks().every(t => t.readyState === 'ended')"
    phone.until(f"started.length === 1 && started.every({over})")


def test_a_phone_that_finds_neither_camera_nor_position_offers_the_other_ways(
    hand: Callable[..., Phone],
) -> None:
    phone = hand()
    phone.page.add_init_script(NO_CAMERA)
    phone.context.set_geolocation(None)
    phone.open("/field")
    name = begin(phone)
    expect(phone.page.locator("[data-finder-word]")).to_contain_text("本页找不到摄像头")
    choose(phone, 988)
    expect(phone.page.locator("[data-fix]")).to_contain_text("手机没有给出位置。可以照常保存")
    phone.finish(name)
    assert phone.reports()[0]["manifest"]["fixes"] == []
