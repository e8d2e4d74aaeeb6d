"""Footnotes: every claim on a page with the numbers of its sources, each source numbered once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from registry.core.text import Text
from registry.places.queries import ClaimView, EvidenceView
from registry.places.rules import ClaimType, Stance
from registry.sources.queries import CitationView

_TEXTS = (ClaimType.ORIGIN, ClaimType.MEANING, ClaimType.EVOLUTION)
_YEARS = (
    ClaimType.SETTLEMENT_FOUNDED,
    ClaimType.NAME_FIRST_RECORD,
    ClaimType.NAME_CONTINUOUS,
    ClaimType.RENAMED,
)


@dataclass(frozen=True, slots=True)
class Footed:
    """A claim with the numbers of the notes that speak for it and against it."""

    claim: ClaimView
    supporting: Sequence[int]
    contradicting: Sequence[int]


@dataclass(frozen=True, slots=True)
class Story:
    """The claims of a page in their groups, and the notes under it."""

    texts: Sequence[Footed]
    years: Sequence[Footed]
    others: Sequence[Footed]
    legends: Sequence[Footed]
    notes: Sequence[tuple[int, CitationView]]


def story_of(claims: Iterable[ClaimView]) -> Story:
    """Group claims and number their sources in the order in which a reader meets them."""
    groups: dict[str, list[ClaimView]] = {"texts": [], "years": [], "others": [], "legends": []}
    for claim in claims:
        groups[_group(ClaimType(claim.claim_type))].append(claim)
    numbers: dict[str, tuple[int, CitationView]] = {}
    footed = {name: [_foot(claim, numbers) for claim in group] for name, group in groups.items()}
    return Story(**footed, notes=tuple(numbers.values()))


def _group(kind: ClaimType) -> str:
    if kind in _TEXTS:
        return "texts"
    if kind in _YEARS:
        return "years"
    return "legends" if kind is ClaimType.LEGEND else "others"


def _foot(claim: ClaimView, numbers: dict[str, tuple[int, CitationView]]) -> Footed:
    sides: dict[str, list[int]] = {Stance.SUPPORTS.value: [], Stance.CONTRADICTS.value: []}
    for item in claim.evidence:
        sides[item.stance].append(_number(item, numbers))
    return Footed(claim, sides[Stance.SUPPORTS.value], sides[Stance.CONTRADICTS.value])


def _number(item: EvidenceView, numbers: dict[str, tuple[int, CitationView]]) -> int:
    known = numbers.setdefault(item.citation.id, (len(numbers) + 1, item.citation))
    return known[0]


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of years in which a name was in use."""

    start: int
    end: int
    sure: bool
    label: Text


@dataclass(frozen=True, slots=True)
class NameRow:
    """A name on the time line."""

    name: str
    roman: str
    kind: Text
    spans: Sequence[Span]
