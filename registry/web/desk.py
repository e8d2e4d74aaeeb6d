"""One queue for everything that waits for me, and the journal for those who may read it."""

from __future__ import annotations

from typing import Annotated

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.forms import Blank, Query, parse
from registry.edge import access, http
from registry.web.language import blueprint as web

blueprint = Blueprint("desk", __name__)
PAGE = 50
#: The field by which a form says that it was sent from the desk, and from which row.
DESK_ROW = "desk_row"


class DeskQuery(Query):
    """The row that the person was on."""

    at: Annotated[Annotated[int, Field(ge=0, le=9999)] | None, Blank] = None


@web.get("/desk")
@access.requires(Permission.DESK, Permission.REPORT)
def desk_show() -> ResponseReturnValue:
    """What waits for this person, nearest deadline first; `?at=` is the row to go on with.

    What waits for a crew stands on the pages of the field, so that is where a crew is led.
    """
    if not http.actor().may(Permission.DESK):
        return redirect(url_for("signage.field_home"), 303)
    query = parse(DeskQuery, request.args)
    runtime = http.runtime()
    now = runtime.clock.now()
    with http.reading() as session:
        items = runtime.panels.desk(session, http.actor(), now)
    return http.page(
        "web/desk_show.html",
        active="desk",
        items=items,
        days=[None if item.since is None else max(0, (now - item.since).days) for item in items],
        at=None if query.at is None else min(query.at, len(items) - 1),
    )


@web.after_app_request
def back_to_the_desk(answer: Response) -> Response:
    """What was decided from the desk leads back to it, to the row that has moved up.

    A refused form stays on the page of its own, with its faults and the person's words.
    """
    if request.method != "POST" or answer.status_code != 303:
        return answer
    row = request.form.get(DESK_ROW, "")
    if row.isascii() and row.isdigit() and len(row) <= 4:
        answer.location = url_for("web.desk_show", at=int(row))
    return answer


class JournalQuery(Query):
    """Where to continue."""

    before: Annotated[Annotated[int, Field(ge=1, le=2**62)] | None, Blank] = None


@blueprint.get("/desk/journal")
@access.requires(Permission.READ_JOURNAL)
def journal_list() -> ResponseReturnValue:
    """The journal, newest first. What is closed to a reader is there without its contents."""
    query, panels = parse(JournalQuery, request.args), http.runtime().panels
    with http.reading() as session:
        entries = journal.latest(session, query.before, PAGE)
        subjects = {f"{one.subject_type} {one.subject_id}" for one in entries}
        closed = {
            subject
            for subject in subjects
            if panels.collect("journal", session, http.actor(), subject)
        }
    next_before = entries[-1].seq if len(entries) == PAGE else None
    return http.page(
        "web/journal_list.html",
        active="desk",
        entries=entries,
        closed=closed,
        next_before=next_before,
    )
