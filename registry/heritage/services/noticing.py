"""公示: freezing what is decided on, opening the window, and the demo's early close."""

from __future__ import annotations

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import Nomination, Notice
from registry.heritage.rules import AgeVerdict, RuleSet
from registry.heritage.rules.dossier import unmet
from registry.heritage.rules.drafts import NoticeTerms
from registry.heritage.rules.notice import (
    canonical,
    days_inclusive,
    effective_end,
    sha256_of,
    window,
    window_fault,
)
from registry.heritage.rules.scoring import shown
from registry.heritage.rules.states import Action, Status, next_status
from registry.heritage.services.moving import (
    check_seen,
    load,
    move,
    programme_of,
    require_impartial,
)
from registry.places import queries as place_queries


def open_notice(
    work: Work, nomination_id: str, *, terms: NoticeTerms, seen_version: int, reason: str = ""
) -> Notice:
    """Publish the file for objections: the snapshot is frozen and hashed in the same unit.

    A reason is needed where an expert doubts a criterion, where the age test is contradicted, or
    where the window is shorter than the programme's usual one: warnings, not refusals.

    Raises:
        Forbidden: needs `heritage.notice` for the division, and not one's own file.
        Refused: `heritage.not_now`, `heritage.findings_missing`, `heritage.votes_missing`,
            `heritage.vote_not_carried`, `heritage.visit_missing`, `heritage.name_changed`.
        Invalid: the dates, or field `reason`; Conflict: someone was first.
    """
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    work.actor.require(Permission.NOTICE, nomination.division_path)
    require_impartial(work, nomination)
    _programme, rules = programme_of(work, nomination)
    if next_status(Status(nomination.status), Action.OPEN_NOTICE, rules.levels) is not None:
        _check(work, nomination, rules, terms, reason)
    move(work, nomination, Action.OPEN_NOTICE, reason=reason, seen_version=seen_version)
    starts_at, ends_at = window(terms.starts_on, terms.ends_on)
    snapshot = canonical(queries.snapshot_of(work.session, nomination, terms))
    notice = Notice(
        **stamp(work),
        nomination_id=nomination.id,
        issuer=terms.issuer,
        file_no=terms.file_no,
        contact=terms.contact,
        starts_at=starts_at,
        ends_at=ends_at,
        snapshot=snapshot,
        sha256=sha256_of(snapshot),
    )
    work.session.add(notice)
    work.session.flush()
    after = {"notice": notice.id, "starts_at": starts_at, "ends_at": ends_at}
    after["sha256"] = notice.sha256
    journal.record(work, "heritage.notice_published", ("notice", notice.id), after=after)
    return notice


def _check(
    work: Work, nomination: Nomination, rules: RuleSet, terms: NoticeTerms, reason: str
) -> None:
    _require_name_judged(work, nomination)
    standing = queries.standing_of(work.session, nomination, rules)
    if standing.lacking:
        message = T("还有 %(n)d 个条件没有足够的专家意见", n=len(standing.lacking))
        raise Refused("heritage.findings_missing", message)
    votes = standing.tally
    if votes.lacking:
        message = T("专家表决还差 %(n)d 票，不能公示", n=votes.lacking)
        raise Refused("heritage.votes_missing", message)
    if not votes.is_carried:
        message = T("专家表决没有通过，不能公示")
        advice = T("可以退回补证，或者不予认定；理由会留在办理记录里。")
        raise Refused("heritage.vote_not_carried", message, advice=advice)
    if (unseen := queries.visit_missing_of(work.session, nomination, rules)) is not None:
        raise Refused("heritage.visit_missing", unseen)
    faults = window_fault(terms.starts_on, terms.ends_on, work.at)
    why = _needs_reason(work, nomination, standing, terms)
    if why is not None and not reason.strip():
        faults["reason"] = [why]
    if faults:
        raise Invalid(faults)


def _require_name_judged(work: Work, nomination: Nomination) -> None:
    # What was reviewed is a name: another may not go before the public on the same evidence.
    card = place_queries.place_card(work.session, nomination.place_id)
    if card is not None and card.standard_name != nomination.place_name:
        names = {"judged": nomination.place_name, "now": card.standard_name}
        raise Refused(
            "heritage.name_changed",
            T("评审的是“%(judged)s”，现在的标准名是“%(now)s”，不能公示", **names),
            advice=T("请退回补证，由编撰人按现在的名称核对证据后重新提交。"),
        )


def _needs_reason(
    work: Work, nomination: Nomination, standing: queries.Standing, terms: NoticeTerms
) -> Text | None:
    rules, result = standing.rules, standing.result
    if result.total is not None and not result.passes:
        numbers = {"total": shown(result.total), "passing": rules.passing_score}
        return T("加权总分 %(total)s 没有达到 %(passing)d 分，请写明仍要公示的理由", **numbers)
    if unmet(standing.verdicts):
        return T("有专家认为某个条件存疑或不符合，请写明仍要公示的理由")
    if standing.tally.change:
        return T("有专家要求修改后同意，请写明是怎样处理的")
    tests = queries.age_tests_of(work.session, nomination, rules)
    if any(test.verdict is AgeVerdict.CONTRADICTED for test in tests.values()):
        return T("年代检验的结论与条件相反，请写明仍要公示的理由")
    if days_inclusive(terms.starts_on, terms.ends_on) < rules.notice_days:
        return T("公示期短于这个名录通常的 %(n)d 天，请写明理由", n=rules.notice_days)
    return None


def close_notice_early(work: Work, notice_id: str, *, reason: str) -> Notice:
    """End a notice before its time so that a demonstration need not wait for days.

    Only simulated activity: outside the demo profile a window that was announced is kept. It is
    recorded in the journal and shown on the page as 演示.

    Raises:
        Refused: `heritage.demo_only`, or the notice is over; Invalid: field `reason`.
    """
    notice = work.session.get(Notice, notice_id)
    if notice is None:
        raise NotFound("heritage.unknown_notice", T("没有这份公示"))
    nomination = load(work, notice.nomination_id)
    work.actor.require(Permission.NOTICE, nomination.division_path)
    require_impartial(work, nomination)
    if not (work.simulated and notice.simulated):
        raise Refused("heritage.demo_only", T("公示期已经公布，不能提前截止；只有演示可以"))
    ended = effective_end(notice.ends_at, notice.closed_early_at)
    if work.at >= ended or nomination.status != Status.NOTICE:
        raise Refused("heritage.notice_over", T("这份公示已经结束"))
    if not reason.strip():
        raise Invalid({"reason": [T("请写明理由，它会留在办理记录里")]})
    notice.closed_early_at = work.at
    notice.closed_early_reason = reason.strip()
    work.session.add(notice)
    work.session.flush()
    journal.record(
        work,
        "heritage.notice_closed_early",
        ("notice", notice_id),
        before={"ends_at": notice.ends_at},
        after={"closed_early_at": work.at},
        reason=reason,
    )
    return notice
