"""Where the header is and what the columns are called."""

import pytest

from imports.readers.headers import Head, find_header
from imports.readers.table import Limits
from registry.core.errors import Refused

LIMITS = Limits()


def header(*rows, merges=(), wanted=None, is_grid=False):
    head = Head([(n, list(row)) for n, row in enumerate(rows, start=1)], merges, is_grid=is_grid)
    return find_header(head, wanted, LIMITS)


@pytest.mark.parametrize(
    ("rows", "columns", "last"),
    [
        ([["名称", "拼音"], ["甲村", "a"]], ("名称", "拼音"), 1),
        # A title across the table, a line about it, then the header.
        (
            [
                ["合肥市地名普查成果表", "", ""],
                ["填报单位：庐江县民政局", "", "2016年"],
                ["标准名称", "代码", "密级"],
                ["金牛镇", "340124", "秘密"],
            ],
            ("标准名称", "代码", "密级"),
            3,
        ),
        # Headings over several columns.
        (
            [
                ["标准名称", "坐标", "", "备注"],
                ["", "东经", "北纬", ""],
                ["金牛镇", "117.1", "31.4", "x"],
            ],
            ("标准名称", "坐标/东经", "坐标/北纬", "备注"),
            2,
        ),
        # Three rows of them.
        (
            [
                ["名称", "位置", "", ""],
                ["", "坐标", "", "乡镇"],
                ["", "东经", "北纬", ""],
                ["甲", "117", "31", "金牛镇"],
            ],
            ("名称", "位置/坐标/东经", "位置/坐标/北纬", "位置/乡镇"),
            3,
        ),
        # A row of column numbers below.
        (
            [["名称", "代码", "乡镇"], ["1", "2", "3"], ["甲村", "3401", "金牛镇"]],
            ("名称", "代码", "乡镇"),
            2,
        ),
        # Data in the very first row.
        ([["甲村", "117.1", "31.2"], ["乙村", "117.2", "31.3"]], ("列1", "列2", "列3"), 0),
        # Spaces and line ends inside headings.
        ([["标 准\n名 称", "罗马字母\n拼写"], ["甲村", "a"]], ("标准名称", "罗马字母拼写"), 1),
        # A heading that is missing, and one that occurs twice.
        (
            [["名称", "", "备注", "备注"], ["甲", "", "b", "c"]],
            ("名称", "列2", "备注", "备注 (2)"),
            1,
        ),
        # The row after the header looks like names and is data.
        ([["名称", "别名", "所属"], ["三河镇", "", "肥西县"]], ("名称", "别名", "所属"), 1),
    ],
)
def test_the_header_is_found(rows, columns, last):
    found = header(*rows)
    assert (found.columns, found.last) == (columns, last)


def test_merged_headings_are_told_by_the_sheet():
    found = header(
        ["沿革表", "", ""],
        ["名", "时", ""],
        ["", "起", "止"],
        ["甲", "乙", "丙"],
        merges=[(1, 0, 1, 2), (2, 0, 3, 0), (2, 1, 2, 2)],
    )
    assert (found.columns, found.last) == (("名", "时/起", "时/止"), 3)


def test_what_stands_above_the_header_is_told():
    found = header(["合肥市地名表（秘密）", ""], ["名称", "拼音"], ["甲", "a"])
    titles = [str(fact.text) for fact in found.facts if fact.code == "title_row"]
    assert titles == ["表头之上的文字：合肥市地名表（秘密）"]


def test_a_person_may_choose_the_row_or_none():
    rows = [["名称", "拼音"], ["甲村", "a"], ["乙村", "b"]]
    assert header(*rows, wanted=2).columns == ("甲村", "a")
    assert header(*rows, wanted=0).columns == ("列1", "列2")
    with pytest.raises(Refused):
        header(*rows, wanted=7)


def test_a_sheet_keeps_columns_without_a_heading():
    found = header(["名称", "拼音"], ["甲村", "a", "x"], is_grid=True)
    assert found.columns == ("名称", "拼音", "列3")
    assert [str(fact.text) for fact in found.facts if fact.code == "unnamed_columns"] == [
        "表头右边还有 1 列没有标题：列3"
    ]


def test_more_columns_than_allowed_are_refused():
    with pytest.raises(Refused) as caught:
        header([f"列名{n}" for n in range(201)])
    assert caught.value.code == "imports.too_many_columns"
    assert len(header([f"列名{n}" for n in range(200)]).columns) == 200
