"""How many names took each of the four steps, cut by division or body, and the names that lack one.

Names in scope come from the counters; the entered steps are counted from their own rows, joined to
the names they are about: one walk over the steps of one stratum.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, text, tuple_
from sqlmodel import Session, col

from registry.core.clock import CHINA
from registry.core.ids import LENGTH
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.coverage.queries.names import NamesWanted, conditions_of
from registry.places.models import Division, Place, PlaceName
from registry.places.queries import PlaceCard, place_cards
from registry.places.queries.scopes import counted
from registry.places.queries.tallies import COUNTERS, parts_of, scope_counts
from registry.places.rules import NameKind, PlaceKind, SignMark, stratum_of
from registry.signage.models import NameStep, Sign, Verification
from registry.signage.queries.steps import StepView, steps_of
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.states import SignState
from registry.signage.rules.steps import BY_HAND, Step

ALL_STEPS = "all"
Cut = Literal["county", "body"]
_NAMES, _VERIFIED = COUNTERS.index("names"), COUNTERS.index("verified")


@dataclass(slots=True)
class StepCount:
    """Names of one stratum in one county, division or body, and how many took each step.

    `key`: an id, or the name of a body; "" for no single county and where nobody is named.
    """

    key: str
    names: int = 0
    taken: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    own: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class StepNames:
    """Which names: those of `names` that lack `missing`, or all of them where it is None.

    `on`: a step that was taken after that day counts as lacking.
    """

    names: NamesWanted
    missing: Step | None = None
    on: date | None = None


@dataclass(frozen=True, slots=True)
class StepRow:
    """A name with its four steps."""

    card: PlaceCard
    steps: list[StepView]


def step_counts(session: Session, stratum: str, by: Cut, on: date | None = None) -> list[StepCount]:
    """One row for each county, or for each managing body, that has names of the stratum.

    `on`: how many of today's names had taken each step by the end of that day in China.
    """
    kept = {row.county_id or "": row for row in scope_counts(session, by, stratum)}
    found = {key: StepCount(key, row.names) for key, row in kept.items()}
    for key, row in kept.items():
        found[key].taken[Step.SIGNED] = row.verified
    key_of = func.coalesce(col(Place.county_id), "") if by == "county" else col(Place.managing_body)
    _Walk(session, stratum, key_of, on).fill(found)
    return sorted(found.values(), key=lambda row: (-row.names, row.key))


def division_step_counts(
    session: Session, division: Division, stratum: str, on: date | None = None
) -> list[StepCount]:
    """One row for each division directly under this one that has names, and one for its own."""
    sums = parts_of(session, division.path, stratum)
    found = {key: StepCount(key, numbers[_NAMES]) for key, numbers in sums.items()}
    for key, numbers in sums.items():
        found[key].taken[Step.SIGNED] = numbers[_VERIFIED]
    # A path is ids of one length with strokes between them.
    child = func.substr(col(Division.path), 1, len(division.path) + 1 + LENGTH)
    path = col(Division.path)
    inside = and_(path >= division.path, path < division.path + "0")
    _Walk(session, stratum, child, on, inside).fill(found)
    named = {
        row.id: row
        for row in session.scalars(select(Division).where(col(Division.id).in_(list(found))))
    }
    for key, row in found.items():
        row.own, row.name = key == division.id, named[key].name
    return sorted(found.values(), key=lambda row: (not row.own, named[row.key].code))


def total_of(rows: Sequence[StepCount]) -> StepCount:
    """The rows of one stratum added up."""
    every = StepCount("", sum(row.names for row in rows))
    for which in (*Step, ALL_STEPS):
        every.taken[which] = sum(row.taken[which] for row in rows)
    return every


@dataclass(frozen=True, slots=True)
class _Walk:
    """Counting one stratum by a key: a county, a body, the path of a division."""

    session: Session
    stratum: str
    key: Any
    on: date | None
    inside: ColumnElement[bool] | None = None

    def fill(self, found: dict[str, StepCount]) -> None:
        """Add what the counters do not hold."""
        entered = self._entered(select(self.key, col(NameStep.step), func.count()))
        for part, which, number in self.session.execute(
            entered.group_by(text("1"), col(NameStep.step))
        ):
            _row(found, part).taken[which] = number
        if self.on is not None:
            for row in found.values():
                row.taken[Step.SIGNED] = 0
            signed = self._scope(select(self.key, func.count()).select_from(Place))
            signed = signed.where(taken(Step.SIGNED, self.on)).group_by(text("1"))
            for part, number in self.session.execute(signed):
                _row(found, part).taken[Step.SIGNED] = number
        whole = self._entered(select(self.key.label("key"), col(Place.id)))
        whole = whole.where(taken(Step.SIGNED, self.on)).group_by(text("1"), col(Place.id))
        each = whole.having(func.count() == len(BY_HAND)).subquery()
        for part, number in self.session.execute(
            select(each.c.key, func.count()).group_by(each.c.key)
        ):
            _row(found, part).taken[ALL_STEPS] = number

    def _scope(self, statement: Any) -> Any:
        kinds = [kind.value for kind in PlaceKind if stratum_of(kind) == self.stratum]
        if self.inside is not None:
            there = col(Division.id) == col(Place.division_id)
            statement = statement.join(Division, there).where(self.inside)
        return statement.where(*counted(), col(Place.kind).in_(kinds))

    def _entered(self, statement: Any) -> Any:
        """Steps that hold, of the names that the places bear now."""
        statement = statement.select_from(NameStep)
        statement = statement.join(Place, col(Place.id) == col(NameStep.place_id))
        bears = and_(
            col(PlaceName.place_id) == col(Place.id),
            col(PlaceName.name_kind) == NameKind.STANDARD.value,
            col(PlaceName.text) == col(NameStep.name),
        )
        statement = self._scope(statement.join(PlaceName, bears))
        statement = statement.where(col(NameStep.withdrawn_at).is_(None))
        return statement if self.on is None else statement.where(col(NameStep.marked_on) <= self.on)


def _row(found: dict[str, StepCount], part: str) -> StepCount:
    # Of a path the last part is the division; a county is its own key. A body may hold a stroke.
    key = part if part in found else part.rpartition("/")[2]
    return found.setdefault(key, StepCount(key))


def end_of(on: date) -> datetime:
    """The moment a day ends in China."""
    return datetime.combine(on + timedelta(days=1), time.min, CHINA)


def taken(which: Step, on: date | None) -> ColumnElement[bool]:
    """Whether the name of a place has taken a step, or had by the end of a day.

    Without a day the sign's step is the mark by which coverage counts, so that both say the same.
    """
    if which is Step.SIGNED:
        return _signed_by(on) if on else col(Place.sign_state) == SignMark.VERIFIED.value
    name = (
        select(col(PlaceName.text))
        .where(
            col(PlaceName.place_id) == col(Place.id),
            col(PlaceName.name_kind) == NameKind.STANDARD.value,
        )
        .correlate(Place)
        .scalar_subquery()
    )
    found = [
        col(NameStep.place_id) == col(Place.id),
        col(NameStep.step) == which.value,
        col(NameStep.withdrawn_at).is_(None),
        col(NameStep.name) == name,
    ]
    if on is not None:
        found.append(col(NameStep.marked_on) <= on)
    return exists().where(*found).correlate(Place)


def _signed_by(on: date) -> ColumnElement[bool]:
    """A sign that is verified now was first verified by the end of a day."""
    first = exists().where(
        col(Verification.sign_id) == col(Sign.id),
        col(Verification.sign_state) == SignState.VERIFIED.value,
        col(Verification.at) < end_of(on),
    )
    return (
        exists()
        .where(
            col(Sign.place_id) == col(Place.id),
            col(Sign.state) == SignState.VERIFIED.value,
            col(Sign.family).in_([family.value for family in COUNTED_FAMILIES]),
            or_(first.correlate(Sign), col(Sign.verified_at) < end_of(on)),
        )
        .correlate(Place)
    )


def step_names(
    session: Session, wanted: StepNames, limit: int = 50, after: str | None = None
) -> Page[StepRow]:
    """A page of names with their steps, in the order of their pinyin.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    where = conditions_of(wanted.names)
    if wanted.missing is not None:
        where.append(~taken(wanted.missing, wanted.on))
    order = (col(Place.sort_key), col(Place.id))
    statement = select(*order).where(*where).order_by(*order).limit(limit + 1)
    if after:
        sort_key, last = decode_cursor(after, 2)
        statement = statement.where(tuple_(*order) > tuple_(str(sort_key), str(last)))
    found = session.execute(statement).all()
    cards = place_cards(session, [place_id for _key, place_id in found[:limit]])
    steps = steps_of(session, cards.values())
    rows = [StepRow(card, _by(steps[place_id], wanted.on)) for place_id, card in cards.items()]
    cursor = encode_cursor(*found[limit - 1]) if len(found) > limit else None
    return Page(rows, cursor)


def _by(views: list[StepView], on: date | None) -> list[StepView]:
    if on is None:
        return views
    return [view if view.on and view.on <= on else StepView(view.step, None) for view in views]
