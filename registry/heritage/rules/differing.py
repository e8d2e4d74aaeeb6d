"""What one edition of a programme says otherwise than the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text
from registry.heritage.rules.editing import (
    ASSIGNMENT_LABELS,
    CRITERION_LABELS,
    FIELD_LABELS,
    KIND_LABELS,
    VISIT_LABELS,
)
from registry.heritage.rules.programme import (
    NATURE_LABELS,
    Criterion,
    ProgrammeFacts,
    RuleSet,
    read_rule_set,
)
from registry.heritage.rules.states import LEVEL_LABELS, Level

Said = str | Text


class Turn(StrEnum):
    """变动: what happened to something between two editions."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


CHANGE_LABELS: dict[Turn, Text] = {
    Turn.ADDED: T("新增"),
    Turn.REMOVED: T("删去"),
    Turn.CHANGED: T("改动"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: of what, of which criterion (its title, else ""), before and after."""

    turn: Turn
    what: Text
    subject: str
    before: Sequence[Said] = ()
    after: Sequence[Said] = ()


def changes(before: ProgrammeFacts, after: ProgrammeFacts) -> list[Change]:
    """Every difference between two editions: the head, the rules, then criterion by criterion.

    The order of criteria counts as a difference of its own; their keys say which is which.
    """
    old, new = read_rule_set(before.rule_set), read_rule_set(after.rule_set)
    was, now = _said(before, old), _said(after, new)
    found = [
        Change(Turn.CHANGED, FIELD_LABELS[name], "", was[name], now[name])
        for name in FIELD_LABELS
        if name in was and was[name] != now[name]
    ]
    return found + _criteria(old.criteria, new.criteria)


def removed_criteria(before: RuleSet, after: RuleSet) -> list[Criterion]:
    """Criteria of an edition that the next one has not."""
    return [found for found in before.criteria if after.criterion(found.key) is None]


def _said(facts: ProgrammeFacts, rules: RuleSet) -> dict[str, tuple[Said, ...]]:
    def one(value: Said) -> tuple[Said, ...]:
        return (value,) if value else ()

    return {
        "title": one(facts.title),
        "title_en": one(facts.title_en),
        "issuer": one(facts.issuer),
        "issuer_en": one(facts.issuer_en),
        "issuer_nature": one(NATURE_LABELS[facts.issuer_nature]),
        "heritage_class": one(facts.heritage_class),
        "common_class": one(facts.common_class),
        "classes": class_lines(facts.classes, rules),
        "edition": one(rules.edition),
        "levels": tuple(LEVEL_LABELS[Level(level)] for level in rules.levels),
        "notice_days": one(str(rules.notice_days)),
        "quorum": one(str(rules.quorum)),
        "passing_score": one(str(rules.passing_score) if rules.passing_score else ""),
        "visit_required": one(VISIT_LABELS[rules.visit_required]),
        "departments": rules.departments,
        "attachments": rules.attachments,
        "expected_suffixes": rules.expected_suffixes,
        "batches": tuple(str(found) for found in rules.batches),
        "assignment": one(ASSIGNMENT_LABELS[rules.assignment]),
        "basis": rules.basis,
        "note": one(facts.note),
        "note_en": one(facts.note_en),
    }


def class_lines(classes: Sequence[str], rules: RuleSet) -> tuple[str, ...]:
    """A programme's own classes, each with the common one it belongs to, as they are typed."""
    common = dict(rules.class_map)
    return tuple(f"{own} = {common[own]}" if common.get(own) else own for own in classes)


def _criteria(before: Sequence[Criterion], after: Sequence[Criterion]) -> list[Change]:
    was = {found.key: found for found in before}
    now = {found.key: found for found in after}
    what = T("条件")
    found = [
        Change(Turn.REMOVED, what, one.title, (one.text,))
        for key, one in was.items()
        if key not in now
    ]
    for key, one in now.items():
        if key not in was:
            found.append(Change(Turn.ADDED, what, one.title, (), (one.text,)))
            continue
        old, new = _criterion(was[key]), _criterion(one)
        found += [
            Change(Turn.CHANGED, CRITERION_LABELS[name], one.title, old[name], new[name])
            for name in old
            if old[name] != new[name]
        ]
    kept_before = [key for key in was if key in now]
    kept_after = [key for key in now if key in was]
    if kept_before != kept_after:
        titles = [tuple(now[key].title for key in keys) for keys in (kept_before, kept_after)]
        found.append(Change(Turn.CHANGED, T("条件的次序"), "", *titles))
    return found


def _criterion(one: Criterion) -> dict[str, tuple[Said, ...]]:
    return {
        "title": (one.title,),
        "title_en": (one.title_en,) if one.title_en else (),
        "text": (one.text,),
        "text_en": (one.text_en,) if one.text_en else (),
        "kind": (KIND_LABELS[one.kind],),
        "threshold_years": (str(one.threshold_years),) if one.is_age else (),
        "weight": (str(one.weight),) if one.weight else (),
    }
