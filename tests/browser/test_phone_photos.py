"""The phone's pages themselves: photos from elsewhere, shared ones, every view, the language."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.support.looking import too_wide
from tests.support.phones import Phone, photos_held, stored
from tests.support.site import Site


def test_a_photo_of_the_album_says_so_and_the_same_file_twice_is_noticed(
    site: Site, hand: Callable[..., Phone], tmp_path: Path
) -> None:
    phone = hand()
    phone.context.set_offline(True)
    phone.open("/field")
    files = [tmp_path / f"{name}.jpg" for name in ("near", "far", "before")]
    for number, path in enumerate(files):
        path.write_bytes(album_picture(number))
    phone.settled()
    name = phone.page.locator("[data-todo] .plate-hanzi").first.inner_text()
    phone.page.locator("[data-todo] a").first.tap()
    expect(phone.page.locator("[data-shutter]")).to_be_enabled()
    album = phone.page.locator("[data-file=gallery]")
    album.set_input_files(files[0])
    expect(phone.page.locator("[data-title]")).to_have_text(re.compile("远照"))
    album.set_input_files(files[0])
    expect(phone.page.locator("[data-finder-word]")).to_contain_text("是同一张")
    album.set_input_files(files[1])
    expect(phone.page.locator("[data-shot=far]")).to_contain_text("取自相册")
    phone.page.locator("[data-extras] summary").tap()
    phone.page.locator("[data-take=before]").tap()
    expect(phone.page.locator("[data-title]")).to_have_text(re.compile("原貌"))
    album.set_input_files(files[2])
    expect(phone.page.locator("[data-shot=before]")).to_contain_text("取自相册")
    # Nothing typed yet: what is missing is named, and the text stays.
    phone.page.locator("[data-form] [type=submit]").tap()
    expect(phone.page.locator("[data-errors]")).to_contain_text("读到的汉字")
    expect(phone.page.locator("[data-errors]")).to_contain_text("状况")
    phone.finish(name)
    phone.context.set_offline(False)
    phone.wait_until("complete")
    report = stored(site, phone.reports()[0]["client_id"])
    assert report.capture_source == "gallery"
    assert len(photos_held(site, report)) == 3


def test_one_far_photo_of_a_crossing_serves_two_signs_and_says_so(
    site: Site, hand: Callable[..., Phone]
) -> None:
    phone = hand()
    phone.context.set_offline(True)
    phone.open("/field")
    first = phone.photograph(pictures=(album_picture(11), album_picture(12)))
    phone.settled()
    second = phone.page.locator("[data-todo] .plate-hanzi").first.inner_text()
    phone.page.locator("[data-todo] a").first.tap()
    near = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": album_picture(13)}
    expect(phone.page.locator("[data-shutter]")).to_be_enabled()
    phone.page.locator("[data-file=camera]").set_input_files([near])
    expect(phone.page.locator("[data-title]")).to_have_text(re.compile("远照"))
    expect(phone.page.locator("[data-shutter]")).to_be_enabled()
    phone.page.locator("[data-close]").tap()
    expect(phone.page.locator("[data-finder]")).not_to_be_visible()
    share = phone.page.locator("[data-share-button]")
    expect(share).to_contain_text(first)
    share.tap()
    expect(phone.page.locator("[data-shot=far]")).to_contain_text("审核人会看到")
    phone.finish(second)
    phone.context.set_offline(False)
    phone.wait_until("complete", 2)
    one, other = (stored(site, report["client_id"]) for report in phone.reports())
    assert (one.shared_sign_id, other.shared_sign_id) == (None, one.sign_id)
    assert len(photos_held(site, one) & photos_held(site, other)) == 1


def album_picture(number: int) -> bytes:
    from tests.support.pictures import jpeg, scene

    return jpeg(scene(seed=700 + number))


@pytest.mark.parametrize("locale", ["zh-CN", "en"])
def test_every_view_is_clean_narrow_and_reachable(
    hand: Callable[..., Phone],
    axe: Callable[[Page], list[str]],
    locale: str,
    shoot: Callable[..., Path],
) -> None:
    phone = hand("crew", locale=locale, viewport={"width": 320, "height": 640})
    phone.context.set_offline(True)
    phone.open("/field")
    phone.photograph()
    sign = phone.page.locator("[data-todo] a").first.get_attribute("href")
    wrong = {}
    for path in ("/field", "/field/map", "/field/queue", "/field/mine", sign):
        phone.open(path)
        if path == sign:
            expect(phone.page.locator("[data-shutter]")).to_be_enabled()
            wrong["finder"] = axe(phone.page)
            shoot(phone.page, "finder", full_page=False)
            phone.page.locator("[data-close]").tap()
        if path == "/field/map":
            # The lake is drawn from what the phone keeps, and its source is named.
            expect(phone.page.locator(".sketch-lake")).not_to_have_count(0)
            expect(phone.page.locator("[data-base]")).to_contain_text("GSHHG")
        phone.page.wait_for_timeout(300)
        wrong[path] = [*axe(phone.page), *too_wide(phone.page, 320)]
        shoot(phone.page, path.strip("/").replace("/", "-")[:12])
    assert {path: found for path, found in wrong.items() if found} == {}


def test_the_language_changes_without_signal(hand: Callable[..., Phone]) -> None:
    phone = hand()
    phone.context.set_offline(True)
    phone.open("/field")
    phone.page.locator("[data-language=en]").tap()
    expect(phone.page.locator("html")).to_have_attribute("lang", "en")
    expect(phone.page.locator("[data-line]")).to_contain_text("No signal")
    assert json.loads(phone.page.locator("#field-words").text_content())["retry"] == "Try again"
