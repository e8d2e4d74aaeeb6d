"""The counters of coverage, and the full recount that proves them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, fields

from sqlalchemy import func, select
from sqlmodel import Session, col

from registry.core.prepared import Prepared
from registry.signage.models import Sign, SignRequirement, SignTally
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.states import (
    PRESENT_INVALID,
    REGISTERED,
    RequirementStatus,
    SignState,
)

Key = tuple[str, str, bool]
"""County, stratum, heritage."""


@dataclass(frozen=True, slots=True)
class TallyView:
    """Counters of one county and stratum, for name signs or (`heritage`) for heritage signs.

    `requirements` leaves exempt positions out. The two kinds of row are strata of their own and
    must not be added. Names are counted with their places, not here.
    """

    county_id: str
    stratum: str
    requirements: int = 0
    requirements_verified: int = 0
    signs: int = 0
    signs_verified: int = 0
    present_invalid: int = 0
    heritage: bool = False


_KEY = ("county_id", "stratum", "heritage")
COUNTERS = tuple(field.name for field in fields(TallyView) if field.name not in _KEY)


def tallies(session: Session, *, heritage: bool = False) -> list[TallyView]:
    """One row for each county and stratum: of name signs, or of heritage signs."""
    return [view for view in all_tallies(session) if view.heritage is heritage]


def all_tallies(session: Session) -> list[TallyView]:
    """Both kinds of row, in the order of their keys; rows that are all zero are left out."""
    return [
        TallyView(county, stratum, due, satisfied, signs, verified, invalid, bool(heritage))
        for county, stratum, heritage, due, satisfied, signs, verified, invalid in _ALL.rows(
            session
        )
        if due or satisfied or signs or verified or invalid
    ]


_ALL = Prepared(
    select(*(col(getattr(SignTally, name)) for name in (*_KEY, *COUNTERS))).order_by(
        *(col(getattr(SignTally, name)) for name in _KEY)
    )
)


def _views(counted: dict[Key, dict[str, int]]) -> list[TallyView]:
    return [
        TallyView(county_id=key[0], stratum=key[1], heritage=key[2], **values)
        for key, values in sorted(counted.items())
        if any(values.values())
    ]


def recount(session: Session) -> list[TallyView]:
    """The same rows counted from signs and positions themselves; for tests and nightly proof."""
    counted: dict[Key, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTERS, 0))
    _recount_requirements(session, counted)
    _recount_signs(session, counted)
    return _views(counted)


def _recount_requirements(session: Session, counted: dict[Key, dict[str, int]]) -> None:
    columns = [
        col(getattr(SignRequirement, name))
        for name in ("county_id", "stratum", "is_heritage", "status")
    ]
    statement = select(*columns, func.count()).group_by(*columns)
    for county, stratum, heritage, status, number in session.execute(statement):
        row = counted[county, stratum, bool(heritage)]
        if status != RequirementStatus.EXEMPT:
            row["requirements"] += number
        if status == RequirementStatus.SATISFIED:
            row["requirements_verified"] += number


def _recount_signs(session: Session, counted: dict[Key, dict[str, int]]) -> None:
    columns = [
        col(getattr(Sign, name)) for name in ("county_id", "stratum", "is_heritage", "state")
    ]
    statement = (
        select(*columns, func.count())
        .where(col(Sign.family).in_(COUNTED_FAMILIES))
        .group_by(*columns)
    )
    for county, stratum, heritage, state, number in session.execute(statement):
        row = counted[county, stratum, bool(heritage)]
        row["signs"] += number if state in REGISTERED else 0
        row["signs_verified"] += number if state == SignState.VERIFIED else 0
        row["present_invalid"] += number if state in PRESENT_INVALID else 0
