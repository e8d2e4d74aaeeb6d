"""A programme's rules as somebody edits them: what is wrong with them, field by field."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from registry.core.text import T, Text
from registry.heritage.rules.batches import Batch
from registry.heritage.rules.programme import (
    COMMON_CLASSES,
    Assignment,
    Criterion,
    CriterionKind,
    ProgrammeFacts,
    RuleSet,
)
from registry.heritage.rules.scoring import FULL_WEIGHT
from registry.heritage.rules.states import Level

#: More conditions than any list that was seen, and few enough to read on one page.
MAX_CRITERIA = 15
#: Two a year for a quarter of a century.
MAX_BATCHES = 50

KIND_LABELS: dict[CriterionKind, Text] = {
    CriterionKind.SETTLEMENT_AGE: T("聚落年代（由论据计算）"),
    CriterionKind.NAME_AGE: T("专名年代（由论据计算）"),
    CriterionKind.JUDGEMENT: T("由专家判断"),
}
ASSIGNMENT_LABELS: dict[Assignment, Text] = {
    Assignment.OPEN: T("有权限的人都可以办理"),
    Assignment.TURN: T("按次序轮流指派"),
}
VISIT_LABELS: dict[bool, Text] = {True: T("表决以前必须有"), False: T("视需要")}
FIELD_LABELS: dict[str, Text] = {
    "key": T("名录代号"),
    "title": T("名录名称"),
    "title_en": T("英文名称"),
    "issuer": T("颁发单位"),
    "issuer_en": T("颁发单位的英文名称"),
    "issuer_nature": T("单位性质"),
    "heritage_class": T("认定的类别"),
    "common_class": T("对应的通用类别"),
    "classes": T("名录自己的类别"),
    "edition": T("版次"),
    "levels": T("审核层级"),
    "notice_days": T("公示天数"),
    "quorum": T("法定人数"),
    "passing_score": T("合格分"),
    "visit_required": T("实地核查"),
    "departments": T("会签部门"),
    "attachments": T("必备附件"),
    "expected_suffixes": T("面向的通名"),
    "batches": T("批次"),
    "assignment": T("指派方式"),
    "basis": T("依据"),
    "note": T("说明"),
    "note_en": T("英文说明"),
}
BATCH_LABELS: dict[str, Text] = {
    "name": T("批次名称"),
    "opens_on": T("开放日期"),
    "closes_on": T("截止日期"),
}
CRITERION_LABELS: dict[str, Text] = {
    "key": T("条件代号"),
    "kind": T("判断方式"),
    "title": T("条件名称"),
    "text": T("条件内容"),
    "title_en": T("条件的英文名称"),
    "text_en": T("条件的英文内容"),
    "threshold_years": T("年限"),
    "weight": T("权重"),
}


def plain(rules: RuleSet) -> dict[str, Any]:
    """A rule set as it is stored; `read_rule_set` reads it back to the same."""
    stored = asdict(rules)
    stored["assignment"] = rules.assignment.value
    stored["criteria"] = [{**asdict(found), "kind": found.kind.value} for found in rules.criteria]
    stored["class_map"] = [list(pair) for pair in rules.class_map]
    stored["batches"] = [found.stored for found in rules.batches]
    return {name: list(v) if isinstance(v, tuple) else v for name, v in stored.items()}


def level_faults(levels: Sequence[str]) -> dict[str, list[Text]]:
    """What is wrong with levels as they were chosen, by the field of each: `level1` and on."""
    order = [level.value for level in Level]
    faults: dict[str, list[Text]] = {}
    highest = -1
    for place, level in enumerate(levels, start=1):
        if not level:
            continue
        rank = order.index(level)
        if level in levels[: place - 1]:
            faults[f"level{place}"] = [T("这一级前面已经选过，一级只能出现一次")]
        elif rank < highest:
            faults[f"level{place}"] = [T("层级要从下往上排：乡镇级、县级、市级、省级")]
        highest = max(highest, rank)
    return faults


def criteria_faults(rows: Mapping[int, Criterion], passing_score: int) -> dict[str, list[Text]]:
    """What is wrong with criteria together, by field; `rows` are by their number on the page."""
    faults: dict[str, list[Text]] = {}
    first: dict[str, int] = {}
    for number, row in rows.items():
        if row.key in first:
            text = T("第 %(n)d 条已经用了这个代号", n=first[row.key] + 1)
            faults[f"criterion{number}_key"] = [text]
        first.setdefault(row.key, number)
    if not rows:
        faults["criteria"] = [T("至少要有一个条件")]
    weighted = {number: row.weight for number, row in rows.items() if row.weight}
    total = sum(weighted.values())
    if weighted and total != FULL_WEIGHT:
        text = T("各条权重加起来是 %(sum)d，要正好是 100；都不打分就全部留空", sum=total)
        faults[f"criterion{max(weighted)}_weight"] = [text]
    if weighted and not passing_score:
        faults["passing_score"] = [T("有打分的条件，请写明加权总分达到多少算合格")]
    if not weighted and passing_score:
        faults["passing_score"] = [T("没有打分的条件，请留空，或给条件写上权重")]
    return faults


def batch_faults(rows: Mapping[int, Batch]) -> dict[str, list[Text]]:
    """What is wrong with batches together, by field; `rows` are by their number on the page."""
    faults: dict[str, list[Text]] = {}
    first: dict[str, int] = {}
    for number, row in rows.items():
        if row.name in first:
            text = T("第 %(n)d 批已经用了这个名称", n=first[row.name] + 1)
            faults[f"batch{number}_name"] = [text]
        first.setdefault(row.name, number)
        if row.opens_on and row.closes_on and row.closes_on < row.opens_on:
            faults[f"batch{number}_closes_on"] = [T("截止日期不能早于开放日期")]
    return faults


def list_faults(**lists: Sequence[str]) -> dict[str, list[Text]]:
    """Entries that stand twice in a list, by the list's field."""
    faults: dict[str, list[Text]] = {}
    for name, entries in lists.items():
        again = [n for n, entry in enumerate(entries, start=1) if entry in entries[: n - 1]]
        if again:
            faults[name] = [T("第 %(n)d 行和前面的一行相同", n=again[0])]
    return faults


def class_faults(pairs: Sequence[tuple[str, str]]) -> list[Text]:
    """What is wrong with own classes and the common class they were given."""
    known = ("", *COMMON_CLASSES)
    for number, (own, common) in enumerate(pairs, start=1):
        if common not in known:
            text = T("第 %(n)d 行等号后面不是通用的八类之一；没有对应的就不写等号", n=number)
            return [text]
        if not own:
            return [T("第 %(n)d 行没有写自己的类别", n=number)]
    return []


def as_given(facts: ProgrammeFacts) -> dict[str, Any]:
    """Everything an edition says besides its key: two of the same say the same."""
    values = asdict(facts)
    values["issuer_nature"] = facts.issuer_nature.value
    values["classes"] = list(facts.classes)
    values["rule_set"] = {k: v for k, v in dict(facts.rule_set).items() if k != "edition"}
    values.pop("key")
    return values
