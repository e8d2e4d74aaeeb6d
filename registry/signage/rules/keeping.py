"""What is known of a sign that stands: who owns it, what it cost, until when it is warranted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from registry.core.text import T, Text

SHORTEST, LONGEST = 30, 3650
"""Days between two inspections."""
MOST_FEN = 999_999_999
_YUAN = re.compile(r"([0-9]{1,7})(?:\.([0-9]{1,2}))?")


def fen_of(text: str) -> int | None:
    """Yuan as written ("1280", "1,280.5") in fen, exactly; None where it is no such amount."""
    found = _YUAN.fullmatch(text.strip().replace(",", "").replace("，", ""))
    if found is None:
        return None
    return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))


def yuan_of(fen: int) -> str:
    """Fen as yuan with two decimals."""
    return f"{fen // 100}.{fen % 100:02}"


@dataclass(frozen=True, slots=True)
class Keeping:
    """What a person writes down of a sign; empty texts and None are unknown."""

    owner: str = ""
    maintainer: str = ""
    installed_on: date | None = None
    warranty_to: date | None = None
    cost_fen: int | None = None
    next_check_on: date | None = None
    body_type: str = ""
    material: str = ""
    colour_text: str = ""
    reflective: bool | None = None
    lit: bool | None = None
    installer: str = ""
    handover_on: date | None = None


def keeping_faults(
    kept: Keeping, *, made_on: date | None, was_due_on: date | None, today: date
) -> dict[str, list[Text]]:
    """Every fault by field. A next inspection that is overdue already may stay as it is."""
    faults: dict[str, list[Text]] = {}
    if kept.installed_on is not None and kept.installed_on > today:
        faults["installed_on"] = [T("设置日期在将来")]
    elif kept.installed_on is not None and made_on is not None and kept.installed_on < made_on:
        faults["installed_on"] = [T("设置日期早于制作日期 %(day)s", day=made_on.isoformat())]
    begins = kept.installed_on or made_on
    if kept.warranty_to is not None and begins is not None and kept.warranty_to < begins:
        faults["warranty_to"] = [T("质保到期日早于设置日期 %(day)s", day=begins.isoformat())]
    if kept.handover_on is not None and kept.handover_on > today:
        faults["handover_on"] = [T("移交日期在将来")]
    elif kept.handover_on is not None and begins is not None and kept.handover_on < begins:
        faults["handover_on"] = [T("移交日期早于设置日期 %(day)s", day=begins.isoformat())]
    if kept.cost_fen is not None and kept.cost_fen < 0:
        faults["cost"] = [T("费用不能是负数")]
    elif kept.cost_fen is not None and kept.cost_fen > MOST_FEN:
        faults["cost"] = [T("费用不能超过 %(n)s 元", n=yuan_of(MOST_FEN))]
    due = kept.next_check_on
    if due is not None and due < today and due != was_due_on:
        faults["next_check_on"] = [T("下次巡查的日期已经过去，请写今天或以后的日期")]
    elif due is not None and due > today + timedelta(days=LONGEST):
        faults["next_check_on"] = [T("下次巡查最远写到十年以后")]
    return faults


def next_check(
    verified_on: date, days: int | None, *, by_hand: date | None = None
) -> tuple[date | None, bool]:
    """When a sign that was just verified is due again, and whether a person had said so.

    A day that a person wrote and that still lies ahead stays; otherwise the interval of its type
    counts from the day of the verification.
    """
    if by_hand is not None and by_hand > verified_on:
        return by_hand, True
    return (verified_on + timedelta(days=days) if days else None), False
