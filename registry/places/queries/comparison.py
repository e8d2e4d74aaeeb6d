"""Two records side by side, field by field, with what is proposed for one that is both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from registry.core.errors import NotFound
from registry.core.geo import Position, distance_m
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.places.queries.alike import compared
from registry.places.queries.dossier import PlaceDossier, known_dossier
from registry.places.queries.history import names_of
from registry.places.queries.pairs import PairView, ReasonView, pair_of, reason_views
from registry.places.queries.past import State, states
from registry.places.rules import NameKind
from registry.places.rules.fields import Shown, shown
from registry.places.rules.merging import (
    ABSORBED,
    APPROVAL,
    COLUMNS,
    FIELDS,
    GEOMETRY,
    LABELS,
    SPELLING,
    STANDARD_NAME,
    Side,
    default_choices,
    merge_fault,
    values_of,
)
from registry.places.rules.past import mentioned

FIRST, SECOND = "first", "second"
_HIDDEN = frozenset({"county_id"})
_OF_NAME = {
    STANDARD_NAME: ("text", "roman_toned"),
    SPELLING: ("roman_toned", "roman_status", "reading_basis"),
    APPROVAL: ("approval_basis", "approval_document", "citation_id"),
}
_POSITION = ("position", "accuracy_m", "position_method", "position_source", "original_coord")


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of both; `proposed` is whose value the merged record would carry."""

    key: str
    label: Text
    first: Sequence[Shown]
    second: Sequence[Shown]
    differs: bool
    proposed: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything a person needs to say whether two records are one place.

    `survivor`: which record is proposed to stay. `forbidden`: what forbids a merge whatever is
    chosen; None where it may be.
    """

    first: PlaceDossier
    second: PlaceDossier
    score: int
    reasons: Sequence[ReasonView]
    rows: Sequence[FieldRow]
    survivor: str
    metres: float | None
    forbidden: Text | None
    crosses_counties: bool
    pair: PairView | None

    @property
    def sides(self) -> tuple[tuple[str, PlaceDossier], tuple[str, PlaceDossier]]:
        """Both with their keys."""
        return (FIRST, self.first), (SECOND, self.second)


def comparison(session: Session, first_id: str, second_id: str) -> Comparison:
    """Two records side by side, by identifiers from outside.

    Raises:
        NotFound: `places.unknown`, `places.same_place`.
    """
    if first_id == second_id or not (is_id(first_id) and is_id(second_id)):
        raise NotFound("places.same_place", T("要比较的是两条不同的记录"))
    first, second = known_dossier(session, first_id), known_dossier(session, second_id)
    now = states(session, [first_id, second_id])
    sides = _side(now[first_id], first), _side(now[second_id], second)
    survivor = _survivor(sides)
    called = names_of(session, mentioned(now.values()))
    proposed = _proposed(sides, survivor)
    found = compared(session, first_id, second_id)
    pair = pair_of(session, first_id, second_id)
    return Comparison(
        first=first,
        second=second,
        score=found.score if found else 0,
        reasons=_reasons(pair, reason_views(found) if found else []),
        rows=_rows(sides, proposed, called),
        survivor=survivor,
        metres=_metres(first, second),
        forbidden=_forbidden(sides),
        crosses_counties=first.card.county_id != second.card.county_id,
        pair=pair,
    )


def _side(state: State, dossier: PlaceDossier) -> Side:
    standard = next(name for name in state["names"] if name["name_kind"] == NameKind.STANDARD)
    return Side(state["place"], standard, state["geometry"], dossier.card.division_path)


def _reasons(pair: PairView | None, now: list[ReasonView]) -> list[ReasonView]:
    """The reasons as they are now; of a pair that came back, marked with what is new."""
    news = {reason.code for reason in pair.reasons if reason.is_new} if pair else set()
    return [
        ReasonView(reason.code, reason.words, reason.names, reason.speaks_for, reason.code in news)
        for reason in now
    ]


def _survivor(sides: tuple[Side, Side]) -> str:
    """The record that is protected, approved, numbered or fuller; of two equals the older one."""
    weights = [
        (
            bool(side.place["protected"]),
            side.standard["approval_basis"] != "unrecorded",
            side.place["place_code"] is not None,
            str(side.place["category_code"] or "").startswith("216"),
            sum(value not in (None, "", False, []) for value in side.place.values()),
        )
        for side in sides
    ]
    if weights[0] == weights[1]:
        return FIRST if sides[0].place["created_at"] <= sides[1].place["created_at"] else SECOND
    return FIRST if weights[0] > weights[1] else SECOND


def _ordered(sides: tuple[Side, Side], survivor: str) -> tuple[Side, Side]:
    return sides if survivor == FIRST else (sides[1], sides[0])


def _proposed(sides: tuple[Side, Side], survivor: str) -> dict[str, str]:
    other = SECOND if survivor == FIRST else FIRST
    choices = default_choices(*_ordered(sides, survivor))
    return {key: other if choices[key] == ABSORBED else survivor for key in FIELDS}


def _forbidden(sides: tuple[Side, Side]) -> Text | None:
    """Kinds that are never one; what depends on a choice is refused when it is made."""
    fault = merge_fault(*sides, default_choices(*sides))
    return fault[1] if fault and fault[0] != "places.merge_protected" else None


def _metres(first: PlaceDossier, second: PlaceDossier) -> float | None:
    here, there = first.card, second.card
    if here.lon is None or here.lat is None or there.lon is None or there.lat is None:
        return None
    return distance_m(Position(here.lon, here.lat), Position(there.lon, there.lat))


def _rows(
    sides: tuple[Side, Side], proposed: Mapping[str, str], called: Mapping[str, str]
) -> list[FieldRow]:
    same_name = sides[0].standard["text"] == sides[1].standard["text"]
    rows = []
    for key in FIELDS:
        if key in {SPELLING, APPROVAL} and not same_name:
            continue
        first, second = (_cells(key, side, called) for side in sides)
        if not first and not second:
            continue
        differs = values_of(key, sides[0]) != values_of(key, sides[1])
        rows.append(FieldRow(key, LABELS[key], first, second, differs, proposed[key]))
    return rows


def _cells(key: str, side: Side, called: Mapping[str, str]) -> list[Shown]:
    if key in _OF_NAME:
        cells = [shown(name, side.standard[name], called) for name in _OF_NAME[key]]
    elif key == GEOMETRY:
        shape: Mapping[str, Any] = side.geometry or {}
        cells = [shown(name, shape.get(name), called) for name in ("geometry_type", "source")]
    elif key == "position":
        place = {**side.place, "position": _point(side.place)}
        cells = [shown(name, place[name], called) for name in _POSITION]
    else:
        cells = [
            shown(name, side.place[name], called) for name in COLUMNS[key] if name not in _HIDDEN
        ]
        if side.place[COLUMNS[key][0]] is False:
            cells = []
    return [cell for cell in cells if cell]


def _point(place: Mapping[str, Any]) -> str:
    return "" if place["lon"] is None else f"{place['lon']:.6f}, {place['lat']:.6f}"
