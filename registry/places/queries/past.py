"""What places were: whole states as plain data, the list of changes, the state at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Column, Date, Table, func, select
from sqlmodel import Session, SQLModel, col

from registry.places.models import (
    Claim,
    ClaimEvidence,
    Place,
    PlaceGeometry,
    PlaceName,
    PlacePast,
)

#: A state: {"place": columns, "names": [columns], "claims": [columns and "evidence"],
#: "geometry": columns or None}; dates as ISO text, lists ordered by id.
State = dict[str, Any]

#: A kept state held until its moment and no longer.
JUST_BEFORE = timedelta(microseconds=1)
_CHUNK = 400


def table_of(model: type[SQLModel]) -> Table:
    """The table of a row class (SQLModel types it loosely)."""
    table: Table = model.__table__  # type: ignore[attr-defined]
    return table


def states(session: Session, place_ids: Iterable[str]) -> dict[str, State]:
    """The present states of places by id, read from the database; unknown ids are left out."""
    wanted = list(dict.fromkeys(place_ids))
    found: dict[str, State] = {}
    for start in range(0, len(wanted), _CHUNK):
        _read(session, wanted[start : start + _CHUNK], found)
    return found


def _read(session: Session, place_ids: Sequence[str], found: dict[str, State]) -> None:
    for row in _rows(session, Place, "id", place_ids):
        found[row["id"]] = {"place": row, "names": [], "claims": [], "geometry": None}
    for row in _rows(session, PlaceName, "place_id", place_ids):
        found[row["place_id"]]["names"].append(row)
    claims = {row["id"]: row for row in _rows(session, Claim, "place_id", place_ids)}
    for row in claims.values():
        row["evidence"] = []
        found[row["place_id"]]["claims"].append(row)
    for row in _rows(session, ClaimEvidence, "claim_id", list(claims)):
        claims[row.pop("claim_id")]["evidence"].append(row)
    for row in _rows(session, PlaceGeometry, "place_id", place_ids):
        found[row["place_id"]]["geometry"] = row


def _rows(
    session: Session, model: type[SQLModel], key: str, values: Sequence[str]
) -> list[dict[str, Any]]:
    table = table_of(model)
    order = list(table.primary_key.columns)
    rows: list[dict[str, Any]] = []
    for start in range(0, len(values), _CHUNK):
        chunk = values[start : start + _CHUNK]
        statement = select(table).where(table.c[key].in_(chunk)).order_by(*order)
        rows += [_plain(row) for row in session.execute(statement).mappings()]
    return rows


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(key): value.isoformat() if isinstance(value, date | datetime) else value
        for key, value in row.items()
    }


def last_numbers(session: Session, place_ids: Sequence[str]) -> dict[str, int]:
    """The number of the newest kept state of each place that has one."""
    found: dict[str, int] = {}
    for start in range(0, len(place_ids), _CHUNK):
        chunk = place_ids[start : start + _CHUNK]
        statement = (
            select(col(PlacePast.place_id), func.max(col(PlacePast.number)))
            .where(col(PlacePast.place_id).in_(chunk))
            .group_by(col(PlacePast.place_id))
        )
        found.update((place_id, number) for place_id, number in session.execute(statement))
    return found


def past_state(session: Session, place_id: str, number: int) -> State | None:
    """One kept state by its number, or None."""
    row = session.get(PlacePast, (place_id, number))
    return None if row is None else dict(row.state)


def kept_until(session: Session, place_id: str, number: int) -> datetime | None:
    """Until when a kept state stood, or None where there is no such state."""
    row = session.get(PlacePast, (place_id, number))
    return None if row is None else row.until_at


def kept_states(session: Session, place_id: str) -> Iterator[State]:
    """All kept states of a place, oldest first."""
    statement = (
        select(col(PlacePast.state))
        .where(col(PlacePast.place_id) == place_id)
        .order_by(col(PlacePast.number))
    )
    yield from session.scalars(statement.execution_options(yield_per=50))


def typed(model: type[SQLModel], values: Mapping[str, Any]) -> dict[str, Any]:
    """Plain values as the columns take them; columns that the table no longer has are left out."""
    columns = table_of(model).columns
    return {key: _value(columns[key], value) for key, value in values.items() if key in columns}


def _value(column: Column[Any], value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if column.name.endswith("_at") else value


def state_on(session: Session, place_id: str, moment: datetime) -> State | None:
    """The state of a place at a moment; None where nobody had recorded it yet.

    Each kept state held until its change; the first one that held beyond the moment is it, and
    where none did, the present one.
    """
    statement = (
        select(PlacePast)
        .where(col(PlacePast.place_id) == place_id, col(PlacePast.until_at) > moment)
        .order_by(col(PlacePast.number))
        .limit(1)
    )
    row = session.scalars(statement).first()
    found = states(session, [place_id]).get(place_id) if row is None else dict(row.state)
    if found is None or datetime.fromisoformat(found["place"]["created_at"]) > moment:
        return None
    return found


@dataclass(frozen=True, slots=True)
class StoodRows:
    """A state as rows again, made for reading; they belong to no session."""

    place: Place
    names: Sequence[PlaceName]
    claims: Sequence[Claim]
    evidence: Mapping[str, Sequence[ClaimEvidence]]
    geometry: PlaceGeometry | None


def rows_of(state: State) -> StoodRows:
    """A state as rows; columns that did not exist then have their defaults."""
    shape = state["geometry"]
    evidence = {
        claim["id"]: [ClaimEvidence(**item, claim_id=claim["id"]) for item in claim["evidence"]]
        for claim in state["claims"]
    }
    return StoodRows(
        place=Place(**typed(Place, state["place"])),
        names=[PlaceName(**typed(PlaceName, name)) for name in state["names"]],
        claims=[Claim(**typed(Claim, claim)) for claim in state["claims"]],
        evidence=evidence,
        geometry=PlaceGeometry(**typed(PlaceGeometry, shape)) if shape else None,
    )
