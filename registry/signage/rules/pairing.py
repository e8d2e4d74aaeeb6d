"""Which accepted reports of one sign are shown side by side: before and after."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise
from typing import TypeVar

from registry.signage.rules.kinds import ReportKind
from registry.signage.rules.states import PRESENT_INVALID, SignState
from registry.signage.rules.validity import claims_installed

R = TypeVar("R")


class Shows(StrEnum):
    """What the photos of an accepted report show of a sign."""

    GOOD = "good"
    FAULT = "fault"


def shows(kind: ReportKind, sign_state: SignState) -> Shows | None:
    """What a report shows, by the state that accepting it left the sign in.

    None where it says neither, as with a dead QR code or a place that needs one sign more.
    """
    if claims_installed(kind) and sign_state is SignState.VERIFIED:
        return Shows.GOOD
    if sign_state in PRESENT_INVALID or sign_state is SignState.MISSING:
        return Shows.FAULT
    return None


def pairs(rows: Sequence[tuple[R, Shows | None]]) -> list[tuple[R, R, bool]]:
    """Before, after and whether a fault was put right between them; newest pair first.

    `rows` are the accepted reports of one sign, oldest first. Each good one stands beside the one
    before it; what shows neither good nor fault is passed over.
    """
    told = [(row, what) for row, what in rows if what is not None]
    found = [
        (before, after, was is Shows.FAULT)
        for (before, was), (after, now) in pairwise(told)
        if now is Shows.GOOD
    ]
    return found[::-1]
