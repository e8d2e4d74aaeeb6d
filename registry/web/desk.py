"""One queue for everything that waits for me, and the journal for those who may read it."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, request
from flask.typing import ResponseReturnValue
from pydantic import Field

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.forms import Blank, Query, parse
from registry.edge import access, http
from registry.web.language import blueprint as web

blueprint = Blueprint("desk", __name__)
PAGE = 50


@web.get("/desk")
@access.requires(Permission.DESK)
def desk_show() -> ResponseReturnValue:
    """What waits for this person, nearest deadline first."""
    runtime = http.runtime()
    now = runtime.clock.now()
    with http.reading() as session:
        items = runtime.panels.desk(session, http.actor(), now)
    return http.page("web/desk_show.html", active="desk", items=items)


class JournalQuery(Query):
    """Where to continue."""

    before: Annotated[Annotated[int, Field(ge=1, le=2**62)] | None, Blank] = None


@blueprint.get("/desk/journal")
@access.requires(Permission.READ_JOURNAL)
def journal_list() -> ResponseReturnValue:
    """The journal, newest first."""
    query = parse(JournalQuery, request.args)
    with http.reading() as session:
        entries = journal.latest(session, query.before, PAGE)
    next_before = entries[-1].seq if len(entries) == PAGE else None
    return http.page(
        "web/journal_list.html", active="desk", entries=entries, next_before=next_before
    )
