"""The first rows of a file: what is written beside what would be stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from imports.queries import RunView
from imports.rules import words
from imports.rules.draft import PlaceDraft
from imports.rules.mapping import STEP_DAYS, STEP_PARTS, ColumnMapping, secrecy_column
from imports.rules.matching import Plan
from imports.rules.outcome import OUTCOME_LABELS
from imports.rules.targets import OTHER_NAMES, SIGN_FIELDS, STATEMENTS, TARGET_LABELS, Target
from imports.services import Look
from imports.views.shown import OUTCOME_TONES, ShownProblem, shown_problem
from registry.core.text import T, Text
from registry.places import queries as place_queries
from registry.places.rules.fields import DIGITS, PLACE_LABELS, Shown, shown
from registry.signage.rules.keeping import yuan_of

FIRST_ROWS = 6
_EXAMPLES = 3
_T = Target
_COLUMN_OF: Mapping[Target, str] = {
    _T.PLACE_CODE: "place_code",
    _T.TWIN_CODE: "twin_place_code",
    _T.CATEGORY_CODE: "category_code",
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
    _T.SECRECY: "secrecy",
    _T.SOURCE_ID: "other_codes",
    _T.OTHER_CODES: "other_codes",
    _T.LEGAL_KIND: "legal_kind",
    _T.DIVISION_THEN: "division_text",
    _T.POSITIONAL: "positional_importance",
    _T.POSITIONAL_BASIS: "positional_basis",
}
_POSITION = frozenset({_T.LON, _T.LAT, _T.COORDINATES, _T.POINTS, _T.SHAPE})
_DIVISION = frozenset(
    {
        *(_T.PROVINCE, _T.CITY, _T.COUNTY, _T.TOWNSHIP, _T.VILLAGE),
        *(_T.DIVISION, _T.DIVISION_CODE, _T.LISTED),
    }
)
# Columns that only together say something, shown as one.
_GROUP: Mapping[Target, Target] = {
    **dict.fromkeys(_DIVISION - {_T.LISTED}, _T.DIVISION),
    **dict.fromkeys((_T.LON, _T.LAT), _T.COORDINATES),
    **dict.fromkeys((_T.LON_TO, _T.LAT_TO), _T.LON_TO),
}
_GROUP_LABELS: Mapping[Target, Text] = {
    _T.DIVISION: PLACE_LABELS["division_id"],
    _T.COORDINATES: PLACE_LABELS["position"],
}


def _label(target: Target) -> Text:
    return _GROUP_LABELS.get(target) or TARGET_LABELS[target]


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column of the file with some of its values."""

    name: str
    examples: Sequence[str]


@dataclass(frozen=True, slots=True)
class PreviewField:
    """One field: what the file says, what would be stored."""

    label: Text
    written: str
    stored: Shown


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A row; of one that is secret only its number."""

    number: int
    withheld: bool
    outcome_label: Text
    tone: str
    fields: Sequence[PreviewField]
    problems: Sequence[ShownProblem]


def columns(look: Look, mapping: ColumnMapping, run: RunView) -> list[PreviewColumn]:
    """The file's columns with their first values; rows that are secret give none."""
    # Rows that are secret come blank (`services.look`), unless a column is only now chosen for it.
    name = mapping.columns.get(_T.SECRECY) or secrecy_column(look.columns)
    at = look.columns.index(name) if name in look.columns else None
    is_open = at is None or bool(run.paper_sha256)
    first = [row for row in look.first if is_open or not words.is_secret(row[at or 0], name or "")]
    return [
        PreviewColumn(
            column,
            list(dict.fromkeys(row[index] for row in first if row[index].strip()))[:_EXAMPLES],
        )
        for index, column in enumerate(look.columns)
    ]


def rows(
    session: Session, look: Look, mapping: ColumnMapping, plans: Sequence[Plan]
) -> list[PreviewRow]:
    """The first rows, each with its plan."""
    ids = {plan.draft.division_id for plan in plans if plan.draft.division_id}
    names = {one.id: one.name for one in place_queries.divisions(session, ids).values()}
    return [
        _row(look, mapping, cells, plan, names.get(plan.draft.division_id, ""))
        for cells, plan in zip(look.first, plans, strict=False)
    ]


def _row(
    look: Look, mapping: ColumnMapping, cells: Sequence[str], plan: Plan, division: str
) -> PreviewRow:
    draft = plan.draft
    withheld = draft.is_secret
    written = {} if withheld else dict(zip(look.columns, cells, strict=False))
    return PreviewRow(
        number=draft.number,
        withheld=withheld,
        outcome_label=OUTCOME_LABELS[plan.outcome],
        tone=OUTCOME_TONES[plan.outcome],
        fields=[] if withheld else _fields(mapping, written, draft, division),
        problems=[] if withheld else [shown_problem(one.as_data()) for one in draft.problems],
    )


def _fields(
    mapping: ColumnMapping,
    written: Mapping[str, str],
    draft: PlaceDraft,
    division: str,
) -> list[PreviewField]:
    """The mapped columns in the order of the file, then what was found out beside them."""
    targets = {column: Target(target) for target, column in mapping.columns.items()}
    texts: dict[Target, list[str]] = {}
    for column, text in written.items():
        if column in targets and text.strip():
            texts.setdefault(_GROUP.get(targets[column], targets[column]), []).append(text.strip())
    found = [
        PreviewField(_label(target), " ".join(said), _stored(target, draft, division))
        for target, said in texts.items()
    ]
    if _T.NAME not in targets.values() and draft.name:
        found.insert(0, PreviewField(TARGET_LABELS[_T.NAME], "", shown("", draft.name, {})))
    if _T.KIND not in targets.values() and draft.kind and mapping.of_places:
        found.append(PreviewField(PLACE_LABELS["kind"], "", shown("kind", draft.kind, {})))
    if not _DIVISION & set(targets.values()) and division:
        found.append(PreviewField(PLACE_LABELS["division_id"], "", shown("", division, {})))
    if draft.shape:
        found.append(PreviewField(T("几何图形"), "", shown("", T("有"), {})))
    if not _POSITION & set(targets.values()) and draft.point:
        found.append(PreviewField(PLACE_LABELS["position"], "", _position(draft)))
    return found


def _stored(target: Target, draft: PlaceDraft, division: str) -> Shown:
    """What a target's column comes to; nothing where it only helps to read the others."""
    column = _COLUMN_OF.get(target)
    if column is not None:
        return shown(column, draft.fields.get(column), {})
    if target in _POSITION:
        return _position(draft)
    return shown(*_named(target, draft, division), {})


_DOOR = (_T.HOUSE_NUMBER, _T.BUILDING, _T.POSTCODE)
_STEPS = tuple(_T(target) for target in sorted(STEP_DAYS | STEP_PARTS))


def _named(target: Target, draft: PlaceDraft, division: str) -> tuple[str, Any]:
    """(what it is, its value) for what a draft keeps outside of the place's columns."""
    if target in OTHER_NAMES:
        return "", [text for kind, text in draft.names if kind == OTHER_NAMES[target]]
    if target in STATEMENTS:
        said = (text for kind, text, _ in draft.claims if kind == STATEMENTS[target])
        return "", "；".join(said)
    point = draft.point
    values: dict[Target, tuple[str, Any]] = {
        **dict.fromkeys(_DIVISION, ("", division)),
        _T.KIND: ("kind", draft.kind),
        _T.CATEGORY_NAME: ("kind", draft.kind),
        _T.DATUM: ("datum", point.datum if point else ""),
        _T.METHOD: ("position_method", point.method if point else ""),
        _T.NAME: ("", draft.name),
        _T.ROMAN: ("roman_toned", draft.roman),
        _T.NAMED_AT: ("", draft.since),
        _T.NAME_UNTIL: ("", draft.until),
        _T.MINORITY_TEXT: ("", draft.minority[0]),
        _T.MINORITY_LANGUAGE: ("", draft.minority[1]),
        _T.APPROVAL_BASIS: ("approval_basis", draft.facts.get("approval_basis", "")),
        _T.APPROVAL_DOCUMENT: ("", draft.facts.get("approval_document", "")),
        _T.ORTHOGRAPHY: ("", draft.facts.get("orthography_note", "")),
        _T.SOURCE_TEXT: ("", draft.source_text),
        _T.ACCURACY: ("accuracy_m", point.accuracy_m if point else None),
        **{
            target: ("", draft.fields.get(target.value, ""))
            for target in (*_DOOR, *_STEPS, _T.SIGN_CODE)
        },
        **{target: ("", _sign_part(target, draft)) for target in SIGN_FIELDS},
    }
    return values.get(target, ("", ""))


def _sign_part(target: Target, draft: PlaceDraft) -> str | Text:
    """A part of a sign's keeping as it will stand; an owner nobody knows is told as such."""
    value = draft.fields.get(target.value)
    if value is None:
        return ""
    if target is _T.SIGN_COST:
        return yuan_of(value)
    return str(value) or T("不明")


def _position(draft: PlaceDraft) -> Shown:
    if draft.point is None:
        return shown("", "", {})
    return Shown(f"{draft.point.lon:.7g}, {draft.point.lat:.7g} (WGS 84)", DIGITS)
