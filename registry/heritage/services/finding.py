"""An expert's findings, criterion by criterion, and vote, on the version that was read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid, Refused
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import Finding, Nomination, Vote
from registry.heritage.rules import RuleSet, Status, Verdict
from registry.heritage.rules.dossier import verdict_of
from registry.heritage.rules.scoring import FULL_WEIGHT
from registry.heritage.rules.voting import Choice, vote_fault
from registry.heritage.services.moving import (
    check_seen,
    load,
    programme_of,
    require_impartial,
    require_turn,
)

#: An expert's opinion: met or not, or a score out of a hundred where the criterion has a weight.
Opinion = Verdict | int


def find(
    work: Work,
    nomination_id: str,
    *,
    findings: Mapping[str, tuple[Opinion, str]],
    seen_version: int,
) -> list[Finding]:
    """Give one's opinion on some or all criteria: key → (opinion, reason). Never changed later.

    A finding holds as long as the evidence of its criterion does; what is edited elsewhere leaves
    it alone.

    Raises:
        Forbidden: needs `heritage.find` for the division, and not one's own file, nor one that
            one keeps off or that is assigned to others.
        Refused: `heritage.not_in_review`; Conflict: the file was changed since it was read.
        Invalid: an unknown criterion, one already judged by this expert, a missing reason;
            fields `reason-<criterion>` and `verdict-<criterion>` or `score-<criterion>`.
    """
    nomination, rules = _before_me(work, nomination_id, seen_version)
    _check(work, nomination, rules, findings)
    bases = queries.bases_of(nomination, rules, queries.matrix_of(work.session, nomination))
    written = [
        _keep(work, nomination, key, _said(given, rules), Read(seen_version, bases[key]))
        for key, given in findings.items()
    ]
    work.session.flush()
    after = {row.criterion: row.verdict if row.score is None else row.score for row in written}
    journal.record(work, "heritage.found", ("nomination", nomination_id), after=after)
    return written


def _check(
    work: Work,
    nomination: Nomination,
    rules: RuleSet,
    findings: Mapping[str, tuple[Opinion, str]],
) -> None:
    given = queries.standing_of(work.session, nomination, rules).found_by(work.actor.id)
    faults: dict[str, list[Text]] = {}
    if not findings:
        faults["form"] = [T("请至少对一个条件给出意见")]
    for key, (opinion, reason) in findings.items():
        criterion = rules.criterion(key)
        is_scored = criterion is not None and criterion.is_scored
        field = f"score-{key}" if is_scored else f"verdict-{key}"
        if criterion is None:
            faults[field] = [T("这个名录没有这个条件")]
        elif key in given:
            faults[field] = [T("您已经对这个条件给出过意见，意见不能改写")]
        elif is_scored and not _is_score(opinion):
            faults[field] = [T("请打 0 到 100 的整数分")]
        elif not is_scored and not isinstance(opinion, Verdict):
            faults[field] = [T("这个条件不打分，请选择一个结论")]
        if not reason.strip():
            faults[f"reason-{key}"] = [T("请写明理由")]
    if faults:
        raise Invalid(faults)


def _is_score(opinion: Opinion) -> bool:
    return isinstance(opinion, int) and 0 <= opinion <= FULL_WEIGHT


def _said(given: tuple[Opinion, str], rules: RuleSet) -> tuple[Verdict, int | None, str]:
    """Verdict, score and words; the verdict of a score follows from the passing one."""
    opinion, reason = given
    if isinstance(opinion, Verdict):
        return opinion, None, reason
    return verdict_of(opinion, rules.passing_score), opinion, reason


@dataclass(frozen=True, slots=True)
class Read:
    """What an expert read: the version, and the hash of what the judgement rests on."""

    seen_version: int
    basis: str


def _keep(
    work: Work,
    nomination: Nomination,
    criterion: str,
    given: tuple[Verdict, int | None, str],
    read: Read,
) -> Finding:
    verdict, score, reason = given
    finding = Finding(
        **stamp(work),
        nomination_id=nomination.id,
        round=nomination.round,
        criterion=criterion,
        expert_id=work.actor.id or "",
        expert_name=work.actor.name,
        verdict=verdict.value,
        score=score,
        reason=reason.strip(),
        seen_version=read.seen_version,
        basis=read.basis,
    )
    work.session.add(finding)
    return finding


def _before_me(work: Work, nomination_id: str, seen_version: int) -> tuple[Nomination, RuleSet]:
    """A file in expert review that this person may judge, as it was read, and its rules."""
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    work.actor.require(Permission.FIND, nomination.division_path)
    require_impartial(work, nomination)
    require_turn(work, nomination)
    if nomination.status != Status.EXPERT_REVIEW:
        raise Refused("heritage.not_in_review", T("这份申报现在不在专家评审环节"))
    _programme, rules = programme_of(work, nomination)
    return nomination, rules


def vote(work: Work, nomination_id: str, *, choice: Choice, reason: str, seen_version: int) -> Vote:
    """Vote on the whole file, once everybody has judged blind. A vote is never changed.

    Raises:
        Forbidden: as `find`. Refused: `heritage.not_in_review`, `heritage.vote_too_early`.
        Conflict: `heritage.already_voted`, or the file was changed since it was read.
        Invalid: field `vote_reason`; only a plain approval and an abstention go without words.
    """
    nomination, rules = _before_me(work, nomination_id, seen_version)
    matrix = queries.matrix_of(work.session, nomination)
    standing = queries.standing_of(work.session, nomination, rules, matrix)
    fault = vote_fault(
        criteria=[criterion.key for criterion in rules.criteria],
        found_by_me=standing.found_by(work.actor.id),
        lacking=standing.lacking,
        visit_missing=queries.visit_missing_of(work.session, nomination, rules),
    )
    if fault is not None:
        raise Refused("heritage.vote_too_early", fault)
    if standing.vote_of(work.actor.id) is not None:
        raise Conflict("heritage.already_voted", T("您已经表决过，表决不能改"))
    if choice in {Choice.CHANGE, Choice.REJECT} and not reason.strip():
        raise Invalid({"vote_reason": [T("修改后同意和不同意都要写明理由")]})
    basis = queries.basis_of_file(nomination, queries.bases_of(nomination, rules, matrix))
    return _cast(work, nomination, choice, reason, Read(seen_version, basis))


def _cast(work: Work, nomination: Nomination, choice: Choice, reason: str, read: Read) -> Vote:
    written = Vote(
        **stamp(work),
        nomination_id=nomination.id,
        round=nomination.round,
        expert_id=work.actor.id or "",
        expert_name=work.actor.name,
        choice=choice.value,
        reason=reason.strip(),
        seen_version=read.seen_version,
        basis=read.basis,
    )
    work.session.add(written)
    work.session.flush()
    after = {"choice": written.choice, "version": read.seen_version}
    subject = ("nomination", nomination.id)
    journal.record(work, "heritage.voted", subject, after=after, reason=reason)
    return written
