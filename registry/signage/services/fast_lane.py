"""Many reports accepted with one press: only from the fast lane, each with its own verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, Problem
from registry.core.text import T, Text
from registry.core.work import Work
from registry.signage import queries
from registry.signage.rules.lanes import Lane
from registry.signage.rules.states import Verdict
from registry.signage.services.verification import Manner, verify

MAX_AT_ONCE = 50


@dataclass(slots=True)
class Passed:
    """Identifiers of the reports that were accepted, and why others were left as they are."""

    accepted: list[str] = field(default_factory=list)
    left: dict[str, Text] = field(default_factory=dict)


def accept_fast(work: Work, report_ids: Sequence[str], *, looked: bool) -> Passed:
    """Accept reports of the fast lane, whose plates and positions the reviewer has looked at.

    Each gets a verdict and journal entries of its own. A report that has left the lane meanwhile,
    was decided by somebody else or is one's own is left as it is, and said so; the others go on.

    Raises:
        Forbidden: the person verifies nowhere.
        Invalid: nothing or too much chosen, or `looked` not said.
    """
    work.actor.require(Permission.VERIFY)
    wanted = list(dict.fromkeys(report_ids))
    faults: dict[str, list[Text]] = {}
    if not wanted:
        faults["report"] = [T("请至少选一份")]
    elif len(wanted) > MAX_AT_ONCE:
        faults["report"] = [T("一次最多 %(n)d 份", n=MAX_AT_ONCE)]
    if not looked:
        faults["looked"] = [T("请逐份看过牌面和位置后勾选")]
    if faults:
        raise Invalid(faults)
    passed = Passed()
    for ident in wanted:
        why = _accept(work, ident)
        if why is None:
            passed.accepted.append(ident)
        else:
            passed.left[ident] = why
    return passed


def _accept(work: Work, ident: str) -> Text | None:
    row = queries.report(work.session, ident)
    if row is None:
        return T("没有这份上报")
    if queries.lanes_of(work.session, [row])[ident].lane is not Lane.FAST:
        return T("已不在快速通道，请逐份看")
    try:
        # Whatever one report has begun to change goes back with it, and the others stay.
        with work.session.begin_nested():
            manner = Manner(in_bulk=True)
            verify(work, ident, Verdict.ACCEPT, place_ok=True, text_ok=True, manner=manner)
    except Problem as problem:
        return problem.message
    return None
