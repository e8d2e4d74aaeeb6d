"""Whether a dossier is complete: claims with their citations, findings up to the quorum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text
from registry.heritage.rules.programme import Criterion, RuleSet

LEGEND = "legend"


class Verdict(StrEnum):
    """逐条意见: what an expert finds on one criterion."""

    MEETS = "meets"
    DOUBTFUL = "doubtful"
    FAILS = "fails"


VERDICT_LABELS: dict[Verdict, Text] = {
    Verdict.MEETS: T("符合"),
    Verdict.DOUBTFUL: T("存疑"),
    Verdict.FAILS: T("不符合"),
}
VERDICT_TONES: dict[Verdict, str] = {
    Verdict.MEETS: "done",
    Verdict.DOUBTFUL: "waiting",
    Verdict.FAILS: "problem",
}


@dataclass(frozen=True, slots=True)
class ClaimFact:
    """What completeness needs of a claim that serves a criterion."""

    criterion: str
    claim_type: str
    text: str
    supports: int
    contradicts: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing: what, why it matters, and whether it stops the submission.

    `criterion` is the key of the criterion it belongs to, "" for the dossier as a whole; `quote`
    is the claim's own words where the gap is about one claim.
    """

    criterion: str
    what: Text
    why: Text
    blocking: bool
    quote: str = ""


def gaps(
    rule_set: RuleSet, claims: Sequence[ClaimFact], *, summary: str, protection_plan: str
) -> list[Gap]:
    """Everything a dossier still lacks, the blocking ones first.

    A claim without a supporting citation blocks (a legend excepted); so does a computed criterion
    without any claim. A criterion left to judgement only asks.
    """
    found = [gap for claim in claims if (gap := _uncited(claim)) is not None]
    served = {claim.criterion for claim in claims if claim.claim_type != LEGEND}
    found += [_unserved(c) for c in rule_set.criteria if c.key not in served]
    if not summary.strip():
        found.append(Gap("", T("还没有写概述"), T("审核人和公众先读概述"), blocking=True))
    if not protection_plan.strip():
        why = T("认定以后要有保护措施，更名前也要先有保护措施")
        found.append(Gap("", T("还没有写保护方案"), why, blocking=False))
    return sorted(found, key=lambda gap: not gap.blocking)


def _unserved(criterion: Criterion) -> Gap:
    what = T("这个条件还没有论据")
    if criterion.is_age:
        why = T("这个条件要用有年代、有出处的论据来计算，没有论据就无从检验")
        return Gap(criterion.key, what, why, blocking=True)
    return Gap(criterion.key, what, T("专家会逐条给出意见，有论据更容易判断"), blocking=False)


def _uncited(claim: ClaimFact) -> Gap | None:
    if claim.supports or claim.claim_type == LEGEND:
        return None
    if claim.contradicts:
        what = T("这条论据只有相反的出处")
        why = T("只有反证的说法不能作为申报的依据，请补充支持它的出处或撤下")
    else:
        what = T("这条论据没有出处")
        why = T("没有出处的说法无法核对，审核人和公众都不能据此判断")
    return Gap(claim.criterion, what, why, blocking=True, quote=claim.text)


def verdict_of(score: int, passing_score: int) -> Verdict:
    """What a score says of its criterion alone: met from the programme's passing score on."""
    return Verdict.MEETS if score >= passing_score else Verdict.FAILS


def missing_findings(rule_set: RuleSet, findings: Iterable[tuple[str, str]]) -> dict[str, int]:
    """How many findings each criterion still lacks; `findings` are (criterion, expert) pairs."""
    counted = Counter(criterion for criterion, _expert in set(findings))
    short = {c.key: rule_set.quorum - counted[c.key] for c in rule_set.criteria}
    return {key: lacking for key, lacking in short.items() if lacking > 0}


def unmet(verdicts: Mapping[str, Sequence[Verdict]]) -> list[str]:
    """Criteria on which at least one expert does not say that it is met."""
    return [key for key, given in verdicts.items() if any(v is not Verdict.MEETS for v in given)]
