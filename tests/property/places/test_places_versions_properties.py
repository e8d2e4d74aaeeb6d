"""However often earlier states come back: versions only count up, and an old form is refused."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.core.actor import SYSTEM
from registry.core.errors import Conflict
from registry.places import services
from registry.places.models import PlaceName
from registry.places.queries.past import last_numbers, states
from registry.places.queries.readings import (
    forget_reading_book,
    reading_book,
    spelled_names,
)
from registry.places.rules import PlaceKind
from registry.places.rules.spelling import doubts, proposal_for
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id
from registry.sources import services as sources

COUNTY = NewDivision("test", "1", "340100", "某县", "county")
_numbers = itertools.count()

acts = st.one_of(
    st.tuples(st.just("assert"), st.just(0)),
    st.tuples(st.just("correct"), st.integers(0, 9)),
    st.tuples(st.just("judge"), st.integers(0, 9)),
    st.tuples(st.just("amend"), st.just(0)),
    st.tuples(st.just("restore"), st.integers(0, 9)),
    st.tuples(st.just("restore"), st.integers(0, 9)),
)


@pytest.fixture
def fresh(runtime, work_as):
    """Makes a new place in one county."""
    with work_as(SYSTEM) as work:
        services.add_divisions(work, [COUNTY])

    def make(name: str = "三河") -> str:
        row = NewPlace(PlaceKind.SITE, division_id(*COUNTY.key), [NewName(name)])
        with work_as(SYSTEM) as work:
            return services.add_place(work, row)

    return make


def read(runtime, place_id) -> dict:
    with runtime.database.read() as session:
        return states(session, [place_id])[place_id]


def versions_of(state) -> dict[str, int]:
    found = {claim["id"]: claim["row_version"] for claim in state["claims"]}
    return {**found, state["place"]["id"]: state["place"]["row_version"]}


def do(work, state, act, pick) -> None:
    """One act; where there is no claim yet or no kept state, nothing."""
    place_id, claims = state["place"]["id"], state["claims"]
    if act == "assert":
        source = sources.add_source(work, source_type="press", title="某报")
        cited = sources.cite(work, source_id=source.id).id
        said = {"claim_type": "origin", "value_text": f"来历{next(_numbers)}"}
        services.assert_claim(work, place_id=place_id, **said, evidence=[(cited, "supports")])
    elif act == "amend":
        services.amend(work, place_id, {"description": f"描述{next(_numbers)}"})
    elif act == "restore":
        last = last_numbers(work.session, [place_id]).get(place_id, 0)
        if last:
            services.restore(work, place_id, pick % last + 1, reason="退回")
    elif claims:
        claim = claims[pick % len(claims)]
        if act == "correct":
            changes = {"value_text": f"更正{next(_numbers)}"}
            services.correct_claim(work, claim["id"], changes, reason="校")
        else:
            wanted = "accepted" if claim["status"] != "accepted" else "disputed"
            services.set_claim_status(work, claim["id"], wanted, reason="据志")


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(acts, min_size=2, max_size=9))
def test_no_restoring_gives_a_row_a_version_it_had(runtime, work_as, fresh, sequence):
    place_id = fresh()
    ever: dict[str, int] = defaultdict(int)
    for act, pick in [("assert", 0), *sequence]:
        before = read(runtime, place_id)
        with work_as(SYSTEM) as work:
            kept = last_numbers(work.session, [place_id])
            do(work, before, act, pick)
        after = versions_of(read(runtime, place_id))
        for row_id, version in after.items():
            if act == "restore" and kept:
                assert version > ever[row_id]
            assert version >= ever[row_id]
            ever[row_id] = max(ever[row_id], version)
        if act == "restore" and kept:
            refused_everywhere(work_as, place_id, versions_of(before), after)


def refused_everywhere(work_as, place_id, before, after) -> None:
    """What was seen before the restoring is no longer what stands there."""
    for row_id, seen in before.items():
        if row_id not in after:
            continue
        with work_as(SYSTEM) as work, pytest.raises(Conflict):
            change(work, place_id, row_id, seen)


def change(work, place_id, row_id, seen) -> None:
    """What a form that was opened at version `seen` would do to the place or its claim."""
    if row_id == place_id:
        services.rename(work, row_id, new_text="新名", basis="号", seen_version=seen)
        return
    changes = {"value_text": f"旧页{next(_numbers)}"}
    services.correct_claim(work, row_id, changes, reason="校", seen_version=seen)


@pytest.mark.database
def test_a_claim_that_was_gone_comes_back_above_all_its_versions(runtime, work_as, fresh):
    place_id = fresh()
    with work_as(SYSTEM) as work:
        do(work, read(runtime, place_id), "assert", 0)
    (claim,) = read(runtime, place_id)["claims"]
    for seen in (1, 2, 3):
        with work_as(SYSTEM) as work:
            changes = {"value_text": f"第{seen}稿"}
            services.correct_claim(work, claim["id"], changes, reason="校", seen_version=seen)
    with work_as(SYSTEM) as work:
        services.restore(work, place_id, 1, reason="录错了")
    assert read(runtime, place_id)["claims"] == []
    with work_as(SYSTEM) as work:
        # The state before the first correction: version 1 then.
        services.restore(work, place_id, 2, reason="又要了")
    (back,) = read(runtime, place_id)["claims"]
    assert (back["value_text"], back["row_version"]) == (claim["value_text"], 5)
    for seen in (1, 2, 3, 4):
        with work_as(SYSTEM) as work, pytest.raises(Conflict):
            services.correct_claim(
                work, claim["id"], {"value_text": "旧页"}, reason="校", seen_version=seen
            )


@pytest.mark.database
def test_whether_a_spelling_is_in_doubt_is_asked_on_the_day_it_comes_back(
    runtime, work_as, cast, fresh
):
    place_id = fresh("长丰")
    assert doubt_of(runtime, place_id) == (False, False)
    with work_as(cast.steward) as work:
        services.amend(work, place_id, {"description": "一"})
        county = division_id(*COUNTY.key)
        reading = services.propose_reading(
            work, hanzi="长丰", toned="zhǎng fēng", basis="老人言", division_id=county
        )
    with work_as(SYSTEM) as work:
        services.approve_reading(work, reading)
    assert doubt_of(runtime, place_id) == (True, True)
    with work_as(cast.steward) as work:
        services.restore(work, place_id, 1, reason="退回")
    # The kept state says that nothing is open; a reading approved since then says otherwise.
    assert doubt_of(runtime, place_id) == (True, True)


def doubt_of(runtime, place_id) -> tuple[bool, bool]:
    """The stored mark of the standard name, and what the rules say of it now."""
    with runtime.database.read() as session:
        forget_reading_book(session)
        ids = [name["id"] for name in states(session, [place_id])[place_id]["names"]]
        (name,) = spelled_names(session, ids).values()
        table = reading_book(session).table_for(name.division_path)
        found = doubts(
            proposal_for(name.kind, name.text, table),
            name.roman_toned,
            name.roman_status,
            name.roman_approved_at,
        )
        return session.get_one(PlaceName, name.id).roman_doubt, bool(found)
