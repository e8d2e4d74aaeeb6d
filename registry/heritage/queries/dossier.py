"""The dossier: a nomination with its evidence matrix, age tests, findings, gaps and acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from registry.core.actor import Actor
from registry.core.text import Text
from registry.heritage.models import (
    Decision,
    Finding,
    Nomination,
    Recusal,
    ReviewAssignment,
    Vote,
)
from registry.heritage.queries.assignments import (
    assignments,
    bound_people,
    is_turn_of,
    leave_at,
    vacant,
)
from registry.heritage.queries.attachments import AttachmentView, attachments_of
from registry.heritage.queries.completeness import meter_of
from registry.heritage.queries.matrix import MatrixClaim, age_of, age_tests_of, matrix_of
from registry.heritage.queries.naming import names_line_of
from registry.heritage.queries.nominations import decisions
from registry.heritage.queries.programmes import ProgrammeView, programme
from registry.heritage.queries.signing import SignOff, sign_off
from registry.heritage.queries.standing import Standing, recusals, standing_of
from registry.heritage.queries.visits import VisitView, standing_visits, visits_for
from registry.heritage.rules import (
    AgeTest,
    ClaimFact,
    Criterion,
    Gap,
    RuleSet,
    Status,
    Verdict,
    gaps,
)
from registry.heritage.rules.dossier import VERDICT_LABELS, VERDICT_TONES
from registry.heritage.rules.line import Line, continuity_line
from registry.heritage.rules.names_line import NamesLine
from registry.heritage.rules.parts import Meter
from registry.heritage.rules.programme import warnings
from registry.heritage.rules.scoring import shown
from registry.heritage.rules.stations import Leave
from registry.heritage.rules.visits import visit_missing
from registry.heritage.rules.voting import CHOICE_LABELS, CHOICE_TONES, Choice, Tally, vote_fault
from registry.places import queries as place_queries
from registry.places.queries import PlaceCard

__all__ = ["MatrixClaim", "age_tests_of", "matrix_of"]


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
    score: int | None = None


@dataclass(frozen=True, slots=True)
class CriterionRow:
    """One row of the matrix; `hidden` counts opinions that an expert sees only after their own.

    `past` are opinions on evidence that was changed since.
    """

    criterion: Criterion
    claims: Sequence[MatrixClaim]
    age: AgeTest | None
    findings: Sequence[FindingView]
    hidden: int
    lacking: int
    found_by_me: bool
    past: Sequence[FindingView] = ()


@dataclass(frozen=True, slots=True)
class VoteView:
    """How one expert voted on the whole file."""

    expert_name: str
    label: Text
    tone: str
    reason: str
    given_at: datetime
    seen_version: int
    is_mine: bool


@dataclass(frozen=True, slots=True)
class ReviewView:
    """Who reviews, who keeps off, and the vote; `hidden` votes show after one's own.

    `fault` is why this reader cannot vote yet, None where they can or have.
    """

    tally: Tally
    votes: Sequence[VoteView]
    hidden: int
    my_vote: VoteView | None
    fault: Text | None
    bound: Sequence[ReviewAssignment]
    assigned: Sequence[ReviewAssignment]
    recused: Sequence[Recusal]
    i_am_recused: bool
    i_am_bound: bool
    #: Assigned people who can no longer act: their seats are anybody's with leave.
    vacant: Sequence[ReviewAssignment]
    #: What it takes to act where the file stands; None where nobody reviews.
    leave: Leave | None = None


@dataclass(frozen=True, slots=True)
class ScoreView:
    """The weighted result as this reader may see it: totals with one decimal, by expert's name."""

    total: str
    passing: int
    passes: bool
    own: Sequence[tuple[str, str]]


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
    names: NamesLine | None
    acts: Sequence[Decision]
    review: ReviewView
    meter: Meter
    score: ScoreView | None = None
    sign_off: SignOff | None = None
    attachments: Sequence[AttachmentView] = ()
    visits: Sequence[VisitView] = ()


def dossier(session: Session, nomination_id: str, reader: Actor) -> Dossier | None:
    """One dossier, or None. Leave to read it is the caller's to check (`rules.reading`)."""
    file = session.get(Nomination, nomination_id)
    if file is None:
        return None
    under = programme(session, file.programme_id)
    if under is None:
        return None
    matrix = matrix_of(session, file)
    standing = standing_of(session, file, under.rules, matrix)
    place = place_queries.place_card(session, file.place_id)
    acts = decisions(session, nomination_id)
    attached = attachments_of(session, nomination_id)
    served = {one.serves for one in attached if one.withdrawn_at is None}
    return Dossier(
        nomination=file,
        programme=under,
        place=place,
        rows=[
            _row(criterion, matrix, standing, file, reader) for criterion in under.rules.criteria
        ],
        gaps=_gaps(file, under.rules, matrix),
        warnings=warnings(under.rules, file.place_name),
        names=names_line_of(session, file, matrix),
        line=_line(matrix, file, under.rules),
        acts=acts,
        review=_review(session, standing, file, reader),
        meter=meter_of(file, under, place, matrix, acts, served),
        attachments=attached,
        visits=visits_for(session, file, reader),
        score=_score(standing, file, reader),
        sign_off=sign_off(session, file, under.rules) if under.rules.departments else None,
    )


def visit_missing_of(session: Session, file: Nomination, rules: RuleSet) -> Text | None:
    """Why the file has to be visited first, or None."""
    standing = standing_visits(session, file.id) if rules.visit_required else 0
    return visit_missing(required=rules.visit_required, standing=standing)


def gaps_of(session: Session, file: Nomination, rules: RuleSet) -> list[Gap]:
    """What the file still lacks."""
    return _gaps(file, rules, matrix_of(session, file))


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


def _row(
    criterion: Criterion,
    matrix: dict[str, list[MatrixClaim]],
    standing: Standing,
    file: Nomination,
    reader: Actor,
) -> CriterionRow:
    claims = matrix.get(criterion.key, [])
    here = [_finding(row, reader) for row in standing.findings if row.criterion == criterion.key]
    past = [_finding(row, reader) for row in standing.past if row.criterion == criterion.key]
    mine = any(view.is_mine for view in here)
    # An expert judges blind first: the others' opinions on a criterion come after one's own.
    blind = _is_judging(file, reader) and not mine
    return CriterionRow(
        criterion=criterion,
        claims=claims,
        age=age_of(criterion, claims, file),
        findings=[] if blind else here,
        hidden=len(here) if blind else 0,
        lacking=standing.lacking.get(criterion.key, 0),
        found_by_me=mine,
        past=[view for view in past if view.is_mine] if blind else past,
    )


def _is_judging(file: Nomination, reader: Actor) -> bool:
    return "expert" in reader.roles and file.status == Status.EXPERT_REVIEW


def _review(session: Session, standing: Standing, file: Nomination, reader: Actor) -> ReviewView:
    mine = standing.vote_of(reader.id)
    blind = _is_judging(file, reader) and mine is None
    bound = bound_people(session, file)
    criteria = [criterion.key for criterion in standing.rules.criteria]
    found = standing.found_by(reader.id)
    return ReviewView(
        tally=standing.tally,
        votes=[] if blind else [_vote(vote, reader) for vote in standing.votes],
        hidden=len(standing.votes) if blind else 0,
        my_vote=None if mine is None else _vote(mine, reader),
        fault=vote_fault(
            criteria=criteria,
            found_by_me=found,
            lacking=standing.lacking,
            visit_missing=visit_missing_of(session, file, standing.rules),
        ),
        bound=list(bound.values()),
        assigned=assignments(session, file.id),
        recused=recusals(session, file.id),
        i_am_recused=reader.id in standing.recused,
        i_am_bound=is_turn_of(session, file, reader.id),
        vacant=vacant(session, file),
        leave=leave_at(session, file, Status(file.status)),
    )


def _score(standing: Standing, file: Nomination, reader: Actor) -> ScoreView | None:
    """The result once somebody has scored all; for an expert only after their own scores."""
    found = standing.result
    blind = _is_judging(file, reader) and set(standing.rules.weights) - standing.found_by(reader.id)
    if found.total is None or blind:
        return None
    names = {row.expert_id: row.expert_name for row in standing.findings}
    own = sorted((names[person], shown(total)) for person, total in found.own.items())
    return ScoreView(shown(found.total), found.passing, bool(found.passes), own)


def _vote(row: Vote, reader: Actor) -> VoteView:
    choice = Choice(row.choice)
    return VoteView(
        expert_name=row.expert_name,
        label=CHOICE_LABELS[choice],
        tone=CHOICE_TONES[choice],
        reason=row.reason,
        given_at=row.created_at,
        seen_version=row.seen_version,
        is_mine=row.expert_id == reader.id,
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
        score=row.score,
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
