"""Pairs of places that wait for a person, or that one has judged: the queue and one pair."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, false, func, or_, select, true, tuple_
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import Invalid
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.core.panels import DeskItem
from registry.core.text import T, Text
from registry.places.models import Division, Place, PlacePair
from registry.places.queries.cards import PlaceCard, place_cards
from registry.places.rules import EntityStatus, PairVerdict
from registry.places.rules.likeness import Likeness, reason_words

_ON_DESK = 5


class PairState(StrEnum):
    """What a queue shows: `waiting` for a first look, put off till `later`, or judged."""

    WAITING = "waiting"
    LATER = "later"
    DISTINCT = "distinct"
    MERGED = "merged"


PAIR_STATE_LABELS: dict[PairState, Text] = {
    PairState.WAITING: T("等待判断"),
    PairState.LATER: T("以后再看"),
    PairState.DISTINCT: T("不是同一个"),
    PairState.MERGED: T("已合并"),
}


@dataclass(frozen=True, slots=True)
class ReasonView:
    """A reason in words with the names it is about; `is_new`: it came after a verdict."""

    code: str
    words: Text
    names: tuple[str, ...]
    speaks_for: bool
    is_new: bool


@dataclass(frozen=True, slots=True)
class PairView:
    """Two places side by side in a list."""

    id: str
    first: PlaceCard
    second: PlaceCard
    score: int
    reasons: Sequence[ReasonView]
    state: PairState
    note: str
    decided_at: datetime | None
    was_judged: bool


@dataclass(frozen=True, slots=True)
class PairFilter:
    """What the queue is narrowed to."""

    state: PairState = PairState.WAITING
    county: str | None = None
    least: int = 0


def pairs(
    session: Session, actor: Actor, wanted: PairFilter, limit: int = 30, after: str | None = None
) -> Page[PairView]:
    """Pairs in the divisions this person keeps, the most alike first, a page at a time.

    A pair is shown to whoever keeps one of the two; merging takes leave for both.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    statement = _queue(actor, wanted).order_by(
        col(PlacePair.score).desc(), col(PlacePair.id).desc()
    )
    if after:
        score, last = decode_cursor(after, 2)
        if not isinstance(score, int) or not isinstance(last, str):
            raise Invalid({"after": [T("翻页标记无效，请从第一页重新开始")]})
        statement = statement.where(
            tuple_(col(PlacePair.score), col(PlacePair.id)) < tuple_(score, last)
        )
    rows = list(session.scalars(statement.limit(limit + 1)))
    cursor = encode_cursor(rows[limit - 1].score, rows[limit - 1].id) if len(rows) > limit else None
    return Page(_views(session, rows[:limit]), cursor)


def pair_count(session: Session, actor: Actor, wanted: PairFilter) -> int:
    """How many pairs the queue holds for this person."""
    counted = _queue(actor, wanted).subquery()
    return int(session.scalar(select(func.count()).select_from(counted)) or 0)


def desk(session: Session, actor: Actor, _now: datetime) -> list[DeskItem]:
    """The pairs that are most alike, for the desk of whoever keeps one of the two."""
    if not actor.may(Permission.PLACE_EDIT):
        return []
    waiting = pairs(session, actor, PairFilter(), _ON_DESK).items
    return [
        DeskItem(
            kind=T("疑似重复"),
            title=view.first.standard_name,
            endpoint="places.pair_show",
            values={"first_id": view.first.id, "second_id": view.second.id},
            detail=T("和另一条记录相像：%(n)d 分", n=view.score),
        )
        for view in waiting
    ]


def pair_of(session: Session, one_id: str, other_id: str) -> PairView | None:
    """What is kept about two places, in either order; None where nobody asked yet."""
    row = pair_row(session, one_id, other_id)
    return None if row is None else next(iter(_views(session, [row])), None)


def pair_row(session: Session, one_id: str, other_id: str) -> PlacePair | None:
    """The row of a pair, in either order."""
    first, second = sorted((one_id, other_id))
    statement = select(PlacePair).where(
        col(PlacePair.first_id) == first, col(PlacePair.second_id) == second
    )
    return session.scalars(statement).one_or_none()


def reason_views(found: Likeness) -> list[ReasonView]:
    """The reasons of a likeness that was just computed, in words."""
    return [
        ReasonView(
            reason.code,
            reason_words(reason.code, reason.params),
            reason.names,
            speaks_for=reason.points >= 0,
            is_new=False,
        )
        for reason in found.reasons
    ]


def _queue(actor: Actor, wanted: PairFilter) -> Select[PlacePair]:
    one, other = aliased(Place), aliased(Place)
    here, there = aliased(Division), aliased(Division)
    statement = (
        select(PlacePair)
        .join(one, col(one.id) == col(PlacePair.first_id))
        .join(other, col(other.id) == col(PlacePair.second_id))
        .join(here, col(here.id) == col(one.division_id))
        .join(there, col(there.id) == col(other.division_id))
        .where(
            *_of_state(wanted.state),
            col(PlacePair.score) >= wanted.least,
            or_(within_kept(here.path, actor), within_kept(there.path, actor)),
        )
    )
    if wanted.county is not None:
        counties = (col(one.county_id), col(other.county_id))
        statement = statement.where(or_(*(county == wanted.county for county in counties)))
    if wanted.state is not PairState.MERGED:
        merged = EntityStatus.MERGED.value
        statement = statement.where(
            col(one.entity_status) != merged, col(other.entity_status) != merged
        )
    return statement


def _of_state(state: PairState) -> tuple[ColumnElement[bool], ...]:
    verdict, decided = col(PlacePair.verdict), col(PlacePair.decided_at)
    if state is PairState.WAITING:
        return verdict == PairVerdict.OPEN.value, decided.is_(None)
    if state is PairState.LATER:
        return verdict == PairVerdict.OPEN.value, decided.is_not(None)
    return (verdict == PairVerdict(state.value).value,)


def within_kept(path: Any, actor: Actor) -> ColumnElement[bool]:
    """Whether a division path lies in what this person may edit."""
    held = actor.scopes.get(Permission.PLACE_EDIT, ())
    if actor.is_system or "" in held:
        return true()
    # "0" follows "/" in code point order: everything under a path is one range.
    return or_(
        false(),
        *((path == own) | ((path > f"{own}/") & (path < f"{own}0")) for own in held),
    )


def _views(session: Session, rows: Iterable[PlacePair]) -> list[PairView]:
    kept = list(rows)
    cards = place_cards(session, [key for row in kept for key in (row.first_id, row.second_id)])
    return [
        PairView(
            id=row.id,
            first=cards[row.first_id],
            second=cards[row.second_id],
            score=row.score,
            reasons=[_reason(item, row) for item in row.reasons if not item.get("gone")],
            state=_state_of(row),
            note=row.note,
            decided_at=row.decided_at,
            was_judged=_was_judged(row),
        )
        for row in kept
    ]


def _state_of(row: PlacePair) -> PairState:
    if row.verdict != PairVerdict.OPEN:
        return PairState(row.verdict)
    return PairState.WAITING if row.decided_at is None else PairState.LATER


def _was_judged(row: PlacePair) -> bool:
    """Whether somebody has said before that these are two places."""
    return any(item.get("judged") for item in row.reasons)


def _reason(item: Mapping[str, Any], row: PlacePair) -> ReasonView:
    judged = bool(item.get("judged"))
    return ReasonView(
        code=item["code"],
        words=reason_words(item["code"], item.get("params")),
        names=tuple(item.get("names", ())),
        speaks_for=item.get("points", 0) >= 0,
        is_new=_was_judged(row) and not judged and row.verdict == PairVerdict.OPEN,
    )
