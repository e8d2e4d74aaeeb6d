"""What a later file adds to a place, all kinds of it, and undoing runs one after the other."""

from __future__ import annotations

import json
from datetime import date

import pytest

from imports.rules.outcome import RowState
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict
from registry.places import queries as places
from registry.places import services as place_services
from registry.places.queries import PlaceFilter
from registry.places.queries.matching import known_places
from registry.places.queries.past import states
from registry.places.rules import HeritageMark, SignMark
from registry.places.services import marks
from registry.places.services.merging import merge, unmerge
from tests.support.importing import Importer, outcomes

BARE = {"标准名称": "小李街", "类别": "街巷", "县区": "肥西县", "乡镇": "三河镇"}
FULL = {
    **BARE,
    "别名": "李家街",
    "曾用名": "老街",
    "来历": "李姓聚居",
    "经度": "117.245",
    "纬度": "31.51",
    "至经度": "117.246",
    "至纬度": "31.511",
    "坐标系": "WGS84",
    "描述": "南北向老街",
    "走向": "南北",
    "长度": "320",
    "地名代码": "34012310122200000077",
    "来源编号": "A-1",
    "标牌个数": "2",
}


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@pytest.fixture
def importer(runtime):
    """Files in the system's name."""
    return Importer(runtime)


def state(runtime, text: str) -> tuple[str, dict]:
    """(id, state) of the place that a search finds first, without version and moments."""
    with runtime.database.read() as session:
        place_id = places.search(session, PlaceFilter(q=text)).items[0].card.id
        found = states(session, [place_id])[place_id]
    for name in ("row_version", "updated_at", "updated_by"):
        found["place"].pop(name)
    return place_id, json.loads(json.dumps(found, default=str))


@pytest.mark.database
def test_everything_a_later_file_adds_is_written_once_and_taken_back_whole(runtime, importer):
    importer.bring([BARE], name="一.csv")
    place_id, before = state(runtime, "小李街")
    run = importer.bring([FULL], name="二.csv")
    assert run.done == {"update": 1}
    with runtime.database.read() as session:
        place = known_places(session, [place_id])[place_id]
    assert (place.lon, place.lat) == (117.245, 31.51)
    assert '"MultiPoint"' in place.shape
    assert place.others == {("alias", "李家街"), ("former", "老街")}
    assert place.claims == {("origin", "李姓聚居")}
    expected = {
        "place_code": FULL["地名代码"],
        "direction": "NS",
        "length_m": 320.0,
        "description": "南北向老街",
        "other_codes": ["A-1"],
        "claimed_sign_count": 2,
    }
    assert {name: place.fields[name] for name in expected} == expected
    with runtime.database.read() as session:
        hits = places.search(session, PlaceFilter(q="34012310122200000077")).items
    assert [hit.card.id for hit in hits] == [place_id]
    assert outcomes(importer.bring([FULL], name="二.csv")) == {"unchanged": 1}
    undone = importer.undo(run.id)
    assert undone.done["undo_reversed"] == 1
    assert state(runtime, "小李街") == (place_id, before)


@pytest.mark.database
def test_runs_are_undone_one_after_the_other_and_not_out_of_order(runtime, importer):
    first = importer.bring([BARE], name="一.csv")
    second = importer.bring([{**BARE, "描述": "甲"}], name="一.csv")
    third = importer.bring([{**BARE, "描述": "乙"}], name="一.csv")
    assert (second.done, third.done) == ({"update": 1}, {"update": 1})
    early = importer.undo(second.id)
    assert (early.done.get("undo_kept"), early.done.get("undo_reversed")) == (1, None)
    kept = next(row for row in importer.rows(second.id) if row.state is RowState.KEPT)
    assert kept.note == "导入之后有人改过"
    importer.undo(third.id)
    assert state(runtime, "小李街")[1]["place"]["description"] == "甲"
    gone = importer.undo(first.id)
    assert gone.done["undo_kept"] == 1


def test_one_run_that_changed_a_place_twice_is_undone_back_to_the_beginning(runtime, importer):
    importer.bring([{**BARE, "类别": "行政村", "标准名称": "新桥畔村"}], name="零.csv")
    place_id, before = state(runtime, "新桥畔村")
    area = {
        "标准名称": "新桥畔村",
        "类别代码": "21610",
        "县区": "肥西县",
        "乡镇": "三河镇",
        "地名代码": "34012310121610000099",
    }
    body = {
        **area,
        "标准名称": "新桥畔村民委员会",
        "类别代码": "27610",
        "地名代码": "34012310127610000099",
    }
    run = importer.bring([area, body], name="一.csv")
    assert run.done == {"update": 2}
    with runtime.database.read() as session:
        place = known_places(session, [place_id])[place_id]
    codes = (place.fields["place_code"], place.fields["twin_place_code"])
    assert codes == (area["地名代码"], body["地名代码"])
    assert importer.undo(run.id).done["undo_reversed"] == 2
    assert state(runtime, "新桥畔村") == (place_id, before)


@pytest.mark.parametrize("why", ["heritage", "signs", "protected", "merged", "retired"])
def test_what_was_built_on_is_kept_with_the_reason(runtime, importer, work_as, why):
    run = importer.bring([BARE, {**BARE, "标准名称": "大赵巷"}], name="一.csv")
    place_id = state(runtime, "小李街")[0]
    other_id = state(runtime, "大赵巷")[0]
    with work_as(SYSTEM) as work:
        if why == "heritage":
            marks.mark_heritage(work.session, place_id, HeritageMark.CANDIDATE)
        elif why == "signs":
            marks.mark_sign(work.session, place_id, SignMark.REQUIRED)
        elif why == "protected":
            place_services.protect_name(work, place_id, basis="名录")
        elif why == "merged":
            merge(work, other_id, place_id, choices={}, reason="同一条街")
        else:
            place_services.retire(work, place_id, on=date(2020, 1, 1), basis="拆除")
    undone = importer.undo(run.id)
    assert undone.done["undo_kept"] == (2 if why == "merged" else 1)
    kept = {row.place_id: row.note for row in importer.rows(run.id) if row.state is RowState.KEPT}
    assert place_id in kept
    assert kept[place_id]


@pytest.mark.parametrize("why", ["signs", "merged"])
def test_what_an_undoing_kept_is_tried_again_once_its_reason_is_gone(
    runtime, importer, work_as, why
):
    run = importer.bring([BARE, {**BARE, "标准名称": "大赵巷"}], name="一.csv")
    place_id, other_id = state(runtime, "小李街")[0], state(runtime, "大赵巷")[0]
    merge_id = ""
    with work_as(SYSTEM) as work:
        if why == "signs":
            marks.mark_sign(work.session, place_id, SignMark.REQUIRED)
        else:
            merge_id = merge(work, other_id, place_id, choices={}, reason="同一条街")
    kept = importer.undo(run.id).done["undo_kept"]
    assert importer.undo(run.id).done["undo_kept"] == kept
    with work_as(SYSTEM) as work:
        if why == "signs":
            marks.mark_sign(work.session, place_id, SignMark.NONE)
        else:
            unmerge(work, merge_id, reason="弄错了")
    whole = importer.undo(run.id)
    if why == "merged":
        # Somebody has worked on both since: that they are two again does not make them as new.
        assert {row.note for row in importer.rows(run.id)} == {"导入之后有人改过"}
        return
    assert whole.done["undo_reversed"] == 2
    assert "undo_kept" not in whole.done
    assert not whole.has_kept
    with pytest.raises(Conflict, match=r"imports\.state"):
        importer.undo(run.id)


KNOWN = {
    **BARE,
    "经度": "117.245",
    "纬度": "31.51",
    "坐标系": "WGS84",
    "精度": "5",
    "民族文字": "Lijgai",
    "语种": "za",
    "命名时间": "1958年",
}


@pytest.mark.database
def test_what_a_later_file_knows_of_a_name_fills_what_is_empty(runtime, importer):
    importer.bring([{**BARE, "经度": "117.245", "纬度": "31.51", "坐标系": "WGS84"}], name="一.csv")
    place_id, before = state(runtime, "小李街")
    checked = importer.check(importer.start([KNOWN], name="二.csv"))
    shown = {one["field"] for row in importer.rows(checked.id) for one in row.diff}
    assert shown == {
        *("fact:minority_text", "fact:minority_language", "fact:valid_from_verbatim"),
        "accuracy_m",
    }
    assert importer.apply(checked.id).done == {"update": 1}
    _id, after = state(runtime, "小李街")
    name = after["names"][0]
    assert (name["minority_text"], name["minority_language"]) == ("Lijgai", "za")
    assert name["valid_from_verbatim"] == "1958年"
    assert after["place"]["accuracy_m"] == 5
    assert outcomes(importer.check(importer.start([KNOWN], name="三.csv"))) == {"unchanged": 1}
    importer.undo(checked.id)
    assert state(runtime, "小李街") == (place_id, before)


@pytest.mark.database
def test_another_word_on_when_a_name_came_up_is_a_question_for_a_person(runtime, importer):
    importer.bring([{**BARE, "命名时间": "1958年"}], name="一.csv")
    with runtime.write(SYSTEM) as work:
        found = places.search(work.session, PlaceFilter(q="小李街")).items[0].card.id
        place_services.amend(work, found, {"description": "有人改过"}, reason="核对")
    run_id = importer.start([{**BARE, "命名时间": "1962年"}], name="二.csv")
    assert outcomes(importer.check(run_id)) == {"conflict": 1}
    told = [problem for row in importer.rows(run_id) for problem in row.problems]
    assert [(one["code"], one["column"]) for one in told] == [("differs", "命名时间")]
    assert told[0]["params"]["old"] == "1958年"
