"""The public page of one place with everything known about it, as it is or as it was on a day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

from flask import Blueprint, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.core.errors import Invalid, NotFound
from registry.core.forms import Blank, Query, parse
from registry.core.ids import is_id
from registry.edge import access, http, language
from registry.places import queries
from registry.places.queries import NameView, PlaceDossier
from registry.places.queries.dossier import known_dossier_on, survivor_of
from registry.places.rules import (
    EntityStatus,
    NameKind,
    public_position,
    reader_decimals,
)
from registry.places.rules.history import shown_change, verb_label
from registry.places.rules.shape import Sketch, sketch
from registry.places.rules.taken import steps_by
from registry.places.views.days import day_refused
from registry.places.views.notes import NameRow, Span, story_of

blueprint = Blueprint("places", __name__)


class OnQuery(Query):
    """`?on=2025-01-31`: the place as it stood at the end of that day in China."""

    on: Annotated[date | None, Blank] = None


@blueprint.get("/places/<place_id>")
@access.public
def place_show(place_id: str) -> ResponseReturnValue:
    """One place: its name largest, evidence one tap away. A merged place leads on for ever."""
    with http.reading() as session:
        try:
            on = parse(OnQuery, request.args).on
            if on is not None:
                return _stood(session, place_id, on)
        except (Invalid, NotFound) as problem:
            refused = day_refused(session, place_id, problem)
            if refused is None:
                raise
            return refused
        onward = survivor_of(session, place_id) if is_id(place_id) else None
        if onward:
            return http.moved("places.place_show", place_id=onward)
        dossier = queries.known_dossier(session, place_id)
        panels = http.runtime().panels.collect("place", session, http.actor(), place_id)
    return http.page(
        "places/place_show.html",
        **shown(dossier),
        panels=panels,
        history=_history(dossier),
        cite=_cite(dossier),
        may_edit=_may_edit(dossier),
        may_claim=_may_claim(dossier),
    )


def shown(dossier: PlaceDossier) -> dict[str, Any]:
    """What the page of a place and the pages of its earlier states have in common."""
    return {
        "active": "places",
        "place": dossier,
        "position": _position(dossier),
        "drawing": drawing_of(dossier),
        "story": story_of(dossier.claims),
        "name_rows": name_rows(dossier.names, _year()),
        "this_year": _year(),
        "is_staff": http.actor().may(Permission.DESK),
    }


def _stood(session: Session, place_id: str, on: date) -> ResponseReturnValue:
    today = china_date(http.runtime().clock.now())
    dossier = known_dossier_on(session, place_id, on, today)
    if dossier.card.merged_into:
        onward = survivor_of(session, place_id) or dossier.card.merged_into
        return http.moved("places.place_show", place_id=onward, on=on.isoformat())
    panels = http.runtime().panels.collect("name_steps", session, http.actor(), place_id)
    rows = [row for panel in panels for row in panel.context["steps"]]
    return http.page(
        "places/place_past.html",
        **shown(dossier),
        on=on,
        now=_now(session, place_id),
        steps=steps_by(rows, dossier.card.standard_name, on),
    )


def _now(session: Session, place_id: str) -> dict[str, Any]:
    """What the place is called now, and where its page is."""
    onward = survivor_of(session, place_id) or place_id
    card = queries.place_card(session, onward)
    return {"card": card, "url": url_for("places.place_show", place_id=onward)}


def _year() -> int:
    return china_date(http.runtime().clock.now()).year


def _may_edit(dossier: PlaceDossier) -> bool:
    is_living = dossier.card.status != EntityStatus.WITHDRAWN
    return is_living and http.actor().may(Permission.PLACE_EDIT, dossier.card.division_path)


def _may_claim(dossier: PlaceDossier) -> bool:
    path, actor = dossier.card.division_path, http.actor()
    return actor.may(Permission.SOURCE_ADD, path) or actor.may(Permission.NOMINATE, path)


def _position(dossier: PlaceDossier) -> dict[str, Any] | None:
    decimals = reader_decimals(http.actor(), http.runtime().settings.coordinate_decimals)
    shown = public_position(dossier.card.lon, dossier.card.lat, decimals)
    if shown is None:
        return None
    return {"lon": shown[0], "lat": shown[1], "decimals": decimals}


def drawing_of(dossier: PlaceDossier) -> Sketch | None:
    """The shape drawn small: form and size, without coordinates."""
    return sketch(dossier.shape.geojson) if dossier.shape else None


def name_rows(names: Sequence[NameView], year: int) -> list[NameRow]:
    """The names with known years as rows of the time line, the oldest first."""
    rows = []
    for name in names:
        start, end = name.years.earliest, name.years.latest
        if start is None or name.years_text is None:
            continue
        if end is None:
            is_present = name.name_kind == NameKind.STANDARD
            end = year if is_present else (name.years.from_max or start)
        sure = name.years.from_min == name.years.from_max
        span = Span(start, max(start, end), sure, name.years_text)
        rows.append(NameRow(name.text, name.roman_toned, name.kind_label, (span,)))
    return sorted(rows, key=lambda row: row.spans[0].start)


def _history(dossier: PlaceDossier) -> list[dict[str, Any]]:
    """What the journal says; names of staff are shown to staff only."""
    is_staff = http.actor().may(Permission.DESK)
    return [
        {
            "at": entry.at,
            "label": verb_label(entry.verb),
            "change": shown_change(entry.verb, entry.before, entry.after),
            "reason": entry.reason,
            "who": entry.actor_name if is_staff else "",
            "simulated": entry.simulated,
        }
        for entry in dossier.history[:RECENT]
    ]


RECENT = 8


def _cite(dossier: PlaceDossier) -> dict[str, Any]:
    base = http.runtime().settings.public_url or request.url_root
    path = url_for("places.place_show", place_id=dossier.card.id)
    return {
        "url": base.rstrip("/") + path,
        "version": dossier.row_version,
        "day": language.day(http.runtime().clock.now()),
    }
