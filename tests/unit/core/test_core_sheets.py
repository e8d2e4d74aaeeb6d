"""Tables that go out: no cell becomes a formula, and every program reads the text."""

import csv
import io

import openpyxl
import pytest

from registry.core.sheets import plain_cell, safe_cell, write_csv, write_xlsx


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("-2+3", "'-2+3"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("＝1+1", "'＝1+1"),
        ("-", "'-"),
        ("'=1", "''=1"),
        ("-12.5", "-12.5"),
        ("+86", "+86"),
        ("金牛镇", "金牛镇"),
        ("Lu'an Lu", "Lu'an Lu"),
        ("'t Hof", "'t Hof"),
        ("", ""),
    ],
)
def test_a_text_that_would_run_is_made_safe(text, safe):
    assert safe_cell(text) == safe
    assert plain_cell(safe) == text


@pytest.mark.parametrize(
    ("encoding", "start"), [("utf-8", b"\xef\xbb\xbf"), ("gb18030", "名".encode("gb18030"))]
)
def test_a_csv_is_written_for_spreadsheet_programs(encoding, start):
    stream = io.BytesIO()
    write_csv(
        stream, ["名称", "数", "=坏"], iter([["㙍塘, 大", 3, None], ["=1", -1.5, "@x"]]), encoding
    )
    assert not stream.closed
    data = stream.getvalue()
    assert data.startswith(start)
    text = data.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    assert text.count("\r\n") == 3
    assert list(csv.reader(io.StringIO(text, newline=""))) == [
        ["名称", "数", "'=坏"],
        ["㙍塘, 大", "3", ""],
        ["'=1", "-1.5", "'@x"],
    ]


def test_another_encoding_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="latin-1"):
        write_csv(io.BytesIO(), ["a"], [], "latin-1")


def test_a_workbook_holds_texts_and_no_formulas(tmp_path):
    path = tmp_path / "a.xlsx"
    rows = [["=HYPERLINK(1)", 3, None], ["坏\x00\x1f字", 1.5, "长" * 40_000]]
    assert write_xlsx(path, ["名称", "数", "文"], iter(rows), title="问题") == 2
    sheet = openpyxl.load_workbook(path)["问题"]
    values = list(sheet.iter_rows(values_only=True))
    assert values[0] == ("名称", "数", "文")
    assert values[1] == ("'=HYPERLINK(1)", 3, None)
    assert values[2][0] == "坏\ufffd\ufffd字"
    assert len(values[2][2]) == 32_767
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)
