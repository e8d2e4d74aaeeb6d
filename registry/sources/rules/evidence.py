"""What a grade promises: the edition, the page and the words that the next reader can check."""

from __future__ import annotations

from registry.core.text import T, Text
from registry.sources.rules.kind import Grade

_QUOTED = frozenset({Grade.A, Grade.B})


def grade_faults(grade: Grade | str | None, *, edition: str) -> dict[str, list[Text]]:
    """What a document of this grade lacks, by field: primary material names its edition."""
    if grade == Grade.A and not edition.strip():
        return {"edition": [T("A 级材料要写明版本（原件、拓本或哪一种影印本）")]}
    return {}


def evidence_faults(
    grade: Grade | str | None, *, locator: str, quote: str
) -> dict[str, list[Text]]:
    """What a citation of this grade lacks, by field.

    Primary material (A) is cited by volume and page; from primary material and from what its own
    time wrote (A, B) the words themselves are given, so that a reader need not take our word.
    """
    faults: dict[str, list[Text]] = {}
    if grade == Grade.A and not locator.strip():
        faults["locator"] = [T("A 级材料要写明卷、页或行，别人才找得到原文")]
    if grade in _QUOTED and not quote.strip():
        faults["quote"] = [T("A、B 级材料要照录原文")]
    return faults
