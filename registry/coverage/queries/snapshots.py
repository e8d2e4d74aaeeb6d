"""Frozen snapshots as they are read."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, func, literal_column, or_
from sqlmodel import Session, col, select

from registry.core.paging import Page, decode_cursor, decode_moment_cursor, encode_cursor
from registry.coverage.models import (
    CoverageTarget,
    RateSnapshot,
    SnapshotFigure,
    SnapshotLine,
    SnapshotPart,
)
from registry.coverage.queries.names import NO_BODY
from registry.coverage.rules import ALL, Figures
from registry.coverage.rules.frozen import COLUMNS, Line
from registry.signage.models import SignRequirement
from registry.signage.rules.states import RequirementStatus


def snapshot(session: Session, number: int) -> RateSnapshot | None:
    """The snapshot with this number."""
    return session.exec(select(RateSnapshot).where(RateSnapshot.number == number)).one_or_none()


def snapshots(session: Session, limit: int = 200) -> list[RateSnapshot]:
    """Snapshots, newest first."""
    statement = select(RateSnapshot).order_by(col(RateSnapshot.number).desc()).limit(limit)
    return list(session.exec(statement))


def kept_figures(session: Session, snapshot_ids: Collection[str]) -> dict[str, list[Figures]]:
    """The figures of these snapshots, a row for each kind of name, as they were kept with them."""
    statement = select(SnapshotFigure).where(col(SnapshotFigure.snapshot_id).in_(snapshot_ids))
    found: dict[str, list[Figures]] = {}
    for row in session.exec(statement):
        counts = row.model_dump(exclude={"snapshot_id"})
        found.setdefault(row.snapshot_id, []).append(Figures(county_id=ALL, **counts))
    return found


SPLIT_COUNTY, SPLIT_BODY = "county", "body"


@dataclass(frozen=True, slots=True)
class Parts:
    """The figures of a snapshot by county and by managing body, as they were kept with it.

    `Figures.county_id` carries the county's id or the body's name; `counties` is id → name.
    """

    by_county: list[Figures]
    by_body: list[Figures]
    counties: dict[str, str]


def parts_of(session: Session, snapshot_id: str) -> Parts:
    """What the lines of a snapshot add up to: a few hundred rows, however many its lines are."""
    statement = (
        select(SnapshotPart)
        .where(SnapshotPart.snapshot_id == snapshot_id)
        .order_by(col(SnapshotPart.part), col(SnapshotPart.stratum))
    )
    found: dict[str, list[Figures]] = {SPLIT_COUNTY: [], SPLIT_BODY: []}
    counties: dict[str, str] = {}
    for row in session.exec(statement):
        counts = row.model_dump(exclude={"snapshot_id", "split", "part", "name"})
        found[row.split].append(Figures(county_id=row.part, **counts))
        if row.split == SPLIT_COUNTY:
            counties[row.part] = row.name
    return Parts(found[SPLIT_COUNTY], found[SPLIT_BODY], counties)


def last_number(session: Session) -> int:
    """The number of the newest snapshot; 0 before the first."""
    return session.exec(select(func.max(RateSnapshot.number))).one() or 0


def lines_of(session: Session, snapshot_id: str) -> list[Line]:
    """All lines of a snapshot, by the number of their place."""
    columns = [col(getattr(SnapshotLine, name)) for name in COLUMNS]
    statement = (
        select(*columns)
        .where(col(SnapshotLine.snapshot_id) == snapshot_id)
        .order_by(col(SnapshotLine.place_id))
    )
    return [Line(*row) for row in session.exec(statement)]


def in_scope_of(session: Session, snapshot_id: str) -> list[str]:
    """The places that counted in a snapshot."""
    statement = select(SnapshotLine.place_id).where(
        SnapshotLine.snapshot_id == snapshot_id, SnapshotLine.in_scope == 1
    )
    return list(session.exec(statement))


@dataclass(frozen=True, slots=True)
class FrozenWanted:
    """Which lines of a snapshot: names in scope of a stratum, of a county or body, signed or not.

    The body "-" is "nobody is named".
    """

    stratum: str = ""
    county: str = ""
    body: str = ""
    signed: bool = False


def frozen_names(
    session: Session,
    snapshot_id: str,
    wanted: FrozenWanted,
    *,
    after: str | None = None,
    limit: int = 60,
) -> Page[SnapshotLine]:
    """A page of names of a snapshot, by the number of their place."""
    statement = (
        select(SnapshotLine)
        .where(
            SnapshotLine.snapshot_id == snapshot_id,
            # Written out: a partial index serves no question whose value is bound.
            literal_column("in_scope") == literal_column("1"),
            literal_column("signed") == literal_column(str(int(wanted.signed))),
        )
        .order_by(col(SnapshotLine.place_id))
        .limit(limit + 1)
    )
    if wanted.stratum:
        statement = statement.where(SnapshotLine.stratum == wanted.stratum)
    if wanted.county:
        statement = statement.where(SnapshotLine.county_id == wanted.county)
    if wanted.body:
        body = "" if wanted.body == NO_BODY else wanted.body
        statement = statement.where(SnapshotLine.managing_body == body)
    if after:
        last = str(decode_cursor(after, 1)[0])
        statement = statement.where(col(SnapshotLine.place_id) > last)
    rows = list(session.exec(statement))
    more = encode_cursor(rows[limit - 1].place_id) if len(rows) > limit else None
    return Page(rows[:limit], more)


def exemptions_now(session: Session) -> list[dict[str, Any]]:
    """Every exempted position with its paper, as plain data for a snapshot."""
    statement = (
        select(SignRequirement)
        .where(SignRequirement.status == RequirementStatus.EXEMPT.value)
        .order_by(col(SignRequirement.place_name), col(SignRequirement.id))
    )
    return [
        {
            "position_id": row.id,
            "place_id": row.place_id,
            "name": row.place_name,
            "stratum": row.stratum,
            "reason": row.exempt_reason,
            "paper": row.exempt_paper,
            "approver": row.exempt_approver,
            "until": row.exempt_until.isoformat() if row.exempt_until else None,
        }
        for row in session.exec(statement)
    ]


def target_of(session: Session, stratum: str) -> CoverageTarget | None:
    """The newest target date of a stratum."""
    statement = (
        select(CoverageTarget)
        .where(CoverageTarget.stratum == stratum)
        .order_by(col(CoverageTarget.created_at).desc(), col(CoverageTarget.id).desc())
        .limit(1)
    )
    return session.exec(statement).first()


def exemption_list(
    session: Session, stratum: str, after: str | None, limit: int = 60
) -> Page[SignRequirement]:
    """A page of positions of one kind of name that are exempt now, the oldest first."""
    position = SignRequirement
    statement = (
        select(position)
        .where(
            col(position.stratum) == stratum,
            col(position.status) == RequirementStatus.EXEMPT.value,
        )
        .order_by(col(position.created_at), col(position.id))
        .limit(limit + 1)
    )
    if after:
        moment, ident = decode_moment_cursor(after)
        since = col(position.created_at)
        statement = statement.where(
            or_(since > moment, and_(since == moment, col(position.id) > ident))
        )
    rows = list(session.exec(statement))
    if len(rows) <= limit:
        return Page(rows)
    last = rows[limit - 1]
    return Page(rows[:limit], encode_cursor(last.created_at.isoformat(), last.id))
