"""Who is to act on a file: assignments that hold, and whose turn it is."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session, col, func, select

from registry.accounts import queries as account_queries
from registry.accounts.queries import Holder
from registry.core.actor import Actor
from registry.heritage.models import Nomination, ReviewAssignment, Vote
from registry.heritage.queries.standing import recusals
from registry.heritage.rules import Status
from registry.heritage.rules.stations import Leave, leave_instead, own_leave
from registry.heritage.rules.voting import InLine
from registry.places import queries as place_queries


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


def leave_at(session: Session, file: Nomination, station: Status) -> Leave | None:
    """The leave that acts on this file at a station now; None where nobody reviews.

    It is the station's own while somebody impartial holds it. Where a township has nobody, the
    county stands in, until there is somebody.
    """
    own = _own_leave(session, file, station)
    instead = leave_instead(station, file.division_path, own)
    return own if instead is None or _impartial(session, file, own) else instead


def acting_leave(session: Session, file: Nomination, actor: Actor) -> Leave | None:
    """By what leave somebody impartial acts on a file where it stands; None where by none.

    Whoever holds the station's own leave is the somebody for whom nobody stands in, so that the
    people's tables are only asked about what a county might have to take over.
    """
    station = Status(file.status)
    own = _own_leave(session, file, station)
    if own is not None and actor.may(own.permission, own.path):
        return own
    instead = leave_instead(station, file.division_path, own)
    if instead is None or not actor.may(instead.permission, instead.path):
        return None
    return None if _impartial(session, file, own) else instead


def able_people(session: Session, file: Nomination, station: Status) -> list[Holder]:
    """Who may act at a station of this file: leave there, not its compiler, not recused."""
    return _impartial(session, file, leave_at(session, file, station))


def _own_leave(session: Session, file: Nomination, station: Status) -> Leave | None:
    path = file.division_path
    within = place_queries.township_of(session, path) if station is Status.TOWNSHIP else None
    return own_leave(station, division_path=path, township_path=within)


def _impartial(session: Session, file: Nomination, leave: Leave | None) -> list[Holder]:
    if leave is None:
        return []
    off = {one.person_id for one in recusals(session, file.id)} | {file.compiler_id}
    holders = account_queries.holders(session, leave.permission.value, leave.path)
    return [person for person in holders if person.id not in off]


def bound_people(session: Session, file: Nomination) -> dict[str, ReviewAssignment]:
    """Who the file waits for at its present station, by person; empty: for anybody with leave.

    An assignment of somebody who has lost their leave since binds nobody.
    """
    given, able = _given(session, file)
    return {row.person_id: row for row in given if row.person_id in able}


def _given(session: Session, file: Nomination) -> tuple[list[ReviewAssignment], set[str]]:
    """Live assignments at the present station, and who may act there; asked only if there are."""
    station = Status(file.status)
    given = [
        row
        for row in assignments(session, file.id)
        if row.station == station and row.ended_at is None
    ]
    able = {person.id for person in able_people(session, file, station)} if given else set()
    return given, able


def vacant(session: Session, file: Nomination) -> list[ReviewAssignment]:
    """Assignments at the present station whose people can no longer act, and have not voted yet.

    Such a seat is anybody's with leave: else a file whose expert was removed half way would wait
    for ever for a quorum that those who are left cannot reach. What the removed person voted
    before stands, and their seat is not vacant.
    """
    given, able = _given(session, file)
    lost = [row for row in given if row.person_id not in able]
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
