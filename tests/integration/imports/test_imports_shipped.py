"""What the shipped data is once loaded: complete, twice the same, corrected by people for good."""

from __future__ import annotations

from datetime import timedelta

import pytest

from imports import shipped
from imports.shipped.keys import place_id
from registry import data
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.geo import Position
from registry.heritage import queries as heritage
from registry.places import queries as places
from registry.places import services
from registry.sources import queries as sources
from tests.support.marks import stored_marks, true_marks


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@pytest.fixture
def session(runtime):
    with runtime.database.read() as session:
        yield session


def verbs(runtime) -> list[str]:
    with runtime.database.read() as session:
        return [entry.verb for entry in journal.latest(session, limit=1000)]


def test_a_second_run_changes_nothing(runtime, work_as):
    before = verbs(runtime)
    with work_as(SYSTEM) as work:
        assert shipped.load(work).is_empty
    assert verbs(runtime) == before


def test_one_code_finds_two_towns_by_scheme_and_edition(session):
    nbs = places.division_by_code(session, "nbs", "2023", "340181100")
    mca = places.division_by_code(session, "mca", "2026-09-11", "340181100")
    assert (nbs.name, mca.name) == ("栏杆集镇", "柘皋镇")
    assert places.twin_of(session, mca.id).code == "340181102"
    assert places.twin_of(session, nbs.id).code == "340181113"


def test_a_town_that_only_the_newer_list_has_lies_in_its_county(session):
    new = places.division_by_code(session, "mca", "2026-09-11", "340123001")
    county = places.division(session, new.parent_id)
    assert (new.name, county.name, county.scheme) == ("幸福坝街道", "肥西县", "nbs")


def test_the_places_of_the_points_are_located_and_say_how(session):
    keys = {row["division_key"] or row["place_key"] for row in data.table("points.csv")}
    cards = places.place_cards(session, [place_id(key) for key in keys])
    assert len(cards) == 15  # 巢湖市 has two points: its seat, and one for its label
    assert all(card.lon is not None for card in cards.values())
    seat = cards[place_id("nbs-2023:340181")]
    assert (seat.lon, seat.lat) == (117.86667, 31.6)
    label = places.division_by_code(session, "nbs", "2023", "340181")
    assert (label.label_lon, label.label_lat) == (117.73, 31.634)


def test_every_other_place_is_not_yet_located(session):
    cards = places.place_cards(
        session, [place_id(row["key"]) for row in data.table("divisions.csv")]
    )
    assert sum(card.lon is None for card in cards.values()) == 1956 - 14


def test_where_the_lists_differ_the_newer_name_is_the_standard_one(session):
    dossier = places.place_dossier(session, place_id("nbs-2023:340121200"))
    names = {(name.text, str(name.name_kind)) for name in dossier.names}
    assert names == {("罗塘镇", "standard"), ("罗塘乡", "variant")}


def test_a_town_is_found_by_its_code_in_either_list_also_under_its_newer_name(session):
    for code in ("340121200", "340121114"):
        hits = places.search(session, places.PlaceFilter(q=code)).items
        assert "罗塘镇" in {hit.card.standard_name for hit in hits}


def test_the_programmes_are_there_for_nominations(session):
    wanted = {row["key"] for row in data.document("programmes.json")}
    assert {programme.key for programme in heritage.programmes(session)} == wanted


def test_a_village_has_its_listed_name_and_a_short_one(session):
    dossier = places.place_dossier(session, place_id("nbs-2023:340121109008"))
    names = {(name.text, str(name.name_kind)) for name in dossier.names}
    assert names == {
        ("古城社区居民委员会", "standard"),
        ("古城社区", "short"),
        ("古城村", "alias"),
    }


def test_a_doubtful_reading_is_said_with_the_name(session):
    doubtful = places.place_dossier(session, place_id("nbs-2023:340124115"))  # 乐桥镇
    assert "读音待核实：乐" in doubtful.names[0].reading_basis
    sure = places.place_dossier(session, place_id("nbs-2023:340122101"))  # 撮镇镇
    assert "待核实" not in sure.names[0].reading_basis


def test_a_place_outside_the_lists_has_its_source_and_no_position(session):
    card = places.place_card(session, place_id("place:hongtuan"))
    assert (card.standard_name, card.roman_toned) == ("洪疃村", "Hóngtuǎncūn")
    assert (card.lon, card.county_name) == (None, "巢湖市")
    assert sources.sources(session, "首批千年古镇").items[0].grade == "C"


def test_the_town_without_a_list_is_recorded_as_not_sourced(session):
    sanhe = place_id("nbs-2023:340123101")
    record = next(row for row in heritage.candidates(session) if row.place_id == sanhe)
    assert (record.name, str(record.state), list(record.sources)) == ("三河镇", "not_sourced", [])


def test_the_import_is_a_handful_of_journal_entries_and_the_chain_holds(runtime):
    found = verbs(runtime)
    assert found.count("places.divisions_added") == 1
    assert found.count("places.list_added") == 1
    assert found.count("heritage.candidates_recorded") == 1
    assert len(found) < 60
    with runtime.database.read() as session:
        assert journal.verify(session).broken is None


def test_a_correction_by_a_person_survives_the_next_run(runtime, work_as, cast):
    target = place_id("nbs-2023:340122101")
    with work_as(cast.steward) as work:
        services.locate(work, target, Position(117.55, 31.83), source="外业实测", method="gnss")
        later = work.at + timedelta(days=1)
    with work_as(SYSTEM, later) as work:
        assert shipped.load(work).is_empty
    with runtime.database.read() as session:
        assert places.place_card(session, target).lon == pytest.approx(117.55)


def test_the_candidates_bear_their_mark_and_are_found_by_it(session):
    assert stored_marks(session) == true_marks(session) != {}
    wanted = places.PlaceFilter(q="三河", heritage="candidate")
    found = [hit.card.standard_name for hit in places.search(session, wanted).items]
    assert found == ["三河镇"]
