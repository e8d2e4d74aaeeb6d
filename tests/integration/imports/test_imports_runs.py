"""A file on its way in: dry run, application, the same file again, undone; all on both engines."""

from __future__ import annotations

import pytest

from imports.rules.outcome import Outcome, RowState, RunState
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.places import queries as places
from registry.places import services as place_services
from registry.places.queries import PlaceFilter
from registry.places.services import NewName, NewPlace
from tests.support.importing import Importer, outcomes

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
    "别名": "李家郢",
}


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@pytest.fixture
def importer(runtime):
    """Files in the system's name."""
    return Importer(runtime)


def found(runtime, text: str) -> list[str]:
    """Standard names that a search finds."""
    with runtime.database.read() as session:
        page = places.search(session, PlaceFilter(q=text))
        return [hit.card.standard_name for hit in page.items]


def counted(runtime) -> dict[tuple[str | None, str], int]:
    """The denominators."""
    with runtime.database.read() as session:
        return {(one.county_id, one.stratum): one.names for one in places.counts_in_scope(session)}


@pytest.mark.database
def test_a_new_place_comes_in_with_its_names_claim_position_and_where_it_came_from(
    runtime, importer
):
    run = importer.bring([VILLAGE])
    assert run.state is RunState.APPLIED
    assert run.done == {"create": 1}
    assert found(runtime, "李家郢") == ["小李庄"]
    with runtime.database.read() as session:
        hit = places.search(session, PlaceFilter(q="小李庄")).items[0]
        dossier = places.place_dossier(session, hit.card.id)
        claim = places.claims_of(session, hit.card.id)[0]
    assert (hit.card.lon, hit.card.lat) == (117.245, 31.51)
    assert hit.card.division_text == "肥西县 · 三河镇"
    assert hit.card.county_name == "肥西县"
    assert hit.card.roman_toned == "Xiǎolǐzhuāng"
    assert {name.text for name in dossier.names} == {"小李庄", "李家郢"}
    assert (claim.claim_type, claim.value_text) == ("origin", "李姓聚居")
    assert claim.evidence[0].citation.source_title == "导入的地名表"
    assert run.source_title == "导入的地名表"


@pytest.mark.database
def test_the_dry_run_writes_no_place_and_the_same_file_again_changes_nothing(runtime, importer):
    before = counted(runtime)
    run_id = importer.start([VILLAGE])
    assert outcomes(importer.check(run_id)) == {"create": 1}
    assert counted(runtime) == before
    assert found(runtime, "小李庄") == []
    importer.apply(run_id)
    again = importer.bring([VILLAGE])
    assert outcomes(again) == {"unchanged": 1}
    assert again.done == {"unchanged": 1}


@pytest.mark.database
def test_undoing_withdraws_what_came_and_puts_back_what_was_changed(runtime, importer):
    before = counted(runtime)
    town = {
        **VILLAGE,
        "标准名称": "三河镇",
        "类别": "镇",
        "乡镇": "",
        "别名": "鹊渚",
        "来历": "三水汇流",
    }
    run = importer.bring([VILLAGE, town])
    assert run.done == {"create": 1, "update": 1}
    undone = importer.undo(run.id)
    assert undone.state is RunState.UNDONE
    assert (undone.done["undo_reversed"], undone.done.get("undo_kept", 0)) == (2, 0)
    assert found(runtime, "小李庄") == []
    assert found(runtime, "鹊渚") == []
    assert counted(runtime) == before
    with runtime.database.read() as session:
        card = places.search(session, PlaceFilter(q="三河镇", kind="township")).items[0].card
        assert card.lon is None
        assert places.claims_of(session, card.id) == []
        verbs = [entry.verb for entry in journal.latest(session, limit=20)]
        withdrawn = places.search(session, PlaceFilter(status="withdrawn")).items
    assert {"imports.undo_started", "imports.undone", "imports.places_withdrawn"} <= set(verbs)
    assert [hit.card.standard_name for hit in withdrawn] == ["小李庄"]
    assert outcomes(importer.bring([VILLAGE, town])) == {"create": 1, "update": 1}


@pytest.mark.database
def test_what_somebody_changed_since_is_kept_and_told(runtime, importer, work_as):
    run = importer.bring([VILLAGE, {**VILLAGE, "标准名称": "赵家圩", "别名": "", "来历": ""}])
    with runtime.database.read() as session:
        place_id = places.search(session, PlaceFilter(q="小李庄")).items[0].card.id
    with work_as(SYSTEM) as work:
        place_services.add_name(work, place_id, NewName("李庄子", "popular"))
    undone = importer.undo(run.id)
    assert (undone.done["undo_reversed"], undone.done["undo_kept"]) == (1, 1)
    assert found(runtime, "小李庄") == ["小李庄"]
    assert found(runtime, "赵家圩") == []
    kept = [row for row in importer.rows(run.id) if row.state is RowState.KEPT]
    assert [(row.place_id, row.note) for row in kept] == [(place_id, "导入之后有人改过")]


def test_what_a_person_corrected_is_not_overwritten(runtime, importer, work_as):
    first = {**VILLAGE, "地理实体描述": "约三十户"}
    importer.bring([first], name="一.csv")
    with runtime.database.read() as session:
        place_id = places.search(session, PlaceFilter(q="小李庄")).items[0].card.id
    with work_as(SYSTEM) as work:
        place_services.amend(work, place_id, {"description": "四十户"}, reason="实地核对")
    run_id = importer.start([{**first, "地理实体描述": "五十户"}], name="一.csv")
    assert outcomes(importer.check(run_id)) == {"conflict": 1}
    row = importer.rows(run_id)[0]
    told = {problem["code"]: problem for problem in row.problems}
    assert told["differs"]["params"]["old"] == "四十户"
    assert told["differs"]["column"] == "地理实体描述"
    assert importer.apply(run_id).done == {"conflict": 1}


def test_the_newer_file_of_the_same_source_renews_what_the_older_one_wrote(runtime, importer):
    importer.bring([{**VILLAGE, "地理实体描述": "约三十户"}], name="一.csv")
    run_id = importer.start([{**VILLAGE, "地理实体描述": "五十户"}], name="一.csv")
    assert outcomes(importer.check(run_id)) == {"update": 1}
    assert importer.rows(run_id)[0].diff == [
        {"field": "description", "old": "约三十户", "new": "五十户"}
    ]
    other = importer.start([{**VILLAGE, "地理实体描述": "六十户"}], name="别处.csv")
    assert outcomes(importer.check(other)) == {"conflict": 1}


@pytest.mark.database
def test_a_conflict_does_what_a_person_decided(runtime, importer, work_as):
    importer.bring([{**VILLAGE, "地理实体描述": "约三十户"}], name="一.csv")
    rows = [
        {**VILLAGE, "地理实体描述": "五十户", "别名": "", "来历": ""},
        {**VILLAGE, "标准名称": "小黎庄", "地理实体描述": "", "别名": "", "来历": ""},
        {**VILLAGE, "标准名称": "小丽庄", "地理实体描述": "", "别名": "", "来历": ""},
    ]
    run_id = importer.start(rows, name="别处.csv")
    assert outcomes(importer.check(run_id)) == {"conflict": 3}
    from imports import services

    kept = importer.rows(run_id)
    assert [match["name"] for match in kept[1].matches] == ["小李庄"]
    with work_as(SYSTEM) as work:
        services.decide_row(work, run_id, kept[0].number, "use", kept[0].place_id)
        services.decide_row(work, run_id, kept[1].number, "create")
        services.decide_row(work, run_id, kept[2].number, "skip")
    done = importer.apply(run_id).done
    assert done == {"update": 1, "create": 1, "conflict": 1}
    assert found(runtime, "小黎庄")[0] == "小黎庄"
    with runtime.database.read() as session:
        place = places.place_dossier(session, kept[0].place_id)
    assert place.description == "五十户"


def test_homonyms_and_a_bare_name_are_questions_never_merged(importer):
    rows = [
        {"名称": "古城", "县区": "", "乡镇": "", "市": "合肥市"},
        {"名称": "三河", "县区": "肥西县", "乡镇": "", "市": "合肥市"},
    ]
    run_id = importer.start(rows)
    assert outcomes(importer.check(run_id)) == {"conflict": 2}
    old_city = importer.rows(run_id)[0]
    assert len(old_city.matches) == 4
    assert {match["name"] for match in old_city.matches} == {
        "古城镇",
        "古城社区居委会",
        "古城社区居民委员会",
    } or len({match["place_id"] for match in old_city.matches}) == 4
    hamlet = importer.start([{**VILLAGE, "标准名称": "三河"}])
    assert outcomes(importer.check(hamlet)) == {"create": 1}


def test_a_village_is_known_by_its_committee_and_its_area(importer):
    rows = [
        {"名称": "三河村", "类别": "行政村", "县区": "肥西县", "乡镇": "三河镇"},
        {"名称": "古城镇", "类别": "镇", "县区": "肥东县", "乡镇": ""},
    ]
    run_id = importer.start(rows)
    codes = importer.check(run_id)
    assert codes.counts.get("create", 0) <= 1
    assert importer.rows(run_id) == [] or importer.rows(run_id)[0].outcome is not Outcome.REJECTED


def test_one_file_with_a_place_twice_is_a_question(importer):
    rows = [VILLAGE, VILLAGE, {**VILLAGE, "来历": "黎姓聚居"}]
    run_id = importer.start(rows)
    checked = importer.check(run_id)
    assert outcomes(checked) == {"create": 1, "unchanged": 1, "conflict": 1}
    assert importer.codes(run_id) == {4: {"same_as_row"}}
    assert importer.apply(run_id).done == {"create": 1, "unchanged": 1, "conflict": 1}


def test_every_error_of_every_row_is_told_in_one_pass(importer):
    rows = [
        {
            **VILLAGE,
            "标准名称": "<b>小李庄</b>",
            "类别": "无此类别",
            "乡镇": "没有镇",
            "经度": "abc",
            "高程": "很高",
            "地名代码": "3.40123E+11",
        },
        {**VILLAGE, "标准名称": "", "高程": "99999", "地名代码": "123"},
    ]
    run_id = importer.start(rows)
    assert outcomes(importer.check(run_id)) == {"rejected": 2}
    codes = importer.codes(run_id)
    assert codes[2] == {
        *("name_characters", "kind_word_unknown", "division_unknown"),
        *("coordinate.unreadable", "not_a_number", "mangled_number"),
    }
    assert codes[3] == {"name_missing", "out_of_range", "code_form"}


def test_a_batch_that_is_shifted_as_maps_are_is_told(importer, runtime):
    from registry.core.datum import Wgs84Point, wgs84_to_gcj02

    rows = [
        {
            **VILLAGE,
            "标准名称": f"甲{char}庄",
            "别名": "",
            "来历": "",
            "经度": f"{117.2 + at / 50:.6f}",
        }
        for at, char in enumerate("东南西北上下")
    ]
    importer.bring(rows, name="一.csv")
    shifted = []
    for row in rows:
        point = wgs84_to_gcj02(Wgs84Point(float(row["经度"]), float(row["纬度"])))
        shifted.append({**row, "经度": f"{point.lon:.6f}", "纬度": f"{point.lat:.6f}"})
    run_id = importer.start(shifted, name="别处.csv")
    checked = importer.check(run_id)
    assert outcomes(checked) == {"conflict": 6}
    fact = next(one for one in checked.facts if one["code"] == "shift_suspect")
    assert fact["params"]["pairs"] == 6
    assert 500 < fact["params"]["metres"] < 620


def test_a_place_may_be_created_only_where_its_importer_looks_after(runtime, cast, work_as):
    from registry.accounts.rules import Role
    from tests.support.people import play

    with runtime.database.read() as session:
        county = next(one for one in places.counties(session) if one.name == "肥西县")
    with work_as(SYSTEM) as work:
        local = play(work, "feixi steward", Role.STEWARD, scope=county.path)
    importer = Importer(runtime, local)
    rows = [VILLAGE, {**VILLAGE, "标准名称": "小王庄", "县区": "肥东县", "乡镇": "八斗镇"}]
    run_id = importer.start(rows, division_id=county.id)
    assert outcomes(importer.check(run_id)) == {"create": 1, "rejected": 1}
    assert importer.codes(run_id)[3] & {"division_unknown", "division_out_of_scope"}


def test_add_place_still_takes_what_an_import_withdrew(runtime, importer, work_as):
    run = importer.bring([{**VILLAGE, "地名代码": "34012310122200000001"}])
    importer.undo(run.id)
    with runtime.database.read() as session:
        division = places.division_by_code(session, "nbs", "2023", "340123101")
    with work_as(SYSTEM) as work:
        place_services.add_place(
            work,
            NewPlace(
                kind="natural_village",
                division_id=division.id,
                names=(NewName("小李庄"),),
                place_code="34012310122200000001",
            ),
        )
    assert found(runtime, "小李庄") == ["小李庄"]
