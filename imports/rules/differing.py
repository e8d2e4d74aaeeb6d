"""What a row would change of a place that is there: filled gaps, additions, and contradictions."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from imports.rules.draft import PlaceDraft
from imports.rules.known import KnownLike
from registry.core.geo import Position, distance_m, gcj02_suspect
from registry.places.rules import ApprovalBasis, legal_kind_of
from registry.places.rules.details import is_twin_pair
from registry.places.rules.romanise import plain_of

_SAME_M = 1.0
_EMPTY: tuple[Any, ...] = (None, "", [])


@dataclass(slots=True)
class Difference:
    """`columns`: place columns to write; `names`, `claims`: to add; `shown`: old and new in words.

    `facts`: columns of the standard name. `contradicted`: what is written otherwise and may not be
    replaced without a person.
    """

    columns: dict[str, Any] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    names: list[tuple[str, str]] = field(default_factory=list)
    claims: list[tuple[str, str, str]] = field(default_factory=list)
    has_point: bool = False
    has_shape: bool = False
    shown: list[dict[str, Any]] = field(default_factory=list)
    contradicted: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether the row says nothing that is not there already."""
        return not self.shown

    def show(self, name: str, old: Any, new: Any) -> None:
        """Put a change among those that are shown."""
        self.shown.append({"field": name, "old": _short(old), "new": _short(new)})


def overwritable(place: KnownLike, same_source: Collection[str]) -> bool:
    """Whether only earlier imports of this same source wrote the place: then it may be renewed."""
    if place.touched or place.import_run_id not in same_source:
        return False
    return place.runs <= set(same_source)


def difference(draft: PlaceDraft, place: KnownLike, *, replace: bool) -> Difference:
    """What the row would change; with `replace` also what stands there otherwise.

    Contradictions are told at the draft as problems.
    """
    found = Difference()
    _columns(draft, place, found, replace=replace)
    _names(draft, place, found)
    _facts(draft, place, found, replace=replace)
    for claim in draft.claims:
        if (claim[0], claim[1]) not in place.claims:
            found.claims.append(claim)
            found.show(f"claim:{claim[0]}", "", claim[1])
    _roman(draft, place)
    _position(draft, place, found, replace=replace)
    _shape(draft, place, found, replace=replace)
    return found


def _facts(draft: PlaceDraft, place: KnownLike, found: Difference, *, replace: bool) -> None:
    """Of the standard name: what it is in another script, since when and until when it holds."""
    if draft.name != place.name:
        return
    script, language = draft.minority
    said = {
        "minority_text": script,
        "minority_language": language if script else "",
        "valid_from_verbatim": draft.since,
        "valid_to_verbatim": draft.until,
        **draft.facts,
    }
    for name, value in said.items():
        old = place.facts.get(name) or ""
        # Nobody recorded it: that is no other answer.
        old = "" if old == ApprovalBasis.UNRECORDED else old
        if not value or value == old:
            continue
        if not old or replace:
            found.facts[name] = value
            found.show(f"fact:{name}", old, value)
        else:
            found.contradicted += 1
            column = draft.columns.get(_TARGET_OF_FACT.get(name, name), "")
            draft.tell(
                column, value, "differs", field=f"fact:{name}", old=_short(old), new=_short(value)
            )


_TARGET_OF_FACT = {
    "valid_from_verbatim": "named_at",
    "valid_to_verbatim": "name_until",
    "orthography_note": "orthography",
}


def _columns(draft: PlaceDraft, place: KnownLike, found: Difference, *, replace: bool) -> None:
    for name, value in _with_twins(draft, place).items():
        old = place.fields.get(name)
        if value in _EMPTY or value == old or _same_number(old, value) or _is_aside(name, draft):
            continue
        if name == "secrecy":
            if (old, value) == ("unknown", "public"):
                found.columns[name] = value
                found.show(name, old, value)
        elif name == "other_codes":
            merged = [*(old or []), *(one for one in value if one not in (old or []))]
            if merged != (old or []):
                found.columns[name] = merged
                found.show(name, "、".join(old or []), "、".join(merged))
        elif (
            old in _EMPTY or (replace and name not in _NEVER) or _is_usual(name, old, place, draft)
        ):
            found.columns |= _written(name, value)
            found.show(name, old, value)
        else:
            found.contradicted += 1
            column = draft.columns.get(_TARGET_OF.get(name, name), "")
            draft.tell(
                column, str(value), "differs", field=name, old=_short(old), new=_short(value)
            )


def _is_aside(name: str, draft: PlaceDraft) -> bool:
    """Whether a column is not compared by itself.

    The division as this file writes it is no statement: the place keeps what it was taken in
    with. That a place matters for finding one's way is said by the ground of it.
    """
    if name == "division_text":
        return not draft.division_said
    return name == "positional_importance" and bool(draft.fields[name])


def _written(name: str, value: Any) -> dict[str, Any]:
    """The columns that change with one: an importance and its ground stand and fall together."""
    if name == "positional_basis":
        return {name: value, "positional_importance": True}
    return (
        {name: value, "positional_basis": ""} if name == "positional_importance" else {name: value}
    )


def _is_usual(name: str, old: Any, place: KnownLike, draft: PlaceDraft) -> bool:
    """Whether a value only follows from others, and no person said so.

    The legal kind that the kind of place usually has; the division as an earlier file wrote the
    one of today, in which this row lies too.
    """
    if place.touched:
        return False
    if name == "legal_kind":
        return bool(old == legal_kind_of(place.kind).value)
    here = draft.division_written
    return name == "division_text" and bool(here) and (old.endswith(here) or here.endswith(old))


#: Vanishing has a date and a ground, and a code is an identity: no file changes either.
_NEVER = frozenset({"entity_status", "place_code", "twin_place_code"})
_TARGET_OF = {
    "claimed_sign_count": "sign_count",
    "elevation_m": "elevation",
    "length_m": "length",
    "width_m": "width",
    "entity_status": "status",
    "twin_place_code": "twin_code",
    "other_codes": "other_codes",
    "division_text": "division_then",
    "positional_importance": "positional",
}


def _with_twins(draft: PlaceDraft, place: KnownLike) -> dict[str, Any]:
    """The row's columns, where it is the other half of a twin as the twin's columns."""
    fields = dict(draft.fields)
    code, category = fields.get("place_code"), fields.get("category_code")
    mine, own = place.fields.get("place_code"), place.fields.get("category_code")
    if code and code == place.fields.get("twin_place_code"):
        fields.pop("place_code")
        fields.pop("category_code", None)
    elif (
        code and mine and code != mine and are_twin_codes(category or code[9:14], own or mine[9:14])
    ):
        fields["twin_place_code"] = fields.pop("place_code")
        fields["twin_category_code"] = fields.pop("category_code", None) or code[9:14]
    return fields


def are_twin_codes(category: str, other: str) -> bool:
    """Whether two categories are the area (216xx) and the organisation (276xx) of one entity."""
    return bool(category and other) and is_twin_pair(category, other)


def _names(draft: PlaceDraft, place: KnownLike, found: Difference) -> None:
    known = {place.name, *(text for _, text in place.others)}
    wanted = list(draft.names)
    if draft.name not in known:
        # The other half's name, or another way of writing the committee.
        wanted.insert(0, ("alias", draft.name))
    for kind, text in wanted:
        if text not in known:
            known.add(text)
            found.names.append((kind, text))
            found.show(f"name:{kind}", "", text)


def _roman(draft: PlaceDraft, place: KnownLike) -> None:
    if not draft.roman or draft.name != place.name or not place.roman_plain:
        return
    if _letters(plain_of(draft.roman)) != _letters(place.roman_plain):
        draft.tell(
            draft.columns.get("roman", ""), draft.roman, "roman_differs", old=place.roman_plain
        )


def _letters(roman: str) -> str:
    return "".join(char for char in roman.casefold() if char.isalnum())


def _position(draft: PlaceDraft, place: KnownLike, found: Difference, *, replace: bool) -> None:
    point = draft.point
    if point is None:
        return
    if place.lon is None or place.lat is None:
        found.has_point = True
        found.show("position", "", f"{point.lon:.7g}, {point.lat:.7g}")
        return
    old, new = Position(place.lon, place.lat), Position(point.lon, point.lat)
    distance = distance_m(old, new)
    if distance <= _SAME_M:
        if place.accuracy_m is None and point.accuracy_m is not None:
            found.columns["accuracy_m"] = point.accuracy_m
            found.show("accuracy_m", "", point.accuracy_m)
        return
    column = draft.columns.get("lon") or draft.columns.get("coordinates", "")
    far = _length(distance)
    if gcj02_suspect(old, new):
        draft.tell(column, point.original, "shift_suspect", distance=far)
    if replace:
        found.has_point = True
        found.show(
            "position", f"{place.lon:.7g}, {place.lat:.7g}", f"{point.lon:.7g}, {point.lat:.7g}"
        )
    else:
        found.contradicted += 1
        draft.tell(column, point.original, "position_differs", field="position", distance=far)


def _shape(draft: PlaceDraft, place: KnownLike, found: Difference, *, replace: bool) -> None:
    if not draft.shape or _same_shape(draft.shape, place.shape):
        return
    if not place.shape or replace:
        found.has_shape = True
        found.show("shape", "…" if place.shape else "", "…")
    else:
        found.contradicted += 1
        draft.tell("", "", "differs", field="shape", old="…", new="…")


def _same_shape(one: str, other: str) -> bool:
    return bool(other) and (one == other or json.loads(one) == json.loads(other))


def _same_number(old: Any, new: Any) -> bool:
    both = isinstance(old, int | float) and isinstance(new, int | float)
    return both and abs(old - new) < 1e-9


def _short(value: Any) -> str:
    text = "" if value is None else str(value)
    return text if len(text) <= 200 else text[:200] + "…"


def _length(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 10_000 else f"{metres / 1000:.0f} km"
