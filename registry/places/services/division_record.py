"""Changes of divisions recorded by people, each with its decision; withdrawn if mistaken."""

from __future__ import annotations

from datetime import date

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.ids import stable_id
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import Division, DivisionChange
from registry.places.rules import DivisionChangeKind
from registry.places.rules.division import changes_alone


def record_division_change(
    work: Work,
    *,
    on: date,
    kind: DivisionChangeKind,
    before_id: str | None,
    after_id: str | None,
    basis: str,
    note: str = "",
    ends_before: bool = False,
) -> DivisionChange:
    """Record what happened to divisions on one day; `ends_before`: the old one is no more since.

    A change that was withdrawn may be recorded again: it is then the same one, restored.

    Raises:
        Forbidden: needs `places.edit` everywhere, since divisions are everybody's.
        NotFound: `places.division_unknown`.
        Invalid: a day to come, no basis, one side missing that the kind of change asks for, or
            both sides the same.
        Conflict: `places.change_recorded`.
    """
    work.actor.require(Permission.PLACE_EDIT, "")
    old, new = _division(work, before_id), _division(work, after_id)
    _check(work, on, kind, old, new, basis)
    ident = stable_id("division_change", on.isoformat(), kind.value, str(before_id), str(after_id))
    row = work.session.get(DivisionChange, ident)
    if row is not None and row.withdrawn_at is None:
        raise Conflict("places.change_recorded", T("这次变更已经记过了"))
    row = row or DivisionChange(
        **stamp(work), id=ident, happened_on=on, kind=kind.value, from_division_id=before_id,
        to_division_id=after_id, basis=basis,
    )  # fmt: skip
    row.basis, row.note = basis.strip(), note.strip()
    row.withdrawn_at, row.withdrawn_reason = None, ""
    work.session.add(row)
    if ends_before and old is not None:
        _end(work, old, on)
    work.session.flush()
    after = row.model_dump(exclude={"created_at", "created_by"})
    subject = ("division_change", row.id)
    journal.record(work, "places.division_change_recorded", subject, after=after)
    return row


def withdraw_division_change(work: Work, change_id: str, *, reason: str) -> DivisionChange:
    """Withdraw a change that was recorded by mistake; it stays with the reason and leads nowhere.

    A division that ended by it lives on.

    Raises:
        Forbidden: needs `places.edit` everywhere. NotFound: `places.change_unknown`.
        Invalid: no reason. Conflict: `places.change_withdrawn`.
    """
    work.actor.require(Permission.PLACE_EDIT, "")
    row = work.session.get(DivisionChange, change_id)
    if row is None:
        raise NotFound("places.change_unknown", T("没有这次变更"))
    if row.withdrawn_at is not None:
        raise Conflict("places.change_withdrawn", T("这次变更已经撤回"))
    if not reason.strip():
        raise Invalid({"reason": [T("请填写这一项")]})
    row.withdrawn_at, row.withdrawn_reason = work.at, reason.strip()
    work.session.add(row)
    old = _division(work, row.from_division_id)
    if old is not None and old.valid_to == row.happened_on:
        _end(work, old, None)
    work.session.flush()
    after = {"withdrawn_reason": row.withdrawn_reason}
    subject = ("division_change", row.id)
    journal.record(work, "places.division_change_withdrawn", subject, after=after, reason=reason)
    return row


def _division(work: Work, division_id: str | None) -> Division | None:
    if division_id is None:
        return None
    row = work.session.get(Division, division_id)
    if row is None:
        raise NotFound("places.division_unknown", T("没有这个政区"))
    return row


def _check(
    work: Work,
    on: date,
    kind: DivisionChangeKind,
    old: Division | None,
    new: Division | None,
    basis: str,
) -> None:
    faults: dict[str, list[Text]] = {}
    if on > china_date(work.at):
        faults["happened_on"] = [T("变更日期还没有到")]
    if not basis.strip():
        faults["basis"] = [T("请写明依据")]
    if old is not None and new is not None and old.id == new.id:
        faults["other"] = [T("两边是同一个政区")]
    elif (old is None or new is None) and not changes_alone(kind, is_old=old is not None):
        faults["other"] = [T("这种变更要写明另一个政区")]
    if faults:
        raise Invalid(faults)


def _end(work: Work, row: Division, on: date | None) -> None:
    before, row.valid_to = row.valid_to, on
    work.session.add(row)
    work.session.flush()
    journal.record(
        work,
        "places.division_ended" if on else "places.division_lives_on",
        ("division", row.id),
        before={"valid_to": before.isoformat() if before else None},
        after={"valid_to": on.isoformat() if on else None},
    )
