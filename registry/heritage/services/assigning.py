"""Who reviews a file: assigned by hand or in turn, and keeping off it on a conflict of interest."""

from __future__ import annotations

from sqlalchemy.exc import IntegrityError

from registry.accounts.queries import Holder
from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import Nomination, Recusal, ReviewAssignment
from registry.heritage.rules import Status
from registry.heritage.rules.reading import TAKING_PART
from registry.heritage.rules.states import Level, stations
from registry.heritage.rules.voting import Way, next_in_turn, station_permission


def needed_at(station: Status, quorum: int) -> int:
    """How many people a file is given to at a station: the quorum of experts, else one."""
    return quorum if station is Status.EXPERT_REVIEW else 1


def assign(
    work: Work, nomination_id: str, *, person_id: str | None, count: int = 1
) -> list[ReviewAssignment]:
    """Give a file at its present station to a person, or to `count` people in turn (None).

    From then on others with leave at that station do not act on it. Whoever was removed, lost the
    leave or keeps off the file is passed over.

    Raises:
        Forbidden: needs `heritage.decide` for the division. Refused: `heritage.not_now` where
        nobody is assigned, `heritage.nobody_to_assign`. Invalid: field `person_id`.
        Conflict: `heritage.already_assigned`.
    """
    nomination = _loaded(work, nomination_id)
    work.actor.require(Permission.DECIDE, nomination.division_path)
    _keep_apart(nomination, work)
    if station_permission(Status(nomination.status)) is None:
        raise Refused("heritage.not_now", T("这份申报现在的环节不需要指派"))
    if person_id is None:
        written = assign_in_turn(work, nomination, count=count)
        if not written:
            raise Refused(
                "heritage.nobody_to_assign",
                T("没有可以指派的人"),
                advice=T("可以办理的人都已指派、回避，或者还没有人有这个区划的权限。"),
            )
        return written
    able = queries.able_people(work.session, nomination, Status(nomination.status))
    chosen = next((person for person in able if person.id == person_id), None)
    if chosen is None:
        raise Invalid({"person_id": [T("这个人不能办理这份申报，请从列出的人里选")]})
    if person_id in queries.bound_people(work.session, nomination):
        raise Conflict("heritage.already_assigned", T("这份申报已经指派给这个人了"))
    return [_keep(work, nomination, chosen, Way.HAND)]


def assign_in_turn(work: Work, nomination: Nomination, *, count: int) -> list[ReviewAssignment]:
    """Give a file to whoever is next in turn at its station; no leave asked, may be nobody."""
    station = Status(nomination.status)
    bound = queries.bound_people(work.session, nomination)
    able = [
        person
        for person in queries.able_people(work.session, nomination, station)
        if person.id not in bound
    ]
    line = queries.people_in_line(work.session, able, station)
    chosen = next_in_turn(line, max(0, count))
    by_id = {person.id: person for person in able}
    return [_keep(work, nomination, by_id[one], Way.TURN) for one in chosen]


def unassign(
    work: Work, nomination_id: str, *, assignment_id: str, reason: str
) -> ReviewAssignment:
    """Take an assignment of a file back, with the reason.

    Raises:
        Forbidden: needs `heritage.decide`; Invalid: fields `assignment_id`, `unassign_reason`;
        Conflict: `heritage.assignment_ended`.
    """
    nomination = _loaded(work, nomination_id)
    work.actor.require(Permission.DECIDE, nomination.division_path)
    _keep_apart(nomination, work)
    row = queries.assignment(work.session, assignment_id)
    if row is None or row.nomination_id != nomination_id:
        raise Invalid({"assignment_id": [T("请从列出的选项中选择")]})
    if not reason.strip():
        raise Invalid({"unassign_reason": [T("请写明理由，它会留在办理记录里")]})
    if row.ended_at is not None:
        raise Conflict("heritage.assignment_ended", T("这条指派已经结束"))
    _end(work, row, reason)
    return row


def recuse(work: Work, nomination_id: str, *, reason: str, person_id: str | None = None) -> Recusal:
    """Keep somebody off a file because of a conflict of interest: oneself, or by the bureau.

    What they found or voted before no longer counts; where they were assigned in turn the next in
    turn takes over. It stands for the whole file and is never taken back.

    Raises:
        Forbidden: oneself without a part in this file's procedure; somebody else without
            `heritage.decide`. Invalid: fields `recusal_reason`, `person_id`.
        Conflict: `heritage.already_recused`.
    """
    nomination = _loaded(work, nomination_id)
    who = _whom(work, nomination, person_id)
    if not reason.strip():
        raise Invalid({"recusal_reason": [T("请写明与申报的关系，例如亲属、任职、著作权")]})
    row = Recusal(
        **stamp(work),
        nomination_id=nomination.id,
        person_id=who.id,
        person_name=who.name,
        reason=reason.strip(),
        declared_by_name=work.actor.name,
    )
    try:
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError as error:
        raise Conflict("heritage.already_recused", T("这个人已经在这份申报上回避")) from error
    after = {"person": who.id, "by_themselves": who.id == work.actor.id}
    subject = ("nomination", nomination.id)
    journal.record(work, "heritage.recused", subject, after=after, reason=reason)
    _pass_on(work, nomination, who.id)
    return row


def _whom(work: Work, nomination: Nomination, person_id: str | None) -> Holder:
    path = nomination.division_path
    if person_id is None or person_id == work.actor.id:
        if not any(work.actor.may(permission, path) for permission in TAKING_PART):
            work.actor.require(Permission.FIND, path)
        return Holder(work.actor.id or "", work.actor.name)
    work.actor.require(Permission.DECIDE, path)
    _keep_apart(nomination, work)
    for station in stations(list(Level)):
        for person in queries.able_people(work.session, nomination, station):
            if person.id == person_id:
                return person
    raise Invalid({"person_id": [T("这个人不能办理这份申报，请从列出的人里选")]})


def _pass_on(work: Work, nomination: Nomination, person_id: str) -> None:
    for row in queries.assignments(work.session, nomination.id):
        if row.person_id != person_id or row.ended_at is not None:
            continue
        _end(work, row, "回避")
        if row.way == Way.TURN and row.station == nomination.status:
            assign_in_turn(work, nomination, count=1)


def _keep_apart(nomination: Nomination, work: Work) -> None:
    if work.actor.id is not None and work.actor.id == nomination.compiler_id:
        raise Forbidden("heritage.own_file", T("这份申报是您编撰的，须由别人办理"))


def _loaded(work: Work, nomination_id: str) -> Nomination:
    found = work.session.get(Nomination, nomination_id, populate_existing=True)
    if found is None:
        raise NotFound("heritage.unknown_nomination", T("没有这份申报"))
    return found


def _keep(work: Work, nomination: Nomination, person: Holder, way: Way) -> ReviewAssignment:
    row = ReviewAssignment(
        **stamp(work),
        nomination_id=nomination.id,
        station=nomination.status,
        person_id=person.id,
        person_name=person.name,
        way=way.value,
        assigned_by_name=work.actor.name,
    )
    work.session.add(row)
    work.session.flush()
    after = {"person": person.id, "station": row.station, "way": row.way}
    journal.record(work, "heritage.assigned", ("nomination", nomination.id), after=after)
    return row


def _end(work: Work, row: ReviewAssignment, reason: str) -> None:
    row.ended_at = work.at
    row.ended_reason = reason.strip()
    work.session.add(row)
    work.session.flush()
    before = {"person": row.person_id, "station": row.station}
    subject = ("nomination", row.nomination_id)
    journal.record(work, "heritage.unassigned", subject, before=before, reason=reason)
