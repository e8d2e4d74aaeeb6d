"""Signs by what is wrong with them: of a division, and of each below it, from counters."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, bindparam, or_, select
from sqlmodel import Session, col

from registry.core.prepared import Prepared
from registry.places.models import Division
from registry.places.rules import COUNTY_LEVELS
from registry.signage.models import ProblemCount
from registry.signage.queries.problems import ProblemsWanted
from registry.signage.rules.problems import Problem


@dataclass(frozen=True, slots=True)
class ProblemSum:
    """Signs of one stratum with a problem, and how many of them count all the same."""

    problem: Problem
    signs: int
    valid: int


_OF = {problem.value: problem for problem in Problem}
_ORDER = {problem: place for place, problem in enumerate(Problem)}
_NUMBERS = (col(ProblemCount.problem), col(ProblemCount.signs), col(ProblemCount.valid))
_OF_DIVISION = Prepared(
    select(*_NUMBERS).where(
        col(ProblemCount.stratum) == bindparam("stratum"),
        col(ProblemCount.division_id) == bindparam("division"),
        col(ProblemCount.signs) != 0,
    )
)


def _among(divisions: Select[str]) -> Prepared:
    """The numbers of these divisions: sought one by one, not found among all that have any."""
    return Prepared(
        select(col(ProblemCount.division_id), *_NUMBERS).where(
            col(ProblemCount.stratum) == bindparam("stratum"),
            col(ProblemCount.division_id).in_(divisions),
            col(ProblemCount.signs) != 0,
        )
    )


_BELOW = _among(select(col(Division.id)).where(col(Division.parent_id) == bindparam("division")))
# Whatever is of no county hangs on a division without a parent, as everything does at the top.
_TOP = _among(
    select(col(Division.id)).where(
        or_(
            col(Division.parent_id).is_(None),
            *(col(Division.level) == str(level) for level in COUNTY_LEVELS),
        )
    )
)
_ROOTS = Prepared(select(col(Division.id)).where(col(Division.parent_id).is_(None)))


def problems_by_division(
    session: Session, stratum: str, division_id: str = ""
) -> tuple[list[ProblemSum], dict[str, dict[Problem, int]]]:
    """Signs of one stratum by problem, most first; and the same by the divisions below.

    Without a division: of everything, and by county. Both from counters. The second maps a division
    to its numbers; what is the division's own is in the first only.
    """
    if division_id:
        total = [
            tuple(row) for row in _OF_DIVISION.rows(session, stratum=stratum, division=division_id)
        ]
        below = _BELOW.rows(session, stratum=stratum, division=division_id)
    else:
        roots = {row[0] for row in _ROOTS.rows(session)}
        rows = _TOP.rows(session, stratum=stratum)
        total = [tuple(row[1:]) for row in rows if row[0] in roots]
        below = [row for row in rows if row[0] not in roots]
    parts: dict[str, dict[Problem, int]] = defaultdict(dict)
    for ident, problem, signs, _valid in below:
        parts[ident][_OF[problem]] = signs
    return _sums(total), dict(parts)


def _sums(rows: list[Any]) -> list[ProblemSum]:
    """One for each type that occurs, the most frequent first, else in the order of the types."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for problem, signs, valid in rows:
        sums[problem][0] += signs
        sums[problem][1] += valid
    found = [ProblemSum(_OF[name], *numbers) for name, numbers in sums.items()]
    return sorted(found, key=lambda row: (-row.signs, _ORDER[row.problem]))


def problem_number(session: Session, wanted: ProblemsWanted) -> int:
    """How many signs the list has in all, from the counters."""
    division = wanted.division_path.rpartition("/")[2]
    total, _below = problems_by_division(session, wanted.stratum, division)
    return next((row.signs for row in total if row.problem is wanted.problem), 0)
