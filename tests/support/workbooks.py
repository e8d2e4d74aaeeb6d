"""Workbooks and archives for tests: an xls by hand, byte by byte, and odd kinds of others.

No kept library writes the old binary format; what calamine has to understand of it fits here.
[MS-XLS] and [MS-CFB] are the sources of the records and of the compound file.
"""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Final

_SECTOR: Final = 512
_FREE: Final = 0xFFFFFFFF
_END: Final = 0xFFFFFFFE
_FAT: Final = 0xFFFFFFFD

Cell = str | float | None


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _text(text: str, length: str) -> bytes:
    encoded = text.encode("utf-16-le")
    return struct.pack(length, len(encoded) // 2) + b"\x01" + encoded


def _bof(kind: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, kind, 0x0DBB, 0x07CC, 0x41, 6))


def _cell(row: int, column: int, value: Cell) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, str):
        return _record(0x0204, place + _text(value, "<H"))
    return _record(0x0203, place + struct.pack("<d", value))


def _sheet(rows: Sequence[Sequence[Cell]], merges: Sequence[tuple[int, int, int, int]]) -> bytes:
    width = max((len(row) for row in rows), default=0)
    body = _bof(0x10) + _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for at, row in enumerate(rows):
        body += b"".join(
            _cell(at, column, value) for column, value in enumerate(row) if value is not None
        )
    if merges:
        areas = b"".join(struct.pack("<HHHH", t, b, left, right) for t, left, b, right in merges)
        body += _record(0x00E5, struct.pack("<H", len(merges)) + areas)
    return body + _record(0x000A)


def write_xls(
    path: Path,
    sheets: dict[str, Sequence[Sequence[Cell]]],
    *,
    hidden: Sequence[str] = (),
    merges: Sequence[tuple[int, int, int, int]] = (),
    locked: bool = False,
) -> Path:
    """A workbook of Excel 97; `merges` (top, left, bottom, right, from 0) are the first sheet's."""
    bodies = [_sheet(rows, merges if not at else ()) for at, rows in enumerate(sheets.values())]
    head = _bof(0x05)
    if locked:
        head += _record(0x002F, struct.pack("<HHH", 1, 1, 1) + b"\0" * 48)
    head += _record(0x0042, struct.pack("<H", 1200)) + _record(0x00E0, b"\0" * 20)
    names = [struct.pack("<BB", name in hidden, 0) + _text(name, "<B") for name in sheets]
    place = len(head) + sum(8 + len(name) for name in names) + len(_record(0x000A))
    for name, body in zip(names, bodies, strict=True):
        head += _record(0x0085, struct.pack("<I", place) + name)
        place += len(body)
    path.write_bytes(compound({"Workbook": head + _record(0x000A) + b"".join(bodies)}))
    return path


def compound(streams: dict[str, bytes]) -> bytes:
    """An OLE compound file with these streams, each padded so that it needs no mini stream."""
    sectors: list[bytes] = []
    chain: list[int] = []
    entries = [_directory_entry("Root Entry", 5, _END, 0, child=1)]
    for at, (name, body) in enumerate(streams.items()):
        padded = body + b"\0" * max(0, 4096 - len(body))
        entries.append(
            _directory_entry(name, 2, len(sectors), len(padded), right=at + 2)
            if at + 1 < len(streams)
            else _directory_entry(name, 2, len(sectors), len(padded))
        )
        _append(sectors, chain, padded)
    directory = len(sectors)
    _append(sectors, chain, b"".join(entries))
    fat_count = 1
    while fat_count * 128 < len(sectors) + fat_count:
        fat_count += 1
    fat_start = len(sectors)
    chain += [_FAT] * fat_count
    fat = struct.pack(f"<{len(chain)}I", *chain).ljust(fat_count * _SECTOR, b"\xff")
    difat = [*range(fat_start, fat_start + fat_count)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<HHHHH6xIII", 0x3E, 3, 0xFFFE, 9, 6, 0, fat_count, directory)
    header += struct.pack("<IIIIII", 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *difat, *[_FREE] * (109 - fat_count))
    return header + b"".join(sectors) + fat


def _append(sectors: list[bytes], chain: list[int], body: bytes) -> None:
    pieces = [body[at : at + _SECTOR] for at in range(0, len(body), _SECTOR)]
    first = len(sectors)
    sectors += [piece.ljust(_SECTOR, b"\0") for piece in pieces]
    chain += [*range(first + 1, first + len(pieces)), _END]


def _directory_entry(
    name: str, kind: int, start: int, size: int, *, child: int = _FREE, right: int = _FREE
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    entry = encoded.ljust(64, b"\0") + struct.pack("<HBB", len(encoded), kind, 1)
    entry += struct.pack("<III", _FREE, right, child) + b"\0" * 36
    return entry + struct.pack("<IQ", start, size)


_ODS_NAMES: Final = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
_ODS_TYPE: Final = "application/vnd.oasis.opendocument.spreadsheet"


def write_ods(path: Path, rows: Sequence[str], *, prolog: str = "", hidden: str = "") -> Path:
    """A sheet 地名; a row is its cells as XML, `hidden` the rows of a hidden sheet."""
    body = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {_ODS_NAMES}>'
        '<office:automatic-styles><style:style style:name="h" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        f'<office:body><office:spreadsheet><table:table table:name="地名">{body}</table:table>'
        f'<table:table table:name="藏" table:style-name="h">{hidden}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", _ODS_TYPE)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest '
            'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return path


def ods_text(text: str) -> str:
    """A text cell of an OpenDocument sheet."""
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def rewritten(path: Path, change: dict[str, bytes]) -> Path:
    """The archive with some of its parts replaced or added."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()} | change
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return path


class WindowsEntry(zipfile.ZipInfo):
    """An entry as Windows in China packs it: the name in GB 18030, without a mark."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:  # noqa: N802 - zipfile's name
        return self.filename.encode("gb18030"), self.flag_bits
