"""The dashboard: the line to 100 %, cuts that lead to names, gaps, crews; all from counters."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import event

from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.core.rows import stamp
from registry.coverage import queries
from registry.coverage.models import CoverageTarget
from registry.coverage.queries import NamesWanted, dashboard
from registry.coverage.rules import DrillState
from registry.places import services as places
from registry.places.models import NameWeek, Place
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id
from tests.integration.maps.gazetteer import CITY, EAST, add_sign
from tests.support.signs import land, stage

__all__ = ["land", "stage"]

TOWN = ("nbs", "2023", "340122101")


def text_of(client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture
def town(runtime, gazetteer) -> str:
    """A township of the eastern county with two villages, one signed, run by a zone."""
    with runtime.write(SYSTEM) as work:
        places.add_divisions(work, [NewDivision(*TOWN, "虚镇", "township", parent=EAST)])
        ids = [
            places.add_place(
                work,
                NewPlace("village_committee", division_id(*TOWN), [NewName(name, "standard")]),
            )
            for name in ("己村", "庚村")
        ]
        work.session.flush()
        for ident in ids:
            work.session.get_one(Place, ident).managing_body = "虚开发区"
        work.session.flush()
        add_sign(work, ids[0], "verified", lon=117.6, lat=31.9)
        add_sign(work, ids[1], "planned")
    return division_id(*TOWN)


def rows_of(runtime, division: str):
    with runtime.database.read() as session:
        found = dashboard.division_of(session, division)
        return {
            ("own" if row.own else row.name): row.count
            for row in dashboard.division_rows(session, found, "village")
        }


def test_a_county_is_the_sum_of_its_townships_and_of_what_is_its_own(runtime, gazetteer, town):
    rows = rows_of(runtime, gazetteer.east)
    assert {key: (row.verified, row.names) for key, row in rows.items()} == {
        "own": (1, 5),
        "虚镇": (1, 2),
    }
    with runtime.database.read() as session:
        now = queries.standing(session, runtime.clock.now())
    (village,) = [row for row in now.county(gazetteer.east) if row.stratum == "village"]
    assert (village.names_verified, village.names) == (2, 7)


def test_a_city_adds_up_its_counties(runtime, gazetteer, town):
    with runtime.database.read() as session:
        county = dashboard.division_of(session, gazetteer.east)
        city = dashboard.parents_of(session, county)[0]
    assert [(key, row.names) for key, row in rows_of(runtime, city.id).items()] == [("虚东县", 7)]


@pytest.mark.parametrize("wanted", [{"body": "虚开发区"}, {"division": "town"}])
def test_the_names_behind_a_cut_are_as_many_as_its_figure(runtime, gazetteer, town, wanted):
    asked = {key: town if value == "town" else value for key, value in wanted.items()}
    with runtime.database.read() as session:
        for state, number in (
            (DrillState.UNSIGNED, 1),
            (DrillState.SIGNED, 1),
            (DrillState.ALL, 2),
        ):
            found = NamesWanted(stratum="village", state=state, **asked)
            assert queries.names_count(session, found) == number
        for own, number in ((True, 5), (False, 7)):
            found = NamesWanted(
                stratum="village", state=DrillState.ALL, division=gazetteer.east, own=own
            )
            assert queries.names_count(session, found) == number
        rest = NamesWanted(stratum="village", state=DrillState.ALL, body="-")
        assert queries.names_count(session, rest) == 5


def test_a_name_that_leaves_the_scope_leaves_the_numerator_too(runtime, gazetteer):
    with runtime.write(SYSTEM) as work:
        place = work.session.get_one(Place, gazetteer.villages[0])
        place.entity_status, place.updated_at = "vanished", work.at
    with runtime.database.read() as session:
        (village,) = [
            row
            for row in queries.standing(session, runtime.clock.now()).strata
            if row.stratum == "village"
        ]
        found = dashboard.progress(session, "village", runtime.clock.now())
        assert queries.differences(session) == []
    assert (village.names_verified, village.names) == (0, 4)
    assert (found.points[-1].signed, found.points[-1].names) == (0, 4)


def test_bodies_are_a_cut_of_their_own(runtime, client, gazetteer, town):
    text = text_of(client, "/coverage?stratum=village")
    section = text[text.index('id="bodies"') :]
    assert section.index("没有写明") < section.index("虚开发区"), "the most names first"
    assert "只有不合格的" in section
    assert "己村" in text_of(client, "/coverage/names?body=虚开发区&state=all")


def test_the_page_of_a_division_leads_up_and_down(client, gazetteer, town):
    text = text_of(client, f"/coverage/divisions/{gazetteer.east}?stratum=village")
    assert f"/coverage/divisions/{town}?stratum=village" in text
    assert f"division={town}&amp;stratum=village&amp;state=unsigned" in text
    names = text_of(client, f"/coverage/names?division={town}&stratum=village&state=unsigned")
    assert "庚村" in names
    assert "己村" not in names
    assert "虚东县" in text_of(client, f"/coverage/divisions/{town}?stratum=village")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/coverage/divisions/0000000000000000", 404),
        ("/coverage/divisions/x?stratum=gold", 422),
        ("/coverage/names?division=x", 422),
        ("/coverage/names?own=2", 422),
        (f"/coverage/names?body={'长' * 121}", 422),
    ],
)
def test_what_is_not_there_is_refused_in_words(client, gazetteer, path, status):
    assert client.get(path).status_code == status


def weeks(runtime, county: str, gains: list[int], names: int) -> None:
    """Weeks before this one, as if they had been counted then."""
    this_week = china_date(runtime.clock.now())
    this_week -= timedelta(days=this_week.weekday())
    with runtime.write(SYSTEM) as work:
        for back, gain in enumerate(reversed(gains), start=1):
            work.session.add(
                NameWeek(
                    week=this_week - timedelta(days=7 * back),
                    county_id=county,
                    stratum="village",
                    entered=names if back == len(gains) else 0,
                    gained=gain,
                )
            )


def test_too_little_history_is_said_and_nothing_is_forecast(client, gazetteer):
    text = text_of(client, "/coverage?stratum=village")
    assert "记录太少，不作预测" in text
    assert "cover-band" not in text


def test_the_line_is_drawn_with_its_band_and_its_table(runtime, client, gazetteer):
    weeks(runtime, gazetteer.east, [2, 3, 2, 5] * 5, 400)
    text = text_of(client, "/coverage?stratum=village")
    assert 'class="cover-band" points="' in text
    assert 'role="img" aria-label="村和社区：已有核验合格标志的地名数' in text
    assert "照最慢的四周" in text
    assert "逐周的数字" in text
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", text)


def test_a_target_that_has_passed_is_called_so(runtime, client, gazetteer):
    with runtime.write(SYSTEM) as work:
        work.session.add(
            CoverageTarget(
                stratum="village", due_on=date(2025, 12, 31), basis="十四五规划", **stamp(work)
            )
        )
    text = text_of(client, "/coverage?stratum=village")
    assert "目标日期已过，还没有达到" in text
    assert "十四五规划" in text


def test_the_oldest_gap_is_named_once_and_leads_to_its_place(runtime, client, gazetteer):
    with runtime.write(SYSTEM) as work:
        add_sign(work, gazetteer.villages[1], "planned")
    with runtime.database.read() as session:
        gaps = dashboard.oldest_gaps(session, "village", runtime.clock.now())
    assert [gap.name for gap in gaps] == ["乙村", "丙村"]
    assert f"/places/{gazetteer.villages[1]}" in text_of(client, "/coverage?stratum=village")


def test_troubles_are_counted_by_what_is_wrong(runtime, gazetteer):
    with runtime.database.read() as session:
        found = dashboard.troubles(session, "village")
    assert {state.value: number for state, number in found.items() if number} == {"wrong": 1}


def test_crews_are_named_to_those_who_are_signed_in_alone(stage, client, sign_in, cast):
    sign = stage.made()
    stage.judged(stage.sent(sign))
    public = text_of(client, "/coverage")
    assert "近 12 周，按核验日期" in public
    assert "各外业队" not in public
    sign_in(client, cast.steward)
    assert "各外业队" in text_of(client, "/coverage")


def test_accepted_reports_are_counted_in_the_week_of_the_verdict(runtime, stage):
    stage.judged(stage.sent(stage.made()))
    with runtime.database.read() as session:
        found = dashboard.throughput(session, runtime.clock.now())
        assert queries.differences(session) == []
    assert (found.weeks[-1].accepted, found.weeks[-1].returned, len(found.weeks)) == (1, 0, 12)
    assert [(crew.accepted, crew.people) for crew in found.crews] == [(1, 1)]


def test_no_figure_of_the_page_counts_rows_of_places_or_signs(runtime, client, gazetteer):
    statements: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        statements.append(statement.lower())

    event.listen(runtime.database.engine, "before_cursor_execute", note)
    text_of(client, "/coverage?stratum=village")
    event.remove(runtime.database.engine, "before_cursor_execute", note)
    counting = [one for one in statements if "count(" in one or "group by" in one]
    counters = ("from name_week", "from sign_count", "from reporter_week")
    assert counting
    assert all(any(table in one for table in counters) for one in counting), counting


def test_counties_stand_as_rings_that_lead_to_their_divisions(runtime, client, gazetteer):
    assert "cover-ring" not in text_of(client, "/coverage?stratum=village"), "one alone is none"
    with runtime.write(SYSTEM) as work:
        name = NewName("西村", "standard", roman_toned="Xīcūn")
        places.add_place(work, NewPlace("village_committee", gazetteer.west, [name]))
    page = text_of(client, "/coverage?stratum=village")
    (east,) = re.findall(rf'<a href="(/coverage/divisions/{gazetteer.east}[^"]*)"><title', page)
    assert 'stroke-dasharray="20.0 100"' in page, "one of five villages has its sign"
    assert text_of(client, east.replace("&amp;", "&"))


def test_the_rates_stand_with_both_editions_and_what_is_not_valid_leads_to_its_signs(
    client, gazetteer
):
    page = text_of(client, "/coverage?stratum=village")
    assert "口径 2026-1 版；应设点位的规则：没有施行规则" in page
    (href,) = re.findall(r'href="(/coverage\?stratum=village)#types"', page)
    types = text_of(client, href)
    assert 'id="types"' in types
    assert "/coverage/problems?" in types[types.index('id="types"') :] or "现在没有记下" in types


def test_counties_that_no_label_places_are_named_beside_the_sketch(runtime, client, gazetteer):
    with runtime.write(SYSTEM) as work:
        name = NewName("西村", "standard", roman_toned="Xīcūn")
        places.add_place(work, NewPlace("village_committee", gazetteer.west, [name]))
        zone = NewDivision("nbs", "2023", "340177", "虚经开区", "county", parent=CITY)
        places.add_divisions(work, [zone])
        places.add_place(work, NewPlace("village_committee", division_id(*zone.key), [name]))
    page = text_of(client, "/coverage?stratum=village")
    assert "没有标注点、不在图上的：" in page
    assert "虚经开区" in page[page.index("没有标注点") :][:200]
