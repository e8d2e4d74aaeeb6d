"""The page of doorplates: first which road, by words or of those that have some, then numbers."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.signage.queries.doorplates import plated_places, plates_at_places
from registry.signage.services.doorplates import (
    NewDoorplate,
    Origin,
    register_doorplates,
    withdraw_doorplates,
)
from tests.support.signs import text_of

PATH = "/signage/doorplates"


@pytest.fixture
def plates(work_as, land):
    """Put numbers at a place, as the run of a file would."""

    def put(place_id, *numbers, run="r" * 16):
        with work_as(SYSTEM) as work:
            where = {"division_id": land.county_id, "division_path": land.county_path}
            rows = [
                NewDoorplate(row, place_id, "长江西路", number, county_id=land.county_id, **where)
                for row, number in enumerate(numbers, start=1)
            ]
            register_doorplates(work, rows, Origin(run, None))

    return put


@pytest.mark.database
def test_places_with_doorplates_are_listed_with_their_counts(plates, land, seen, work_as):
    plates(land.road_id, "1", "2", "3")
    plates(land.village_id, "7", run="s" * 16)
    rows = seen(plated_places).items
    assert dict(rows) == {land.road_id: 3, land.village_id: 1}
    assert [place for place, _number in rows] == sorted((land.road_id, land.village_id))
    with work_as(SYSTEM) as work:
        withdraw_doorplates(work, "s" * 16, 0, 10)
    assert dict(seen(plated_places).items) == {land.road_id: 3}
    assert seen(plates_at_places, [land.road_id, land.village_id]) == {land.road_id: 3}


@pytest.mark.database
def test_the_list_goes_on_where_it_stopped(plates, land, seen):
    plates(land.road_id, "1")
    plates(land.village_id, "7")
    first = seen(lambda session: plated_places(session, limit=1))
    second = seen(lambda session: plated_places(session, after=first.next, limit=1))
    assert {first.items[0][0], second.items[0][0]} == {land.road_id, land.village_id}
    assert second.next is None


def test_without_a_place_the_page_asks_which(client, sign_in, plates, land):
    sign_in(client, "steward")
    assert f'href="{PATH}"' in text_of(client.get("/signage"))
    empty = text_of(client.get(PATH))
    assert "还没有门牌" in empty
    plates(land.road_id, "1", "2")
    page = text_of(client.get(PATH))
    assert f"{PATH}?place={land.road_id}" in page
    assert "2 块门牌" in page
    assert land.village_id not in page
    assert "长江西路" in text_of(client.get(f"{PATH}?place={land.road_id}"))


def test_words_find_a_road_by_hanzi_or_pinyin_and_say_which_has_none(client, sign_in, plates, land):
    plates(land.road_id, "1")
    sign_in(client, "steward")
    for words in ("长江西路", "changjiangxilu"):
        assert f"{PATH}?place={land.road_id}" in text_of(client.get(f"{PATH}?q={words}"))
    other = text_of(client.get(f"{PATH}?q=龙城村"))
    assert f"{PATH}?place={land.village_id}" in other
    assert "没有门牌" in other
    assert "没有这样的地名" in text_of(client.get(f"{PATH}?q=没有这条路"))


def test_what_the_page_does_not_take_is_refused(client, sign_in):
    sign_in(client, "steward")
    for query in ("place=nonsense", "after=nonsense", "q=" + "长" * 61, "colour=red"):
        assert client.get(f"{PATH}?{query}").status_code == 422
    assert client.get(f"{PATH}?place={'0' * 16}").status_code == 404
    assert client.get(f"{PATH}.pdf").status_code == 422
