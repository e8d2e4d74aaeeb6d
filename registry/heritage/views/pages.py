"""The blueprint, and the page of a nomination that several views answer with."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.clock import china_date
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Problem, Refused
from registry.core.text import T, Text
from registry.core.work import Work
from registry.edge import http
from registry.heritage import queries
from registry.heritage.queries import Dossier
from registry.heritage.rules import Action, Status, Verdict
from registry.heritage.rules.age import AGE_LABELS, AGE_TONES
from registry.heritage.rules.attachments import LICENCE_LABELS
from registry.heritage.rules.batches import BATCH_LABELS, BATCH_TONES
from registry.heritage.rules.dossier import VERDICT_LABELS
from registry.heritage.rules.names_line import TURN_LABELS
from registry.heritage.rules.parts import PARTS
from registry.heritage.rules.reading import (
    TAKING_PART,
    actions_for,
    may_read,
    may_see_objectors,
)
from registry.heritage.rules.states import (
    ACTION_LABELS,
    CLOSED,
    EDITABLE,
    LEVEL_LABELS,
    MOVABLE,
    STATUS_LABELS,
    STATUS_TONES,
    stations,
)
from registry.heritage.rules.stations import STAND_IN_LABELS
from registry.heritage.rules.visits import may_visit, takes_part
from registry.heritage.rules.voting import CHOICE_LABELS, WAY_LABELS, station_permission
from registry.places.rules import PLACE_KIND_LABELS

blueprint = Blueprint("heritage", __name__)

WORDS: dict[str, Any] = {
    "batch_labels": BATCH_LABELS,
    "kind_labels": PLACE_KIND_LABELS,
    "batch_tones": BATCH_TONES,
    "status_labels": STATUS_LABELS,
    "status_tones": STATUS_TONES,
    "action_labels": ACTION_LABELS,
    "age_labels": AGE_LABELS,
    "age_tones": AGE_TONES,
    "level_labels": LEVEL_LABELS,
    "verdict_labels": VERDICT_LABELS,
    "way_labels": WAY_LABELS,
    "stand_in_labels": STAND_IN_LABELS,
    "turn_labels": TURN_LABELS,
    "licence_labels": LICENCE_LABELS,
}


def words_of(*, is_government: bool) -> dict[str, Any]:
    """The words of a file: what an association gives is a title, and called one."""
    if is_government:
        return WORDS
    titled = {**STATUS_LABELS, Status.RECOGNISED: T("社会组织授予的称号")}
    return {**WORDS, "status_labels": titled}


#: Where assigned people act; the bureau's own acts on a file under expert review are not theirs.
STATION_STATUSES = frozenset(Status(level.value) for level in LEVEL_LABELS)


def readable_dossier(session: Session, nomination_id: str, actor: Actor) -> Dossier:
    """The dossier for this person.

    Raises:
        NotFound: unknown. Forbidden: a draft of somebody else, another county's file, or one that
            this person is recused from (`heritage.recused_reader`).
    """
    dossier = queries.dossier(session, nomination_id, actor)
    if dossier is None:
        raise NotFound("heritage.unknown_nomination", T("没有这份申报"))
    file = dossier.nomination
    status = Status(file.status)
    path = file.division_path
    if not may_read(actor, compiler_id=file.compiler_id, status=status, division_path=path):
        raise Forbidden("heritage.not_yours_to_read", T("您不能查看这份申报"))
    if queries.keeps_off(session, file, actor):
        raise Forbidden(
            "heritage.recused_reader",
            T("您已在这份申报上回避，只能查看向公众公布的内容：公示页，以及认定后的登记页"),
        )
    return dossier


def nomination_page(
    nomination_id: str,
    *,
    status: int = 200,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[Text]] | None = None,
    problem: Problem | None = None,
) -> Response:
    """The dossier with everything this person may do on it; `problem` stands on top."""
    actor, now = http.actor(), http.runtime().clock.now()
    with http.reading() as session:
        dossier, today = readable_dossier(session, nomination_id, actor), china_date(now)
        powers = _powers(actor, dossier)
        station = Status(dossier.nomination.status)
        objections = (
            queries.confidential_objections(session, nomination_id) if powers["may_name"] else []
        )
        return http.page(
            "heritage/nomination_show.html",
            status=status,
            active="heritage",
            dossier=dossier,
            file=dossier.nomination,
            line=_line(dossier),
            steps=_steps(dossier),
            step=_step(dossier),
            notices=queries.notices_of(session, nomination_id),
            objections=objections,
            open_objections=queries.open_objections(session, nomination_id),
            recognitions=_recognitions(session, dossier),
            notes=queries.notes_for(session, dossier.nomination, actor),
            batch=queries.batch_standing(session, dossier.nomination, today),
            assignable=[
                (person.id, person.name)
                for person in queries.able_people(session, dossier.nomination, station)
                if powers["may_assign"]
            ],
            parts=PARTS,
            bound_choices=[(row.id, row.person_name) for row in dossier.review.bound],
            choices=[(choice.value, label) for choice, label in CHOICE_LABELS.items()],
            verdicts=[(verdict.value, VERDICT_LABELS[verdict]) for verdict in Verdict],
            today=today,
            usual_end=today + timedelta(days=dossier.programme.rules.notice_days - 1),
            raw=raw or {},
            chosen_departments=_chosen(raw or {}, "departments"),
            errors=errors or {},
            problem=problem,
            **powers,
            **words_of(is_government=dossier.programme.is_government),
        )


def _chosen(raw: Mapping[str, Any], name: str) -> list[str]:
    """The boxes that a person had ticked."""
    getlist = getattr(raw, "getlist", None)
    return list(getlist(name)) if getlist else []


def _powers(actor: Actor, dossier: Dossier) -> dict[str, Any]:
    """What this person can do on the file now; services ask again."""
    file, where = dossier.nomination, dossier.nomination.division_path
    here = Status(file.status)
    own = actor.id is not None and actor.id == file.compiler_id
    actions = actions_for(
        actor,
        compiler_id=file.compiler_id,
        status=here,
        division_path=where,
        levels=dossier.programme.rules.levels,
        leave=dossier.review.leave,
    )
    review = dossier.review
    free = not own and not review.i_am_recused
    mine = free and review.i_am_bound
    if not own and not free:
        actions = []
    if here in STATION_STATUSES and not mine and not own:
        actions = []
    judging = here is Status.EXPERT_REVIEW and actor.may(Permission.FIND, where) and mine
    in_demo = http.runtime().settings.is_demo
    return {
        "acts": [action for action in actions if action is not Action.OPEN_NOTICE],
        "may_edit": own and here in EDITABLE and actor.may(Permission.NOMINATE, where),
        "may_judge": judging and any(not row.found_by_me for row in dossier.rows),
        "may_vote": judging and review.my_vote is None and review.fault is None,
        "waits_to_vote": judging and review.my_vote is None and review.fault is not None,
        "may_open": Action.OPEN_NOTICE in actions
        and review.tally.is_carried
        and not any(row.lacking for row in dossier.rows),
        "may_close_early": in_demo and free and actor.may(Permission.NOTICE, where),
        "may_name": may_see_objectors(actor, compiler_id=file.compiler_id, division_path=where),
        "may_sign": free
        and here is Status.NOTICE
        and dossier.sign_off is not None
        and actor.may(Permission.DECIDE, where),
        "may_change_edition": free
        and here in MOVABLE
        and dossier.programme.superseded_at is not None
        and actor.may(Permission.DECIDE, where),
        "may_visit": may_visit_now(actor, dossier),
        "may_assign": not own
        and actor.may(Permission.DECIDE, where)
        and station_permission(here) is not None,
        "may_recuse": free
        and here not in CLOSED
        and any(actor.may(permission, where) for permission in TAKING_PART),
    }


def may_visit_now(actor: Actor, dossier: Dossier) -> bool:
    """Whether this person may record a visit on the file as it stands; services ask again."""
    file, review = dossier.nomination, dossier.review
    if review.i_am_recused or not may_visit(
        actor,
        compiler_id=file.compiler_id,
        leave=review.leave,
        division_path=file.division_path,
    ):
        return False
    return review.i_am_bound or actor.may(Permission.DECIDE, file.division_path)


def takes_part_now(actor: Actor, dossier: Dossier) -> bool:
    """Whether this person still reviews the file: with leave there, and impartial."""
    file = dossier.nomination
    own = actor.id is not None and actor.id == file.compiler_id
    free = not own and not dossier.review.i_am_recused
    return free and takes_part(actor, file.division_path)


def _line(dossier: Dossier) -> list[tuple[str, Any]]:
    """The acts and the site visits of a file in the order in which they were written down."""
    acts = [(act.decided_at, 0, "act", act) for act in dossier.acts]
    visits = [(one.visit.created_at, 1, "visit", one) for one in dossier.visits]
    ordered = sorted([*acts, *visits], key=lambda one: one[:2])
    return [(kind, what) for _at, _rank, kind, what in ordered]


def _recognitions(session: Session, dossier: Dossier) -> list[queries.RecognitionView]:
    place_id = dossier.nomination.place_id
    found = queries.recognitions_by_place(session, [place_id]).get(place_id, [])
    return [view for view in found if view.nomination_id == dossier.nomination.id]


def _steps(dossier: Dossier) -> list[tuple[str, Text]]:
    path = stations(dossier.programme.rules.levels)
    shown = [Status.DRAFT, *path, Status.NOTICE, Status.RECOGNISED]
    return [(status.value, STATUS_LABELS[status]) for status in shown]


def _step(dossier: Dossier) -> str:
    """Where the file stands on the line of steps; one that left it shows its last step."""
    status = Status(dossier.nomination.status)
    if status is Status.RETURNED:
        return Status.DRAFT.value
    if status in {Status.SUSPENDED, Status.REVOKED}:
        return Status.RECOGNISED.value
    if status in {Status.REJECTED, Status.WITHDRAWN}:
        return dossier.acts[-1].from_status or Status.DRAFT.value
    return status.value


def done_on_file(nomination_id: str, write: Callable[[Work], Text]) -> ResponseReturnValue:
    """One unit of work; where refused, the page as it is now with what the person wrote."""
    try:
        with http.working() as work:
            done = write(work)
    except Invalid as invalid:
        return nomination_page(nomination_id, status=422, raw=request.form, errors=invalid.fields)
    except (Conflict, Refused) as problem:
        return nomination_page(
            nomination_id, status=problem.status, raw=request.form, problem=problem
        )
    http.flash(done)
    return http.see_other("heritage.nomination_show", nomination_id=nomination_id)
