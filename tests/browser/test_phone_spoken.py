"""What a screen reader says from the list to "saved": names, states and announcements."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from tests.support.phones import Phone

LIST = """
- main:
  - heading "今日" [level=1]
  - region /待拍的标志 \\d+/:
    - searchbox "按名称或编码找"
    - list:
      - listitem:
        - link /去拍照上报$/
        - paragraph
        - paragraph: /\\d 公里|\\d 米/
- navigation "外业":
  - list:
    - listitem:
      - link "今日"
"""
CAMERA = """
- dialog /^近照/:
  - button "返回"
  - button "拍照"
  - button "相机应用"
  - paragraph:
    - button "从相册选"
    - button "别人转发的"
  - status
"""
FORM = """
- main:
  - heading "拍照上报" [level=1]
  - list "照片":
    - listitem:
      - button /近照 已拍，点一下重拍 · 拍时误差约 12 米/
    - listitem:
      - button /远照 已拍，点一下重拍 · 拍时误差约 12 米/
  - status: /位置误差约 12 米/
  - textbox "读到的汉字"
  - textbox "读到的拼音 选填"
  - group "状况":
    - radio "完好"
  - alert
  - paragraph:
    - button "保存"
"""


def test_a_screen_reader_is_told_each_step_and_that_the_report_is_saved(
    hand: Callable[..., Phone],
) -> None:
    phone = hand()
    page = phone.page
    body = page.locator("body")
    expect(body).to_match_aria_snapshot(LIST)
    card = page.locator("[data-todo] a").first
    name = card.locator(".plate-hanzi").inner_text()
    card.tap()
    expect(page.locator("[data-finder]")).to_be_visible()
    expect(body).to_match_aria_snapshot(CAMERA)
    # The dialog has the focus, and what lies behind it is not read.
    assert page.evaluate("Boolean(document.activeElement.closest('[data-finder]'))")
    for role in ("near", "far"):
        phone.shoot()
        expect(page.locator(f"[data-shot={role}].shot-taken")).to_have_count(1)
    expect(body).to_match_aria_snapshot(FORM)
    # Saved without what was read: the fault is announced and names the field.
    page.locator("[data-form] [type=submit]").tap()
    expect(page.get_by_role("alert").filter(has_text="读到的汉字")).to_be_visible()
    phone.finish(name)
    expect(page.get_by_role("status").filter(has_text=name)).to_be_visible()
