"""Findings as they are read: one list for all kinds, one of them, what the gazetteer can tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, or_, select, true
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.paging import Page, decode_moment_cursor, encode_cursor
from registry.core.panels import DeskItem
from registry.core.text import T, Text
from registry.places.models import Place, PlaceFinding, PlaceName
from registry.places.queries.scopes import counted
from registry.places.rules import EntityStatus, NameKind, SignMark
from registry.places.rules.finding import (
    FINDING_LABELS,
    FINDING_STATUS_LABELS,
    LIVE,
    FindingKind,
    FindingStatus,
)

MAY_RAISE = (Permission.PLACE_EDIT, Permission.REQUIRE_SIGN, Permission.REPORT)
MAY_SETTLE = (Permission.PLACE_EDIT, Permission.REQUIRE_SIGN)
MOST_GATHERED = 500
_ON_DESK = 20

Who = Literal["", "mine", "nobody"]


@dataclass(frozen=True, slots=True)
class FindingsWanted:
    """Which findings; empty means all, no status those still to be done."""

    kind: FindingKind | None = None
    status: FindingStatus | None = None
    county: str = ""
    who: Who = ""


def findings(
    session: Session, actor: Actor, wanted: FindingsWanted, after: str = "", limit: int = 40
) -> Page[PlaceFinding]:
    """A page of findings where this person settles them, the oldest first.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    made, ident = col(PlaceFinding.created_at), col(PlaceFinding.id)
    statement = _wanted(actor, wanted).order_by(made, ident)
    if after:
        moment, last = decode_moment_cursor(after)
        statement = statement.where(or_(made > moment, and_(made == moment, ident > last)))
    rows = list(session.scalars(statement.limit(limit + 1)))
    if len(rows) <= limit:
        return Page(rows)
    last_row = rows[limit - 1]
    moment = last_row.created_at.astimezone(UTC)
    return Page(rows[:limit], encode_cursor(moment.isoformat(), last_row.id))


def _wanted(actor: Actor, wanted: FindingsWanted) -> Select[PlaceFinding]:
    status = col(PlaceFinding.status)
    live = [one.value for one in LIVE]
    statement = select(PlaceFinding).where(
        status == wanted.status.value if wanted.status else status.in_(live),
        _within(actor),
    )
    if wanted.kind is not None:
        statement = statement.where(col(PlaceFinding.kind) == wanted.kind.value)
    if wanted.county:
        statement = statement.where(col(PlaceFinding.county_id) == wanted.county)
    if wanted.who == "mine":
        statement = statement.where(col(PlaceFinding.assignee_id) == (actor.id or ""))
    elif wanted.who == "nobody":
        statement = statement.where(col(PlaceFinding.assignee_id).is_(None))
    return statement


def _within(actor: Actor) -> ColumnElement[bool]:
    held = {path for each in MAY_SETTLE for path in actor.scopes.get(each, ())}
    if actor.is_system or "" in held:
        return true()
    path = col(PlaceFinding.division_path)
    # "0" follows "/" in code point order: everything under a path is one range.
    ranges = [or_(path == own, and_(path > f"{own}/", path < f"{own}0")) for own in sorted(held)]
    return or_(false(), *ranges)


def finding(session: Session, finding_id: str) -> PlaceFinding | None:
    """One finding."""
    return session.get(PlaceFinding, finding_id)


def findings_of(session: Session, place_id: str) -> list[PlaceFinding]:
    """What is still to be done about a place, the oldest first."""
    statement = (
        select(PlaceFinding)
        .where(
            or_(col(PlaceFinding.place_id) == place_id, col(PlaceFinding.other_id) == place_id),
            col(PlaceFinding.status).in_([one.value for one in LIVE]),
        )
        .order_by(col(PlaceFinding.created_at), col(PlaceFinding.id))
    )
    return list(session.scalars(statement))


def may_settle(actor: Actor, row: PlaceFinding) -> bool:
    """Whether this person settles findings where it lies."""
    return any(actor.may(each, row.division_path) for each in MAY_SETTLE)


def finding_panel(session: Session, actor: Actor, place_id: str) -> Mapping[str, Any] | None:
    """What is still to be done about a place, for whoever may raise or settle such things."""
    if not any(actor.may(each) for each in MAY_RAISE):
        return None
    is_settling = any(actor.may(each) for each in MAY_SETTLE)
    rows = findings_of(session, place_id) if is_settling else []
    shown = [row for row in rows if may_settle(actor, row)]
    return {
        "rows": [(row, FINDING_LABELS[FindingKind(row.kind)], _badge(row)) for row in shown],
        "place_id": place_id,
    }


def findings_hanging(session: Session, _actor: Actor, place_id: str) -> Mapping[str, Any]:
    """`lines`: how much is still to be done about a record, for whoever merges it."""
    number = len(findings_of(session, place_id))
    return {"lines": [(T("没办完的问题"), number)] if number else []}


def _badge(row: PlaceFinding) -> tuple[str, Text]:
    return FINDING_STATUS_LABELS[FindingStatus(row.status)]


def desk(session: Session, actor: Actor, _now: datetime) -> list[DeskItem]:
    """The findings that this person has taken."""
    if actor.id is None or not any(actor.may(each) for each in MAY_SETTLE):
        return []
    mine = findings(session, actor, FindingsWanted(who="mine"), limit=_ON_DESK).items
    return [
        DeskItem(
            kind=FINDING_LABELS[FindingKind(row.kind)],
            title=row.name or row.detail[:20],
            endpoint="places.finding_show",
            values={"finding_id": row.id},
            since=row.created_at,
        )
        for row in mine
    ]


@dataclass(frozen=True, slots=True)
class Gathered:
    """Something the gazetteer can tell by itself: a place, perhaps the other one, its name."""

    key: str
    place_id: str
    other_id: str | None
    name: str


def unsigned_places(session: Session, county_id: str) -> Sequence[Gathered]:
    """Places of a county in scope that have no sign that stands, and no such finding yet."""
    key = literal(f"{FindingKind.UNSIGNED.value}:") + col(Place.id)
    statement = (
        _named(county_id)
        .where(
            col(Place.sign_state).in_([SignMark.NONE.value, SignMark.REQUIRED.value]),
            ~_known(key),
        )
        .order_by(col(Place.id))
        .limit(MOST_GATHERED)
    )
    return [
        Gathered(f"{FindingKind.UNSIGNED.value}:{place}", place, None, name)
        for place, name in session.execute(statement)
    ]


def _named(county_id: str) -> Select[str, str]:
    """Identifier and standard name of the places in scope of a county."""
    return (
        select(col(Place.id), col(PlaceName.text))
        .join(PlaceName, col(PlaceName.place_id) == col(Place.id))
        .where(
            *counted(),
            col(Place.county_id) == county_id,
            col(PlaceName.name_kind) == NameKind.STANDARD.value,
        )
    )


def _known(key: Any) -> ColumnElement[bool]:
    """An ended finding is known too, but for a resolved one that is true again."""
    return exists(
        select(col(PlaceFinding.id)).where(
            col(PlaceFinding.finding_key) == key,
            col(PlaceFinding.status) != FindingStatus.RESOLVED.value,
        )
    )


def shared_names(session: Session, county_id: str) -> Sequence[Gathered]:
    """Pairs of places of one county and kind with the same standard name, without such a finding.

    Of more than two with one name, each is paired with the first.
    """
    one, other = aliased(Place), aliased(Place)
    others, standard = aliased(PlaceName), NameKind.STANDARD.value
    least = (
        select(func.min(col(Place.id)))
        .join(PlaceName, col(PlaceName.place_id) == col(Place.id))
        .where(
            *counted(),
            col(Place.county_id) == county_id,
            col(Place.kind) == col(other.kind),
            col(PlaceName.name_kind) == standard,
            col(PlaceName.text) == col(others.text),
        )
        .correlate(other, others)
        .scalar_subquery()
    )
    prefix = f"{FindingKind.SHARED_NAME.value}:"
    key = literal(prefix) + col(one.id) + literal(":") + col(other.id)
    statement = (
        select(col(one.id), col(other.id), col(others.text))
        .select_from(other)
        .join(
            others, and_(col(others.place_id) == col(other.id), col(others.name_kind) == standard)
        )
        .join(one, col(one.id) == least)
        .where(
            col(other.county_id) == county_id,
            col(other.entity_status) == EntityStatus.EXISTING.value,
            col(other.merged_into).is_(None),
            col(one.id) != col(other.id),
            ~_known(key),
        )
        .order_by(col(one.id), col(other.id))
        .limit(MOST_GATHERED)
    )
    return [
        Gathered(f"{prefix}{first}:{second}", first, second, name)
        for first, second, name in session.execute(statement)
    ]


def ended_by_key(session: Session, keys: Sequence[str]) -> dict[str, PlaceFinding]:
    """Findings that have these keys already, by key."""
    found: dict[str, PlaceFinding] = {}
    for start in range(0, len(keys), 400):
        chunk = keys[start : start + 400]
        statement = select(PlaceFinding).where(col(PlaceFinding.finding_key).in_(chunk))
        found.update((row.finding_key, row) for row in session.scalars(statement))
    return found
