"""Divisions that a list is narrowed to: by id or code, and the choices of a form."""

from __future__ import annotations

from sqlmodel import Session, col, or_, select

from registry.places.models import Division
from registry.places.rules import DivisionLevel


def area_path(session: Session, named: str) -> tuple[str, str] | None:
    """(path, name) of the division with this id or code; None where there is none.

    A code may stand in several lists: the row that places hang from is meant, and of those the one
    of the latest edition.
    """
    statement = (
        select(Division)
        .where(or_(col(Division.id) == named, col(Division.code) == named))
        .order_by(
            (col(Division.id) == named).desc(),
            col(Division.twin_division_id).is_(None).desc(),
            col(Division.edition).desc(),
            col(Division.id),
        )
    )
    row = session.exec(statement).first()
    if row is None:
        return None
    if row.twin_division_id is not None:
        row = session.get(Division, row.twin_division_id) or row
    return row.path, row.name


def townships_in(session: Session, county_path: str) -> list[tuple[str, str]]:
    """(id, name) of the townships of a county that places hang from, by code."""
    statement = (
        select(col(Division.id), col(Division.name))
        .where(
            col(Division.path) > f"{county_path}/",
            # "0" follows "/" in the order of code points.
            col(Division.path) < f"{county_path}0",
            col(Division.level) == DivisionLevel.TOWNSHIP.value,
            col(Division.twin_division_id).is_(None),
        )
        .order_by(col(Division.code), col(Division.id))
    )
    return [(row[0], row[1]) for row in session.exec(statement)]
