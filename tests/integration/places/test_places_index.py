"""The search index is what the names say: kept by every write, and the same when written anew."""

from __future__ import annotations

import json

import pytest
from sqlmodel import col, select

from registry.core.actor import SYSTEM
from registry.places import queries, services
from registry.places.models import Place, PlaceKey, PlaceLine
from registry.places.queries import PlaceFilter
from registry.places.queries.lines import edition, edition_found
from registry.places.rules import NameKind
from registry.places.services import NewName
from registry.places.services.index import rebuild, reindex
from tests.support.search_rows import search_rows


def changed(work, places: dict[str, str]) -> None:
    """Names come, go and change, a place changes its kind and its division, one is taken back."""
    services.rename(work, places["sanhe"], new_text="新三河镇", basis="某号")
    services.add_name(work, places["hu"], NewName("牛角塘", NameKind.POPULAR))
    (hu,) = (
        name.id
        for name in queries.known_dossier(work.session, places["hu"]).names
        if name.text == "天鹅湖"
    )
    services.approve_roman(work, hu, toned="Tiān'é Hú", basis="词典")
    services.amend(work, places["sanhev"], {"kind": "water", "place_code": "34012312345"})


@pytest.mark.database
def test_what_was_kept_step_by_step_is_what_is_written_anew(runtime, gazetteer) -> None:
    with runtime.write(SYSTEM) as work:
        changed(work, gazetteer.places)
    with runtime.write(SYSTEM) as work:
        kept = search_rows(work.session)
        assert rebuild(work.session) == len(work.session.exec(select(PlaceLine)).all())
        assert search_rows(work.session) == kept
        assert edition_found(work.session) == edition()


def test_a_name_keeps_its_number_as_long_as_it_is_there(runtime, gazetteer) -> None:
    def numbers(session) -> dict[str, int]:
        return {line.name_id: line.number for line in session.exec(select(PlaceLine))}

    with runtime.write(SYSTEM) as work:
        before = numbers(work.session)
        changed(work, gazetteer.places)
        after = numbers(work.session)
    assert {name: after[name] for name in before} == before
    assert len(set(after.values())) == len(after)


def test_an_index_of_an_earlier_edition_is_written_anew_once(runtime, gazetteer) -> None:
    with runtime.write(SYSTEM) as work:
        assert services.refresh_index(work.session)
        assert services.refresh_index(work.session) is None
        old = work.session.exec(select(PlaceKey).where(col(PlaceKey.script) == "e")).one()
        work.session.delete(old)
        work.session.add(PlaceKey(script="e", tier=0, key="older", rank=0, number=0))
        work.session.flush()
        assert services.refresh_index(work.session)


def test_what_is_shown_follows_the_place(runtime, gazetteer) -> None:
    sanhe = gazetteer.places["sanhe"]
    with runtime.write(SYSTEM) as work:
        services.rename(work, sanhe, new_text="新三河镇", basis="某号")
        shown = [
            json.loads(line.shown)
            for line in work.session.exec(select(PlaceLine).where(PlaceLine.place_id == sanhe))
        ]
    assert {row["name"] for row in shown} == {"新三河镇"}
    assert {row.get("as", {}).get("name") for row in shown} == {None, "三河镇", "鹊渚", "三汊河"}


def test_a_record_that_was_taken_back_is_found_by_nobody(runtime, gazetteer) -> None:
    with runtime.write(SYSTEM) as work:
        place = work.session.get_one(Place, gazetteer.places["gucheng"])
        place.entity_status = "withdrawn"
        work.session.add(place)
        reindex(work.session, place.id)
    with runtime.database.read() as session:
        assert not queries.search(session, PlaceFilter(q="烔炀古城")).items
        assert session.get(Place, gazetteer.places["gucheng"]) is not None
