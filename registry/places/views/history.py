"""The changes of a place, its earlier states, and putting one of them back."""

from __future__ import annotations

from typing import Annotated, Any

from flask import request, url_for
from flask.typing import ResponseReturnValue
from pydantic import Field

from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.forms import Blank, Query, parse
from registry.core.text import T
from registry.edge import access, http
from registry.places import forms, queries, services
from registry.places.queries.dossier import PlaceDossier, dossier_of_state, survivor_of
from registry.places.queries.history import ChangeView, beginning, changes
from registry.places.queries.past import JUST_BEFORE, kept_until, past_state
from registry.places.rules import reader_decimals
from registry.places.rules.history import shown_change, verb_label
from registry.places.views.showing import blueprint, shown
from registry.places.views.stale import field_of

__all__ = ["blueprint"]


class HistoryQuery(Query):
    """`?before=12`: changes with a smaller number."""

    before: Annotated[Annotated[int, Field(ge=1, le=2_000_000_000)] | None, Blank] = None


@blueprint.get("/places/<place_id>/history")
@access.public
def history_show(place_id: str) -> ResponseReturnValue:
    """Each change with when, why and what; who only for staff. A merged place keeps its own."""
    before = parse(HistoryQuery, request.args).before
    actor = http.actor()
    decimals = reader_decimals(actor, http.runtime().settings.coordinate_decimals)
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
        page = changes(session, place_id, decimals=decimals, before=before)
        start = beginning(session, place_id) if page.next is None else None
        onward = survivor_of(session, place_id)
        into = queries.place_card(session, onward) if onward else None
    is_staff = actor.may(Permission.DESK)
    older = url_for("places.history_show", place_id=place_id, before=page.next)
    return http.page(
        "places/place_history.html",
        active="places",
        place=dossier,
        into=into,
        changes=[_change(item, is_staff=is_staff) for item in page.items],
        older=older if page.next else None,
        start=start,
        is_staff=is_staff,
    )


def _change(item: ChangeView, *, is_staff: bool) -> dict[str, Any]:
    return {
        "number": item.number,
        "at": item.at,
        "label": verb_label(item.verb),
        "who": item.actor_name if is_staff else "",
        "reason": item.reason,
        "import_run_id": item.import_run_id,
        "differences": item.differences,
        "said": shown_change(item.verb, *item.said),
        "simulated": item.simulated,
    }


@blueprint.get("/places/<place_id>/history/<int:number>")
@access.public
def version_show(place_id: str, number: int) -> ResponseReturnValue:
    """A place as it stood before one of its changes."""
    return _version(place_id, number)


def _version(place_id: str, number: int, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        present = queries.known_dossier(session, place_id)
        state = past_state(session, place_id, number)
        until = kept_until(session, place_id, number)
        # It stood until its change, not at it.
        past = dossier_of_state(session, state, until - JUST_BEFORE) if state and until else None
    if past is None:
        raise NotFound("places.state_unknown", T("没有这个历史版本"))
    here = url_for("places.place_show", place_id=place_id)
    now = {"card": present.card, "url": here, "version": present.row_version}
    return http.page(
        "places/place_past.html",
        **shown(past),
        number=number,
        now=now,
        may_restore=_may_restore(present, past),
        **more,
    )


def _may_restore(present: PlaceDossier, past: PlaceDossier) -> bool:
    is_here = present.card.merged_into is None and present.card.status != "withdrawn"
    paths = {present.card.division_path, past.card.division_path}
    return is_here and all(http.actor().may(Permission.PLACE_EDIT, path) for path in paths)


@blueprint.post("/places/<place_id>/history/<int:number>")
@access.requires(Permission.PLACE_EDIT)
def version_restore(place_id: str, number: int) -> ResponseReturnValue:
    """Put the place back to that state; the present one is kept first."""
    try:
        form = parse(forms.RestoreForm, request.form)
        with http.working() as work:
            services.restore(
                work,
                place_id,
                number,
                reason=form.reason,
                protection_measure=form.protection_measure,
                seen_version=form.seen_version,
            )
    except Invalid as invalid:
        return _version(place_id, number, status=422, raw=request.form, errors=invalid.fields)
    except (Refused, Conflict) as problem:
        texts = [problem.message, *([problem.advice] if problem.advice else [])]
        more = {"raw": request.form, "errors": {field_of(problem): texts}}
        return _version(place_id, number, status=problem.status, **more)
    http.flash(T("已恢复到这个版本；恢复前的内容也保留在变更记录里"))
    return http.see_other("places.place_show", place_id=place_id)
