"""The monthly report on paper and as a workbook: as looked at, rare characters, never a sum."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import openpyxl
import pytest
from PIL import Image

from registry.core.sheets import write_book
from registry.core.words import say
from registry.coverage.rules.frozen import frozen_figures
from registry.coverage.rules.report_paper import COMMAND, book, paper
from registry.coverage.rules.report_tables import strata, tables
from registry.coverage.rules.reporting import (
    CutRow,
    ReportScope,
    belongs,
    by_part_of,
    changes_between,
)
from tests.support.coverage_papers import (
    ADDRESS,
    BEFORE,
    LINES,
    LOOKED_AT,
    RARE,
    facts,
    line,
    printed,
    reference,
    rendered,
    words_of,
)
from tests.support.papers import unlike


@pytest.mark.parametrize("language", LOOKED_AT)
def test_the_pages_are_those_that_somebody_has_looked_at(language):
    pages = rendered(language)
    assert len(pages) >= LOOKED_AT[language]
    for number, page in enumerate(pages[: LOOKED_AT[language]], start=1):
        assert unlike(page, Image.open(reference(language, number)).convert("L")) < 0.002


def test_the_same_snapshot_prints_the_same_bytes():
    assert printed() == printed()


def test_the_paper_says_what_it_was_made_from_and_how_to_arrive_at_the_same():
    text = words_of(printed())
    digest = "8c" * 32
    for words in ("合肥市地名设标月报", "2026-11-30 23:30", "2026-1 版", "演示规则（1）", ADDRESS):
        assert words in text
    assert COMMAND % (7, digest) in " ".join(text.split())
    for char in RARE:
        assert char in text


def test_a_report_of_a_county_and_of_a_zone_say_which_rows_of_the_file_are_theirs():
    for scope, column in ((ReportScope.COUNTY, "county"), (ReportScope.BODY, "managing_body")):
        found = facts(scope, "a" if scope is ReportScope.COUNTY else "高新区")
        assert f"只留 {column} 是" in words_of(printed(found=found))


def test_no_row_adds_up_kinds_of_names():
    rows = strata(facts()).rows
    assert len(rows) == len({str(row[0]) for row in rows}) == 4
    heritage = rows[-1]
    assert heritage[1] is None
    for table in tables(facts()):
        assert all("合计" not in str(cell) for row in table.rows for cell in row)


def test_the_workbook_holds_numbers_as_numbers_with_their_definitions(tmp_path):
    path = tmp_path / "report.xlsx"
    write_book(path, book(facts(), partial(say, language="zh-CN"), address=ADDRESS))
    sheets = openpyxl.load_workbook(path)
    assert sheets.sheetnames[:4] == ["依据", "口径", "各类地名的四个比率", "各区县"]
    assert len(sheets.sheetnames) == 2 + len(tables(facts()))
    rows = list(sheets["各类地名的四个比率"].iter_rows(values_only=True))
    head, village = tuple(rows[0]), list(rows[1])
    assert head[:4] == ("类别", "地名设标率：分子", "地名设标率：分母", "地名设标率（%）")
    assert village[:4] == ["村和社区", 17, 26, pytest.approx(100 * 17 / 26, abs=1e-4)]
    assert {type(cell) for cell in village[1:]} <= {int, float}
    gaps = list(sheets["等得最久的"].iter_rows(values_only=True))
    assert gaps[1][1] == f"{RARE}村"
    assert str(gaps[1][2])[:10] == "2026-06-01"
    assert any("8c" * 32 in str(row[1]) for row in sheets["依据"].iter_rows(values_only=True))
    assert len(list(sheets["口径"].iter_rows())) == 1 + 4 + 5


def test_the_workbook_and_the_paper_say_the_same(tmp_path):
    words = partial(say, language="en")
    data = paper(facts(), words, language="en", address=ADDRESS)
    (table,) = data["sections"][1]["blocks"][1:]
    sheet = next(
        one
        for one in book(facts(), words, address=ADDRESS)
        if one.title == "The four rates by kind of name"
    )
    for printed_row, row in zip(table["rows"], sheet.rows, strict=True):
        assert printed_row[0] == row[0]
        assert [int(cell) for cell in printed_row[-2:]] == list(row[-2:])
        pairs = [cell.split("  ")[-1] for cell in printed_row[1:-2]]
        given = [f"{row[n]}/{row[n + 1]}" if row[n] is not None else "–" for n in (1, 4, 7, 10)]
        assert pairs == given


def test_a_name_that_went_to_another_county_has_not_vanished():
    moved = line(1, county="庐江县", county_id="b")
    after = [moved if one.place_id == moved.place_id else one for one in LINES]
    for county, field in (("a", "left"), ("b", "added")):
        found = changes_between(LINES, after, belongs(ReportScope.COUNTY, county))
        (row,) = getattr(found, field)
        assert (row.place_id, "elsewhere" in (row.was, row.now)) == (moved.place_id, True)
    assert changes_between(LINES, after, lambda _line: True).left == ()


def test_the_parts_of_a_county_are_told_from_the_frozen_words():
    key = by_part_of("肥东县", ["石塘", "石塘镇", ""])
    words = ("安徽省合肥市肥东县石塘镇龙城", "安徽省合肥市肥东县石塘村", "安徽省合肥市肥东县")
    assert [key(line(1, division=one)) for one in words] == ["石塘镇", "石塘", "-"]
    sums = frozen_figures(LINES, key)
    assert sum(row.names for row in sums) == sum(one.in_scope for one in LINES)


def test_long_lists_are_cut_on_paper_and_whole_in_the_workbook():
    many = [line(number) for number in range(100, 190)]
    found = facts()
    changes = changes_between(BEFORE, many, lambda _line: True)
    object.__setattr__(found, "changes", changes)
    data = paper(found, partial(say, language="zh-CN"), language="zh-CN", address=ADDRESS)
    blocks = [one for section in data["sections"] for one in section["blocks"]]
    added = next(one for one in blocks if one.get("caption") == "新增")
    assert (len(added["rows"]), added["more"]) == (40, "另有 50 行，见表格。")
    names = next(one for one in tables(found) if one.key == "moved")
    assert sum(str(row[0]) == "新增" for row in names.rows) == 90


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_no_sheet_of_the_workbook_has_a_title_that_is_cut(language):
    titles = [one.title for one in book(facts(), partial(say, language=language), address=ADDRESS)]
    assert len(set(titles)) == len(titles)
    for title in titles:
        assert len(title) <= 31, title
        assert not set(title) & set("[]:*?/\\"), title


def test_managing_bodies_are_printed_where_there_are_any():
    words = partial(say, language="zh-CN")
    cut = {"village": [CutRow("高新区", facts().strata[0]), CutRow("", facts().strata[0])]}
    found = replace(facts(), bodies=cut)
    printed_ = paper(found, words, language="zh-CN", address=ADDRESS)["sections"]
    headings = [one["title"] for one in printed_]
    assert headings.index("各管理主体") == headings.index("各区县") + 1
    (sheet,) = [one for one in book(found, words, address=ADDRESS) if one.title == "各管理主体"]
    assert [row[1] for row in sheet.rows] == ["高新区", "没有写明"]
    without = paper(facts(), words, language="zh-CN", address=ADDRESS)["sections"]
    assert "各管理主体" not in [one["title"] for one in without]
