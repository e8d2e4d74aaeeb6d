"""Places as rows of the generic profile's columns: a table that can be corrected and read back."""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from imports.profiles import profile_named
from imports.rules.divisions import DivisionIndex
from imports.rules.settling import FOUNDED_IN
from imports.rules.targets import OTHER_NAMES, STATEMENTS, Target
from registry.places.queries import matching as known
from registry.places.queries.matching import KnownPlace
from registry.places.rules import (
    APPROVAL_BASIS_LABELS,
    LEGAL_KIND_LABELS,
    PLACE_KIND_LABELS,
    ApprovalBasis,
    LegalKind,
    PlaceKind,
)

_T = Target
_PAGE = 500
EXPORTED: tuple[Target, ...] = (
    *(_T.NAME, _T.KIND, _T.CITY, _T.COUNTY, _T.TOWNSHIP, _T.VILLAGE),
    *(_T.ALIAS, _T.SHORT, _T.FORMER, _T.HISTORICAL, _T.POPULAR, _T.MAP_NAME, _T.VARIANT),
    *(_T.ROMAN, _T.MINORITY_TEXT, _T.MINORITY_LANGUAGE, _T.NAMED_AT, _T.NAME_UNTIL),
    *(_T.APPROVAL_BASIS, _T.APPROVAL_DOCUMENT, _T.ORTHOGRAPHY),
    *(_T.LEGAL_KIND, _T.CATEGORY_CODE, _T.PLACE_CODE, _T.TWIN_CODE, _T.OTHER_CODES),
    *(_T.DIVISION_THEN, _T.LON, _T.LAT, _T.DATUM, _T.METHOD, _T.ACCURACY, _T.SHAPE),
    *(_T.ELEVATION, _T.DESCRIPTION, _T.ORIGIN, _T.MEANING, _T.EVOLUTION, _T.FOUNDED),
    *(_T.FIRST_RECORD, _T.CONTINUOUS, _T.RENAMED, _T.REGIONAL_ROLE, _T.REMAINS, _T.LEGEND),
    *(_T.SECRECY, _T.STATUS, _T.SIGN_COUNT, _T.POSITIONAL, _T.POSITIONAL_BASIS),
    _T.MANAGING_BODY,
    *(_T.FROM_TEXT, _T.TO_TEXT, _T.DIRECTION, _T.ROAD_CLASS, _T.LENGTH, _T.WIDTH),
)
_FIELDS: dict[Target, str] = {
    _T.CATEGORY_CODE: "category_code",
    _T.DIVISION_THEN: "division_text",
    _T.POSITIONAL_BASIS: "positional_basis",
    _T.PLACE_CODE: "place_code",
    _T.TWIN_CODE: "twin_place_code",
    _T.ELEVATION: "elevation_m",
    _T.DESCRIPTION: "description",
    _T.STATUS: "entity_status",
    _T.SIGN_COUNT: "claimed_sign_count",
    _T.MANAGING_BODY: "managing_body",
    _T.FROM_TEXT: "from_text",
    _T.TO_TEXT: "to_text",
    _T.DIRECTION: "direction",
    _T.ROAD_CLASS: "road_class",
    _T.LENGTH: "length_m",
    _T.WIDTH: "width_m",
}
_FACTS: dict[Target, str] = {
    _T.MINORITY_TEXT: "minority_text",
    _T.MINORITY_LANGUAGE: "minority_language",
    _T.NAMED_AT: "valid_from_verbatim",
    _T.NAME_UNTIL: "valid_to_verbatim",
    _T.APPROVAL_DOCUMENT: "approval_document",
    _T.ORTHOGRAPHY: "orthography_note",
}
_CLAIMS = {target: kind for target, kind in STATEMENTS.items() if target in EXPORTED}
_LEVELS = {
    _T.CITY: {"city"},
    _T.COUNTY: {"county", "functional_zone"},
    _T.TOWNSHIP: {"township"},
    _T.VILLAGE: {"village"},
}


def exported_headers() -> list[str]:
    """The headers of the export: those that the generic profile knows first."""
    generic = profile_named("generic")
    return [generic.headers[target][0] for target in EXPORTED] if generic else []


def exported_rows(session: Session, county_id: str | None = None) -> Iterator[list[str]]:
    """Every place that is there, in order of id, its position exact: for staff, not for the public.

    What is read back changes nothing. Where a place has several claims of a kind, the first is
    given; sources have a format of their own.
    """
    divisions = DivisionIndex(known.division_rows(session), {})
    after = ""
    while True:
        ids = known.ids_after(session, after, _PAGE, county_id)
        places = known.known_places(session, ids)
        for place_id in ids:
            yield _row(places[place_id], divisions)
        if len(ids) < _PAGE:
            return
        after = ids[-1]


def _row(place: KnownPlace, divisions: DivisionIndex) -> list[str]:
    cells: dict[Target, str] = {
        _T.NAME: place.name,
        _T.KIND: str(PLACE_KIND_LABELS[PlaceKind(place.kind)]),
        _T.ROMAN: place.roman_toned,
        _T.SECRECY: "公开" if place.fields["secrecy"] == "public" else "",
    }
    home = divisions.home_of(place.division_id, place.kind)
    for target, levels in _LEVELS.items():
        above = (divisions.by_id[one] for one in divisions.path_ids(home))
        cells[target] = next((one.name for one in above if one.level in levels), "")
    for target, kind in OTHER_NAMES.items():
        cells[target] = "、".join(sorted(text for own, text in place.others if own == kind))
    for target, column in _FIELDS.items():
        value = place.fields[column]
        cells[target] = "" if value is None else str(value)
    for target, fact in _FACTS.items():
        cells[target] = place.facts.get(fact) or ""
    for target, kind in _CLAIMS.items():
        cells[target] = next((text for own, text in sorted(place.claims) if own == kind), "")
    cells[_T.LEGAL_KIND] = str(LEGAL_KIND_LABELS[LegalKind(place.fields["legal_kind"])])
    basis = ApprovalBasis(place.facts.get("approval_basis") or ApprovalBasis.UNRECORDED)
    if basis is not ApprovalBasis.UNRECORDED:
        cells[_T.APPROVAL_BASIS] = str(APPROVAL_BASIS_LABELS[basis])
    cells[_T.OTHER_CODES] = "\n".join(place.fields["other_codes"] or ())
    cells[_T.POSITIONAL] = "是" if place.fields["positional_importance"] else ""
    cells[_T.FOUNDED], cells[_T.SHAPE] = _founded(place), place.shape
    if place.lon is not None and place.lat is not None:
        cells[_T.LON], cells[_T.LAT] = repr(place.lon), repr(place.lat)
        cells[_T.DATUM], cells[_T.METHOD] = "WGS84", place.position_method or ""
        cells[_T.ACCURACY] = "" if place.accuracy_m is None else repr(place.accuracy_m)
    return [cells.get(target, "") for target in EXPORTED]


def _founded(place: KnownPlace) -> str:
    """The year of foundation that a file gave, in its words."""
    said = sorted(text for kind, text in place.claims if kind == "settlement_founded")
    return next((text.removeprefix(FOUNDED_IN) for text in said if text.startswith(FOUNDED_IN)), "")
