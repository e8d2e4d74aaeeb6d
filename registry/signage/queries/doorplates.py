"""Doorplates as they are read: known numbers, lists by keyset, counts and the recount."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, literal, select, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.signage.models import Doorplate, DoorplateCount
from registry.signage.rules.doorplates import DoorplateState

Key = tuple[str, str, str]
"""Place, building, number."""
# Written out in the statement: an index over what was not taken back is used only where the planner
# sees that condition, and behind a parameter it does not.
_WITHDRAWN = literal(DoorplateState.WITHDRAWN.value, literal_execute=True)


def movable(session: Session, from_id: str, to_id: str) -> list[str]:
    """The doorplates of a place whose numbers do not stand at another one."""
    there = aliased(Doorplate)
    same = (
        select(col(there.id))
        .where(
            col(there.place_id) == to_id,
            col(there.building) == col(Doorplate.building),
            col(there.number) == col(Doorplate.number),
            col(there.state) != _WITHDRAWN,
        )
        .exists()
    )
    statement = (
        select(col(Doorplate.id))
        .where(col(Doorplate.place_id) == from_id, col(Doorplate.state) != _WITHDRAWN, ~same)
        .order_by(col(Doorplate.id))
    )
    return list(session.scalars(statement))


def numbers_among(session: Session, wanted: Collection[Key]) -> set[Key]:
    """Those of these numbers that stand in the register."""
    statement = select(
        col(Doorplate.place_id), col(Doorplate.building), col(Doorplate.number)
    ).where(
        col(Doorplate.place_id).in_({key[0] for key in wanted}),
        col(Doorplate.number).in_({key[2] for key in wanted}),
        col(Doorplate.state) != _WITHDRAWN,
    )
    return {(row[0], row[1], row[2]) for row in session.execute(statement)} & set(wanted)


def doorplate(session: Session, doorplate_id: str) -> Doorplate | None:
    """One doorplate."""
    return session.get(Doorplate, doorplate_id)


def doorplates_of(
    session: Session, place_id: str, *, after: str | None = None, limit: int = 100
) -> Page[Doorplate]:
    """The doorplates of one road, by building and number.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    order = (
        col(Doorplate.building),
        col(Doorplate.sort_number),
        col(Doorplate.number),
        col(Doorplate.id),
    )
    statement = (
        select(Doorplate)
        .where(col(Doorplate.place_id) == place_id, col(Doorplate.state) != _WITHDRAWN)
        .order_by(*order)
        .limit(limit + 1)
    )
    if after:
        building, sort_number, number, ident = decode_cursor(after, 4)
        last = tuple_(str(building), int(sort_number), str(number), str(ident))
        statement = statement.where(tuple_(*order) > last)
    rows = list(session.scalars(statement))
    more = None
    if len(rows) > limit:
        end = rows[limit - 1]
        more = encode_cursor(end.building, end.sort_number, end.number, end.id)
    return Page(rows[:limit], more)


def plates_at(session: Session, place_id: str) -> int:
    """How many doorplates stand at a place."""
    statement = select(func.count()).where(
        col(Doorplate.place_id) == place_id, col(Doorplate.state) != _WITHDRAWN
    )
    return int(session.scalar(statement) or 0)


def plates_at_places(session: Session, place_ids: Collection[str]) -> dict[str, int]:
    """How many doorplates stand at each of these places, those without any left out."""
    place = col(Doorplate.place_id)
    statement = (
        select(place, func.count())
        .where(place.in_(list(place_ids)), col(Doorplate.state) != _WITHDRAWN)
        .group_by(place)
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def plated_places(
    session: Session, *, after: str | None = None, limit: int = 40
) -> Page[tuple[str, int]]:
    """Places that have doorplates, each with how many, in the order of their registration.

    One walk along the index of numbers, which ends with the last place of the page: the size of
    the register does not count.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    place = col(Doorplate.place_id)
    statement = select(place, func.count()).where(col(Doorplate.state) != _WITHDRAWN)
    if after:
        [last] = decode_cursor(after, 1)
        statement = statement.where(place > str(last))
    found = session.execute(statement.group_by(place).order_by(place).limit(limit + 1)).all()
    rows = [(row[0], row[1]) for row in found[:limit]]
    return Page(rows, encode_cursor(rows[-1][0]) if len(found) > limit else None)


def plates_by_county(session: Session) -> dict[str, int]:
    """Doorplates in the register by county, as the counters have them."""
    rows = session.execute(
        select(col(DoorplateCount.county_id), col(DoorplateCount.plates)).where(
            col(DoorplateCount.state) == DoorplateState.CLAIMED.value,
            col(DoorplateCount.plates) != 0,
        )
    )
    return {row[0]: row[1] for row in rows}


def kept_plates(session: Session) -> dict[tuple[str, str], int]:
    """(county, state) → doorplates, as the counters have them."""
    rows = session.execute(
        select(
            col(DoorplateCount.county_id), col(DoorplateCount.state), col(DoorplateCount.plates)
        ).where(col(DoorplateCount.plates) != 0)
    )
    return {(county, state): plates for county, state, plates in rows}


def recounted_plates(session: Session) -> dict[tuple[str, str], int]:
    """The same counted from the doorplates themselves."""
    statement = select(col(Doorplate.county_id), col(Doorplate.state), func.count()).group_by(
        col(Doorplate.county_id), col(Doorplate.state)
    )
    return {(county, state): plates for county, state, plates in session.execute(statement)}


def created_by_run(session: Session, run_id: str, after: int, limit: int) -> list[Doorplate]:
    """Doorplates that a run brought, by the row of its file, beginning after a row."""
    statement = (
        select(Doorplate)
        .where(
            col(Doorplate.import_run_id) == run_id,
            col(Doorplate.import_row) > after,
            col(Doorplate.state) != _WITHDRAWN,
        )
        .order_by(col(Doorplate.import_row))
        .limit(limit)
    )
    return list(session.scalars(statement))
