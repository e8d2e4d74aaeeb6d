"""In the child: texts of a layer with NUL inside, which GDAL ends there without a word.

A name of which the second half is missing would come in as another name. What is found here is put
back whole, so that the reader takes the NUL out and says so.
"""

from __future__ import annotations

import re
import sqlite3
import struct
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import BinaryIO, Final
from urllib.parse import quote

#: Feature, counted from 1 → column, counted from 0 → text as it is stored.
Whole = dict[int, dict[int, str]]
#: Rows that are put right; a file with more of them is broken throughout.
_MOST: Final = 100_000
#: NUL with more text behind it; programs fill fields of a dBASE table up with NUL or spaces.
_INSIDE: Final = re.compile(rb"\0[^\0 ]|\0[\0 ]+[^\0 ]")
_RECORDS: Final = 4096
_DELETED: Final = 0x2A


def in_geopackage(path: str, layer: str, fields: Sequence[str]) -> Whole:
    """Texts with NUL of a GeoPackage's table, in the order of its features.

    Empty where the table cannot be asked: then GDAL has the last word about the file.
    """
    if not fields:
        return {}
    cut = " OR ".join(f"instr(CAST({_quoted(field)} AS BLOB), x'00') > 0" for field in fields)
    columns = ", ".join(_quoted(field) for field in fields)
    table = _quoted(layer)
    found: Whole = {}
    try:
        address = f"file:{quote(path)}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as connection:
            connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
            ill = f"SELECT rowid, {columns} FROM {table} WHERE {cut} LIMIT {_MOST}"  # noqa: S608
            before = f"SELECT count(*) FROM {table} WHERE rowid <= ?"  # noqa: S608
            for row, *values in connection.execute(ill):
                (number,) = connection.execute(before, (row,)).fetchone()
                texts = enumerate(values)
                found[number] = {at: one for at, one in texts if _is_cut(one)}
    except sqlite3.Error:
        return {}
    return found


def in_dbase(path: Path, codec: str, columns: int) -> Whole:
    """Texts with NUL of a dBASE table; records that are marked as deleted do not count."""
    found: Whole = {}
    with path.open("rb") as file:
        head = file.read(32)
        if len(head) < 32:
            return {}
        length, size = struct.unpack_from("<HH", head, 8)
        fields = list(_fields(file.read(max(0, length - 32))))
        if size < 2 or len(fields) != columns:
            return {}
        number = 0
        for record in _records(file, length, size):
            number += record[0] != _DELETED
            if record[0] == _DELETED or not _INSIDE.search(record):
                continue
            texts = {
                at: record[start:end].rstrip(b"\0 ").decode(codec, errors="replace")
                for at, (kind, start, end) in enumerate(fields)
                if kind == "C" and _INSIDE.search(record, start, end)
            }
            if texts and len(found) < _MOST:
                found[number] = texts
    return found


def _is_cut(value: object) -> bool:
    return isinstance(value, str) and "\0" in value


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _fields(head: bytes) -> Iterator[tuple[str, int, int]]:
    """(type, where it begins, where it ends) of each field in a record."""
    start = 1
    for at in range(0, len(head) - 31, 32):
        if head[at] == 0x0D:
            return
        kind = chr(head[at + 11])
        # A text longer than 255 bytes keeps the rest of its length where numbers have decimals.
        width = head[at + 16] + (head[at + 17] << 8 if kind == "C" else 0)
        yield kind, start, start + width
        start += width


def _records(file: BinaryIO, length: int, size: int) -> Iterator[bytes]:
    file.seek(length)
    while piece := file.read(size * _RECORDS):
        for at in range(0, len(piece) - size + 1, size):
            yield piece[at : at + size]
