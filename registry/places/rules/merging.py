"""Merging two records of one place: what is chosen field by field, what follows from the choice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from registry.core.text import T, Text
from registry.places.rules.details import MAX_CODES, is_twin_pair
from registry.places.rules.fields import PLACE_LABELS
from registry.places.rules.kind import (
    ApprovalBasis,
    EntityStatus,
    NameKind,
    RomanStatus,
)
from registry.places.rules.likeness import kinds_go_together, legal_kinds_go_together
from registry.places.rules.position import PositionMethod

KEPT, ABSORBED = "kept", "absorbed"
"""Whose value the merged place carries: the surviving record's, or the other one's."""


@dataclass(frozen=True, slots=True)
class Group:
    """Columns that are chosen together, since half of a position is none."""

    key: str
    label: Text
    columns: tuple[str, ...]


def _alone(name: str) -> Group:
    return Group(name, PLACE_LABELS[name], (name,))


GROUPS: tuple[Group, ...] = (
    Group("kind", PLACE_LABELS["kind"], ("kind", "legal_kind")),
    Group(
        "status", PLACE_LABELS["entity_status"], ("entity_status", "retired_on", "retired_basis")
    ),
    Group("division", PLACE_LABELS["division_id"], ("division_id", "county_id", "division_text")),
    _alone("managing_body"),
    _alone("parent_place_id"),
    Group("code", PLACE_LABELS["place_code"], ("place_code", "category_code")),
    Group(
        "position",
        PLACE_LABELS["position"],
        (
            *("lon", "lat", "accuracy_m", "datum", "position_method"),
            *("original_coord", "position_source"),
        ),
    ),
    Group("ends", T("起止点"), ("from_text", "to_text")),
    _alone("direction"),
    _alone("road_class"),
    _alone("length_m"),
    _alone("width_m"),
    _alone("elevation_m"),
    Group(
        "positional",
        PLACE_LABELS["positional_importance"],
        ("positional_importance", "positional_basis"),
    ),
    _alone("description"),
    _alone("claimed_sign_count"),
    _alone("secrecy"),
    _alone("citation_id"),
)
COLUMNS = {group.key: group.columns for group in GROUPS}

STANDARD_NAME, SPELLING, APPROVAL, GEOMETRY = "standard_name", "spelling", "approval", "geometry"
SPELLING_COLUMNS = (
    *("roman_toned", "roman_plain", "roman_sign", "roman_status", "reading_basis"),
    *("roman_approved_by", "roman_approved_at", "roman_doubt"),
)
APPROVAL_COLUMNS = ("approval_basis", "approval_document", "citation_id")
LABELS: dict[str, Text] = {
    STANDARD_NAME: T("标准名"),
    SPELLING: T("标准名的拼写"),
    APPROVAL: T("标准名的批准依据"),
    **{group.key: group.label for group in GROUPS},
    GEOMETRY: T("图形"),
    "codes": PLACE_LABELS["place_code"],
    "protection": PLACE_LABELS["protected"],
    "names": T("名称"),
    "claims": T("史实主张"),
    "children": T("下级地名"),
}
OTHER_NAME = "other_name"
OTHER_KINDS = tuple(kind for kind in NameKind if kind is not NameKind.STANDARD)
"""What the standard name that is not chosen may become."""

FIELDS = (STANDARD_NAME, SPELLING, APPROVAL, *COLUMNS, GEOMETRY)

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two records, as plain columns; `path` is that of its division."""

    place: Row
    standard: Row
    geometry: Row | None
    path: str


def default_choices(into: Side, absorbed: Side) -> dict[str, str]:
    """What is proposed: the filled value over the empty, the approved over the proposed one.

    Where both are as good, the surviving record's value stays.
    """
    chosen = {key: _default(key, into, absorbed) for key in FIELDS}
    return {**chosen, OTHER_NAME: NameKind.ALIAS.value}


def _default(key: str, into: Side, absorbed: Side) -> str:
    if key == GEOMETRY:
        return ABSORBED if absorbed.geometry and not into.geometry else KEPT
    better = _BETTER.get(key)
    if better is not None:
        return ABSORBED if better(absorbed) > better(into) else KEPT
    mine, theirs = values_of(key, into), values_of(key, absorbed)
    return ABSORBED if any(_filled(theirs)) and not any(_filled(mine)) else KEPT


def _filled(values: tuple[Any, ...]) -> list[bool]:
    return [value not in (None, "", False, []) for value in values]


def values_of(key: str, side: Side) -> tuple[Any, ...]:
    """The values that are chosen together under one key, in the order of their columns."""
    if key == STANDARD_NAME:
        return (side.standard["text"],)
    if key == SPELLING:
        return tuple(side.standard[name] for name in SPELLING_COLUMNS)
    if key == APPROVAL:
        return tuple(side.standard[name] for name in APPROVAL_COLUMNS)
    if key == GEOMETRY:
        shape = side.geometry
        return (None,) if shape is None else (shape["geometry_type"], shape["geojson"])
    return tuple(side.place[name] for name in COLUMNS[key])


_METHODS = (
    *(PositionMethod.DESCRIBED, PositionMethod.LABEL_POINT, PositionMethod.COMPUTED),
    *(PositionMethod.MAP_PIN, PositionMethod.PUBLISHED, PositionMethod.DIGITISED),
    PositionMethod.GNSS,
)


def _position_rank(side: Side) -> float:
    method = side.place["position_method"]
    return -1.0 if method is None else float(_METHODS.index(PositionMethod(method)))


def _approval_rank(side: Side) -> float:
    is_recorded = bool(side.standard["approval_basis"] != ApprovalBasis.UNRECORDED)
    return 2.0 * is_recorded + bool(side.standard["citation_id"])


_BETTER: dict[str, Callable[[Side], float]] = {
    # A name under protection stays the standard one (条例 art. 25).
    STANDARD_NAME: lambda side: float(side.place["protected"]),
    SPELLING: lambda side: float(side.standard["roman_status"] == RomanStatus.APPROVED),
    APPROVAL: _approval_rank,
    "division": lambda side: float(side.path.count("/")),
    "position": _position_rank,
    "secrecy": lambda side: float(side.place["secrecy"] == "public"),
    # What somebody knew to be something outranks "other".
    "kind": lambda side: float(side.place["kind"] != "other"),
    "status": lambda _side: 0.0,
}


def choice_faults(choices: Mapping[str, str]) -> dict[str, list[Text]]:
    """What is wrong with choices that came from outside."""
    wrong = T("请从列出的选项中选择")
    faults = {
        key: [wrong]
        for key, value in choices.items()
        if key in FIELDS and value not in {KEPT, ABSORBED}
    }
    if choices.get(OTHER_NAME, NameKind.ALIAS) not in OTHER_KINDS:
        faults[OTHER_NAME] = [wrong]
    unknown = set(choices) - {*FIELDS, OTHER_NAME}
    return faults | {key: [T("没有这个参数，请检查拼写")] for key in sorted(unknown)}


def merge_fault(into: Side, absorbed: Side, choices: Mapping[str, str]) -> tuple[str, Text] | None:
    """(code, words) of what forbids merging these two so, or None."""
    mine, theirs = into.place, absorbed.place
    if EntityStatus.WITHDRAWN in {mine["entity_status"], theirs["entity_status"]}:
        return "places.merge_withdrawn", T("其中一条记录已经撤回，不能合并")
    together = kinds_go_together(mine["kind"], theirs["kind"])
    if not together or not legal_kinds_go_together(mine["legal_kind"], theirs["legal_kind"]):
        return "places.merge_kinds", T("两条记录的类别不能是同一个地名；如果是登记错了，请先改类别")
    if mine["protected"] == theirs["protected"] or (
        into.standard["text"] == absorbed.standard["text"]
    ):
        return None
    protected = KEPT if mine["protected"] else ABSORBED
    if choices[STANDARD_NAME] != protected:
        return (
            "places.merge_protected",
            T("其中一个名称已列入保护，合并后它必须仍是标准名（《地名管理条例》第二十五条）"),
        )
    return None


def merged_columns(into: Side, absorbed: Side, choices: Mapping[str, str]) -> dict[str, Any]:
    """The columns of the surviving record after the merge, only those that change.

    The marks of heritage and signs are set by those who move what they stand for.
    """
    new: dict[str, Any] = {}
    for key, columns in COLUMNS.items():
        if choices[key] == ABSORBED:
            new |= {name: absorbed.place[name] for name in columns}
    new |= _codes(into.place, absorbed.place, choices["code"])
    new |= _protection(into.place, absorbed.place)
    return {name: value for name, value in new.items() if into.place[name] != value}


def _codes(into: Row, absorbed: Row, choice: str) -> dict[str, Any]:
    """Every number of both stays findable; the twin of a village takes the twin's columns."""
    mine, theirs = into["category_code"] or "", absorbed["category_code"] or ""
    if is_twin_pair(mine, theirs):
        main = {name: into[name] for name in _MAIN}
        main |= {
            "twin_place_code": absorbed["place_code"] or into["twin_place_code"],
            "twin_category_code": theirs,
        }
    else:
        first, second = (into, absorbed) if choice == KEPT else (absorbed, into)
        main = {name: first[name] or second[name] for name in (*_MAIN, *_TWIN)}
        if main["twin_category_code"] and not is_twin_pair(
            main["category_code"] or "", main["twin_category_code"]
        ):
            main |= {name: first[name] for name in _TWIN}
    numbers = [
        *(code for row in (into, absorbed) for code in (row["place_code"], row["twin_place_code"])),
        *into["other_codes"],
        *absorbed["other_codes"],
    ]
    used = {main["place_code"], main["twin_place_code"], None}
    others = [code for code in dict.fromkeys(numbers) if code not in used]
    return {**main, "other_codes": others[:MAX_CODES]}


_MAIN = ("place_code", "category_code")
_TWIN = ("twin_place_code", "twin_category_code")


def _protection(into: Row, absorbed: Row) -> dict[str, Any]:
    parts = [
        part
        for row in (into, absorbed)
        if row["protected"]
        for part in row["protection_basis"].split("；")
    ]
    basis = "；".join(dict.fromkeys(part for part in parts if part))
    return {"protected": bool(basis), "protection_basis": basis}


@dataclass(frozen=True, slots=True)
class PlacesMerged:
    """Two records became one: whoever hangs something on the absorbed place moves it along.

    Announced inside the merge, before it is whole: a listener that raises undoes all of it. What a
    listener moved it notes in `followed` under its own name, as plain data, for the way back.
    """

    merge_id: str
    absorbed_id: str
    into_id: str
    followed: dict[str, Any] = field(hash=False)


@dataclass(frozen=True, slots=True)
class Kept:
    """Something that undoing a merge left where it is, and why."""

    what: Text
    why: Text
    name: str = ""


@dataclass(frozen=True, slots=True)
class PlacesParted:
    """A merge was undone: what followed goes back, but for what was changed since.

    A listener adds what it left to `kept`.
    """

    merge_id: str
    absorbed_id: str
    into_id: str
    followed: Mapping[str, Any] = field(hash=False)
    kept: list[Kept] = field(hash=False)
