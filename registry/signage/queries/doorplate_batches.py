"""Doorplates on their way to a maker: what can be proofed, batches, their faces page by page."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, literal, or_
from sqlalchemy import select as sa_select
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.signage.models import (
    Doorplate,
    DoorplateBatch,
    DoorplateBatchItem,
    DoorplateCode,
    MakerOrder,
    SignFormat,
)
from registry.signage.queries.scope import within
from registry.signage.queries.wordings import Wording, wordings
from registry.signage.rules.doorplate_faces import LAYOUTS, MOST_PLATES, DoorText, Side
from registry.signage.rules.doorplates import DoorplateState
from registry.signage.rules.states import ProofOutcome

SHOWN = 60
"""Faces on one page of a batch."""
BATCHES = 40
_LINES: Any = col(MakerOrder.lines)
_LIVING = col(Doorplate.state) != literal(DoorplateState.WITHDRAWN.value, literal_execute=True)


@dataclass(frozen=True, slots=True)
class PlatesWanted:
    """Whose doorplates: of a place, or of a division; numbers from, to, on which side."""

    place_id: str = ""
    division_id: str = ""
    first: int | None = None
    last: int | None = None
    side: Side = Side.ALL


@dataclass(frozen=True, slots=True)
class DoorItem:
    """A doorplate of a batch with its code and what is approved now for its place."""

    plate: Doorplate
    item: DoorplateBatchItem
    code: str
    approved: tuple[Wording, ...]

    @property
    def is_taken_back(self) -> bool:
        """Whether the file that brought it was taken back meanwhile."""
        return self.plate.state == DoorplateState.WITHDRAWN

    @property
    def meant(self) -> Wording | None:
        """The approved wording that it carries, or was meant to."""
        same = (one for one in self.approved if one.hanzi == self.item.road)
        return next(same, self.approved[-1] if self.approved else None)

    @property
    def is_stale(self) -> bool:
        """Whether it no longer says an approved name of its place."""
        meant, item = self.meant, self.item
        if meant is None or meant.hanzi != item.road:
            return True
        return item.roman not in {"", meant.roman}

    @property
    def said(self) -> DoorText:
        """What is cast."""
        plate, item = self.plate, self.item
        return DoorText(
            *(item.road, plate.number, plate.building, plate.postcode, item.roman), self.code
        )


@dataclass(frozen=True, slots=True)
class RoadGroup:
    """A road in a batch: as a file wrote it, as it is cast, how many, from and to which number."""

    place_id: str
    filed: str
    cast: str
    approved: str
    plates: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class DoorBatchView:
    """A batch: its format, how many came out how, the order that holds it."""

    batch: DoorplateBatch
    form: SignFormat
    counts: dict[str, int]
    order: MakerOrder | None

    @property
    def all(self) -> int:
        """All doorplates."""
        return sum(self.counts.values())

    def count(self, outcome: str) -> int:
        """How many came out so."""
        return self.counts.get(outcome, 0)


def door_formats(session: Session) -> list[SignFormat]:
    """Formats with a number, doorplates first, the newest in front."""
    statement = (
        select(SignFormat)
        .where(col(SignFormat.layout).in_(LAYOUTS))
        .order_by(
            col(SignFormat.layout) == "building",
            col(SignFormat.created_at).desc(),
            col(SignFormat.width_mm).desc(),
            col(SignFormat.id),
        )
    )
    return list(session.exec(statement))


def plates_to_proof(session: Session, actor: Actor, wanted: PlatesWanted) -> list[Doorplate]:
    """Doorplates in no living batch that the actor may send, by place and number.

    One more than a batch holds tells that there are more.
    """
    held = select(DoorplateBatchItem.doorplate_id).where(
        col(DoorplateBatchItem.doorplate_id) == col(Doorplate.id),
        col(DoorplateBatchItem.live).is_(True),
    )
    statement = select(Doorplate).where(
        _LIVING,
        ~held.exists(),
        within(Doorplate.division_path, actor, Permission.PROOF_PREPARE),
    )
    if wanted.place_id:
        statement = statement.where(Doorplate.place_id == wanted.place_id)
    if wanted.division_id:
        statement = statement.where(Doorplate.division_id == wanted.division_id)
    if wanted.first is not None:
        statement = statement.where(col(Doorplate.sort_number) >= wanted.first)
    if wanted.last is not None:
        statement = statement.where(col(Doorplate.sort_number) <= wanted.last)
    if wanted.side is not Side.ALL:
        odd = 1 if wanted.side is Side.ODD else 0
        statement = statement.where(col(Doorplate.sort_number) % 2 == odd)
    order = (Doorplate.place_id, Doorplate.building, Doorplate.sort_number, Doorplate.number)
    ordered = statement.order_by(*(col(one) for one in order), col(Doorplate.id))
    return list(session.exec(ordered.limit(MOST_PLATES + 1)))


def plated_divisions(session: Session) -> dict[str, int]:
    """How many doorplates stand in each division that a file named for them."""
    statement = select(Doorplate.division_id, func.count()).where(_LIVING)
    return dict(session.exec(statement.group_by(col(Doorplate.division_id))).all())


def last_door_number(session: Session) -> int:
    """The number of the newest batch; 0 before the first."""
    return session.exec(select(func.max(DoorplateBatch.number))).one() or 0


def door_batch(session: Session, batch_id: str) -> DoorBatchView | None:
    """One batch."""
    row = session.get(DoorplateBatch, batch_id)
    return _views(session, [row])[0] if row else None


def door_batches(session: Session, before: int | None = None) -> list[DoorBatchView]:
    """Forty batches, newest first; those with a smaller number than `before`."""
    statement = select(DoorplateBatch)
    if before is not None:
        statement = statement.where(DoorplateBatch.number < before)
    ordered = statement.order_by(col(DoorplateBatch.number).desc()).limit(BATCHES)
    return _views(session, session.exec(ordered).all())


def door_batches_waiting(session: Session, actor: Actor, limit: int = 20) -> list[DoorBatchView]:
    """Batches that wait for this person's word, oldest first; not those that the person sent."""
    batch = DoorplateBatch
    statement = select(batch).where(
        batch.outcome == ProofOutcome.WAITING.value,
        within(batch.division_path, actor, Permission.PROOF_APPROVE),
    )
    if actor.id is not None:
        sender = col(batch.created_by)
        statement = statement.where(or_(sender.is_(None), sender != actor.id))
    ordered = statement.order_by(col(batch.number)).limit(limit)
    return _views(session, session.exec(ordered).all())


def first_roads(session: Session, batch_ids: Sequence[str]) -> dict[str, str]:
    """The road that stands first in each of these batches, as it is cast: what people call it."""
    item = DoorplateBatchItem
    statement = select(item.batch_id, item.road).where(
        col(item.batch_id).in_(batch_ids), col(item.turn) == 1
    )
    return dict(session.exec(statement).all())


def _views(session: Session, rows: Sequence[DoorplateBatch]) -> list[DoorBatchView]:
    ids = [row.id for row in rows]
    counts: dict[str, dict[str, int]] = {ident: {} for ident in ids}
    item = DoorplateBatchItem
    counted = (
        select(item.batch_id, item.outcome, func.count())
        .where(col(item.batch_id).in_(ids))
        .group_by(col(item.batch_id), col(item.outcome))
    )
    for ident, outcome, number in session.exec(counted):
        counts[ident][outcome] = number
    forms = {one.id: one for one in session.exec(select(SignFormat))}
    living = select(MakerOrder).where(
        col(MakerOrder.doorplate_batch_id).in_(ids), col(MakerOrder.cancelled_at).is_(None)
    )
    found = session.exec(living.options(defer(_LINES)))
    orders = {one.doorplate_batch_id: one for one in found}
    return [
        DoorBatchView(row, forms[row.format_id], counts[row.id], orders.get(row.id)) for row in rows
    ]


def door_items(
    session: Session,
    batch_id: str,
    *,
    after: int = 0,
    limit: int | None = None,
    outcomes: Collection[str] = (),
) -> list[DoorItem]:
    """The doorplates of a batch by their turn, those behind a turn; `outcomes`: only those."""
    statement = (
        select(Doorplate, DoorplateBatchItem, DoorplateCode.code)
        .join(DoorplateBatchItem, col(DoorplateBatchItem.doorplate_id) == col(Doorplate.id))
        .join(DoorplateCode, col(DoorplateCode.doorplate_id) == col(Doorplate.id))
        .where(DoorplateBatchItem.batch_id == batch_id, col(DoorplateBatchItem.turn) > after)
        .order_by(col(DoorplateBatchItem.turn))
    )
    if outcomes:
        statement = statement.where(col(DoorplateBatchItem.outcome).in_(outcomes))
    if limit is not None:
        statement = statement.limit(limit)
    rows = session.exec(statement).all()
    approved = approved_of(session, {plate.place_id for plate, _item, _code in rows})
    return [DoorItem(plate, item, code, approved[plate.place_id]) for plate, item, code in rows]


def approved_of(session: Session, place_ids: Collection[str]) -> dict[str, tuple[Wording, ...]]:
    """What may stand on plates of these places, the wording for plates first."""
    return {place_id: tuple(wordings(session, place_id)) for place_id in place_ids}


def road_groups(session: Session, batch_id: str) -> list[RoadGroup]:
    """The roads of a batch as a file wrote them, as they are cast, as they are approved now."""
    item = DoorplateBatchItem
    keys: Any = (col(Doorplate.place_id), col(Doorplate.road), col(item.road))
    number = col(Doorplate.sort_number)
    statement = (
        sa_select(*keys, func.count(), func.min(number), func.max(number))
        .join(item, col(item.doorplate_id) == col(Doorplate.id))
        .where(col(item.batch_id) == batch_id, col(item.live).is_(True))
        .group_by(*keys)
        .order_by(func.min(item.turn))
    )
    rows = session.execute(statement).all()
    approved = approved_of(session, {row[0] for row in rows})
    found = []
    for place_id, filed, cast, plates, first, last in rows:
        allowed = [one.hanzi for one in approved[place_id]]
        meant = cast if cast in allowed else (allowed[-1] if allowed else "")
        found.append(RoadGroup(place_id, filed, cast, meant, plates, first, last))
    return found


def codes_of(session: Session, plate_ids: Collection[str]) -> dict[str, str]:
    """The codes that these doorplates have."""
    statement = select(DoorplateCode).where(col(DoorplateCode.doorplate_id).in_(plate_ids))
    return {row.doorplate_id: row.code for row in session.exec(statement)}


def plate_by_code(session: Session, code: str) -> Doorplate | None:
    """The doorplate that a code was given to."""
    statement = (
        select(Doorplate)
        .join(DoorplateCode, col(DoorplateCode.doorplate_id) == col(Doorplate.id))
        .where(DoorplateCode.code == code)
    )
    return session.exec(statement).first()


def road_of(session: Session, plate: Doorplate) -> tuple[str, str]:
    """The name that was proofed for a doorplate, "" before that, and the approved one as it is."""
    statement = select(DoorplateBatchItem.road).where(
        DoorplateBatchItem.doorplate_id == plate.id, col(DoorplateBatchItem.live).is_(True)
    )
    cast = session.exec(statement).first() or ""
    allowed = wordings(session, plate.place_id)
    now = next((one for one in allowed if one.hanzi == cast), allowed[0] if allowed else None)
    return cast, now.hanzi if now else plate.road


def living_batch_of(session: Session, plate_id: str) -> DoorplateBatch | None:
    """The batch in which a doorplate waits or was approved."""
    statement = (
        select(DoorplateBatch)
        .join(DoorplateBatchItem, col(DoorplateBatchItem.batch_id) == col(DoorplateBatch.id))
        .where(DoorplateBatchItem.doorplate_id == plate_id, col(DoorplateBatchItem.live).is_(True))
    )
    return session.exec(statement).one_or_none()
