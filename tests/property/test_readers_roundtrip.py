"""Whatever text is written to a table comes back as it was, in every encoding and delimiter."""

import csv
import io
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from imports.readers import Limits, Reading, open_table
from imports.readers.cells import clean, number_text
from imports.readers.headers import Head, find_header
from registry.core.errors import Refused
from registry.core.sheets import plain_cell, safe_cell, write_csv

#: Everything but halves of characters, which no encoding can hold, and control characters, of which
#: more than a few make a file a binary one.
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=12)
HAN = st.text(st.sampled_from("金牛镇烔炀㙍𠅤柘皋\"',;|\t\r\n =+-@０é"), max_size=8)
COLUMNS = ("标准名称", "罗马字母拼写", "备注")
ROWS = st.lists(st.tuples(TEXT | HAN, TEXT | HAN, HAN), min_size=1, max_size=8)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return Path(tmp_path_factory.mktemp("readers")) / "digest"


@given(
    rows=ROWS,
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16"]),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
)
@settings(max_examples=60, deadline=None)
def test_csv_comes_back_as_it_was(path, rows, encoding, delimiter):
    rows = [row for row in rows if any(row)]
    assume(rows)
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([COLUMNS, *rows])
    path.write_bytes(text.getvalue().encode(encoding))
    # Short texts in GB 18030 may be well-formed UTF-8 by chance: then a person has to say.
    reading = Reading(encoding="gb18030" if encoding == "gb18030" else "", delimiter=delimiter)
    table = open_table(path, "a.csv", reading)
    assert table.columns == COLUMNS
    assert [row.cells for row in table.rows()] == rows


@given(rows=ROWS, encoding=st.sampled_from(["utf-8", "gb18030"]))
@settings(max_examples=50, deadline=None)
def test_what_is_exported_comes_in_unchanged(path, rows, encoding):
    rows = [row for row in rows if any(row)]
    assume(rows)
    with path.open("wb") as stream:
        write_csv(stream, COLUMNS, rows, encoding)
    table = open_table(path, "a.csv", Reading(encoding=encoding, delimiter=","))
    found = [row.cells for row in table.rows()]
    assert not any(cell.startswith(("=", "@", "\t", "\r")) for row in found for cell in row)
    assert [tuple(map(plain_cell, row)) for row in found] == rows


@given(TEXT | HAN)
def test_a_safe_cell_can_be_taken_back(text):
    assert plain_cell(safe_cell(text)) == text
    assert safe_cell(text) in {text, "'" + text}


@given(st.lists(st.dictionaries(TEXT.filter(str.strip), TEXT, max_size=4), min_size=1, max_size=5))
@settings(max_examples=50, deadline=None)
def test_records_come_back_as_they_were(path, records):
    properties = [{"名": "x", **record} for record in records]
    features = [{"type": "Feature", "properties": each, "geometry": None} for each in properties]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), "utf-8")
    table = open_table(path, "a.geojson")
    for row, given_ in zip(table.rows(), properties, strict=True):
        found = dict(zip(table.columns, row.cells, strict=True))
        expected = {key: clean(value, 65536)[0] for key, value in given_.items() if key in found}
        assert {key: found[key] for key in expected} == expected


@given(st.lists(st.lists(TEXT, max_size=6), max_size=12))
def test_any_head_of_a_table_has_columns_of_their_own(rows):
    head = Head([(number, list(row)) for number, row in enumerate(rows, start=1)])
    found = find_header(head, None, Limits())
    assert len(set(found.columns)) == len(found.columns)
    assert all(found.columns)


@given(st.floats(allow_nan=False, allow_infinity=False, width=64, min_value=-1e14, max_value=1e14))
def test_a_number_keeps_fifteen_digits_without_an_exponent(value):
    text = number_text(value)
    assert "E" not in text
    assert float(text) == pytest.approx(value, rel=1e-14, abs=1e-300)


@given(st.binary(max_size=400))
@settings(max_examples=60, deadline=None)
def test_any_bytes_are_read_or_refused(path, data):
    # Not what begins like an archive or a database: those go to a child, and slowly.
    assume(not data.startswith((b"PK", b"SQLite", b"\xd0\xcf")))
    path.write_bytes(data)
    with suppress(Refused):
        assert list(open_table(path, "a").rows())
