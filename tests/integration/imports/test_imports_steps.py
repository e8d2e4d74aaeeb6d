"""Steps of names from a file: a dry run that names every wrong row, applied, taken back."""

from __future__ import annotations

import io

import pytest
from openpyxl import Workbook

from imports import services
from imports.profiles import PROFILES
from imports.rules.mapping import checked_mapping, detect, mapping_from
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.core.errors import Invalid, Refused
from registry.places import services as places
from registry.places.queries import place_card
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id
from registry.signage.queries.steps import steps_of
from registry.signage.rules.steps import NewStep, Step
from registry.signage.services.steps import correct_step, mark_step
from tests.support.importing import Importer
from tests.support.signs import seen

pytestmark = pytest.mark.database
__all__ = ["seen"]
CITY = ("nbs", "2023", "340100")
COUNTY = ("nbs", "2023", "340123")
TOWNS = (("nbs", "2023", "340123101"), ("nbs", "2023", "340123102"))
MADE = [("烔炀村", TOWNS[0]), ("人民村", TOWNS[0]), ("人民村", TOWNS[1])]


@pytest.fixture
def villages(work_as):
    """A village in one town, one of its name in each of the two."""
    with work_as(SYSTEM) as work:
        places.add_divisions(
            work,
            [
                NewDivision(*CITY, "合肥市", "city"),
                NewDivision(*COUNTY, "肥西县", "county", parent=CITY),
                NewDivision(*TOWNS[0], "三河镇", "township", parent=COUNTY),
                NewDivision(*TOWNS[1], "花岗镇", "township", parent=COUNTY),
            ],
        )
        return [
            places.add_place(work, NewPlace("natural_village", division_id(*town), [NewName(name)]))
            for name, town in MADE
        ]


def row(name="烔炀村", town="三河镇", **more):
    cells = {"标准名称": name, "县区": "肥西县", "乡镇": town}
    steps = {"命名日期": "2026-03-02", "命名依据": "地名办〔2026〕3号"}
    empty = dict.fromkeys(("入库日期", "入库依据", "上图日期", "上图依据", "说明", "密级"), "")
    return {**cells, **steps, **empty, **more}


@pytest.fixture
def brought(runtime, villages):
    """Bring rows in; returns the run."""
    importer = Importer(runtime)
    return lambda *rows, **more: importer.bring(list(rows), name="四步.csv", **more)


def states(seen, place_id):
    card = seen(place_card, place_id)
    return [view.state for view in seen(steps_of, [card])[place_id]]


def codes(runtime, run):
    found = {}
    for one in Importer(runtime).rows(run.id):
        found[one.number - 1] = [problem["code"] for problem in one.problems]
    return found


def test_a_row_enters_its_steps_at_the_village_of_its_town(brought, villages, seen):
    run = brought(
        row(上图日期="2026年5月20日", 上图依据="天地图"),
        row("人民村", "花岗镇", 入库日期="20260410", 入库依据="信息库 1"),
    )
    assert (run.profile, run.done) == ("steps", {"create": 2})
    assert states(seen, villages[0]) == ["done", "missing", "missing", "done"]
    assert states(seen, villages[1]) == ["missing"] * 4
    assert states(seen, villages[2]) == ["done", "missing", "done", "missing"]


def test_a_workbook_with_real_dates_is_read_too(runtime, villages, seen):
    from datetime import date

    book = Workbook()
    sheet = book.active
    cells = row()
    sheet.append(list(cells))
    sheet.append([date(2026, 3, 2) if name == "命名日期" else text for name, text in cells.items()])
    out = io.BytesIO()
    book.save(out)
    run = Importer(runtime).bring(out.getvalue(), name="四步.xlsx")
    assert run.done == {"create": 1}
    assert states(seen, villages[0])[0] == "done"


def test_every_wrong_row_is_named_with_all_that_is_wrong(brought, villages, runtime, seen):
    run = brought(
        row(命名日期="2999-01-01"),
        row(命名日期="2026年"),
        row(命名依据=""),
        row(命名日期=""),
        row(命名日期="", 命名依据=""),
        row("没有村"),
        row("人民村", ""),
        row(密级="秘密"),
        row(上图日期="2026-03-01", 上图依据="天地图"),
        row(命名日期="x", 上图日期="2999-01-01"),
    )
    assert codes(runtime, run) == {
        1: ["step_future"],
        2: ["date_form"],
        3: ["step_basis_missing"],
        4: ["step_date_missing"],
        5: ["step_none"],
        6: ["step_place_unknown"],
        7: ["road_ambiguous"],
        8: ["secret"],
        9: ["step_before_naming"],
        10: ["date_form", "step_future", "step_basis_missing"],
    }
    assert run.done == {"rejected": 9, "conflict": 1, "secret": 1}
    assert [states(seen, one) for one in villages] == [["missing"] * 4] * 3


def test_a_map_before_the_naming_comes_in_with_a_word_of_explanation(brought, villages, seen):
    run = brought(row(上图日期="2026-03-01", 上图依据="天地图", 说明="老地名"))
    assert run.done == {"create": 1}
    assert states(seen, villages[0])[3] == "done"


def test_order_holds_between_two_rows_too(brought, villages, runtime):
    run = brought(
        row(),
        row(命名日期="", 命名依据="", 上图日期="2026-03-01", 上图依据="天地图"),
    )
    assert codes(runtime, run) == {2: ["step_before_naming"]}


def test_the_same_file_again_brings_nothing_and_another_day_is_a_question(
    brought, villages, runtime, seen
):
    brought(row())
    assert brought(row()).done == {"unchanged": 1}
    other = brought(row(命名日期="2026-03-03"))
    assert codes(runtime, other) == {1: ["step_differs"]}
    assert other.done == {"conflict": 1}
    twice = brought(row("人民村"), row("人民村"), row("人民村", 命名日期="2026-03-04"))
    assert codes(runtime, twice) == {3: ["step_same_row"]}
    assert twice.done == {"create": 1, "unchanged": 1, "conflict": 1}


def test_a_person_says_which_of_two_villages_it_is_and_never_that_it_is_new(
    villages, seen, runtime
):
    importer = Importer(runtime)
    run_id = importer.start([row("人民村", "")], name="四步.csv")
    importer.check(run_id)
    with runtime.write(SYSTEM) as work, pytest.raises(Refused):
        services.decide_row(work, run_id, 2, "create")
    with runtime.write(SYSTEM) as work:
        services.decide_row(work, run_id, 2, "use", villages[2])
    importer.apply(run_id)
    assert [states(seen, one)[0] for one in villages] == ["missing", "missing", "done"]


def test_a_name_that_is_not_the_standard_one_is_a_question(villages, seen, runtime, work_as):
    with work_as(SYSTEM) as work:
        places.add_name(work, villages[0], NewName("老烔炀", "alias"))
    importer = Importer(runtime)
    run_id = importer.start([row("老烔炀")], name="四步.csv")
    importer.check(run_id)
    [told] = importer.rows(run_id)
    assert [problem["code"] for problem in told.problems] == ["step_other_name"]
    with runtime.write(SYSTEM) as work:
        services.decide_row(work, run_id, 2, "use", villages[0])
    importer.apply(run_id)
    assert states(seen, villages[0])[0] == "done"


def test_a_run_is_taken_back_but_not_what_a_person_has_corrected(
    brought, villages, seen, runtime, work_as
):
    run = brought(row(), row("人民村"))
    card = seen(place_card, villages[0])
    entered = seen(steps_of, [card])[villages[0]][0].row
    with work_as(SYSTEM) as work:
        said = NewStep(Step.NAMED, entered.marked_on, "地名办〔2026〕4号")
        correct_step(work, entered.id, said, reason="文号抄错", seen_version=1)
    Importer(runtime).undo(run.id)
    assert [states(seen, one)[0] for one in villages] == ["done", "missing", "missing"]
    verbs = {entry.verb for entry in seen(journal.history, ("import_run", run.id))}
    assert {"imports.rows_applied", "imports.steps_withdrawn"} <= verbs
    assert brought(row("人民村")).done == {"create": 1}


def test_a_place_that_is_gone_takes_no_steps(brought, villages, runtime, work_as):
    with work_as(SYSTEM) as work:
        day = china_date(work.at)
        places.retire(work, villages[0], on=day, basis="整村拆迁〔2026〕1号")
    run = brought(row())
    assert codes(runtime, run) == {1: ["step_place_gone"]}


def test_one_basis_may_stand_for_the_whole_file_and_one_day_may_not():
    columns = ["标准名称", "县区", "上图日期"]
    taken = {"name": "标准名称", "county": "县区", "step_mapped_on": "上图日期"}
    data = {"columns": taken, "constants": {"step_mapped_basis": "天地图"}}
    assert checked_mapping(mapping_from(data), columns).of_steps
    with pytest.raises(Invalid) as refused:
        checked_mapping(
            mapping_from({"columns": taken, "constants": {"step_named_on": "2026-01-01"}}), columns
        )
    assert set(refused.value.fields) == {"step_named_on"}
    with pytest.raises(Invalid) as lone:
        checked_mapping(
            mapping_from({"columns": {"name": "标准名称", "step_note": "县区"}}), columns
        )
    assert set(lone.value.fields) == {"step_note"}


def test_the_profile_is_found_by_its_headings():
    assert detect(PROFILES, list(row()), "csv")[0].profile.name == "steps"


def test_a_step_that_stands_from_a_person_is_no_work_for_the_file(brought, villages, work_as, seen):
    with work_as(SYSTEM) as work:
        from datetime import date

        said = NewStep(Step.NAMED, date(2026, 3, 2), "地名办〔2026〕3号")
        mark_step(work, villages[0], said)
    run = brought(row(上图日期="2026-05-20", 上图依据="天地图"))
    assert run.done == {"create": 1}
    assert states(seen, villages[0]) == ["done", "missing", "missing", "done"]
