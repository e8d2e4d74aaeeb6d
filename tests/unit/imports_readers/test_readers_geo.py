"""Geographic files: columns with their Chinese names, geometries, coordinate systems, layers."""

import importlib.util
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyogrio import raw

from imports.readers import Reading, open_table
from imports.readers.table import Limits
from imports.readers.worker_layers import Layers
from imports.readers.worker_nul import in_dbase, in_geopackage
from registry.core.errors import Refused
from tests.support.tables import cells, facts, problems, table_of
from tests.support.workbooks import WindowsEntry

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio")

POINTS = [shapely.Point(117.1, 31.4), shapely.Point(117.5, 31.5)]
NAMES = np.array(["金牛镇", "柘皋镇"], dtype=object)
CODES = np.array(["340124101000", None], dtype=object)
COUNTS = np.array([1.0, np.nan])


@pytest.fixture
def path(tmp_path):
    return tmp_path / "digest"


def write(path, driver, *, crs="EPSG:4490", layer=None, shapes=POINTS, **options):
    raw.write(
        path,
        shapely.to_wkb(shapes),
        [NAMES, CODES, COUNTS],
        ["标准名称", "代码", "标牌个数"],
        geometry_type=shapes[0].geom_type,
        crs=crs,
        driver=driver,
        layer=layer,
        **options,
    )
    return path


def shapefile(tmp_path, *, encoding, keep_cpg=True, folder="", leave_out=(), **how):
    write(tmp_path / "made.shp", "ESRI Shapefile", encoding=encoding, **how)
    packed = tmp_path / "digest"
    with zipfile.ZipFile(packed, "w") as archive:
        for part in sorted(tmp_path.glob("made.*")):
            if (keep_cpg or part.suffix != ".cpg") and part.suffix not in leave_out:
                entry = WindowsEntry(f"{folder}乡镇驻地{part.suffix}")
                archive.writestr(entry, part.read_bytes())
    return packed


def test_a_geopackage_is_read_with_its_system(tmp_path):
    made = write(tmp_path / "made.gpkg", "GPKG", layer="地名")
    made.rename(tmp_path / "digest")
    table = open_table(tmp_path / "digest", "a.gpkg")
    assert (table.format, table.crs, table.total) == ("gpkg", "EPSG:4490", 2)
    assert table.columns == ("标准名称", "代码", "标牌个数")
    assert cells(table) == [("金牛镇", "340124101000", "1"), ("柘皋镇", "", "")]
    shapes = [json.loads(row.geometry) for row in table.rows(1)]
    assert shapes == [{"type": "Point", "coordinates": [117.5, 31.5]}]
    assert facts(table)["layer"] == "图层：地名"


def test_layers_that_are_not_read_are_told_and_can_be_chosen(tmp_path):
    made = write(tmp_path / "made.gpkg", "GPKG", layer="甲")
    write(made, "GPKG", layer="乙", append=True, shapes=[shapely.LineString(POINTS)] * 2)
    table = open_table(made, "a.gpkg", Reading(layer="乙"))
    assert json.loads(next(table.rows()).geometry)["type"] == "LineString"
    assert facts(table)["other_layers"].endswith("甲")
    with pytest.raises(Refused) as caught:
        open_table(made, "a.gpkg", Reading(layer="丙"))
    assert caught.value.code == "imports.layer_unknown"


@pytest.mark.parametrize(
    ("encoding", "keep_cpg", "told"),
    [
        ("GB18030", False, "没有 .cpg 文件，文字按 GB 18030 读取"),
        ("GB18030", True, "文字编码按 .cpg 文件：GB18030"),
        ("UTF-8", True, "文字编码按 .cpg 文件：UTF-8"),
    ],
)
def test_a_zipped_shapefile_keeps_its_chinese(tmp_path, encoding, keep_cpg, told):
    packed = shapefile(tmp_path, encoding=encoding, keep_cpg=keep_cpg, folder="数据/")
    table = open_table(packed, "a.zip")
    assert table.format == "shapefile"
    # A field's name has ten bytes; in UTF-8 that is three Chinese characters and a third of one.
    whole = ("标准名称", "代码", "标牌个数")
    assert table.columns == (("标准名", "代码", "标牌个") if encoding == "UTF-8" else whole)
    assert cells(table) == [("金牛镇", "340124101000", "1"), ("柘皋镇", "", "")]
    assert facts(table)["encoding"] == told
    assert facts(table)["layer"] == "图层：乡镇驻地"


@pytest.mark.parametrize("epsg", [4490, 4527, 4548])
def test_the_system_of_a_shapefile_gets_its_number(tmp_path, epsg):
    table = open_table(shapefile(tmp_path, encoding="GB18030", crs=f"EPSG:{epsg}"), "a.zip")
    assert table.crs == f"EPSG:{epsg}"


def test_a_shapefile_without_a_system_says_so(tmp_path):
    table = open_table(shapefile(tmp_path, encoding="UTF-8", leave_out=(".prj",)), "a.zip")
    assert (table.crs, facts(table)["crs"]) == ("", "文件没有写明坐标系，请在导入时选定")


def test_a_part_of_a_shapefile_that_is_missing_is_named(tmp_path):
    with pytest.raises(Refused) as caught:
        open_table(shapefile(tmp_path, encoding="UTF-8", leave_out=(".dbf", ".shx")), "a.zip")
    assert caught.value.code == "imports.shapefile_incomplete"
    assert str(caught.value.message).endswith(".shx .dbf")


def test_what_was_unpacked_goes_with_the_table(tmp_path):
    table: Any = open_table(shapefile(tmp_path, encoding="UTF-8"), "a.zip")
    folder = Path(table._folder.name)
    assert len(list(table.rows())) == 2
    assert folder.is_dir()
    del table
    assert not folder.exists()


def test_without_the_extra_the_remedy_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(Refused) as caught:
        open_table(write(tmp_path / "made.gpkg", "GPKG"), "a.gpkg")
    assert caught.value.code == "imports.geo_missing"
    assert "placename-registry[geo]" in str(caught.value.advice)


def test_the_decoder_itself_sends_plain_data(tmp_path):
    made = write(tmp_path / "made.gpkg", "GPKG", layer="地名")
    job = {"path": str(made), "layer": "", "encoding": ""}
    decoder = Layers(job, Limits())
    assert decoder.opened()["layers"] == ["地名"]
    first, second = decoder.rows({"after": 0})
    assert first[:2] == [1, ["金牛镇", "340124101000", "1"]]
    assert second[3] == []
    assert [row[0] for row in decoder.rows({"after": 1})] == [2]


KML = """<?xml version="1.0" encoding="UTF-8"?>
<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>合肥</name>
<Folder><name>镇</name><Placemark><name>金牛镇</name><description><![CDATA[<b>千年</b>]]></description>
<ExtendedData><Data name="代码"><value>340124101</value></Data>
<SchemaData><SimpleData name="级别">镇</SimpleData></SchemaData></ExtendedData>
<Point><coordinates>117.1,31.4,0</coordinates></Point></Placemark></Folder>
<Folder><name>路</name><Placemark><name>古乐路</name>
<LineString><coordinates>117.1,31.1 117.2,31.2</coordinates></LineString></Placemark>
<Placemark><name>巢湖</name><Polygon><outerBoundaryIs><LinearRing>
<coordinates>117,31 118,31 118,32 117,31</coordinates></LinearRing></outerBoundaryIs></Polygon>
</Placemark><Placemark><name>坏</name><Point><coordinates>东,北</coordinates></Point></Placemark>
</Folder></Document></kml>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_kml_keeps_chinese_field_names_and_folders(path, encoding):
    table = table_of(path, KML, name="a.kml", encoding=encoding)
    assert (table.format, table.crs) == ("kml", "EPSG:4326")
    assert table.columns == ("name", "description", "folder", "代码", "级别")
    assert cells(table)[:2] == [
        ("金牛镇", "<b>千年</b>", "镇", "340124101", "镇"),
        ("古乐路", "", "路", "", ""),
    ]
    kinds = [json.loads(row.geometry)["type"] for row in table.rows() if row.geometry]
    assert kinds == ["Point", "LineString", "Polygon"]
    assert [(row, code) for row, _, _, code in problems(table)] == [(4, "bad_geometry")]


def test_kmz_is_the_kml_inside(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("files/icon.png", b"\x89PNG")
        archive.writestr("doc.kml", KML)
    table = open_table(path, "a.kmz")
    assert table.format == "kmz"
    assert len(cells(table)) == len(cells(table, after=0)) == 4


GPX = """<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">
<wpt lat="31.4" lon="117.1"><ele>12.5</ele><name>金牛镇</name></wpt>
<trk><name>外业轨迹</name><trkseg>
<trkpt lat="31" lon="117"/><trkpt lat="31.1" lon="117.1"/></trkseg></trk>
</gpx>"""


def test_gpx_gives_waypoints_and_tracks_only_when_asked(path):
    table = table_of(path, GPX, name="a.gpx")
    assert (table.columns, cells(table)) == (("name", "ele"), [("金牛镇", "12.5")])
    assert json.loads(next(table.rows()).geometry)["coordinates"] == [117.1, 31.4]
    tracks = open_table(path, "a.gpx", Reading(layer="tracks"))
    assert cells(tracks) == [("外业轨迹",)]
    assert json.loads(next(tracks.rows()).geometry)["type"] == "MultiLineString"


def test_a_text_that_nul_would_end_is_found_past_deleted_records(tmp_path):
    write(tmp_path / "made.shp", "ESRI Shapefile", encoding="GBK")
    dbf = tmp_path / "made.dbf"
    content = dbf.read_bytes().replace("柘皋镇".encode("gbk"), "柘\0镇".encode("gbk") + b"\0")
    dbf.write_bytes(content)
    assert in_dbase(dbf, "gb18030", 3) == {2: {0: "柘\0镇"}}
    start = content.index("金牛镇".encode("gbk")) - 1
    dbf.write_bytes(content[:start] + b"*" + content[start + 1 :])
    assert in_dbase(dbf, "gb18030", 3) == {1: {0: "柘\0镇"}}
    # Another table than the one that was announced, a beginning, nothing: no more than no answer.
    assert in_dbase(dbf, "gb18030", 2) == {}
    dbf.write_bytes(content[:20])
    assert in_dbase(dbf, "gb18030", 3) == {}


def test_a_geopackage_that_cannot_be_asked_has_no_such_texts(tmp_path):
    write(tmp_path / "a.gpkg", "GPKG", layer='乡"镇')
    assert in_geopackage(str(tmp_path / "a.gpkg"), '乡"镇', ["标准名称"]) == {}
    assert in_geopackage(str(tmp_path / "a.gpkg"), "没有", ["标准名称"]) == {}
    assert in_geopackage(str(tmp_path / "a.gpkg"), '乡"镇', []) == {}
