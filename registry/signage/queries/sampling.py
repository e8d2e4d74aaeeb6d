"""Samples as they are read: the frame of a scope, a list, one with what was found of each sign."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sql
from sqlalchemy import ColumnElement, and_, or_
from sqlmodel import Session, col, func, select

from registry.core.clock import china_date
from registry.places.queries.bodies import ids_of_body
from registry.signage.models import (
    FieldReport,
    SampleUnit,
    Sign,
    SignRequirement,
    SignSample,
    Verification,
)
from registry.signage.rules.kinds import COUNTED_FAMILIES, ReportKind
from registry.signage.rules.sampling import (
    ANSWERED,
    Cell,
    Estimate,
    FrameLine,
    Outcome,
    estimate,
    outcome_of,
)
from registry.signage.rules.states import RequirementStatus, SignState, Verdict

SAMPLES = 40
HERITAGE = "heritage"


@dataclass(frozen=True, slots=True)
class Scope:
    """What a sample speaks of: one kind of place (or heritage signs) in a division or of a body.

    An empty path is the whole city; `body` is empty where a division is meant.
    """

    stratum: str
    division_path: str = ""
    body: str = ""


@dataclass(frozen=True, slots=True)
class Frame:
    """The positions with a verified sign, by identifier; who they are; what they are a part of.

    `signs` maps each position to its sign, `paths` are the divisions they lie in, `positions` how
    many positions count in the scope, with a sign or without.
    """

    lines: tuple[FrameLine, ...]
    signs: Mapping[str, str]
    paths: frozenset[str]
    positions: int


def frame_of(session: Session, scope: Scope) -> Frame:
    """The frame of a scope as things stand now."""
    rule = col(SignRequirement.status)
    statement = (
        sql.select(
            col(SignRequirement.id),
            col(SignRequirement.county_id),
            col(SignRequirement.division_path),
            col(Sign.id),
            col(Sign.code),
        )
        .join(Sign, col(Sign.requirement_id) == col(SignRequirement.id))
        .where(
            rule == RequirementStatus.SATISFIED.value,
            col(Sign.state) == SignState.VERIFIED.value,
            col(Sign.family).in_(COUNTED_FAMILIES),
            *_inside(scope),
        )
        .order_by(col(SignRequirement.id), col(Sign.created_at).desc())
    )
    lines, signs, paths = [], {}, set()
    for position, county, path, sign, code in session.execute(statement):
        if position not in signs:
            signs[position] = sign
            paths.add(path)
            lines.append(FrameLine(position, code, county))
    counted = sql.select(func.count()).where(
        rule != RequirementStatus.EXEMPT.value, *_inside(scope)
    )
    return Frame(tuple(lines), signs, frozenset(paths), session.execute(counted).scalar_one())


def _inside(scope: Scope) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = [
        col(SignRequirement.is_heritage).is_(scope.stratum == HERITAGE)
    ]
    if scope.stratum != HERITAGE:
        found.append(col(SignRequirement.stratum) == scope.stratum)
    if scope.division_path:
        path = col(SignRequirement.division_path)
        found.append(
            or_(
                path == scope.division_path,
                and_(path > scope.division_path + "/", path < scope.division_path + "0"),
            )
        )
    if scope.body:
        found.append(col(SignRequirement.place_id).in_(ids_of_body(scope.body)))
    return found


@dataclass(frozen=True, slots=True)
class UnitView:
    """One drawn sign: its position, what was found of it, by which report."""

    unit: SampleUnit
    sign: Sign
    requirement: SignRequirement
    outcome: Outcome
    report: FieldReport | None


@dataclass(frozen=True, slots=True)
class SampleView:
    """A sample with its drawn signs in the order of the draw."""

    sample: SignSample
    units: tuple[UnitView, ...]

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many of each outcome, every outcome named."""
        found = Counter(unit.outcome for unit in self.units)
        return {outcome: found[outcome] for outcome in Outcome}

    @property
    def inspected(self) -> int:
        """Drawn signs that a reviewer has judged since the draw."""
        return sum(unit.outcome in ANSWERED for unit in self.units)

    @property
    def claimed(self) -> float:
        """The rate of positions as it was claimed when the frame was frozen, from 0 to 1."""
        return self.sample.frame_size / self.sample.positions

    @property
    def cells(self) -> list[Cell]:
        """The counts of each county of a sample by county, or one for all."""
        counts: dict[str, Counter[Outcome]] = {}
        for unit in self.units:
            counts.setdefault(unit.unit.county_id, Counter())[unit.outcome] += 1
        return _cells(self.sample, counts)

    @property
    def estimate(self) -> Estimate | None:
        """What it says of all verified signs of the frame."""
        return estimate(self.cells)


def _cells(row: SignSample, counts: Mapping[str, Counter[Outcome]]) -> list[Cell]:
    if not row.by_county:
        return [_cell(row.frame_size, sum(counts.values(), Counter()))]
    return [_cell(cell["size"], counts.get(cell["id"], Counter())) for cell in row.cells]


def _cell(size: int, counts: Counter[Outcome]) -> Cell:
    answered = sum(counts[outcome] for outcome in ANSWERED)
    return Cell(size, counts.total(), answered, counts[Outcome.RIGHT])


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample in a list; of a closed one, what it says of its frame."""

    sample: SignSample
    estimate: Estimate | None


def samples(session: Session, before: int | None = None) -> list[SampleRow]:
    """Forty samples, newest first; those with a smaller number than `before`."""
    statement = select(SignSample)
    if before is not None:
        statement = statement.where(SignSample.number < before)
    rows = session.exec(statement.order_by(col(SignSample.number).desc()).limit(SAMPLES)).all()
    columns = [col(SampleUnit.sample_id), col(SampleUnit.county_id), col(SampleUnit.outcome)]
    counted = (
        sql.select(*columns, func.count())
        .where(columns[0].in_([row.id for row in rows if row.closed_at]))
        .group_by(*columns)
    )
    counts: dict[str, dict[str, Counter[Outcome]]] = {}
    for ident, county, outcome, number in session.execute(counted):
        of_county = counts.setdefault(ident, {}).setdefault(county, Counter())
        of_county[Outcome(outcome)] += number
    return [
        SampleRow(row, estimate(_cells(row, counts[row.id])) if row.id in counts else None)
        for row in rows
    ]


def sample(session: Session, number: int) -> SampleView | None:
    """One sample."""
    row = session.exec(select(SignSample).where(SignSample.number == number)).one_or_none()
    return None if row is None else _view(session, row)


def last_sample_number(session: Session) -> int:
    """The number of the newest sample; 0 before the first."""
    return session.exec(select(func.max(SignSample.number))).one() or 0


def samples_of_sign(session: Session, sign_id: str) -> list[SignSample]:
    """The samples that drew a sign, newest first."""
    statement = (
        select(SignSample)
        .join(SampleUnit, col(SampleUnit.sample_id) == col(SignSample.id))
        .where(SampleUnit.sign_id == sign_id)
    )
    return list(session.exec(statement.order_by(col(SignSample.number).desc())))


def is_sample_frame(session: Session, digest: str) -> bool:
    """Whether a blob is the published frame of a sample."""
    statement = select(SignSample.id).where(SignSample.frame_sha256 == digest)
    return session.exec(statement.limit(1)).first() is not None


def _view(session: Session, row: SignSample) -> SampleView:
    statement = (
        select(SampleUnit, Sign, SignRequirement)
        .join(Sign, col(Sign.id) == col(SampleUnit.sign_id))
        .join(SignRequirement, col(SignRequirement.id) == col(SampleUnit.requirement_id))
        .where(SampleUnit.sample_id == row.id)
        .order_by(col(SampleUnit.turn))
    )
    found = _answers(session, row)
    return SampleView(
        row,
        tuple(
            UnitView(unit, sign, requirement, *_outcome(unit, sign, found.get(unit.sign_id)))
            for unit, sign, requirement in session.exec(statement)
        ),
    )


def _outcome(
    unit: SampleUnit, sign: Sign, answer: tuple[Outcome, FieldReport] | None
) -> tuple[Outcome, FieldReport | None]:
    if unit.outcome:
        return Outcome(unit.outcome), answer[1] if answer else None
    if answer is not None:
        return answer
    if sign.state == SignState.REMOVED:
        return Outcome.GONE, None
    return (Outcome.UNREACHABLE if unit.unreachable_at else Outcome.WAITING), None


def _answers(session: Session, row: SignSample) -> dict[str, tuple[Outcome, FieldReport]]:
    """Sign → what its first accepted report after the draw found.

    The first, not the newest: a sign that was mended afterwards had been found broken. It must have
    come after the draw and have been taken on its day or later, by the clock of the phone; what was
    accepted after the sample was closed no longer counts.
    """
    conditions: list[Any] = [
        SampleUnit.sample_id == row.id,
        FieldReport.received_at >= row.created_at,
        Verification.verdict == Verdict.ACCEPT.value,
    ]
    if row.closed_at is not None:
        conditions.append(Verification.at <= row.closed_at)
    statement = (
        select(FieldReport, Verification.sign_state)
        .join(SampleUnit, col(SampleUnit.sign_id) == col(FieldReport.sign_id))
        .join(Verification, col(Verification.report_id) == col(FieldReport.id))
        .where(*conditions)
        .order_by(col(FieldReport.captured_at), col(FieldReport.id))
    )
    day = china_date(row.created_at)
    found: dict[str, tuple[Outcome, FieldReport]] = {}
    for report, state in session.exec(statement):
        outcome = outcome_of(ReportKind(report.kind), SignState(state))
        if outcome is not None and china_date(report.captured_at) >= day:
            found.setdefault(report.sign_id, (outcome, report))
    return found
