"""What holds of a review now: findings on evidence that stands, votes on the file as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlmodel import Session, col, select

from registry.core.actor import Actor
from registry.heritage.models import Finding, Nomination, Objection, Recusal, Vote
from registry.heritage.queries.matrix import MatrixClaim, matrix_of
from registry.heritage.rules import Criterion, CriterionKind, RuleSet, Verdict, missing_findings
from registry.heritage.rules.notice import canonical, sha256_of
from registry.heritage.rules.scoring import Result, result
from registry.heritage.rules.voting import Choice, Tally, tally
from registry.places.queries import EvidenceView

Matrix = dict[str, list[MatrixClaim]]


@dataclass(frozen=True)
class Standing:
    """Where the experts' review of a file stands. Nothing of a recused person counts.

    `past` are findings whose evidence was changed since; they stay to be read.
    """

    rules: RuleSet
    findings: Sequence[Finding]
    past: Sequence[Finding]
    votes: Sequence[Vote]
    recused: frozenset[str]

    @cached_property
    def lacking(self) -> dict[str, int]:
        """How many findings each criterion still needs; empty where none does."""
        return missing_findings(self.rules, [(f.criterion, f.expert_id) for f in self.findings])

    @property
    def verdicts(self) -> dict[str, list[Verdict]]:
        """All verdicts that hold, by criterion; scored criteria are not met or failed alone."""
        found: dict[str, list[Verdict]] = defaultdict(list)
        for row in self.findings:
            if row.score is None:
                found[row.criterion].append(Verdict(row.verdict))
        return dict(found)

    @property
    def result(self) -> Result:
        """The weighted result, with every expert's own total by person."""
        given = [
            (row.expert_id, row.criterion, row.score)
            for row in self.findings
            if row.score is not None
        ]
        return result(self.rules.weights, given, self.rules.passing_score)

    @property
    def tally(self) -> Tally:
        """The vote as it stands."""
        return tally((Choice(vote.choice) for vote in self.votes), self.rules.quorum)

    def found_by(self, person_id: str | None) -> set[str]:
        """The criteria on which this person's finding holds."""
        return {row.criterion for row in self.findings if row.expert_id == person_id}

    def vote_of(self, person_id: str | None) -> Vote | None:
        """How this person voted on the file as it is."""
        return next((vote for vote in self.votes if vote.expert_id == person_id), None)


def standing_of(
    session: Session, file: Nomination, rules: RuleSet, matrix: Matrix | None = None
) -> Standing:
    """The review of a file as it stands now."""
    known = matrix_of(session, file) if matrix is None else matrix
    bases = bases_of(file, rules, known)
    whole = basis_of_file(file, bases)
    recused = frozenset(one.person_id for one in recusals(session, file.id))
    holding: list[Finding] = []
    past: list[Finding] = []
    for row in _findings(session, file.id):
        if row.expert_id not in recused:
            holds = _holds(row, file, bases) and not _is_of_earlier_name(row, file, rules)
            (holding if holds else past).append(row)
    votes = [
        vote
        for vote in _votes(session, file.id)
        if (vote.round, vote.basis) == (file.round, whole) and vote.expert_id not in recused
    ]
    return Standing(rules, _newest(holding), past, votes, recused)


def _holds(row: Finding, file: Nomination, bases: dict[str, str]) -> bool:
    if not row.basis:
        return row.round == file.round
    return row.basis == bases.get(row.criterion)


def _is_of_earlier_name(row: Finding, file: Nomination, rules: RuleSet) -> bool:
    """Whether a finding on how old the name is was made of the name before a renaming."""
    named = rules.of_kind(CriterionKind.NAME_AGE)
    return named is not None and row.criterion == named.key and row.round < file.named_round


def _newest(rows: Sequence[Finding]) -> list[Finding]:
    # Evidence can be changed and changed back, so that two findings of one expert would hold.
    kept = {(row.criterion, row.expert_id): row for row in rows}
    return [row for row in rows if kept[row.criterion, row.expert_id] is row]


def bases_of(file: Nomination, rules: RuleSet, matrix: Matrix) -> dict[str, str]:
    """By criterion the SHA-256 of what a finding on it rests on.

    That is the criterion, its claims with all their citations, and for a computed age the year it
    is counted from. Whatever else is edited does not open a finding again.
    """
    return {
        criterion.key: sha256_of(
            canonical(
                {
                    "criterion": _judged(criterion),
                    "claims": [claim_facts(claim) for claim in matrix.get(criterion.key, [])],
                    "year": file.reference_year if criterion.is_age else None,
                }
            )
        )
        for criterion in rules.criteria
    }


def _judged(criterion: Criterion) -> list[object]:
    # A score and a verdict are answers to different questions; the weight is not asked about.
    said: list[object] = [criterion.key, criterion.text, criterion.threshold_years]
    return [*said, "score"] if criterion.is_scored else said


def basis_of_file(file: Nomination, bases: dict[str, str]) -> str:
    """The SHA-256 of what a vote is about: every criterion and the written parts."""
    parts = {
        "criteria": bases,
        "summary": file.summary,
        "protection_plan": file.protection_plan,
        "exception_reason": file.exception_reason,
        "parts": file.parts,
    }
    return sha256_of(canonical(parts))


def claim_facts(claim: MatrixClaim) -> dict[str, object]:
    """A claim as plain data: what a notice freezes and a finding rests on."""
    return {
        "type": claim.claim_type,
        "text": claim.text,
        "earliest": claim.years.from_min,
        "latest": claim.years.from_max,
        "era": claim.era_verbatim,
        "for": [_citation(found) for found in claim.supporting],
        "against": [_citation(found) for found in claim.contradicting],
    }


def _citation(found: EvidenceView) -> dict[str, str]:
    cited = found.citation
    return {
        "title": cited.source_title,
        "edition": cited.edition,
        "locator": cited.locator,
        "quote": cited.quote,
        "grade": cited.grade,
    }


def criterion_facts(criterion: Criterion) -> dict[str, str]:
    """A criterion as plain data, in both languages."""
    return {
        "key": criterion.key,
        "title": criterion.title,
        "title_en": criterion.title_en,
        "text": criterion.text,
        "text_en": criterion.text_en,
    }


def recusals(session: Session, nomination_id: str) -> list[Recusal]:
    """Who keeps off a file and why, as it was declared."""
    statement = (
        select(Recusal)
        .where(Recusal.nomination_id == nomination_id)
        .order_by(col(Recusal.created_at), col(Recusal.id))
    )
    return list(session.exec(statement))


def is_recused(session: Session, nomination_id: str, person_id: str | None) -> bool:
    """Whether somebody keeps off a file."""
    if person_id is None:
        return False
    statement = select(Recusal.id).where(
        Recusal.nomination_id == nomination_id, Recusal.person_id == person_id
    )
    return session.exec(statement).first() is not None


def keeps_off(session: Session, file: Nomination, reader: Actor) -> bool:
    """Whether somebody is recused from a file and reads of it only what everybody reads.

    A compiler's own dossier stays theirs to read and write: they never review it.
    """
    if reader.id is not None and reader.id == file.compiler_id:
        return False
    return is_recused(session, file.id, reader.id)


def journal_closed(session: Session, actor: Actor, subject: str) -> dict[str, str] | None:
    """Whether the contents of a journal entry are closed to a reader: {} where they are, or None.

    `subject` is "type identifier". Of a dossier that somebody keeps off they learn from the journal
    that something was done, by whom and when, and its hash, which is all that checking it takes.
    """
    kind, _space, ident = subject.partition(" ")
    if actor.id is None or kind not in {"nomination", "objection"}:
        return None
    if kind == "objection":
        objection = session.get(Objection, ident)
        ident = objection.nomination_id if objection else ""
    file = session.get(Nomination, ident)
    return {} if file is not None and keeps_off(session, file, actor) else None


def _findings(session: Session, nomination_id: str) -> list[Finding]:
    statement = (
        select(Finding)
        .where(Finding.nomination_id == nomination_id)
        .order_by(col(Finding.created_at), col(Finding.id))
    )
    return list(session.exec(statement))


def _votes(session: Session, nomination_id: str) -> list[Vote]:
    statement = (
        select(Vote)
        .where(Vote.nomination_id == nomination_id)
        .order_by(col(Vote.created_at), col(Vote.id))
    )
    return list(session.exec(statement))
