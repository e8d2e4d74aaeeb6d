"""Two people merge or part the same records at once: one is first, the other is told."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict
from registry.places.queries.merges import merges_into
from registry.places.services.merging import Seen, merge, unmerge
from tests.support.merging import add, merged, village, whole

__all__ = ["add", "village"]

pytestmark = pytest.mark.database


def race(runtime: Any, acts: list[Callable[[Any], object]]) -> list[str]:
    """Each act in a unit and a thread of its own, all let go at once; "won", or what refused it."""
    gate = Barrier(len(acts))

    def run(act: Callable[[Any], object]) -> str:
        gate.wait()
        try:
            with runtime.write(SYSTEM) as work:
                act(work)
        except Conflict as conflict:
            return conflict.code
        return "won"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def merging(absorbed: str, into: str, seen: Seen | None = None) -> Callable[[Any], object]:
    return lambda work: merge(work, absorbed, into, choices={}, reason="同", seen=seen)


def test_of_two_who_merge_the_same_pair_one_wins(runtime, village) -> None:
    survivor, absorbed = village
    seen = Seen(1, 1)
    acts = [merging(absorbed, survivor, seen), merging(absorbed, survivor, seen)]
    assert race(runtime, acts) == ["places.already_merged", "won"]
    with runtime.database.read() as session:
        assert len(merges_into(session, survivor)) == 1
        assert journal.verify(session).broken is None


def test_of_two_who_merge_each_way_round_one_wins_and_there_is_no_circle(runtime, village) -> None:
    one, other = village
    outcome = race(runtime, [merging(one, other), merging(other, one)])
    assert outcome == ["places.already_merged", "won"]
    leads = [state["place"]["merged_into"] for state in whole(runtime, one, other).values()]
    assert sorted(lead is None for lead in leads) == [False, True]


def test_of_two_who_part_one_wins_and_both_records_stand(runtime, village) -> None:
    survivor, absorbed = village
    before = whole(runtime, survivor, absorbed)
    merge_id = merged(runtime, absorbed, survivor)
    acts = [lambda work: unmerge(work, merge_id, reason="错")] * 2
    assert race(runtime, acts) == ["places.already_parted", "won"]
    assert whole(runtime, survivor, absorbed) == before


def test_a_chain_made_at_once_leads_on_in_one_step(runtime, add) -> None:
    one, two, three = add("大郢"), add("大郢"), add("大郢")
    outcome = race(runtime, [merging(one, two), merging(two, three)])
    states = whole(runtime, one, two, three)
    leads = {key: state["place"]["merged_into"] for key, state in states.items()}
    if outcome == ["won", "won"]:
        assert leads == {one: three, two: three, three: None}
    else:  # two had gone before anything could be merged into it
        assert outcome == ["places.already_merged", "won"]
        assert leads == {one: None, two: three, three: None}
