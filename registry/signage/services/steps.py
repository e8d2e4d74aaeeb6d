"""Writes of the dated steps of names: one by a person, many by a file, corrected, withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import insert, update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.ids import new_id
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.places.queries import PlaceCard, place_card
from registry.signage.models import NameStep
from registry.signage.queries.steps import (
    GONE,
    movable_steps,
    step,
    step_dates,
    steps_of_run,
)
from registry.signage.rules.steps import STEP_LABELS, NewStep, Step, step_faults

_CHUNK = 500
_COLUMNS = ("place_id", "name", "step", "marked_on", "basis", "note")


@dataclass(frozen=True, slots=True)
class ArrivingStep:
    """A step as a row of a file says it; `row` is the number of that row."""

    row: int
    place_id: str
    name: str
    division_path: str
    said: NewStep


def mark_step(work: Work, place_id: str, said: NewStep) -> NameStep:
    """Enter a step of the standard name of a place.

    Raises:
        NotFound: `places.unknown`. Forbidden: needs `places.edit` where it lies.
        Refused: `signage.step_place_gone`: merged, vanished or withdrawn.
        Conflict: `signage.step_stands`: the step is entered already; it can be corrected.
        Invalid: every fault at once, as `step_faults`.
    """
    card = _living(work, place_id)
    dates = step_dates(work.session, place_id, card.standard_name)
    faults = step_faults(said, dates, china_date(work.at))
    if faults:
        raise Invalid(faults)
    if said.step in dates:
        raise _stands(card.standard_name, said.step)
    row = _entered(work, card, said)
    journal.record(work, "signage.step_marked", ("name_step", row.id), after=_told(row))
    return row


def _living(work: Work, place_id: str) -> PlaceCard:
    card = place_card(work.session, place_id)
    if card is None:
        raise NotFound("places.unknown", T("没有这个地名"))
    work.actor.require(Permission.PLACE_EDIT, card.division_path)
    if card.status in GONE:
        raise Refused(
            "signage.step_place_gone",
            T("“%(name)s”已经合并、消失或撤回，不能再登记步骤", name=card.standard_name),
            advice=T("已合并的，请登记在合并后的地名上"),
        )
    return card


def _stands(name: str, which: Step) -> Conflict:
    return Conflict(
        "signage.step_stands",
        T("“%(name)s”的%(step)s已经登记过", name=name, step=STEP_LABELS[which]),
        advice=T("要改日期或依据，请打开那一条更正；登记错了，请撤回"),
    )


def _entered(
    work: Work, card: PlaceCard, said: NewStep, replaces_id: str | None = None
) -> NameStep:
    row = NameStep(
        place_id=card.id,
        name=card.standard_name,
        step=said.step.value,
        marked_on=said.on,
        basis=said.basis.strip(),
        note=said.note.strip(),
        recorded_by_name=work.actor.name,
        replaces_id=replaces_id,
        **stamp(work),
    )
    work.session.add(row)
    work.session.flush()
    return row


def _told(row: NameStep) -> dict[str, object]:
    return {name: getattr(row, name) for name in _COLUMNS}


def correct_step(
    work: Work, step_id: str, said: NewStep, *, reason: str, seen_version: int
) -> NameStep:
    """Enter a step anew with another day, basis or note; the earlier entry stays, withdrawn.

    Raises:
        NotFound: `signage.step_unknown`. Forbidden, Refused: as `mark_step`.
        Invalid: no reason, nothing changed, and as `step_faults`.
        Conflict: `signage.step_withdrawn`, `signage.changed_meanwhile`.
    """
    row = _found(work, step_id)
    card = _living(work, row.place_id)
    said = NewStep(Step(row.step), said.on, said.basis, said.note)
    dates = step_dates(work.session, row.place_id, row.name)
    dates.pop(said.step, None)
    faults = step_faults(said, dates, china_date(work.at))
    if not reason.strip():
        faults["reason"] = [T("请写明为什么更正")]
    same = (row.marked_on, row.basis, row.note)
    if not faults and same == (said.on, said.basis.strip(), said.note.strip()):
        faults["on"] = [T("与登记的一样，没有要更正的")]
    if faults:
        raise Invalid(faults)
    if row.name != card.standard_name:
        raise Refused(
            "signage.step_other_name",
            T("这一条属于从前的名称“%(name)s”，只能撤回", name=row.name),
        )
    _take_back(work, row, reason, seen_version)
    new = _entered(work, card, said, row.id)
    journal.record(
        work,
        "signage.step_corrected",
        ("name_step", new.id),
        before=_told(row),
        after=_told(new),
        reason=reason,
    )
    return new


def withdraw_step(work: Work, step_id: str, *, reason: str, seen_version: int) -> NameStep:
    """Take an entry back, with a reason; it stays to be read.

    Raises:
        NotFound: `signage.step_unknown`. Forbidden. Invalid: no reason.
        Conflict: `signage.step_withdrawn`, `signage.changed_meanwhile`.
    """
    row = _found(work, step_id)
    card = place_card(work.session, row.place_id)
    work.actor.require(Permission.PLACE_EDIT, card.division_path if card else "")
    if not reason.strip():
        raise Invalid({"reason": [T("请写明为什么撤回")]})
    _take_back(work, row, reason, seen_version)
    subject = ("name_step", row.id)
    journal.record(work, "signage.step_withdrawn", subject, before=_told(row), reason=reason)
    return row


def _found(work: Work, step_id: str) -> NameStep:
    row = step(work.session, step_id)
    if row is None:
        raise NotFound("signage.step_unknown", T("没有这一条步骤登记"))
    return row


def _take_back(work: Work, row: NameStep, reason: str, seen_version: int) -> None:
    if row.withdrawn_at is not None:
        raise Conflict("signage.step_withdrawn", T("这一条已经撤回了"))
    statement = (
        update(NameStep)
        .where(col(NameStep.id) == row.id, col(NameStep.row_version) == seen_version)
        .values(**_withdrawal(work, reason), row_version=seen_version + 1)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise Conflict("signage.changed_meanwhile", T("其间有人改过，请刷新页面看现在的情况"))
    work.session.refresh(row)


def _withdrawal(work: Work, reason: str) -> dict[str, object]:
    return {
        "withdrawn_at": work.at,
        "withdrawn_by": work.actor.id,
        "withdrawn_by_name": work.actor.name,
        "withdraw_reason": reason.strip()[:300],
    }


def register_steps(work: Work, steps: Sequence[ArrivingStep], run_id: str) -> list[str]:
    """Enter steps that a file brings; their ids, in order.

    Whoever calls has checked them by `step_faults` and against what stands, and writes the one
    journal entry of the batch.

    Raises:
        Forbidden: needs `places.edit` where they lie.
    """
    for path in {one.division_path for one in steps}:
        work.actor.require(Permission.PLACE_EDIT, path)
    shared = {**stamp(work), "import_run_id": run_id, "recorded_by_name": work.actor.name}
    rows = [
        {
            **shared,
            "id": new_id(),
            "place_id": one.place_id,
            "name": one.name,
            "step": one.said.step.value,
            "marked_on": one.said.on,
            "basis": one.said.basis,
            "note": one.said.note,
            "import_row": one.row,
            "row_version": 1,
            "withdrawn_by_name": "",
            "withdraw_reason": "",
        }
        for one in steps
    ]
    if rows:
        work.session.execute(insert(NameStep), rows)
    return [str(row["id"]) for row in rows]


def withdraw_steps_of_run(
    work: Work, run_id: str, after: int, limit: int, *, reason: str
) -> list[int]:
    """Take back steps that a run brought, those of rows after one; the numbers of their rows.

    What a person has corrected since stays: it is that person's entry. Whoever calls writes the
    one journal entry of the batch.
    """
    rows = steps_of_run(work.session, run_id, after, limit)
    for start in range(0, len(rows), _CHUNK):
        work.session.execute(
            update(NameStep)
            .where(col(NameStep.id).in_([row.id for row in rows[start : start + _CHUNK]]))
            .values(**_withdrawal(work, reason), row_version=NameStep.row_version + 1)
            .execution_options(synchronize_session=False)
        )
    work.session.expire_all()
    return sorted({row.import_row or 0 for row in rows})


def move_steps(
    work: Work, from_id: str, to_id: str, *, only: Collection[str] | None = None
) -> list[str]:
    """Let the steps of a place go to the one it was merged into, or back; the ids of those moved.

    A step that holds of the same name there already stays where it is: one name, one step. No
    permission is asked: whoever had the right to merge or part the two places causes it.
    """
    ids = movable_steps(work.session, from_id, to_id)
    wanted = ids if only is None else [ident for ident in ids if ident in set(only)]
    for start in range(0, len(wanted), _CHUNK):
        work.session.execute(
            update(NameStep)
            .where(col(NameStep.id).in_(wanted[start : start + _CHUNK]))
            .values(place_id=to_id)
            .execution_options(synchronize_session=False)
        )
    if wanted:
        work.session.expire_all()
        after = {"to": to_id, "steps": wanted}
        journal.record(work, "signage.steps_moved", ("place", from_id), after=after)
    return wanted
