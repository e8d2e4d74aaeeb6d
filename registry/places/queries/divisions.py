"""Divisions: by id, by code within a scheme and edition, the counties, what lies under a path."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, or_, select

from registry.core.actor import Actor
from registry.places.models import Division
from registry.places.rules import COUNTY_LEVELS, DivisionLevel


@dataclass(frozen=True, slots=True)
class DivisionView:
    """A division as other capabilities see it; `path` is what scopes of permissions name."""

    id: str
    path: str
    name: str
    code: str
    scheme: str
    edition: str
    level: str
    parent_id: str | None
    label_lon: float | None
    label_lat: float | None
    label_source: str
    twin_division_id: str | None
    status_note: str
    valid_from: date | None
    valid_to: date | None


def division(session: Session, division_id: str) -> DivisionView | None:
    """One division, or None."""
    row = session.get(Division, division_id)
    return None if row is None else view_of(row)


def divisions(session: Session, division_ids: Iterable[str]) -> dict[str, DivisionView]:
    """Divisions by id; unknown ids are left out."""
    wanted = list(dict.fromkeys(division_ids))
    if not wanted:
        return {}
    rows = session.exec(select(Division).where(col(Division.id).in_(wanted)))
    return {row.id: view_of(row) for row in rows}


def division_by_code(session: Session, scheme: str, edition: str, code: str) -> DivisionView | None:
    """The division with this code in one edition of one scheme; code alone is no key."""
    statement = select(Division).where(
        Division.scheme == scheme, Division.edition == edition, Division.code == code
    )
    row = session.exec(statement).one_or_none()
    return None if row is None else view_of(row)


def twin_of(session: Session, division_id: str) -> DivisionView | None:
    """The same division in the other scheme's list, whichever of the two rows points at it."""
    row = session.get(Division, division_id)
    if row is None:
        return None
    statement = select(Division).where(
        or_(
            col(Division.id) == row.twin_division_id,
            col(Division.twin_division_id) == division_id,
        )
    )
    found = session.exec(statement).first()
    return None if found is None else view_of(found)


def counties(session: Session) -> list[DivisionView]:
    """The county-level divisions and functional zones that places are counted under, by code.

    The other scheme's row of a county (its twin) is left out: one county is one row here. So is
    what was a county once.
    """
    statement = (
        select(Division)
        .where(
            col(Division.level).in_([str(level) for level in COUNTY_LEVELS]),
            _leads_its_twin(),
            _is_living(),
        )
        .order_by(col(Division.level), col(Division.code), col(Division.id))
    )
    return [view_of(row) for row in session.exec(statement)]


def cities(session: Session) -> list[DivisionView]:
    """The city-level divisions of now, by code, without twins."""
    statement = (
        select(Division)
        .where(col(Division.level) == DivisionLevel.CITY.value, _leads_its_twin(), _is_living())
        .order_by(col(Division.code))
    )
    return [view_of(row) for row in session.exec(statement)]


def divisions_under(session: Session, path: str) -> list[DivisionView]:
    """Everything strictly under a path, parents before children, by path and code."""
    low, high = f"{path}/", f"{path}0"  # "0" follows "/" in code point order
    statement = (
        select(Division)
        .where(col(Division.path) > low, col(Division.path) < high)
        .order_by(col(Division.path), col(Division.code))
    )
    return [view_of(row) for row in session.exec(statement)]


def names_on_paths(session: Session, paths: Iterable[str]) -> dict[str, tuple[str, str]]:
    """(name, level) of all divisions that occur in these paths, by id."""
    ids = {part for path in paths for part in path.split("/") if part}
    if not ids:
        return {}
    statement = select(Division.id, Division.name, Division.level).where(
        col(Division.id).in_(sorted(ids))
    )
    return {division_id: (name, level) for division_id, name, level in session.exec(statement)}


def township_of(session: Session, path: str) -> str | None:
    """The path of the township, town or subdistrict that a path lies in or is; None if in none."""
    parts = [part for part in path.split("/") if part]
    known = names_on_paths(session, [path])
    for place, part in enumerate(parts, start=1):
        if part in known and known[part][1] == DivisionLevel.TOWNSHIP:
            return "/" + "/".join(parts[:place])
    return None


def path_texts(session: Session, division_ids: Iterable[str]) -> dict[str, str]:
    """安徽省 · 合肥市 · 肥东县: divisions by id, written from the top down."""
    found = divisions(session, division_ids)
    names = names_on_paths(session, (view.path for view in found.values()))
    return {
        view.id: " · ".join(names[part][0] for part in view.path.split("/") if part in names)
        for view in found.values()
    }


def _is_living() -> ColumnElement[bool]:
    return col(Division.valid_to).is_(None)


def _leads_its_twin() -> ColumnElement[bool]:
    # A pair of twins points one way only: from the second scheme's row to the row in the tree.
    return col(Division.twin_division_id).is_(None)


def view_of(row: Division) -> DivisionView:
    """A row as other capabilities see it."""
    return DivisionView(
        id=row.id,
        path=row.path,
        name=row.name,
        code=row.code,
        scheme=row.scheme,
        edition=row.edition,
        level=row.level,
        parent_id=row.parent_id,
        label_lon=row.label_lon,
        label_lat=row.label_lat,
        label_source=row.label_source,
        twin_division_id=row.twin_division_id,
        status_note=row.status_note,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
    )


def scope_choices(session: Session, _actor: Actor, _subject: str) -> Mapping[str, Any]:
    """What a role can be limited to: (path, name) of cities, counties and townships, as a panel."""
    levels = [DivisionLevel.CITY, *COUNTY_LEVELS, DivisionLevel.TOWNSHIP]
    statement = (
        select(Division)
        .where(
            col(Division.level).in_([str(level) for level in levels]),
            _leads_its_twin(),
            _is_living(),
        )
        .order_by(col(Division.path), col(Division.code))
    )
    rows = session.exec(statement).all()
    names = {row.id: row.name for row in rows}
    choices = [
        (row.path, f"{names[row.parent_id]} · {row.name}" if row.parent_id in names else row.name)
        for row in rows
    ]
    return {"choices": sorted(choices, key=lambda choice: (choice[0].count("/"), choice[1]))}
