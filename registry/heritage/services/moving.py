"""How a nomination changes state: compare-and-set, one Decision and one journal entry each time."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.actor import Actor
from registry.core.clock import china_date
from registry.core.db import rowcount
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import Decision, Nomination, Notice, Programme
from registry.heritage.rules import RuleSet, read_rule_set
from registry.heritage.rules.programme import Assignment, warnings
from registry.heritage.rules.states import (
    ACTION_LABELS,
    NO_REASON_NEEDED,
    STATUS_LABELS,
    Action,
    Level,
    Status,
    next_status,
)
from registry.heritage.rules.stations import Leave, needed_for
from registry.heritage.services.assigning import assign_in_turn, needed_at
from registry.heritage.services.marking import follow
from registry.places import queries as place_queries

VERBS: dict[Action, str] = {
    Action.START: "heritage.started",
    Action.SUBMIT: "heritage.submitted",
    Action.FORWARD: "heritage.forwarded",
    Action.RETURN: "heritage.returned",
    Action.REJECT: "heritage.rejected",
    Action.OPEN_NOTICE: "heritage.notice_opened",
    Action.RECOGNISE: "heritage.recognised",
    Action.WITHDRAW: "heritage.withdrawn",
    Action.SUSPEND: "heritage.suspended",
    Action.RESTORE: "heritage.restored",
    Action.REVOKE: "heritage.revoked",
}


def submit(work: Work, nomination_id: str, *, seen_version: int, reason: str = "") -> Decision:
    """Send a draft, or a returned file, to the first level of its programme.

    Raises:
        Refused: `heritage.incomplete`, with every blocking gap in its advice's place on the page.
        Invalid: field `exception_reason`, where a warning has no written answer; `batch`, where
            the programme calls files in by batches and this one is in none that is open.
        Conflict: `heritage.changed_meanwhile`; Forbidden: not the compiler's own file.
    """
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    require_compiler(nomination, work.actor)
    _programme, rules = programme_of(work, nomination)
    faults = _submit_faults(work, nomination, rules)
    if faults:
        raise Invalid(faults)
    blocking = [gap for gap in queries.gaps_of(work.session, nomination, rules) if gap.blocking]
    if blocking and next_status(Status(nomination.status), Action.SUBMIT, rules.levels):
        message = T("还不能提交，缺 %(n)d 项：%(what)s", n=len(blocking), what=blocking[0].what)
        raise Refused("heritage.incomplete", message, advice=blocking[0].why)
    values = {"round": nomination.round + 1, "submitted_at": work.at}
    present = _present_name(work, nomination)
    before = {name: getattr(nomination, name) for name in present}
    decision = move(
        work,
        nomination,
        Action.SUBMIT,
        reason=reason,
        seen_version=seen_version,
        values={**values, **present},
    )
    if present:
        subject = ("nomination", nomination.id)
        journal.record(work, "heritage.name_followed", subject, before=before, after=present)
    return decision


def _present_name(work: Work, nomination: Nomination) -> dict[str, Any]:
    """What the place is called and where it lies now, as far as the file says otherwise.

    A file is handed in under the name that the place has on that day: a compiler who submits has
    read it. Later on nobody changes it in a file that others are judging.
    """
    card = place_queries.place_card(work.session, nomination.place_id)
    if card is None:
        return {}
    now: dict[str, Any] = {
        "place_name": card.standard_name,
        "division_text": card.division_text,
        "division_path": card.division_path,
    }
    found = {name: value for name, value in now.items() if getattr(nomination, name) != value}
    if "place_name" in found:
        # How old the name is was judged of another name.
        found["named_round"] = nomination.round + 1
    return found


def _submit_faults(work: Work, nomination: Nomination, rules: RuleSet) -> dict[str, list[Text]]:
    """What somebody has to choose or write before the file can go, by field."""
    faults: dict[str, list[Text]] = {}
    odd = warnings(rules, nomination.place_name)
    if odd and not nomination.exception_reason.strip():
        text = T("请先在“编辑申报”里写明理由：%(why)s", why=odd[0])
        faults["exception_reason"] = [text]
    batch = queries.batch_standing(work.session, nomination, china_date(work.at))
    if batch.fault is not None:
        faults["batch"] = [batch.fault]
    return faults


def withdraw(work: Work, nomination_id: str, *, seen_version: int, reason: str) -> Decision:
    """Take a file back at any stage before it is decided; an open notice ends with it."""
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    require_compiler(nomination, work.actor)
    was_notified = nomination.status == Status.NOTICE
    decision = move(work, nomination, Action.WITHDRAW, reason=reason, seen_version=seen_version)
    if was_notified:
        end_notice(work, nomination)
    return decision


def review(
    work: Work, nomination_id: str, *, action: Action, seen_version: int, reason: str = ""
) -> Decision:
    """Forward, return or reject at the level where the file stands.

    Where a township has nobody who may, the county acts in its place and says why, also when it
    passes the file on.

    Raises:
        Forbidden: not this level's reviewer, another county, or one's own file.
        Refused: `heritage.not_now`; Invalid: field `reason`; Conflict: someone was first.
    """
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    if nomination.status not in set(Level):
        raise Refused("heritage.not_now", T("这份申报现在不在审核环节"))
    leave = require_reviewer(work, nomination, action)
    require_turn(work, nomination)
    if leave is not None and leave.stands_in and not reason.strip():
        raise Invalid({"reason": [T("县级代乡镇审核，每一项都要写明理由，也包括通过")]})
    level = None if leave is None else leave.level
    return move(work, nomination, action, reason=reason, seen_version=seen_version, level=level)


def load(work: Work, nomination_id: str) -> Nomination:
    """The nomination as it stands now, or `NotFound`."""
    found = work.session.get(Nomination, nomination_id, populate_existing=True)
    if found is None:
        raise NotFound("heritage.unknown_nomination", T("没有这份申报"))
    return found


def programme_of(work: Work, nomination: Nomination) -> tuple[Programme, RuleSet]:
    """The edition of the programme that the nomination was made under, with its rules."""
    programme = work.session.get_one(Programme, nomination.programme_id)
    return programme, read_rule_set(programme.rule_set)


def check_seen(nomination: Nomination, seen_version: int) -> None:
    """Refuse an act on a version that is no longer the present one.

    Asked before leave is, so that a reviewer who was second learns that, and not that the next
    level is not theirs.
    """
    if nomination.version != seen_version:
        raise changed_meanwhile(nomination)


def changed_meanwhile(nomination: Nomination) -> Conflict:
    """Someone else was first: what it is now."""
    status = STATUS_LABELS[Status(nomination.status)]
    message = T("别人先处理了这份申报，它现在的状态是：%(status)s", status=status)
    advice = T("您写的内容没有写入。请重新打开这份申报，看过最新情况后再办理。")
    return Conflict("heritage.changed_meanwhile", message, advice=advice)


def require_compiler(nomination: Nomination, actor: Actor) -> None:
    """Only whoever compiled a file may change, submit or withdraw it."""
    actor.require(Permission.NOMINATE, nomination.division_path)
    if not actor.is_system and nomination.compiler_id != actor.id:
        raise Forbidden("heritage.not_compiler", T("只有这份申报的编撰人可以这样做"))


def require_reviewer(work: Work, nomination: Nomination, action: Action) -> Leave | None:
    """Leave for an act in the file's present state, in its place, by somebody impartial.

    Returns the leave of the station where the file stands, None where it stands at none.
    """
    here = Status(nomination.status)
    leave = queries.leave_at(work.session, nomination, here)
    # First, since whoever keeps off a township's file may be the reason why the county stands in.
    require_impartial(work, nomination)
    work.actor.require(*needed_for(here, action, nomination.division_path, leave))
    return leave


def require_impartial(work: Work, nomination: Nomination) -> None:
    """Nobody acts on a file that they compiled or keep off."""
    require_other_than_compiler(nomination, work.actor)
    if queries.is_recused(work.session, nomination.id, work.actor.id):
        raise Forbidden(
            "heritage.recused",
            T("您已在这份申报上回避，须由别人办理"),
            advice=T("回避的人不能审核、评审、表决、答复或决定。"),
        )


def require_turn(work: Work, nomination: Nomination) -> None:
    """Where a file is assigned at its station, the others with leave there do not act on it."""
    if work.actor.is_system:
        return
    if not queries.is_turn_of(work.session, nomination, work.actor.id):
        raise Forbidden(
            "heritage.assigned_to_others",
            T("这份申报在这一环节指派给了别人"),
            advice=T("需要由您办理时，请区划地名处改派。"),
        )


def require_other_than_compiler(nomination: Nomination, actor: Actor) -> None:
    """Nobody reviews, judges, answers or decides on a file they compiled."""
    if actor.id is not None and actor.id == nomination.compiler_id:
        raise Forbidden(
            "heritage.own_file",
            T("这份申报是您编撰的，须由别人办理"),
            advice=T("编撰人不能审核、评审、答复或决定自己编撰的申报。"),
        )


def move(
    work: Work,
    nomination: Nomination,
    action: Action,
    *,
    seen_version: int,
    reason: str = "",
    values: dict[str, Any] | None = None,
    level: Level | None = None,
) -> Decision:
    """Take one step of the table; leave has been checked by the caller.

    `level` is whose judgement it is, where that is not the level at which the file stands.

    Raises:
        Refused: `heritage.not_now`, where the table has no such step.
        Invalid: field `reason`, where the act needs its words.
        Conflict: `heritage.changed_meanwhile`, where not exactly one row was still as read.
    """
    _programme, rules = programme_of(work, nomination)
    before = Status(nomination.status)
    after = next_status(before, action, rules.levels)
    if after is None:
        params = {"action": ACTION_LABELS[action], "status": STATUS_LABELS[before]}
        raise Refused("heritage.not_now", T("状态为“%(status)s”时不能“%(action)s”", **params))
    if action not in NO_REASON_NEEDED and not reason.strip():
        raise Invalid({"reason": [T("请写明理由，它会留在办理记录里")]})
    compare_and_set(work, nomination, seen_version, status=after.value, **(values or {}))
    decision = append_decision(
        work,
        nomination,
        action,
        before=before,
        reason=reason,
        seen_version=seen_version,
        level=level or (before.value if before.value in set(Level) else ""),
    )
    journal.record(
        work,
        VERBS[action],
        ("nomination", nomination.id),
        before={"status": before, "version": seen_version},
        after={"status": after, "version": nomination.version, "decision": decision.id},
        reason=reason,
    )
    follow(work.session, [nomination.place_id])
    if rules.assignment is Assignment.TURN:
        there = len(queries.bound_people(work.session, nomination))
        assign_in_turn(work, nomination, count=needed_at(after, rules.quorum) - there)
    return decision


def compare_and_set(
    work: Work, nomination: Nomination, seen_version: int, **values: object
) -> None:
    """Write onto the row only if its state and version are those that were read; else Conflict."""
    statement = (
        update(Nomination)
        .where(
            col(Nomination.id) == nomination.id,
            col(Nomination.status) == nomination.status,
            col(Nomination.version) == seen_version,
        )
        .values(version=seen_version + 1, changed_at=work.at, **values)
        .execution_options(synchronize_session=False)
    )
    written = rowcount(work.session.exec(statement))
    work.session.refresh(nomination)
    if written != 1:
        raise changed_meanwhile(nomination)


def append_decision(
    work: Work,
    nomination: Nomination,
    action: Action,
    *,
    before: Status | None,
    seen_version: int,
    reason: str = "",
    level: str = "",
) -> Decision:
    """Add the next Decision; the row lock of `compare_and_set` keeps the numbers gapless."""
    decision = Decision(
        **stamp(work),
        nomination_id=nomination.id,
        seq=queries.decision_count(work.session, nomination.id) + 1,
        action=action.value,
        from_status=None if before is None else before.value,
        to_status=nomination.status,
        level=level,
        actor_id=work.actor.id,
        actor_name=work.actor.name,
        reason=reason.strip(),
        seen_version=seen_version,
        decided_at=work.at,
    )
    work.session.add(decision)
    work.session.flush()
    return decision


def end_notice(work: Work, nomination: Nomination) -> None:
    """Mark the file's running notice as ended without a recognition; its page stays."""
    notice = queries.current_notice(work.session, nomination.id)
    if notice is None:
        return
    found = work.session.get_one(Notice, notice.id)
    found.ended_without_at = work.at
    work.session.add(found)
    work.session.flush()
    journal.record(work, "heritage.notice_ended", ("notice", found.id), after={"ended_at": work.at})
