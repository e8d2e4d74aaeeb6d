"""Names in scope as the counters have them, and the full recount that proves them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from sqlalchemy import bindparam, func, select, text
from sqlmodel import Session, col

from registry.core.ids import LENGTH
from registry.places.models import Division, NameTally, NameWeek, Place
from registry.places.queries.scopes import counted
from registry.places.rules import SignMark, stratum_of

Scope = Literal["county", "division", "body"]
NO_COUNTY = "-"
COUNTERS = ("names", "located", "verified", "claimed", "faulty", "required")
_MARKED = {mark.value: mark.value for mark in SignMark if mark is not SignMark.NONE}


@dataclass(frozen=True, slots=True)
class ScopeCount:
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


@dataclass(frozen=True, slots=True)
class WeekFlow:
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
    statement = _kept(scope)
    if stratum:
        statement = statement.where(col(NameTally.stratum) == stratum)
    return [_view(*row) for row in session.connection().execute(statement)]


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
    values = {
        "stratum": stratum,
        "path": path,
        "low": path + "/",
        "high": path + "0",
        # A path is ids of one length with strokes between them.
        "length": len(path) + 1 + LENGTH,
    }
    rows = session.connection().execute(_UNDER, values)
    return {row[0].rpartition("/")[2]: [int(number) for number in row[1:]] for row in rows}


def _kept(scope: str) -> Any:
    columns = ("scope_id", "stratum", *COUNTERS)
    return (
        select(*(col(getattr(NameTally, name)) for name in columns))
        .where(col(NameTally.scope) == scope, col(NameTally.names) != 0)
        .order_by(col(NameTally.scope_id), col(NameTally.stratum))
    )


_CHILD = func.substr(col(Division.path), 1, bindparam("length"))
_UNDER = (
    select(_CHILD, *(func.sum(col(getattr(NameTally, name))) for name in COUNTERS))
    .join(Division, col(Division.id) == col(NameTally.scope_id))
    .where(
        col(NameTally.scope) == "division",
        col(NameTally.stratum) == bindparam("stratum"),
        col(NameTally.names) != 0,
        # One range: no id is the beginning of another, so nothing lies between but what is under.
        col(Division.path) >= bindparam("path"),
        col(Division.path) < bindparam("high"),
    )
    .group_by(text("1"))
)


def _view(key: str, stratum: str, *numbers: int) -> ScopeCount:
    return ScopeCount(None if key == NO_COUNTY else key, stratum, *numbers)


_FLOWS = ("entered", "left_scope", "gained", "lost")
# Made once: putting a statement together takes longer than answering it from counters.
_WEEKS = (
    select(col(NameWeek.week), *(func.sum(col(getattr(NameWeek, name))) for name in _FLOWS))
    .where(col(NameWeek.stratum) == bindparam("stratum"))
    .group_by(col(NameWeek.week))
    .order_by(col(NameWeek.week))
)
_WEEKS_OF_COUNTY = _WEEKS.where(col(NameWeek.county_id) == bindparam("county"))


def week_flows(session: Session, stratum: str, county: str = "") -> list[WeekFlow]:
    """The weeks of one stratum in which anything changed, oldest first; of all counties or one."""
    statement = _WEEKS_OF_COUNTY if county else _WEEKS
    values = {"stratum": stratum} | ({"county": county} if county else {})
    return [
        WeekFlow(week, int(entered), int(left), int(gained), int(lost))
        for week, entered, left, gained, lost in session.connection().execute(statement, values)
    ]


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
