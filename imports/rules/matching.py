"""Whether a row is a place that is there, a new one, or a question for a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from imports.rules.differing import (
    Difference,
    are_twin_codes,
    difference,
    overwritable,
)
from imports.rules.divisions import DivisionIndex
from imports.rules.draft import PlaceDraft
from imports.rules.known import KnownLike, described_draft, described_place
from imports.rules.outcome import Outcome
from imports.rules.problems import Weight
from registry.places.rules.folding import fold
from registry.places.rules.likeness import ASK, Match, area_of, bare, ranked

_MAX_MATCHES = 8
#: A row that does not even say what kind of place it is may be any that shares its specific part.
_KINDLESS = 25
_VILLAGES = frozenset({"village_committee", "community"})


@dataclass(slots=True)
class Plan:
    """What applying would do with one row."""

    draft: PlaceDraft
    outcome: Outcome
    place: KnownLike | None = None
    change: Difference = field(default_factory=Difference)
    matches: list[dict[str, Any]] = field(default_factory=list)
    joins: int | None = None

    @property
    def place_id(self) -> str | None:
        """The place it is about, if it is about one."""
        return None if self.place is None else self.place.id


@dataclass(frozen=True, slots=True)
class Candidates:
    """Places that a row may be: by its code, and by name, reading or division."""

    by_code: KnownLike | None
    others: Sequence[KnownLike]


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What holds for every row of a run. `same_source`: runs of the same source, this one too."""

    run_id: str
    divisions: DivisionIndex
    same_source: Collection[str]
    match_only: bool = False


def name_key(kind: str, name: str) -> str:
    """A name as rows of one file are compared: 三河村 and 三河村民委员会 have the same key."""
    folded = fold(name)
    area = area_of(folded) if kind in _VILLAGES else None
    return folded if area is None else f"{area[0]}\0{area[1]}"


def judge(draft: PlaceDraft, candidates: Candidates, circumstances: Circumstances) -> Plan:
    """The plan for a row without errors, or with none but an unknown kind or division."""
    coded = candidates.by_code
    if coded is not None:
        return _by_code(draft, coded, circumstances)
    divisions = circumstances.divisions
    same = [place for place in candidates.others if is_same(draft, place, divisions)]
    if len(same) == 1:
        return _same(draft, same[0], circumstances)
    if same:
        return _question(draft, "several_matches", _rank(draft, same, divisions), same)
    if not candidates.others:
        return _alone(draft, circumstances)
    bar = ASK if draft.kind else _KINDLESS
    ranking = _rank(draft, candidates.others, divisions)
    matches = [match for match in ranking if match.likeness.score >= bar]
    if circumstances.match_only and not matches:
        near = {place.id for place in candidates.others if _is_slip(draft, place, divisions)}
        matches = [match for match in ranking if match.place_id in near]
    if matches:
        code = "weak_match" if len(matches) == 1 else "several_matches"
        return _question(draft, code, matches, candidates.others)
    return _alone(draft, circumstances)


def _alone(draft: PlaceDraft, circumstances: Circumstances) -> Plan:
    """The plan for a row that is like nothing in the registry."""
    if circumstances.match_only:
        draft.tell(_name_column(draft), draft.name, "not_in_registry")
    by_weight = {Weight.ERROR: Outcome.REJECTED, Weight.CONFLICT: Outcome.CONFLICT}
    return Plan(draft, by_weight.get(draft.weight, Outcome.CREATE))


def _is_slip(draft: PlaceDraft, place: KnownLike, divisions: DivisionIndex) -> bool:
    """Whether two names in one division differ in one character: 散乓镇 and 散兵镇."""
    one, other = fold(draft.name), fold(place.name)
    if len(one) != len(other) or len(one) < 3 or not draft.home_id:
        return False
    if divisions.home_of(place.division_id, place.kind) != draft.home_id:
        return False
    return sum(a != b for a, b in zip(one, other, strict=True)) == 1


def is_same(draft: PlaceDraft, place: KnownLike, divisions: DivisionIndex) -> bool:
    """Same name, same kind, same division: one place. Nothing less is."""
    if not draft.kind or place.kind != draft.kind or place.merged_into is not None:
        return False
    if divisions.home_of(place.division_id, place.kind) != draft.home_id:
        return False
    return name_key(draft.kind, draft.name) == name_key(place.kind, place.name)


def _by_code(draft: PlaceDraft, place: KnownLike, circumstances: Circumstances) -> Plan:
    if place.merged_into is not None:
        draft.tell(_name_column(draft), draft.name, "merged_away", name=place.name)
        return Plan(draft, Outcome.CONFLICT, place)
    names = {place.name, *(text for _, text in place.others)}
    keys = {name_key(place.kind, name) for name in names}
    if draft.name in names or name_key(draft.kind, draft.name) in keys:
        return _same(draft, place, circumstances)
    column = draft.columns.get("place_code", "")
    draft.tell(column, draft.place_code, "code_other_name", name=place.name)
    return Plan(draft, Outcome.CONFLICT, place)


def _same(draft: PlaceDraft, place: KnownLike, circumstances: Circumstances) -> Plan:
    mine, theirs = draft.place_code, place.fields.get("place_code") or ""
    is_twin = False
    if mine and theirs and mine not in {theirs, place.fields.get("twin_place_code")}:
        is_twin = are_twin_codes(_category(draft.fields, mine), _category(place.fields, theirs))
        if not is_twin or place.fields.get("twin_place_code"):
            column = draft.columns.get("place_code", "")
            draft.tell(column, mine, "same_name_other_code", code=theirs)
            return Plan(draft, Outcome.CONFLICT, place)
    return compared(draft, place, circumstances, is_twin=is_twin)


def compared(
    draft: PlaceDraft,
    place: KnownLike,
    circumstances: Circumstances,
    *,
    is_twin: bool = False,
    is_decided: bool = False,
) -> Plan:
    """The plan for a row that is this place: nothing new, something new, or a contradiction.

    `is_decided`: a person has seen the differences and wants the file's values.
    """
    if circumstances.match_only:
        question = draft.weight is not Weight.NOTE
        return Plan(draft, Outcome.CONFLICT if question else Outcome.UNCHANGED, place)
    earlier = _earlier_row(draft, place, circumstances)
    replace = is_decided or (earlier is None and overwritable(place, circumstances.same_source))
    change = difference(draft, place, replace=replace)
    if is_decided:
        return Plan(draft, Outcome.UNCHANGED if change.is_empty else Outcome.UPDATE, place, change)
    if earlier is not None and not is_twin and not change.is_empty:
        draft.tell(_name_column(draft), draft.name, "same_as_row", row=earlier)
        return Plan(draft, Outcome.CONFLICT, place, change)
    if change.contradicted or draft.weight is Weight.CONFLICT:
        return Plan(draft, Outcome.CONFLICT, place, change)
    return Plan(draft, Outcome.UNCHANGED if change.is_empty else Outcome.UPDATE, place, change)


def _earlier_row(draft: PlaceDraft, place: KnownLike, circumstances: Circumstances) -> int | None:
    """The row of this same file that made the place, where it was another row."""
    if place.import_run_id == circumstances.run_id and place.import_row != draft.number:
        return place.import_row
    return None


def _category(fields: dict[str, Any], code: str) -> str:
    return fields.get("category_code") or code[9:14]


def are_twin_drafts(one: PlaceDraft, other: PlaceDraft) -> bool:
    """Whether two rows of a file are the area and the organisation of one village."""
    codes = one.place_code, other.place_code
    if codes[0] and codes[0] == codes[1]:
        return False
    categories = _category(one.fields, codes[0]), _category(other.fields, codes[1])
    return are_twin_codes(*categories)


def join(into: PlaceDraft, twin: PlaceDraft) -> None:
    """Let one draft take in its other half: the codes, and what it says besides."""
    code = twin.place_code
    into.fields["twin_category_code"] = _category(twin.fields, code)
    if code:
        into.fields["twin_place_code"] = code
    known = {into.name, *(text for _, text in into.names)}
    names = [("alias", twin.name), *twin.names]
    into.names += tuple((kind, text) for kind, text in names if text not in known)
    said = {(kind, text) for kind, text, _ in into.claims}
    into.claims += tuple(claim for claim in twin.claims if (claim[0], claim[1]) not in said)
    for name, value in twin.fields.items():
        if name == "other_codes":
            codes = into.fields.setdefault(name, [])
            codes += [one for one in value if one not in codes]
        elif name not in {"place_code", "category_code"}:
            into.fields.setdefault(name, value)
    into.point = into.point or twin.point
    if not into.shape:
        into.shape, into.shape_original = twin.shape, twin.shape_original


def _rank(draft: PlaceDraft, places: Iterable[KnownLike], divisions: DivisionIndex) -> list[Match]:
    wanted = described_draft(draft, divisions)
    living = (place for place in places if place.merged_into is None)
    return ranked(wanted, ((place.id, described_place(place, divisions)) for place in living))


def _question(
    draft: PlaceDraft, code: str, matches: Sequence[Match], places: Sequence[KnownLike]
) -> Plan:
    by_id = {place.id: place for place in places}
    best = by_id[matches[0].place_id]
    params = {"name": best.name} if code == "weak_match" else {"count": len(matches)}
    draft.tell(_name_column(draft), draft.name, code, **params)
    shown = [
        {
            "place_id": match.place_id,
            "name": by_id[match.place_id].name,
            "division_id": by_id[match.place_id].division_id,
            "score": match.likeness.score,
            "reasons": [[one.code, one.params] for one in match.likeness.reasons],
        }
        for match in matches[:_MAX_MATCHES]
    ]
    return Plan(draft, Outcome.CONFLICT, matches=shown)


def _name_column(draft: PlaceDraft) -> str:
    return draft.columns.get("name") or draft.columns.get("listed", "")


_AREA_FORMS = {
    "村": ("村", "村民委员会", "村委会", "村村民委员会"),
    "社区": (
        *("社区", "社区居民委员会", "社区居委会", "社区村民委员会"),
        *("居民委员会", "居委会", "社区居民委员"),
    ),
}
_GENERICS = ("镇", "乡", "街道", "社区", "村", "县", "区")


def texts_to_ask(draft: PlaceDraft) -> tuple[str, ...]:
    """The forms under which the name may stand in the registry."""
    area = area_of(fold(draft.name)) if draft.kind in _VILLAGES or not draft.kind else None
    forms = [draft.name]
    if area is not None:
        forms += [area[0] + ending for ending in _AREA_FORMS[area[1]]]
    elif not draft.kind:
        forms += [bare(draft.name) + ending for ending in _GENERICS]
        forms += [draft.name + ending for ending in ("社区居委会", "社区居民委员会", "村民委员会")]
    return tuple(dict.fromkeys(forms))
