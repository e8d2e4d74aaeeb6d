"""What the checked cells of a row mean together: the kind of place, its names, its texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imports.rules import words
from imports.rules.divisions import DivisionIndex
from imports.rules.draft import PlaceDraft
from imports.rules.targets import Target
from registry.places.rules import PlaceKind

_T = Target
Given = dict[str, Any]
Items = Sequence[tuple[str, str]]


def set_kind(draft: PlaceDraft, given: Given, divisions: DivisionIndex) -> None:
    """The kind of place: by its category code, a word, its division, the ending of its name."""
    category = given.get(_T.CATEGORY_CODE, "")
    kind = words.kind_of_code(category) if category else None
    kind = kind or given.get(_T.KIND)
    if kind is None and _T.CATEGORY_NAME in given:
        kind = words.kind_of_category(given[_T.CATEGORY_NAME])
    code = draft.place_code
    if not category and code:
        # Digits 10 to 14 of a place-name code are the category.
        kind = kind or words.kind_of_code(code[9:14])
    elif category and code and len(category) == 5 and code[9:14] != category:
        column = draft.columns.get(_T.CATEGORY_CODE, "")
        draft.tell(column, category, "code_category_differs", inside=code[9:14])
    here = divisions.by_id.get(draft.division_id)
    if kind is None and here is not None and here.name == draft.name:
        kind = kind_of_division(here.level, here.code)
    kind = kind or words.kind_of_name(draft.name)
    if kind is not None:
        draft.kind = kind.value
    elif draft.name:
        draft.tell(draft.columns.get(_T.NAME, ""), draft.name, "kind_unknown")


_DIVISION_KINDS = {
    "city": PlaceKind.CITY,
    "county": PlaceKind.COUNTY,
    "functional_zone": PlaceKind.FUNCTIONAL_ZONE,
    "township": PlaceKind.TOWNSHIP,
}


def kind_of_division(level: str, code: str) -> PlaceKind | None:
    """The kind of place a division is; statistics number committees 001–199 and villages 200–."""
    if level != "village":
        return _DIVISION_KINDS.get(level)
    if len(code) != 12:
        return None
    return PlaceKind.COMMUNITY if code[9:] < "200" else PlaceKind.VILLAGE_COMMITTEE


def set_names(draft: PlaceDraft, given: Given, items: Items) -> None:
    """Names beside the standard one, its spelling and its time."""
    seen = {draft.name}
    others: list[tuple[str, str]] = []
    for target, kind in items:
        for text in given.get(target, ()):
            if text not in seen:
                seen.add(text)
                others.append((kind, text))
    draft.names = tuple(others)
    draft.roman = given.get(_T.ROMAN, "")
    draft.since, draft.until = given.get(_T.NAMED_AT, ""), given.get(_T.NAME_UNTIL, "")
    draft.until = draft.until or given.get(_T.ABOLISHED, "")
    draft.minority = given.get(_T.MINORITY_TEXT, ""), given.get(_T.MINORITY_LANGUAGE, "")
    if _T.SOURCE_ID in given:
        draft.fields["other_codes"] = [given[_T.SOURCE_ID]]


def set_texts(draft: PlaceDraft, given: Given, items: Items) -> None:
    """Description and claims."""
    remark = given.get(_T.REMARK)
    if remark:
        text = draft.fields.get("description")
        draft.fields["description"] = f"{text}\n备注：{remark}"[:8000] if text else remark
    claims = [(kind, given[target], "") for target, kind in items if target in given]
    founded = given.get(_T.FOUNDED)
    if founded:
        claims.append(("settlement_founded", f"设立于{founded}", founded))
    draft.claims = tuple(claims)
