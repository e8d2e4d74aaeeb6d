"""A day that cannot be shown: what is wrong with it, another day to choose, and where to go on."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.core.clock import china_date
from registry.core.errors import Invalid, NotFound
from registry.core.ids import is_id
from registry.edge import http
from registry.places import queries
from registry.places.queries.dossier import survivor_of
from registry.places.queries.history import beginning

NOT_YET = "places.not_yet"


def day_refused(
    session: Session, place_id: str, problem: Invalid | NotFound
) -> ResponseReturnValue | None:
    """The page of a place about a day it has no state of; None for other problems and programs."""
    if http.wants_json(request.path, request.accept_mimetypes):
        return None
    is_about_day = (
        set(problem.fields) == {"on"} if isinstance(problem, Invalid) else problem.code == NOT_YET
    )
    card = queries.place_card(session, place_id) if is_about_day and is_id(place_id) else None
    if card is None:
        return None
    start = beginning(session, place_id)
    today = china_date(http.runtime().clock.now())
    return http.page(
        "places/place_day.html",
        status=problem.status,
        active="places",
        card=card,
        wanted=request.args.get("on", "")[:40],
        faults=problem.fields["on"] if isinstance(problem, Invalid) else [problem.message],
        first=china_date(start.at) if start else None,
        today=today,
        now_url=url_for("places.place_show", place_id=survivor_of(session, place_id) or place_id),
    )
