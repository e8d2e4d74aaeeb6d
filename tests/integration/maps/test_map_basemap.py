"""The operator's base layer: built as a whole or not at all, shown, removed, journalled."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Invalid, NotFound
from registry.maps import queries, services
from registry.maps.cli import group

ROUGH = [[117.0 + i / 1000, 31.0 + (i % 2) / 100000] for i in range(400)]
OUTLINE = [*ROUGH, [117.4, 31.4], [117.0, 31.4], ROUGH[0]]
NEXT = [[117.0, 31.4], [117.4, 31.4], [117.4, 31.8], [117.0, 31.8], [117.0, 31.4]]
CREDIT = {"attribution": "虚构图源", "approval_number": "虚S(2026)1号"}


def invented(*rings) -> bytes:
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"虚{number}县", "level": "county"},
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for number, ring in enumerate(rings or (OUTLINE, NEXT))
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def build(runtime, data=None):
    with runtime.write(SYSTEM) as work:
        return services.build_basemap(work, runtime.settings.data_dir, data or invented(), **CREDIT)


def vertices(features) -> int:
    return sum(len(feature["geometry"]["coordinates"][0]) for feature in features)


def test_a_built_layer_is_finer_the_nearer_one_looks(runtime):
    meta = build(runtime)
    own = queries.basemap(runtime.settings.data_dir)
    assert (meta.shapes, own.meta) == (2, meta)
    assert vertices(own.features(8)) < vertices(own.features(18)) == len(OUTLINE) + len(NEXT)


def test_the_map_draws_it_with_its_source_and_number(runtime, client):
    build(runtime)
    body = client.get("/map/base.json?zoom=9").get_json()
    assert [item["properties"]["name"] for item in body["areas"]] == ["虚0县", "虚1县"]
    assert body["basemap"]["approval_number"] == "虚S(2026)1号"
    assert "虚构图源 虚S(2026)1号" in client.get("/").get_data(as_text=True)


def test_a_bad_file_leaves_the_old_layer(runtime):
    before = build(runtime)
    with pytest.raises(Invalid):
        build(runtime, b"{")
    assert queries.basemap(runtime.settings.data_dir).meta == before
    assert not list((runtime.settings.data_dir / "basemap").glob(".basemap-*"))


def test_no_layer_without_a_source_and_a_number(runtime):
    with runtime.write(SYSTEM) as work, pytest.raises(Invalid) as caught:
        services.build_basemap(
            work, runtime.settings.data_dir, invented(), attribution=" ", approval_number=""
        )
    assert set(caught.value.fields) == {"attribution", "approval_number"}


def test_overlapping_and_crossing_areas_are_still_drawn(runtime):
    bow = [[117.0, 31.0], [117.4, 31.4], [117.4, 31.0], [117.0, 31.4], [117.0, 31.0]]
    assert build(runtime, invented(bow, NEXT, NEXT)).shapes == 3


def test_building_and_removing_are_in_the_journal(runtime):
    build(runtime)
    with runtime.write(SYSTEM) as work:
        services.remove_basemap(work, runtime.settings.data_dir)
    with runtime.database.read() as session:
        verbs = [entry.verb for entry in journal.latest(session)]
    assert verbs == ["maps.basemap_removed", "maps.basemap_built"]
    assert queries.basemap(runtime.settings.data_dir) is None
    with runtime.write(SYSTEM) as work, pytest.raises(NotFound):
        services.remove_basemap(work, runtime.settings.data_dir)


def test_the_command_builds_shows_and_removes(runtime, tmp_path, monkeypatch):
    monkeypatch.setenv("REGISTRY_DATABASE_URL", runtime.settings.database_url)
    monkeypatch.setenv("REGISTRY_DATA_DIR", str(runtime.settings.data_dir))
    file = tmp_path / "areas.geojson"
    file.write_bytes(invented())
    run = CliRunner().invoke
    options = ["--attribution", "虚构图源", "--approval-number", "虚S(2026)1号"]
    built = run(group, ["build", str(file), *options])
    assert (built.exit_code, "2 areas" in built.output) == (0, True)
    assert json.loads(run(group, ["show"]).output)["attribution"] == "虚构图源"
    assert run(group, ["remove"]).exit_code == 0
    assert run(group, ["show"]).output.strip() == "null"
    again = run(group, ["remove"])
    assert (again.exit_code, "没有自备底图" in again.output) == (1, True)


def test_the_command_says_everything_that_is_wrong(runtime, tmp_path, monkeypatch):
    monkeypatch.setenv("REGISTRY_DATABASE_URL", runtime.settings.database_url)
    monkeypatch.setenv("REGISTRY_DATA_DIR", str(runtime.settings.data_dir))
    file = tmp_path / "areas.geojson"
    file.write_bytes(invented([[31.0, 117.0], [31.5, 117.0], [31.5, 117.5], [31.0, 117.0]]))
    done = CliRunner().invoke(
        group, ["build", str(file), "--attribution", "图", "--approval-number", "1"]
    )
    assert (done.exit_code, "写反" in done.output) == (1, True)
    assert CliRunner().invoke(group, ["build", str(file)]).exit_code == 2
