"""What a sign may say: exactly the approved name and spelling, compared character by character."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from difflib import SequenceMatcher

from registry.core.text import T, Text
from registry.places.rules.romanise import sign_text_problem
from registry.places.rules.romanise.sign_text import APOSTROPHE


@dataclass(frozen=True, slots=True)
class Difference:
    """The first place where a text leaves the approved one; `at` counts from 1."""

    at: int
    approved: str
    found: str

    @property
    def message(self) -> Text:
        """The difference in words."""
        if not self.found:
            return T("第 %(n)d 处少了“%(approved)s”", n=self.at, approved=self.approved)
        if not self.approved:
            return T("第 %(n)d 处多了“%(found)s”", n=self.at, found=self.found)
        return T(
            "第 %(n)d 处应为“%(approved)s”，写成了“%(found)s”",
            n=self.at,
            approved=self.approved,
            found=self.found,
        )


def differences(approved: str, found: str) -> list[Difference]:
    """Every run of characters in which `found` differs; empty where both are the same."""
    matcher = SequenceMatcher(None, approved, found, autojunk=False)
    return [
        Difference(a_from + 1, approved[a_from:a_to], found[b_from:b_to])
        for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes()
        if tag != "equal"
    ]


def aligned(approved: str, found: str) -> list[tuple[str, str]]:
    """Pairs of characters for showing both texts one above the other; "" where one has none."""
    pairs: list[tuple[str, str]] = []
    matcher = SequenceMatcher(None, approved, found, autojunk=False)
    for _tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        width = max(a_to - a_from, b_to - b_from)
        upper = [*approved[a_from:a_to], *[""] * (width - (a_to - a_from))]
        lower = [*found[b_from:b_to], *[""] * (width - (b_to - b_from))]
        pairs.extend(zip(upper, lower, strict=True))
    return pairs


def hanzi_faults(text: str, approved: str) -> list[Text]:
    """Why these Hanzi may not be cast: the named differences from the standard name."""
    return [difference.message for difference in differences(approved, text)]


def roman_faults(text: str, approved: str) -> list[Text]:
    """Why this spelling may not be cast: English, tone marks, or not the approved spelling."""
    problem = sign_text_problem(text)
    if problem is not None:
        return [problem.message]
    return [difference.message for difference in differences(approved, text)]


def folded_hanzi(text: str) -> str:
    """Hanzi as compared with a photo: NFC, spaces left out. Never NFKC: it changes Hanzi."""
    return "".join(unicodedata.normalize("NFC", text).split())


def folded_roman(text: str) -> str:
    """A spelling as compared with a photo: capitals, one kind of apostrophe, single spaces.

    Word division stays: CHANGJIANGLU on a plate is not CHANGJIANG LU.
    """
    plain = unicodedata.normalize("NFC", text).upper()
    for other in ("'", "‘", "`", "´"):
        plain = plain.replace(other, APOSTROPHE)
    return " ".join(plain.split())
