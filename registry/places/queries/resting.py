"""Everything in the gazetteer that rests on one document: claims, names, places, divisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from registry.core.actor import Actor
from registry.core.text import Text
from registry.places.models import Claim, ClaimEvidence, Place, PlaceName
from registry.places.queries.cards import PlaceCard, place_cards
from registry.places.rules import (
    CLAIM_STATUS_LABELS,
    CLAIM_TYPE_LABELS,
    NAME_KIND_LABELS,
    STANCE_LABELS,
    ClaimStatus,
    ClaimType,
    NameKind,
    Stance,
)
from registry.sources import queries as source_queries

MOST_SHOWN = 100
_MOST_CITATIONS = 5000


@dataclass(frozen=True, slots=True)
class RestingClaim:
    """A claim that a passage of the document speaks for or against."""

    id: str
    place: PlaceCard
    label: Text
    value_text: str
    status_label: Text
    stance_label: Text
    locator: str


@dataclass(frozen=True, slots=True)
class RestingName:
    """A name that is known from the document."""

    text: str
    kind_label: Text
    place: PlaceCard


def source_panel(session: Session, _actor: Actor, source_id: str) -> Mapping[str, Any] | None:
    """Claims, names and places that rest on a document, at most a hundred of each with the counts.

    None where nothing does.
    """
    cited = source_queries.citations_of_source(session, source_id, limit=_MOST_CITATIONS)
    locators = {row.id: row.locator for row in cited}
    ids = list(locators)
    claims, claim_count = _claims(session, ids, locators)
    names, name_count = _names(session, ids)
    places, place_count = _places(session, ids)
    if not claim_count + name_count + place_count:
        return None
    return {
        "claims": claims,
        "claim_count": claim_count,
        "names": names,
        "name_count": name_count,
        "places": places,
        "place_count": place_count,
    }


def _claims(
    session: Session, citation_ids: Sequence[str], locators: Mapping[str, str]
) -> tuple[list[RestingClaim], int]:
    statement = (
        select(Claim, ClaimEvidence)
        .join(ClaimEvidence, col(ClaimEvidence.claim_id) == col(Claim.id))
        .where(col(ClaimEvidence.citation_id).in_(citation_ids))
        .order_by(col(Claim.created_at), col(Claim.id), col(ClaimEvidence.position))
    )
    rows = list(session.exec(statement.limit(MOST_SHOWN)))
    cards = place_cards(session, [claim.place_id for claim, _ in rows])
    shown = [
        RestingClaim(
            id=claim.id,
            place=cards[claim.place_id],
            label=CLAIM_TYPE_LABELS[ClaimType(claim.claim_type)],
            value_text=claim.value_text,
            status_label=CLAIM_STATUS_LABELS[ClaimStatus(claim.status)],
            stance_label=STANCE_LABELS[Stance(evidence.stance)],
            locator=locators[evidence.citation_id],
        )
        for claim, evidence in rows
    ]
    cited = col(ClaimEvidence.citation_id).in_(citation_ids)
    return shown, _count(session, select(func.count()).where(cited))


def _names(session: Session, citation_ids: Sequence[str]) -> tuple[list[RestingName], int]:
    statement = (
        select(PlaceName.text, PlaceName.name_kind, PlaceName.place_id)
        .where(col(PlaceName.citation_id).in_(citation_ids))
        .order_by(col(PlaceName.text), col(PlaceName.id))
    )
    rows = list(session.exec(statement.limit(MOST_SHOWN)))
    cards = place_cards(session, [place_id for _, _, place_id in rows])
    shown = [
        RestingName(text, NAME_KIND_LABELS[NameKind(kind)], cards[place_id])
        for text, kind, place_id in rows
    ]
    cited = col(PlaceName.citation_id).in_(citation_ids)
    return shown, _count(session, select(func.count()).where(cited))


def _places(session: Session, citation_ids: Sequence[str]) -> tuple[list[PlaceCard], int]:
    statement = (
        select(Place.id)
        .where(col(Place.citation_id).in_(citation_ids))
        .order_by(col(Place.sort_key), col(Place.id))
    )
    ids = list(session.exec(statement.limit(MOST_SHOWN)))
    cards = place_cards(session, ids)
    cited = col(Place.citation_id).in_(citation_ids)
    count = _count(session, select(func.count()).where(cited))
    return [cards[place_id] for place_id in ids], count


def _count(session: Session, statement: SelectOfScalar[int]) -> int:
    # A list of a million names may rest on one document: they are counted, not read.
    return int(session.exec(statement).one())
