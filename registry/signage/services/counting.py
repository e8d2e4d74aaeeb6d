"""Counters, and the marks of places, kept in the same transaction as what they count.

Call these after the journal entry of the unit of work: the journal's head row is what writers queue
on, so that on PostgreSQL the counts below are read after any other writer has committed. Names are
counted with their places, by the database itself (decision 0027).
"""

from __future__ import annotations

from sqlalchemy import update
from sqlmodel import Session, col

from registry.core.db import rowcount
from registry.signage.models import Sign, SignRequirement, SignTally
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.states import (
    PRESENT_INVALID,
    REGISTERED,
    RequirementStatus,
    SignState,
)
from registry.signage.services.marking import follow

_Key = tuple[str, str, bool]


def count_requirement(session: Session, row: SignRequirement, before: str | None) -> None:
    """Move the counters from status `before` (None: it did not exist) to the present one."""
    was, now = _of_requirement(before), _of_requirement(row.status)
    _add(session, (row.county_id, row.stratum, row.is_heritage), _difference(was, now))
    follow(session, [row.place_id])


def discount_requirement(session: Session, row: SignRequirement) -> None:
    """Take a position out of the counters, before it moves to another place."""
    change = _difference(_of_requirement(row.status), _of_requirement(None))
    _add(session, (row.county_id, row.stratum, row.is_heritage), change)


def _of_requirement(status: str | None) -> dict[str, int]:
    counted = status in {RequirementStatus.OPEN, RequirementStatus.SATISFIED}
    return {
        "requirements": int(counted),
        "requirements_verified": int(status == RequirementStatus.SATISFIED),
    }


def count_sign(session: Session, row: Sign, before: str | None) -> None:
    """Move the counters from state `before` (None: there was no such sign) to the present one.

    Signs of families that do not count, such as traffic signs, change nothing.
    """
    _count_sign(session, row, _of_sign(before), _of_sign(row.state))
    follow(session, [row.place_id])


def discount_sign(session: Session, row: Sign) -> None:
    """Take a sign out of the counters, before it moves to another place."""
    _count_sign(session, row, _of_sign(row.state), _of_sign(None))


def _count_sign(session: Session, row: Sign, was: dict[str, int], now: dict[str, int]) -> None:
    if row.family not in COUNTED_FAMILIES:
        return
    _add(session, (row.county_id, row.stratum, row.is_heritage), _difference(was, now))


def _of_sign(state: str | None) -> dict[str, int]:
    return {
        "signs": int(state in REGISTERED),
        "signs_verified": int(state == SignState.VERIFIED),
        "present_invalid": int(state in PRESENT_INVALID),
    }


def _difference(was: dict[str, int], now: dict[str, int]) -> dict[str, int]:
    return {name: now[name] - was[name] for name in now if now[name] != was[name]}


def _add(session: Session, key: _Key, change: dict[str, int]) -> None:
    if not change:
        return
    county_id, stratum, heritage = key
    table = SignTally
    statement = (
        update(table)
        .where(
            col(table.county_id) == county_id,
            col(table.stratum) == stratum,
            col(table.heritage) == heritage,
        )
        .values({name: getattr(table, name) + by for name, by in change.items()})
        .execution_options(synchronize_session=False)
    )
    if rowcount(session.execute(statement)) == 0:
        session.add(SignTally(county_id=county_id, stratum=stratum, heritage=heritage, **change))
        session.flush()
