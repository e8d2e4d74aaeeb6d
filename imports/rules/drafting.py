"""Turning rows into drafts: secrecy first, then every cell, then what the cells mean together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from imports.rules import placing, settling, words
from imports.rules.bounds import Bounds
from imports.rules.cells import CHECKS, Check
from imports.rules.divisions import DivisionIndex, Resolved
from imports.rules.draft import PlaceDraft
from imports.rules.mapping import STEP_DAYS, STEP_PARTS, ColumnMapping, secrecy_columns
from imports.rules.problems import BadValueError, Weight
from imports.rules.targets import OTHER_NAMES, SIGN_FIELDS, STATEMENTS, Target
from registry.core.sheets import plain_cell
from registry.places.rules.legible import illegible

_T = Target
Given = dict[str, Any]
_NOTHING: frozenset[str] = frozenset()


class RowLike(Protocol):
    """What is needed of a row of a file."""

    @property
    def number(self) -> int: ...  # noqa: D102
    @property
    def cells(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def geometry(self) -> str | None: ...  # noqa: D102
    @property
    def problems(self) -> tuple[tuple[str, str, str], ...]: ...  # noqa: D102


#: Columns of a place that take a checked value as it is.
_STRAIGHT: dict[str, str] = {
    _T.PLACE_CODE: "place_code",
    _T.TWIN_CODE: "twin_place_code",
    _T.CATEGORY_CODE: "category_code",
    _T.LEGAL_KIND: "legal_kind",
    _T.MANAGING_BODY: "managing_body",
    _T.ELEVATION: "elevation_m",
    _T.DESCRIPTION: "description",
    _T.SIGN_COUNT: "claimed_sign_count",
    _T.STATUS: "entity_status",
    _T.FROM_TEXT: "from_text",
    _T.TO_TEXT: "to_text",
    _T.DIRECTION: "direction",
    _T.ROAD_CLASS: "road_class",
    _T.LENGTH: "length_m",
    _T.WIDTH: "width_m",
    # Of doorplates alone, which are no places: `services.doorplates` takes these.
    _T.HOUSE_NUMBER: "house_number",
    _T.BUILDING: "building",
    _T.POSTCODE: "postcode",
    # Of steps alone: `services.steps` takes these.
    **{_T(target): target for target in (*STEP_DAYS, *STEP_PARTS)},
    # Of signs alone: `services.signs` takes these.
    _T.SIGN_CODE: "sign_code",
    **{target: target.value for target in SIGN_FIELDS},
}
_STRAIGHT_ITEMS = tuple((str(target), column) for target, column in _STRAIGHT.items())
_OTHER_ITEMS = tuple((str(target), kind) for target, kind in OTHER_NAMES.items())
_STATEMENT_ITEMS = tuple((str(target), kind) for target, kind in STATEMENTS.items())
_LEVELS = tuple(str(one) for one in (_T.PROVINCE, _T.CITY, _T.COUNTY, _T.TOWNSHIP, _T.VILLAGE))


class Drafter:
    """Drafts of the rows of one file, by its mapping.

    `under`: the division the whole file lies in, or "". `is_open`: a declassification paper is
    recorded, so rows marked secret are taken. `faults`: problem codes of the reader → whether
    they stop the row.
    """

    def __init__(
        self,
        mapping: ColumnMapping,
        columns: Sequence[str],
        divisions: DivisionIndex,
        *,
        under: str = "",
        crs: str = "",
        is_open: bool = False,
        faults: Callable[[str], dict[str, Any]] = lambda _code: {},
        bounds: Bounds | None = None,
    ) -> None:
        self.bounds = bounds or Bounds()
        self.divisions = divisions
        self.under = under
        self.crs = crs
        self.is_open = is_open
        self.match_only = mapping.match_only
        self._faults = faults
        where = {column: index for index, column in enumerate(columns)}
        self.columns = dict(mapping.columns)
        self._secrecy = _secrecy_at(mapping, columns)
        self._constants, self._constant_faults = _constants(mapping)
        used = {*mapping.columns, *self._constants}
        self._straight = [one for one in _STRAIGHT_ITEMS if one[0] in used]
        self._others = [one for one in _OTHER_ITEMS if one[0] in used]
        self._statements = [one for one in _STATEMENT_ITEMS if one[0] in used]
        self._levels = [one for one in _LEVELS if one in used]
        self._taken: list[tuple[int, str, str, Check]] = [
            (where[column], target, column, CHECKS[Target(target)])
            for target, column in mapping.columns.items()
            if column in where and Target(target) in CHECKS
        ]

    def draft(self, row: RowLike) -> PlaceDraft:
        """The place this row would become, with everything that is wrong with it.

        Of a row that is secret nothing is taken: only its number and that it is secret.
        """
        cells = row.cells
        if self.is_secret(cells):
            return PlaceDraft(row.number, is_secret=True)
        marking = self._marking(cells)
        draft = PlaceDraft(row.number, columns=self.columns)
        broken = self._tell_reader(draft, row) if row.problems else _NOTHING
        given: Given = dict(self._constants)
        for index, target, column, check in self._taken:
            text = cells[index].strip()
            if text and column not in broken:
                if text[0] == "'":
                    # What an export made safe for spreadsheet programs.
                    text = plain_cell(text)
                try:
                    given[target] = check(text)
                except BadValueError as bad:
                    given.pop(target, None)
                    draft.tell(column, text, bad.code, **bad.params)
        draft.fields["secrecy"] = "public" if marking.strip() else "unknown"
        self._settle(draft, given, row.geometry)
        return draft

    def is_secret(self, cells: Sequence[str]) -> bool:
        """Whether nothing of a row may be taken, or shown.

        What the row itself says outranks what was said of the whole file.
        """
        if self.is_open:
            return False
        if not words.MARKINGS.isdisjoint(cells):
            # In whichever column: the header may be lost, or have been read as a row.
            return True
        if any(words.is_secret(cells[index], header) for index, header in self._secrecy):
            return True
        return not self._said(cells) and words.is_secret(self._constants.get(_T.SECRECY, ""))

    def _marking(self, cells: Sequence[str]) -> str:
        """What the row says of its secrecy, else what was said of the whole file."""
        return self._said(cells) or self._constants.get(_T.SECRECY, "")

    def _said(self, cells: Sequence[str]) -> str:
        said = (cells[index].strip() for index, _ in self._secrecy)
        return next((one for one in said if one), "")

    def _tell_reader(self, draft: PlaceDraft, row: RowLike) -> set[str]:
        """Tell what the reader found; returns the columns whose cells are of no use."""
        used, broken = set(self.columns.values()), set[str]()
        for column, value, code in row.problems:
            if column and column not in used:
                continue
            draft.tell(column, value, code, **self._faults(code))
            if draft.problems[-1].weight is Weight.ERROR:
                broken.add(column)
        return broken

    def _settle(self, draft: PlaceDraft, given: Given, geometry: str | None) -> None:
        for fault, target, text in self._constant_faults:
            draft.tell("", text, fault, target=target, value=text)
        fields = draft.fields
        for target, field in self._straight:
            taken = given.get(target)
            if taken is not None:
                fields[field] = taken
        self._set_division(draft, given)
        draft.division_written = fields.get("division_text", "")
        if _T.DIVISION_THEN in given:
            fields["division_text"], draft.division_said = given[_T.DIVISION_THEN], True
        settling.set_kind(draft, given, self.divisions)
        if draft.division_id and draft.kind and draft.name:
            draft.division_id, draft.home_id = self.divisions.own(
                draft.division_id, draft.kind, draft.name
            )
        if unread := illegible(draft.name):
            draft.tell(
                self.columns.get(_T.NAME, ""), draft.name, "name_illegible", count=len(unread)
            )
        settling.set_names(draft, given, self._others)
        settling.set_texts(draft, given, self._statements)
        settling.set_facts(draft, given)
        placing.set_position(draft, given, geometry, self.crs, self.divisions, self.bounds)

    def _set_division(self, draft: PlaceDraft, given: Given) -> None:
        """The standard name and the division, which a list may write in one piece."""
        listed = given.get(_T.LISTED)
        name = given.get(_T.NAME, "")
        parts = [given[level] for level in self._levels if level in given]
        whole = given.get(_T.DIVISION)
        column, cell = self._division_cell(given)
        if whole:
            parts.append(whole)
        written = "".join(dict.fromkeys(parts))
        if written:
            draft.fields["division_text"] = written[:200]
        code = given.get(_T.DIVISION_CODE) or ""
        told_by = self._resolved(parts, name, code, given)
        for problem, params in told_by.told:
            draft.tell(column, cell or written, problem, **params)
        draft.division_id = draft.home_id = told_by.division_id
        draft.name = name
        if name and self.match_only:
            self._cut_name(draft, name)
        if listed and not draft.name:
            self._set_listed(draft, listed, told_by.division_id)
        elif not draft.name and not any(
            p.column == self.columns.get("name") for p in draft.problems
        ):
            draft.tell(self.columns.get("name", ""), "", "name_missing")
        if not draft.division_id and not told_by.told and not listed:
            draft.tell(column, "", "division_missing")

    def _resolved(self, parts: list[str], name: str, code: str, given: Given) -> Resolved:
        """The division of the texts and codes of a row.

        A table that gives towns a column of their own names a town twice: where no such division
        is known it is the new name, not a place to look for. A place-name code says its county in
        its first six digits; it is told where it says another.
        """
        edition = given.get(_T.EDITION, "")
        found = self.divisions.resolve(parts, code=code, edition=edition, under=self.under)
        if not found.division_id and name in parts:
            others = [one for one in parts if one != name]
            if others:
                parts = others
                found = self.divisions.resolve(parts, code=code, edition=edition, under=self.under)
        place_code = given.get(_T.PLACE_CODE)
        if place_code and not code and found.division_id:
            coded = self.divisions.resolve(
                parts, code=place_code[:6], edition=edition, under=self.under
            )
            return coded if coded.division_id else found
        return found

    def _division_cell(self, given: Given) -> tuple[str, str]:
        """(column, cell) of the lowest thing that the row says of its division."""
        for target in (_T.DIVISION, *reversed(_LEVELS), _T.DIVISION_CODE, _T.LISTED):
            if target in given and target in self.columns:
                return self.columns[target], str(given[target])
        return "", ""

    def _cut_name(self, draft: PlaceDraft, name: str) -> None:
        """合肥市八斗镇 after 肥东县: a list in the wrong order left a division in the name."""
        found = self.divisions.split(name)
        if found.rest and found.rest != name:
            draft.name = found.rest
            draft.tell(self.columns.get(_T.NAME, ""), name, "division_order")

    def _set_listed(self, draft: PlaceDraft, listed: str, under: str) -> None:
        column = self.columns.get("listed", "")
        found = self.divisions.split(listed, under, under)
        for code, params in found.told:
            draft.tell(column, listed, code, **params)
        draft.fields.setdefault("division_text", "")
        draft.division_id = draft.home_id = found.division_id
        if found.rest:
            head, draft.name = _last_name(found.rest)
            draft.fields["division_text"] = listed.removesuffix(draft.name)[:200]
            if head:
                draft.tell(column, listed, "division_unknown", part=head)
        elif found.division_id:
            # Nothing is left after the divisions: the last of them is the place itself.
            own = self.divisions.by_id[found.division_id]
            draft.name, draft.home_id = own.name, own.parent_id or own.id
            draft.fields["division_text"] = listed.removesuffix(own.name)[:200]


def _secrecy_at(mapping: ColumnMapping, columns: Sequence[str]) -> tuple[tuple[int, str], ...]:
    """Where a row says how secret it is: a mapping that leaves a column out opens nothing."""
    named = mapping.columns.get(_T.SECRECY)
    own = [named] if named is not None and named in columns else []
    found = dict.fromkeys([*own, *secrecy_columns(columns)])
    return tuple((columns.index(one), one) for one in found)


def _constants(mapping: ColumnMapping) -> tuple[Given, list[tuple[str, str, str]]]:
    given: Given = {}
    faults: list[tuple[str, str, str]] = []
    for target, text in mapping.constants.items():
        check = CHECKS.get(Target(target))
        if Target(target) is _T.SECRECY:
            given[target] = text
        elif text.strip() and check is not None:
            try:
                given[target] = check(text.strip())
            except BadValueError as bad:
                faults.append((bad.code, target, text))
    return given, faults


_UNIT_ENDS = ("省", "市", "县", "区", "镇", "乡", "街道")


def _last_name(text: str) -> tuple[str, str]:
    """苏州市萧县永谷镇 → (苏州市萧县, 永谷镇): divisions nobody knows, and the name after them."""
    cut = 0
    for at in range(len(text) - 1):
        if text[at] in "省市县区" or text[at : at + 2] == "街道" or text[at] in "镇乡":
            end = at + (2 if text[at : at + 2] == "街道" else 1)
            if end - cut > 1 and end < len(text):
                cut = end
    return text[:cut], text[cut:]
