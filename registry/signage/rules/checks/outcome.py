"""What a check can say: its result, why, and the numbers it measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from registry.core.text import T, Text


class Result(StrEnum):
    """What a check found. None of them decides anything: a person reads the list."""

    OK = "ok"
    FLAG = "flag"
    UNCHECKED = "unchecked"


RESULT_LABELS: dict[Result, tuple[str, Text]] = {
    Result.OK: ("done", T("没有疑问")),
    Result.FLAG: ("problem", T("请细看")),
    Result.UNCHECKED: ("neutral", T("无法检查")),
}


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the evidence sheet, as it is stored.

    `reason` chooses the words, `measured` holds the numbers they name: metres, seconds, bits,
    counts and identifiers of reports, plain JSON.
    """

    key: str
    result: Result
    reason: str
    measured: Mapping[str, Any] = field(default_factory=dict)


def ok(key: str, reason: str = "ok", **measured: Any) -> Check:
    """A check that found nothing to ask about."""
    return Check(key, Result.OK, reason, measured)


def flag(key: str, reason: str = "flag", **measured: Any) -> Check:
    """A check that asks a person to look."""
    return Check(key, Result.FLAG, reason, measured)


def unchecked(key: str, reason: str, **measured: Any) -> Check:
    """A check that could not be made; never to be read as a pass."""
    return Check(key, Result.UNCHECKED, reason, measured)


def either(key: str, *, is_flag: bool, **measured: Any) -> Check:
    """A flag or a pass with the same numbers."""
    return flag(key, **measured) if is_flag else ok(key, **measured)
