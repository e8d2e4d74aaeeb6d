"""One small table of place names in every format that can be brought in, sound or ill.

A row is (name, code, remark). Each writer puts what it is given into its format, also what no
program would write: the tests of bad input need files that only a broken program makes.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from xml.sax.saxutils import escape

import numpy as np
import shapely
from pyogrio import raw

from tests.support.hostile_files import xlsx
from tests.support.workbooks import ods_text, rewritten, write_ods, write_xls

#: Name, code, remark; in a grid also what stands too much in the row.
Row = tuple[str, ...]
#: Villages of a town, each with a remark and, as most lists have them, no code.
ROWS: Final[tuple[Row, ...]] = tuple((f"{name}家坝村", "", "约9户") for name in "赵钱孙")
LON, LAT = 117.245, 31.51
_STAND_IN: Final = "\x01"
_SHEET: Final = "xl/worksheets/sheet1.xml"
_POINT: Final = {"type": "Point", "coordinates": [LON, LAT]}


@dataclass(frozen=True, slots=True)
class Format:
    """How a format is written: `write(path, rows, extra)`, with `extra` more columns, all empty.

    `kind` is what the reader calls it; `traits` say which ills it can have: text (characters may be
    cut), grid (rows may be ragged), xml (entities), zip (paths, sizes), cells (columns of any
    name), long (a cell may be long).
    """

    kind: str
    ending: str
    traits: frozenset[str]
    write: Callable[[Path, Sequence[Row], int], None]


def _grid(rows: Sequence[Row], extra: int) -> list[list[str]]:
    more = [f"列{number}" for number in range(extra)]
    table = [["标准名称", "代码", "描述", "经度", "纬度", *more]]
    blank = [""] * extra
    return table + [[*row[:3], str(LON), str(LAT), *blank, *row[3:]] for row in rows]


def delimited(delimiter: str, encoding: str) -> Callable[[Path, Sequence[Row], int], None]:
    """A writer of delimited text in an encoding."""

    def write(path: Path, rows: Sequence[Row], extra: int) -> None:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(_grid(rows, extra))
        path.write_bytes(out.getvalue().encode(encoding))

    return write


def _lp_tsv(path: Path, rows: Sequence[Row], extra: int) -> None:
    more = [f"col{number}" for number in range(extra)]
    head = ["id", "title", "title_source", "ccodes", "start", "description", "lon", "lat", *more]
    blank = [""] * extra
    lines = [
        [code, name, "县志", "CN", "1900", text, LON, LAT, *blank, *more]
        for name, code, text, *more in rows
    ]
    out = io.StringIO()
    csv.writer(out, delimiter="\t").writerows([head, *lines])
    path.write_text(out.getvalue(), encoding="utf-8")


def _xlsx(path: Path, rows: Sequence[Row], extra: int) -> None:
    write_sheet(path, _grid(rows, extra))


def write_sheet(path: Path, table: Sequence[Sequence[str]]) -> None:
    """A workbook whose cells are written as they are, with no program in between."""
    cell = '<c t="inlineStr"><is><t>{0}</t></is></c>'.format
    lines = ["".join(cell(escape(text)) for text in row) for row in table]
    body = "".join(f"<row>{line}</row>" for line in lines)
    names = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = f"<worksheet {names}><sheetData>{body}</sheetData></worksheet>"
    path.write_bytes(xlsx())
    rewritten(path, {_SHEET: sheet.encode()})


def _xls(path: Path, rows: Sequence[Row], extra: int) -> None:
    write_xls(path, {"地名": _grid(rows, extra)})


def _ods(path: Path, rows: Sequence[Row], extra: int) -> None:
    table = _grid(rows, extra)
    write_ods(path, ["".join(ods_text(escape(cell)) for cell in row) for row in table])


def _features(rows: Sequence[Row], extra: int) -> list[dict[str, Any]]:
    more = {f"列{number}": "" for number in range(extra)}
    return [
        {
            "type": "Feature",
            "properties": {"标准名称": name, "代码": code, "描述": text, **more},
            "geometry": _POINT,
        }
        for name, code, text in rows
    ]


def _json(path: Path, value: Any) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")


def _geojson(path: Path, rows: Sequence[Row], extra: int) -> None:
    _json(path, {"type": "FeatureCollection", "features": _features(rows, extra)})


def _national(path: Path, rows: Sequence[Row], extra: int) -> None:
    more = {f"c{number}": "" for number in range(extra)}
    records = [
        {"id": f"n{at}", "standard_name": name, "place_code": code, "place_meaning": text}
        | {"gdm": [[LON, LAT]], "roman_alphabet_spelling": "", "place_type_code": ""}
        | more
        for at, (name, code, text) in enumerate(rows)
    ]
    _json(path, {"records": records, "total": len(records)})


def _linked(path: Path, rows: Sequence[Row], extra: int) -> None:
    more = {f"c{number}": "x" for number in range(extra)}
    places = [
        {
            "@id": code or f"https://example.org/{at}",
            "type": "Feature",
            "properties": more | {"title": name} | {"ccodes": ["CN"]},
            "names": [{"toponym": name, "lang": "zh", "citations": [{"label": "县志"}]}],
            "descriptions": [{"value": text, "lang": "zh"}],
            "geometry": _POINT,
        }
        for at, (name, code, text) in enumerate(rows)
    ]
    context = "https://example.org/linkedplaces-context-v1.1.jsonld"
    _json(path, {"type": "FeatureCollection", "@context": context, "features": places})


def kml(rows: Sequence[Row], extra: int) -> str:
    """Placemarks with extended data."""
    more = "".join(f'<Data name="列{number}"><value>x</value></Data>' for number in range(extra))
    marks = "".join(
        f"<Placemark><name>{escape(name)}</name><ExtendedData>"
        f'<Data name="代码"><value>{escape(code)}</value></Data>'
        f'<Data name="描述"><value>{escape(text)}</value></Data>{more}'
        f"</ExtendedData><Point><coordinates>{LON},{LAT}</coordinates></Point></Placemark>"
        for name, code, text in rows
    )
    names = 'xmlns="http://www.opengis.net/kml/2.2"'
    return f'<?xml version="1.0"?><kml {names}><Document>{marks}</Document></kml>'


def _kml(path: Path, rows: Sequence[Row], extra: int) -> None:
    path.write_text(kml(rows, extra), encoding="utf-8")


def _kmz(path: Path, rows: Sequence[Row], extra: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", kml(rows, extra))


def _gpx(path: Path, rows: Sequence[Row], extra: int) -> None:
    more = "".join(f"<c{number}>x</c{number}>" for number in range(extra))
    points = "".join(
        f'<wpt lat="{LAT}" lon="{LON}"><name>{escape(name)}</name><desc>{escape(text)}</desc>'
        f"<id>{escape(code)}</id>{more}</wpt>"
        for name, code, text in rows
    )
    names = 'xmlns="http://www.topografix.com/GPX/1/1"'
    path.write_text(f'<gpx version="1.1" {names}>{points}</gpx>', encoding="utf-8")


def _layer(path: Path, rows: Sequence[Row], columns: Sequence[str], extra: int, **how: Any) -> None:
    texts = [[row[at].replace("\0", _STAND_IN) for row in rows] for at in range(3)]
    fields = [np.array(column, dtype=object) for column in texts]
    fields += [np.array([""] * len(rows), dtype=object)] * extra
    raw.write(
        path,
        shapely.to_wkb([shapely.Point(LON, LAT)] * len(rows)),
        fields,
        [*columns, *(f"c{number}" for number in range(extra))],
        geometry_type="Point",
        crs="EPSG:4490",
        **how,
    )


def _with_nul(path: Path, rows: Sequence[Row], codec: str) -> None:
    """Put NUL where the library would have ended the text."""
    content = path.read_bytes()
    for text in (text for row in rows for text in row if "\0" in text):
        content = content.replace(text.replace("\0", _STAND_IN).encode(codec), text.encode(codec))
    path.write_bytes(content)


def _gpkg(path: Path, rows: Sequence[Row], extra: int) -> None:
    made = path.with_suffix(".gpkg")
    _layer(made, rows, ("标准名称", "代码", "描述"), extra, driver="GPKG")
    _with_nul(made, rows, "utf-8")
    made.rename(path)


def _shapefile(path: Path, rows: Sequence[Row], extra: int) -> None:
    made = path.with_suffix(".shp")
    how = {"driver": "ESRI Shapefile", "encoding": "GBK"}
    _layer(made, rows, ("名称", "代码", "描述"), extra, **how)
    _with_nul(made.with_suffix(".dbf"), rows, "gb18030")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(path.parent.glob(f"{path.name}.*")):
            archive.write(part, part.name)


def _list(path: Path, rows: Sequence[Row], _extra: int) -> None:
    lines = [f"合肥市肥西县三河镇{name}" for name, _, _ in rows]
    path.write_text("\n".join(["第一批名单", *lines, ""]), encoding="utf-8")


_Way = tuple[str, str, str, Callable[[Path, Sequence[Row], int], None]]
_WAYS: Final[dict[str, _Way]] = {
    "csv": ("csv", "csv", "text grid cells long", delimited(",", "utf-8-sig")),
    "csv in gb18030": ("csv", "tsv", "text grid cells long", delimited("\t", "gb18030")),
    "csv in utf-16": ("csv", "txt", "text grid cells long", delimited(";", "utf-16")),
    "lp-tsv": ("lp-tsv", "tsv", "text grid cells long", _lp_tsv),
    "xlsx": ("xlsx", "xlsx", "sheet grid xml zip cells long", _xlsx),
    "xls": ("xls", "xls", "sheet grid cells", _xls),
    "ods": ("ods", "ods", "sheet grid xml zip cells long", _ods),
    "geojson": ("geojson", "geojson", "text json cells long", _geojson),
    "national-json": ("national-json", "json", "text json cells long", _national),
    "linked-places": ("linked-places", "jsonld", "text json cells long", _linked),
    "gpkg": ("gpkg", "gpkg", "cells long", _gpkg),
    "shapefile": ("shapefile", "zip", "zip cells", _shapefile),
    "kml": ("kml", "kml", "text xml markup cells long", _kml),
    "kmz": ("kmz", "kmz", "xml markup zip cells long", _kmz),
    "gpx": ("gpx", "gpx", "text xml markup cells long", _gpx),
    "list": ("list", "txt", "text", _list),
}
#: Every format by its name; delimited text is there in three encodings and delimiters.
FORMATS: Final = {
    name: Format(kind, ending, frozenset(traits.split()), write)
    for name, (kind, ending, traits, write) in _WAYS.items()
}
