"""Linked Places features made flat, in the columns of LP-TSV, so that one mapping fits both.

Source of both formats: the Linked Places Format and LP-TSV of the World Historical Gazetteer.
What has no column there stays whole, as JSON text, in a column of its own name.
"""

from __future__ import annotations

from typing import Any, Final

from imports.readers.json_stream import Record

_WHOLE: Final = ("names", "when", "links", "relations", "descriptions", "depictions")
#: Which links say "the same place", and which relation leads to the place above.
_MATCHES: Final = frozenset({"exactMatch", "closeMatch"})
_PART_OF: Final = ("broader", "partof", "broaderpartitive")


def flatten(feature: Record) -> tuple[dict[str, Any], Any]:
    """The columns of one feature, and its geometry."""
    properties = feature.get("properties")
    values: dict[str, Any] = {"id": feature.get("@id") or feature.get("id")}
    own = dict(properties) if isinstance(properties, dict) else {}
    names = _dicts(feature.get("names"))
    values["title"] = own.pop("title", None) or _first(names, "toponym")
    values["title_source"] = _citation(names, "label")
    values["title_uri"] = _citation(names, "@id")
    ccodes = own.pop("ccodes", None)
    values["ccodes"] = _listed(ccodes) if isinstance(ccodes, list) else ccodes
    values["matches"] = _listed(
        link.get("identifier")
        for link in _dicts(feature.get("links"))
        if str(link.get("type", "")).rpartition(":")[2] in _MATCHES
    )
    values["variants"] = _listed(_variant(name) for name in names)
    values |= _types(_dicts(feature.get("types")))
    values |= _parent(_dicts(feature.get("relations")))
    values |= _dates(feature.get("when"))
    values["description"] = _first(_dicts(feature.get("descriptions")), "value")
    values |= {key: value for key, value in own.items() if key not in values}
    values |= {key: feature[key] for key in _WHOLE if feature.get(key)}
    values["types_json"] = feature.get("types")
    return values, feature.get("geometry")


def _types(types: list[Record]) -> dict[str, Any]:
    identifiers = [str(each.get("identifier") or "") for each in types]
    return {
        "types": _listed(_label(each) for each in types),
        "aat_types": _listed(
            identifier.rpartition(":")[2] for identifier in identifiers if "aat" in identifier
        ),
    }


def _label(each: Record) -> Any:
    source = _dicts(each.get("sourceLabels") or each.get("sourceLabel"))
    return _first(source, "label") or each.get("label")


def _parent(relations: list[Record]) -> dict[str, Any]:
    for relation in relations:
        kind = str(relation.get("relationType") or relation.get("type") or "").lower()
        if any(word in kind for word in _PART_OF):
            return {"parent_name": relation.get("label"), "parent_id": relation.get("relationTo")}
    return {"parent_name": None, "parent_id": None}


def _dates(when: Any) -> dict[str, Any]:
    """Start and end of the first timespan, each the bound that is given."""
    spans = _dicts(when.get("timespans")) if isinstance(when, dict) else []
    span = spans[0] if spans else {}
    return {side: _bound(span.get(side)) for side in ("start", "end")}


def _bound(side: Any) -> Any:
    if not isinstance(side, dict):
        return side
    return side.get("in") or side.get("earliest") or side.get("latest")


def _variant(name: Record) -> str:
    toponym, language = name.get("toponym") or "", name.get("lang") or ""
    return f"{toponym}@{language}" if toponym and language else str(toponym)


def _citation(names: list[Record], member: str) -> Any:
    for name in names:
        found = _first(_dicts(name.get("citations")), member)
        if found:
            return found
    return None


def _first(records: list[Record], member: str) -> Any:
    return next((each[member] for each in records if each.get(member)), None)


def _dicts(value: Any) -> list[Record]:
    if isinstance(value, dict):
        return [value]
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _listed(values: Any) -> str:
    """LP-TSV separates values by semicolons."""
    return ";".join(str(value) for value in values if value)
