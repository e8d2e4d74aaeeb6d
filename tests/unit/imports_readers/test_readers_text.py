"""Tables in text files: encoding by rule, delimiter, broken rows, streaming, going on."""

import subprocess
import sys

import pytest

from imports.readers import Limits, Reading, SourceRow
from imports.readers.faults import PROBLEMS
from registry.core.errors import Refused
from tests.support.tables import cells, codes, facts, problems, table_of

TABLE = "标准名称,罗马字母拼写,经度\n柘皋镇,Zhegao Zhen,117.6\n烔炀镇,Tongyang Zhen,117.7\n"
ROWS = [("柘皋镇", "Zhegao Zhen", "117.6"), ("烔炀镇", "Tongyang Zhen", "117.7")]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "digest"


@pytest.mark.parametrize(
    ("encoding", "start", "told"),
    [
        ("utf-8", b"", "UTF-8"),
        ("utf-8", b"\xef\xbb\xbf", "UTF-8"),
        ("gb18030", b"", "GB 18030"),
        ("utf-16-le", b"\xff\xfe", "UTF-16 LE"),
        ("utf-16-be", b"\xfe\xff", "UTF-16 BE"),
        ("utf-16-le", b"", "UTF-16 LE"),
        ("utf-16-be", b"", "UTF-16 BE"),
    ],
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_every_encoding_and_delimiter_is_found(path, encoding, start, told, delimiter):
    table = table_of(path, start + TABLE.replace(",", delimiter).encode(encoding))
    assert cells(table) == ROWS
    assert table.columns == ("标准名称", "罗马字母拼写", "经度")
    assert told in facts(table)["encoding"]
    assert problems(table) == []


def test_a_short_table_in_gb18030_is_not_taken_for_another_encoding(path):
    # A statistical judge calls these few bytes Big5.
    table = table_of(path, "名称,镇\n柘皋,烔炀\n", encoding="gb18030")
    assert cells(table) == [("柘皋", "烔炀")]


def test_rare_characters_of_gb18030_come_through(path):
    table = table_of(path, "名称,含义\n㙍塘,𠅤字\n", encoding="gb18030")
    assert cells(table) == [("㙍塘", "𠅤字")]


def test_a_person_may_choose_encoding_and_delimiter(path):
    text = "地名;拼音,a\n臺北;x,y\n"
    table = table_of(path, text, encoding="big5", reading=Reading("big5", "tab"))
    assert cells(table) == [("地名;拼音,a",), ("臺北;x,y",)]
    table = table_of(path, text, encoding="big5", reading=Reading("Big5"))
    assert cells(table) == [("臺北;x", "y")]
    table = table_of(path, text, encoding="big5", reading=Reading("Big5", ";"))
    assert cells(table) == [("臺北", "x,y")]


@pytest.mark.parametrize(
    ("reading", "code"),
    [
        (Reading(encoding="klingon"), "imports.encoding_name"),
        (Reading(delimiter="ab"), "imports.delimiter"),
        (Reading(header_row=99), "imports.header_row"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(path, reading, code):
    with pytest.raises(Refused) as caught:
        table_of(path, TABLE, reading=reading)
    assert caught.value.code == code


def test_one_broken_byte_far_down_is_that_rows_problem(path):
    lines = [f"地名{n}村,Diming".encode() for n in range(30)]
    table = table_of(path, b"\n".join([*["名称,拼音".encode()], *lines, b"\xff\xfe,x", lines[0]]))
    assert "UTF-8" in facts(table)["encoding"]
    assert "bad_bytes" in facts(table)
    assert codes(table) == [(32, "bad_bytes")]
    assert len(cells(table)) == 32


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_character_cut_at_the_end_is_that_rows_problem(path, encoding):
    table = table_of(path, TABLE.rstrip("\n17.").encode(encoding) + "镇".encode(encoding)[:1])
    assert codes(table) == [(3, "cut_character")]
    assert cells(table)[0] == ROWS[0]


def test_nul_is_taken_out_and_told(path):
    table = table_of(path, "名称,拼音\n金\0牛镇,Jinniu\n三河镇,Sanhe\n")
    assert cells(table) == [("金牛镇", "Jinniu"), ("三河镇", "Sanhe")]
    assert problems(table) == [(2, "名称", "金牛镇", "nul_removed")]


def test_ragged_rows_are_told_with_their_width(path):
    table = table_of(path, "名称,拼音,经度\n甲村,a\n乙村,b,1,多了\n丙村,c,2,,\n丁村,d,3\n")
    assert cells(table) == [
        ("甲村", "a", ""),
        ("乙村", "b", "1"),
        ("丙村", "c", "2"),
        ("丁村", "d", "3"),
    ]
    assert problems(table) == [(2, "", "2", "row_short"), (3, "", "4", "ragged")]
    assert PROBLEMS["ragged"].rejects
    assert not PROBLEMS["row_short"].rejects


def test_a_cell_of_two_megabytes_is_left_out_and_the_rest_is_read(path):
    huge = "长" * 700_000
    table = table_of(path, f'名称,来历\n甲村,{huge}\n乙村,"a\n{huge}"\n丙村,好\n')
    assert cells(table) == [("甲村", ""), ("乙村", ""), ("丙村", "好")]
    assert codes(table) == [(2, "cell_too_long"), (3, "cell_too_long")]
    assert all(len(value) <= 200 for _, _, value, _ in problems(table))


def test_a_code_in_exponents_is_told(path):
    table = table_of(path, "名称,代码\n金牛镇,3.40123E+11\n三河镇,340123101000\n说明,E+1类\n")
    assert problems(table) == [(2, "代码", "3.40123E+11", "mangled_number")]


def test_a_quote_that_never_closes_is_told_where_it_begins(path):
    lines = "".join(f"村{n},x\n" for n in range(300))
    table = table_of(path, f'名称,来历\n甲村,a\n"乙村,b\n{lines}')
    assert (3, "open_quote") in codes(table)
    short = table_of(path, '名称,来历\n甲村,a\n"乙村,b\n丙村,c\n')
    assert (3, "open_quote") in codes(short)


def test_line_ends_inside_a_cell_stay(path):
    table = table_of(path, '名称,来历\r\n甲村,"一\r\n二"\r\n乙村,三\r\n')
    assert cells(table) == [("甲村", "一\r\n二"), ("乙村", "三")]
    assert [row.number for row in table.rows()] == [2, 3]


def test_old_line_ends_and_empty_lines_are_understood(path):
    table = table_of(path, "名称,拼音\r甲村,a\r\r乙村,b\r,\r")
    assert [(row.number, row.cells[0]) for row in table.rows()] == [(2, "甲村"), (4, "乙村")]


def test_the_line_that_excel_writes_about_its_delimiter_is_a_title(path):
    table = table_of(path, "sep=;\n标准名称;拼音;经度\n甲村;a;1\n乙村;b;2\n")
    assert (table.columns, len(cells(table))) == (("标准名称", "拼音", "经度"), 2)


def test_formula_text_is_kept_as_text(path):
    table = table_of(path, "名称,备注\n甲村,=cmd|' /C calc'!A0\n")
    assert cells(table) == [("甲村", "=cmd|' /C calc'!A0")]


def test_reading_goes_on_behind_any_row(path):
    text = "名称,来历\n" + "".join(
        f'村{n},"{n}\n行"\n' if n % 7 == 0 else f"村{n},x\n" for n in range(2000)
    )
    table = table_of(path, text)
    everything = list(table.rows())
    for after in (0, 1, 2, 511, 512, 513, 514, 1999, 2001, 5000):
        assert list(table.rows(after)) == [row for row in everything if row.number > after]


def test_too_many_rows_end_the_reading_with_a_reason(path):
    with pytest.raises(Refused) as caught:
        list(table_of(path, "名称,拼音\n" + "村,c\n" * 50, limits=Limits(rows=20)).rows())
    assert caught.value.code == "imports.too_many_rows"


def test_lp_tsv_is_known_by_its_columns(path):
    table = table_of(
        path, "id\ttitle\ttitle_source\tlon\tlat\n1\tLu'an\tx\t116.5\t31.7\n", name="a.tsv"
    )
    assert (table.format, table.crs) == ("lp-tsv", "EPSG:4326")


def test_a_name_with_another_ending_is_told(path):
    assert "extension_differs" in facts(table_of(path, TABLE, name="地名.xlsx"))
    assert "extension_differs" not in facts(table_of(path, TABLE, name="地名.CSV"))


def test_a_row_has_the_attributes_others_rely_on():
    row = SourceRow(2, ("a",))
    assert (row.number, row.cells, row.geometry, row.problems) == (2, ("a",), None, ())


_MEMORY = """
import resource, sys
from pathlib import Path
from imports.readers import open_table
table = open_table(Path(sys.argv[1]), "a.csv")
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
count = sum(1 for _ in table.rows())
print(count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


def test_a_hundred_thousand_rows_take_no_more_memory_than_a_few(path):
    with path.open("w", encoding="utf-8") as file:
        file.write("名称,拼音,来历\n")
        file.writelines(f"地名{n}村,Diming{n},因村旁有{n}棵柳树得名\n" for n in range(100_000))
    ran = subprocess.run(
        [sys.executable, "-c", _MEMORY, str(path)], capture_output=True, text=True, check=True
    )
    count, grown_kib = map(int, ran.stdout.split())
    assert count == 100_000
    assert grown_kib < 8 * 1024
