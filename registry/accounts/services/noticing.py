"""Notices: what waits for whom is looked up again and again; each thing is told once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from registry.accounts import queries
from registry.accounts.models import Person, PersonNotice
from registry.accounts.queries import notices as notice_queries
from registry.accounts.rules import Permission
from registry.accounts.rules.notices import (
    MAIL_JOB,
    SWEEP_EVERY,
    SWEEP_JOB,
    MailState,
    NoticeKind,
    key_of,
    kind_of,
)
from registry.accounts.services.mailing import send_mail
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.rows import stamp
from registry.core.work import Work
from registry.jobs.services import enqueue

if TYPE_CHECKING:
    from registry.core.handlers import Task
    from registry.core.panels import DeskItem
    from registry.runtime import Runtime


def wire_notices(runtime: Runtime) -> None:
    """Let workers of this installation look for notices and send mails."""
    runtime.jobs.add(SWEEP_JOB, partial(_sweep, runtime), every=SWEEP_EVERY)
    runtime.jobs.add(MAIL_JOB, partial(_send, runtime))


def _send(runtime: Runtime, task: Task) -> None:
    send_mail(runtime, str(task.arguments["notice_id"]))


def _sweep(runtime: Runtime, task: Task) -> None:
    with runtime.database.read() as session:
        people = notice_queries.active_people(session)
    for number, person_id in enumerate(people, start=1):
        look_for_notices(runtime, person_id)
        task.progress(number, len(people))


def look_for_notices(runtime: Runtime, person_id: str) -> int:
    """Tell one person what waits for them and was not told yet; returns how many notices.

    What is told is the desk's: who may not see a thing there is told nothing of it.
    """
    with runtime.database.read() as session:
        actor = queries.actor(session, person_id)
        if actor is None or not actor.may(Permission.DESK):
            items: Sequence[DeskItem] = ()
        else:
            items = runtime.panels.desk(session, actor, runtime.clock.now())
    with runtime.write(SYSTEM) as work:
        can_send = bool(runtime.settings.smtp_host)
        return keep_notices(work, person_id, items, can_send=can_send)


def keep_notices(work: Work, person_id: str, items: Iterable[DeskItem], *, can_send: bool) -> int:
    """End the notices of what waits no longer, write those of what is new, ask for their mails.

    A thing that comes back later is told again. Returns how many notices are new.
    """
    person = work.session.get_one(Person, person_id)
    wanted: dict[tuple[NoticeKind, str], DeskItem] = {}
    for item in items:
        kind = kind_of(item, work.at)
        if kind is not None:
            wanted.setdefault((kind, key_of(item)), item)
    for row in notice_queries.open_notices(work.session, person_id):
        if wanted.pop((NoticeKind(row.kind), row.key), None) is None:
            row.ended_at = work.at
            work.session.add(row)
    for (kind, key), item in wanted.items():
        _tell(work, person, kind, key, item, mail=can_send and kind.value in person.mail_kinds)
    work.session.flush()
    if wanted:
        after = {"told": len(wanted), "kinds": sorted({kind.value for kind, _key in wanted})}
        journal.record(work, "accounts.noticed", ("person", person_id), after=after)
    return len(wanted)


def _tell(
    work: Work, person: Person, kind: NoticeKind, key: str, item: DeskItem, *, mail: bool
) -> None:
    row = PersonNotice(
        **stamp(work),
        person_id=person.id,
        kind=kind.value,
        key=key,
        about=item.kind.msgid[:120],
        title=" ".join(item.title.split())[:200],
        endpoint=item.endpoint,
        address=dict(item.values),
        due_at=item.due_at,
        mail_state=(MailState.WAITING if mail else MailState.NONE).value,
    )
    work.session.add(row)
    work.session.flush()
    if mail:
        enqueue(work, MAIL_JOB, subject=("person_notice", row.id), arguments={"notice_id": row.id})


def choose_notices(work: Work, *, mail_kinds: Sequence[str], address: str, language: str) -> None:
    """A person's own choice: which kinds also come by mail, where to, and in which language."""
    work.actor.require(Permission.ACCOUNT_OWN)
    person = work.session.get_one(Person, work.actor.id)
    before = {"mail_kinds": list(person.mail_kinds), "language": person.language}
    person.mail_kinds = list(mail_kinds)
    moved = person.notice_email != address
    person.notice_email, person.language = address, language
    work.session.add(person)
    work.session.flush()
    # An address is a person's: that it changed is recorded, what it says is not.
    after = {"mail_kinds": list(mail_kinds), "language": language, "address_changed": moved}
    journal.record(
        work, "accounts.notices_chosen", ("person", person.id), before=before, after=after
    )
