"""A desk lists what waits where its person may act, however much waits elsewhere."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from registry.accounts.rules import Permission, Role
from registry.core.actor import SYSTEM
from registry.signage.models import Sign, SignRequirement
from registry.signage.queries.panels import desk
from registry.signage.queries.requirements import positions_waiting
from registry.signage.queries.signs import faces_waiting
from registry.signage.rules.states import SignState
from tests.support.doorplates import plate_batch
from tests.support.people import play

pytestmark = pytest.mark.database


@pytest.fixture
def rows(work_as, runtime):
    """`rows(person)`: (kind, title) of what waits for them."""

    def look(person):
        with runtime.database.read() as session:
            found = desk(session, person, runtime.clock.now())
        return [(item.kind.msgid, item.title) for item in found]

    return look


def moved(work_as, table, ident, path):
    """The row lies in another county."""
    with work_as(SYSTEM) as work:
        work.session.execute(update(table).where(table.id == ident).values(division_path=path))


def test_a_county_sees_its_own_faces_and_positions_behind_many_of_others(stage, work_as, runtime):
    mine, own = stage.proof(), stage.requirement(stage.land.other_id)
    for _ in range(3):
        sign = stage.proof(requirement=stage.requirement())
        moved(work_as, Sign, sign.id, "/another")
        due = stage.requirement(stage.land.other_id)
        moved(work_as, SignRequirement, due.id, "/another")
    with work_as(SYSTEM) as work:
        person = play(work, "here", Role.STEWARD, scope=stage.land.county_path)
    with runtime.database.read() as session:
        # Two at the most, of which three elsewhere are older or newer.
        faces = faces_waiting(session, person, Permission.SIGN_MAKE, SignState.PROOF, limit=2)
        open_ones = positions_waiting(session, person, Permission.PROOF_PREPARE, limit=2)
    assert [row.id for row in faces] == [mine.id]
    assert [row.id for row in open_ones] == [own.id]


def test_a_proof_waits_for_everybody_but_its_author(stage, rows):
    stage.proof()
    kind = ("校样待审定", "龙城村")
    assert kind in rows(stage.cast.reviewer_city)
    assert kind not in rows(stage.cast.steward)


def test_a_position_that_is_drawn_no_longer_waits(stage, rows):
    due = stage.requirement()
    waits = ("应设点位待出校样", "龙城村")
    assert waits in rows(stage.cast.steward)
    stage.proof(requirement=due)
    assert waits not in rows(stage.cast.steward)


def test_a_batch_of_doorplates_waits_for_a_second_person(stage, rows):
    sent = plate_batch(stage, "8", "10")
    waits = ("门牌校样待审定", f"长江西路 № {sent.number}")
    assert waits in rows(stage.cast.reviewer_city)
    assert waits not in rows(stage.cast.steward)
    assert waits not in rows(stage.cast.crew)
