"""What a file was called, and which run it was: for staff, and at no address for anybody else."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import pytest

from imports import queries
from registry.core.clock import china_date
from registry.places import queries as places
from registry.places.queries import PlaceFilter
from registry.sources import queries as sources
from tests.support.importing import Importer

FILE = "王主任改后终稿.csv"
VILLAGE = {
    "标准名称": "小李庄",
    "类别": "自然村",
    "县区": "肥西县",
    "乡镇": "三河镇",
    "经度": "117.245",
    "纬度": "31.51",
    "坐标系": "WGS84",
    "密级": "公开",
    "来历": "李姓聚居",
}
ROWS = [VILLAGE, {**VILLAGE, "标准名称": "大李庄", "经度": "117.265", "来历": ""}]


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@dataclass(frozen=True)
class Brought:
    """Two runs of one file, the second of which changed what the first made and was undone."""

    runs: tuple[str, ...]
    places: tuple[str, ...]
    source_id: str
    claim_id: str


@pytest.fixture
def brought(runtime, cast):
    """Places made, one changed by the file's next state, the change taken back, one withdrawn."""
    importer = Importer(runtime, cast.steward)
    first = importer.bring(ROWS, name=FILE)
    second = importer.bring([{**VILLAGE, "别名": "李家郢"}], name=FILE)
    assert second.done == {"update": 1}
    importer.undo(second.id, reason="")
    gone = importer.bring([{**VILLAGE, "标准名称": "新李庄", "经度": "117.285"}], name=FILE)
    with runtime.database.read() as session:
        ids = [
            places.search(session, PlaceFilter(q=name)).items[0].card.id
            for name in ("小李庄", "大李庄", "新李庄")
        ]
        claim = places.claims_of(session, ids[0])[0]
    importer.undo(gone.id, reason="")
    runs = (first.id, second.id, gone.id)
    return Brought(runs, tuple(ids), str(first.source_id), claim.id)


def addresses(app, brought, today) -> list[str]:
    """Every address that is asked for with a place, its claim, a kept state or its document."""
    found = ["/sources", "/places?q=小李庄", "/api/v1/places?q=小李庄", "/"]
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        for place_id in brought.places:
            values = {
                "place_id": place_id,
                "claim_id": brought.claim_id,
                "number": 1,
                "source_id": brought.source_id,
            }
            asked = {name: values[name] for name in rule.arguments if name in values}
            if asked and set(asked) == rule.arguments:
                found.append(adapter.build(rule.endpoint, asked))
    found += [f"{address}?on={today}" for address in found if "/places/" in address]
    return sorted(set(found))


def texts_of(response) -> str:
    """What an answer says; of a ZIP all that is in it."""
    if response.mimetype != "application/zip":
        return response.get_data(as_text=True)
    archive = zipfile.ZipFile(io.BytesIO(response.get_data()))
    parts = [archive.read(name).decode("utf-8", "replace") for name in archive.namelist()]
    return "\n".join([*archive.namelist(), *parts])


@pytest.mark.parametrize("part", ["visitor", "stranger"])
def test_no_address_tells_the_file_or_the_run(app, runtime, client, sign_in, brought, part):
    sign_in(client, part)
    answered = 0
    for address in addresses(app, brought, china_date(runtime.clock.now())):
        response = client.get(address)
        said = texts_of(response)
        answered += response.status_code == 200
        assert "王主任" not in said, address
        for run in brought.runs:
            assert run not in said, address
    assert answered > 20


def test_staff_read_the_file_and_the_run(client, sign_in, brought):
    sign_in(client, "steward")
    place_id, run = brought.places[0], brought.runs[0]
    page = client.get(f"/places/{place_id}").text
    assert FILE in page
    assert run in page
    assert run in client.get(f"/places/{place_id}/history").text
    changes = client.get(f"/api/v1/places/{place_id}/history").json["items"]
    assert brought.runs[1] in {change["run"] for change in changes}
    source = client.get(f"/sources/{brought.source_id}").text
    assert FILE in source
    assert run in source


def test_everybody_reads_the_document_its_day_and_the_row(client, runtime, brought):
    place = client.get(f"/api/v1/places/{brought.places[1]}").json
    assert place["position_source"] == "导入的地名表 第 3 行"
    page = client.get(f"/places/{brought.places[1]}").text
    assert "导入的地名表 第 3 行" in page
    assert f"/sources/{brought.source_id}" in page
    with runtime.database.read() as session:
        source = sources.source(session, brought.source_id)
        (passage,) = sources.citations_of_source(session, brought.source_id)
    assert source.accessed_on == china_date(runtime.clock.now())
    assert (source.note, passage.locator) == ("", "")


def test_the_papers_and_digest_are_for_staff(client, sign_in, runtime, brought):
    with runtime.database.read() as session:
        digest = queries.run(session, brought.runs[0]).file_sha256
    assert digest not in client.get(f"/sources/{brought.source_id}").text
    sign_in(client, "steward")
    assert digest in client.get(f"/sources/{brought.source_id}").text
