"""One step of a sign or a position: only from the state that was read, journalled and counted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from registry.core import journal
from registry.core.db import rowcount
from registry.core.errors import Conflict
from registry.core.text import T
from registry.core.work import Work
from registry.signage import queries
from registry.signage.models import Sign, SignRequirement
from registry.signage.rules.first_steps import what_first
from registry.signage.rules.problems import KEPT_IN
from registry.signage.rules.states import (
    SIGN_LABELS,
    RequirementStatus,
    SignState,
    SignStep,
    next_state,
)
from registry.signage.services.counting import count_requirement, count_sign
from registry.signage.services.problems import end_problems

_VERBS: dict[SignStep, str] = {
    SignStep.PREPARE_PROOF: "signage.proof_prepared",
    SignStep.RETURN_PROOF: "signage.proof_returned",
    SignStep.WITHDRAW_PROOF: "signage.proof_withdrawn",
    SignStep.APPROVE_PROOF: "signage.proof_approved",
    SignStep.MAKE: "signage.sign_made",
    SignStep.CLAIM: "signage.sign_claimed",
    SignStep.DROP_CLAIM: "signage.claim_dropped",
    SignStep.VERIFY: "signage.sign_verified",
    SignStep.FIND_WRONG: "signage.sign_found_wrong",
    SignStep.FIND_DAMAGED: "signage.sign_found_damaged",
    SignStep.FIND_MISSING: "signage.sign_found_missing",
    SignStep.REMOVE: "signage.sign_removed",
}


def taken() -> Conflict:
    """Somebody else changed the row since it was read."""
    return Conflict(
        "signage.changed_meanwhile",
        T("刚才有人改动了这一条，您的操作没有写入"),
        advice=T("请刷新页面，看过最新情况后再操作"),
    )


def step_sign(
    work: Work,
    sign: Sign,
    step: SignStep,
    *,
    values: Mapping[str, Any] | None = None,
    reason: str = "",
    seen_version: int | None = None,
) -> None:
    """Move a sign by one named step, together with other columns, its journal entry and counters.

    A step that leads to the state the sign is in already (a second look at a verified sign) only
    sets the columns.

    Raises:
        Conflict: `signage.step_not_open` where the step is not open to the sign,
            `signage.changed_meanwhile` where it moved since it was read.
    """
    before = SignState(sign.state)
    after = next_state(before, step)
    if after is None:
        label = SIGN_LABELS[before][1]
        raise Conflict(
            "signage.step_not_open",
            T("这块标志现在是“%(state)s”，不能这样操作", state=label),
            advice=what_first(before, step),
        )
    if seen_version is not None and seen_version != sign.row_version:
        raise taken()
    columns = {**(values or {}), "state": after.value}
    was = {name: getattr(sign, name) for name in columns}
    _write(work, sign, columns)
    journal.record(work, _VERBS[step], ("sign", sign.id), before=was, after=columns, reason=reason)
    count_sign(work.session, sign, before.value)
    if after not in KEPT_IN:
        end_problems(work, sign)
    _follow(work, sign)


def _write(work: Work, sign: Sign, columns: Mapping[str, Any]) -> None:
    statement = (
        update(Sign)
        .where(col(Sign.id) == sign.id, col(Sign.row_version) == sign.row_version)
        .values(**columns, row_version=sign.row_version + 1)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise taken()
    work.session.refresh(sign)


def _follow(work: Work, sign: Sign) -> None:
    """A position is satisfied exactly while a verified sign stands at it."""
    if sign.requirement_id is None:
        return
    row = queries.requirement(work.session, sign.requirement_id)
    if row is None or row.status == RequirementStatus.EXEMPT:
        return
    is_verified = sign.state == SignState.VERIFIED
    wanted = RequirementStatus.SATISFIED if is_verified else RequirementStatus.OPEN
    if row.status != wanted:
        set_requirement(work, row, "signage.requirement_followed", {"status": wanted.value})


def set_requirement(
    work: Work, row: SignRequirement, verb: str, values: Mapping[str, Any], reason: str = ""
) -> None:
    """Change columns of a position with its journal entry and counters.

    Raises:
        Conflict: `signage.changed_meanwhile`.
    """
    was = {name: getattr(row, name) for name in values}
    before = row.status
    statement = (
        update(SignRequirement)
        .where(
            col(SignRequirement.id) == row.id, col(SignRequirement.row_version) == row.row_version
        )
        .values(**values, row_version=row.row_version + 1)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.execute(statement)) != 1:
        raise taken()
    work.session.refresh(row)
    subject = ("sign_requirement", row.id)
    journal.record(work, verb, subject, before=was, after=dict(values), reason=reason)
    count_requirement(work.session, row, before)
