"""Writes of doorplates: many at once from a file, and taken back with it; their counters beside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.db import rowcount
from registry.core.ids import new_id
from registry.core.rows import stamp
from registry.core.work import Work
from registry.signage.models import Doorplate, DoorplateCount
from registry.signage.queries.doorplates import created_by_run, movable
from registry.signage.rules.doorplates import DoorplateState

_CHUNK = 500


@dataclass(frozen=True, slots=True)
class NewDoorplate:
    """A house number as a row of a file says it; `row` is the number of that row."""

    row: int
    place_id: str
    road: str
    number: str
    county_id: str
    division_id: str
    division_path: str
    building: str = ""
    postcode: str = ""
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Which run brought doorplates, and the passage that stands for its file."""

    run_id: str
    citation_id: str | None


def register_doorplates(work: Work, plates: Sequence[NewDoorplate], origin: Origin) -> list[str]:
    """Put doorplates into the register, and into its counters; their ids, in order.

    Whoever calls writes the one journal entry of the batch. A number that stands there already is
    refused by the database: ask `numbers_among` first.

    Raises:
        Forbidden: needs `places.edit` where they stand.
    """
    for path in {plate.division_path for plate in plates}:
        work.actor.require(Permission.PLACE_EDIT, path)
    shared = {**stamp(work), "state": DoorplateState.CLAIMED.value}
    shared |= {"import_run_id": origin.run_id, "citation_id": origin.citation_id}
    rows = [
        {
            **shared,
            "id": new_id(),
            "place_id": plate.place_id,
            "road": plate.road,
            "building": plate.building,
            "number": plate.number,
            "sort_number": _leading(plate.number),
            "postcode": plate.postcode,
            "county_id": plate.county_id,
            "division_id": plate.division_id,
            "division_path": plate.division_path,
            "lon": plate.lon,
            "lat": plate.lat,
            "import_row": plate.row,
        }
        for plate in plates
    ]
    if rows:
        work.session.execute(insert(Doorplate), rows)
    claimed = DoorplateState.CLAIMED.value
    _count(work.session, Counter((plate.county_id, claimed) for plate in plates))
    return [row["id"] for row in rows]


def _leading(number: str) -> int:
    digits = ""
    for char in number:
        if char.isascii() and char.isdigit():
            digits += char
        elif digits:
            break
    return int(digits[:9] or 0)


def withdraw_doorplates(work: Work, run_id: str, after: int, limit: int) -> list[int]:
    """Take back doorplates that a run brought, those of rows after one; the numbers of their rows.

    Whoever calls writes the one journal entry of the batch.

    Raises:
        Forbidden: as `register_doorplates`.
    """
    rows = created_by_run(work.session, run_id, after, limit)
    for path in {row.division_path for row in rows}:
        work.actor.require(Permission.PLACE_EDIT, path)
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row.county_id, row.state] -= 1
        row.state = DoorplateState.WITHDRAWN.value
        counts[row.county_id, row.state] += 1
        work.session.add(row)
    work.session.flush()
    _count(work.session, counts)
    return [row.import_row or 0 for row in rows]


def move_doorplates(
    work: Work, from_id: str, to_id: str, *, only: Collection[str] | None = None
) -> list[str]:
    """Let the doorplates of a place, or some of them, stand at another one; the ids of those moved.

    A number that stands there already stays where it is. Division and county are the doorplate's
    own and do not move, so no counter does. No permission is asked: whoever had the right to merge
    or part the two places causes it.
    """
    ids = movable(work.session, from_id, to_id)
    wanted = ids if only is None else [ident for ident in ids if ident in set(only)]
    for start in range(0, len(wanted), _CHUNK):
        work.session.execute(
            update(Doorplate)
            .where(col(Doorplate.id).in_(wanted[start : start + _CHUNK]))
            .values(place_id=to_id)
            .execution_options(synchronize_session=False)
        )
    if wanted:
        after = {"to": to_id, "doorplates": len(wanted), "ends": [wanted[0], wanted[-1]]}
        journal.record(work, "signage.doorplates_moved", ("place", from_id), after=after)
    return wanted


def _count(session: Session, changes: Counter[tuple[str, str]]) -> None:
    for (county_id, state), by in sorted(changes.items()):
        if not by:
            continue
        statement = (
            update(DoorplateCount)
            .where(col(DoorplateCount.county_id) == county_id, col(DoorplateCount.state) == state)
            .values(plates=DoorplateCount.plates + by)
            .execution_options(synchronize_session=False)
        )
        if rowcount(session.execute(statement)) == 0:
            session.execute(
                insert(DoorplateCount), [{"county_id": county_id, "state": state, "plates": by}]
            )
