"""一地一档: what of a record is for everybody, and the record as a document to be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from registry.places.rules.position import public_position

FORMAT = "placename-registry/place"
VERSION = 1

# What a visitor may have of each row. A column that is added later is kept back until somebody
# decides otherwise here.
_PUBLIC: dict[str, frozenset[str]] = {
    "place": frozenset(
        {
            *("id", "place_code", "twin_place_code", "category_code", "twin_category_code"),
            *("legal_kind", "kind", "entity_status", "division_id", "county_id", "division_text"),
            *("managing_body", "parent_place_id", "accuracy_m", "datum", "position_method"),
            *("position_source", "secrecy", "description", "from_text", "to_text", "direction"),
            *("road_class", "length_m", "width_m", "elevation_m", "positional_importance"),
            *("positional_basis", "other_codes", "heritage_state", "sign_state", "retired_on"),
            *("retired_basis", "protected", "protection_basis", "merged_into", "row_version"),
            *("citation_id", "created_at", "updated_at", "simulated"),
        }
    ),
    "name": frozenset(
        {
            *("id", "text", "name_kind", "specific", "generic", "generic_absorbed"),
            *("roman_toned", "roman_plain", "roman_sign", "roman_status", "reading_basis"),
            *("valid_from_min", "valid_from_max", "valid_from_verbatim"),
            *("valid_to_min", "valid_to_max", "valid_to_verbatim", "minority_text"),
            *("minority_language", "orthography_note", "approval_basis", "approval_document"),
            *("protected", "citation_id", "absorbed_from", "created_at", "simulated"),
        }
    ),
    "claim": frozenset(
        {
            *("id", "name_id", "claim_type", "value_text", "year_from_min", "year_from_max"),
            *("year_to_min", "year_to_max", "era_verbatim", "method", "gaps", "status"),
            *("status_reason", "evidence", "row_version", "created_at", "simulated"),
        }
    ),
    "geometry": frozenset({"geometry_type", "geojson", "datum", "method", "source", "accuracy_m"}),
    "citation": frozenset(
        {
            *("id", "source_id", "source_title", "source_type", "author", "edition", "locator"),
            *("quote", "quote_punctuated", "translation", "grade", "url", "second_hand_via"),
            *("inspected_on", "retrieved_on", "simulated"),
        }
    ),
    "source": frozenset(
        {
            *("id", "source_type", "title", "author", "edition", "compiled_period", "holder"),
            *("shelfmark", "url", "accessed_on", "licence", "grade", "authenticity_note"),
            *("note", "simulated"),
        }
    ),
    "merge": frozenset(
        {
            *("id", "absorbed_id", "absorbed_name", "into_id", "into_name", "reason"),
            *("created_at", "undone_at", "undo_reason", "simulated"),
        }
    ),
}


def public_row(row: Mapping[str, Any], kind: str) -> dict[str, Any]:
    """What of a row is for everybody."""
    return {key: value for key, value in row.items() if key in _PUBLIC[kind]}


def public_place(row: Mapping[str, Any], decimals: int) -> dict[str, Any]:
    """What of a place is for everybody, its position rounded."""
    shown = public_position(row["lon"], row["lat"], decimals)
    lon, lat = shown or (None, None)
    return {**public_row(row, "place"), "lon": lon, "lat": lat}


def rounded(geometry: Mapping[str, Any], decimals: int) -> dict[str, Any]:
    """A shape with as many decimals as the public is shown of a point."""
    shape = json.loads(geometry["geojson"])
    shape["coordinates"] = _rounded(shape["coordinates"], decimals)
    return {**geometry, "geojson": json.dumps(shape, separators=(",", ":"))}


def _rounded(value: Any, decimals: int) -> Any:
    if isinstance(value, list):
        return [_rounded(one, decimals) for one in value]
    return round(value, decimals) if isinstance(value, float) else value
