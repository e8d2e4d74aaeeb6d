"""Places that may be put under another kind: what would become of each, and batches that were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from registry.core.errors import NotFound
from registry.core.text import T
from registry.places.models import Division, Place, PlaceName, PlaceReclassing
from registry.places.queries.cards import PlaceCard, place_cards
from registry.places.queries.readings import reading_book
from registry.places.rules import NameKind, PlaceKind, RomanStatus, stratum_of
from registry.places.rules.kind import LegalKind, Stratum
from registry.places.rules.reclassing import legal_kind_after
from registry.places.rules.spelling import agrees, proposal_for


@dataclass(frozen=True, slots=True)
class Reclassed:
    """What a new kind would make of a place.

    `roman` is the spelling it would have; `is_settled`: a person approved it, or a list gave it, so
    that it stays. `stratum` is None where it is counted as before.
    """

    card: PlaceCard
    row_version: int
    kind: PlaceKind
    legal_from: LegalKind
    legal_to: LegalKind
    roman_before: str
    roman: str
    is_settled: bool
    stratum: Stratum | None

    @property
    def changes(self) -> bool:
        """Whether the kind is another one at all."""
        return self.kind != self.card.kind


def reclassed(session: Session, wanted: Mapping[str, PlaceKind]) -> list[Reclassed]:
    """What each place would be under the kind wanted for it, in the order of the list.

    Places that there are not, or that are merged, are left out.
    """
    statement = (
        select(Place, PlaceName, col(Division.path))
        .join(PlaceName, col(PlaceName.place_id) == col(Place.id))
        .join(Division, col(Division.id) == col(Place.division_id))
        .where(
            col(Place.id).in_(list(wanted)),
            col(Place.merged_into).is_(None),
            col(PlaceName.name_kind) == NameKind.STANDARD.value,
        )
        .order_by(col(Place.sort_key), col(Place.id))
    )
    rows = list(session.execute(statement))
    cards = place_cards(session, [place.id for place, _, _ in rows])
    book = reading_book(session)
    found = []
    for place, name, path in rows:
        new, readings = wanted[place.id], book.table_for(path)
        own = name.roman_status == RomanStatus.PROPOSED and agrees(
            name.roman_toned, proposal_for(place.kind, name.text, readings)
        )
        counted = stratum_of(new)
        found.append(
            Reclassed(
                card=cards[place.id],
                row_version=place.row_version,
                kind=new,
                legal_from=LegalKind(place.legal_kind),
                legal_to=legal_kind_after(place.kind, place.legal_kind, new),
                roman_before=name.roman_toned,
                roman=proposal_for(new, name.text, readings).toned if own else name.roman_toned,
                is_settled=not own,
                stratum=None if counted is stratum_of(place.kind) else counted,
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class ReclassedItem:
    """One place of a batch: what it was and became; `kept` where undoing left it."""

    card: PlaceCard
    kind_from: PlaceKind
    kind_to: PlaceKind
    kept: bool


@dataclass(frozen=True, slots=True)
class ReclassingView:
    """A batch as its page shows it."""

    id: str
    at: datetime
    by: str
    reason: str
    items: Sequence[ReclassedItem]
    undone_at: datetime | None
    undo_reason: str
    simulated: bool


def reclassing(session: Session, batch_id: str) -> ReclassingView:
    """One batch.

    Raises:
        NotFound: `places.reclassing_unknown`.
    """
    row = session.get(PlaceReclassing, batch_id)
    if row is None:
        raise NotFound("places.reclassing_unknown", T("没有这次改类"))
    return _view(session, row)


def latest_reclassings(session: Session, limit: int = 10) -> list[ReclassingView]:
    """The newest batches."""
    newest = (col(PlaceReclassing.created_at).desc(), col(PlaceReclassing.id).desc())
    rows = session.exec(select(PlaceReclassing).order_by(*newest).limit(limit))
    return [_view(session, row) for row in rows]


def _view(session: Session, row: PlaceReclassing) -> ReclassingView:
    cards = place_cards(session, [item["place_id"] for item in row.items])
    items = [
        ReclassedItem(
            cards[item["place_id"]],
            PlaceKind(item["from"]),
            PlaceKind(item["to"]),
            item["place_id"] in row.kept,
        )
        for item in row.items
    ]
    return ReclassingView(
        id=row.id,
        at=row.created_at,
        by=row.actor_name,
        reason=row.reason,
        items=items,
        undone_at=row.undone_at,
        undo_reason=row.undo_reason,
        simulated=row.simulated,
    )
