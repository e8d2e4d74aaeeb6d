"""Orders to makers as they are read: one, a list, what may be ordered, which order holds a sign."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlmodel import Session, col, func, or_, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.signage.models import MakerOrder, MakerOrderItem, Sign, SignFace, SignFormat
from registry.signage.queries.proofing import MOST_FACES, faces_of, formats, says, wording_for
from registry.signage.queries.scope import within
from registry.signage.queries.signs import signs_by_id
from registry.signage.rules.states import SignState


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
    """An order with its signs in the order of the list."""

    order: MakerOrder
    signs: list[Sign]

    @property
    def open(self) -> list[Sign]:
        """Signs that were not delivered yet."""
        return [sign for sign in self.signs if sign.state == SignState.APPROVED]


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
    return orderable(session, session.exec(statement.order_by(*order).limit(MOST_FACES)).all())


def maker_order(session: Session, order_id: str) -> MakerOrderView | None:
    """One order."""
    row = session.get(MakerOrder, order_id)
    if row is None:
        return None
    statement = select(MakerOrderItem.sign_id).where(MakerOrderItem.order_id == order_id)
    idents = list(session.exec(statement.order_by(col(MakerOrderItem.turn))))
    signs = signs_by_id(session, idents)
    return MakerOrderView(row, [signs[ident] for ident in idents])


def maker_orders(session: Session, limit: int = 40) -> list[MakerOrderView]:
    """Orders, newest first."""
    statement = select(MakerOrder.id).order_by(col(MakerOrder.number).desc()).limit(limit)
    found = [maker_order(session, ident) for ident in session.exec(statement).all()]
    return [view for view in found if view is not None]


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
    """Whether a blob is a file that was sent to a maker."""
    statement = select(MakerOrder.id).where(
        or_(MakerOrder.pdf_sha256 == digest, MakerOrder.csv_sha256 == digest)
    )
    return session.exec(statement.limit(1)).first() is not None
