"""What is wrong with signs: of one, the list behind each number, on a day, and the recount."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, func, or_, select, tuple_
from sqlmodel import Session, col

from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.core.prepared import Prepared
from registry.signage.models import HintCount, ProblemCount, Sign, SignHint, SignProblem
from registry.signage.rules.hints import HintKind
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.problems import HERITAGE, Problem
from registry.signage.rules.states import SignState

Key = tuple[str, str, str]
"""Stratum, problem, division."""


@dataclass(frozen=True, slots=True)
class ProblemsWanted:
    """Which signs: of one stratum with one problem, in a division and all under it or anywhere."""

    stratum: str
    problem: Problem
    division_path: str = ""


def problems_now(session: Session, sign_id: str) -> list[SignProblem]:
    """What is noted of one sign and has not ended, in the order of the types."""
    statement = select(SignProblem).where(
        col(SignProblem.sign_id) == sign_id, col(SignProblem.ended_at).is_(None)
    )
    order = list(Problem)
    return sorted(session.scalars(statement), key=lambda row: order.index(Problem(row.problem)))


def problem_signs(
    session: Session, wanted: ProblemsWanted, limit: int, after: str = ""
) -> Page[tuple[SignProblem, Sign]]:
    """The signs behind a number, division by division, by keyset.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    path, ident = col(SignProblem.division_path), col(SignProblem.sign_id)
    statement = (
        select(SignProblem, Sign)
        .join(Sign, col(Sign.id) == ident)
        .where(
            col(SignProblem.stratum) == wanted.stratum,
            col(SignProblem.problem) == wanted.problem.value,
            col(SignProblem.ended_at).is_(None),
        )
        .order_by(path, ident)
        .limit(limit + 1)
    )
    if wanted.division_path:
        own = wanted.division_path
        # "0" follows "/" in code point order: everything under a path is one range.
        statement = statement.where(path >= own, path < f"{own}0")
    if after:
        last_path, last = decode_cursor(after, 2)
        statement = statement.where(tuple_(path, ident) > tuple_(str(last_path), str(last)))
    found = [(row[0], row[1]) for row in session.execute(statement)]
    if len(found) <= limit:
        return Page(found)
    last_row = found[limit - 1][0]
    return Page(found[:limit], encode_cursor(last_row.division_path, last_row.sign_id))


def problems_at(
    session: Session, moment: datetime, place_ids: Collection[str] | None
) -> dict[str, dict[Problem, int]]:
    """Stratum → problem → signs of which it was noted at a moment; of some places, or of all."""
    stratum = case((col(Sign.is_heritage), HERITAGE), else_=col(Sign.stratum))
    statement = (
        select(stratum, col(SignProblem.problem), col(Sign.place_id), func.count())
        .join(Sign, col(Sign.id) == col(SignProblem.sign_id))
        .where(
            col(SignProblem.created_at) <= moment,
            or_(col(SignProblem.ended_at).is_(None), col(SignProblem.ended_at) > moment),
        )
        .group_by(stratum, col(SignProblem.problem), col(Sign.place_id))
    )
    found: dict[str, dict[Problem, int]] = defaultdict(lambda: defaultdict(int))
    for kind, problem, place_id, number in session.execute(statement):
        if place_ids is None or place_id in place_ids:
            found[kind][Problem(problem)] += number
    return {kind: dict(rows) for kind, rows in found.items()}


def kept_problems(session: Session) -> dict[Key, dict[str, int]]:
    """Every counter of problems as it is kept, rows that are all zero left out."""
    key = (col(ProblemCount.stratum), col(ProblemCount.problem), col(ProblemCount.division_id))
    rows = session.execute(select(*key, col(ProblemCount.signs), col(ProblemCount.valid)))
    return {
        (row[0], row[1], row[2]): {"signs": row[3], "valid": row[4]}
        for row in rows
        if row[3] or row[4]
    }


def recounted_problems(session: Session) -> dict[Key, dict[str, int]]:
    """The same counted from problems and their signs, where these lie and how they are now."""
    stratum = case((col(Sign.is_heritage), HERITAGE), else_=col(Sign.stratum))
    columns = (stratum, col(SignProblem.problem), col(Sign.division_path), col(Sign.state))
    statement = (
        select(*columns, func.count())
        .join(Sign, col(Sign.id) == col(SignProblem.sign_id))
        .where(col(SignProblem.ended_at).is_(None), col(Sign.family).in_(COUNTED_FAMILIES))
        .group_by(*columns)
    )
    found: dict[Key, dict[str, int]] = defaultdict(lambda: {"signs": 0, "valid": 0})
    for kind, problem, path, state, number in session.execute(statement):
        for division in filter(None, path.split("/")):
            row = found[kind, problem, division]
            row["signs"] += number
            row["valid"] += number if state == SignState.VERIFIED else 0
    return dict(found)


_HINTS = Prepared(
    select(col(HintCount.kind), col(HintCount.hints)).where(col(HintCount.hints) != 0)
)


def hints_waiting(session: Session) -> list[tuple[HintKind, int]]:
    """Hints without an answer by kind, the most first, from counters."""
    found = [(HintKind(kind), number) for kind, number in _HINTS.rows(session)]
    return sorted(found, key=lambda row: (-row[1], list(HintKind).index(row[0])))


def kept_hints(session: Session) -> dict[tuple[str], dict[str, int]]:
    """The counters of hints as they are kept."""
    return {(kind,): {"hints": number} for kind, number in _HINTS.rows(session)}


def recounted_hints(session: Session) -> dict[tuple[str], dict[str, int]]:
    """The same counted from the hints."""
    kind = col(SignHint.kind)
    statement = select(kind, func.count()).where(col(SignHint.settled_at).is_(None)).group_by(kind)
    return {(row[0],): {"hints": row[1]} for row in session.execute(statement)}
