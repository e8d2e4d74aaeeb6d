"""How often reviewers decided against what a check said: from this, thresholds become our own."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

from registry.signage.rules.checks import Result
from registry.signage.rules.kinds import ReasonCode
from registry.signage.rules.states import SignState, Verdict

_TEXTS = frozenset({"reading", "letters", "hanzi", "roman"})
_ABOUT: dict[ReasonCode, frozenset[str]] = {
    ReasonCode.UNREADABLE: frozenset({"reading", "letters", "brightness"}),
    ReasonCode.NOT_THIS_SIGN: frozenset({"reading", "letters", "distance", "likeness"}),
    ReasonCode.NO_SURROUNDINGS: frozenset(),
    ReasonCode.PLACE_DOUBTFUL: frozenset({"distance", "shift", "travel", "witness", "fix"}),
    ReasonCode.TEXT_MISREAD: frozenset({"reading", "letters", "hanzi", "roman"}),
    ReasonCode.PHOTO_REUSED: frozenset({"same_file", "likeness", "mirror", "time", "source"}),
    ReasonCode.OTHER: frozenset(),
}
"""Which checks should have seen what a reviewer names as the reason."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A number of decided reports with the same result of one check and the same verdict."""

    check_key: str
    version: int
    result: str
    verdict: str
    reason_code: str
    sign_state: str
    number: int


@dataclass(frozen=True, slots=True)
class Overturn:
    """What became of one version of a check: how often it asked to look, and in vain.

    `flagged` reports were flagged, of which `overruled` were found right all the same; `passed`
    raised no question, of which `missed` were sent back for what this check looks at.
    """

    check_key: str
    version: int
    flagged: int = 0
    overruled: int = 0
    passed: int = 0
    missed: int = 0
    could_not: int = 0


def overturns(rows: Iterable[Judged]) -> list[Overturn]:
    """Sums for each check and version, in the order in which they come."""
    found: dict[tuple[str, int], dict[str, int]] = {}
    for row in rows:
        sums = found.setdefault((row.check_key, row.version), {})
        for name in _counts(row):
            sums[name] = sums.get(name, 0) + row.number
    return [Overturn(key, version, **sums) for (key, version), sums in found.items()]


def _counts(row: Judged) -> list[str]:
    is_accepted = row.verdict == Verdict.ACCEPT
    if row.result == Result.UNCHECKED:
        return ["could_not"]
    if row.result == Result.FLAG:
        # A report of a wrong sign is accepted because its text differs: there the flag was right.
        right = is_accepted and row.check_key in _TEXTS and row.sign_state != SignState.VERIFIED
        return ["flagged", *(["overruled"] if is_accepted and not right else [])]
    if is_accepted or not row.reason_code:
        return ["passed"]
    about = _ABOUT[ReasonCode(row.reason_code)]
    return ["passed", *(["missed"] if row.check_key in about else [])]


def interval(part: float, whole: float) -> tuple[float, float] | None:
    """The 95 % interval of a rate by Wilson's formula, from 0 to 1; None where nothing was seen.

    An effective number need not be whole.
    """
    if whole <= 0:
        return None
    z = 1.959963984540054
    rate = part / whole
    middle = (rate + z * z / (2 * whole)) / (1 + z * z / whole)
    spread = math.sqrt(max(0.0, rate * (1 - rate)) / whole + z * z / (4 * whole * whole))
    half = z / (1 + z * z / whole) * spread
    return max(0.0, middle - half), min(1.0, middle + half)
