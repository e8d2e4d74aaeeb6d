"""All four rates by managing body: a functional zone runs places that several counties hold."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import sqlalchemy as sa
from sqlmodel import Session, col

from registry.core.prepared import Prepared
from registry.coverage.rules.figures import HERITAGE, Figures
from registry.places.models import Place
from registry.places.queries.tallies import ScopeCount
from registry.signage.models import Sign, SignBody, SignRequirement
from registry.signage.rules.kinds import COUNTED_FAMILIES
from registry.signage.rules.states import (
    PRESENT_INVALID,
    REGISTERED,
    RequirementStatus,
    SignState,
)

COUNTERS = (
    "requirements",
    "requirements_verified",
    "signs",
    "signs_verified",
    "present_invalid",
)
_KEY = ("managing_body", "stratum", "is_heritage")
Kept = dict[tuple[str, str, str], dict[str, int]]
"""By managing body, stratum, and "heritage" or "names"."""

_NUMBERS = tuple(col(getattr(SignBody, name)) for name in COUNTERS)
_OF_STRATUM = Prepared(
    sa.select(col(SignBody.managing_body), *_NUMBERS).where(
        col(SignBody.stratum) == sa.bindparam("stratum"), col(SignBody.is_heritage).is_(False)
    )
)
_OF_HERITAGE = Prepared(
    sa.select(
        col(SignBody.managing_body),
        *(sa.cast(sa.func.sum(number), sa.Integer) for number in _NUMBERS),
    )
    .where(col(SignBody.is_heritage).is_(True))
    .group_by(col(SignBody.managing_body))
)


def body_figures(session: Session, stratum: str, names: list[ScopeCount]) -> list[Figures]:
    """The figures of one stratum by managing body, in the order of `names` and then by name.

    `county_id` holds the managing body, "" where nobody is named. Of heritage signs, which are one
    stratum whatever stands there, there are no names; `names` is then empty.
    """
    if stratum == HERITAGE:
        rows = _OF_HERITAGE.rows(session)
    else:
        rows = _OF_STRATUM.rows(session, stratum=stratum)
    signs = {
        body: Figures(body, stratum, **dict(zip(COUNTERS, numbers, strict=True)))
        for body, *numbers in rows
        if any(numbers)
    }
    found = []
    for count in names:
        body = count.county_id or ""
        row = signs.pop(body, Figures(body, stratum))
        found.append(
            replace(
                row,
                names=count.names,
                located=count.located,
                names_verified=count.verified,
            )
        )
    return [*found, *(signs[body] for body in sorted(signs))]


def kept_bodies(session: Session) -> Kept:
    """Every counter as it is kept; rows that are all zero are left out."""
    columns = [*(col(getattr(SignBody, name)) for name in _KEY), *_NUMBERS]
    return {
        (body, stratum, _kind(heritage=heritage)): dict(zip(COUNTERS, numbers, strict=True))
        for body, stratum, heritage, *numbers in session.execute(sa.select(*columns))
        if any(numbers)
    }


def recounted_bodies(session: Session) -> Kept:
    """The same, counted from positions, signs and their places."""
    found: Kept = defaultdict(lambda: dict.fromkeys(COUNTERS, 0))
    body = col(Place.managing_body)
    due = (body, *(col(getattr(SignRequirement, name)) for name in (*_KEY[1:], "status")))
    statement = (
        sa.select(*due, sa.func.count())
        .join(Place, col(Place.id) == col(SignRequirement.place_id))
        .where(col(SignRequirement.status) != RequirementStatus.EXEMPT.value)
        .group_by(*due)
    )
    for name, stratum, heritage, status, number in session.execute(statement):
        row = found[name, stratum, _kind(heritage=heritage)]
        row["requirements"] += number
        row["requirements_verified"] += number if status == RequirementStatus.SATISFIED else 0
    standing = (body, *(col(getattr(Sign, name)) for name in (*_KEY[1:], "state")))
    statement = (
        sa.select(*standing, sa.func.count())
        .join(Place, col(Place.id) == col(Sign.place_id))
        .where(col(Sign.family).in_(COUNTED_FAMILIES), col(Sign.state).in_(REGISTERED))
        .group_by(*standing)
    )
    for name, stratum, heritage, state, number in session.execute(statement):
        row = found[name, stratum, _kind(heritage=heritage)]
        row["signs"] += number
        row["signs_verified"] += number if state == SignState.VERIFIED else 0
        row["present_invalid"] += number if state in PRESENT_INVALID else 0
    return dict(found)


def _kind(*, heritage: object) -> str:
    return "heritage" if heritage else "names"
