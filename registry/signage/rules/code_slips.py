"""What a mistyped code may have been: single slips from which a whole code comes, likeliest first.

One check character tells that something is wrong, never where. But of all slips that would make a
typed code whole again few are slips that people make, and fewer still lead to a sign that is there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from registry.core.text import T, Text
from registry.signage.rules.codes import ALPHABET, LENGTH, PLATE, is_code, is_plate_code

_ALIKE = (
    *(
        "8B",
        "5S",
        "2Z",
        "6G",
        "VY",
        "17",
        "DQ",
        "MN",
        "CG",
        "EF",
        "PR",
        "VW",
        "XK",
        "XY",
        "9G",
        "49",
    ),
    *("O0DQCG", "U0V", "UVW"),
)
"""Characters that are read for each other on a plate; O, 0 and U stand on none."""


@dataclass(frozen=True, slots=True)
class Slip:
    """A whole code that one slip turns into what was typed; `at` counts from 1 in what was typed.

    `read` is what was typed there and `meant` what stands on the plate; one of them is empty where
    a character is missing or too many.
    """

    code: str
    at: int
    read: str
    meant: str
    is_likely: bool

    @property
    def words(self) -> Text:
        """The slip as a person is told of it."""
        if not self.read:
            return T("第 %(at)d 位前面可能漏了“%(meant)s”", at=self.at, meant=self.meant)
        if not self.meant:
            return T("第 %(at)d 位的“%(read)s”可能多输了", at=self.at, read=self.read)
        if len(self.read) == 2:
            return T("第 %(at)d、%(next)d 位可能颠倒了", at=self.at, next=self.at + 1)
        said = {"at": self.at, "read": self.read, "meant": self.meant}
        return T("第 %(at)d 位的“%(read)s”可能是“%(meant)s”", **said)


def slips(typed: str) -> list[Slip]:
    """Every single slip that explains a typed code in its normal form, likeliest first; [] if none.

    A changed character, two neighbours exchanged, one missing, one too many. What is much too long
    or too short has none.
    """
    if is_code(typed) or is_plate_code(typed) or not LENGTH - 1 <= len(typed) <= LENGTH + 2:
        return []
    found: dict[str, Slip] = {}
    for slip in (*_changed(typed), *_exchanged(typed), *_missing(typed), *_doubled(typed)):
        if is_code(slip.code) or is_plate_code(slip.code):
            known = found.get(slip.code)
            if known is None or slip.is_likely > known.is_likely:
                found[slip.code] = slip
    return sorted(found.values(), key=lambda slip: (not slip.is_likely, slip.at))


def strangers(typed: str) -> list[tuple[int, str]]:
    """Characters that stand on no plate, each with its place counted from 1."""
    return [(at, char) for at, char in enumerate(typed, start=1) if char not in ALPHABET]


def _changed(typed: str) -> Iterator[Slip]:
    for at, read in enumerate(typed):
        for meant in ALPHABET:
            if meant != read:
                code = typed[:at] + meant + typed[at + 1 :]
                yield Slip(code, at + 1, read, meant, _alike(read, meant))


def _exchanged(typed: str) -> Iterator[Slip]:
    for at in range(len(typed) - 1):
        one, other = typed[at], typed[at + 1]
        if one != other:
            code = typed[:at] + other + one + typed[at + 2 :]
            yield Slip(code, at + 1, one + other, other + one, is_likely=True)


def _missing(typed: str) -> Iterator[Slip]:
    for at in range(len(typed) + 1):
        for meant in ALPHABET:
            code = typed[:at] + meant + typed[at:]
            # One of two that are the same, or the M that tells a doorplate, is left out easily.
            likely = meant in typed[max(0, at - 1) : at + 1] or (at == 0 and meant == PLATE)
            yield Slip(code, at + 1, "", meant, is_likely=likely)


def _doubled(typed: str) -> Iterator[Slip]:
    for at, read in enumerate(typed):
        likely = read in typed[at + 1 : at + 2]
        yield Slip(typed[:at] + typed[at + 1 :], at + 1, read, "", is_likely=likely)


def _alike(read: str, meant: str) -> bool:
    return any(read in group and meant in group for group in _ALIKE)
