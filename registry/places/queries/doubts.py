"""The polyphone desk: names whose spelling has to be looked at, with all that helps to decide."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_, union_all
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.core.panels import DeskItem
from registry.core.text import T, Text
from registry.places.models import (
    LocalReading,
    Place,
    PlaceGram,
    PlaceKey,
    PlaceLine,
    PlaceName,
)
from registry.places.queries.cards import PlaceCard, place_cards
from registry.places.queries.divisions import DivisionView, counties
from registry.places.queries.readings import local_readings, reading_book, spelled_names
from registry.places.rules import (
    NAME_KIND_LABELS,
    EntityStatus,
    NameKind,
    ReadingStatus,
)
from registry.places.rules.folding import fold
from registry.places.rules.romanise import Polyphone
from registry.places.rules.spelling import DOUBT_LABELS, Doubt, doubts, proposal_for

PAGE = 20
MOST_COUNTED = 2000
_USES, _USES_READ = 3, 8
_TIERS = (0, 1, 2)


@dataclass(frozen=True, slots=True)
class Use:
    """Another name with the same character, and how it is spelled."""

    text: str
    toned: str
    is_approved: bool


@dataclass(frozen=True, slots=True)
class OpenCharacter:
    """A character that can be read in several ways: the reading proposed and what others have."""

    hanzi: str
    chosen: str
    options: tuple[str, ...]
    settled: bool
    uses: Sequence[Use] = ()


@dataclass(frozen=True, slots=True)
class DoubtView:
    """A name on the desk: its stored spelling, today's proposal, and why it is here."""

    name_id: str
    text: str
    kind_label: Text
    card: PlaceCard
    stored: str
    is_approved: bool
    proposed: str
    basis: str
    reasons: tuple[Doubt, ...]
    characters: Sequence[OpenCharacter]
    unread: tuple[str, ...]
    needs_second_person: bool
    entered_by: str | None
    specific: str
    generic: str
    generic_absorbed: bool

    @property
    def reason_labels(self) -> list[Text]:
        """Why it is here, in words."""
        return [DOUBT_LABELS[reason] for reason in self.reasons]


def doubtful_names(
    session: Session,
    *,
    county_id: str | None = None,
    after: str | None = None,
    limit: int = PAGE,
) -> Page[DoubtView]:
    """Names in doubt, equal beginnings together, a page at a time.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    statement = _doubtful(county_id).order_by(col(PlaceName.text), col(PlaceName.id))
    if after:
        text, last = (str(part) for part in decode_cursor(after, 2))
        statement = statement.where(
            tuple_(col(PlaceName.text), col(PlaceName.id)) > tuple_(text, last)
        )
    rows = session.execute(statement.limit(limit + 1)).all()
    views = _views(session, rows[:limit])
    cursor = encode_cursor(rows[limit - 1].text, rows[limit - 1].id) if len(rows) > limit else None
    return Page(_with_uses(session, views), cursor)


def doubtful_name(session: Session, name_id: str) -> DoubtView | None:
    """One name as the desk shows it, whether it is in doubt or not; None where there is none."""
    rows = session.execute(_columns().where(col(PlaceName.id) == name_id)).all()
    found = _with_uses(session, _views(session, rows))
    return found[0] if found else None


def _columns() -> Select[Any]:
    columns: list[Any] = [
        col(PlaceName.id),
        col(PlaceName.place_id),
        col(PlaceName.text),
        col(PlaceName.name_kind),
        col(PlaceName.reading_basis),
        col(PlaceName.created_by),
        col(PlaceName.specific),
        col(PlaceName.generic),
        col(PlaceName.generic_absorbed),
    ]
    return select(*columns)


def _doubtful(county_id: str | None) -> Select[Any]:
    statement = (
        _columns()
        .join(Place, col(Place.id) == col(PlaceName.place_id))
        .where(
            col(PlaceName.roman_doubt),
            col(Place.merged_into).is_(None),
            col(Place.entity_status) != EntityStatus.WITHDRAWN.value,
        )
    )
    return statement if county_id is None else statement.where(col(Place.county_id) == county_id)


def _views(session: Session, rows: Sequence[Any]) -> list[DoubtView]:
    cards = place_cards(session, [row.place_id for row in rows])
    spelled = spelled_names(session, [row.id for row in rows])
    book = reading_book(session)
    views = []
    for row in rows:
        name = spelled[row.id]
        proposal = proposal_for(name.kind, name.text, book.table_for(name.division_path))
        reasons = doubts(proposal, name.roman_toned, name.roman_status, name.roman_approved_at)
        views.append(
            DoubtView(
                name_id=row.id,
                text=row.text,
                kind_label=NAME_KIND_LABELS[NameKind(row.name_kind)],
                card=cards[row.place_id],
                stored=name.roman_toned,
                is_approved=name.roman_status == "approved",
                proposed=proposal.toned,
                basis=row.reading_basis,
                reasons=reasons,
                characters=[_open(poly) for poly in proposal.polyphones],
                unread=proposal.unread,
                needs_second_person=proposal.needs_second_person,
                entered_by=row.created_by,
                specific=row.specific,
                generic=row.generic,
                generic_absorbed=row.generic_absorbed,
            )
        )
    return views


def _open(poly: Polyphone) -> OpenCharacter:
    return OpenCharacter(poly.hanzi, poly.chosen, poly.options, poly.settled)


def _with_uses(session: Session, views: Sequence[DoubtView]) -> list[DoubtView]:
    wanted = {found.hanzi for view in views for found in view.characters}
    uses = {hanzi: _uses_of(session, hanzi) for hanzi in sorted(wanted)}
    return [
        replace(
            view,
            characters=[
                replace(found, uses=_others(uses[found.hanzi], view.text))
                for found in view.characters
            ],
        )
        for view in views
    ]


def _others(uses: Iterable[Use], text: str) -> list[Use]:
    return [use for use in uses if use.text != text][:_USES]


def _uses_of(session: Session, hanzi: str) -> list[Use]:
    """Some names with a character, read from the beginning of its ranges; approved ones first."""
    folded = fold(hanzi)
    parts = [_begins(folded, tier) for tier in _TIERS]
    parts.append(
        select(col(PlaceGram.number))
        .where(col(PlaceGram.gram) == folded)
        .order_by(col(PlaceGram.rank))
        .limit(_USES_READ)
    )
    # A part with an order and a limit of its own has to stand in brackets on both engines.
    numbers = union_all(*(select(part.subquery().c.number) for part in parts))
    statement = (
        select(col(PlaceName.text), col(PlaceName.roman_toned), col(PlaceName.roman_status))
        .join(PlaceLine, col(PlaceLine.name_id) == col(PlaceName.id))
        .where(col(PlaceLine.number).in_(numbers))
    )
    found = {
        text: Use(text, toned, status == "approved")
        for text, toned, status in session.execute(statement)
        if hanzi in text and toned
    }
    return sorted(found.values(), key=lambda use: (not use.is_approved, len(use.text), use.text))


def _begins(folded: str, tier: int) -> Select[int]:
    return (
        select(col(PlaceKey.number))
        .where(
            col(PlaceKey.script) == "h",
            col(PlaceKey.tier) == tier,
            col(PlaceKey.key) >= folded,
            col(PlaceKey.key) < folded + "\U0010ffff",
        )
        .order_by(col(PlaceKey.key))
        .limit(_USES_READ)
    )


@dataclass(frozen=True, slots=True)
class DoubtCount:
    """How many names wait in a county; `county` is None for places of no county."""

    county: DivisionView | None
    names: int


@dataclass(frozen=True, slots=True)
class DoubtCounts:
    """Counts by county; where `is_whole` is false there are at least so many."""

    counts: Sequence[DoubtCount]
    total: int
    is_whole: bool


def doubt_counts(session: Session, county_id: str | None = None) -> DoubtCounts:
    """How many names are in doubt, by county; never more than a bounded number is counted."""
    within = () if county_id is None else (col(Place.county_id) == county_id,)
    some = (
        select(col(Place.county_id))
        .join(PlaceName, col(PlaceName.place_id) == col(Place.id))
        .where(
            col(PlaceName.roman_doubt),
            col(Place.merged_into).is_(None),
            col(Place.entity_status) != EntityStatus.WITHDRAWN.value,
            *within,
        )
        .limit(MOST_COUNTED + 1)
        .subquery()
    )
    rows = session.execute(select(some.c.county_id, func.count()).group_by(some.c.county_id))
    known = {county.id: county for county in counties(session)}
    counts = [DoubtCount(known.get(county_id), names) for county_id, names in rows]
    total = sum(count.names for count in counts)
    counts.sort(key=lambda count: (count.county is None, -count.names))
    return DoubtCounts(counts, min(total, MOST_COUNTED), total <= MOST_COUNTED)


def desk(session: Session, actor: Actor, _now: datetime) -> list[DeskItem]:
    """What waits for this person: readings to approve, and spellings in doubt by county."""
    if not actor.may(Permission.PLACE_EDIT):
        return []
    items = [
        DeskItem(
            kind=T("地方读音待审定"),
            title=row.hanzi,
            endpoint="places.reading_table",
            since=row.proposed_at,
        )
        for row in local_readings(session)
        if row.status == ReadingStatus.PROPOSED
        and row.proposed_by != actor.id
        and actor.may(Permission.PLACE_EDIT, row.division_path)
    ]
    return items + _doubts(session, actor)


def _doubts(session: Session, actor: Actor) -> list[DeskItem]:
    """One row for all of them: thirteen would push what has a deadline out of sight."""
    found = doubt_counts(session)
    mine = [
        (count.county, count.names)
        for count in found.counts
        if count.county is not None and actor.may(Permission.PLACE_EDIT, count.county.path)
    ]
    if not mine:
        return []
    names = sum(number for _county, number in mine)
    shown = " · ".join(county.name for county, _number in mine[:3])
    return [
        DeskItem(
            kind=T("拼写待审定"),
            title=f"{shown} …" if len(mine) > 3 else shown,
            endpoint="places.reading_queue",
            values={"county": mine[0][0].code} if len(mine) == 1 else {},
            detail=T("%(n)d 个名称", n=names)
            if found.is_whole
            else T("至少 %(n)d 个名称", n=names),
        )
    ]


def waiting_readings(session: Session) -> int:
    """How many local readings wait for approval."""
    statement = (
        select(func.count())
        .select_from(LocalReading)
        .where(col(LocalReading.status) == ReadingStatus.PROPOSED.value)
    )
    return int(session.scalar(statement) or 0)
