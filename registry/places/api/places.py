"""The JSON of places: search, suggestions, single places as they are and as they stood."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Any

from flask import Response, url_for
from pydantic import Field
from sqlmodel import Session

from registry.core.clock import china_date
from registry.core.forms import Blank, Query
from registry.edge import access, http, language
from registry.edge.answers import Answer, ProblemBody
from registry.places import queries
from registry.places.api.answers import PlacePath, api
from registry.places.api.claims import ClaimItem, claim_item
from registry.places.forms.search import PlaceQuery, filter_of
from registry.places.queries import (
    NameView,
    PlaceCard,
    PlaceDossier,
    PlaceHit,
)
from registry.places.queries.areas import area_path
from registry.places.queries.details import ShapeView
from registry.places.queries.dossier import known_dossier_on, survivor_of
from registry.places.rules import public_position, reader_decimals
from registry.places.rules.shape import public_geojson
from registry.places.rules.taken import steps_by


class ListQuery(PlaceQuery):
    """Query of the list; suggestions are the same with a small `limit`."""

    limit: int = Field(20, ge=1, le=100, description="Rows a page.")


class MatchedName(Answer):
    """Why a place was found: which of its names met the query, and how."""

    text: str
    roman: str
    kind: str
    label: str
    way: str


class PlaceItem(Answer):
    """One place in a list. `lon`, `lat`: WGS 84, null where it is not located yet."""

    id: str
    standard_name: str
    roman: str
    kind: str
    kind_label: str
    division: str
    county: str
    status: str
    lon: float | None
    lat: float | None
    protected: bool
    simulated: bool
    url: str
    matched: MatchedName | None = None


class PlaceList(Answer):
    """A page of places and the cursor of the next one."""

    items: list[PlaceItem]
    next: str | None


class NameItem(Answer):
    """One name of a place; years are astronomical (0 is 1 BCE).

    `year_from`, `year_to`: the widest span; `years`: earliest and latest beginning, then end.
    `language`: the language of `minority_text`, BCP 47. `absorbed_from`: the merged place that it
    came with. `import_row`: the row of the file that brought it.
    """

    text: str
    kind: str
    label: str
    roman: str
    roman_sign: str
    roman_approved: bool
    year_from: int | None
    year_to: int | None
    verbatim: str
    years: list[int | None]
    years_computed_by: str
    approval_basis: str
    approval_document: str
    reading_basis: str
    minority_text: str
    language: str
    orthography_note: str
    citation_id: str | None
    absorbed_from: str | None
    import_row: int | None


class Recognised(Answer):
    """A division named in `facts.division_text`: its path then, and the paths of what it is now."""

    then: str
    now: list[str]


class DivisionRow(Answer):
    """One row of one edition of one list of divisions; a code alone is no key."""

    scheme: str
    edition: str
    code: str


class StepItem(Answer):
    """One of the four steps of 乡村著名行动: named, signed, listed (national database), mapped.

    `state`: done, claimed (a sign is said to stand, unverified) or missing; `on`: the day it was
    taken. `signed` follows from a verified sign; nobody enters it.
    """

    step: str
    state: str
    on: date | None
    basis: str
    note: str


class PlaceDetail(PlaceItem):
    """Everything public about one place. `lies_in`: the row of the division it lies in.

    `on`: the day in China at whose end it stood so, null for now. `facts`: the other columns of
    the data dictionary as they are stored. `geometry`: GeoJSON in WGS 84, as exact as positions.
    """

    on: date | None
    facts: dict[str, Any]
    geometry: dict[str, Any] | None
    recognised: list[Recognised]
    codes: dict[str, str]
    lies_in: DivisionRow
    position_source: str
    position_accuracy_m: float | None
    description: str
    protection_basis: str
    version: int
    names: list[NameItem]
    claims: list[ClaimItem]
    steps: list[StepItem]


@api.get("/places", responses={200: PlaceList, 422: ProblemBody}, summary="Search and list places")
@access.public
def place_search(query: ListQuery) -> dict[str, Any]:
    """Exact Hanzi, prefix, inside, pinyin and initials, one mistake away; keyset paging."""
    with http.reading() as session:
        counties = queries.counties(session) if query.county else []
        under = area_path(session, query.division) if query.division else None
        wanted = filter_of(query, counties, under)
        page = queries.search(session, wanted, query.limit, query.after)
    items = [_hit(hit) for hit in page.items]
    return PlaceList(items=items, next=page.next).model_dump()


class StoodQuery(Query):
    """The day a place is asked for."""

    on: Annotated[date | None, Blank] = Field(
        None, description="As it stood at the end of this day in China; without it, as it is."
    )


@api.get(
    "/places/<place_id>",
    responses={200: PlaceDetail, 404: ProblemBody, 422: ProblemBody},
    summary="One place, now or on a day",
    description="A merged place answers 301 with the address of the one it went into, for ever.",
)
@access.public
def place_read(path: PlacePath, query: StoodQuery) -> dict[str, Any] | Response:
    """One place with its names and claims, as it is or as it stood."""
    today = china_date(http.runtime().clock.now())
    with http.reading() as session:
        if query.on is not None:
            dossier = known_dossier_on(session, path.place_id, query.on, today)
        else:
            dossier = queries.known_dossier(session, path.place_id)
        onward = survivor_of(session, path.place_id) if dossier.card.merged_into else None
        steps = _steps(session, dossier.card, query.on)
    if onward:
        day = query.on.isoformat() if query.on else None
        return http.moved("places_api.place_read", place_id=onward, on=day)
    return _detail(dossier, query.on, steps).model_dump(mode="json")


def _hit(hit: PlaceHit) -> PlaceItem:
    matched = hit.matched
    return PlaceItem(
        **_common(hit.card),
        matched=MatchedName(
            text=matched.name,
            roman=matched.roman,
            kind=matched.name_kind,
            label=language.say(matched.kind_label),
            way=matched.way,
        )
        if matched
        else None,
    )


def _common(card: PlaceCard) -> dict[str, Any]:
    decimals = reader_decimals(http.actor(), http.runtime().settings.coordinate_decimals)
    shown = public_position(card.lon, card.lat, decimals)
    return {
        "id": card.id,
        "standard_name": card.standard_name,
        "roman": card.roman_toned,
        "kind": card.kind,
        "kind_label": language.say(card.kind_label),
        "division": card.division_text,
        "county": card.county_name,
        "status": card.status,
        "lon": shown[0] if shown else None,
        "lat": shown[1] if shown else None,
        "protected": card.protected,
        "simulated": card.simulated,
        "url": url_for("places.place_show", place_id=card.id),
    }


def _steps(session: Session, card: PlaceCard, on: date | None) -> list[StepItem]:
    """The steps that the name then borne had taken by the end of that day, or has taken by now."""
    panels = http.runtime().panels.collect("name_steps", session, http.actor(), card.id)
    rows = [row for panel in panels for row in panel.context["steps"]]
    return [
        StepItem(**{key: row[key] for key in StepItem.model_fields})
        for row in steps_by(rows, card.standard_name, on)
    ]


def _detail(dossier: PlaceDossier, on: date | None, steps: list[StepItem]) -> PlaceDetail:
    named_elsewhere = {"kind", "division_id", "description", "citation_id", "entity_status"}
    facts = {name: v for name, v in dossier.columns.items() if name not in named_elsewhere}
    called = {name.id: name.text for name in dossier.names}
    return PlaceDetail(
        **_common(dossier.card),
        on=on,
        facts=facts,
        geometry=_geometry(dossier.shape),
        recognised=[
            Recognised(then=found.then_path, now=[outcome.path_text for outcome in found.now])
            for found in dossier.recognised
        ],
        codes=_codes(dossier),
        lies_in=DivisionRow(
            scheme=dossier.division.scheme,
            edition=dossier.division.edition,
            code=dossier.division.code,
        ),
        position_source=dossier.position_source,
        position_accuracy_m=dossier.accuracy_m,
        description=dossier.description,
        protection_basis=dossier.protection_basis,
        version=dossier.row_version,
        names=[_name(name) for name in dossier.names],
        claims=[claim_item(claim, called) for claim in dossier.claims],
        steps=steps,
    )


def _geometry(shape: ShapeView | None) -> dict[str, Any] | None:
    if shape is None:
        return None
    decimals = reader_decimals(http.actor(), http.runtime().settings.coordinate_decimals)
    found: dict[str, Any] = json.loads(public_geojson(shape.geojson, decimals))
    return found


def _codes(dossier: PlaceDossier) -> dict[str, str]:
    codes = {"place": dossier.place_code} if dossier.place_code else {}
    if dossier.is_division:
        rows = [dossier.division, *([dossier.twin] if dossier.twin else [])]
        codes |= {f"{row.scheme}:{row.edition}": row.code for row in rows}
    return codes


def _name(name: NameView) -> NameItem:
    return NameItem(
        text=name.text,
        kind=name.name_kind,
        label=language.say(name.kind_label),
        roman=name.roman_toned,
        roman_sign=name.roman_sign,
        roman_approved=name.is_roman_approved,
        year_from=name.years.earliest,
        year_to=name.years.latest,
        verbatim=name.verbatim,
        years=[name.years.from_min, name.years.from_max, name.years.to_min, name.years.to_max],
        years_computed_by=name.years_computed_by,
        approval_basis=name.approval_basis,
        approval_document=name.approval_document,
        reading_basis=name.reading_basis if name.is_roman_approved else "",
        minority_text=name.minority_text,
        language=name.minority_language,
        orthography_note=name.orthography_note,
        citation_id=name.citation.id if name.citation else None,
        absorbed_from=name.absorbed_from,
        import_row=name.import_row,
    )
