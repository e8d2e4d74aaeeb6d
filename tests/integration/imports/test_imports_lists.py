"""Real lists against the shipped registry: statistics codes, homonyms, an old division, dates."""

from __future__ import annotations

from collections import Counter

import pytest

from registry import data
from registry.places import queries as places
from registry.places.queries import PlaceFilter
from tests.support.importing import Importer, csv_bytes, outcomes


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@pytest.fixture
def importer(runtime):
    """Files in the system's name."""
    return Importer(runtime)


@pytest.fixture(scope="module")
def listed():
    """The statistics list that ships, by row."""
    return [row for row in data.table("divisions.csv") if row["scheme"] == "nbs"]


def test_the_statistics_list_finds_every_division_by_its_code(importer, listed):
    rows = [
        {"统计用区划代码": row["code"].ljust(12, "0"), "城乡分类代码": "111", "名称": row["name"]}
        for row in listed
    ]
    run_id = importer.start(rows, name="统计.csv")
    checked = importer.check(run_id)
    assert checked.profile == "nbs"
    told = [(row.name, row.problems) for row in importer.rows(run_id)]
    assert set(outcomes(checked)) <= {"unchanged", "update"}, told[:5]
    assert checked.counts["unchanged"] > 1900


def test_a_new_code_is_no_reason_to_make_a_division_up(importer):
    rows = [{"统计用区划代码": "340123199000", "城乡分类代码": "111", "名称": "新设镇"}]
    run_id = importer.start(rows)
    assert outcomes(importer.check(run_id)) == {"rejected": 1}
    assert importer.codes(run_id) == {2: {"division_unknown"}}


def test_names_that_several_villages_have_are_questions_with_all_of_them(importer, listed):
    villages = Counter(row["name"] for row in listed if row["level"] == "village")
    several = [name for name, count in villages.items() if count > 1]
    assert (len(several), sum(villages[name] for name in several)) == (61, 127)
    rows = [
        {"名称": name, "类别": "社区" if "居" in name else "行政村", "市": "合肥市"}
        for name in several
    ]
    run_id = importer.start(rows)
    checked = importer.check(run_id)
    assert outcomes(checked) == {"conflict": 61}
    assert all(row.matches for row in importer.rows(run_id))
    assert importer.apply(run_id).done == {"conflict": 61}


def test_with_its_town_each_of_them_is_itself(importer, listed):
    names = {row["key"]: row["name"] for row in listed}
    parents = {row["key"]: row["parent_key"] for row in listed}
    villages = [row for row in listed if row["level"] == "village" and row["kind"] == "community"]
    rows = [
        {
            "名称": row["name"],
            "类别": "社区",
            "县区": names[parents[row["parent_key"]]],
            "乡镇": names[row["parent_key"]],
        }
        for row in villages[:300]
    ]
    assert outcomes(importer.check(importer.start(rows))) == {"unchanged": 300}


def test_a_list_of_2010_is_understood_and_its_words_are_kept(runtime, importer):
    rows = [{"名称": "古渡庄", "类别": "自然村", "所在政区": "安徽省巢湖市居巢区"}]
    run = importer.bring(rows, name="二〇一〇.csv")
    assert run.done == {"create": 1}
    told = importer.rows(run.id)[0]
    assert {one["code"] for one in told.problems} == {"division_then"}
    with runtime.database.read() as session:
        card = places.search(session, PlaceFilter(q="古渡庄")).items[0].card
    assert card.county_name == "巢湖市"


def test_gb18030_and_rare_characters_come_in_as_they_are(runtime, importer):
    rows = [{"名称": "垾上烔庄", "类别": "自然村", "县区": "巢湖市", "乡镇": "烔炀镇"}]
    run = importer.bring(csv_bytes(rows, "gb18030"), name="旧.csv")
    assert run.done == {"create": 1}
    with runtime.database.read() as session:
        hit = places.search(session, PlaceFilter(q="垾上")).items[0]
    assert (hit.card.standard_name, hit.card.division_text) == ("垾上烔庄", "巢湖市 · 烔炀镇")


def test_what_looks_like_a_formula_is_text(runtime, importer):
    rows = [
        {
            "名称": "小李庄",
            "类别": "自然村",
            "县区": "肥西县",
            "乡镇": "三河镇",
            "描述": "=HYPERLINK(1)",
        }
    ]
    importer.bring(rows)
    with runtime.database.read() as session:
        hit = places.search(session, PlaceFilter(q="小李庄")).items[0]
        assert places.place_dossier(session, hit.card.id).description == "=HYPERLINK(1)"
