"""The JSON of the gazetteer: search, suggestions and single places."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, ConfigDict, Field

from registry.edge import access, http, language
from registry.places import queries
from registry.places.forms.search import PlaceQuery, filter_of
from registry.places.queries import (
    ClaimView,
    NameView,
    PlaceCard,
    PlaceDossier,
    PlaceHit,
)
from registry.places.queries.areas import area_path
from registry.places.rules import public_position, reader_decimals

TAG = Tag(name="places", description="Names of places: search, suggestions, single places.")
api = APIBlueprint("places_api", __name__, url_prefix="/api/v1", abp_tags=[TAG])


class ListQuery(PlaceQuery):
    """Query of the list; suggestions are the same with a small `limit`."""

    limit: int = Field(20, ge=1, le=100, description="Rows a page.")


class PlacePath(BaseModel):
    """The identifier in the address."""

    place_id: str = Field(description="Identifier of a place.")


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class MatchedName(_Answer):
    """Why a place was found: which of its names met the query, and how."""

    text: str
    roman: str
    kind: str
    label: str
    way: str


class PlaceItem(_Answer):
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


class PlaceList(_Answer):
    """A page of places and the cursor of the next one."""

    items: list[PlaceItem]
    next: str | None


class NameItem(_Answer):
    """One name of a place; years are astronomical (0 is 1 BCE)."""

    text: str
    kind: str
    label: str
    roman: str
    roman_sign: str
    roman_approved: bool
    year_from: int | None
    year_to: int | None
    verbatim: str


class EvidenceItem(_Answer):
    """A citation for or against a claim."""

    stance: str
    source: str
    locator: str
    quote: str
    grade: str
    url: str


class ClaimItem(_Answer):
    """A claim with the bounds of its beginning and its end (astronomical years, 0 is 1 BCE)."""

    id: str
    type: str
    label: str
    text: str
    from_min: int | None
    from_max: int | None
    to_min: int | None
    to_max: int | None
    era_verbatim: str
    status: str
    simulated: bool
    evidence: list[EvidenceItem]


class PlaceDetail(PlaceItem):
    """Everything public about one place."""

    codes: dict[str, str]
    position_source: str
    position_accuracy_m: float | None
    description: str
    protection_basis: str
    version: int
    names: list[NameItem]
    claims: list[ClaimItem]


class ProblemBody(BaseModel):
    """RFC 9457 problem details; `errors` names each wrong parameter."""

    type: str
    code: str
    status: int
    title: str
    errors: dict[str, list[str]] | None = None


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


@api.get("/places/<place_id>", responses={200: PlaceDetail, 404: ProblemBody}, summary="One place")
@access.public
def place_read(path: PlacePath) -> dict[str, Any]:
    """One place with its names and claims."""
    with http.reading() as session:
        dossier = queries.known_dossier(session, path.place_id)
    return _detail(dossier).model_dump()


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


def _detail(dossier: PlaceDossier) -> PlaceDetail:
    return PlaceDetail(
        **_common(dossier.card),
        codes=_codes(dossier),
        position_source=dossier.position_source,
        position_accuracy_m=dossier.accuracy_m,
        description=dossier.description,
        protection_basis=dossier.protection_basis,
        version=dossier.row_version,
        names=[_name(name) for name in dossier.names],
        claims=[_claim(claim) for claim in dossier.claims],
    )


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
    )


def _claim(claim: ClaimView) -> ClaimItem:
    return ClaimItem(
        id=claim.id,
        type=claim.claim_type,
        label=language.say(claim.label),
        text=claim.value_text,
        from_min=claim.years.from_min,
        from_max=claim.years.from_max,
        to_min=claim.years.to_min,
        to_max=claim.years.to_max,
        era_verbatim=claim.era_verbatim,
        status=claim.status,
        simulated=claim.simulated,
        evidence=[
            EvidenceItem(
                stance=item.stance,
                source=item.citation.source_title,
                locator=item.citation.locator,
                quote=item.citation.quote,
                grade=item.citation.grade,
                url=item.citation.url,
            )
            for item in claim.evidence
        ],
    )
