"""An expert's findings, criterion by criterion, on the version that was read."""

from __future__ import annotations

from collections.abc import Mapping

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, Refused
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import Finding, Nomination
from registry.heritage.rules import RuleSet, Status, Verdict
from registry.heritage.services.moving import (
    check_seen,
    load,
    programme_of,
    require_other_than_compiler,
)


def find(
    work: Work,
    nomination_id: str,
    *,
    findings: Mapping[str, tuple[Verdict, str]],
    seen_version: int,
) -> list[Finding]:
    """Give one's opinion on some or all criteria: key → (verdict, reason). Never changed later.

    Raises:
        Forbidden: needs `heritage.find` for the division, and not one's own file.
        Refused: `heritage.not_in_review`; Conflict: the file was changed since it was read.
        Invalid: an unknown criterion, one already judged by this expert, a missing reason;
            fields `reason-<criterion>` and `verdict-<criterion>`.
    """
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    work.actor.require(Permission.FIND, nomination.division_path)
    require_other_than_compiler(nomination, work.actor)
    if nomination.status != Status.EXPERT_REVIEW:
        raise Refused("heritage.not_in_review", T("这份申报现在不在专家评审环节"))
    _programme, rules = programme_of(work, nomination)
    _check(work, nomination, rules, findings)
    written = [
        _keep(work, nomination, key, verdict, reason, seen_version)
        for key, (verdict, reason) in findings.items()
    ]
    work.session.flush()
    after = {row.criterion: row.verdict for row in written}
    journal.record(work, "heritage.found", ("nomination", nomination_id), after=after)
    return written


def _check(
    work: Work,
    nomination: Nomination,
    rules: RuleSet,
    findings: Mapping[str, tuple[Verdict, str]],
) -> None:
    given = queries.criteria_found_by(work.session, nomination, work.actor.id or "")
    faults: dict[str, list[Text]] = {}
    if not findings:
        faults["form"] = [T("请至少对一个条件给出意见")]
    for key, (_verdict, reason) in findings.items():
        if rules.criterion(key) is None:
            faults[f"verdict-{key}"] = [T("这个名录没有这个条件")]
        elif key in given:
            faults[f"verdict-{key}"] = [T("您已经对这个条件给出过意见，意见不能改写")]
        if not reason.strip():
            faults[f"reason-{key}"] = [T("请写明理由")]
    if faults:
        raise Invalid(faults)


def _keep(
    work: Work,
    nomination: Nomination,
    criterion: str,
    verdict: Verdict,
    reason: str,
    seen_version: int,
) -> Finding:
    finding = Finding(
        **stamp(work),
        nomination_id=nomination.id,
        round=nomination.round,
        criterion=criterion,
        expert_id=work.actor.id or "",
        expert_name=work.actor.name,
        verdict=verdict.value,
        reason=reason.strip(),
        seen_version=seen_version,
    )
    work.session.add(finding)
    return finding
