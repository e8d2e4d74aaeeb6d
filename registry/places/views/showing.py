"""The public page of one place with everything known about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.clock import china_date
from registry.edge import access, http, language
from registry.places import queries
from registry.places.queries import NameView, PlaceDossier
from registry.places.rules import (
    NameKind,
    public_position,
    reader_decimals,
)
from registry.places.rules.history import shown_change, verb_label
from registry.places.views.notes import NameRow, Span, story_of

blueprint = Blueprint("places", __name__)


@blueprint.get("/places/<place_id>")
@access.public
def place_show(place_id: str) -> ResponseReturnValue:
    """One place: its name largest, evidence one tap away. A merged place leads on for ever."""
    with http.reading() as session:
        dossier = queries.known_dossier(session, place_id)
        if dossier.card.merged_into:
            return _moved(dossier.card.merged_into)
        panels = http.runtime().panels.collect("place", session, http.actor(), place_id)
    return http.page(
        "places/place_show.html",
        active="places",
        place=dossier,
        position=_position(dossier),
        story=story_of(dossier.claims),
        name_rows=name_rows(dossier.names, _year()),
        this_year=_year(),
        panels=panels,
        history=_history(dossier),
        cite=_cite(dossier),
        may_edit=http.actor().may(Permission.PLACE_EDIT, dossier.card.division_path),
        may_claim=_may_claim(dossier),
    )


def _moved(place_id: str) -> Response:
    location = url_for("places.place_show", place_id=place_id)
    return redirect(location, code=301)  # type: ignore[return-value]


def _year() -> int:
    return china_date(http.runtime().clock.now()).year


def _may_claim(dossier: PlaceDossier) -> bool:
    path, actor = dossier.card.division_path, http.actor()
    return actor.may(Permission.SOURCE_ADD, path) or actor.may(Permission.NOMINATE, path)


def _position(dossier: PlaceDossier) -> dict[str, Any] | None:
    decimals = reader_decimals(http.actor(), http.runtime().settings.coordinate_decimals)
    shown = public_position(dossier.card.lon, dossier.card.lat, decimals)
    if shown is None:
        return None
    return {"lon": shown[0], "lat": shown[1], "decimals": decimals}


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
        for entry in dossier.history
    ]


def _cite(dossier: PlaceDossier) -> dict[str, Any]:
    base = http.runtime().settings.public_url or request.url_root
    path = url_for("places.place_show", place_id=dossier.card.id)
    return {
        "url": base.rstrip("/") + path,
        "version": dossier.row_version,
        "day": language.day(http.runtime().clock.now()),
    }
