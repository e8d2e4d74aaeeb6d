"""The proof of the counters: what a full recount says that they do not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from sqlmodel import Session

from registry.coverage.queries import bodies
from registry.coverage.queries.misfiled import misfiled
from registry.places.queries import finding_counts as findings
from registry.places.queries import tallies as names
from registry.signage import queries as signage
from registry.signage.queries import TallyView, problems
from registry.signage.queries import counts as signs
from registry.signage.queries import doorplates as doors


@dataclass(frozen=True, slots=True)
class Difference:
    """One counter that is not what counting gives: its table, its row, its name, both numbers."""

    table: str
    row: str
    counter: str
    kept: int
    counted: int


_COUNTERS = tuple(
    item.name for item in fields(TallyView) if item.name not in {"county_id", "stratum", "heritage"}
)
Rows = Mapping[tuple[Any, ...], Mapping[str, int]]


def differences(session: Session) -> list[Difference]:
    """Every counter that differs from a recount, by table and row; empty is right."""
    counted_names = names.recounted_tallies(session)
    return [
        *_compare("name_tally", names.kept_tallies(session), counted_names),
        *_compare(
            "name_below", names.kept_below(session), names.added_below(session, counted_names)
        ),
        *_compare("name_line", names.kept_line(session), names.added_line(session)),
        *_compare("name_week", _weeks(names.kept_weeks(session)), _all_time(counted_names)),
        *_compare(
            "sign_tally", _tallies(signage.all_tallies(session)), _tallies(signage.recount(session))
        ),
        *_misfiled(session),
        *_compare("sign_body", bodies.kept_bodies(session), bodies.recounted_bodies(session)),
        *_compare(
            "sign_count",
            {key: {"signs": number} for key, number in signs.sign_states(session).items()},
            {key: {"signs": number} for key, number in signs.recounted_states(session).items()},
        ),
        *_compare(
            "doorplate_count",
            {key: {"plates": number} for key, number in doors.kept_plates(session).items()},
            {key: {"plates": number} for key, number in doors.recounted_plates(session).items()},
        ),
        *_compare(
            "reporter_week",
            _verdicts(signs.reporter_weeks(session)),
            _verdicts(signs.recounted_weeks(session)),
        ),
        *_compare(
            "problem_count", problems.kept_problems(session), problems.recounted_problems(session)
        ),
        *_compare(
            "finding_count", findings.kept_findings(session), findings.recounted_findings(session)
        ),
        *_compare("hint_count", problems.kept_hints(session), problems.recounted_hints(session)),
        *_compare("verdict_week", _totals(signs.verdict_weeks(session)), _all_reporters(session)),
    ]


def _misfiled(session: Session) -> list[Difference]:
    """Positions and signs that are not counted where their place lies, or not as what it is."""
    return [
        Difference(table, place_id, "filed_elsewhere", number, 0)
        for place_id, tables in sorted(misfiled(session).items())
        for table, number in sorted(tables.items())
    ]


def _compare(table: str, kept: Rows, counted: Rows) -> list[Difference]:
    found = []
    for key in sorted(kept.keys() | counted.keys()):
        left, right = kept.get(key, {}), counted.get(key, {})
        row = " ".join(str(part) for part in key)
        found += [
            Difference(table, row, name, left.get(name, 0), right.get(name, 0))
            for name in sorted(left.keys() | right.keys())
            if left.get(name, 0) != right.get(name, 0)
        ]
    return found


def _tallies(rows: Iterable[TallyView]) -> Rows:
    return {
        (row.county_id, row.stratum, "heritage" if row.heritage else "names"): {
            name: getattr(row, name) for name in _COUNTERS
        }
        for row in rows
    }


def _verdicts(weeks: signs.Throughput) -> Rows:
    return {key: {"accepted": one, "returned": two} for key, (one, two) in weeks.items()}


def _totals(weeks: Mapping[date, tuple[int, int]]) -> Rows:
    return {(week,): {"accepted": one, "returned": two} for week, (one, two) in weeks.items()}


def _all_reporters(session: Session) -> Rows:
    """Each week of all reporters, from their own counters: those are counted beside."""
    found: dict[date, tuple[int, int]] = {}
    for (week, _reporter), (accepted, returned) in signs.reporter_weeks(session).items():
        before = found.get(week, (0, 0))
        found[week] = (before[0] + accepted, before[1] + returned)
    return _totals(found)


def _weeks(weeks: Mapping[tuple[str, str], tuple[int, int]]) -> Rows:
    return {key: {"in_scope": one, "verified": two} for key, (one, two) in weeks.items()}


def _all_time(counted: names.Kept) -> Rows:
    """The weeks from the first on must add up to what is there now."""
    return {
        (key, stratum): {"in_scope": row["names"], "verified": row["verified"]}
        for (scope, key, stratum), row in counted.items()
        if scope == "county"
    }
