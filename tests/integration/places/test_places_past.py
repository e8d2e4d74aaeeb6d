"""What a place was is kept before each change, and can be put back exactly."""

from __future__ import annotations

import pytest
from sqlmodel import select

from registry.core import journal
from registry.core.errors import Conflict, Forbidden, NotFound, Refused
from registry.core.geo import Position
from registry.places import queries, services
from registry.places.models import Place, PlaceName
from registry.places.queries.past import last_numbers, states
from registry.places.rules import NameKind, PositionMethod
from registry.places.services import NewName
from registry.places.services.past import keep, keep_many, restore

STAYS = ("row_version", "updated_at", "updated_by")


@pytest.fixture
def sanhe(gazetteer) -> str:
    return gazetteer.places["sanhe"]


def state(runtime, place_id) -> dict:
    """The state as it is compared: without what only ever moves on."""
    with runtime.database.read() as session:
        found = states(session, [place_id])[place_id]
    found["place"] = {key: value for key, value in found["place"].items() if key not in STAYS}
    for claim in found["claims"]:
        claim.pop("row_version")
    return found


def name_row(session, place_id, text) -> PlaceName:
    return session.exec(
        select(PlaceName).where(PlaceName.place_id == place_id, PlaceName.text == text)
    ).one()


def change_everything(work, place_id) -> None:
    """Keep, then change names, claims and position by the services."""
    services.rename(work, place_id, new_text="古三河镇", basis="某号")
    services.add_name(work, place_id, NewName("鹊岸", NameKind.HISTORICAL))
    services.assert_claim(work, place_id=place_id, claim_type="legend", value_text="相传")
    position = Position(117.3, 31.6, 5.0)
    services.locate(work, place_id, position, source="手持机", method=PositionMethod.GNSS)


@pytest.mark.database
def test_what_is_put_back_is_what_was(runtime, cast, sanhe) -> None:
    before = state(runtime, sanhe)
    with runtime.write(cast.steward) as work:
        number = keep(work, sanhe, "places.tried", reason="试")
        change_everything(work, sanhe)
    changed = state(runtime, sanhe)
    assert changed != before
    with runtime.write(cast.steward) as work:
        restore(work, sanhe, number, reason="录错了")
    assert state(runtime, sanhe) == before
    with runtime.database.read() as session:
        last = max(last_numbers(session, [sanhe]).values())
        entry = journal.history(session, ("place", sanhe))[0]
    assert (entry.verb, entry.reason) == ("places.restored", "录错了")
    assert entry.before["standard_name"] == "古三河镇"
    with runtime.write(cast.steward) as work:
        restore(work, sanhe, last, reason="又改回来")
    assert state(runtime, sanhe) == changed


def test_the_search_follows_what_is_put_back(runtime, cast, sanhe) -> None:
    with runtime.write(cast.steward) as work:
        number = keep(work, sanhe, "places.tried")
        services.add_name(work, sanhe, NewName("鹊岸", NameKind.HISTORICAL))
    with runtime.write(cast.steward) as work:
        restore(work, sanhe, number, reason="没有根据")
    with runtime.database.read() as session:
        assert not queries.search(session, queries.PlaceFilter(q="鹊岸")).items


def test_many_states_are_kept_in_one_go_each_with_its_own_number(runtime, cast, gazetteer) -> None:
    sanhe, cuzhen = gazetteer.places["sanhe"], gazetteer.places["cuzhen"]
    with runtime.write(cast.steward) as work:
        assert keep(work, sanhe, "places.tried") == 1
        assert keep_many(work, [sanhe, cuzhen], "places.tried") == {sanhe: 2, cuzhen: 1}
    with pytest.raises(NotFound), runtime.write(cast.steward) as work:
        keep_many(work, [sanhe, "0" * 16], "places.tried")


def test_only_who_edits_places_puts_one_back(runtime, cast, sanhe) -> None:
    with runtime.write(cast.steward) as work:
        number = keep(work, sanhe, "places.tried")
    for person in cast.everybody().values():
        if "steward" in person.roles:
            continue
        with pytest.raises(Forbidden), runtime.write(person) as work:
            restore(work, sanhe, number, reason="试")
    with pytest.raises(NotFound) as unknown, runtime.write(cast.steward) as work:
        restore(work, sanhe, 99, reason="试")
    assert unknown.value.code == "places.state_unknown"


def test_protection_stays_and_a_protected_name_is_not_put_back_without_a_measure(
    runtime, cast, sanhe
) -> None:
    with runtime.write(cast.steward) as work:
        number = keep(work, sanhe, "places.renamed")
        services.rename(work, sanhe, new_text="古三河镇", basis="某号")
        services.protect_name(work, sanhe, basis="保护名录第一版")
    with pytest.raises(Refused) as refused, runtime.write(cast.steward) as work:
        restore(work, sanhe, number, reason="录错了")
    assert refused.value.code == "places.rename_protected"
    with runtime.write(cast.steward) as work:
        restore(work, sanhe, number, reason="录错了", protection_measure="立碑存名")
    with runtime.database.read() as session:
        place = session.get(Place, sanhe)
        assert (place.protected, place.protection_basis) == (True, "保护名录第一版")
        assert name_row(session, sanhe, "三河镇").protected


def test_names_of_a_merged_place_are_not_lost_by_putting_back(runtime, cast, gazetteer) -> None:
    sanhe, cuzhen = gazetteer.places["sanhe"], gazetteer.places["cuzhen"]
    with runtime.write(cast.steward) as work:
        number = keep(work, sanhe, "places.tried")
        services.add_name(work, sanhe, NewName("撮镇", NameKind.ALIAS))
        name = name_row(work.session, sanhe, "撮镇")
        name.absorbed_from = cuzhen
    with pytest.raises(Conflict) as refused, runtime.write(cast.steward) as work:
        restore(work, sanhe, number, reason="试")
    assert refused.value.code == "places.merged_since"


def test_a_name_that_went_to_another_place_comes_back_from_there(runtime, cast, gazetteer) -> None:
    sanhe, cuzhen = gazetteer.places["sanhe"], gazetteer.places["cuzhen"]
    with runtime.write(cast.steward) as work:
        number = keep(work, sanhe, "places.tried")
        name = name_row(work.session, sanhe, "三汊河")
        name.place_id, name.absorbed_from = cuzhen, sanhe
    with runtime.write(cast.steward) as work:
        restore(work, sanhe, number, reason="撤销")
    with runtime.database.read() as session:
        names = {name.text for name in queries.place_dossier(session, cuzhen).names}
    assert "三汊河" not in names


@pytest.mark.database
def test_a_code_given_away_since_is_not_taken_back_and_the_unit_goes_on(
    runtime, cast, gazetteer
) -> None:
    sanhe, cuzhen = gazetteer.places["sanhe"], gazetteer.places["cuzhen"]
    with runtime.write(cast.steward) as work:
        services.amend(work, sanhe, {"place_code": "340123"})
        services.amend(work, sanhe, {"place_code": None})
        services.amend(work, cuzhen, {"place_code": "340123"})
    before = state(runtime, sanhe)
    with runtime.write(cast.steward) as work:
        with pytest.raises(Refused) as refused:
            restore(work, sanhe, 2, reason="录错了")
        # Who undoes a whole run goes on with the next place.
        services.add_name(work, cuzhen, NewName("撮城", NameKind.HISTORICAL))
    assert refused.value.code == "places.restore_in_use"
    assert state(runtime, sanhe) == before
    with runtime.database.read() as session:
        assert name_row(session, cuzhen, "撮城").text == "撮城"
        assert last_numbers(session, [sanhe])[sanhe] == 2
