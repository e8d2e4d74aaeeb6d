"""What a file is, by its bytes; its name is only a hint that is compared afterwards."""

from __future__ import annotations

import mmap
import struct
from enum import StrEnum
from pathlib import Path
from typing import Final

from imports.readers.encodings import utf16_text
from imports.readers.faults import unreadable
from imports.readers.table import Fact
from registry.core.text import T

_SAMPLE: Final = 64 * 1024
_CHUNK: Final = 1024 * 1024


class Kind(StrEnum):
    """A family of formats that can be told by the first bytes."""

    ZIP = "zip"
    XLS = "xls"
    GPKG = "gpkg"
    TEXT = "text"


#: Files that people mistake for tables, by their first bytes. The names are the formats' own.
_FOREIGN: Final = (
    (b"%PDF", "PDF"),
    (b"\x89PNG", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"Rar!", "RAR"),
    (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"\x1f\x8b", "gzip"),
    (b"{\\rtf", "RTF"),
    (b"\x7fELF", "ELF"),
    (b"MZ\x90\0", "EXE"),
    (b"PAR1", "Parquet"),
    (b"\xff\xff\xff\xff\xff\xff", ""),
    (b"\0\0\x27\x0a", "Shapefile (.shp)"),
)
_COMPOUND: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SQLITE: Final = b"SQLite format 3\0"
_ENDINGS: Final = {
    "csv": {"csv", "txt", "tsv", "tab", "dat"},
    "lp-tsv": {"tsv", "txt", "csv", "tab"},
    "list": {"txt", "md", "text", "csv"},
    "xlsx": {"xlsx", "xlsm", "xltx"},
    "xls": {"xls", "xlt", "et"},
    "ods": {"ods", "ots"},
    "gpkg": {"gpkg"},
    "shapefile": {"zip"},
    "kml": {"kml"},
    "kmz": {"kmz", "zip"},
    "gpx": {"gpx"},
}
_JSON_ENDINGS: Final = {"json", "geojson", "jsonld", "jsonl", "ndjson", "geojsonl", "txt", "lpf"}
#: Streams inside a compound file, as its directory writes them.
_STREAMS: Final = {
    "encrypted": "EncryptedPackage".encode("utf-16-le"),
    "book": "Workbook".encode("utf-16-le"),
    "old_book": "B\0o\0o\0k\0\0\0".encode("latin-1"),
    "word": "WordDocument".encode("utf-16-le"),
    "slides": "PowerPoint Document".encode("utf-16-le"),
}
#: The record with which the globals of a workbook begin, and the one that names its password.
_BOOK_BEGINS: Final = b"\x09\x08\x10\x00\x00\x06\x05\x00"
_FILE_PASS: Final = 0x2F
_RECORDS: Final = 64
_CONTROLS: Final = bytes(set(range(32)) - set(b"\0\t\n\v\f\r\x1b\x1e"))


def sniff(path: Path) -> Kind:
    """The family of the file. Refused: empty_file, unsupported, binary."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    if not sample.strip(b"\0 \t\r\n"):
        raise unreadable("empty_file")
    if sample.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return Kind.ZIP
    if sample.startswith(_COMPOUND):
        _check_compound(path)
        return Kind.XLS
    if sample.startswith(_SQLITE):
        return Kind.GPKG
    for start, name in _FOREIGN:
        if sample.startswith(start):
            raise unreadable("unsupported", kind=name) if name else unreadable("binary")
    if _is_binary(sample):
        raise unreadable("binary")
    return Kind.TEXT


def ending_fact(file_name: str, format_: str) -> Fact | None:
    """A note where the name of the file promises another format than it has."""
    ending = file_name.rpartition(".")[2].lower() if "." in file_name else ""
    fitting = _ENDINGS.get(format_, _JSON_ENDINGS)
    if not ending or ending in fitting:
        return None
    text = T("扩展名是 .%(ending)s，内容是 %(format)s", ending=ending[:12], format=format_)
    return Fact("extension_differs", text)


def _check_compound(path: Path) -> None:
    """Which program wrote an OLE compound file: only workbooks can be read."""
    found = _streams_in(path)
    if "encrypted" in found or _has_file_pass(path):
        raise unreadable("encrypted")
    if not {"book", "old_book"} & found:
        kind = "Word" if "word" in found else "PowerPoint" if "slides" in found else "OLE"
        raise unreadable("unsupported", kind=kind)


def _has_file_pass(path: Path) -> bool:
    """Whether the records at the beginning of an xls say that the rest is encrypted ([MS-XLS])."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        at = data.find(_BOOK_BEGINS)
        for _ in range(_RECORDS):
            if at < 0 or at + 4 > len(data):
                return False
            kind, length = struct.unpack_from("<HH", data, at)
            if kind == _FILE_PASS:
                return True
            at += 4 + length
    return False


def _streams_in(path: Path) -> set[str]:
    found: set[str] = set()
    tail = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            piece = tail + chunk
            found |= {name for name, sign in _STREAMS.items() if sign in piece}
            tail = piece[-64:]
    return found


def _is_binary(sample: bytes) -> bool:
    """More than a few control characters; a single NUL in a table is that row's problem."""
    text = utf16_text(sample)
    # Half a character of UTF-16 may look like a control character: it is judged as text.
    plain = sample if text is None else text.encode("utf-8", errors="replace")
    controls = len(plain) - len(plain.translate(None, _CONTROLS))
    return controls * 50 > len(plain) or plain.count(0) * 10 > len(plain)
