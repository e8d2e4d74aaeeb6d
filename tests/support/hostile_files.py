"""Files that want to do harm, or are broken in the ways files are broken in offices."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import openpyxl

from tests.support.workbooks import compound, rewritten, write_ods, write_xls

_XXE: Final = '<!DOCTYPE kml [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
_LAUGHS: Final = (
    '<!DOCTYPE kml [<!ENTITY a "ha"><!ENTITY b "'
    + "&a;" * 50
    + '"><!ENTITY c "'
    + "&b;" * 50
    + '">]>'
)
_KML: Final = "<kml><Document><Placemark><name>&{0};</name></Placemark></Document></kml>"
_SHEET: Final = "xl/worksheets/sheet1.xml"
_EMPTY: Final = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    b"<sheetData/></worksheet>"
)
_ENTITY: Final = _XXE + _KML.format("x")
_TYPES: Final = ("[Content_Types].xml", b"<a/>")


def xlsx() -> bytes:
    """A small sound workbook."""
    book = openpyxl.Workbook()
    for row in (["标准名称", "代码"], ["金牛镇", "340124101"]):
        book.worksheets[0].append(row)
    body = io.BytesIO()
    book.save(body)
    return body.getvalue()


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def _zip(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content, zipfile.ZIP_DEFLATED)
    return body.getvalue()


def _link() -> bytes:
    entry = zipfile.ZipInfo("names.shp")
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return _zip((entry, b"/etc/passwd"))


def _bomb() -> bytes:
    return _zip(("names.shp", b"\0" * 40_000_000))


def _locked_zip() -> bytes:
    content = bytearray(_zip(("names.shp", b"x" * 100)))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + place] |= 1
    return bytes(content)


def _liar() -> bytes:
    """An archive whose directory says that a sheet of megabytes has a hundred bytes."""
    content = bytearray(_zip(("doc.kml", b" " * 5_000_000)))
    content[content.index(b"PK\x01\x02") + 24 :][:4] = b""
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = struct.pack("<I", 100)
    return bytes(content)


def _far_cell() -> bytes:
    """A sheet whose only cells stand in its first and its last corner."""
    sheet = (
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>名称</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>'
    )
    return sheet.encode()


def _workbook(path: Path, change: dict[str, bytes]) -> Path:
    return rewritten(_written(path, xlsx()), change)


def _changed(change: dict[str, bytes]) -> Callable[[Path], Path]:
    return lambda path: _workbook(path, change)


def _bytes(content: bytes) -> Callable[[Path], Path]:
    return lambda path: _written(path, content)


def _text(content: str, encoding: str = "utf-8") -> Callable[[Path], Path]:
    return _bytes(content.encode(encoding))


#: What it is → (name of the file, code of its refusal, how to make it).
HOSTILE: Final[dict[str, tuple[str, str, Callable[[Path], Path]]]] = {
    "nothing": ("a.csv", "empty_file", _bytes(b"")),
    "spaces": ("a.csv", "empty_file", _bytes(b" \r\n\t\n")),
    "only NUL": ("a.csv", "empty_file", _bytes(b"\0" * 5000)),
    "only a mark": ("a.csv", "empty_file", _bytes(b"\xef\xbb\xbf\n")),
    "header": ("a.csv", "header_only", _text("标准名称,代码\n")),
    "header and empty rows": ("a.csv", "header_only", _text("标准名称,代码\n,\n,\n")),
    "pdf": ("a.xlsx", "unsupported", _bytes(b"%PDF-1.7\n")),
    "picture": ("a.csv", "unsupported", _bytes(b"\x89PNG\r\n\x1a\n" + b"\0" * 64)),
    "rar": ("a.zip", "unsupported", _bytes(b"Rar!\x1a\x07\x01\0")),
    "lonely shp": ("a.shp", "unsupported", _bytes(b"\0\0\x27\x0a" + b"\0" * 96)),
    "machine code": ("a.csv", "binary", _bytes(bytes(range(256)) * 40)),
    "html as xls": ("a.xls", "html", _text("<html><table><tr><td>名称</td></tr></table></html>")),
    "html with doctype": ("a.xls", "html", _text("<!DOCTYPE html>\n<html><body></body></html>")),
    "bare html table": ("a.xls", "html", _text("<table border=1><tr><td>名称<td>x</table>")),
    "mhtml as xls": ("a.xls", "html", _text("MIME-Version: 1.0\nContent-Type: multipart\n\nx")),
    "excel 2003 xml": (
        "a.xls",
        "xml_table",
        _text('<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="u"/>'),
    ),
    "other xml": ("a.xml", "xml_unknown", _text("<gml><x/></gml>")),
    "external entity": ("a.kml", "doctype", _text(_ENTITY)),
    "growing entity": ("a.kml", "doctype", _text(_LAUGHS + _KML.format("c"))),
    "entity in utf-16": ("a.kml", "doctype", _text("\ufeff" + _ENTITY, "utf-16-le")),
    "entity in gpx": ("a.gpx", "doctype", _text(_XXE.replace("kml", "gpx") + "<gpx></gpx>")),
    "kml cut off": ("a.kml", "damaged", _text("<kml><Document><Placemark><name>x")),
    "deep kml": ("a.kml", "damaged", _text("<kml>" + "<Folder>" * 5000)),
    "kml of nothing": ("a.kml", "no_records", _text("<kml><Document/></kml>")),
    "neither encoding": ("a.csv", "encoding_unknown", _bytes(b"name,x\n\xff\xff\x80\x80,1\n")),
    "bytes turned round": (
        "a.csv",
        "byte_order",
        _bytes(b"\xff\xfe" + "名称,代码\n金牛,1\n".encode("utf-16-be")),
    ),
    "endless line": ("a.csv", "line_too_long", _text("名称,代码\n" + "长,短" * 6_000_000)),
    "thousand columns": ("a.csv", "too_many_columns", _text(",".join(f"c{n}" for n in range(999)))),
    "letter": ("a.txt", "no_table", _text("各单位：\n现将有关事项通知如下。\n")),
    "zip cut off": ("a.zip", "zip_damaged", _bytes(_zip(("a.shp", b"x" * 999))[:60])),
    "zip of nothing": ("a.zip", "zip_contents", _bytes(_zip())),
    "zip of a table": ("a.zip", "zip_contents", _bytes(_zip(("a.csv", b"a,b\n")))),
    "zip in zip": ("a.zip", "zip_nested", _bytes(_zip(("a.zip", _zip(("b.shp", b"x")))))),
    "way out": ("a.zip", "zip_path", _bytes(_zip(("../../etc/a.shp", b"x")))),
    "way out, Windows": ("a.zip", "zip_path", _bytes(_zip(("..\\..\\a.shp", b"x")))),
    "absolute": ("a.zip", "zip_path", _bytes(_zip(("/etc/a.shp", b"x")))),
    "drive": ("a.zip", "zip_path", _bytes(_zip(("C:/a.shp", b"x")))),
    "link": ("a.zip", "zip_link", lambda path: _written(path, _link())),
    "password": ("a.zip", "zip_encrypted", lambda path: _written(path, _locked_zip())),
    "bomb": ("a.zip", "zip_inflates", lambda path: _written(path, _bomb())),
    "lying directory": ("a.kmz", "zip_damaged", lambda path: _written(path, _liar())),
    "half a shapefile": ("a.zip", "shapefile_incomplete", _bytes(_zip(("a.shp", b"x")))),
    "false shapefile": (
        "a.zip",
        "damaged",
        _bytes(_zip(("a.shp", b"x" * 99), ("a.shx", b"y" * 99), ("a.dbf", b"z" * 99))),
    ),
    "docx": ("a.docx", "unsupported", _bytes(_zip(_TYPES, ("word/x", b"")))),
    "xlsb": ("a.xlsb", "unsupported", _bytes(_zip(_TYPES, ("xl/x.bin", b"")))),
    "xlsx cut off": ("a.xlsx", "zip_damaged", lambda path: _written(path, xlsx()[:-40])),
    "xlsx with entity": (
        "a.xlsx",
        "doctype",
        _changed({_SHEET: (_XXE.replace("kml", "worksheet") + "<worksheet/>").encode()}),
    ),
    "xlsx with a broken sheet": ("a.xlsx", "damaged", _changed({_SHEET: b"<worksheet><row"})),
    "xlsx of two far cells": ("a.xlsx", "", _changed({_SHEET: _far_cell()})),
    "xlsx that inflates": (
        "a.xlsx",
        "zip_inflates",
        _changed({_SHEET: b"<worksheet>" + b" " * 60_000_000 + b"</worksheet>"}),
    ),
    "locked xlsx": (
        "a.xlsx",
        "encrypted",
        lambda path: _written(path, compound({"EncryptedPackage": b"x" * 5000})),
    ),
    "locked xls": (
        "a.xls",
        "encrypted",
        lambda path: write_xls(path, {"a": [["名称"], ["x"]]}, locked=True),
    ),
    "word as xls": (
        "a.xls",
        "unsupported",
        lambda path: _written(path, compound({"WordDocument": b"x" * 5000})),
    ),
    "broken xls": (
        "a.xls",
        "damaged",
        lambda path: _written(path, compound({"Workbook": b"\x09\x08" + b"\xff" * 5000})),
    ),
    "ods with entity": (
        "a.ods",
        "doctype",
        lambda path: write_ods(path, [], prolog=_XXE.replace("kml", "x")),
    ),
    "empty sheets": ("a.xlsx", "empty_sheets", _changed({_SHEET: _EMPTY})),
    "false geopackage": ("a.gpkg", "damaged", _bytes(b"SQLite format 3\0" + b"\x10\0" * 2000)),
    "json cut off": ("a.json", "json_damaged", _text('{"records":[{"a":1},{"a"')),
    "deep json": ("a.json", "json_deep", _text('{"records":' + "[" * 100_000)),
    "json of nothing": ("a.json", "no_records", _text('{"features":[]}')),
}  # fmt: skip
