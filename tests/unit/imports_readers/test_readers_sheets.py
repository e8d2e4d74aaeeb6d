"""Workbooks: which sheet, which header, and nothing empty that only looks empty."""

import datetime as dt
import gc

import openpyxl
import pytest

from imports.readers import Reading, child, open_table
from imports.readers.table import Limits
from imports.readers.worker_sheets import Sheets
from registry.core.errors import Refused
from tests.support.tables import cells, facts, problems
from tests.support.workbooks import ods_text, write_ods, write_xls

#: A sheet knows no time zones.
SURVEYED = dt.datetime.fromisoformat("2016-05-01 08:30")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "digest"


def xlsx(path, rows, *, merges=(), change=None):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "地名"
    for row in rows:
        sheet.append(row)
    for area in merges:
        sheet.merge_cells(area)
    if change:
        change(book)
    book.save(path)
    return path


def test_values_of_a_sheet_come_as_people_write_them(path):
    rows = [
        ["标准名称", "地名代码", "经度", "设立", "时刻", "是否", "备注"],
        ["金牛镇", 340124101000, 117.123456789, dt.date(1958, 10, 1), SURVEYED, True, "a"],
        [None, "0012", 0.1 + 0.2, None, dt.time(9, 5), None, "=1+1 是文字"],
        [],
        ["三河镇", 3.4012410100021e19, -7, None, None, None, None],
    ]  # fmt: skip
    table = open_table(xlsx(path, rows), "a.xlsx")
    assert table.format == "xlsx"
    assert cells(table) == [
        ("金牛镇", "340124101000", "117.123456789", "1958-10-01", "2016-05-01 08:30:00", "true", "a"),  # noqa: E501
        ("", "0012", "0.3", "", "09:05:00", "", ""),
        ("三河镇", "3.4012410100021E+19", "-7", "", "", "", ""),
    ]  # fmt: skip
    assert [row.number for row in table.rows()] == [2, 3, 5]
    assert problems(table) == [
        (3, "备注", "", "formula_no_value"),
        (5, "地名代码", "3.4012410100021E+19", "mangled_number"),
    ]


def test_formulas_without_a_result_and_errors_are_told(path):
    def change(book):
        book.active["B2"] = '=A2&"镇"'
        book.active["C3"] = "#REF!"
        book.active["C3"].data_type = "e"

    rows = [["名称", "全称", "代码"], ["金牛", None, "1"], ["三河", "三河镇", None]]
    table = open_table(xlsx(path, rows, change=change), "a.xlsx")
    assert problems(table) == [
        (2, "全称", "", "formula_no_value"),
        (3, "代码", "", "error_value"),
    ]


def test_titles_and_two_rows_of_merged_headings_are_made_flat(path):
    rows = [
        ["合肥市庐江县地名普查成果表"],
        ["标准名称", "坐标", None, "所属乡镇"],
        [None, "东经", "北纬", None],
        ["黄屯村", 117.1, 31.1, "龙桥镇"],
        ["黄山村", 117.2, 31.2, None],
        ["金牛村", 117.3, 31.3, "金牛镇"],
    ]
    merges = ["A1:D1", "A2:A3", "B2:C2", "D2:D3", "D4:D5"]
    table = open_table(xlsx(path, rows, merges=merges), "a.xlsx")
    assert table.columns == ("标准名称", "坐标/东经", "坐标/北纬", "所属乡镇")
    assert cells(table) == [
        ("黄屯村", "117.1", "31.1", "龙桥镇"),
        ("黄山村", "117.2", "31.2", "龙桥镇"),
        ("金牛村", "117.3", "31.3", "金牛镇"),
    ]
    assert facts(table)["header_row"] == "表头在第 2 至 3 行，上下合为列名"
    assert facts(table)["title_row"] == "表头之上的文字：合肥市庐江县地名普查成果表"
    assert cells(table, after=4) == cells(table)[1:]


def test_hidden_sheets_are_told_and_read_only_when_named(path):
    def change(book):
        book.create_sheet("空")
        for name, state in (("旧表", "hidden"), ("底稿", "veryHidden"), ("另表", "visible")):
            sheet = book.create_sheet(name)
            sheet.append(["名称", "拼音"])
            sheet.append([name, "x"])
            sheet.sheet_state = state

    rows = [["名称", "拼音"], ["甲村", "a"]]
    table = open_table(xlsx(path, rows, change=change), "a.xlsx")
    assert cells(table) == [("甲村", "a")]
    assert facts(table)["hidden_sheets"] == "有 2 张隐藏的工作表没有读取：旧表、底稿"
    assert facts(table)["other_sheets"] == "还有 2 张工作表没有读取：空、另表"
    named = open_table(path, "a.xlsx", Reading(sheet="旧表"))
    assert cells(named) == [("旧表", "x")]
    assert "hidden_sheet_read" in facts(named)
    with pytest.raises(Refused) as caught:
        open_table(path, "a.xlsx", Reading(sheet="没有"))
    assert caught.value.code == "imports.sheet_unknown"


def test_a_workbook_whose_content_is_hidden_is_refused(path):
    def change(book):
        book["地名"].sheet_state = "hidden"
        book.create_sheet("封面")

    with pytest.raises(Refused) as caught:
        open_table(xlsx(path, [["名称", "拼音"], ["甲", "a"]], change=change), "a.xlsx")
    assert caught.value.code == "imports.only_hidden"


def test_an_old_xls_is_read(path):
    rows: list[list[str | float | None]] = [
        ["标准名称", "代码", "经度"],
        ["金牛镇", 340124101000.0, 117.5],
        ["三河镇", "007", None],
    ]
    write_xls(path, {"地名": rows, "藏": [["a"]]}, hidden=["藏"])
    table = open_table(path, "a.xls")
    assert table.format == "xls"
    assert cells(table) == [("金牛镇", "340124101000", "117.5"), ("三河镇", "007", "")]
    assert facts(table)["hidden_sheets"].endswith("藏")


def test_an_ods_is_read_and_its_formulas_without_value_told(path):
    number = '<table:table-cell office:value-type="float" office:value="117.5"/>'
    formula = '<table:table-cell table:formula="of:=1+1"/>'
    write_ods(
        path,
        [
            ods_text("标准名称") + ods_text("经度"),
            ods_text("金牛镇") + number,
            ods_text("三河镇") + formula,
        ],
        hidden=f"<table:table-row>{ods_text('x')}</table:table-row>",
    )
    table = open_table(path, "a.ods")
    assert cells(table) == [("金牛镇", "117.5"), ("三河镇", "")]
    assert problems(table) == [(3, "经度", "", "formula_no_value")]
    assert "hidden_sheets" in facts(table)


def test_a_wide_stray_cell_is_a_ragged_row(path):
    rows = [["名称", "拼音"], *[["村", "c"]] * 60, ["村", "c", None, "远"]]
    table = open_table(xlsx(path, rows), "a.xlsx")
    assert problems(table) == [(62, "", "4", "ragged")]


def test_a_table_may_be_read_again_and_left_half_read(path):
    table = open_table(xlsx(path, [["名称", "拼音"], *[["村", "c"]] * 3000]), "a.xlsx")
    assert next(table.rows()).number == 2
    assert len(list(table.rows())) == 3000
    assert [row.number for row in table.rows(2998)] == [2999, 3000, 3001]
    del table
    gc.collect()
    # Every child has ended: all places are free again.
    taken = [child._places.acquire(blocking=False) for _ in range(5)]
    for got in taken:
        if got:
            child._places.release()
    assert taken == [True, True, True, True, False]


def test_a_table_that_waited_long_opens_its_file_anew(path, monkeypatch):
    table = open_table(xlsx(path, [["名称", "拼音"], ["村", "c"]]), "a.xlsx")
    monkeypatch.setattr(child, "_FRESH_SECONDS", 0.0)
    assert cells(table) == [("村", "c")]


def test_the_decoder_itself_sends_plain_data(path):
    xlsx(path, [["名称", "所属"], ["甲", "金牛镇"], ["乙", None]], merges=["B2:B3"])
    sheets = Sheets({"path": str(path), "format": "xlsx", "sheet": ""}, Limits())
    opened = sheets.opened()
    assert (opened["sheet"], opened["merges"]) == ("地名", [(2, 1, 3, 1)])
    assert list(sheets.rows({"header": 1, "after": 2})) == [[3, ["乙", "金牛镇"], None, []]]
