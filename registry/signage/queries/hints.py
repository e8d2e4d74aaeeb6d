"""What was told of signs by their codes: one, those of a sign, the list for who leads there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_
from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.paging import Page, decode_moment_cursor, encode_cursor
from registry.signage.models import Doorplate, DoorplateCode, Sign, SignHint
from registry.signage.queries.doorplate_batches import plate_by_code
from registry.signage.queries.scope import within
from registry.signage.queries.signs import sign_by_code
from registry.signage.rules.codes import is_plate_code
from registry.signage.rules.doorplates import written
from registry.signage.rules.hints import FAR_M, HintKind


@dataclass(frozen=True, slots=True)
class HintsWanted:
    """Which of them: those without an answer or with one, of one kind, only from far away."""

    is_open: bool = True
    kind: HintKind | None = None
    far: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of: a sign, or a doorplate."""

    name: str
    code: str
    division_path: str
    sign_id: str | None = None
    doorplate_id: str | None = None


@dataclass(frozen=True, slots=True)
class HintRow:
    """What was told, and of what."""

    hint: SignHint
    told: Told


def hint(session: Session, hint_id: str) -> SignHint | None:
    """One of them."""
    return session.get(SignHint, hint_id)


def hint_by_receipt(session: Session, receipt: str) -> HintRow | None:
    """What the holder of a receipt told."""
    row = session.exec(_hints().where(col(SignHint.receipt) == receipt)).first()
    return _row(row) if row else None


def hint_row(session: Session, actor: Actor, hint_id: str) -> HintRow | None:
    """One of them with its sign, where the actor leads."""
    statement = _hints().where(col(SignHint.id) == hint_id, _led_by(actor))
    row = session.exec(statement).first()
    return _row(row) if row else None


def _hints() -> Any:
    """What was told with the sign, or with the doorplate and its code."""
    return (
        select(SignHint, Sign, Doorplate, DoorplateCode.code)
        .outerjoin(Sign, col(Sign.id) == col(SignHint.sign_id))
        .outerjoin(Doorplate, col(Doorplate.id) == col(SignHint.doorplate_id))
        .outerjoin(DoorplateCode, col(DoorplateCode.doorplate_id) == col(Doorplate.id))
    )


def _led_by(actor: Actor) -> ColumnElement[bool]:
    may = Permission.REQUIRE_SIGN
    return or_(
        and_(col(Sign.id).is_not(None), within(Sign.division_path, actor, may)),
        and_(col(Doorplate.id).is_not(None), within(Doorplate.division_path, actor, may)),
    )


def _row(row: tuple[SignHint, Sign | None, Doorplate | None, str | None]) -> HintRow:
    hint, sign, plate, code = row
    if sign is not None:
        return HintRow(hint, _of_sign(sign))
    if plate is None:
        raise ValueError("a hint about nothing")
    return HintRow(hint, _of_plate(plate, code or ""))


def _of_sign(sign: Sign) -> Told:
    return Told(sign.text_hanzi, sign.code, sign.division_path, sign_id=sign.id)


def _of_plate(plate: Doorplate, code: str) -> Told:
    name = written(plate.road, plate.building, plate.number)
    return Told(name, code, plate.division_path, doorplate_id=plate.id)


def told_by_code(session: Session, code: str) -> Told | None:
    """What the code on a plate was given to."""
    if is_plate_code(code):
        plate = plate_by_code(session, code)
        return _of_plate(plate, code) if plate else None
    sign = sign_by_code(session, code)
    return _of_sign(sign) if sign else None


def codes_given(session: Session, codes: Collection[str]) -> list[str]:
    """Those of these codes that a sign or a doorplate bears."""
    signs = select(Sign.code).where(col(Sign.code).in_(codes))
    plates = select(DoorplateCode.code).where(col(DoorplateCode.code).in_(codes))
    return [*session.exec(signs), *session.exec(plates)]


def path_of(session: Session, hint: SignHint) -> str:
    """The divisions of what it is told of."""
    about = session.get(Sign, hint.sign_id) if hint.sign_id else None
    plate = session.get(Doorplate, hint.doorplate_id) if hint.doorplate_id else None
    found = about or plate
    return found.division_path if found else ""


def open_hints(session: Session, told: Told) -> int:
    """How many of one sign or doorplate wait for an answer."""
    about = (
        col(SignHint.sign_id) == told.sign_id
        if told.sign_id
        else col(SignHint.doorplate_id) == told.doorplate_id
    )
    statement = (
        select(func.count()).select_from(SignHint).where(about, col(SignHint.settled_at).is_(None))
    )
    return session.exec(statement).one()


def hints_of_sign(session: Session, sign_id: str, limit: int = 20) -> list[SignHint]:
    """The newest of one sign, answered or not."""
    statement = (
        select(SignHint)
        .where(col(SignHint.sign_id) == sign_id)
        .order_by(col(SignHint.created_at).desc(), col(SignHint.id).desc())
    )
    return list(session.exec(statement.limit(limit)))


def hint_list(
    session: Session, actor: Actor, wanted: HintsWanted, after: str = "", limit: int = 30
) -> Page[HintRow]:
    """A page of what was told where the actor leads, the oldest first."""
    asked = col(SignHint.outcome) == "" if wanted.is_open else col(SignHint.outcome) != ""
    statement = (
        _hints().where(asked, _led_by(actor)).order_by(col(SignHint.created_at), col(SignHint.id))
    )
    if wanted.kind is not None:
        statement = statement.where(col(SignHint.kind) == wanted.kind.value)
    if wanted.far:
        statement = statement.where(col(SignHint.distance_m) >= FAR_M)
    if after:
        moment, ident = decode_moment_cursor(after)
        told_at = col(SignHint.created_at)
        later = or_(told_at > moment, and_(told_at == moment, col(SignHint.id) > ident))
        statement = statement.where(later)
    found = [_row(row) for row in session.exec(statement.limit(limit + 1))]
    if len(found) <= limit:
        return Page(found)
    last = found[limit - 1].hint
    return Page(found[:limit], encode_cursor(last.created_at.isoformat(), last.id))
