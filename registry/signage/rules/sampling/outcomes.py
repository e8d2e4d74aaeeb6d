"""What became of a drawn sign: found right, found otherwise, or not answered."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text
from registry.signage.rules.kinds import ReportKind
from registry.signage.rules.states import SignState
from registry.signage.rules.validity import claims_installed


class Outcome(StrEnum):
    """复查结果."""

    RIGHT = "right"
    WRONG = "wrong"
    BLANK = "blank"
    DAMAGED = "damaged"
    MISSING = "missing"
    UNREACHABLE = "unreachable"
    GONE = "gone"
    WAITING = "waiting"


ANSWERED = (Outcome.RIGHT, Outcome.WRONG, Outcome.BLANK, Outcome.DAMAGED, Outcome.MISSING)
"""A reviewer has judged photos of it; the others are unknown and enter the bounds."""

OUTCOME_LABELS: dict[Outcome, tuple[str, Text]] = {
    Outcome.RIGHT: ("done", T("与登记相符")),
    Outcome.WRONG: ("problem", T("有误")),
    Outcome.BLANK: ("problem", T("空白")),
    Outcome.DAMAGED: ("problem", T("损坏或看不清")),
    Outcome.MISSING: ("problem", T("缺失")),
    Outcome.UNREACHABLE: ("waiting", T("到不了")),
    Outcome.GONE: ("neutral", T("其间已撤除")),
    Outcome.WAITING: ("neutral", T("还没有查到")),
}
"""Tone of the badge and its word."""

_OF_STATE = {
    SignState.WRONG: Outcome.WRONG,
    SignState.DAMAGED: Outcome.DAMAGED,
    SignState.MISSING: Outcome.MISSING,
}


def outcome_of(kind: ReportKind, sign_state: SignState) -> Outcome | None:
    """What an accepted report found, by the state that accepting it left the sign in.

    None where it does not say whether the sign is right, as with a dead QR code.
    """
    if claims_installed(kind):
        return Outcome.RIGHT if sign_state is SignState.VERIFIED else _OF_STATE.get(sign_state)
    if kind is ReportKind.BLANK:
        return Outcome.BLANK
    return _OF_STATE.get(sign_state) if kind in _SPEAKS else None


_SPEAKS = frozenset(
    {
        ReportKind.DAMAGED,
        ReportKind.COVERED,
        ReportKind.MISSING,
        ReportKind.WRONG_TEXT,
        ReportKind.WRONG_SPELLING,
        ReportKind.WRONG_COLOUR,
        ReportKind.MOVED,
    }
)
