"""Photos of a phone: stored and answered for at once, opened afterwards by a background worker.

What a phone waits for is the digest of the body, a durable put and one commit. Opening a photo
takes a hundred times as long and is done by a job, asked for in the commit that stores the last
photo; only then can a reviewer see the report (docs/decisions/0047).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, Refused, Unavailable
from registry.core.work import Work
from registry.jobs.services import enqueue
from registry.photos import services as photos
from registry.photos.services import Prepared
from registry.signage import queries
from registry.signage.models import DeclaredPhoto, FieldReport
from registry.signage.rules.opening import PASSING, PHOTO_USED
from registry.signage.rules.states import ReportStatus
from registry.signage.services.parts import check_not_withdrawn, drop_parts
from registry.signage.services.reports import (
    attach_examined,
    own_report,
    receipt_of,
    receipted,
    role_in,
)
from registry.signage.services.submission import Receipt

if TYPE_CHECKING:
    from registry.core.actor import Actor
    from registry.core.handlers import Task
    from registry.runtime import Runtime

OPEN_JOB = "signage.open_photos"
_TRIES = 3


def wire(runtime: Runtime) -> None:
    """Let workers of this installation open the photos of reports."""
    # A crew waits for it, and no reviewer sees the report before; checks can wait.
    runtime.jobs.add(OPEN_JOB, partial(_run, runtime), first=True)


def _run(runtime: Runtime, task: Task) -> None:
    open_photos(
        runtime, task.arguments["report_id"], task.actor, is_last_try=task.attempts >= _TRIES
    )


def receive_photo(work: Work, client_id: str, sha256: str) -> Receipt:
    """Note that the bytes of a declared photo are stored; with the last one they will be opened.

    Repeating it is answered with what is stored by now. The caller has compared the bytes with
    their digest and put them into the store.

    Raises:
        NotFound: `signage.report_unknown` where this person declared no such report,
            `signage.photo_not_declared` where the report did not declare these bytes.
        Conflict: `signage.report_withdrawn`.
    """
    row = own_report(work.session, work.actor.id, client_id)
    work.actor.require(Permission.REPORT, row.division_path)
    check_not_withdrawn(row)
    declared = queries.declared_of(work.session, row.id)
    role = role_in(declared, sha256)
    if declared[role].arrived_at is not None:
        return receipt_of(work.session, row, repeated=True, declared=declared)
    declared[role].arrived_at = work.at
    drop_parts(work, row.id, sha256)
    if any(each.arrived_at is None for each in declared.values()):
        work.session.flush()
        journal.record(
            work,
            "signage.photo_arrived",
            ("field_report", row.id),
            after={"role": role, "sha256": sha256},
        )
        return receipt_of(work.session, row, declared=declared)
    row.completed_at = work.at
    enqueue(work, OPEN_JOB, subject=("field_report", row.id), arguments={"report_id": row.id})
    after = {"photos": {role: each.sha256 for role, each in declared.items()}}
    return receipted(work, row, "signage.report_arrived", after, declared=declared)


def open_photos(
    runtime: Runtime, report_id: str, actor: Actor, *, is_last_try: bool = True
) -> None:
    """Open the stored photos of a report and attach them; the last one completes the report.

    A photo that cannot be opened, or whose picture proves another sign, is kept and its fault
    noted: the report stays incomplete and says so. Decoding holds no transaction; a worker that
    dies leaves what was attached, and the next goes on from there.

    Raises:
        Unavailable: too many photos are being opened, the store fails, or, unless this is the last
            try, a fault that a second one may not meet.
    """
    for sha256 in _unopened(runtime, report_id):
        content = runtime.store.read(sha256)
        try:
            limits = photos.limits_of(runtime.settings)
            prepared = photos.prepare(runtime.store, content, limits=limits)
        except Refused as refused:
            if refused.code in PASSING and not is_last_try:
                raise Unavailable(refused.code, refused.message) from refused
            with runtime.write(actor) as work:
                _note_fault(work, report_id, sha256, refused.code)
            continue
        with runtime.write(actor) as work:
            _attach(work, report_id, prepared)


def _unopened(runtime: Runtime, report_id: str) -> list[str]:
    with runtime.database.read() as session:
        row = queries.report(session, report_id)
        if row is None or row.status != ReportStatus.INCOMPLETE or row.withdrawn_at is not None:
            return []
        held = queries.photos_of(session, [report_id])[report_id]
        declared = queries.declared_of(session, report_id)
        return [
            each.sha256
            for role, each in declared.items()
            if each.arrived_at is not None and not each.fault and role not in held
        ]


def _attach(work: Work, report_id: str, prepared: Prepared) -> None:
    row = queries.report(work.session, report_id)
    if row is None or row.withdrawn_at is not None:
        return
    try:
        attach_examined(work, row, prepared)
    except Invalid:
        _note_fault(work, report_id, prepared.sha256, PHOTO_USED)


def _note_fault(work: Work, report_id: str, sha256: str, fault: str) -> None:
    row: FieldReport | None = queries.report(work.session, report_id)
    if row is None:
        return
    declared: dict[str, DeclaredPhoto] = queries.declared_of(work.session, report_id)
    role = role_in(declared, sha256)
    declared[role].fault = row.photo_fault = fault
    work.session.add(row)
    work.session.flush()
    journal.record(
        work,
        "signage.photo_fault",
        ("field_report", report_id),
        after={"role": role, "sha256": sha256, "fault": fault},
    )
