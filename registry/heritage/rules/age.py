"""The thousand-year tests, computed from dated claims together with their uncertainty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text


class AgeVerdict(StrEnum):
    """年代检验结论: how surely a place or name is old enough."""

    PROVEN = "proven"
    LIKELY = "likely"
    OPEN = "open"
    CONTRADICTED = "contradicted"


AGE_LABELS: dict[AgeVerdict, Text] = {
    AgeVerdict.PROVEN: T("已证实"),
    AgeVerdict.LIKELY: T("很可能"),
    AgeVerdict.OPEN: T("尚不能定"),
    AgeVerdict.CONTRADICTED: T("证据相反"),
}
AGE_TONES: dict[AgeVerdict, str] = {
    AgeVerdict.PROVEN: "done",
    AgeVerdict.LIKELY: "info",
    AgeVerdict.OPEN: "waiting",
    AgeVerdict.CONTRADICTED: "problem",
}


@dataclass(frozen=True, slots=True)
class DatedClaim:
    """What the test needs of a claim: the bounds of the beginning and the weight of its evidence.

    Years are astronomical. `open_beginning` marks a first record: the name is at least that old
    and may be older, so a young record proves nothing against it.
    """

    earliest: int | None
    latest: int | None
    supports: int = 1
    contradicts: int = 0
    weak: bool = False
    open_beginning: bool = False


@dataclass(frozen=True, slots=True)
class AgeTest:
    """Outcome of one test: the verdict, the last year that is old enough, and the age's bounds."""

    verdict: AgeVerdict
    limit_year: int
    at_least: int | None
    at_most: int | None
    in_conflict: bool = False


def judge(claim: DatedClaim, limit_year: int) -> AgeVerdict:
    """One claim against the last year that is old enough.

    Proven only if even the latest possible beginning is old enough, on evidence that is neither
    contradicted nor merely oral or legendary (grade D).
    """
    if not claim.supports:
        return AgeVerdict.CONTRADICTED if claim.contradicts else AgeVerdict.OPEN
    if claim.latest is not None and claim.latest <= limit_year:
        shaky = claim.weak or claim.contradicts
        return AgeVerdict.LIKELY if shaky else AgeVerdict.PROVEN
    if claim.earliest is not None and claim.earliest > limit_year:
        return AgeVerdict.OPEN if claim.open_beginning else AgeVerdict.CONTRADICTED
    if claim.earliest is None or claim.latest is None:
        return AgeVerdict.OPEN
    # Half of the possible years or more are old enough.
    return AgeVerdict.LIKELY if claim.earliest + claim.latest <= 2 * limit_year else AgeVerdict.OPEN


def age_test(
    claims: Iterable[DatedClaim], reference_year: int, threshold_years: int = 1000
) -> AgeTest:
    """All claims about one beginning against a threshold, as seen from the reference year.

    The strongest claim decides; where another claim says the opposite, the question stays open for
    the experts. No claim at all leaves it open too.
    """
    limit = reference_year - threshold_years
    judged = [(judge(claim, limit), claim) for claim in claims]
    supported = [claim for _verdict, claim in judged if claim.supports]
    latest = [claim.latest for claim in supported if claim.latest is not None]
    earliest = [claim.earliest for claim in supported if claim.earliest is not None]
    verdicts = {verdict for verdict, _claim in judged}
    strongest = next((verdict for verdict in AgeVerdict if verdict in verdicts), AgeVerdict.OPEN)
    conflict = AgeVerdict.CONTRADICTED in verdicts and len(verdicts) > 1
    return AgeTest(
        verdict=AgeVerdict.OPEN if conflict else strongest,
        limit_year=limit,
        at_least=reference_year - min(latest) if latest else None,
        at_most=reference_year - min(earliest) if earliest else None,
        in_conflict=conflict,
    )
