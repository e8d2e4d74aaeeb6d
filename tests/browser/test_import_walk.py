"""A file on its way in and out again, as a steward walks it in a browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from registry.jobs.services import run_waiting
from tests.support.importing import csv_bytes
from tests.support.looking import too_wide
from tests.support.pages import PHONE
from tests.support.site import Site
from tests.support.wording import read, strays

_ROW = {
    "标准名称": "演示小李庄",
    "类别": "自然村",
    "县区": "肥西县",
    "乡镇": "三河镇",
    "经度": "117.245",
    "纬度": "31.51",
    "曾用名": "",
    "密级": "公开",
}
ROWS = [
    _ROW,
    {**_ROW, "标准名称": "演示大王庄", "经度": "31.52", "纬度": "117.24", "曾用名": "演示王家郢"},
    {**_ROW, "标准名称": "保密庄", "密级": "秘密"},
    {**_ROW, "标准名称": "没有村", "县区": "不存在县", "乡镇": ""},
    {**_ROW, "标准名称": "古城", "类别": "", "县区": "肥东县", "乡镇": "", "经度": "", "纬度": ""},
    {
        **_ROW,
        "标准名称": "三河镇",
        "类别": "镇",
        "乡镇": "",
        "经度": "",
        "纬度": "",
        "曾用名": "演示旧三河",
    },
]


@pytest.fixture
def look_at(axe: Callable[[Page], list[str]], shoot: Callable[..., Path]) -> Callable[..., None]:
    """Look at a page on both screens: accessibility, widths, words; keep its picture."""

    def look(page: Page, name: str, language: str = "zh-CN") -> None:
        assert list(strays(read(page.content()), language)) == [], name
        for width in (320, 360, 1280):
            assert too_wide(page, width) == [], name
            if width != 320:
                shoot(page, f"{name}-{width}")
        assert axe(page) == [], name

    return look


def test_a_file_comes_in_and_goes_out_again(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    tmp_path: Path,
    look_at: Callable[..., None],
) -> None:
    page = enter(open_page(), "steward")
    path = tmp_path / "三河镇上报.csv"
    path.write_bytes(csv_bytes(ROWS, "gb18030"))
    page.goto("/imports")
    look_at(page, "1-list")
    page.locator("main").get_by_role("link", name="导入文件").first.click()
    page.set_input_files("input[name=file]", path)
    look_at(page, "2-hand-in")
    page.get_by_role("button", name="交来并查看").click()
    expect(page.locator("h1")).to_have_text("对应各列")
    assert "GB 18030" in page.content()
    assert "保密庄" not in page.content()
    page.select_option("[name=constant-datum]", "wgs84")
    page.get_by_role("button", name="更新预览").click()
    look_at(page, "3-mapping")
    page.get_by_role("button", name="试运行", exact=True).click()
    look_at(page, "4-waiting")
    assert run_waiting(site.runtime) == 1
    expect(page.locator("#rows")).to_be_visible()
    look_at(page, "5-dry-run")
    page.locator(".import-row").first.get_by_label("跳过这一行").check()
    page.locator(".import-row").first.get_by_role("button", name="定下").click()
    expect(page.get_by_text("已定").first).to_be_visible()
    page.get_by_role("link", name="更新").first.click()
    look_at(page, "6-update")
    page.get_by_role("button", name="写入登记").click()
    assert run_waiting(site.runtime) == 1
    page.get_by_role("link", name="新增").first.click()
    expect(page.get_by_text("演示大王庄").first).to_be_visible()
    look_at(page, "7-written")
    page.get_by_role("link", name="演示小李庄").first.click()
    expect(page.get_by_text("三河镇上报.csv").first).to_be_visible()
    page.go_back()
    page.locator("summary", has_text="整批还原").click()
    page.fill("[name=reason]", "演示结束")
    page.get_by_role("button", name="还原这一批").click()
    assert run_waiting(site.runtime) == 1
    expect(page.locator("#result")).to_be_visible()
    page.goto(page.url.partition("?")[0])
    look_at(page, "8-undone")
    page.goto(f"/language?lang=en&next={page.url.removeprefix(site.url)}")
    look_at(page, "9-english", "en")


def test_the_pages_work_without_scripts_on_a_phone(
    open_page: Callable[..., Page], enter: Callable[[Page, str], Page], site: Site
) -> None:
    page = enter(open_page(PHONE, java_script_enabled=False), "steward")
    page.goto("/imports/new/list")
    page.fill("[name=text]", "合肥市庐江县金牛镇\n合肥市巢湖市没有这个镇\n")
    page.get_by_role("button", name="交来并查看").click()
    page.get_by_role("button", name="试运行", exact=True).click()
    assert run_waiting(site.runtime) == 1
    page.get_by_role("link", name="刷新").click()
    expect(page.get_by_text("登记中没有这个地名").first).to_be_attached()


def test_a_file_goes_the_whole_way_without_scripts(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    tmp_path: Path,
) -> None:
    page = enter(open_page(PHONE, java_script_enabled=False), "steward")
    path = tmp_path / "无脚本.csv"
    path.write_bytes(csv_bytes([{**_ROW, "标准名称": "演示无脚本庄"}]))

    def tried() -> None:
        page.goto("/imports/new")
        page.set_input_files("input[name=file]", path)
        page.get_by_role("button", name="交来并查看").click()
        expect(page.get_by_text("文字编码：UTF-8")).to_be_visible()
        page.select_option("[name=constant-datum]", "wgs84")
        page.get_by_role("button", name="试运行", exact=True).click()
        assert run_waiting(site.runtime) == 1
        page.get_by_role("link", name="刷新").click()

    tried()
    expect(page.get_by_text("会新增 1 个地名")).to_be_visible()
    page.get_by_role("button", name="写入登记").click()
    page.get_by_role("button", name="停下").click()
    expect(page.get_by_text("已停下")).to_be_visible()
    page.get_by_role("button", name="写入登记").click()
    assert run_waiting(site.runtime) == 1
    page.get_by_role("link", name="刷新").click()
    expect(page.get_by_text("新增了 1 个地名")).to_be_visible()
    written = page.url
    tried()
    expect(page.get_by_text("没有要写入的行")).to_be_visible()
    page.get_by_role("button", name="取消这个批次").click()
    expect(page.get_by_text("这个批次已取消")).to_be_visible()
    page.goto(written)
    page.locator("summary", has_text="整批还原").click()
    page.fill("[name=reason]", "演示结束")
    page.get_by_role("button", name="还原这一批").click()
    assert run_waiting(site.runtime) == 1
    page.get_by_role("link", name="刷新").click()
    expect(page.get_by_text("还原了 1 个")).to_be_visible()


def test_who_comes_second_presses_nothing_again_when_the_first_is_done(
    open_page: Callable[..., Page],
    enter: Callable[[Page, str], Page],
    site: Site,
    look_at: Callable[..., None],
) -> None:
    first, second = enter(open_page(), "steward"), enter(open_page(PHONE), "steward")
    first.goto("/imports/new")
    file = {"name": "两人.csv", "mimeType": "text/csv", "buffer": csv_bytes([_ROW])}
    first.set_input_files("input[name=file]", file)
    first.get_by_role("button", name="交来并查看").click()
    first.select_option("[name=constant-datum]", "wgs84")
    first.get_by_role("button", name="试运行", exact=True).click()
    assert run_waiting(site.runtime) == 1
    expect(first.locator("#rows")).to_be_visible()
    page = first.url.partition("?")[0].partition("#")[0]
    second.goto(page)
    first.get_by_role("button", name="写入登记").click()
    expect(first.locator(".run-progress")).to_be_visible()
    second.get_by_role("button", name="取消这个批次").click()
    expect(second.get_by_text("最近一次操作")).to_be_visible()
    assert second.url == f"{page}/cancel"
    assert run_waiting(site.runtime) == 1
    expect(second.get_by_text("新增了 1 个地名")).to_be_visible()
    assert second.url == page
    look_at(second, "second-comer")
