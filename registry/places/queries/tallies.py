"""Names in scope as the counters have them, and the full recount that proves them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any, Literal, NamedTuple

from sqlalchemy import bindparam, func, select, union_all
from sqlmodel import Session, col

from registry.core.prepared import Prepared, day_of
from registry.places.models import Division, NameBelow, NameLine, NameTally, NameWeek, Place
from registry.places.queries.scopes import counted
from registry.places.rules import SignMark, stratum_of

Scope = Literal["county", "division", "body"]
NO_COUNTY = "-"
COUNTERS = ("names", "located", "verified", "claimed", "faulty", "required")
_MARKED = {mark.value: mark.value for mark in SignMark if mark is not SignMark.NONE}


class ScopeCount(NamedTuple):
    """Existing places of one stratum in one county, division or managing body.

    `county_id` holds the key: None for names of no single county, the name of a managing body (""
    where nobody is named) where rows are by body. `verified`, `claimed`, `faulty` and `required`
    are the names whose best sign has come that far.
    """

    county_id: str | None
    stratum: str
    names: int
    located: int
    verified: int = 0
    claimed: int = 0
    faulty: int = 0
    required: int = 0

    @property
    def unplaced(self) -> int:
        """Names for which nobody has said yet where a sign is due."""
        return self.names - self.verified - self.claimed - self.faulty - self.required


class WeekFlow(NamedTuple):
    """What one week brought to the names of one stratum, in all counties or one."""

    week: date
    entered: int
    left_scope: int
    gained: int
    lost: int


def counts_in_scope(session: Session) -> list[ScopeCount]:
    """Existing, unmerged places by county and stratum, and how far their signs have come."""
    return scope_counts(session, "county")


def scope_counts(session: Session, scope: Scope, stratum: str = "") -> list[ScopeCount]:
    """The counters of one cut, rows that are all zero left out; of one stratum, or of all."""
    if stratum:
        rows = _KEPT_OF.rows(session, scope=scope, stratum=stratum)
    else:
        rows = _KEPT.rows(session, scope=scope)
    return [ScopeCount(None if key == NO_COUNTY else key, *numbers) for key, *numbers in rows]


def name_counts(
    session: Session, stratum: str = "", *, scope: Scope = "county", key: str | None = None
) -> tuple[int, int]:
    """Names in scope and those with a verified sign: of one stratum or all, of one key or all.

    Kinds are added up only to say how long a list is that holds several; never in a rate.
    """
    statement = select(
        func.coalesce(func.sum(col(NameTally.names)), 0),
        func.coalesce(func.sum(col(NameTally.verified)), 0),
    ).where(col(NameTally.scope) == scope)
    if stratum:
        statement = statement.where(col(NameTally.stratum) == stratum)
    if key is not None:
        statement = statement.where(col(NameTally.scope_id) == key)
    names, verified = session.execute(statement).one()
    return int(names), int(verified)


def parts_of(session: Session, path: str, stratum: str) -> dict[str, list[int]]:
    """The counters under a path, added up by the division directly under it, as in `COUNTERS`.

    What is the division's own stands under its own id, which is the last part of the path.
    """
    own = path.rpartition("/")[2]
    rows = _BELOW.rows(session, stratum=stratum, division=own)
    return {row[0]: list(row[1:]) for row in rows}


def _whole(names: Sequence[str], table: type[NameTally | NameBelow]) -> list[Any]:
    return [col(getattr(table, name)) for name in names]


# Made once: putting a statement together takes longer than answering it from counters.
_SCOPE = (
    select(*_whole(("scope_id", "stratum", *COUNTERS), NameTally))
    .where(col(NameTally.scope) == bindparam("scope"), col(NameTally.names) != 0)
    .order_by(col(NameTally.scope_id), col(NameTally.stratum))
)
_KEPT = Prepared(_SCOPE)
_KEPT_OF = Prepared(_SCOPE.where(col(NameTally.stratum) == bindparam("stratum")))
_BELOW = Prepared(
    union_all(
        select(col(NameBelow.division_id), *_whole(COUNTERS, NameBelow))
        .join(Division, col(Division.id) == col(NameBelow.division_id))
        .where(
            col(Division.parent_id) == bindparam("division"),
            col(NameBelow.stratum) == bindparam("stratum"),
            col(NameBelow.names) != 0,
        ),
        select(col(NameTally.scope_id), *_whole(COUNTERS, NameTally)).where(
            col(NameTally.scope) == "division",
            col(NameTally.scope_id) == bindparam("division"),
            col(NameTally.stratum) == bindparam("stratum"),
            col(NameTally.names) != 0,
        ),
    )
)
_FLOWS = ("entered", "left_scope", "gained", "lost")
_WEEKS = Prepared(
    select(*(col(getattr(NameLine, name)) for name in ("week", *_FLOWS)))
    .where(col(NameLine.stratum) == bindparam("stratum"))
    .order_by(col(NameLine.week))
)
_WEEKS_OF_COUNTY = Prepared(
    select(*(col(getattr(NameWeek, name)) for name in ("week", *_FLOWS)))
    .where(
        col(NameWeek.stratum) == bindparam("stratum"),
        col(NameWeek.county_id) == bindparam("county"),
    )
    .order_by(col(NameWeek.week))
)


def week_flows(session: Session, stratum: str, county: str = "") -> list[WeekFlow]:
    """The weeks of one stratum in which anything changed, oldest first; of all counties or one."""
    rows = (
        _WEEKS_OF_COUNTY.rows(session, stratum=stratum, county=county)
        if county
        else _WEEKS.rows(session, stratum=stratum)
    )
    return [WeekFlow(day_of(week), *flows) for week, *flows in rows]


Kept = dict[tuple[str, str, str], dict[str, int]]
"""(scope, key, stratum) → counter → number."""


def kept_tallies(session: Session) -> Kept:
    """Every counter of names as it is kept, rows that are all zero left out."""
    key = ("scope", "scope_id", "stratum")
    rows = session.execute(select(*(col(getattr(NameTally, name)) for name in (*key, *COUNTERS))))
    found = {(row[0], row[1], row[2]): dict(zip(COUNTERS, row[3:], strict=True)) for row in rows}
    return {key: values for key, values in found.items() if any(values.values())}


def recounted_tallies(session: Session) -> Kept:
    """The same counted from the places themselves."""
    found: Kept = defaultdict(lambda: dict.fromkeys(COUNTERS, 0))
    for scope, key in (
        ("county", func.coalesce(col(Place.county_id), NO_COUNTY)),
        ("division", col(Place.division_id)),
        ("body", col(Place.managing_body)),
    ):
        kind, mark = col(Place.kind), col(Place.sign_state)
        statement = (
            select(key.label("key"), kind, mark, func.count(), func.count(col(Place.lon)))
            .where(*counted())
            .group_by("key", kind, mark)
        )
        for key_of, kind_of, mark_of, names, located in session.execute(statement):
            row = found[scope, key_of, stratum_of(kind_of).value]
            row["names"] += names
            row["located"] += located
            if mark_of in _MARKED:
                row[mark_of] += names
    return dict(found)


def kept_weeks(session: Session) -> dict[tuple[str, str], tuple[int, int]]:
    """(county, stratum) → names in scope and names with a verified sign, as the weeks add up."""
    county, stratum = col(NameWeek.county_id), col(NameWeek.stratum)
    statement = select(
        county,
        stratum,
        func.sum(col(NameWeek.entered) - col(NameWeek.left_scope)),
        func.sum(col(NameWeek.gained) - col(NameWeek.lost)),
    ).group_by(county, stratum)
    return {(row[0], row[1]): (int(row[2]), int(row[3])) for row in session.execute(statement)}


def kept_below(session: Session) -> dict[tuple[str, str], dict[str, int]]:
    """(division, stratum) → the counters of it and of all under it, as they are kept."""
    columns = (col(NameBelow.division_id), col(NameBelow.stratum), *_whole(COUNTERS, NameBelow))
    rows = session.execute(select(*columns))
    found = {(row[0], row[1]): dict(zip(COUNTERS, row[2:], strict=True)) for row in rows}
    return {key: values for key, values in found.items() if any(values.values())}


def added_below(session: Session, counted: Kept) -> dict[tuple[str, str], dict[str, int]]:
    """The same added up from what a recount says of each division."""
    rows = session.execute(select(col(Division.id), col(Division.path)))
    paths: dict[str, str] = {row[0]: row[1] for row in rows}
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTERS, 0))
    for (scope, key, stratum), values in counted.items():
        if scope != "division":
            continue
        for above in paths[key].strip("/").split("/"):
            row = found[above, stratum]
            for name, number in values.items():
                row[name] += number
    return dict(found)


Line = dict[tuple[str, date], dict[str, int]]


def kept_line(session: Session) -> Line:
    """(stratum, week) → the flows of all counties, as they are kept."""
    return _line(session, NameLine)


def added_line(session: Session) -> Line:
    """The same added up from the weeks of each county."""
    return _line(session, NameWeek)


def _line(session: Session, table: type[NameLine | NameWeek]) -> Line:
    stratum, week = col(table.stratum), col(table.week)
    sums = (func.sum(col(getattr(table, name))) for name in _FLOWS)
    rows = session.execute(select(stratum, week, *sums).group_by(stratum, week))
    found = {(row[0], row[1]): dict(zip(_FLOWS, map(int, row[2:]), strict=True)) for row in rows}
    return {key: values for key, values in found.items() if any(values.values())}
