"""What the checked cells of a row mean together: the kind of place, its names, its texts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from imports.rules import words
from imports.rules.divisions import DivisionIndex
from imports.rules.draft import PlaceDraft
from imports.rules.targets import Target
from registry.places.rules import ApprovalBasis, PlaceKind

_T = Target
Given = dict[str, Any]
FOUNDED_IN = "设立于"
"""What stands before a year that a file gives without more words."""
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
    script = given.get(_T.MINORITY_TEXT, "")
    draft.minority = script, given.get(_T.MINORITY_LANGUAGE, "") if script else ""
    if script and not draft.minority[1]:
        draft.tell(draft.columns.get(_T.MINORITY_TEXT, ""), script, "language_missing")
    codes = [given[_T.SOURCE_ID]] if _T.SOURCE_ID in given else []
    codes += given.get(_T.OTHER_CODES, ())
    if codes:
        draft.fields["other_codes"] = list(dict.fromkeys(codes))


def set_texts(draft: PlaceDraft, given: Given, items: Items) -> None:
    """Description and claims."""
    remark = given.get(_T.REMARK)
    if remark:
        text = draft.fields.get("description")
        draft.fields["description"] = f"{text}\n备注：{remark}"[:8000] if text else remark
    claims = [(kind, given[target], "") for target, kind in items if target in given]
    founded = given.get(_T.FOUNDED)
    if founded:
        claims.append(("settlement_founded", f"{FOUNDED_IN}{founded}", founded))
    draft.claims = tuple(claims)


def set_facts(draft: PlaceDraft, given: Given) -> None:
    """What was approved of the name, what is said of its characters, and what the place matters.

    A document is the approval it names; an approval without one, and a positional importance
    without its ground, are told (条例 art. 3, 4: both have to be shown).
    """
    document, basis = given.get(_T.APPROVAL_DOCUMENT, ""), given.get(_T.APPROVAL_BASIS, "")
    if document and not basis:
        basis = ApprovalBasis.APPROVED.value
    if basis == ApprovalBasis.APPROVED and not document:
        draft.tell(draft.columns.get(_T.APPROVAL_BASIS, ""), "", "approval_document_missing")
    said = {
        "approval_basis": basis,
        "approval_document": document,
        "orthography_note": given.get(_T.ORTHOGRAPHY, ""),
    }
    draft.facts = {name: value for name, value in said.items() if value}
    draft.source_text = given.get(_T.SOURCE_TEXT, "")
    _set_importance(
        draft,
        is_important=given.get(_T.POSITIONAL),
        basis=given.get(_T.POSITIONAL_BASIS, ""),
    )


def _set_importance(draft: PlaceDraft, *, is_important: bool | None, basis: str) -> None:
    column = draft.columns.get(_T.POSITIONAL, "")
    if is_important and not basis:
        draft.tell(column, "", "positional_basis_missing")
    elif basis and is_important is False:
        draft.tell(column, basis, "positional_denied")
    elif basis:
        draft.fields["positional_importance"], draft.fields["positional_basis"] = True, basis
    elif is_important is False:
        draft.fields["positional_importance"] = False
