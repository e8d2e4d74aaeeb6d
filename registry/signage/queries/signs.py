"""Signs as they are read: by code, by place, in a box, and as a crew's list for today."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sql
from sqlalchemy import or_
from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.geo import Position, distance_m, offset_m
from registry.signage.models import Sign, SignRequirement, WorkOrder, WorkOrderItem
from registry.signage.models.rows import ON_DESK
from registry.signage.queries.scope import within
from registry.signage.rules.kinds import SignFamily
from registry.signage.rules.states import REPORTABLE, SignState

_DONE = (SignState.REMOVED.value,)
_ON_LIST = (
    SignState.MADE,
    SignState.INSTALLED_CLAIMED,
    SignState.WRONG,
    SignState.DAMAGED,
    SignState.MISSING,
)


def sign(session: Session, sign_id: str) -> Sign | None:
    """One sign."""
    return session.get(Sign, sign_id)


def signs_by_id(session: Session, sign_ids: Iterable[str]) -> dict[str, Sign]:
    """Several signs, by identifier."""
    wanted = set(sign_ids)
    if not wanted:
        return {}
    found = session.exec(select(Sign).where(col(Sign.id).in_(wanted)))
    return {row.id: row for row in found}


def successor_of(session: Session, sign: Sign) -> Sign | None:
    """The sign that stands, or will, where this one was taken away; None while it is there."""
    if sign.state != SignState.REMOVED or sign.requirement_id is None:
        return None
    return live_sign_of(session, sign.requirement_id)


def signs_by_codes(session: Session, codes: Collection[str]) -> dict[str, Sign]:
    """The signs with these printed codes."""
    found = session.exec(select(Sign).where(col(Sign.code).in_(list(codes))))
    return {row.code: row for row in found}


def sign_by_code(session: Session, code: str) -> Sign | None:
    """The sign with this code, in normal form."""
    return session.exec(select(Sign).where(Sign.code == code)).one_or_none()


def signs_of_place(session: Session, place_id: str) -> list[Sign]:
    """All signs of a place, oldest first, removed ones too."""
    statement = select(Sign).where(Sign.place_id == place_id)
    return list(session.exec(statement.order_by(col(Sign.created_at), col(Sign.id))))


def live_sign_of(session: Session, requirement_id: str) -> Sign | None:
    """The sign that stands, or will stand, at a required position."""
    return live_signs_of(session, [requirement_id]).get(requirement_id)


def live_signs_of(session: Session, requirement_ids: Collection[str]) -> dict[str, Sign]:
    """The living sign of each of these positions, by position."""
    if not requirement_ids:
        return {}
    statement = (
        select(Sign)
        .where(col(Sign.requirement_id).in_(requirement_ids), col(Sign.state).not_in(_DONE))
        .order_by(col(Sign.created_at))
    )
    return {row.requirement_id: row for row in session.exec(statement) if row.requirement_id}


def signs_in_state(session: Session, state: SignState, limit: int = 100) -> list[Sign]:
    """Signs in one state, those that wait longest first."""
    statement = select(Sign).where(Sign.state == state.value)
    return list(session.exec(statement.order_by(col(Sign.created_at), col(Sign.id)).limit(limit)))


def faces_waiting(
    session: Session, actor: Actor, permission: Permission, state: SignState, limit: int = 50
) -> list[Sign]:
    """Faces that wait for this person, longest first: to be approved, or to be ordered.

    Chosen where the person may act and only then cut: a county sees its own, however many wait
    elsewhere. A proof is not for who prepared it.
    """
    # As the partial index has it, word for word: otherwise it is not taken.
    statement = select(Sign).where(sql.text(ON_DESK), Sign.state == state.value)
    statement = statement.where(within(Sign.division_path, actor, permission))
    if state is SignState.PROOF and actor.id is not None:
        own = col(Sign.proof_prepared_by)
        statement = statement.where(or_(own.is_(None), own != actor.id))
    return list(session.exec(statement.order_by(col(Sign.created_at), col(Sign.id)).limit(limit)))


@dataclass(frozen=True, slots=True)
class LocatedSign:
    """A verified sign with its position, for a map."""

    id: str
    code: str
    name: str
    lon: float
    lat: float
    kind: str
    state: str
    place_id: str
    is_heritage: bool
    simulated: bool


def signs_located_in(
    session: Session, bbox: tuple[float, float, float, float], limit: int = 5000
) -> list[LocatedSign]:
    """Verified signs inside west, south, east, north (WGS 84 degrees); `kind` is the family."""
    west, south, east, north = bbox
    columns = (
        Sign.id,
        Sign.code,
        Sign.text_hanzi,
        Sign.lon,
        Sign.lat,
        Sign.family,
        Sign.state,
        Sign.place_id,
        Sign.is_heritage,
        Sign.simulated,
    )
    lon, lat = col(Sign.lon), col(Sign.lat)
    statement = (
        select(*columns)  # type: ignore[call-overload]
        .where(
            Sign.state == SignState.VERIFIED.value,
            Sign.family != SignFamily.TRAFFIC.value,
            lon >= west,
            lon <= east,
            lat >= south,
            lat <= north,
        )
        .order_by(col(Sign.id))
        .limit(limit)
    )
    return [LocatedSign(*row) for row in session.execute(statement)]


@dataclass(frozen=True, slots=True)
class FieldItem:
    """A sign on a crew's list, with where it is due and how to get there."""

    sign: Sign
    requirement: SignRequirement | None
    target: Position | None
    distance_m: float | None
    bearing: float | None
    turn: tuple[date, int, int] | None = None


def field_list(
    session: Session, actor: Actor, here: Position | None = None, limit: int = 60
) -> list[FieldItem]:
    """Signs that were made and are not verified, in the divisions this person works in.

    What the person was sent to by a work order comes first, in its order of visit, verified signs
    that are to be looked at again among it; `turn` is (day due, number of the order, turn). The
    rest nearest first where the person says where they are; otherwise the longest waiting first.
    Signs without a planned position come last.
    """
    turns = _turns_of(session, actor)
    sent = _items_sent_to(session, actor, turns, here)
    on_order = {item.sign.id for item in sent}
    statement = (
        select(Sign, SignRequirement)
        .join(SignRequirement, col(Sign.requirement_id) == col(SignRequirement.id), isouter=True)
        .where(
            col(Sign.state).in_(_ON_LIST),
            within(Sign.division_path, actor, Permission.REPORT),
        )
        .order_by(col(Sign.made_on), col(Sign.id))
        .limit(2000 if here else limit)
    )
    items = [
        _item(sign, requirement, here)
        for sign, requirement in session.exec(statement)
        if sign.id not in on_order
    ]
    if here is not None:
        items.sort(key=lambda item: math.inf if item.distance_m is None else item.distance_m)
    return [*sent, *items][:limit]


_Turns = dict[str, tuple[datetime, tuple[date, int, int]]]


def _turns_of(session: Session, actor: Actor) -> _Turns:
    """Position → when the order was given; day due, number of the order, turn."""
    if actor.id is None:
        return {}
    statement = (
        select(WorkOrder, WorkOrderItem)
        .join(WorkOrderItem, col(WorkOrderItem.order_id) == col(WorkOrder.id))
        .where(WorkOrder.crew_id == actor.id, col(WorkOrderItem.live).is_(True))
    )
    return {
        item.requirement_id: (order.created_at, (order.due_on, order.number, item.turn))
        for order, item in session.exec(statement)
    }


def _items_sent_to(
    session: Session, actor: Actor, turns: _Turns, here: Position | None
) -> list[FieldItem]:
    statement = (
        select(Sign, SignRequirement)
        .join(SignRequirement, col(Sign.requirement_id) == col(SignRequirement.id))
        .where(
            col(SignRequirement.id).in_(turns),
            col(Sign.state).in_(list(REPORTABLE)),
            within(Sign.division_path, actor, Permission.REPORT),
        )
    )
    found = []
    for row, requirement in session.exec(statement):
        given_at, turn = turns[requirement.id]
        # Verified since the order was given: that stop is done.
        if row.verified_at is None or row.verified_at < given_at or row.state in _ON_LIST:
            found.append(replace(_item(row, requirement, here), turn=turn))
    return sorted(found, key=lambda item: item.turn or (date.max, 0, 0))


def _item(row: Sign, requirement: SignRequirement | None, here: Position | None) -> FieldItem:
    target = target_of(row, requirement)
    if here is None or target is None:
        return FieldItem(row, requirement, target, None, None)
    east, north = offset_m(here, target)
    bearing = math.degrees(math.atan2(east, north)) % 360
    return FieldItem(row, requirement, target, distance_m(here, target), bearing)


def target_of(row: Sign, requirement: SignRequirement | None) -> Position | None:
    """Where a sign should stand: its verified position, else the required one."""
    if row.lon is not None and row.lat is not None:
        return Position(row.lon, row.lat)
    if requirement is None or requirement.lon is None or requirement.lat is None:
        return None
    return Position(requirement.lon, requirement.lat)
