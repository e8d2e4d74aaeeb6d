"""The checks of a report: asked for when its last photo is here, made by a background job."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from sqlmodel import Session, col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, NotFound
from registry.core.text import T
from registry.core.work import Work
from registry.jobs.services import enqueue
from registry.photos import services as photos
from registry.photos.intake.looking import Look
from registry.photos.intake.reading import TextLine
from registry.signage import queries
from registry.signage.models import FieldReport, PhotoCheck
from registry.signage.queries.evidence import CHECK_JOB, Facts, Progressing
from registry.signage.rules import checks
from registry.signage.rules.checks import KINDS, Check, Line, Print
from registry.signage.rules.kinds import CaptureSource
from registry.signage.rules.states import ReportStatus

if TYPE_CHECKING:
    from registry.core.handlers import Task
    from registry.runtime import Runtime


def wire(runtime: Runtime) -> None:
    """Let workers of this installation make the checks."""
    runtime.jobs.add(CHECK_JOB, partial(_run, runtime))


def _run(runtime: Runtime, task: Task) -> None:
    check_report(runtime, task.arguments["report_id"])


def ask_checks(work: Work, report_id: str) -> None:
    """Ask for the checks in the transaction that completes the report."""
    enqueue(
        work, CHECK_JOB, subject=("field_report", report_id), arguments={"report_id": report_id}
    )


def recheck_report(work: Work, report_id: str) -> None:
    """Ask for the checks of a report once more; while they are running this changes nothing.

    Raises:
        NotFound: `signage.report_unknown`. Forbidden: outside the person's divisions.
        Conflict: `signage.report_incomplete`; `signage.already_decided`, since what a reviewer had
            before them is not rewritten.
    """
    row = queries.report(work.session, report_id)
    if row is None:
        raise NotFound("signage.report_unknown", T("没有这份上报"))
    work.actor.require(Permission.VERIFY, row.division_path)
    if row.status == ReportStatus.INCOMPLETE:
        raise Conflict("signage.report_incomplete", T("照片还没有收齐，收齐后会自动检查"))
    if row.status != ReportStatus.RECEIVED:
        raise Conflict(
            "signage.already_decided", T("这份上报已有结论，检查结果留作当时的依据，不再重算")
        )
    if queries.how_far(work.session, row.id, work.at) is Progressing.RUNNING:
        return
    ask_checks(work, row.id)
    journal.record(work, "signage.checks_asked", ("field_report", row.id))


def recheck_waiting(work: Work, *, reads: bool = False) -> int:
    """Ask for the checks of every report in scope that lacks some, or has those of an old version.

    Where photos are read now (`reads`), also of those that nobody could read before.

    Returns how many reports. Forbidden where the person verifies nowhere.
    """
    work.actor.require(Permission.VERIFY)
    late = queries.reports_unchecked(work.session, work.actor, work.at, reads=reads)
    for row in late:
        ask_checks(work, row.id)
    if late:
        after = {"reports": [row.id for row in late]}
        journal.record(work, "signage.checks_asked", ("field_report", "waiting"), after=after)
    return len(late)


def check_report(runtime: Runtime, report_id: str) -> None:
    """Make every check of a report and keep what they found, all of them in one transaction.

    Reading and looking at pixels holds no transaction of writers; a worker that dies before the
    commit leaves nothing, and one that dies after it does no harm by doing it again.
    """
    with runtime.database.read() as session:
        facts = _facts(session, report_id)
    if facts is None:
        return
    is_on = photos.reads_text(runtime.settings)
    look, lines, code = None, None, None
    if facts.near is not None:
        look = photos.look(runtime.store, facts.near.small_key)
        if is_on:
            lines = photos.read_text(runtime.store, facts.near.large_key)
    if facts.code_key is not None and is_on:
        code = photos.read_code(runtime.store, facts.code_key)
    found = assemble(facts, look, Read(is_on, lines, code))
    with runtime.write(SYSTEM) as work:
        keep_checks(work, report_id, found)


def _facts(session: Session, report_id: str) -> Facts | None:
    row = queries.report(session, report_id)
    sign = queries.sign(session, row.sign_id) if row else None
    return queries.facts_of(session, row, sign) if row and sign else None


@dataclass(frozen=True, slots=True)
class Read:
    """What was read in the photos of a report.

    `lines` is the text in the near photo, None where it could not be read or where this
    installation has no reader (`is_on` is false); `code` what the QR code says, "" for none.
    """

    is_on: bool = False
    lines: list[TextLine] | None = None
    code: str | None = None


NOTHING_READ = Read()


def assemble(facts: Facts, look: Look | None, read: Read = NOTHING_READ) -> list[Check]:
    """Every check of a report, in order; `look` is None where nobody can read the pixels."""
    row, sign, near = facts.report, facts.sign, facts.print
    text = None if read.lines is None else [Line(each.text, each.box) for each in read.lines]
    has_code = facts.code_key is not None
    mirrored = Print(row.id, look.mirrored_phash, look.mirrored_dhash) if look else None
    found = [
        checks.reading_check(sign.text_hanzi, text, is_on=read.is_on),
        checks.spelling_check(sign.text_roman, text, is_on=read.is_on),
        checks.code_check(sign.code, read.code, has_photo=has_code, is_on=read.is_on),
        checks.hanzi_check(sign.text_hanzi, row.observed_hanzi),
        checks.roman_check(sign.text_roman, row.observed_roman),
        checks.distance_check(row.distance_m, row.accuracy_m, facts.radius_m),
        checks.shift_check(row.shift_suspect, row.distance_m),
        checks.travel_check(facts.here, facts.stops),
        checks.witness_check(facts.reported, facts.claimed),
        checks.fix_check(row.fix_age_s),
        checks.time_check(row.captured_at, row.received_at, row.clock_skew_s),
        checks.clock_check(row.clock_skew_s),
        checks.source_check(CaptureSource(row.capture_source)),
        checks.same_file_check(facts.uses, has_pixels=bool(facts.near and facts.near.pixel_sha256)),
        checks.likeness_check(near, facts.prints),
        checks.mirror_check(mirrored, near, facts.prints),
        checks.brightness_check(look.brightness if look else None),
    ]
    order = list(KINDS)
    return sorted(found, key=lambda check: order.index(check.key))


def keep_checks(work: Work, report_id: str, found: list[Check]) -> None:
    """Write what was found, one row for each check; a report that was decided meanwhile keeps its.

    A report decided before it was ever checked gets its rows all the same: they are later than the
    verdict, and are not counted among what reviewers overturned.
    """
    statement = select(PhotoCheck).where(col(PhotoCheck.report_id) == report_id)
    held = {row.check_key: row for row in work.session.exec(statement)}
    row = work.session.get(FieldReport, report_id)
    if row is None or (held and row.status != ReportStatus.RECEIVED):
        return
    for check in found:
        one = held.get(check.key) or PhotoCheck(
            report_id=report_id, check_key=check.key, version=1, result="", reason="",
            checked_at=work.at,
        )  # fmt: skip
        one.version, one.checked_at = KINDS[check.key].version, work.at
        one.result, one.reason = check.result.value, check.reason
        one.measured = dict(check.measured)
        work.session.add(one)
    work.session.flush()
    after = {check.key: [check.result.value, KINDS[check.key].version] for check in found}
    journal.record(work, "signage.checks_made", ("field_report", report_id), after=after)
