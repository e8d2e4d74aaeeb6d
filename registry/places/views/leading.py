"""Who opens a form of a place that went into another one is led to the form of that one."""

from __future__ import annotations

from flask import request
from flask.typing import ResponseReturnValue

from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import http
from registry.places.queries import place_card
from registry.places.queries.dossier import survivor_of
from registry.places.views.showing import blueprint

__all__ = ["blueprint"]

#: Pages that answer for a merged place themselves: for ever moved, or its own record.
_OWN = frozenset({"places.place_show", "places.history_show", "places.archive_show"})


@blueprint.before_app_request
def lead_on() -> ResponseReturnValue | None:
    """A form about a merged place could only be refused: 303 to the form of where it lives on.

    Not 301 as for its page: undoing the merge brings the forms back, and a browser keeps a 301.
    """
    values = request.view_args or {}
    if request.method != "GET" or set(values) != {"place_id"} or request.endpoint in _OWN:
        return None
    if request.path.startswith("/api/") or not is_id(values["place_id"]):
        return None
    with http.reading() as session:
        onward = survivor_of(session, values["place_id"])
        into = place_card(session, onward) if onward else None
    if into is None:
        return None
    assert request.endpoint is not None  # noqa: S101 - an address with a place in it has a view
    if not request.path.startswith(http.FOR_PROGRAMS):
        http.flash(T("您打开的地名已并入这一条"), "warn")
    return http.see_other(request.endpoint, place_id=into.id)
