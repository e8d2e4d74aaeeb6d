"""Orders to makers as they are read: one, a list, what may be ordered, which order holds a sign."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import defer
from sqlmodel import Session, col, func, or_, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.signage.models import (
    DoorplateBatch,
    DoorplateBatchItem,
    MakerOrder,
    MakerOrderItem,
    Sign,
    SignFace,
    SignFormat,
)
from registry.signage.queries.proofing import faces_of, formats, says, wording_for
from registry.signage.queries.scope import within
from registry.signage.queries.signs import signs_by_id
from registry.signage.rules.states import STANDING, ProofOutcome, SignState

ORDERS = 40
MOST_ORDERED = 300
"""Faces of one order: what a workshop makes in one go; they come from several batches."""
_LINES: Any = col(MakerOrder.lines)
NOT_MADE = frozenset({SignState.PLANNED, SignState.PROOF, SignState.APPROVED})


@dataclass(frozen=True, slots=True)
class Orderable:
    """An approved sign, its format, and whether its name has changed since it was approved."""

    sign: Sign
    face: SignFace | None
    form: SignFormat | None
    is_stale: bool

    @property
    def is_ready(self) -> bool:
        """Whether it can be ordered as it is."""
        return self.form is not None and not self.is_stale


@dataclass(frozen=True, slots=True)
class MakerOrderView:
    """An order with its signs in the order of the list, or with its batch of doorplates."""

    order: MakerOrder
    signs: list[Sign]
    plates: DoorplateBatch | None = None

    @property
    def paths(self) -> list[str]:
        """The divisions it lies in: who may order in all of them may see and change it."""
        if self.plates is not None:
            return [self.plates.division_path]
        return [sign.division_path for sign in self.signs]

    @property
    def total(self) -> int:
        """All faces."""
        return len(self.order.lines)

    @property
    def open(self) -> list[Sign]:
        """Signs that were not delivered yet."""
        return [sign for sign in self.signs if sign.state == SignState.APPROVED]

    @property
    def made(self) -> int:
        """How many came from the workshop."""
        if self.plates is not None:
            return self.total if self.plates.made_on else 0
        return sum(sign.state not in NOT_MADE for sign in self.signs)

    @property
    def installed(self) -> int:
        """How many are said to stand at their place."""
        return sum(sign.state in STANDING for sign in self.signs)


def orderable(session: Session, signs: Collection[Sign]) -> list[Orderable]:
    """These signs with their formats, each compared with the name as it is approved now."""
    faces = faces_of(session, [sign.id for sign in signs])
    known = {one.id: one for one in formats(session)}
    found = []
    for sign in signs:
        face = faces.get(sign.id)
        form = known.get(face.format_id or "") if face else None
        is_stale = not says(sign, face, wording_for(session, sign))
        found.append(Orderable(sign, face, form, is_stale))
    return found


def to_order(session: Session, actor: Actor, county: str = "") -> list[Orderable]:
    """Approved signs on no order in the actor's divisions, those that wait longest in front."""
    taken = select(MakerOrderItem.sign_id).where(col(MakerOrderItem.live).is_(True))
    statement = select(Sign).where(
        Sign.state == SignState.APPROVED.value,
        col(Sign.id).not_in(taken),
        within(Sign.division_path, actor, Permission.SIGN_MAKE),
    )
    if county:
        statement = statement.where(Sign.county_id == county)
    order = (col(Sign.proof_approved_at), col(Sign.id))
    return orderable(session, session.exec(statement.order_by(*order).limit(MOST_ORDERED)).all())


def maker_order(session: Session, order_id: str) -> MakerOrderView | None:
    """One order."""
    row = session.get(MakerOrder, order_id)
    if row is None:
        return None
    statement = select(MakerOrderItem.sign_id).where(MakerOrderItem.order_id == order_id)
    idents = list(session.exec(statement.order_by(col(MakerOrderItem.turn))))
    signs = signs_by_id(session, idents)
    plates = session.get(DoorplateBatch, row.doorplate_batch_id) if row.doorplate_batch_id else None
    return MakerOrderView(row, [signs[ident] for ident in idents], plates)


@dataclass(frozen=True, slots=True)
class MakerOrderRow:
    """An order in a list: how many faces it has, how many are made, and how many signs stand.

    The lines of its order are not read with it.
    """

    order: MakerOrder
    total: int
    made: int
    installed: int


def maker_orders(session: Session, before: int | None = None) -> list[MakerOrderRow]:
    """Forty orders, newest first; those with a smaller number than `before`."""
    statement = select(MakerOrder)
    if before is not None:
        statement = statement.where(MakerOrder.number < before)
    ordered = statement.order_by(col(MakerOrder.number).desc()).limit(ORDERS)
    # Two thousand lines of doorplates are not read to say how many they are.
    rows = session.exec(ordered.options(defer(_LINES))).all()
    counted = (
        select(MakerOrderItem.order_id, Sign.state, func.count())
        .join(Sign, col(Sign.id) == col(MakerOrderItem.sign_id))
        .where(col(MakerOrderItem.order_id).in_([row.id for row in rows]))
        .group_by(col(MakerOrderItem.order_id), col(Sign.state))
    )
    states: dict[str, dict[str, int]] = {}
    for ident, state, number in session.exec(counted):
        states.setdefault(ident, {})[state] = number
    batches = _plates_of(session, [row.doorplate_batch_id for row in rows])
    return [
        _counted(row, states.get(row.id, {}), batches.get(row.doorplate_batch_id or ""))
        for row in rows
    ]


def _plates_of(session: Session, ids: Collection[str | None]) -> dict[str, tuple[int, bool]]:
    """How many doorplates these batches let be made, and whether they came."""
    item = DoorplateBatchItem
    statement = (
        select(DoorplateBatch.id, func.count(col(DoorplateBatch.made_on)), func.count())
        .join(item, col(item.batch_id) == col(DoorplateBatch.id))
        .where(
            col(DoorplateBatch.id).in_([ident for ident in ids if ident]),
            item.outcome == ProofOutcome.APPROVED.value,
        )
        .group_by(col(DoorplateBatch.id))
    )
    return {ident: (number, bool(made)) for ident, made, number in session.exec(statement)}


def _counted(
    row: MakerOrder, states: dict[str, int], plates: tuple[int, bool] | None
) -> MakerOrderRow:
    if plates is not None:
        number, came = plates
        return MakerOrderRow(row, number, number if came else 0, 0)
    made = sum(number for state, number in states.items() if state not in NOT_MADE)
    installed = sum(number for state, number in states.items() if state in STANDING)
    return MakerOrderRow(row, sum(states.values()), made, installed)


def last_maker_number(session: Session) -> int:
    """The number of the newest order; 0 before the first."""
    return session.exec(select(func.max(MakerOrder.number))).one() or 0


def held_by_order(session: Session, sign_ids: Collection[str]) -> dict[str, MakerOrder]:
    """The living order that each of these signs is on, by sign."""
    statement = (
        select(MakerOrderItem.sign_id, MakerOrder)
        .join(MakerOrder, col(MakerOrder.id) == col(MakerOrderItem.order_id))
        .where(col(MakerOrderItem.sign_id).in_(sign_ids), col(MakerOrderItem.live).is_(True))
    )
    return dict(session.exec(statement).all())


def is_order_file(session: Session, digest: str) -> bool:
    """Whether a blob is a file that was sent to a maker, or the proof sheet of doorplates."""
    orders = select(MakerOrder.id).where(
        or_(MakerOrder.pdf_sha256 == digest, MakerOrder.csv_sha256 == digest)
    )
    sheets = select(DoorplateBatch.id).where(DoorplateBatch.sheet_sha256 == digest)
    found = (session.exec(one.limit(1)).first() for one in (orders, sheets))
    return any(ident is not None for ident in found)
