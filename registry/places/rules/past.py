"""What a change changed: two states of a place compared field by field, names letter by letter."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from registry.core.text import T, Text
from registry.places.rules.fields import (
    CLAIM_LABELS,
    DIGITS,
    NAME_LABELS,
    PLACE_LABELS,
    REFERENCES,
    SHAPE_LABELS,
    Shown,
    claim_fields,
    name_fields,
    place_fields,
    shown,
)
from registry.places.rules.kind import NameKind
from registry.places.rules.position import public_position

State = Mapping[str, Any]

_POINT = re.compile(r"\[\s*-?[0-9]")
# Comparing letter by letter costs the product of the lengths.
MAX_LETTERS = 600

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
ACT_LABELS: dict[str, Text] = {ADDED: T("增加"), REMOVED: T("去掉"), CHANGED: T("修改")}
SUBJECT_LABELS: dict[str, Text] = {
    "place": T("地名"),
    "name": T("名称"),
    "claim": T("史实主张"),
    "shape": T("图形"),
    "citation": T("引文"),
    "source": T("文献来源"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of letters that stayed (same), went (out) or came (in)."""

    act: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field before and after; `pieces` where both are text and comparing letters helps."""

    name: str
    label: Text
    old: Shown
    new: Shown
    pieces: Sequence[Piece]


@dataclass(frozen=True, slots=True)
class Difference:
    """What happened to the place itself, one of its names or claims, or its shape."""

    subject: str
    act: str
    title: str
    fields: Sequence[FieldChange]


def pieces_of(old: str, new: str) -> list[Piece]:
    """Two texts letter by letter, in reading order; what went stands before what came."""
    found = []
    for act, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if act == "equal":
            found.append(Piece("same", old[i:j]))
            continue
        if j > i:
            found.append(Piece("out", old[i:j]))
        if n > k:
            found.append(Piece("in", new[k:n]))
    return found


def differences(
    before: State, after: State, called: Mapping[str, str], decimals: int | None
) -> list[Difference]:
    """What differs between two states (`queries.past.State`), for a reader.

    `called`: what other rows are called, by identifier (`mentioned`). `decimals`: how exactly the
    reader may know coordinates; None is exactly, and shows the original text too.
    """
    # Names are called by themselves: both states hold those that their claims speak of.
    named = {name["id"]: name["text"] for name in (*before["names"], *after["names"])}
    compare = _Comparison({**called, **named}, decimals)
    return [
        *compare.place(before, after),
        *compare.shape(before["geometry"], after["geometry"]),
        *compare.rows("name", before["names"], after["names"]),
        *compare.rows("claim", before["claims"], after["claims"]),
    ]


def correction(
    subject: str,
    title: str,
    labels: Mapping[str, Text],
    states: tuple[Mapping[str, Any], Mapping[str, Any]],
) -> Difference:
    """What was corrected in a passage or document that a place rests on, field by field."""
    fields = _Comparison({}, None).fields(labels, *states)
    return Difference(subject, CHANGED, title, fields)


def mentioned(states: Iterable[State]) -> dict[str, set[str]]:
    """The identifiers of other rows that states mention, by the column that holds them."""
    found: dict[str, set[str]] = {name: set() for name in REFERENCES}
    for state in states:
        for row in (state["place"], *state["names"]):
            for name in REFERENCES & set(row):
                if row[name]:
                    found[name].add(row[name])
        for claim in state["claims"]:
            found["citation_id"].update(item["citation_id"] for item in claim["evidence"])
    return found


class _Comparison:
    def __init__(self, called: Mapping[str, str], decimals: int | None) -> None:
        self.called = called
        self.decimals = decimals

    def place(self, before: State, after: State) -> Iterator[Difference]:
        fields = self.fields(PLACE_LABELS, self._of_place(before), self._of_place(after))
        if fields:
            yield Difference("place", CHANGED, "", fields)

    def shape(
        self, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
    ) -> Iterator[Difference]:
        fields = self.fields(SHAPE_LABELS, _of_shape(before), _of_shape(after))
        if before and after and not fields and before["geojson"] != after["geojson"]:
            # As many points as before, but not the same ones.
            moved = Shown(T("改画"), "words")
            fields = [FieldChange("geojson", SHAPE_LABELS["geojson"], Shown("", ""), moved, ())]
        if fields:
            yield Difference("shape", _act(before, after), "", fields)

    def rows(
        self, subject: str, before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
    ) -> Iterator[Difference]:
        old = {row["id"]: row for row in before}
        new = {row["id"]: row for row in after}
        labels = NAME_LABELS if subject == "name" else CLAIM_LABELS
        for row_id in dict.fromkeys([*old, *new]):
            was, now = old.get(row_id), new.get(row_id)
            fields = self.fields(labels, self._of(subject, was), self._of(subject, now))
            if fields:
                row = now or was or {}
                title = row["text" if subject == "name" else "value_text"]
                yield Difference(subject, _act(was, now), title, fields)

    def _of_place(self, state: State) -> dict[str, Any]:
        found = place_fields(state["place"], self._position, exact=self.decimals is None)
        # A rename is two names that change places; people look for the one name before and after.
        standard = (n["text"] for n in state["names"] if n["name_kind"] == NameKind.STANDARD)
        return {**found, "standard_name": next(standard, "")}

    def _of(self, subject: str, row: Mapping[str, Any] | None) -> dict[str, Any]:
        if row is None:
            return {}
        return name_fields(row) if subject == "name" else claim_fields(row, self.called)

    def _position(self, lon: float | None, lat: float | None) -> str:
        seen = public_position(lon, lat, self.decimals)
        return f"{seen[0]}°, {seen[1]}°" if seen else ""

    def fields(
        self, labels: Mapping[str, Text], before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> list[FieldChange]:
        found = []
        for name, label in labels.items():
            old = shown(name, before.get(name), self.called)
            new = shown(name, after.get(name), self.called)
            if old.value != new.value and not _says_nothing(old, new):
                found.append(FieldChange(name, label, old, new, _letters(old, new)))
        return found


def _says_nothing(old: Shown, new: Shown) -> bool:
    """A "no" that came with a fresh row, or went with it, is not worth a line."""
    no = T("否")
    return (not old and new.value == no) or (not new and old.value == no)


def _act(before: object, after: object) -> str:
    if before is None:
        return ADDED
    return REMOVED if after is None else CHANGED


def _of_shape(row: Mapping[str, Any] | None) -> dict[str, Any]:
    if row is None:
        return {}
    # How many points, not where: the coordinates themselves are for no reader of this page.
    points = len(_POINT.findall(row["geojson"]))
    return {**row, "geojson": T("%(n)d 个点", n=points)}


def _letters(old: Shown, new: Shown) -> list[Piece]:
    a, b = old.value, new.value
    if isinstance(a, Text) or isinstance(b, Text) or not a or not b:
        return []
    if DIGITS in {old.form, new.form}:
        # Of a number that changed no digit is the same one.
        return []
    if len(a) > MAX_LETTERS or len(b) > MAX_LETTERS:
        return []
    pieces = pieces_of(a, b)
    return pieces if any(piece.act == "same" for piece in pieces) else []
