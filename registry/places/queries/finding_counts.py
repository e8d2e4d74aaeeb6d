"""Findings by kind, as their counters have them, and the recount that proves these."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from registry.core.prepared import Prepared
from registry.places.models import FindingCount, PlaceFinding
from registry.places.rules.finding import LIVE, FindingKind, FindingStatus

Key = tuple[str, str, str]
"""Kind, status, county."""

_LIVE = tuple(status.value for status in LIVE)
_OF = (col(FindingCount.kind), col(FindingCount.status), col(FindingCount.county_id))
_COUNTS = Prepared(
    select(*_OF, col(FindingCount.findings)).where(
        col(FindingCount.status).in_(_LIVE), col(FindingCount.findings) != 0
    )
)


def findings_waiting(session: Session) -> dict[FindingKind, tuple[int, int]]:
    """Kind → findings that nobody is at, findings that somebody is at; every kind is told."""
    found: dict[FindingKind, list[int]] = {kind: [0, 0] for kind in FindingKind}
    for kind, status, _county, number in _COUNTS.rows(session):
        found[FindingKind(kind)][status == FindingStatus.TAKEN] += number
    return {kind: (free, taken) for kind, (free, taken) in found.items()}


def kept_findings(session: Session) -> dict[Key, dict[str, int]]:
    """Every counter as it is kept, zeros left out."""
    rows = session.execute(select(*_OF, col(FindingCount.findings)))
    return {(row[0], row[1], row[2]): {"findings": row[3]} for row in rows if row[3]}


def recounted_findings(session: Session) -> dict[Key, dict[str, int]]:
    """The same counted from the findings."""
    columns = (col(PlaceFinding.kind), col(PlaceFinding.status), col(PlaceFinding.county_id))
    found: dict[Key, dict[str, int]] = defaultdict(dict)
    for kind, status, county, number in session.execute(
        select(*columns, func.count()).group_by(*columns)
    ):
        found[kind, status, county]["findings"] = number
    return dict(found)


@dataclass(frozen=True, slots=True)
class FindingsOf:
    """Whose findings: under a path, or about some places; of everybody where neither is given."""

    path: str = ""
    place_ids: Collection[str] | None = None


def findings_at(session: Session, moment: datetime, wanted: FindingsOf) -> dict[FindingKind, int]:
    """Findings by kind that had been raised at a moment and had not ended."""
    columns = (col(PlaceFinding.kind), col(PlaceFinding.place_id), col(PlaceFinding.division_path))
    statement = select(*columns).where(
        col(PlaceFinding.created_at) <= moment,
        or_(col(PlaceFinding.ended_at).is_(None), col(PlaceFinding.ended_at) > moment),
    )
    found = dict.fromkeys(FindingKind, 0)
    for kind, place_id, path in session.execute(statement):
        is_under = not wanted.path or f"{path}/".startswith(f"{wanted.path}/")
        if is_under and (wanted.place_ids is None or place_id in wanted.place_ids):
            found[FindingKind(kind)] += 1
    return found
