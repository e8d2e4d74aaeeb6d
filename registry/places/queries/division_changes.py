"""What divisions were and became, and which division an old name, code or path means."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, func, or_, select

from registry.core.text import Text
from registry.places.models import Division, DivisionChange, Place
from registry.places.queries.divisions import (
    DivisionView,
    division,
    divisions,
    divisions_under,
    names_on_paths,
    path_texts,
    twin_of,
    view_of,
)
from registry.places.rules import EntityStatus, PlaceKind, is_division
from registry.places.rules.division import (
    DIVISION_CHANGE_LABELS,
    Change,
    DivisionChangeKind,
    Reading,
    best_readings,
    outcomes,
    parts_of,
    read_text,
    reading_of,
    span_of,
)

_CANDIDATES = 500
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class DivisionChangeView:
    """One change with both divisions, its basis and what is to be said of it."""

    id: str
    on: date
    kind: str
    kind_label: Text
    before: DivisionView | None
    after: DivisionView | None
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A division of now, written from the top down."""

    division: DivisionView
    path_text: str


@dataclass(frozen=True, slots=True)
class ResolvedDivision:
    """What a text about a division meant when it was written, and what that is now.

    `rest`: what the text says below the division that was found (a town, a village), which is
    looked for under what the division is now. `has_left`: it, or a part of it, ended or went where
    nothing is registered here; the changes say where.
    """

    then: DivisionView
    then_path: str
    rest: str
    now: Sequence[Outcome]
    has_left: bool
    changes: Sequence[DivisionChangeView]

    @property
    def is_unchanged(self) -> bool:
        """Whether nothing led away from it: it is now what it was then."""
        return not self.changes


def resolve_division(
    session: Session, name_or_code: str, as_of: date | None = None
) -> list[ResolvedDivision]:
    """What a name, a code or a path (安徽省巢湖市居巢区) means, best first; mostly one.

    Without `as_of` a year in the text decides, else every edition is asked: 巢湖市 alone is then
    both the prefecture of 2010 and the county-level city of now.
    """
    asked = read_text(name_or_code, as_of)
    if not asked.words:
        return []
    known = {view.id: view for view in _candidates(session, asked.words)}
    record = _Record(session)

    def is_wanted(division_id: str) -> bool:
        view = known[division_id]
        if asked.level is not None and view.level != asked.level:
            return False
        if asked.first is None or asked.last is None:
            return True
        span = span_of(view.id, view.valid_from, view.valid_to, record.changes)
        return span.meets(asked.first, asked.last)

    best = best_readings(_readings(session, asked.words, known), is_wanted)
    return [record.resolved(known[found], reading.rest) for found, reading in best]


def _candidates(session: Session, words: str) -> list[DivisionView]:
    is_code = words.isdigit()
    matching = col(Division.code) == words if is_code else col(Division.name).in_(parts_of(words))
    statement = select(Division).where(matching).order_by(col(Division.path), col(Division.id))
    rows = session.exec(statement.limit(_CANDIDATES)).all()
    own = [view_of(row) for row in rows if row.twin_division_id is None]
    if own or not is_code:
        return own
    # A code that only the other list has: the row that places hang from.
    return list(divisions(session, [row.twin_division_id or "" for row in rows]).values())


def _readings(
    session: Session, words: str, known: Mapping[str, DivisionView]
) -> Iterator[tuple[str, Reading]]:
    if words.isdigit():
        yield from ((division_id, Reading(len(words), "")) for division_id in known)
        return
    names = names_on_paths(session, (view.path for view in known.values()))
    for view in known.values():
        chain = [names[part][0] for part in view.path.split("/") if part in names]
        reading = reading_of(words, chain)
        if reading is not None:
            yield view.id, reading


class _Record:
    """All changes there are (a few hundred in a province's whole record), asked in memory."""

    def __init__(self, session: Session) -> None:
        self.session = session
        order = (col(DivisionChange.happened_on), col(DivisionChange.id))
        statement = select(DivisionChange).where(col(DivisionChange.withdrawn_at).is_(None))
        self.rows = list(session.exec(statement.order_by(*order)))
        self.changes = [
            Change(row.from_division_id, row.to_division_id, row.happened_on, row.kind)
            for row in self.rows
        ]

    def resolved(self, then: DivisionView, rest: str) -> ResolvedDivision:
        """Then and now of one division."""
        path = path_texts(self.session, [then.id])[then.id]
        found = [then.id]
        if outcomes(then.id, self.changes) == [None]:
            # It ended, and what it was made of went different ways.
            found += [child.id for child in children(self.session, then.id)]
        ends = dict.fromkeys(end for one in found for end in outcomes(one, self.changes))
        last = divisions(self.session, [end for end in ends if end])
        return ResolvedDivision(
            then=then,
            then_path=_joined(path, rest),
            rest=rest,
            now=[_outcome(self.session, last[end], rest) for end in ends if end in last],
            has_left=None in ends,
            changes=self.views(found),
        )

    def views(self, division_ids: Iterable[str]) -> list[DivisionChangeView]:
        """What led away from these divisions, and on from there, in order of time."""
        wanted, seen = set(division_ids), set[str]()
        while wanted - seen:
            seen |= wanted
            wanted |= {c.to_id for c in self.changes if c.from_id in wanted and c.to_id}
        return self._shown([row for row in self.rows if row.from_division_id in seen])

    def led_to(self, division_id: str) -> list[DivisionChangeView]:
        """What led to a division, and what led to that, in order of time."""
        wanted, seen = {division_id}, set[str]()
        while wanted - seen:
            seen |= wanted
            wanted |= {c.from_id for c in self.changes if c.to_id in wanted and c.from_id}
        return self._shown([row for row in self.rows if row.to_division_id in seen])

    def _shown(self, rows: Sequence[DivisionChange]) -> list[DivisionChangeView]:
        ids = [part for row in rows for part in (row.from_division_id, row.to_division_id) if part]
        known = divisions(self.session, ids)
        return [
            DivisionChangeView(
                id=row.id,
                on=row.happened_on,
                kind=row.kind,
                kind_label=DIVISION_CHANGE_LABELS[DivisionChangeKind(row.kind)],
                before=known.get(row.from_division_id or ""),
                after=known.get(row.to_division_id or ""),
                basis=row.basis,
                note=row.note,
            )
            for row in rows
        ]


def _joined(path: str, rest: str) -> str:
    return f"{path} · {rest}" if rest else path


def _outcome(session: Session, now: DivisionView, rest: str) -> Outcome:
    """A division of now, or the one inside it that the rest of the text names."""
    inside = divisions_under(session, now.path) if rest else []
    named = [view for view in inside if rest.startswith(view.name)]
    below = max(named, key=lambda view: len(view.name), default=None)
    found = below or now
    left = rest.removeprefix(below.name) if below else rest
    return Outcome(found, _joined(path_texts(session, [found.id])[found.id], left))


def children(session: Session, division_id: str) -> list[DivisionView]:
    """The divisions right under one, by code."""
    statement = (
        select(Division)
        .where(col(Division.parent_id) == division_id)
        .order_by(col(Division.code), col(Division.id))
    )
    return [view_of(row) for row in session.exec(statement)]


@dataclass(frozen=True, slots=True)
class DivisionPage:
    """A division with what it was, what it became, and what lies in it.

    `above`: its parents from the top down. `place_ids`: places right in it, `place_count` of them;
    `own_place_id`: the place that is this division.
    """

    division: DivisionView
    twin: DivisionView | None
    above: Sequence[DivisionView]
    below: Sequence[DivisionView]
    led_here: Sequence[DivisionChangeView]
    led_on: Sequence[DivisionChangeView]
    now: ResolvedDivision
    own_place_id: str | None
    place_ids: Sequence[str]
    place_count: int


def division_page(session: Session, division_id: str) -> DivisionPage | None:
    """Everything the page of a division shows, or None where there is no such division."""
    view = division(session, division_id)
    if view is None:
        return None
    record = _Record(session)
    above = [part for part in view.path.split("/") if part and part != view.id]
    parents = divisions(session, above)
    place_ids, own, count = _places(session, view)
    return DivisionPage(
        division=view,
        twin=twin_of(session, view.id),
        above=[parents[part] for part in above if part in parents],
        below=children(session, view.id),
        led_here=record.led_to(view.id),
        led_on=record.views([view.id]),
        now=record.resolved(view, ""),
        own_place_id=own,
        place_ids=place_ids,
        place_count=count,
    )


def _places(session: Session, view: DivisionView) -> tuple[list[str], str | None, int]:
    here = (
        col(Place.division_id) == view.id,
        col(Place.merged_into).is_(None),
        col(Place.entity_status) != EntityStatus.WITHDRAWN.value,
    )
    kinds = [kind.value for kind in PlaceKind if is_division(kind, view.level)]
    own = select(Place.id).where(*here, col(Place.kind).in_(kinds)).order_by(col(Place.id))
    others = select(Place.id).where(*here, col(Place.kind).not_in(kinds))
    count = session.exec(select(func.count()).select_from(others.subquery())).one()
    listed = others.order_by(col(Place.sort_key), col(Place.id)).limit(_SHOWN)
    return list(session.exec(listed)), session.exec(own).first(), count


def withdrawn_changes(session: Session, division_id: str) -> list[DivisionChange]:
    """Changes of a division that were recorded by mistake, the latest withdrawn first."""
    statement = (
        select(DivisionChange)
        .where(
            col(DivisionChange.withdrawn_at).is_not(None),
            or_(
                col(DivisionChange.from_division_id) == division_id,
                col(DivisionChange.to_division_id) == division_id,
            ),
        )
        .order_by(col(DivisionChange.withdrawn_at).desc(), col(DivisionChange.id))
    )
    return list(session.exec(statement))


def division_of_change(session: Session, change_id: str) -> str | None:
    """The division on whose page a change is shown: the one it led away from, or else to."""
    row = session.get(DivisionChange, change_id)
    return (row.from_division_id or row.to_division_id) if row else None


def past_divisions(session: Session) -> list[DivisionView]:
    """Divisions that are no more, the latest to go first."""
    statement = (
        select(Division)
        .where(col(Division.valid_to).is_not(None), col(Division.twin_division_id).is_(None))
        .order_by(col(Division.valid_to).desc(), col(Division.code), col(Division.id))
        .limit(_CANDIDATES)
    )
    return [view_of(row) for row in session.exec(statement)]
