"""Positions and signs that are counted where their place is not, which no sum of counters shows."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import case, func, or_, select
from sqlmodel import Session, col

from registry.places.models import Place
from registry.places.rules import PlaceKind, stratum_of
from registry.signage.models import Sign, SignRequirement


def misfiled(session: Session) -> dict[str, dict[str, int]]:
    """Place → positions and signs counted in another county, or as another kind, than it is in.

    The recount adds them up where they are filed, so that it cannot see this by itself.
    """
    found: dict[str, dict[str, int]] = defaultdict(dict)
    home = func.coalesce(col(Place.county_id), col(Place.division_id))
    kind = case({one.value: stratum_of(one).value for one in PlaceKind}, value=col(Place.kind))
    for table in (SignRequirement, Sign):
        statement = (
            select(col(table.place_id), func.count())
            .join(Place, col(Place.id) == col(table.place_id))
            .where(or_(col(table.county_id) != home, col(table.stratum) != kind))
            .group_by(col(table.place_id))
        )
        for place_id, number in session.execute(statement):
            found[place_id][str(table.__tablename__)] = number
    return dict(found)
