"""What lists, desk, panel and map show."""

from __future__ import annotations

from registry.core.geo import Position
from registry.places import queries as place_queries
from registry.signage import queries
from tests.support.signs import NOON


def test_the_queue_holds_what_waits_for_others(stage, cast, seen):
    receipt = stage.sent(stage.made())
    assert [row.id for row in seen(queries.reports_waiting, cast.reviewer_county)] == [
        receipt.report_id
    ]
    items = seen(queries.desk, cast.reviewer_county, NOON)
    assert [(item.title, item.endpoint) for item in items] == [("龙城村", "signage.report_show")]
    assert seen(queries.desk, cast.stranger, NOON) == []


def test_the_desk_shows_each_stage_to_whose_part_it_is(stage, cast, seen):
    stage.requirement()
    stage.proof(stage.land.other_id)
    stage.approved(stage.land.road_id)
    steward = {str(item.kind) for item in seen(queries.desk, cast.steward, NOON)}
    city = {str(item.kind) for item in seen(queries.desk, cast.reviewer_city, NOON)}
    assert steward == {"应设点位待出校样", "待送制作"}
    assert city == {"校样待审定"}


def test_the_panel_of_a_place_shows_its_signs(stage, cast, land, seen):
    assert seen(queries.place_panel, cast.visitor, land.village_id) is None
    sign = stage.verified()
    panel = seen(queries.place_panel, cast.visitor, land.village_id)
    assert (panel["due"], panel["verified"]) == (1, 1)
    assert panel["signs"][0]["row"].id == sign.id
    assert set(panel["signs"][0]["photos"]) == {"near", "far"}


def test_the_map_shows_verified_signs_only(stage, land, seen):
    sign = stage.verified()
    stage.made(land.other_id)
    box = (117.0, 31.0, 118.0, 32.0)
    assert [row.id for row in seen(queries.signs_located_in, box)] == [sign.id]
    assert seen(queries.signs_located_in, (110.0, 31.0, 111.0, 32.0)) == []


def test_the_crews_list_is_nearest_first(stage, cast, land, seen):
    far_away = stage.requirement(land.other_id, position=Position(117.5, 31.9))
    stage.made(requirement=far_away)
    near = stage.made()
    no_point = stage.requirement(land.road_id, position=None)
    stage.made(requirement=no_point)
    items = seen(queries.field_list, cast.crew, Position(117.2831, 31.8611))
    assert [item.sign.place_id for item in items] == [
        land.village_id,
        land.other_id,
        land.road_id,
    ]
    assert items[0].sign.id == near.id
    assert items[0].distance_m < 20
    assert items[2].distance_m is None
    assert len(seen(queries.field_list, cast.crew)) == 3


def test_lists_page_by_keyset(stage, seen):
    rows = [stage.requirement() for _ in range(5)]
    found, cursor = [], None
    while True:
        page = seen(lambda session, at=cursor: queries.requirement_list(session, limit=2, after=at))
        found += page.items
        cursor = page.next
        if cursor is None:
            break
    assert sorted(row.id for row in found) == sorted(row.id for row in rows)
    assert len(found) == 5


def test_names_on_cards_are_those_of_the_place(stage, seen, land):
    card = seen(place_queries.place_card, land.village_id)
    assert (card.standard_name, card.roman_sign) == ("龙城村", "LONGCHENGCUN")
