"""The card of a place or a division beside the map."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from registry.core.text import Text
from registry.coverage import queries as coverage
from registry.coverage.queries import RecognisedName
from registry.coverage.rules import Figures
from registry.places import queries as places
from registry.places.queries import DivisionView, PlaceCard
from registry.signage import queries as signage
from registry.signage.rules.states import SIGN_LABELS, SignState


@dataclass(frozen=True, slots=True)
class PlaceInfo:
    """A place with its heritage and its signs: titles, and n of m required positions verified."""

    card: PlaceCard
    recognised: tuple[RecognisedName, ...]
    signs_due: int
    signs_verified: int
    sign_states: tuple[tuple[str, Text], ...]
    simulated: bool


@dataclass(frozen=True, slots=True)
class DivisionInfo:
    """A county with the figures of each of its strata."""

    division: DivisionView
    figures: tuple[Figures, ...]
    heritage: Figures | None


def place_info(session: Session, place_id: str) -> PlaceInfo | None:
    """What the card of a place says, None where there is no such place."""
    card = places.place_card(session, place_id)
    if card is None:
        return None
    recognised = coverage.recognised(session, [place_id])
    due = [
        row for row in signage.requirements_of_place(session, place_id) if row.status != "exempt"
    ]
    signs = [
        row
        for row in signage.signs_of_place(session, place_id)
        if row.state not in {SignState.REMOVED, SignState.PLANNED}
    ]
    states = dict.fromkeys(SIGN_LABELS[SignState(row.state)] for row in signs)
    return PlaceInfo(
        card=card,
        recognised=tuple(recognised),
        signs_due=len(due),
        signs_verified=sum(row.status == "satisfied" for row in due),
        sign_states=tuple(states),
        simulated=any(
            (
                card.simulated,
                any(row.simulated for row in recognised),
                any(row.simulated for row in due),
                any(row.simulated for row in signs),
            )
        ),
    )


def division_info(session: Session, division_id: str, as_of: datetime) -> DivisionInfo | None:
    """What the card of a county says, None where there is no such county."""
    now = coverage.standing(session, as_of)
    found = next((row for row in now.counties if row.id == division_id), None)
    if found is None:
        return None
    heritage_row = next((row for row in now.heritage if row.county_id == division_id), None)
    return DivisionInfo(found, tuple(now.county(division_id)), heritage_row)
