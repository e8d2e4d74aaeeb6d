"""Public pages of divisions: what one was and became, and which one an old name means."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from flask import request
from flask.typing import ResponseReturnValue
from pydantic import StringConstraints

from registry.accounts.rules import Permission
from registry.core.errors import NotFound
from registry.core.forms import Blank, OptionalLine, Query, parse
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, http
from registry.places import queries
from registry.places.queries.division_changes import (
    division_page,
    past_divisions,
    resolve_division,
    withdrawn_changes,
)
from registry.places.rules.division import (
    DIVISION_CHANGE_LABELS,
    DIVISION_LEVEL_LABELS,
    SCHEME_LABELS,
)
from registry.places.views.showing import blueprint

__all__ = ["blueprint"]


class DivisionQuery(Query):
    """`?q=居巢区&on=2010-06-01`: which division that was on that day."""

    q: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    on: Annotated[date | None, Blank] = None


@blueprint.get("/divisions")
@access.public
def division_list() -> ResponseReturnValue:
    """Divisions of now and of before, and what an old name or code means."""
    query = parse(DivisionQuery, request.args)
    with http.reading() as session:
        found = resolve_division(session, query.q, query.on) if query.q else []
        counties = queries.counties(session)
        past = past_divisions(session)
    return http.page(
        "places/division_list.html",
        active="places",
        query=query,
        found=found,
        counties=counties,
        past=past,
        level_labels=DIVISION_LEVEL_LABELS,
        scheme_labels=SCHEME_LABELS,
        raw={"q": query.q, "on": query.on.isoformat() if query.on else ""},
    )


@blueprint.get("/divisions/<division_id>")
@access.public
def division_show(division_id: str) -> ResponseReturnValue:
    """One division with its past, its future and what lies in it."""
    return show_division(division_id)


def show_division(division_id: str, *, status: int = 200, **context: Any) -> ResponseReturnValue:
    """The page of a division; `context` holds a form that comes back."""
    may_record = http.actor().may(Permission.PLACE_EDIT, "")
    with http.reading() as session:
        page = division_page(session, division_id) if is_id(division_id) else None
        cards = queries.place_cards(session, page.place_ids) if page else {}
        withdrawn = withdrawn_changes(session, division_id) if page and may_record else []
    if page is None:
        raise NotFound("places.division_unknown", T("没有这个政区"))
    return http.page(
        "places/division_show.html",
        status=status,
        active="places",
        may_record=may_record,
        withdrawn=withdrawn,
        change_labels=DIVISION_CHANGE_LABELS,
        **context,
        page=page,
        cards=list(cards.values()),
        level_labels=DIVISION_LEVEL_LABELS,
        scheme_labels=SCHEME_LABELS,
    )
