"""The JSON of claims: what is said of a place, on what evidence for and against, with its gaps."""

from __future__ import annotations

from datetime import date

from pydantic import Field

from registry.edge import language
from registry.edge.answers import Answer
from registry.places.queries.claims import ClaimView, EvidenceView, GapView
from registry.places.rules import ClaimStatus, ClaimType, Stance
from registry.sources.rules import Grade


class EvidenceItem(Answer):
    """A citation for or against a claim, as somebody read it."""

    stance: Stance
    stance_label: str
    citation_id: str
    source_id: str
    source: str
    author: str
    edition: str
    locator: str
    quote: str
    quote_punctuated: str
    translation: str
    grade: Grade
    url: str
    second_hand_via: str
    retrieved_on: date | None = Field(description="When the kept copy or the page was got.")
    inspected_on: date | None = Field(description="Null where nobody has seen the original.")


class GapItem(Answer):
    """A stretch in which the name or settlement is not attested, and why."""

    year_from: int | None
    year_to: int | None
    text: str
    verbatim: str
    reason: str


class ClaimItem(Answer):
    """A claim with the bounds of its beginning and its end (astronomical years, 0 is 1 BCE).

    `era_verbatim`: the dynasty or reign as the source writes it; `computed_by` and `method`: who
    made years of it, and how. `name`: which of the place's names it is about, null for the place.
    """

    id: str
    type: ClaimType
    label: str
    text: str
    name: str | None
    from_min: int | None
    from_max: int | None
    to_min: int | None
    to_max: int | None
    years: str
    era_verbatim: str
    computed_by: str
    method: str
    gaps: list[GapItem]
    status: ClaimStatus
    status_label: str
    status_reason: str
    version: int
    simulated: bool
    evidence: list[EvidenceItem]


def claim_item(claim: ClaimView, names: dict[str, str]) -> ClaimItem:
    """A claim as it is answered. `names`: what the place's names are, by id."""
    return ClaimItem(
        id=claim.id,
        type=ClaimType(claim.claim_type),
        label=language.say(claim.label),
        text=claim.value_text,
        name=names.get(claim.name_id or ""),
        from_min=claim.years.from_min,
        from_max=claim.years.from_max,
        to_min=claim.years.to_min,
        to_max=claim.years.to_max,
        years=language.say(claim.years_text) if claim.years_text else "",
        era_verbatim=claim.era_verbatim,
        computed_by=claim.computed_by,
        method=claim.method,
        gaps=[_gap(gap) for gap in claim.gaps],
        status=ClaimStatus(claim.status),
        status_label=language.say(claim.status_label),
        status_reason=claim.status_reason,
        version=claim.row_version,
        simulated=claim.simulated,
        evidence=[_evidence(item) for item in claim.evidence],
    )


def _gap(gap: GapView) -> GapItem:
    return GapItem(
        year_from=gap.from_year,
        year_to=gap.to_year,
        text=language.say(gap.text) if gap.text else "",
        verbatim=gap.verbatim,
        reason=gap.reason,
    )


def _evidence(item: EvidenceView) -> EvidenceItem:
    cited = item.citation
    return EvidenceItem(
        stance=Stance(item.stance),
        stance_label=language.say(item.stance_label),
        citation_id=cited.id,
        source_id=cited.source_id,
        source=cited.source_title,
        author=cited.author,
        edition=cited.edition,
        locator=cited.locator,
        quote=cited.quote,
        quote_punctuated=cited.quote_punctuated,
        translation=cited.translation,
        grade=Grade(cited.grade),
        url=cited.url,
        second_hand_via=cited.second_hand_via,
        retrieved_on=cited.retrieved_on,
        inspected_on=cited.inspected_on,
    )
