"""What of heritage waits for a person at the desk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.clock import china_date, day_end
from registry.core.panels import DeskAct, DeskItem, DeskKey
from registry.core.text import T, Text
from registry.heritage.models import Nomination
from registry.heritage.queries.assignments import acting_leave, is_turn_of
from registry.heritage.queries.duties import duties
from registry.heritage.queries.notices import current_notice, open_objections
from registry.heritage.queries.programmes import batch_standing, programme
from registry.heritage.queries.signing import sign_off
from registry.heritage.queries.standing import is_recused, standing_of
from registry.heritage.rules import Status
from registry.heritage.rules.duties import DUTY_LABELS, DutyState
from registry.heritage.rules.states import (
    ACTION_LABELS,
    CLOSED,
    EDITABLE,
    NO_REASON_NEEDED,
    STATUS_LABELS,
    Action,
    Level,
)
from registry.heritage.rules.stations import STAND_IN_LABELS
from registry.heritage.rules.voting import CHOICE_LABELS, Choice

_LIVING = [status.value for status in Status if status not in CLOSED]


def desk(session: Session, actor: Actor, now: datetime) -> list[DeskItem]:
    """What of heritage waits for this person.

    Drafts and returned files of the compiler, files at the reviewer's level, criteria the expert
    has not judged or voted on, and for the bureau notices to open, objections, decisions, filings
    and announcements.
    """
    statement = (
        select(Nomination)
        .where(col(Nomination.status).in_(_LIVING))
        .order_by(col(Nomination.changed_at))
    )
    items = [item for file in session.exec(statement) for item in _items(session, actor, file, now)]
    return [*items, *_duty_items(session, actor, now)]


def _duty_items(session: Session, actor: Actor, now: datetime) -> Iterator[DeskItem]:
    """Filings and announcements that wait, with the end of their last day."""
    if not actor.may(Permission.NOTICE):
        return
    for row in duties(session, actor, china_date(now)):
        for kind, state, due in (
            (T("备案"), row.filing_state, row.filing.due_on),
            (T("公告"), row.announcement_state, row.announcement.due_on),
        ):
            if state in {DutyState.OVERDUE, DutyState.DUE} and due is not None:
                yield DeskItem(
                    kind=kind,
                    title=row.filing.place_name,
                    endpoint="heritage.filing_show",
                    values={"filing_id": row.filing.id},
                    detail=DUTY_LABELS[state],
                    since=row.filing.created_at,
                    due_at=day_end(due),
                )


def _items(session: Session, actor: Actor, file: Nomination, now: datetime) -> Iterator[DeskItem]:
    status = Status(file.status)
    mine = actor.id is not None and actor.id == file.compiler_id
    if mine:
        if status in EDITABLE:
            late = batch_standing(session, file, china_date(now))
            due = late.batch.closes_on if late.batch and late.fault is None else None
            yield _item(
                file,
                STATUS_LABELS[status],
                late.fault,
                due_at=day_end(due) if due and not file.round else None,
                quiet=status is Status.DRAFT,
            )
        return
    if is_recused(session, file.id, actor.id):
        return
    if status.value in set(Level):
        yield from _level_items(session, actor, file)
    if status is Status.EXPERT_REVIEW:
        yield from _review_items(session, actor, file)
    if status is Status.NOTICE:
        yield from _notice_items(session, actor, file, now)


def _level_items(session: Session, actor: Actor, file: Nomination) -> Iterator[DeskItem]:
    leave = acting_leave(session, file, actor)
    if leave is not None and _is_turn_of(session, actor, file):
        detail = STAND_IN_LABELS[leave.stands_in] if leave.stands_in else None
        acts = _level_acts(file, always_reason=leave.stands_in is not None)
        yield _item(file, STATUS_LABELS[Status(file.status)], detail, acts=acts)


def _is_turn_of(session: Session, actor: Actor, file: Nomination) -> bool:
    return is_turn_of(session, file, actor.id)


def _review_items(session: Session, actor: Actor, file: Nomination) -> Iterator[DeskItem]:
    under = programme(session, file.programme_id)
    if under is None:
        return
    standing = standing_of(session, file, under.rules)
    if actor.may(Permission.FIND, file.division_path) and _is_turn_of(session, actor, file):
        todo = len(under.rules.criteria) - len(standing.found_by(actor.id))
        if todo:
            yield _item(file, T("专家评审"), T("还有 %(n)d 个条件等您的意见", n=todo))
        elif not standing.lacking and standing.vote_of(actor.id) is None:
            yield _item(file, T("专家评审"), T("各条意见已齐，等您表决"), acts=_vote_acts(file))
    votes = standing.tally
    if actor.may(Permission.NOTICE, file.division_path) and not (standing.lacking or votes.lacking):
        detail = T("可以发布公示") if votes.is_carried else T("表决没有通过，等候处理")
        yield _item(file, T("专家意见已齐"), detail)


def _notice_items(
    session: Session, actor: Actor, file: Nomination, now: datetime
) -> Iterator[DeskItem]:
    notice = current_notice(session, file.id)
    if notice is None:
        return
    waiting = open_objections(session, file.id)
    if waiting and actor.may(Permission.ANSWER, file.division_path):
        detail = T("有 %(n)d 条异议等待答复", n=waiting)
        yield _item(file, T("异议"), detail, due_at=notice.ended_at)
    if not actor.may(Permission.DECIDE, file.division_path):
        return
    # Papers come in while the window runs, and objections keep no department from signing.
    unsigned = _unsigned(session, file)
    if unsigned:
        detail = T("等 %(n)d 个部门会签", n=len(unsigned))
        yield _item(file, T("会签"), detail, due_at=notice.ended_at)
    if not waiting and now <= notice.ended_at:
        yield _item(file, T("公示中"), due_at=notice.ended_at)
    elif not waiting and not unsigned:
        yield _item(file, T("公示期满"), T("可以作出决定"), due_at=notice.ended_at)


def _unsigned(session: Session, file: Nomination) -> list[str]:
    under = programme(session, file.programme_id)
    return [] if under is None else sign_off(session, file, under.rules).missing


def _item(
    file: Nomination,
    kind: Text,
    detail: Text | None = None,
    *,
    due_at: datetime | None = None,
    acts: Sequence[DeskAct] = (),
    quiet: bool = False,
) -> DeskItem:
    return DeskItem(
        kind=kind,
        title=file.place_name,
        endpoint="heritage.nomination_show",
        values={"nomination_id": file.id},
        detail=detail,
        since=file.changed_at,
        due_at=due_at,
        acts=acts,
        quiet=quiet,
    )


def _level_acts(file: Nomination, *, always_reason: bool) -> list[DeskAct]:
    """Pass on, return for evidence, reject: at a level there is nothing to fill in but a reason."""
    return [
        DeskAct(
            key=key,
            label=ACTION_LABELS[action],
            endpoint="heritage.decision_create",
            values={"nomination_id": file.id},
            fields={"action": action.value, "seen_version": str(file.version)},
            reason="reason" if always_reason or action not in NO_REASON_NEEDED else "",
        )
        for key, action in (
            (DeskKey.ACCEPT, Action.FORWARD),
            (DeskKey.ISSUES, Action.RETURN),
            (DeskKey.REJECT, Action.REJECT),
        )
    ]


def _vote_acts(file: Nomination) -> list[DeskAct]:
    return [
        DeskAct(
            key=key,
            label=CHOICE_LABELS[choice],
            endpoint="heritage.vote_create",
            values={"nomination_id": file.id},
            fields={"choice": choice.value, "seen_version": str(file.version)},
            reason="" if choice is Choice.APPROVE else "vote_reason",
        )
        for key, choice in (
            (DeskKey.ACCEPT, Choice.APPROVE),
            (DeskKey.ISSUES, Choice.CHANGE),
            (DeskKey.REJECT, Choice.REJECT),
        )
    ]
