"""What places were: whole states as plain data, the list of changes, the state at a moment."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, func, select
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
