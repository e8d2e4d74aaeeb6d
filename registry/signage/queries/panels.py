"""What signage adds to other pages: the panel of a place, the rows of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time
from typing import Any

from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.clock import CHINA
from registry.core.panels import DeskItem
from registry.core.text import T
from registry.signage.models import FieldReport, Sign, SignRequirement, WorkOrder
from registry.signage.queries.doorplate_batches import door_batches_waiting, first_roads
from registry.signage.queries.doorplates import plates_at
from registry.signage.queries.hints import HintsWanted, hint_list
from registry.signage.queries.orders import orders_under_way
from registry.signage.queries.phones import phones_waiting
from registry.signage.queries.reports import photos_of, reports_of_sign, reports_waiting
from registry.signage.queries.requirements import positions_waiting, requirements_of_place
from registry.signage.queries.signs import faces_waiting, signs_by_id, signs_of_place
from registry.signage.rules.codes import grouped
from registry.signage.rules.hints import HINT_LABELS, HintKind, is_far
from registry.signage.rules.kinds import (
    FAMILY_LABELS,
    KIND_LABELS,
    TYPE_LABELS,
    ReportKind,
    SignFamily,
    SignType,
)
from registry.signage.rules.states import (
    REPORTABLE,
    REQUIREMENT_LABELS,
    SIGN_LABELS,
    PhotoRole,
    ReportStatus,
    RequirementStatus,
    SignState,
)
from registry.signage.rules.waiting import RED_AFTER, WAITING_LABELS, Waiting, waiting_since

# A plate that is only drawn is nobody's business yet but the desk's.
_STAFF_SEES = frozenset(SignState) - {SignState.PLANNED, SignState.REMOVED}


def place_panel(session: Session, actor: Actor, place_id: str) -> Mapping[str, Any] | None:
    """The signs and required positions of a place; None where there are neither."""
    requirements = requirements_of_place(session, place_id)
    is_staff = actor.may(Permission.DESK) or actor.may(Permission.REQUIRE_SIGN)
    visible = _STAFF_SEES if is_staff else REPORTABLE
    signs = [row for row in signs_of_place(session, place_id) if row.state in visible]
    may_require = actor.may(Permission.REQUIRE_SIGN)
    doorplates = plates_at(session, place_id)
    if not requirements and not signs and not may_require and not doorplates:
        return None
    signed = {row.requirement_id for row in signs}
    due = [row for row in requirements if row.status != RequirementStatus.EXEMPT]
    return {
        "signs": [_shown(session, row) for row in signs],
        "unsigned": [_due(row) for row in due if row.id not in signed],
        "due": len(due),
        "verified": sum(row.status == RequirementStatus.SATISFIED for row in due),
        "is_staff": is_staff,
        "may_require": may_require,
        "doorplates": doorplates,
        "may_see_doorplates": actor.may(Permission.DESK),
        "place_id": place_id,
    }


def _due(row: SignRequirement) -> dict[str, Any]:
    tone, words = REQUIREMENT_LABELS[RequirementStatus(row.status)]
    return {"row": row, "tone": tone, "state": words, "type": TYPE_LABELS[SignType(row.sign_type)]}


def _shown(session: Session, row: Sign) -> dict[str, Any]:
    tone, words = SIGN_LABELS[SignState(row.state)]
    return {
        "row": row,
        "tone": tone,
        "state": words,
        "family": FAMILY_LABELS[SignFamily(row.family)],
        "code": grouped(row.code),
        "photos": published_photos(session, row),
    }


def published_photos(session: Session, row: Sign) -> dict[str, str]:
    """Photo identifiers by role from the newest accepted report of a verified sign."""
    if row.state != SignState.VERIFIED:
        return {}
    accepted = [
        report
        for report in reports_of_sign(session, row.id)
        if report.status == ReportStatus.ACCEPTED
    ]
    if not accepted:
        return {}
    photos = photos_of(session, [accepted[0].id])[accepted[0].id]
    return {role.value: photos[role].photo_id for role in PhotoRole if role in photos}


def desk(session: Session, actor: Actor, now: datetime) -> list[DeskItem]:
    """What waits for this person: reports, proofs to approve, signs to order, positions."""
    found: list[DeskItem] = []
    if actor.may(Permission.VERIFY):
        found += _reports(session, actor)
    if actor.may(Permission.PROOF_APPROVE):
        found += _signs(session, actor, SignState.PROOF, Permission.PROOF_APPROVE)
        found += _door_batches(session, actor)
    if actor.may(Permission.SIGN_MAKE):
        found += _signs(session, actor, SignState.APPROVED, Permission.SIGN_MAKE)
    if actor.may(Permission.PROOF_PREPARE):
        found += _requirements(session, actor)
    if actor.may(Permission.REQUIRE_SIGN):
        found += _phones(session, actor, now)
        found += _hints(session, actor)
        found += _orders(session, actor)
    return found


def _orders(session: Session, actor: Actor) -> list[DeskItem]:
    """Orders under way, with what is done of them; whoever gave them need not be told."""
    return [
        DeskItem(
            kind=T("派工单进行中"),
            title=view.order.crew_name,
            endpoint="signage.order_show",
            values={"order_id": view.order.id},
            detail=T(
                "%(all)d 处：已上报 %(n)d，已核验 %(m)d",
                all=len(view.stops),
                n=view.reported,
                m=view.verified,
            ),
            since=view.order.created_at,
            due_at=_end_of(view.order),
            quiet=True,
        )
        for view in orders_under_way(session, actor)
    ]


def _hints(session: Session, actor: Actor) -> list[DeskItem]:
    """What anybody told of signs and nobody has answered; codes read far away are named as such."""
    return [
        DeskItem(
            kind=T("公众反映待处理"),
            title=row.told.name,
            endpoint="signage.hint_index",
            detail=T("在远处扫到") if is_far(row.hint.distance_m) else HINT_LABELS[kind],
            since=row.hint.created_at,
        )
        for row in hint_list(session, actor, HintsWanted(), limit=50).items
        for kind in (HintKind(row.hint.kind),)
    ]


def _phones(session: Session, actor: Actor, now: datetime) -> list[DeskItem]:
    """Phones that have kept a report for over a day: somebody should be called."""
    return [
        DeskItem(
            kind=T("手机里有没送到的上报"),
            title=row.person_name,
            endpoint="signage.phone_list",
            detail=WAITING_LABELS[level][1],
            since=row.oldest_saved_at,
            due_at=row.oldest_saved_at + RED_AFTER if row.oldest_saved_at else None,
        )
        for row in phones_waiting(session, actor, limit=50)
        if (level := waiting_since(row.oldest_saved_at, now)) in (Waiting.AMBER, Waiting.RED)
    ]


def _reports(session: Session, actor: Actor) -> list[DeskItem]:
    waiting: list[FieldReport] = reports_waiting(session, actor, limit=50)
    signs = signs_by_id(session, [row.sign_id for row in waiting])
    return [
        DeskItem(
            kind=T("外业上报待核验"),
            title=signs[row.sign_id].text_hanzi,
            endpoint="signage.report_show",
            values={"report_id": row.id},
            detail=KIND_LABELS[ReportKind(row.kind)],
            since=row.received_at,
        )
        for row in waiting
    ]


def _signs(
    session: Session, actor: Actor, state: SignState, permission: Permission
) -> list[DeskItem]:
    is_proof = state is SignState.PROOF
    kind = T("校样待审定") if is_proof else T("待送制作")
    return [
        DeskItem(
            kind=kind,
            title=row.text_hanzi,
            endpoint="signage.sign_show",
            values={"sign_id": row.id},
            detail=FAMILY_LABELS[SignFamily(row.family)],
            since=row.proof_prepared_at if is_proof else row.proof_approved_at,
        )
        for row in faces_waiting(session, actor, permission, state)
    ]


def _door_batches(session: Session, actor: Actor) -> list[DeskItem]:
    """Batches of doorplates that somebody else has sent to be approved."""
    waiting = door_batches_waiting(session, actor)
    roads = first_roads(session, [view.batch.id for view in waiting])
    return [
        DeskItem(
            kind=T("门牌校样待审定"),
            title=f"{roads.get(view.batch.id, '')} № {view.batch.number}".strip(),
            endpoint="signage.door_batch_show",
            values={"batch_id": view.batch.id},
            detail=T("%(n)d 块门牌", n=view.all),
            since=view.batch.created_at,
        )
        for view in waiting
    ]


def _requirements(session: Session, actor: Actor) -> list[DeskItem]:
    return [
        DeskItem(
            kind=T("应设点位待出校样"),
            title=row.place_name,
            endpoint="signage.requirement_show",
            values={"requirement_id": row.id},
            detail=TYPE_LABELS[SignType(row.sign_type)],
            since=row.created_at,
            due_at=_end_of(row),
        )
        for row in positions_waiting(session, actor, Permission.PROOF_PREPARE)
    ]


def _end_of(row: SignRequirement | WorkOrder) -> datetime | None:
    if row.due_on is None:
        return None
    return datetime.combine(row.due_on, time.max, CHINA)
