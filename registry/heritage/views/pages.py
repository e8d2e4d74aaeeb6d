"""The blueprint, and the page of a nomination that several views answer with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.clock import china_date
from registry.core.errors import Forbidden, NotFound, Problem
from registry.core.text import T, Text
from registry.edge import http
from registry.heritage import queries
from registry.heritage.queries import Dossier
from registry.heritage.rules import Action, Status, Verdict
from registry.heritage.rules.age import AGE_LABELS, AGE_TONES
from registry.heritage.rules.dossier import VERDICT_LABELS
from registry.heritage.rules.reading import actions_for, may_read, may_see_objectors
from registry.heritage.rules.states import (
    ACTION_LABELS,
    EDITABLE,
    LEVEL_LABELS,
    STATUS_LABELS,
    STATUS_TONES,
    stations,
)

blueprint = Blueprint("heritage", __name__)

WORDS: dict[str, Any] = {
    "status_labels": STATUS_LABELS,
    "status_tones": STATUS_TONES,
    "action_labels": ACTION_LABELS,
    "age_labels": AGE_LABELS,
    "age_tones": AGE_TONES,
    "level_labels": LEVEL_LABELS,
    "verdict_labels": VERDICT_LABELS,
}


def readable_dossier(session: Session, nomination_id: str, actor: Actor) -> Dossier:
    """The dossier for this person.

    Raises:
        NotFound: unknown. Forbidden: a draft of somebody else, or another county's file.
    """
    dossier = queries.dossier(session, nomination_id, actor)
    if dossier is None:
        raise NotFound("heritage.unknown_nomination", T("没有这份申报"))
    file = dossier.nomination
    status = Status(file.status)
    path = file.division_path
    if not may_read(actor, compiler_id=file.compiler_id, status=status, division_path=path):
        raise Forbidden("heritage.not_yours_to_read", T("您不能查看这份申报"))
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
        dossier = readable_dossier(session, nomination_id, actor)
        powers = _powers(actor, dossier)
        today = china_date(now)
        objections = (
            queries.confidential_objections(session, nomination_id) if powers["may_name"] else []
        )
        return http.page(
            "heritage/nomination_show.html",
            status=status,
            active="heritage",
            dossier=dossier,
            file=dossier.nomination,
            steps=_steps(dossier),
            step=_step(dossier),
            notices=queries.notices_of(session, nomination_id),
            objections=objections,
            open_objections=queries.open_objections(session, nomination_id),
            recognitions=_recognitions(session, dossier),
            verdicts=[(verdict.value, VERDICT_LABELS[verdict]) for verdict in Verdict],
            today=today,
            usual_end=today + timedelta(days=dossier.programme.rules.notice_days - 1),
            raw=raw or {},
            errors=errors or {},
            problem=problem,
            **powers,
            **WORDS,
        )


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
    )
    judging = here is Status.EXPERT_REVIEW and actor.may(Permission.FIND, where) and not own
    in_demo = http.runtime().settings.is_demo
    return {
        "acts": [action for action in actions if action is not Action.OPEN_NOTICE],
        "may_edit": own and here in EDITABLE and actor.may(Permission.NOMINATE, where),
        "may_judge": judging and any(not row.found_by_me for row in dossier.rows),
        "may_open": Action.OPEN_NOTICE in actions and not any(r.lacking for r in dossier.rows),
        "may_close_early": in_demo and actor.may(Permission.NOTICE, where) and not own,
        "may_name": may_see_objectors(actor, compiler_id=file.compiler_id, division_path=where),
    }


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
    if status in {Status.REJECTED, Status.WITHDRAWN}:
        return dossier.acts[-1].from_status or Status.DRAFT.value
    return status.value
