"""Whatever is done to a place: any earlier state can be told by its moment and put back exactly."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from registry.core.actor import SYSTEM
from registry.core.geo import Position
from registry.places import services
from registry.places.models import Place
from registry.places.queries.history import changes
from registry.places.queries.past import last_numbers, state_on, states
from registry.places.rules import NameKind, PlaceKind
from registry.places.services import NewDivision, NewGeometry, NewName, NewPlace
from registry.places.services.divisions import division_id
from registry.sources import services as sources

START = datetime(2027, 1, 1, tzinfo=UTC)
COUNTY = NewDivision("test", "1", "340100", "某县", "county")
#: What only ever moves on.
MOVING = {"row_version", "updated_at", "updated_by"}
_numbers = itertools.count()

hanzi = st.text(alphabet="三河古镇龙城烔炀", min_size=1, max_size=4)
acts = st.one_of(
    st.tuples(st.just("amend"), hanzi, st.integers(0, 9)),
    st.tuples(st.just("locate"), st.floats(117.0, 118.0), st.floats(31.0, 32.0)),
    st.tuples(st.just("add_name"), hanzi, st.sampled_from(["alias", "former", "historical"])),
    st.tuples(st.just("rename"), hanzi, st.just("")),
    st.tuples(st.just("claim"), hanzi, st.just("")),
    st.tuples(st.just("draw"), st.floats(117.0, 117.9), st.just("")),
    st.tuples(st.just("retire"), hanzi, st.just("")),
    st.tuples(st.just("restore"), st.integers(0, 20), st.just("")),
)


def do(work, place_id, act, first, second) -> None:
    """One act of the services; what the rules refuse changes nothing and is no fault here."""
    if act == "amend":
        values = {"description": first, "claimed_sign_count": second}
        services.amend(work, place_id, values)
    elif act == "locate":
        services.locate(work, place_id, Position(first, second), source="实测", method="gnss")
    elif act == "add_name":
        services.add_name(work, place_id, NewName(f"{first}{next(_numbers)}", NameKind(second)))
    elif act == "rename":
        services.rename(work, place_id, new_text=f"{first}{next(_numbers)}", basis="某号")
    elif act == "claim":
        cited = {"claim_type": "legend", "value_text": first}
        services.assert_claim(
            work, place_id=place_id, **cited, evidence=[(_citation(work), "supports")]
        )
    elif act == "draw":
        line = f'{{"type":"LineString","coordinates":[[{first:.6f},31.5],[118,31.5]]}}'
        services.set_geometry(work, place_id, NewGeometry(line, "digitised", "图"))
    elif act == "retire":
        if work.session.get_one(Place, place_id).entity_status == "existing":
            services.retire(work, place_id, on=START.date(), basis=first)
        else:
            services.reopen(work, place_id, basis=first)
    else:
        last = last_numbers(work.session, [place_id]).get(place_id, 0)
        if last:
            services.restore(work, place_id, first % last + 1, reason="退回")


def _citation(work) -> str:
    source = sources.add_source(work, source_type="press", title="某报")
    return sources.cite(work, source_id=source.id).id


def settled(state) -> dict:
    """The state without what only moves on."""
    place = {name: value for name, value in state["place"].items() if name not in MOVING}
    claims = [{**claim, "row_version": None} for claim in state["claims"]]
    return {**state, "place": place, "claims": claims}


@pytest.fixture
def fresh(runtime, work_as):
    """Makes a new place in one county, recorded at the start of 2027."""
    with work_as(SYSTEM, START) as work:
        services.add_divisions(work, [COUNTY])

    def make() -> str:
        row = NewPlace(PlaceKind.SITE, division_id(*COUNTY.key), [NewName("三河")])
        with work_as(SYSTEM, START) as work:
            return services.add_place(work, row)

    return make


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(acts, min_size=1, max_size=8), st.integers(0, 100))
def test_every_moment_is_told_and_every_state_put_back(runtime, work_as, fresh, sequence, pick):
    place_id = fresh()
    recorded = [(START, read(runtime, place_id))]
    for number, act in enumerate(sequence, 1):
        moment = START + timedelta(hours=number)
        with work_as(SYSTEM, moment) as work:
            do(work, place_id, *act)
        recorded.append((moment, read(runtime, place_id)))

    with runtime.database.read() as session:
        for moment, state in recorded:
            for later in (timedelta(0), timedelta(minutes=59)):
                assert state_on(session, place_id, moment + later) == state
        assert state_on(session, place_id, START - timedelta(seconds=1)) is None
        told = changes(session, place_id, decimals=None, limit=100).items
        kept = last_numbers(session, [place_id]).get(place_id, 0)
    assert [item.number for item in told] == list(range(kept, 0, -1))

    if kept:
        number = pick % kept + 1
        with runtime.database.read() as session:
            moment = next(item.at for item in told if item.number == number)
            wanted = state_on(session, place_id, moment - timedelta(seconds=1))
        with work_as(SYSTEM, START + timedelta(days=1)) as work:
            services.restore(work, place_id, number, reason="退回")
        assert settled(read(runtime, place_id)) == settled(wanted)


def read(runtime, place_id) -> dict:
    with runtime.database.read() as session:
        return states(session, [place_id])[place_id]
