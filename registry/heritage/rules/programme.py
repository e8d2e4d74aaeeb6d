"""A programme's rule set: criteria, thresholds, levels, days of notice, quorum, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from registry.core.text import T, Text
from registry.heritage.rules.batches import Batch, read_batch
from registry.heritage.rules.scoring import FULL_WEIGHT
from registry.heritage.rules.states import Level

#: The classes of the national programme of 2012 (民发〔2012〕106号), which own classes map to.
COMMON_CLASSES: tuple[str, ...] = (
    "千年古城(都)",
    "千年古县",
    "千年古镇",
    "千年古村落",
    "甲骨文和金文地名",
    "少数民族语地名",
    "著名山川",
    "近现代重要地名",
)


class IssuerNature(StrEnum):
    """颁发机构性质: a government's title and an association's are different things."""

    GOVERNMENT = "government"
    ASSOCIATION = "association"


NATURE_LABELS: dict[IssuerNature, Text] = {
    IssuerNature.GOVERNMENT: T("政府部门"),
    IssuerNature.ASSOCIATION: T("社会组织"),
}


class Assignment(StrEnum):
    """指派方式: whether a file waits for anybody in its division or goes to people in turn."""

    OPEN = "open"
    TURN = "turn"


class CriterionKind(StrEnum):
    """条件种类: an age is computed from claims, the rest is judged by people."""

    SETTLEMENT_AGE = "settlement_age"
    NAME_AGE = "name_age"
    JUDGEMENT = "judgement"


#: The claims that speak about the beginning a computed criterion asks for.
AGE_CLAIM_TYPES: dict[CriterionKind, tuple[str, ...]] = {
    CriterionKind.SETTLEMENT_AGE: ("settlement_founded",),
    CriterionKind.NAME_AGE: ("name_first_record", "name_continuous"),
}


@dataclass(frozen=True, slots=True)
class Criterion:
    """条件: one thing a nomination is judged on. Texts are data in both languages."""

    key: str
    kind: CriterionKind
    title: str
    text: str
    title_en: str = ""
    text_en: str = ""
    threshold_years: int = 1000
    #: Percent of the whole score; 0 where experts say met or not met instead of giving a score.
    weight: int = 0

    @property
    def is_age(self) -> bool:
        """Whether the machine computes a verdict beside the experts' one."""
        return self.kind is not CriterionKind.JUDGEMENT

    @property
    def is_scored(self) -> bool:
        """Whether experts give it a score out of a hundred."""
        return self.weight > 0


@dataclass(frozen=True, slots=True)
class RuleSet:
    """标准: one edition of a programme's rules."""

    edition: str
    criteria: tuple[Criterion, ...]
    levels: tuple[str, ...]
    notice_days: int
    quorum: int = 1
    departments: tuple[str, ...] = ()
    expected_suffixes: tuple[str, ...] = ()
    basis: tuple[str, ...] = ()
    assignment: Assignment = Assignment.OPEN
    #: What has to be attached, in words.
    attachments: tuple[str, ...] = ()
    #: The rounds in which files are called in, such as 第九批, with their days.
    batches: tuple[Batch, ...] = ()
    #: What the weighted total has to reach, 1 to 100; 0 where nothing is scored.
    passing_score: int = 0
    #: Whether somebody has to have been on the spot before the experts vote.
    visit_required: bool = False
    #: The programme's own classes and the common class each belongs to ("" where to none).
    class_map: tuple[tuple[str, str], ...] = ()

    @property
    def weights(self) -> dict[str, int]:
        """The weight of every scored criterion by key; empty where nothing is scored."""
        return {found.key: found.weight for found in self.criteria if found.is_scored}

    def criterion(self, key: str) -> Criterion | None:
        """The criterion with this key."""
        return next((found for found in self.criteria if found.key == key), None)

    def of_kind(self, kind: CriterionKind) -> Criterion | None:
        """The first criterion of a kind."""
        return next((found for found in self.criteria if found.kind is kind), None)


@dataclass(frozen=True, slots=True)
class ProgrammeFacts:
    """名录: a programme as it is handed to `services.add_programme`."""

    key: str
    title: str
    issuer: str
    issuer_nature: IssuerNature
    heritage_class: str
    rule_set: Mapping[str, Any]
    title_en: str = ""
    issuer_en: str = ""
    common_class: str = ""
    note: str = ""
    note_en: str = ""
    classes: tuple[str, ...] = field(default=())


def read_rule_set(data: Mapping[str, Any]) -> RuleSet:
    """A rule set from its stored form.

    Raises:
        ValueError: naming what is wrong: no criteria, keys twice, unknown level, levels out of
            order, a quorum or a window below one, weights that are not 100 in all.
    """
    criteria = tuple(_criterion(row) for row in data.get("criteria", ()))
    levels = tuple(str(level) for level in data.get("levels", ()))
    rule_set = RuleSet(
        edition=str(data.get("edition", "")).strip(),
        criteria=criteria,
        levels=levels,
        notice_days=int(data.get("notice_days", 7)),
        quorum=int(data.get("quorum", 1)),
        departments=tuple(data.get("departments", ())),
        expected_suffixes=tuple(data.get("expected_suffixes", ())),
        basis=tuple(data.get("basis", ())),
        assignment=Assignment(data.get("assignment", Assignment.OPEN)),
        attachments=tuple(data.get("attachments", ())),
        batches=tuple(read_batch(row) for row in data.get("batches", ())),
        passing_score=int(data.get("passing_score", 0)),
        visit_required=bool(data.get("visit_required", False)),
        class_map=tuple((str(own), str(common)) for own, common in data.get("class_map", ())),
    )
    _check(rule_set)
    return rule_set


def _criterion(row: Mapping[str, Any]) -> Criterion:
    return Criterion(
        key=str(row["key"]),
        kind=CriterionKind(row.get("kind", CriterionKind.JUDGEMENT)),
        title=str(row["title"]),
        text=str(row["text"]),
        title_en=str(row.get("title_en", "")),
        text_en=str(row.get("text_en", "")),
        threshold_years=int(row.get("threshold_years", 1000)),
        weight=int(row.get("weight", 0)),
    )


def _check(rule_set: RuleSet) -> None:
    keys = [criterion.key for criterion in rule_set.criteria]
    order = [level.value for level in Level if level in rule_set.levels]
    faults = {
        "a rule set needs an edition": not rule_set.edition,
        "a rule set needs criteria": not keys,
        "two criteria have the same key": _repeat(keys),
        "levels are unknown, repeated or out of order": list(rule_set.levels) != order,
        "a quorum is at least one": rule_set.quorum < 1,
        "a notice lasts at least one day": rule_set.notice_days < 1,
        "two batches have the same name": _repeat([found.name for found in rule_set.batches]),
        **_score_faults(rule_set),
    }
    for fault, found in faults.items():
        if found:
            raise ValueError(fault)


def _repeat(names: list[str]) -> bool:
    return len(set(names)) != len(names)


def _score_faults(rule_set: RuleSet) -> dict[str, bool]:
    scored, passing = bool(rule_set.weights), rule_set.passing_score
    return {
        "a weight is not negative": any(found.weight < 0 for found in rule_set.criteria),
        "weights do not add up to 100": scored and sum(rule_set.weights.values()) != FULL_WEIGHT,
        "a passing score stands between 1 and 100, where something is scored": (
            not 1 <= passing <= FULL_WEIGHT if scored else passing != 0
        ),
        "a class belongs to none of the common ones": any(
            common not in ("", *COMMON_CLASSES) for _own, common in rule_set.class_map
        ),
    }


def warnings(rule_set: RuleSet, standard_name: str) -> list[Text]:
    """What does not fit the programme and needs a written reason, never a refusal.

    Published lists bend the condition of being an established town (长岭乡 stands on one).
    """
    suffixes = rule_set.expected_suffixes
    if suffixes and not standard_name.endswith(suffixes):
        return [T("这个地名的通名不是这个名录面向的通名，请写明仍要申报的理由")]
    return []
