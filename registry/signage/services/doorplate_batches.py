"""Proofs of doorplates by the hundred: sent, returned one by one, approved by a second person."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import insert, update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import glyphs, journal, scripts
from registry.core.db import rowcount
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage.models import (
    Doorplate,
    DoorplateBatch,
    DoorplateBatchItem,
    DoorplateCode,
)
from registry.signage.queries.doorplate_batches import (
    DoorBatchView,
    DoorItem,
    PlatesWanted,
    approved_of,
    codes_of,
    door_batch,
    door_formats,
    door_items,
    last_door_number,
    plates_to_proof,
)
from registry.signage.queries.wordings import Wording
from registry.signage.rules.codes import new_plate_code
from registry.signage.rules.doorplate_faces import MOST_PLATES
from registry.signage.rules.doorplates import written
from registry.signage.rules.face import Layout
from registry.signage.rules.states import ProofOutcome
from registry.signage.services import papers

_NAMED = 5
_LIVE = (ProofOutcome.WAITING.value, ProofOutcome.APPROVED.value)


def send_plates(
    work: Work, wanted: PlatesWanted, *, format_id: str, seen: int, base_url: str, note: str = ""
) -> DoorplateBatch:
    """Send what is wanted as one batch; each doorplate gets its code here.

    The approved name of its place is cast, whatever a file wrote. `seen` is how many there were
    when somebody looked; `base_url` is what the address in each QR of the proof sheet begins with.

    Raises:
        Invalid: no place and no division; a format without a number; nothing to send; a name that
            has no spelling, or characters that no shipped font draws.
        Conflict: `signage.changed_meanwhile`.
        Forbidden: without the permission to prepare proofs where they stand.
    """
    work.actor.require(Permission.PROOF_PREPARE)
    if not wanted.place_id and not wanted.division_id:
        raise Invalid({"place": [T("请选一条道路、一个村或小区，或者选一个区划")]})
    form = next((one for one in door_formats(work.session) if one.id == format_id), None)
    if form is None:
        raise Invalid({"format": [T("请从列出的选项中选择")]})
    plates = plates_to_proof(work.session, work.actor, wanted)[:MOST_PLATES]
    if not plates:
        raise Invalid({"place": [T("这里没有可以送审的门牌：没有登记，或者都已送审")]})
    if len(plates) != seen:
        raise Conflict("signage.changed_meanwhile", T("要送审的门牌刚刚有变化，请看过以后再送一次"))
    approved = approved_of(work.session, {plate.place_id for plate in plates})
    has_roman = form.layout == Layout.BUILDING
    if faults := _uncastable(approved, has_roman=has_roman):
        raise Invalid({"place": faults})
    sent = DoorplateBatch(
        number=last_door_number(work.session) + 1,
        format_id=format_id,
        division_path=_shared_path([plate.division_path for plate in plates]),
        prepared_by_name=work.actor.name,
        note=note,
        **stamp(work),
    )
    work.session.add(sent)
    work.session.flush()
    cast = {
        key: (found[0].hanzi, found[0].roman if has_roman else "")
        for key, found in approved.items()
    }
    _keep(work, sent, plates, cast)
    after = {"number": sent.number, "doorplates": len(plates), "format_id": format_id}
    subject = ("doorplate_batch", sent.id)
    journal.record(work, "signage.doorplates_proofed", subject, after=after, reason=note)
    papers.ask(work, subject, len(plates), base_url)
    return sent


def _uncastable(approved: dict[str, tuple[Wording, ...]], *, has_roman: bool) -> list[Text]:
    texts = []
    for found in approved.values():
        if has_roman and not found[0].roman:
            name = found[0].hanzi
            texts.append(T("“%(name)s”还没有审定的罗马字母拼写，请先审定再送审", name=name))
        elif lacking := glyphs.undrawable(found[0].hanzi):
            texts.append(scripts.cannot_draw(lacking))
    return texts


def _keep(
    work: Work, sent: DoorplateBatch, plates: Sequence[Doorplate], cast: dict[str, tuple[str, str]]
) -> None:
    known = codes_of(work.session, [plate.id for plate in plates])
    fresh = [
        {"code": new_plate_code(), "doorplate_id": plate.id}
        for plate in plates
        if plate.id not in known
    ]
    if fresh:
        work.session.execute(insert(DoorplateCode), fresh)
    work.session.execute(
        insert(DoorplateBatchItem),
        [
            {
                "batch_id": sent.id,
                "doorplate_id": plate.id,
                "turn": turn,
                "road": cast[plate.place_id][0],
                "roman": cast[plate.place_id][1],
            }
            for turn, plate in enumerate(plates, start=1)
        ],
    )


def _shared_path(paths: Sequence[str]) -> str:
    """The path of the smallest division that holds all of them."""
    parts = [path.split("/") for path in set(paths)]
    shared = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        shared.append(level[0])
    return "/".join(shared)


def plates_found(work: Work, batch_id: str) -> DoorBatchView:
    """The batch, or NotFound `signage.batch_unknown`."""
    view = door_batch(work.session, batch_id)
    if view is None:
        raise NotFound("signage.batch_unknown", T("没有这一批校样"))
    return view


def _for_decision(work: Work, batch_id: str) -> DoorBatchView:
    view = plates_found(work, batch_id)
    work.actor.require(Permission.PROOF_APPROVE, view.batch.division_path)
    if work.actor.id is not None and view.batch.created_by == work.actor.id:
        raise Forbidden("signage.own_proof", T("自己出的校样要由另一个人审定"))
    _not_ordered(view)
    return view


def _not_ordered(view: DoorBatchView) -> None:
    if view.order is not None:
        raise Conflict(
            "signage.on_maker_order",
            T("这一批门牌已在第 %(n)d 号制作单上", n=view.order.number),
            advice=T("先取消那张制作单"),
        )


def return_plates(
    work: Work, batch_id: str, plate_ids: Sequence[str], *, reason: str
) -> DoorBatchView:
    """Send some doorplates of a batch back; they may be sent again, with their codes.

    Raises:
        Forbidden: `signage.own_proof`, or outside the actor's divisions.
        Invalid: none chosen, one that is not in the batch or was returned before; without a reason.
        Conflict: `signage.on_maker_order`.
    """
    view = _for_decision(work, batch_id)
    chosen = list(dict.fromkeys(plate_ids))
    faults: dict[str, list[Text]] = {}
    if not chosen:
        faults["plate"] = [T("请至少选一块门牌")]
    if not reason.strip():
        faults["reason"] = [T("请写明退回的原因")]
    if faults:
        raise Invalid(faults)
    item = col(DoorplateBatchItem.doorplate_id)
    statement = (
        update(DoorplateBatchItem)
        .where(
            col(DoorplateBatchItem.batch_id) == batch_id,
            item.in_(chosen),
            col(DoorplateBatchItem.outcome).in_(_LIVE),
        )
        .values(outcome=ProofOutcome.RETURNED.value, reason=reason, live=False)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != len(chosen):
        raise Invalid({"plate": [T("选中的门牌里有不在这一批的，或者已经退回的")]})
    if view.count(ProofOutcome.WAITING) + view.count(ProofOutcome.APPROVED) == len(chosen):
        _decide(work, view.batch, ProofOutcome.RETURNED, reason)
    subject = ("doorplate_batch", batch_id)
    after = {"doorplates": chosen}
    journal.record(work, "signage.doorplates_returned", subject, after=after, reason=reason)
    work.session.expire_all()
    return plates_found(work, batch_id)


def approve_plates(work: Work, batch_id: str) -> DoorBatchView:
    """Let everything of a batch that was not returned go to the workshop.

    Raises:
        As `return_plates`. Conflict: `signage.step_not_open` where it was decided already.
        Refused: `signage.name_changed` where a road's name changed since, or a plate was taken
            back with its file; they have to be returned first.
    """
    view = _for_decision(work, batch_id)
    if view.batch.outcome != ProofOutcome.WAITING:
        raise Conflict("signage.step_not_open", T("这一批已经决定过了"))
    items = door_items(work.session, batch_id, outcomes=[ProofOutcome.WAITING.value])
    if faults := stale_words(items):
        raise Refused("signage.name_changed", faults[0], advice=T("先退回这几块，再审定其余的"))
    work.session.execute(
        update(DoorplateBatchItem)
        .where(
            col(DoorplateBatchItem.batch_id) == batch_id,
            col(DoorplateBatchItem.outcome) == ProofOutcome.WAITING.value,
        )
        .values(outcome=ProofOutcome.APPROVED.value)
        .execution_options(synchronize_session=False)
    )
    _decide(work, view.batch, ProofOutcome.APPROVED)
    subject = ("doorplate_batch", batch_id)
    after = {"doorplates": len(items)}
    journal.record(work, "signage.doorplates_approved", subject, after=after)
    work.session.expire_all()
    return plates_found(work, batch_id)


def stale_words(items: Sequence[DoorItem]) -> list[Text]:
    """What speaks against casting these; the first few are named, the rest counted."""
    texts = []
    stale = [one for one in items if one.is_stale and not one.is_taken_back]
    gone = [one for one in items if one.is_taken_back]
    if stale:
        now = stale[0].meant.hanzi if stale[0].meant else ""
        words = {"n": len(stale), "named": _named(stale), "now": now}
        texts.append(T("%(n)d 块门牌与现行标准名“%(now)s”不一致，校样作废：%(named)s", **words))
    if gone:
        words = {"n": len(gone), "named": _named(gone)}
        texts.append(T("%(n)d 块门牌已随导入文件撤回，不能制作：%(named)s", **words))
    return texts


def _named(items: Sequence[DoorItem]) -> str:
    shown = [written(one.item.road, one.plate.building, one.plate.number) for one in items[:_NAMED]]
    return "、".join(shown) + ("……" if len(items) > _NAMED else "")


def withdraw_plates(work: Work, batch_id: str, *, reason: str) -> DoorBatchView:
    """Take a batch back that no order holds; its doorplates may be sent again.

    Raises:
        Forbidden: without the permission to prepare proofs there. Invalid: without a reason.
        Conflict: `signage.on_maker_order`, `signage.step_not_open`.
    """
    view = plates_found(work, batch_id)
    work.actor.require(Permission.PROOF_PREPARE, view.batch.division_path)
    _not_ordered(view)
    if view.batch.outcome not in _LIVE:
        raise Conflict("signage.step_not_open", T("这一批已经决定过了"))
    if not reason.strip():
        raise Invalid({"withdraw_reason": [T("请写明收回的原因")]})
    work.session.execute(
        update(DoorplateBatchItem)
        .where(
            col(DoorplateBatchItem.batch_id) == batch_id,
            col(DoorplateBatchItem.outcome).in_(_LIVE),
        )
        .values(outcome=ProofOutcome.WITHDRAWN.value, live=False)
        .execution_options(synchronize_session=False)
    )
    _decide(work, view.batch, ProofOutcome.WITHDRAWN, reason)
    subject = ("doorplate_batch", batch_id)
    journal.record(work, "signage.doorplates_withdrawn", subject, after={}, reason=reason)
    work.session.expire_all()
    return plates_found(work, batch_id)


def _decide(work: Work, batch: DoorplateBatch, outcome: ProofOutcome, reason: str = "") -> None:
    """Only from the state that was read: two people do not decide one batch."""
    statement = (
        update(DoorplateBatch)
        .where(col(DoorplateBatch.id) == batch.id, col(DoorplateBatch.outcome) == batch.outcome)
        .values(
            outcome=outcome.value,
            reason=reason,
            decided_at=work.at,
            decided_by_name=work.actor.name,
        )
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise Conflict("signage.changed_meanwhile", T("这一批刚刚有人决定过"))
