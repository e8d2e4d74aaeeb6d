"""Counting the four steps of names: by division, by body, by a day; the names that lack one."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from registry.core.clock import china_date
from registry.core.errors import Invalid
from registry.coverage.queries import NamesWanted, dashboard
from registry.coverage.queries.steps import (
    ALL_STEPS,
    StepNames,
    division_step_counts,
    step_counts,
    step_names,
    total_of,
)
from registry.coverage.rules import DrillState
from registry.places import services as places
from registry.signage.rules.steps import NewStep, Step
from registry.signage.services.steps import mark_step, withdraw_step
from tests.support.signs import land, seen, stage, text_of

__all__ = ["land", "seen", "stage"]
pytestmark = pytest.mark.database
DAY = date(2026, 5, 20)
KIND = "settlement"


@pytest.fixture
def mark(stage):
    """Enter a step of 龙城村, or of another place."""

    def enter(step, place=None, on=DAY):
        with stage.work_as(stage.cast.steward) as work:
            return mark_step(
                work, place or stage.land.village_id, NewStep(step, on, "测试文件", "测试")
            )

    return enter


def taken(row):
    return {key: number for key, number in row.taken.items() if number}


def missing(seen, step, on=None, **where):
    wanted = StepNames(NamesWanted(state=DrillState.ALL, stratum=KIND, **where), step, on)
    return [row.card.standard_name for row in seen(step_names, wanted).items]


def test_names_are_counted_by_county_and_kind_step_by_step(mark, seen, stage):
    mark(Step.NAMED)
    mark(Step.MAPPED)
    mark(Step.NAMED, stage.land.other_id)
    mark(Step.NAMED, stage.land.road_id)
    stage.verified()
    [row] = seen(step_counts, KIND, "county")
    assert (row.key, row.names) == (stage.land.county_id, 2)
    assert taken(row) == {"named": 2, "mapped": 1, "signed": 1}
    [road] = seen(step_counts, "road", "county")
    assert (road.names, taken(road)) == (1, {"named": 1})


def test_a_name_is_whole_with_four_steps_and_no_longer_when_one_is_taken_back(mark, seen, stage):
    rows = [mark(step) for step in (Step.NAMED, Step.LISTED, Step.MAPPED)]
    assert taken(seen(step_counts, KIND, "county")[0]).get(ALL_STEPS) is None
    stage.verified()
    assert seen(step_counts, KIND, "county")[0].taken[ALL_STEPS] == 1
    with stage.work_as(stage.cast.steward) as work:
        withdraw_step(work, rows[1].id, reason="看错", seen_version=1)
    assert seen(step_counts, KIND, "county")[0].taken[ALL_STEPS] == 0


def test_steps_of_an_earlier_name_and_of_places_that_are_gone_do_not_count(mark, seen, stage):
    mark(Step.NAMED)
    mark(Step.NAMED, stage.land.other_id)
    with stage.work_as(stage.cast.steward) as work:
        places.rename(work, stage.land.village_id, new_text="龙城新村", basis="地名办〔2026〕9号")
    assert taken(seen(step_counts, KIND, "county")[0]) == {"named": 1}
    assert missing(seen, Step.NAMED) == ["龙城新村"]


def test_what_is_missing_is_listed_and_agrees_with_the_counts(mark, seen, stage):
    mark(Step.LISTED)
    stage.verified()
    [row] = seen(step_counts, KIND, "county")
    for step in Step:
        assert len(missing(seen, step)) == row.names - row.taken[step]
    assert missing(seen, Step.LISTED) == ["岱山村"]
    assert missing(seen, Step.SIGNED) == ["岱山村"]
    assert missing(seen, Step.LISTED, county=stage.land.county_id) == ["岱山村"]
    assert missing(seen, Step.LISTED, body="-") == ["岱山村"]
    assert missing(seen, Step.LISTED, body="高新区管委会") == []


def test_a_division_is_cut_by_what_lies_under_it_and_adds_up(mark, seen, stage):
    mark(Step.NAMED)

    def by_division(session):
        county = dashboard.division_of(session, stage.land.county_id)
        city = dashboard.parents_of(session, county)[0]
        return [division_step_counts(session, one, KIND) for one in (city, county)]

    [of_city], [of_county] = seen(by_division)
    assert (of_city.name, of_city.own, of_city.names, taken(of_city)) == (
        "肥东县",
        False,
        2,
        {"named": 1},
    )
    assert (of_county.own, of_county.names, taken(of_county)) == (True, 2, {"named": 1})
    assert taken(total_of([of_city, of_county])) == {"named": 2}


def test_bodies_are_counted_apart(mark, seen, stage):
    mark(Step.NAMED)
    [row] = seen(step_counts, KIND, "body")
    assert (row.key, row.names, taken(row)) == ("", 2, {"named": 1})


def test_a_day_leaves_out_what_came_after_it(mark, seen, stage):
    mark(Step.NAMED, on=DAY)
    mark(Step.MAPPED, on=DAY + timedelta(days=1))
    stage.verified()
    with stage.work_as(stage.cast.steward) as work:
        today = china_date(work.at)
    before, then = DAY - timedelta(days=1), DAY
    assert taken(seen(step_counts, KIND, "county", before)[0]) == {}
    assert taken(seen(step_counts, KIND, "county", then)[0]) == {"named": 1}
    now = taken(seen(step_counts, KIND, "county", today)[0])
    assert now == {"named": 1, "mapped": 1, "signed": 1}
    assert missing(seen, Step.MAPPED, on=then) == ["岱山村", "龙城村"]
    assert missing(seen, Step.SIGNED, on=then) == ["岱山村", "龙城村"]
    assert missing(seen, Step.SIGNED, on=today) == ["岱山村"]


def test_the_list_goes_on_where_it_stopped(seen, stage):
    wanted = StepNames(NamesWanted(state=DrillState.ALL, stratum=KIND), Step.NAMED)
    first = seen(step_names, wanted, 1)
    second = seen(step_names, wanted, 1, first.next)
    names = [row.card.standard_name for page in (first, second) for row in page.items]
    assert (names, second.next) == (["岱山村", "龙城村"], None)
    with pytest.raises(Invalid):
        seen(step_names, wanted, 1, "nonsense")


def test_the_pages_show_both_and_the_tables_say_the_same(app, mark, stage):
    mark(Step.NAMED)
    client = app.test_client()
    page = text_of(client.get(f"/coverage/steps?stratum={KIND}"))
    assert "缺 1 个" in page
    assert "missing=named" in page
    rows = list(csv.reader(io.StringIO(_sheet(client, f"/coverage/steps.csv?stratum={KIND}"))))
    assert rows[1][2:] == ["肥东县", "2", "1", "0", "0", "0", "0"]
    names = text_of(client.get(f"/coverage/steps/names?stratum={KIND}&missing=mapped"))
    assert "龙城村" in names
    sheet = _sheet(client, f"/coverage/steps/names.csv?stratum={KIND}&missing=mapped")
    found = {row["地名"]: row for row in csv.DictReader(io.StringIO(sheet))}
    assert set(found) == {"龙城村", "岱山村"}
    assert (found["龙城村"]["命名日期"], found["龙城村"]["命名依据"]) == ("2026-05-20", "测试文件")
    assert found["岱山村"]["命名日期"] == ""
    by_body = text_of(client.get(f"/coverage/steps?stratum={KIND}&by=body"))
    assert "没有写明" in by_body


def _sheet(client, path):
    return client.get(path).data.decode("utf-8-sig")


@pytest.mark.parametrize(
    "query",
    [
        "on=2026-02-30",
        "on=0001-01-01",
        "stratum=heritage",
        "by=moon",
        "division=nonsense",
    ],
)
def test_what_a_page_does_not_take_is_refused(app, stage, query):
    client = app.test_client()
    assert client.get(f"/coverage/steps?{query}").status_code == 422


def test_a_division_that_is_not_there_is_not_found(app, stage):
    client = app.test_client()
    assert client.get("/coverage/steps?division=0000000000000000").status_code == 404
    assert client.get("/coverage/steps/names?division=0000000000000000").status_code == 404
