"""A list pasted from a notice: entries with what they lie in, and what is not an entry."""

import pytest

from imports.readers.batch_list import COLUMNS, parse_list
from registry.core.errors import Refused
from tests.support.tables import cells, codes, facts, table_of

NOTICE = """第八批安徽省千年古镇（古村落）名单
一、千年古镇（3个）
合肥市（2个）：肥东县八斗镇、巢湖市散兵镇
宿州市萧县永堌镇
二、千年古村落（2个）
1. 庐江县龙桥镇黄屯老街
2、合肥市长丰县陶楼乡古城村
公示期自2021年1月15日至1月21日，任何单位和个人均可提出异议。
"""


def entry(**parts):
    return tuple(parts.get(column, "") for column in COLUMNS)


def test_a_notice_is_read_entry_by_entry(tmp_path):
    table = table_of(tmp_path / "digest", NOTICE, name="名单.txt")
    assert (table.format, table.columns, table.total) == ("list", COLUMNS, 5)
    assert [row[:-1] for row in cells(table)] == [
        ("千年古镇", "合肥市", "肥东县", "八斗镇", "八斗镇", "第八批"),
        ("千年古镇", "合肥市", "巢湖市", "散兵镇", "散兵镇", "第八批"),
        ("千年古镇", "宿州市", "萧县", "永堌镇", "永堌镇", "第八批"),
        ("千年古村落", "", "庐江县", "龙桥镇", "黄屯老街", "第八批"),
        ("千年古村落", "合肥市", "长丰县", "陶楼乡", "古城村", "第八批"),
    ]
    assert cells(table)[0][-1] == "合肥市（2个）：肥东县八斗镇、巢湖市散兵镇"
    assert "公示期" in facts(table)["other_lines"]
    assert cells(table, after=3) == cells(table)[3:]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        (
            "合肥市庐江县金牛镇",
            {"city": "合肥市", "county": "庐江县", "town": "金牛镇", "name": "金牛镇"},
        ),
        ("庐江县金牛镇", {"county": "庐江县", "town": "金牛镇", "name": "金牛镇"}),
        ("巢湖市散兵镇", {"county": "巢湖市", "town": "散兵镇", "name": "散兵镇"}),
        ("肥东县撮镇镇", {"county": "肥东县", "town": "撮镇镇", "name": "撮镇镇"}),
        ("安徽省合肥市蜀山区", {"city": "合肥市", "county": "蜀山区", "name": "蜀山区"}),
        (
            "宿州市埇桥区蕲县镇",
            {"city": "宿州市", "county": "埇桥区", "town": "蕲县镇", "name": "蕲县镇"},
        ),
        ("长丰县庄墓镇（原庄墓区）", {"county": "长丰县", "town": "庄墓镇", "name": "庄墓镇"}),
        ("三河镇", {"town": "三河镇", "name": "三河镇"}),
        ("石塘镇龙城村", {"town": "石塘镇", "name": "龙城村"}),
        ("柘皋北闸老街", {"name": "柘皋北闸老街"}),
    ],
)  # fmt: skip
def test_an_entry_is_taken_apart(line, parts):
    entries, other = parse_list(line)
    assert (entries, other) == ([entry(**parts, text=line)], [])


def test_headings_hold_until_the_next():
    entries, _ = parse_list("合肥市：\n庐江县：金牛镇，汤池镇\n肥东县\n六安市：\n毛坦厂镇\n")
    assert [row[1:5] for row in entries] == [
        ("合肥市", "庐江县", "金牛镇", "金牛镇"),
        ("合肥市", "庐江县", "汤池镇", "汤池镇"),
        ("合肥市", "肥东县", "", "肥东县"),
        ("六安市", "", "毛坦厂镇", "毛坦厂镇"),
    ]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("安徽省千年古镇、千年古村落名单（示例）", []),
        ("合肥市　长丰县　吴山镇", ["合肥市|长丰县|吴山镇|吴山镇"]),
        ("1\t合肥市\t长丰县\t吴山镇\t千年古镇", ["合肥市|长丰县|吴山镇|吴山镇"]),
        ("4）肥东县石塘镇 龙城村", ["|肥东县|石塘镇|龙城村"]),
        ("肥东县八斗镇 散兵镇", ["|肥东县|八斗镇|八斗镇", "||散兵镇|散兵镇"]),
        ("庐江县金牛镇|汤池镇", ["|庐江县|金牛镇|金牛镇", "||汤池镇|汤池镇"]),
        ("②肥东县石塘镇岱山村", ["|肥东县|石塘镇|岱山村"]),
        ("1.1 庐江县金牛镇", ["|庐江县|金牛镇|金牛镇"]),
        ("三 庐江县汤池镇", ["|庐江县|汤池镇|汤池镇"]),
        ("三河镇", ["||三河镇|三河镇"]),
    ],
)
def test_titles_blanks_and_numbers_are_taken_as_people_mean_them(line, names):
    entries, other = parse_list(line)
    assert ["|".join(entry[1:5]) for entry in entries] == names
    assert other == ([] if names else [line])


def test_a_line_made_to_be_slow_is_not():
    for line in (
        " " * 200_000 + "x",
        "（" * 200_000,
        "1" * 200_000,
        "市" * 200_000,
        "、" * 200_000,
    ):
        assert len(parse_list("合肥市" + line)[0]) <= 1


def test_a_single_column_of_names_under_a_heading_is_a_table(tmp_path):
    table = table_of(tmp_path / "digest", "标准名称\n金牛镇\n三河镇\n")
    assert (table.format, cells(table)) == ("csv", [("金牛镇",), ("三河镇",)])


def test_prose_is_no_list(tmp_path):
    text = "各县民政局、各有关单位：\n现将有关事项通知如下。请认真贯彻执行。\n"
    with pytest.raises(Refused) as caught:
        table_of(tmp_path / "digest", text)
    assert caught.value.code == "imports.no_table"


def test_bare_names_lose_none_of_them_to_a_header(tmp_path):
    table = table_of(tmp_path / "digest", "天鹅湖\n逍遥津\n")
    assert (table.columns, cells(table)) == (("列1",), [("天鹅湖",), ("逍遥津",)])


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
@pytest.mark.parametrize(
    ("last", "row"),
    [("合肥市长丰县陶楼乡", 2), ("合肥市长丰县陶楼乡、合肥市庐江县金牛镇、古城", 3)],
)
def test_a_list_cut_inside_a_character_says_so_in_a_row_of_its_own(tmp_path, encoding, last, row):
    content = f"合肥市肥东县八斗镇\n{last}村".encode(encoding)[:-1]
    table = table_of(tmp_path / "digest", content, name="名单.txt")
    assert codes(table)[-1] == (row, "cut_character")
    assert cells(table)[-1][-1].startswith(last)
    assert len(cells(table)) == row
