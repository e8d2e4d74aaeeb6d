"""One village on two sides of a county border is a question too; a common name alone is none."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.places.queries.alike import alike_across
from registry.places.queries.pairs import PairFilter, pairs
from registry.places.rules import NameKind
from registry.places.rules.pairing import CROWD, Spot, border_namesakes
from registry.places.services import NewName, NewPosition
from registry.places.services.pairs import PairsRecorded, record_pairs
from tests.support.merging import add

__all__ = ["add"]


def at(lon: float, lat: float = 31.9) -> NewPosition:
    return NewPosition(lon, lat, "gnss", "实测")


def across(runtime) -> set[frozenset[str]]:
    with runtime.database.read() as session:
        return {frozenset((pair.first_id, pair.second_id)) for pair in alike_across(session)}


@pytest.mark.database
def test_a_village_on_the_border_is_found_from_both_sides(runtime, add, gazetteer) -> None:
    here = add("大郢", position=at(117.5))
    there = add("大郢", division=gazetteer.feixi, position=at(117.502))
    former = add("红旗", NewName("大郢", NameKind.FORMER), position=at(117.501))
    add("大郢", division=gazetteer.feixi, position=at(117.6))
    add("大郢", division=gazetteer.feixi)
    add("小王庄", division=gazetteer.feixi, position=at(117.5001))
    found = across(runtime)
    assert frozenset((here, there)) in found
    assert frozenset((here, former)) not in found
    assert all(there in pair for pair in found)


@pytest.mark.database
@pytest.mark.parametrize("column", ["twin_place_code", "other_codes"])
def test_one_code_in_two_counties_is_a_question(runtime, add, gazetteer, column) -> None:
    code = "34012210521610000001"
    one = add("上郢", place_code=code)
    value = [code] if column == "other_codes" else code
    other = add("上郢", division=gazetteer.feixi, **{column: value})
    assert across(runtime) == {frozenset((one, other))}


def test_what_was_found_stands_in_the_queue_once(runtime, add, gazetteer) -> None:
    add("大郢", position=at(117.5))
    add("大郢", division=gazetteer.feixi, position=at(117.502))
    counts = []
    for _ in range(2):
        with runtime.database.read() as session:
            found = alike_across(session)
        with runtime.write(SYSTEM) as work:
            counts.append(record_pairs(work, found))
    assert counts == [PairsRecorded(added=1), PairsRecorded(same=1)]
    with runtime.database.read() as session:
        assert len(list(pairs(session, SYSTEM, PairFilter()).items)) == 1


def test_the_work_for_a_common_name_is_bounded() -> None:
    many = 2000
    spots = [Spot("小王庄", 117.0, 31.9, f"p{n:04}", str(n)) for n in range(many)]
    found = list(border_namesakes(spots))
    assert len(found) == len(set(found))
    assert len(found) < many * CROWD


def test_names_and_counties_are_kept_apart() -> None:
    spots = [
        Spot("上郢", 117.0, 31.9, "a", "1"),
        Spot("上郢", 117.001, 31.9, "b", "1"),
        Spot("上郢", 117.002, 31.95, "c", "2"),
        Spot("下郢", 117.002, 31.9, "d", "2"),
        Spot("下郢", 117.003, 31.9, "e", None),
    ]
    assert list(border_namesakes(spots)) == [("d", "e")]
