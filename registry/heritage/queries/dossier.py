"""The dossier: a nomination with its evidence matrix, age tests, findings, gaps and acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from registry.core.actor import Actor
from registry.core.text import Text
from registry.heritage.models import Decision, Finding, Nomination, NominationClaim
from registry.heritage.queries.nominations import claim_links, decisions, findings_of_round
from registry.heritage.queries.programmes import ProgrammeView, programme
from registry.heritage.rules import (
    AgeTest,
    ClaimFact,
    Criterion,
    DatedClaim,
    Gap,
    RuleSet,
    Verdict,
    age_test,
    gaps,
    missing_findings,
)
from registry.heritage.rules.dossier import LEGEND, VERDICT_LABELS, VERDICT_TONES
from registry.heritage.rules.line import Line, continuity_line
from registry.heritage.rules.programme import AGE_CLAIM_TYPES, warnings
from registry.places import queries as place_queries
from registry.places.queries import ClaimView, EvidenceView, PlaceCard
from registry.places.rules import CLAIM_TYPE_LABELS, ClaimType, Stance, Years, years_text

_OPEN_BEGINNINGS = frozenset({"name_first_record", "name_continuous"})


@dataclass(frozen=True, slots=True)
class MatrixClaim:
    """A claim in the matrix with its citations for and against.

    `claim_id` is None while it has no citation at all and so is not in the gazetteer yet.
    """

    link_id: str
    claim_id: str | None
    claim_type: str
    label: Text
    text: str
    years: Years
    era_verbatim: str
    computed_by: str
    supporting: Sequence[EvidenceView] = ()
    contradicting: Sequence[EvidenceView] = ()

    @property
    def is_legend(self) -> bool:
        """Kept apart from record: a legend proves no age."""
        return self.claim_type == LEGEND

    @property
    def years_text(self) -> Text | None:
        """When it can have begun, in words."""
        return years_text(self.years)


@dataclass(frozen=True, slots=True)
class FindingView:
    """An expert's opinion on one criterion."""

    criterion: str
    expert_name: str
    verdict: Verdict
    label: Text
    tone: str
    reason: str
    given_at: datetime
    seen_version: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One row of the matrix; `hidden` counts opinions that an expert sees only after their own."""

    criterion: Criterion
    claims: Sequence[MatrixClaim]
    age: AgeTest | None
    findings: Sequence[FindingView]
    hidden: int
    lacking: int
    found_by_me: bool


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything a page about a nomination shows, as this reader may see it."""

    nomination: Nomination
    programme: ProgrammeView
    place: PlaceCard | None
    rows: Sequence[CriterionRow]
    gaps: Sequence[Gap]
    warnings: Sequence[Text]
    line: Line
    acts: Sequence[Decision]


def dossier(session: Session, nomination_id: str, reader: Actor) -> Dossier | None:
    """One dossier, or None. Leave to read it is the caller's to check (`rules.reading`)."""
    file = session.get(Nomination, nomination_id)
    if file is None:
        return None
    under = programme(session, file.programme_id)
    if under is None:
        return None
    matrix = matrix_of(session, file)
    found = findings_of_round(session, file)
    lacking = missing_findings(under.rules, [(row.criterion, row.expert_id) for row in found])
    return Dossier(
        nomination=file,
        programme=under,
        place=place_queries.place_card(session, file.place_id),
        rows=[
            _row(criterion, matrix, found, lacking, file, reader)
            for criterion in under.rules.criteria
        ],
        gaps=_gaps(file, under.rules, matrix),
        warnings=warnings(under.rules, file.place_name),
        line=_line(matrix, file, under.rules),
        acts=decisions(session, nomination_id),
    )


def matrix_of(session: Session, file: Nomination) -> dict[str, list[MatrixClaim]]:
    """The claims of a file by criterion, each with its evidence on both sides."""
    links = claim_links(session, file.id)
    known = [link.claim_id for link in links if link.claim_id]
    views = {view.id: view for view in place_queries.claims(session, known)}
    matrix: dict[str, list[MatrixClaim]] = {}
    for link in links:
        view = views.get(link.claim_id or "")
        claim = _draft_claim(link) if view is None else _claim(link, view)
        matrix.setdefault(link.criterion, []).append(claim)
    return matrix


def _claim(link: NominationClaim, view: ClaimView) -> MatrixClaim:
    return MatrixClaim(
        link_id=link.id,
        claim_id=view.id,
        claim_type=view.claim_type,
        label=view.label,
        text=view.value_text,
        years=view.years,
        era_verbatim=view.era_verbatim,
        computed_by=view.computed_by,
        supporting=[found for found in view.evidence if found.stance == Stance.SUPPORTS],
        contradicting=[found for found in view.evidence if found.stance != Stance.SUPPORTS],
    )


def _draft_claim(link: NominationClaim) -> MatrixClaim:
    draft = link.draft or {}
    return MatrixClaim(
        link_id=link.id,
        claim_id=None,
        claim_type=draft["claim_type"],
        label=CLAIM_TYPE_LABELS[ClaimType(draft["claim_type"])],
        text=draft["text"],
        years=Years(draft["earliest"], draft["latest"]),
        era_verbatim=draft["era_verbatim"],
        computed_by=draft["computed_by"],
    )


def gaps_of(session: Session, file: Nomination, rules: RuleSet) -> list[Gap]:
    """What the file still lacks."""
    return _gaps(file, rules, matrix_of(session, file))


def age_tests_of(session: Session, file: Nomination, rules: RuleSet) -> dict[str, AgeTest]:
    """The computed tests of a file by criterion."""
    matrix = matrix_of(session, file)
    tests = ((c.key, _age(c, matrix.get(c.key, []), file)) for c in rules.criteria)
    return {key: test for key, test in tests if test is not None}


def _gaps(file: Nomination, rules: RuleSet, matrix: dict[str, list[MatrixClaim]]) -> list[Gap]:
    facts = [
        ClaimFact(
            criterion=criterion,
            claim_type=claim.claim_type,
            text=claim.text,
            supports=len(claim.supporting),
            contradicts=len(claim.contradicting),
        )
        for criterion, claims in matrix.items()
        for claim in claims
    ]
    return gaps(rules, facts, summary=file.summary, protection_plan=file.protection_plan)


def _age(criterion: Criterion, claims: Sequence[MatrixClaim], file: Nomination) -> AgeTest | None:
    if not criterion.is_age:
        return None
    speaking = AGE_CLAIM_TYPES[criterion.kind]
    dated = [_dated(claim) for claim in claims if claim.claim_type in speaking]
    return age_test(dated, file.reference_year, criterion.threshold_years)


def _dated(claim: MatrixClaim) -> DatedClaim:
    grades = {found.citation.grade for found in claim.supporting}
    return DatedClaim(
        earliest=claim.years.from_min,
        latest=claim.years.from_max,
        supports=len(claim.supporting),
        contradicts=len(claim.contradicting),
        weak=grades <= {"D"},
        open_beginning=claim.claim_type in _OPEN_BEGINNINGS,
    )


def _row(
    criterion: Criterion,
    matrix: dict[str, list[MatrixClaim]],
    found: Sequence[Finding],
    lacking: dict[str, int],
    file: Nomination,
    reader: Actor,
) -> CriterionRow:
    claims = matrix.get(criterion.key, [])
    here = [_finding(row, reader) for row in found if row.criterion == criterion.key]
    mine = any(view.is_mine for view in here)
    # An expert judges blind first: the others' opinions on a criterion come after one's own.
    blind = "expert" in reader.roles and file.status == "expert_review" and not mine
    return CriterionRow(
        criterion=criterion,
        claims=claims,
        age=_age(criterion, claims, file),
        findings=[] if blind else here,
        hidden=len(here) if blind else 0,
        lacking=lacking.get(criterion.key, 0),
        found_by_me=mine,
    )


def _finding(row: Finding, reader: Actor) -> FindingView:
    verdict = Verdict(row.verdict)
    return FindingView(
        criterion=row.criterion,
        expert_name=row.expert_name,
        verdict=verdict,
        label=VERDICT_LABELS[verdict],
        tone=VERDICT_TONES[verdict],
        reason=row.reason,
        given_at=row.created_at,
        seen_version=row.seen_version,
        is_mine=row.expert_id == reader.id,
    )


def _line(matrix: dict[str, list[MatrixClaim]], file: Nomination, rules: RuleSet) -> Line:
    keys = {criterion.key for criterion in rules.criteria if criterion.is_age}
    thresholds = [c.threshold_years for c in rules.criteria if c.is_age]
    claims = [
        (claim.link_id, claim.years.from_min, claim.years.from_max)
        for key, served in matrix.items()
        if key in keys
        for claim in served
        if not claim.is_legend
    ]
    limit = file.reference_year - max(thresholds, default=1000)
    return continuity_line(claims, reference_year=file.reference_year, limit_year=limit)
