"""One place with everything its page shows: all names, both lists' codes, position, its record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from registry.core import journal
from registry.core.errors import NotFound
from registry.core.ids import is_id
from registry.core.journal import JournalEntry
from registry.core.text import T, Text
from registry.places.models import Place, PlaceName
from registry.places.queries.cards import PlaceCard, place_card
from registry.places.queries.claims import ClaimView, claims_of
from registry.places.queries.divisions import DivisionView, division, twin_of
from registry.places.rules import (
    APPROVAL_BASIS_LABELS,
    DATUM_LABELS,
    ENTITY_STATUS_LABELS,
    LEGAL_KIND_LABELS,
    NAME_KIND_LABELS,
    POSITION_METHOD_LABELS,
    ApprovalBasis,
    Datum,
    EntityStatus,
    LegalKind,
    NameKind,
    PositionMethod,
    Years,
    is_division,
    years_text,
)
from registry.sources import queries as source_queries
from registry.sources.queries import CitationView


@dataclass(frozen=True, slots=True)
class NameView:
    """A name with its kind, spelling, ground and time."""

    id: str
    text: str
    name_kind: str
    kind_label: Text
    roman_toned: str
    roman_plain: str
    roman_sign: str
    is_roman_approved: bool
    reading_basis: str
    years: Years
    years_text: Text | None
    verbatim: str
    approval_label: Text
    approval_document: str
    protected: bool
    citation: CitationView | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class PlaceDossier:
    """What the page of a place shows. `card.lon`, `card.lat` are exact: round for the public."""

    card: PlaceCard
    place_code: str | None
    category_code: str | None
    legal_label: Text
    status_label: Text
    managing_body: str
    description: str
    accuracy_m: float | None
    method_label: Text | None
    datum_label: Text | None
    original_coord: str
    position_source: str
    protection_basis: str
    row_version: int
    division: DivisionView
    twin: DivisionView | None
    is_division: bool
    names: Sequence[NameView]
    claims: Sequence[ClaimView]
    citation: CitationView | None
    history: Sequence[JournalEntry]


def place_dossier(session: Session, place_id: str) -> PlaceDossier | None:
    """Everything about one place, or None where there is no such place."""
    card = place_card(session, place_id)
    place = session.get(Place, place_id)
    if card is None or place is None:
        return None
    own = division(session, place.division_id)
    if own is None:
        return None
    names = _names(session, place)
    cited = source_queries.citations(session, [place.citation_id] if place.citation_id else [])
    method, datum = place.position_method, place.datum
    return PlaceDossier(
        card=card,
        place_code=place.place_code,
        category_code=place.category_code,
        legal_label=LEGAL_KIND_LABELS[LegalKind(place.legal_kind)],
        status_label=ENTITY_STATUS_LABELS[EntityStatus(place.entity_status)],
        managing_body=place.managing_body,
        description=place.description,
        accuracy_m=place.accuracy_m,
        method_label=POSITION_METHOD_LABELS[PositionMethod(method)] if method else None,
        datum_label=DATUM_LABELS[Datum(datum)] if datum else None,
        original_coord=place.original_coord,
        position_source=place.position_source,
        protection_basis=place.protection_basis,
        row_version=place.row_version,
        division=own,
        twin=twin_of(session, own.id),
        is_division=is_division(card.kind, own.level),
        names=names,
        claims=claims_of(session, place_id),
        citation=cited.get(place.citation_id or ""),
        history=journal.history(session, ("place", place_id)),
    )


def known_dossier(session: Session, place_id: str) -> PlaceDossier:
    """Everything about one place, by an identifier from outside.

    Raises:
        NotFound: `places.unknown`.
    """
    dossier = place_dossier(session, place_id) if is_id(place_id) else None
    if dossier is None:
        raise NotFound(
            "places.unknown",
            T("没有这个编号的地名"),
            advice=T("编号可能抄错了；可以按名字、旧名或拼音查找。"),
        )
    return dossier


_ORDER = {kind.value: number for number, kind in enumerate(NameKind)}


def _names(session: Session, place: Place) -> list[NameView]:
    rows = session.exec(select(PlaceName).where(col(PlaceName.place_id) == place.id)).all()
    cited = source_queries.citations(session, [row.citation_id for row in rows if row.citation_id])
    ordered = sorted(rows, key=lambda row: (_ORDER[row.name_kind], row.created_at, row.id))
    return [_name(row, cited.get(row.citation_id or "")) for row in ordered]


def _name(row: PlaceName, citation: CitationView | None) -> NameView:
    years = Years(row.valid_from_min, row.valid_from_max, row.valid_to_min, row.valid_to_max)
    verbatim = " – ".join(part for part in (row.valid_from_verbatim, row.valid_to_verbatim) if part)
    return NameView(
        id=row.id,
        text=row.text,
        name_kind=row.name_kind,
        kind_label=NAME_KIND_LABELS[NameKind(row.name_kind)],
        roman_toned=row.roman_toned,
        roman_plain=row.roman_plain,
        roman_sign=row.roman_sign,
        is_roman_approved=row.roman_status == "approved",
        reading_basis=row.reading_basis,
        years=years,
        years_text=years_text(years),
        verbatim=verbatim,
        approval_label=APPROVAL_BASIS_LABELS[ApprovalBasis(row.approval_basis)],
        approval_document=row.approval_document,
        protected=row.protected,
        citation=citation,
        simulated=row.simulated,
    )
