"""One place with everything its page shows, as it is or as it was: names, facts, shape, record."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

from sqlmodel import Session, col, select

from registry.core import journal
from registry.core.clock import day_end
from registry.core.errors import Invalid, NotFound
from registry.core.ids import is_id
from registry.core.journal import JournalEntry
from registry.core.text import T, Text
from registry.places.models import Claim, ClaimEvidence, Place, PlaceGeometry, PlaceName
from registry.places.queries.cards import PlaceCard, card_of, place_card, place_cards
from registry.places.queries.claims import ClaimView, claim_views, claims_of
from registry.places.queries.details import DetailRow, ShapeView, details_of, shape_of
from registry.places.queries.division_changes import ResolvedDivision, resolve_division
from registry.places.queries.divisions import DivisionView, division, names_on_paths, twin_of
from registry.places.queries.past import State, rows_of, state_on
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
from registry.places.rules.details import EDITABLE
from registry.sources import queries as source_queries
from registry.sources.queries import CitationView, SourceFileView


@dataclass(frozen=True, slots=True)
class NameView:
    """A name with its kind, spelling, ground and time.

    `kind_label`: the standard name of a place that is no more is a 历史地名. `import_row`: which
    row of which run of the importers brought it. `absorbed_name`: what the record was called that
    it came with (`absorbed_from`).
    """

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
    from_verbatim: str
    to_verbatim: str
    years_computed_by: str
    approval_basis: str
    approval_label: Text
    approval_document: str
    protected: bool
    citation: CitationView | None
    simulated: bool
    minority_text: str
    minority_language: str
    orthography_note: str
    absorbed_from: str | None
    absorbed_name: str
    audio: SourceFileView | None
    import_run_id: str | None
    import_row: int | None


@dataclass(frozen=True, slots=True)
class PlaceDossier:
    """What the page of a place shows. `card.lon`, `card.lat` are exact: round for the public.

    `details`: the columns of the data dictionary that hold something. `recognised`: what the
    divisions it was recognised in (`division_text`) were and are. `columns`: those of the data
    dictionary as they are stored.
    """

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
    details: Sequence[DetailRow]
    shape: ShapeView | None
    division_text: str
    recognised: Sequence[ResolvedDivision]
    retired_on: date | None
    retired_basis: str
    import_run_id: str | None
    import_row: int | None
    columns: Mapping[str, Any]

    @property
    def is_historical(self) -> bool:
        """Whether the place is no more and its name lives on as 历史地名."""
        return self.card.status == EntityStatus.VANISHED


def place_dossier(session: Session, place_id: str) -> PlaceDossier | None:
    """Everything about one place, or None where there is no such place."""
    card = place_card(session, place_id)
    place = session.get(Place, place_id)
    if card is None or place is None:
        return None
    names = session.exec(select(PlaceName).where(col(PlaceName.place_id) == place_id)).all()
    shape = session.exec(select(PlaceGeometry).where(PlaceGeometry.place_id == place_id))
    rows = _Rows(place, names, shape.one_or_none(), claims_of(session, place_id))
    return _dossier(session, card, rows, journal.history(session, ("place", place_id)))


def known_dossier(session: Session, place_id: str) -> PlaceDossier:
    """Everything about one place, by an identifier from outside.

    Raises:
        NotFound: `places.unknown`.
    """
    dossier = place_dossier(session, place_id) if is_id(place_id) else None
    if dossier is None:
        raise unknown_place()
    return dossier


def unknown_place() -> NotFound:
    """The problem of an identifier that no place has."""
    return NotFound(
        "places.unknown",
        T("没有这个编号的地名"),
        advice=T("编号可能抄错了；可以按名字、旧名或拼音查找。"),
    )


def survivor_of(session: Session, place_id: str) -> str | None:
    """Where a merged place lives on, along the whole chain; None where it was not merged."""
    seen, here = {place_id}, place_id
    while True:
        onward = session.exec(select(Place.merged_into).where(Place.id == here)).first()
        if onward is None or onward in seen:
            return None if here == place_id else here
        seen.add(onward)
        here = onward


def known_dossier_on(session: Session, place_id: str, on: date, today: date) -> PlaceDossier:
    """A place as it stood at the end of a day in China, by an identifier from outside.

    Raises:
        NotFound: `places.unknown`, or `places.not_yet`: nobody had recorded it.
        Invalid: field `on`: a day to come.
    """
    if on > today:
        raise Invalid({"on": [T("日期不能晚于今天")]})
    if not is_id(place_id) or session.get(Place, place_id) is None:
        raise unknown_place()
    dossier = past_dossier(session, place_id, day_end(on))
    if dossier is None:
        raise NotFound(
            "places.not_yet",
            T("到 %(day)s 为止，这个地名还没有登记", day=on.isoformat()),
            advice=T("请选一个更晚的日期，或看现在的页面。"),
        )
    return dossier


def past_dossier(session: Session, place_id: str, moment: datetime) -> PlaceDossier | None:
    """A place as it stood at a moment; None where nobody had recorded it yet.

    Passages and documents are as they stood then; divisions and what other capabilities know are
    as they are now.
    """
    state = state_on(session, place_id, moment)
    return None if state is None else dossier_of_state(session, state, moment)


def dossier_of_state(session: Session, state: State, moment: datetime) -> PlaceDossier | None:
    """A kept state as its page shows it, with what it cites as it stood at that moment."""
    stood = rows_of(state)
    own = division(session, stood.place.division_id)
    standard = next((n for n in stood.names if n.name_kind == NameKind.STANDARD), None)
    if own is None or standard is None:
        return None
    columns = stood.place.model_dump()
    written = {name: getattr(standard, name) for name in ("text", "roman_toned", "roman_sign")}
    row = SimpleNamespace(**columns, **written, path=own.path)
    card = card_of(row, names_on_paths(session, [own.path]))
    claims = _past_claims(session, stood.claims, stood.evidence.values(), moment)
    rows = _Rows(stood.place, stood.names, stood.geometry, claims, moment)
    return _dossier(session, card, rows, ())


def _past_claims(
    session: Session,
    claims: Sequence[Claim],
    evidence: Iterable[Sequence[ClaimEvidence]],
    moment: datetime,
) -> list[ClaimView]:
    items = sorted((item for items in evidence for item in items), key=lambda item: item.position)
    return claim_views(session, claims, items, moment)


@dataclass(frozen=True, slots=True)
class _Rows:
    place: Place
    names: Sequence[PlaceName]
    shape: PlaceGeometry | None
    claims: Sequence[ClaimView]
    moment: datetime | None = None


def _dossier(
    session: Session, card: PlaceCard, rows: _Rows, history: Sequence[JournalEntry]
) -> PlaceDossier | None:
    place = rows.place
    own = division(session, place.division_id)
    if own is None:
        return None
    wanted = [place.citation_id] if place.citation_id else []
    cited = source_queries.citations(session, wanted, rows.moment)
    method, datum = place.position_method, place.datum
    said = place.division_text
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
        names=_names(session, place, rows),
        claims=rows.claims,
        citation=cited.get(place.citation_id or ""),
        history=history,
        details=details_of(session, place),
        shape=shape_of(rows.shape),
        division_text=said,
        recognised=resolve_division(session, said) if said else (),
        retired_on=place.retired_on,
        retired_basis=place.retired_basis,
        import_run_id=place.import_run_id,
        import_row=place.import_row,
        columns={name: getattr(place, name) for name in sorted(EDITABLE)},
    )


_ORDER = {kind.value: number for number, kind in enumerate(NameKind)}


def _names(session: Session, place: Place, rows: _Rows) -> list[NameView]:
    wanted = [row.citation_id for row in rows.names if row.citation_id]
    cited = source_queries.citations(session, wanted, rows.moment)
    ordered = sorted(rows.names, key=lambda row: (_ORDER[row.name_kind], row.created_at, row.id))
    is_historical = place.entity_status == EntityStatus.VANISHED
    heard = {
        row.id: source_queries.source_file(session, row.reading_audio)
        for row in rows.names
        if row.reading_audio
    }
    gone = place_cards(session, [row.absorbed_from for row in ordered if row.absorbed_from])
    absorbed = {place_id: card.standard_name for place_id, card in gone.items()}
    return [
        _name(
            row,
            cited.get(row.citation_id or ""),
            heard.get(row.id),
            is_historical=is_historical,
            came_with=absorbed.get(row.absorbed_from or "", ""),
        )
        for row in ordered
    ]


def _name(
    row: PlaceName,
    citation: CitationView | None,
    audio: SourceFileView | None,
    *,
    is_historical: bool,
    came_with: str,
) -> NameView:
    years = Years(row.valid_from_min, row.valid_from_max, row.valid_to_min, row.valid_to_max)
    verbatim = " – ".join(part for part in (row.valid_from_verbatim, row.valid_to_verbatim) if part)
    kind = NameKind(row.name_kind)
    lives_on = is_historical and kind is NameKind.STANDARD
    return NameView(
        id=row.id,
        text=row.text,
        name_kind=row.name_kind,
        kind_label=NAME_KIND_LABELS[NameKind.HISTORICAL if lives_on else kind],
        roman_toned=row.roman_toned,
        roman_plain=row.roman_plain,
        roman_sign=row.roman_sign,
        is_roman_approved=row.roman_status == "approved",
        reading_basis=row.reading_basis,
        years=years,
        years_text=years_text(years),
        verbatim=verbatim,
        from_verbatim=row.valid_from_verbatim,
        to_verbatim=row.valid_to_verbatim,
        years_computed_by=row.years_computed_by,
        approval_basis=row.approval_basis,
        approval_label=APPROVAL_BASIS_LABELS[ApprovalBasis(row.approval_basis)],
        approval_document=row.approval_document,
        protected=row.protected,
        citation=citation,
        simulated=row.simulated,
        minority_text=row.minority_text,
        minority_language=row.minority_language,
        orthography_note=row.orthography_note,
        absorbed_from=row.absorbed_from,
        absorbed_name=came_with,
        audio=audio,
        import_run_id=row.import_run_id,
        import_row=row.import_row,
    )
