"""公示: the window in which anyone may object, its frozen snapshot, and objections."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from registry.core.clock import china_date, day_end, day_start
from registry.core.text import T, Text


class NoticeKind(StrEnum):
    """公告种类: 公示 stands before a decision; 公告 and 公布 after it and have their own clocks."""

    GONGSHI = "gongshi"
    GONGGAO = "gonggao"
    GONGBU = "gongbu"


class Ground(StrEnum):
    """异议理由: what an objection is about."""

    AGE = "age"
    NAME = "name"
    PLACE = "place"
    BOUNDARY = "boundary"
    OMISSION = "omission"


GROUND_LABELS: dict[Ground, Text] = {
    Ground.AGE: T("年代有误"),
    Ground.NAME: T("名称、用字或读音有误"),
    Ground.PLACE: T("地点有误"),
    Ground.BOUNDARY: T("范围有误"),
    Ground.OMISSION: T("遗漏了应当列入的地名"),
}


class Outcome(StrEnum):
    """异议处理结果."""

    UPHELD = "upheld"
    PARTLY = "partly"
    DISMISSED = "dismissed"


OUTCOME_LABELS: dict[Outcome, Text] = {
    Outcome.UPHELD: T("异议成立"),
    Outcome.PARTLY: T("部分成立"),
    Outcome.DISMISSED: T("异议不成立"),
}
OUTCOME_TONES: dict[Outcome, str] = {
    Outcome.UPHELD: "problem",
    Outcome.PARTLY: "waiting",
    Outcome.DISMISSED: "done",
}


def window(starts_on: date, ends_on: date) -> tuple[datetime, datetime]:
    """The moments between which objections are in time: whole days in China, both included."""
    return day_start(starts_on), day_end(ends_on)


def days_inclusive(starts_on: date, ends_on: date) -> int:
    """Calendar days of a notice, first and last included."""
    return (ends_on - starts_on).days + 1


def window_fault(starts_on: date, ends_on: date, now: datetime) -> dict[str, list[Text]]:
    """What is wrong with the dates of a new notice, by field; empty where nothing is.

    Nothing is backdated: a window that nobody could see is none. Lengths are data of the
    programme, not rules here: published windows ran seven and eight days, one over New Year.
    """
    today = china_date(now)
    if starts_on < today:
        return {"starts_on": [T("公示不能从过去的日期开始，今天是 %(day)s", day=today.isoformat())]}
    if ends_on < starts_on:
        return {"ends_on": [T("结束日期不能早于开始日期")]}
    if days_inclusive(starts_on, ends_on) > 366:
        return {"ends_on": [T("公示期超过一年，请检查日期")]}
    return {}


def is_late(received_at: datetime, ends_at: datetime) -> bool:
    """Whether an objection came after the last moment; 23:50 in China on the last day is not."""
    return received_at > ends_at


def effective_end(ends_at: datetime, closed_early_at: datetime | None) -> datetime:
    """When the window really ended: its stored end, or the demo's early close."""
    return ends_at if closed_early_at is None else min(ends_at, closed_early_at)


def decision_fault(now: datetime, ends_at: datetime, open_objections: int) -> Text | None:
    """Why a notified nomination cannot be recognised now, or None.

    An open objection blocks, a late one too: it is quickly answered as late, and an unanswered one
    would stand for ever beside a recognition.
    """
    if now <= ends_at:
        return T("公示期还没有结束，现在不能认定")
    if open_objections:
        return T("还有 %(n)d 条异议没有答复，现在不能认定", n=open_objections)
    return None


def canonical(snapshot: Mapping[str, Any]) -> str:
    """A snapshot as the bytes that are kept, shown and hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(snapshot, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256_of(text: str) -> str:
    """The hash printed beside a snapshot."""
    return hashlib.sha256(text.encode()).hexdigest()


_DOCUMENT_NUMBER = re.compile(r"[^\s〔〕]{1,20}〔\d{4}〕第?\d{1,5}号")
_BRACKETS = str.maketrans("[(\uff3b\uff08])\uff3d\uff09", "〔〔〔〔〕〕〕〕")


def document_number(text: str) -> str | None:
    """A document number in its standard form, such as 民地字〔2014〕142号, or None.

    Other brackets are read as 〔〕; nothing else is corrected.
    """
    plain = "".join(text.split()).translate(_BRACKETS)
    return plain if _DOCUMENT_NUMBER.fullmatch(plain) else None
