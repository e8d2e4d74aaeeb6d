"""The four dated steps of a name in the countryside drive: named, signed, registered, mapped.

乡村著名行动 (Ministry 民函〔2023〕44号; Anhui 皖民地函〔2023〕214号) asks four things of each name:
命名 → 设标 → 入库 → 上图. No text that could be read says what a step's date is, so it is defined
here: the day of the act that its paper tells. 设标 is no entry of anybody: it follows from a sign
that was verified.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from registry.core.text import T, Text

BASIS_CHARS = 300
EARLIEST = date(1900, 1, 1)


class Step(StrEnum):
    """步骤: in the order in which they are usually taken."""

    NAMED = "named"
    SIGNED = "signed"
    LISTED = "listed"
    MAPPED = "mapped"


BY_HAND = (Step.NAMED, Step.LISTED, Step.MAPPED)
"""Steps that a person or a file enters; the other one is read from the signs."""

STEP_LABELS: dict[Step, Text] = {
    Step.NAMED: T("命名"),
    Step.SIGNED: T("设标"),
    Step.LISTED: T("入库"),
    Step.MAPPED: T("上图"),
}

STEP_MEANINGS: dict[Step, Text] = {
    Step.NAMED: T("名称经批准，或约定俗成、经普查确认"),
    Step.SIGNED: T("立有核验合格的地名标志"),
    Step.LISTED: T("进入中国·国家地名信息库"),
    Step.MAPPED: T("标注在互联网地图上"),
}

MISSING_WORDS: dict[Step, Text] = {
    Step.NAMED: T("缺命名的日期和文号，由县区民政局登记"),
    Step.SIGNED: T("还没有核验合格的标志：列点位、出校样、安装，由外业队拍照、他人核验"),
    Step.LISTED: T("还没有记入库的日期，由县区民政局在国家地名信息库登记后填写"),
    Step.MAPPED: T("还没有记上图的日期，由县区民政局在地图标注后填写"),
}

BASIS_HINTS: dict[Step, Text] = {
    Step.NAMED: T("批准文号；老地名写“约定俗成，第二次全国地名普查确认”，日期填确认的那天"),
    Step.LISTED: T("信息库里的编号，或入库通知的文号"),
    Step.MAPPED: T("哪一种地图、怎样查到的，例如“天地图，搜索可见”"),
}


@dataclass(frozen=True, slots=True)
class NewStep:
    """A step as somebody says it: which, on which day, by which paper, and a word on it."""

    step: Step
    on: date
    basis: str
    note: str = ""


def before_naming(step: Step, on: date, dates: Mapping[Step, date]) -> list[Step]:
    """Which steps would lie before the naming, if `step` were dated `on` beside `dates`.

    Old names were on maps and in the database long before anybody approved them, so this is a
    question that needs a word of explanation, never a refusal. Among the other three no order
    holds: a road is often on the map before its sign stands.
    """
    if step is Step.NAMED:
        return [
            other for other in (Step.LISTED, Step.MAPPED) if other in dates and dates[other] < on
        ]
    named = dates.get(Step.NAMED)
    return [step] if named is not None and on < named else []


def step_faults(new: NewStep, dates: Mapping[Step, date], today: date) -> dict[str, list[Text]]:
    """What is wrong with a step, by field; `dates` are those of the other steps of the name."""
    faults: dict[str, list[Text]] = {}
    if new.step not in BY_HAND:
        faults["step"] = [T("设标由核验合格的标志得出，不能手填；请上报并核验标志")]
    if new.on > today:
        faults["on"] = [T("日期在将来；事情办成以后再登记")]
    elif new.on < EARLIEST:
        faults["on"] = [T("日期请写作 2026-11-23")]
    if not new.basis.strip():
        faults["basis"] = [T("请写明依据：文号、编号，或在哪里可以查到")]
    elif len(new.basis) > BASIS_CHARS:
        faults["basis"] = [T("最多 %(n)d 个字，请缩短", n=BASIS_CHARS)]
    if len(new.note) > BASIS_CHARS:
        faults["note"] = [T("最多 %(n)d 个字，请缩短", n=BASIS_CHARS)]
    elif before_naming(new.step, new.on, dates) and not new.note.strip():
        faults["note"] = [T("入库或上图早于命名：请核对日期；确是如此，请写明原因")]
    return faults
