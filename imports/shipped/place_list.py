"""Shipped places: each division is a place too, and there are places without a division's row."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from imports.shipped.keys import division_key, place_id, source_id
from registry.core.work import Work
from registry.places import queries
from registry.places.services import NewName, NewPlace, NewPosition
from registry.places.services.divisions import division_id
from registry.sources import services as sources

Row = Mapping[str, str]
_RULES = "按 1984 年汉语地名拼写规则拟写，未经审定"
_LISTS = {"nbs": ("D1", "统计用区划代码 2023 年版"), "mca": ("D2", "民政部名单 2026-09-11")}


class Citations:
    """One citation of each source for the whole import, made when it is first needed."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._made: dict[str, str] = {}

    def of(self, key: str) -> str:
        """The citation of the shipped source with this key."""
        if key not in self._made:
            cited = sources.cite(self._work, source_id=source_id(key))
            self._made[key] = cited.id
        return self._made[key]


def missing_places(
    work: Work,
    divisions: Sequence[Row],
    others: Sequence[Row],
    points: Sequence[Row],
    candidates: Iterable[Mapping[str, Any]] = (),
) -> Iterator[NewPlace]:
    """The shipped places that are not there yet: divisions, and places without a division's row.

    Heritage lists often call a village otherwise than the statistics do (龙城村, 龙城社区…):
    that name becomes an alias, so that whoever read the list finds the place.

    What is there is left out before anything is cited for it, so that a second run writes nothing.
    """
    ids = [place_id(row["key"]) for row in (*divisions, *others)]
    here = set(queries.place_cards(work.session, ids))
    where = _positions(points)
    citations = Citations(work)
    called = _called(candidates)
    for row in divisions:
        if place_id(row["key"]) not in here:
            aliases = called.get(row["key"], {})
            yield _division_place(row, where.get(row["key"]), citations, aliases)
    for row in others:
        if place_id(row["key"]) not in here:
            yield _other_place(row, where.get(row["key"]), citations)


def _called(candidates: Iterable[Mapping[str, Any]]) -> dict[str, dict[str, str]]:
    """By place: the names that lists use for it, each with the first source that does."""
    found: dict[str, dict[str, str]] = {}
    for row in candidates:
        if row["sources"]:
            found.setdefault(row["place_ref"], {}).setdefault(row["name"], row["sources"][0])
    return found


def _division_place(
    row: Row, position: NewPosition | None, citations: Citations, aliases: Mapping[str, str]
) -> NewPlace:
    names = list(_names(row, citations))
    known = {name.text for name in names}
    names += [
        NewName(text, "alias", citation_id=citations.of(source))
        for text, source in aliases.items()
        if text not in known
    ]
    return NewPlace(
        id=place_id(row["key"]),
        kind=row["kind"],
        division_id=division_id(*division_key(row["key"])),
        names=tuple(names),
        position=position,
        secrecy="public",
        description=row["note"],
        citation_id=citations.of(_LISTS[row["scheme"]][0]),
    )


def _names(row: Row, citations: Citations) -> Iterator[NewName]:
    """The name in force first.

    Where the two lists differ in the name of a town, the list of the ministry is the newer and
    the legal one; the other list's name stays beside it as a variant. A short name is added where
    a village is listed under its committee.
    """
    standard, scheme, toned = row["name"], row["scheme"], row["roman_toned"]
    differs = bool(row["twin_name"]) and row["twin_name"] != standard
    if differs:
        standard, scheme, toned = row["twin_name"], row["twin_scheme"], ""
    source, document = _LISTS[scheme]
    yield NewName(
        standard,
        roman_toned=toned,
        reading_basis=_reading_basis(row),
        approval_basis="official_list",
        approval_document=document,
        citation_id=citations.of(source),
    )
    if differs:
        source, document = _LISTS[row["scheme"]]
        yield NewName(
            row["name"],
            "variant",
            roman_toned=row["roman_toned"],
            approval_basis="official_list",
            approval_document=document,
            citation_id=citations.of(source),
        )
    if row["short_name"]:
        yield NewName(row["short_name"], "short")


def _reading_basis(row: Row) -> str:
    """What the proposed spelling rests on, and which characters somebody has to read out."""
    if row["to_confirm"] != "yes":
        return _RULES
    doubtful = "、".join(pair[0] for pair in row.get("polyphones", "").split())
    return f"{_RULES}；读音待核实" + (f"：{doubtful}" if doubtful else "")


def _other_place(row: Row, position: NewPosition | None, citations: Citations) -> NewPlace:
    citation = citations.of(row["source_key"])
    names = [
        NewName(
            row["name"],
            roman_toned=row["roman_toned"],
            reading_basis=_reading_basis(row),
            citation_id=citation,
        )
    ]
    if row["alias"]:
        names.append(NewName(row["alias"], "alias", citation_id=citation))
    return NewPlace(
        id=place_id(row["key"]),
        kind=row["kind"],
        division_id=division_id(*division_key(row["inside_key"])),
        names=tuple(names),
        position=position,
        secrecy="public",
        description=row["note"],
        citation_id=citation,
    )


def _positions(points: Iterable[Row]) -> dict[str, NewPosition]:
    """Positions by the key of the place: a seat before a point that is only for a label."""
    found: dict[str, NewPosition] = {}
    by_weight = sorted(points, key=lambda row: row["method"] == "label_point")
    for row in by_weight:
        found.setdefault(row["division_key"] or row["place_key"], _position(row))
    return found


def _position(row: Row) -> NewPosition:
    return NewPosition(
        lon=float(row["lon"]),
        lat=float(row["lat"]),
        method=row["method"],
        source=f"{row['source']}；{row['precision_note']}",
        datum=row["datum"],
        original_coord=f"{row['lon']}, {row['lat']}",
    )
