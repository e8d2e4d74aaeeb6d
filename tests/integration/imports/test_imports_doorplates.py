"""Doorplates by the hundred thousand: numbers at roads that are there, in no rate of names."""

from __future__ import annotations

import pytest
from sqlmodel import select

from imports import services
from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Refused
from registry.core.paging import Page
from registry.coverage import queries as coverage
from registry.places import services as places
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id
from registry.places.services.merging import unmerge
from registry.signage.models import Doorplate
from registry.signage.queries.doorplates import doorplates_of, plates_by_county
from registry.signage.services import ship_formats
from tests.support.importing import Importer
from tests.support.merging import merged
from tests.support.people import play
from tests.support.signs import seen, text_of

pytestmark = pytest.mark.database
__all__ = ["seen"]
CITY = ("nbs", "2023", "340100")
COUNTY, OTHER = ("nbs", "2023", "340123"), ("nbs", "2023", "340122")
TOWNS = (("nbs", "2023", "340123101"), ("nbs", "2023", "340123102"))


@pytest.fixture
def roads(work_as):
    """A road in one town, one of its name in the other, and one that lies in the county."""
    with work_as(SYSTEM) as work:
        places.add_divisions(
            work,
            [
                NewDivision(*CITY, "合肥市", "city"),
                NewDivision(*COUNTY, "肥西县", "county", parent=CITY),
                NewDivision(*OTHER, "肥东县", "county", parent=CITY),
                NewDivision(*TOWNS[0], "三河镇", "township", parent=COUNTY),
                NewDivision(*TOWNS[1], "花岗镇", "township", parent=COUNTY),
            ],
        )
        made = [("烔炀路", TOWNS[0]), ("人民路", TOWNS[0]), ("人民路", TOWNS[1])]
        return [
            places.add_place(work, NewPlace("road", division_id(*where), (NewName(name),)))
            for name, where in made
        ]


def row(number, road="烔炀路", town="三河镇", **more):
    cells = {"道路名称": road, "门牌号": number, "楼栋": "", "邮编": "", "县区": "肥西县"}
    return {**cells, "乡镇": town, "密级": "", **more}


@pytest.fixture
def brought(runtime, roads):
    """Bring rows in; returns the run."""
    importer = Importer(runtime)
    return lambda *rows, **more: importer.bring(list(rows), name="门牌.csv", **more)


def numbers(seen, place_id):
    page: Page[Doorplate] = seen(doorplates_of, place_id)
    return [(one.building, one.number) for one in page.items]


def test_a_row_is_a_number_at_the_road_of_its_town(brought, roads, seen):
    run = brought(
        row("10"),
        row("2号", 邮编="238076"),
        row("1", 楼栋="3栋"),
        row("7", road="人民路", town="花岗镇"),
    )
    assert (run.profile, run.done) == ("doorplates", {"create": 4})
    assert numbers(seen, roads[0]) == [("", "2"), ("", "10"), ("3栋", "1")]
    assert numbers(seen, roads[1]) == []
    assert numbers(seen, roads[2]) == [("", "7")]
    assert seen(plates_by_county) == {division_id(*COUNTY): 4}


def test_no_place_is_made_and_no_rate_moves(brought, roads, seen, runtime):
    before = seen(coverage.standing, runtime.clock.now())
    brought(row("1"), row("2"))
    after = seen(coverage.standing, runtime.clock.now())
    assert (after.figures, after.heritage) == (before.figures, before.heritage)
    assert seen(coverage.differences) == []


def test_what_cannot_be_is_told_row_by_row(brought, roads, runtime):
    run = brought(
        row("1"), row(""), row("甲"), row("3", road="没有路"), row("4", town="没有镇"),
        row("5", 密级="秘密"), row("6", road="人民路", town=""), row("7", 邮编="23"), row("1"),
    )  # fmt: skip
    told = {
        one.number - 2: [problem["code"] for problem in one.problems]
        for one in Importer(runtime).rows(run.id)
    }
    assert told == {
        1: ["house_number_missing"],
        2: ["house_number"],
        3: ["road_unknown"],
        4: ["division_unknown"],
        5: ["secret"],
        6: ["road_ambiguous"],
        7: ["postcode"],
    }
    assert run.done == {"create": 1, "rejected": 6, "conflict": 1, "unchanged": 1, "secret": 1}


def test_a_person_says_which_of_two_roads_it_is_and_never_that_it_is_a_new_place(
    roads, seen, runtime
):
    importer = Importer(runtime)
    run_id = importer.start([row("6", road="人民路", town="")], name="门牌.csv")
    importer.check(run_id)
    with runtime.write(SYSTEM) as work, pytest.raises(Refused):
        services.decide_row(work, run_id, 2, "create")
    with runtime.write(SYSTEM) as work:
        services.decide_row(work, run_id, 2, "use", roads[2])
    importer.apply(run_id)
    assert (numbers(seen, roads[1]), numbers(seen, roads[2])) == ([], [("", "6")])


def test_the_same_file_again_brings_nothing(brought, roads, seen):
    rows = [row(str(number)) for number in range(1, 30)]
    brought(*rows)
    again = brought(*rows, row("30"))
    assert again.done == {"unchanged": 29, "create": 1}
    assert len(numbers(seen, roads[0])) == 30


def test_a_run_is_taken_back_and_may_come_again(brought, roads, seen, runtime):
    run = brought(row("1"), row("2"))
    Importer(runtime).undo(run.id)
    assert numbers(seen, roads[0]) == []
    assert seen(coverage.differences) == []
    with runtime.database.read() as session:
        states = {one.state for one in session.exec(select(Doorplate))}
    assert states == {"withdrawn"}
    brought(row("1"))
    assert numbers(seen, roads[0]) == [("", "1")]
    verbs = {entry.verb for entry in seen(journal.history, ("import_run", run.id))}
    assert {"imports.rows_applied", "imports.doorplates_withdrawn"} <= verbs


def test_rows_outside_ones_divisions_are_refused(roads, runtime, work_as, seen):
    from registry.coverage.queries.dashboard import division_of

    with work_as(SYSTEM) as work:
        path = division_of(work.session, division_id(*OTHER)).path
        other = play(work, "elsewhere", Role.STEWARD, scope=path)
    importer = Importer(runtime, other)
    run_id = importer.start([row("1")], division_id=division_id(*OTHER))
    importer.check(run_id)
    codes = {problem["code"] for one in importer.rows(run_id) for problem in one.problems}
    assert codes & {"division_out_of_scope", "division_unknown", "division_ambiguous"}
    assert importer.apply(run_id).done == {"rejected": 1}
    assert numbers(seen, roads[0]) == []


def test_doorplates_go_along_when_two_records_of_a_road_become_one(
    app, brought, roads, seen, runtime
):
    brought(row("1", road="人民路"), row("1", road="人民路", town="花岗镇"))
    brought(row("2", road="人民路", town="花岗镇"))
    into, absorbed = roads[1], roads[2]
    merge_id = merged(runtime, absorbed, into)
    assert numbers(seen, into) == [("", "1"), ("", "2")]
    # The same number stands there already: it is not made two of.
    assert numbers(seen, absorbed) == [("", "1")]
    assert seen(coverage.differences) == []
    with runtime.write(SYSTEM) as work:
        unmerge(work, merge_id, reason="弄错了")
    assert (numbers(seen, into), numbers(seen, absorbed)) == ([("", "1")], [("", "1"), ("", "2")])
    assert seen(coverage.differences) == []


def test_the_first_rows_are_shown_as_what_they_become(client, roads, sign_in, runtime):
    run_id = Importer(runtime).start([row("１２号", 邮编="231600"), row("甲")], name="门牌.csv")
    sign_in(client, "steward")
    text = text_of(client.get(f"/imports/{run_id}/mapping"))
    assert "门牌表" in text
    assert ">12</" in text
    assert "不是门牌号" in text
    assert "可能已经登记" not in text


def test_the_pages_show_numbers_and_faces_to_the_desk(
    client, brought, roads, sign_in, work_as, seen
):
    with work_as(SYSTEM) as work:
        ship_formats(work)
    brought(*(row(str(number)) for number in range(1, 103)))
    sign_in(client, "reviewer_county")
    text = text_of(client.get(f"/signage/doorplates?place={roads[0]}"))
    assert text.count("/signage/doorplates/") == 100
    assert "after=" in text
    one = seen(doorplates_of, roads[0]).items[11]
    shown = text_of(client.get(f"/signage/doorplates/{one.id}"))
    assert "烔炀路12号" in shown
    assert ">12</text>" in shown
    pdf = client.get(f"/signage/doorplates.pdf?place={roads[0]}")
    assert (pdf.mimetype, pdf.data[:5]) == ("application/pdf", b"%PDF-")
    assert client.get("/signage/doorplates/nothere").status_code == 404
    assert client.get("/signage/doorplates?place=x").status_code in {400, 422}
    assert "看门牌" in text_of(client.get(f"/places/{roads[0]}"))
    sign_in(client, "stranger")
    for path in (f"/signage/doorplates?place={roads[0]}", f"/signage/doorplates/{one.id}"):
        assert client.get(path).status_code == 403


def test_the_coverage_page_tells_doorplates_apart(client, brought):
    brought(row("1"), row("2"))
    assert "另有门牌 2 块：自成一类，不计入以上任何比率" in text_of(client.get("/coverage"))
