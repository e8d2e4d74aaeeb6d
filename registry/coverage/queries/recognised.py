"""Recognised names with the county they are counted in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.heritage.models import Programme, Recognition
from registry.heritage.rules import IssuerNature
from registry.places.models import Place


@dataclass(frozen=True, slots=True)
class RecognisedName:
    """A name on a protection list now."""

    place_id: str
    county_id: str | None
    title: str
    title_en: str
    simulated: bool


def recognised(session: Session, place_ids: Collection[str] | None = None) -> list[RecognisedName]:
    """Recognitions by authorities that stand (revoked ones are left out), of all places or some."""
    statement = (
        select(
            Recognition.place_id,
            Place.county_id,
            Programme.title,
            Programme.title_en,
            Recognition.simulated,
        )  # type: ignore[call-overload]
        .join(Programme, col(Programme.id) == col(Recognition.programme_id))
        .join(Place, col(Place.id) == col(Recognition.place_id))
        .where(
            col(Recognition.revoked_at).is_(None),
            # An association's title asks for no sign, and is no part of a rate.
            Programme.issuer_nature == IssuerNature.GOVERNMENT.value,
        )
        .order_by(col(Recognition.recognised_on), col(Recognition.id))
    )
    if place_ids is not None:
        statement = statement.where(col(Recognition.place_id).in_(list(place_ids)))
    return [RecognisedName(*row) for row in session.exec(statement)]
