"""Who is to act on a file: assignments that hold, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from registry.accounts import queries as account_queries
from registry.accounts.queries import Holder
from registry.heritage.models import Nomination, ReviewAssignment, Vote
from registry.heritage.queries.standing import recusals
from registry.heritage.rules import Status
from registry.heritage.rules.voting import InLine, station_permission


def assignments(session: Session, nomination_id: str) -> list[ReviewAssignment]:
    """Every assignment of a file, ended ones too, first to last."""
    statement = (
        select(ReviewAssignment)
        .where(ReviewAssignment.nomination_id == nomination_id)
        .order_by(col(ReviewAssignment.created_at), col(ReviewAssignment.id))
    )
    return list(session.exec(statement))


def assignment(session: Session, assignment_id: str) -> ReviewAssignment | None:
    """One assignment."""
    return session.get(ReviewAssignment, assignment_id)


def able_people(session: Session, file: Nomination, station: Status) -> list[Holder]:
    """Who may act at a station of this file: leave there, not its compiler, not recused."""
    permission = station_permission(station)
    if permission is None:
        return []
    off = {one.person_id for one in recusals(session, file.id)} | {file.compiler_id}
    holders = account_queries.holders(session, permission.value, file.division_path)
    return [person for person in holders if person.id not in off]


def bound_people(session: Session, file: Nomination) -> dict[str, ReviewAssignment]:
    """Who the file waits for at its present station, by person; empty: for anybody with leave.

    An assignment of somebody who has lost their leave since binds nobody.
    """
    station = Status(file.status)
    able = {person.id for person in able_people(session, file, station)}
    return {
        row.person_id: row
        for row in assignments(session, file.id)
        if row.station == station and row.ended_at is None and row.person_id in able
    }


def vacant(session: Session, file: Nomination) -> list[ReviewAssignment]:
    """Assignments at the present station whose people can no longer act, and have not voted yet.

    Such a seat is anybody's with leave: else a file whose expert was removed half way would wait
    for ever for a quorum that those who are left cannot reach. What the removed person voted
    before stands, and their seat is not vacant.
    """
    station = Status(file.status)
    able = {person.id for person in able_people(session, file, station)}
    lost = [
        row
        for row in assignments(session, file.id)
        if row.station == station and row.ended_at is None and row.person_id not in able
    ]
    statement = select(Vote.expert_id).where(
        Vote.nomination_id == file.id, Vote.round == file.round
    )
    voted = set(session.exec(statement)) if lost else set()
    return [row for row in lost if row.person_id not in voted]


def is_turn_of(session: Session, file: Nomination, person_id: str | None) -> bool:
    """Whether a file waits for this person at its station, or for anybody with leave there."""
    bound = bound_people(session, file)
    return not bound or person_id in bound or bool(vacant(session, file))


def people_in_line(session: Session, people: Sequence[Holder], station: Status) -> list[InLine]:
    """For each of these people how much waits for them and when they were last assigned."""
    ids = [person.id for person in people]
    last = dict(
        session.exec(
            select(ReviewAssignment.person_id, func.max(ReviewAssignment.created_at))
            .where(
                col(ReviewAssignment.person_id).in_(ids),
                ReviewAssignment.station == station.value,
            )
            .group_by(col(ReviewAssignment.person_id))
        ).all()
    )
    waiting = dict(
        session.exec(
            select(ReviewAssignment.person_id, func.count())
            .join(Nomination, col(Nomination.id) == col(ReviewAssignment.nomination_id))
            .where(
                col(ReviewAssignment.person_id).in_(ids),
                col(ReviewAssignment.ended_at).is_(None),
                col(Nomination.status) == col(ReviewAssignment.station),
            )
            .group_by(col(ReviewAssignment.person_id))
        ).all()
    )
    return [InLine(one, waiting.get(one, 0), last.get(one)) for one in ids]
