"""A candidate: what named it where, and for staff which place it is and a way to its nomination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, http
from registry.heritage import queries, services
from registry.heritage.forms import CandidatePlaceForm, CandidateQuery
from registry.heritage.views.pages import WORDS, blueprint
from registry.places import queries as place_queries
from registry.places.queries import PlaceFilter

_FOUND = 12


@blueprint.get("/heritage/candidates/<candidate_id>")
@access.public
def candidate_show(candidate_id: str) -> ResponseReturnValue:
    """One candidate record: what it is, which notices name it, and that it is no recognition."""
    return _page(candidate_id)


def _page(
    candidate_id: str, *, status: int = 200, errors: Mapping[str, Any] | None = None
) -> ResponseReturnValue:
    actor = http.actor()
    with http.reading() as session:
        view = queries.candidate(session, candidate_id) if is_id(candidate_id) else None
        if view is None:
            raise NotFound("heritage.unknown_candidate", T("没有这条候选记录"))
        card = place_queries.place_card(session, view.place_id) if view.place_id else None
        may_settle = actor.may(Permission.DECIDE, "")
        wanted = parse(CandidateQuery, request.args).q if request.method == "GET" else ""
        hits = []
        if may_settle and (wanted or card is None):
            page = place_queries.search(session, PlaceFilter(q=wanted or view.name), _FOUND)
            hits = [hit.card for hit in page.items]
        recognised = queries.recognitions_by_place(session, [card.id]) if card else {}
        return http.page(
            "heritage/candidate_show.html",
            status=status,
            active="heritage",
            record=view,
            card=card,
            hits=hits,
            wanted=wanted,
            recognitions=recognised.get(card.id, []) if card else [],
            may_settle=may_settle,
            may_trace=actor.may(Permission.DECIDE, ""),
            may_nominate=card is not None and actor.may(Permission.NOMINATE, card.division_path),
            errors=errors or {},
            **WORDS,
        )


@blueprint.post("/heritage/candidates/<candidate_id>/place")
@access.requires(Permission.DECIDE)
def candidate_settle(candidate_id: str) -> ResponseReturnValue:
    """Say which registered place a candidate is."""
    try:
        form = parse(CandidatePlaceForm, request.form)
        with http.working() as work:
            services.settle_candidate(work, candidate_id, form.place_id)
    except Invalid as invalid:
        return _page(candidate_id, status=422, errors=invalid.fields)
    http.flash(T("已对上地名；仍是候选，没有认定"))
    return http.see_other("heritage.candidate_show", candidate_id=candidate_id)
