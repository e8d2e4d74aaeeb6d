"""JSON in every shape it is saved in, read in a stream."""

import io
import json
import sys
from typing import Any

import pytest

from imports.readers import json_stream, open_table
from imports.readers.json_stream import RecordStream
from registry.core.errors import Refused
from tests.support.tables import cells, codes, facts, problems, table_of

NAMES = [
    {
        "id": "a1",
        "standard_name": "金牛镇",
        "roman_alphabet_spelling": "Jīnniú Zhèn",
        "place_code": 34012410100021000001,
        "gdm": [[117.1, 31.4], [117.2, 31.5]],
        "pdm": None,
    },
    {"id": "a2", "standard_name": "三河镇", "place_code": "34012310121", "gdm": "[117.2, 31.5]"},
    {"id": "a3", "standard_name": "无坐标", "gdm": None, "old_name": "旧名"},
]
FEATURES: list[dict[str, Any]] = [
    {
        "type": "Feature",
        "id": 7,
        "properties": {"名称": "金牛镇", "数": 2.0, "有": True, "表": ["a", 1]},
        "geometry": {"type": "Point", "coordinates": [117.1, 31.4]},
    },
    {"type": "Feature", "properties": {"名称": "三河镇", "别名": "三河"}, "geometry": None},
]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "digest"


def dumps(value):
    return json.dumps(value, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        dumps(NAMES),
        dumps({"records": NAMES, "total": 3}),
        dumps({"code": 200, "data": {"total": 3, "list": NAMES}}),
        dumps({"data": NAMES}),
        dumps({"result": {"page": {"rows": NAMES}}}),
        "\n".join(dumps(name) for name in NAMES),
        "\n".join(dumps({"records": [name]}) for name in NAMES),
        dumps([{"records": NAMES[:1]}, {"records": NAMES[1:]}]),
        "\ufeff" + json.dumps({"records": NAMES}, indent=2),
    ],
    ids=["list", "records", "data.list", "data", "deep", "lines", "pages", "list of pages", "mark"],
)
def test_the_national_answer_is_read_in_every_shape(path, text):
    table = table_of(path, text, name="a.json")
    assert (table.format, table.crs, table.total) == ("national-json", "EPSG:4490", 3)
    rows = list(table.rows())
    at = table.columns.index("standard_name")
    assert [row.cells[at] for row in rows] == ["金牛镇", "三河镇", "无坐标"]
    assert rows[0].cells[table.columns.index("place_code")] == "34012410100021000001"
    assert [row.geometry and json.loads(row.geometry)["coordinates"] for row in rows] == [
        [[117.1, 31.4], [117.2, 31.5]],
        [[117.2, 31.5]],
        None,
    ]
    assert "old_name" in table.columns
    assert problems(table) == []


def test_geojson_columns_are_the_union_of_the_properties(path):
    table = table_of(
        path, dumps({"type": "FeatureCollection", "features": FEATURES}), name="a.json"
    )
    assert (table.format, table.crs) == ("geojson", "EPSG:4326")
    assert table.columns == ("id", "名称", "数", "有", "表", "别名")
    assert cells(table) == [
        ("7", "金牛镇", "2", "true", '["a", 1]', ""),
        ("", "三河镇", "", "", "", "三河"),
    ]
    assert [row.geometry for row in table.rows()][1] is None


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("urn:ogc:def:crs:EPSG::4490", "EPSG:4490"),
        ("EPSG:4548", "EPSG:4548"),
        ("urn:ogc:def:crs:OGC:1.3:CRS84", "EPSG:4326"),
    ],
)
def test_an_older_geojson_may_name_its_system(path, name, crs):
    system = {"type": "name", "properties": {"name": name}}
    text = dumps({"type": "FeatureCollection", "crs": system, "features": FEATURES})
    table = table_of(path, text, name="a.geojson")
    assert (table.crs, facts(table)["crs"]) == (crs, f"坐标系：{crs}")


def test_a_property_that_appears_late_is_told(path):
    named = [{"名": str(n)} for n in range(1000)]
    many = [
        {"type": "Feature", "properties": each, "geometry": None}
        for each in [*named, {"名": "末", "晚": "值"}]
    ]
    table = table_of(path, dumps({"type": "FeatureCollection", "features": many}))
    assert problems(table) == [(1001, "晚", "值", "late_column")]
    assert table.total is None


def test_a_geometry_that_is_none_is_told(path):
    broken = [{**FEATURES[0], "geometry": {"type": "Blob", "coordinates": "?"}}, FEATURES[1]]
    table = table_of(path, dumps({"type": "FeatureCollection", "features": broken}))
    assert codes(table) == [(1, "bad_geometry")]


def test_strange_text_in_json_is_told(path):
    text = (
        r'[{"名称":"金\u0000牛","码":"3.40123E+11"},{"名称":"\ud800半","码":"'
        + "长" * 70_000
        + '"}]'
    )
    table = table_of(path, text)
    assert codes(table) == [
        (1, "nul_removed"),
        (1, "mangled_number"),
        (2, "bad_bytes"),
        (2, "cell_too_long"),
    ]
    assert cells(table) == [("金牛", "3.40123E+11"), ("\ufffd半", "")]


LINKED: dict[str, Any] = {
    "type": "FeatureCollection",
    "@context": "https://example.org/linkedplaces-context-v1.1.jsonld",
    "features": [
        {
            "@id": "https://example.org/places/1",
            "type": "Feature",
            "properties": {"title": "Lu'an", "ccodes": ["CN"], "note": "x"},
            "when": {"timespans": [{"start": {"in": "0121"}, "end": {"latest": "1912"}}]},
            "names": [
                {
                    "toponym": "六安",
                    "lang": "zh",
                    "citations": [{"label": "汉书", "@id": "https://example.org/hanshu"}],
                },
                {"toponym": "Lu'an", "lang": "zh-Latn"},
            ],
            "types": [{"identifier": "aat:300008347", "label": "inhabited place"}],
            "relations": [
                {"relationType": "gvp:broaderPartitive", "relationTo": "x:9", "label": "安徽"}
            ],
            "links": [{"type": "closeMatch", "identifier": "wd:Q360562"}],
            "descriptions": [{"value": "古国", "lang": "zh"}],
            "geometry": {"type": "Point", "coordinates": [116.5, 31.7]},
        }
    ],
}


def test_linked_places_come_in_the_columns_of_lp_tsv(path):
    table = table_of(path, dumps(LINKED), name="a.jsonld")
    assert (table.format, table.crs) == ("linked-places", "EPSG:4326")
    row = dict(zip(table.columns, cells(table)[0], strict=True))
    assert {key: row[key] for key in table.columns[:13] if key != "description"} == {
        "id": "https://example.org/places/1",
        "title": "Lu'an",
        "title_source": "汉书",
        "title_uri": "https://example.org/hanshu",
        "ccodes": "CN",
        "matches": "wd:Q360562",
        "variants": "六安@zh;Lu'an@zh-Latn",
        "types": "inhabited place",
        "aat_types": "300008347",
        "parent_name": "安徽",
        "parent_id": "x:9",
        "start": "0121",
        "end": "1912",
    }
    assert (row["description"], row["note"]) == ("古国", "x")
    assert json.loads(row["names"]) == LINKED["features"][0]["names"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('{"records":[]}', "no_records"),
        ('{"type":"FeatureCollection","features":[]}', "no_records"),
        ("[]", "no_records"),
        ('[{"a":1},', "json_damaged"),
        ('[{"a":1}{"a":2}]', "json_damaged"),
        ('{"records":[{"a":1},]}', "json_damaged"),
        ('{"a" 1}', "json_damaged"),
        ("[" * 200_000, "json_deep"),
        ('[{"a":' + "[" * 200_000, "json_deep"),
        ("[[1,2],[3,4]]", "json_shape"),
        ('[{"a":' + "9" * 5000 + "}]", "json_damaged"),
    ],
)
def test_json_that_cannot_be_read_is_refused(path, text, code):
    with pytest.raises(Refused) as caught:
        list(table_of(path, text).rows())
    assert caught.value.code == f"imports.{code}"
    assert "%(" not in str(caught.value.message)


def test_records_are_found_wherever_the_pieces_are_cut(monkeypatch):
    monkeypatch.setattr(json_stream, "_READ_CHARS", 3)
    for text in (
        dumps({"x": {"y": [1]}, "data": {"total": 12345, "list": NAMES}, "end": 1.5}),
        dumps(NAMES),
        "\n".join(dumps(name) for name in NAMES),
    ):
        assert list(RecordStream(io.StringIO(text), {}).records()) == NAMES


def test_a_large_file_is_read_in_pieces(path, monkeypatch):
    monkeypatch.setattr(json_stream, "ITEM_CHARS", 5000)
    one = {"type": "Feature", "properties": {"名": "村"}, "geometry": FEATURES[0]["geometry"]}
    path.write_text(dumps({"type": "FeatureCollection", "features": [one] * 10_000}), "utf-8")
    monkeypatch.setattr(json_stream, "_READ_CHARS", 1000)
    rows = iter(open_table(path, "a.geojson").rows())
    first = next(rows)
    assert sys.getsizeof(first.cells) < 200
    assert sum(1 for _ in rows) == 9_999


def test_one_endless_record_is_refused(path, monkeypatch):
    monkeypatch.setattr(json_stream, "ITEM_CHARS", 5000)
    monkeypatch.setattr(json_stream, "_READ_CHARS", 1000)
    with pytest.raises(Refused) as caught:
        table_of(path, '[{"a":"' + "x" * 50_000 + '"}]')
    assert caught.value.code == "imports.json_item_too_large"
