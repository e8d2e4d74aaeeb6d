"""Each format under the same ill treatment: cut off, or called by another format's name."""

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyogrio import raw

from imports.readers import open_table
from registry.core.errors import Refused
from tests.support.hostile_files import xlsx
from tests.support.tables import cells
from tests.support.workbooks import ods_text, write_ods, write_xls

_ROWS = [(f"金牛{n}村", f"3401241012{n:02d}") for n in range(40)]
_CSV = "标准名称,代码\n" + "".join(f"{name},{code}\n" for name, code in _ROWS)
_POINTS = [
    {
        "type": "Feature",
        "properties": {"标准名称": name, "代码": code},
        "geometry": {"type": "Point", "coordinates": [117.1, 31.4]},
    }
    for name, code in _ROWS
]
_MARKS = "".join(f"<Placemark><name>{name}</name></Placemark>" for name, _ in _ROWS)
_KML = f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document>{_MARKS}</Document></kml>'
_WAYS = "".join(f'<wpt lat="31.4" lon="117.1"><name>{name}</name></wpt>' for name, _ in _ROWS)
_GPX = f'<gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{_WAYS}</gpx>'


def _kmz() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("doc.kml", _KML)
    return body.getvalue()


def _ods(path: Path) -> None:
    rows = [("标准名称", "代码"), *_ROWS]
    write_ods(path, ["".join(ods_text(cell) for cell in row) for row in rows])


def _layer(path: Path, driver: str) -> None:
    raw.write(
        path,
        shapely.to_wkb([shapely.Point(117.1, 31.4)] * len(_ROWS)),
        [np.array(column, dtype=object) for column in zip(*_ROWS, strict=True)],
        ["标准名称", "代码"],
        geometry_type="Point",
        crs="EPSG:4490",
        driver=driver,
    )


def _gpkg(path: Path) -> None:
    _layer(path.with_suffix(".gpkg"), "GPKG")
    path.with_suffix(".gpkg").rename(path)


def _zip(path: Path) -> None:
    _layer(path.with_suffix(".shp"), "ESRI Shapefile")
    with zipfile.ZipFile(path, "w") as archive:
        for part in sorted(path.parent.glob(f"{path.name}.*")):
            archive.write(part, part.name)


pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio")

#: Ending → writes a sound file of the format.
SOUND = {
    "csv": lambda path: path.write_text(_CSV, encoding="utf-8"),
    "tsv": lambda path: path.write_text(_CSV.replace(",", "\t"), encoding="gb18030"),
    "txt": lambda path: path.write_text(_CSV, encoding="utf-16"),
    "xlsx": lambda path: path.write_bytes(xlsx()),
    "xls": lambda path: write_xls(path, {"地名": [("标准名称", "代码"), *_ROWS]}),
    "ods": _ods,
    "geojson": lambda path: path.write_text(
        json.dumps({"type": "FeatureCollection", "features": _POINTS}), encoding="utf-8"
    ),
    "json": lambda path: path.write_text(
        json.dumps({"records": [one["properties"] for one in _POINTS]}), encoding="utf-8"
    ),
    "kml": lambda path: path.write_text(_KML, encoding="utf-8"),
    "kmz": lambda path: path.write_bytes(_kmz()),
    "gpkg": _gpkg,
    "zip": _zip,
    "gpx": lambda path: path.write_text(_GPX, encoding="utf-8"),
}
#: Text that is cut off is still text: what was whole before the cut is read.
_LINES = {"csv", "tsv", "txt"}


@pytest.fixture(params=sorted(SOUND))
def sound(request, tmp_path):
    path = tmp_path / "digest"
    SOUND[request.param](path)
    return request.param, path


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_cut_off_is_refused_or_gives_only_rows_it_had(sound, share):
    ending, path = sound
    whole = cells(open_table(path, f"a.{ending}"))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    if ending in _LINES:
        kept = cells(open_table(path, f"a.{ending}"))
        assert 0 < len(kept) <= len(whole)
        assert kept[:-1] == whole[: len(kept) - 1]
        return
    with pytest.raises(Refused) as told:
        cells(open_table(path, f"a.{ending}"))
    assert told.value.code.startswith("imports.")
    assert str(told.value.advice)


def test_another_formats_ending_changes_no_row(sound):
    ending, path = sound
    own = open_table(path, f"a.{ending}")
    for other in sorted({"csv", "xlsx", "kml"} - {ending}):
        named = open_table(path, f"a.{other}")
        assert (named.format, named.columns) == (own.format, own.columns)
    assert cells(open_table(path, "a.exe")) == cells(own)
