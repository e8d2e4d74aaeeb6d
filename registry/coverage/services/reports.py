"""Monthly reports: asked for by a person, made by a worker, kept as they were made."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core import journal, printing
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.rows import stamp
from registry.core.sheets import write_book
from registry.core.text import T, Text
from registry.core.words import say
from registry.core.work import Work
from registry.coverage.models import CoverageReport, RateSnapshot
from registry.coverage.queries.reporting import bodies, facts, months
from registry.coverage.queries.reports import report_of
from registry.coverage.rules.report_paper import book, paper
from registry.coverage.rules.reporting import ReportScope
from registry.jobs import queries as jobs
from registry.jobs.services import enqueue
from registry.places import queries as places
from registry.places.queries.divisions import cities
from registry.runtime import Runtime
from registry.storage import digest_of

if TYPE_CHECKING:
    from registry.core.handlers import Task

REPORT_JOB = "coverage.report"
SUBJECT = "coverage_report"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which report: a month such as 2026-11, whose names, in which language ("zh-CN", "en")."""

    month: str
    scope: ReportScope
    scope_id: str
    language: str
    #: Where the files of snapshots are fetched, as the reader of the paper types it.
    address: str


@dataclass(frozen=True, slots=True)
class _Named:
    """A scope as it is called, and whose it is."""

    name: str
    path: str


def wire_reports(runtime: Runtime) -> None:
    """Let workers of this installation make reports."""
    runtime.jobs.add(REPORT_JOB, partial(_run, runtime))


def _run(runtime: Runtime, task: Task) -> None:
    report_id, address = str(task.arguments["report_id"]), str(task.arguments["address"])
    make_report(runtime, report_id, address, task.actor)


def ask_report(work: Work, wanted: Wanted) -> CoverageReport:
    """Ask for the report of a month; the one that is there already where it was asked for before.

    It is made from the last snapshot of the month.

    Raises:
        Forbidden: needs `coverage.report` for the county, or for the city where the report is of
            the city or of a functional zone, which lies across counties.
        Invalid: `month` has no snapshot; `scope` is of nothing known.
    """
    work.actor.require(Permission.REPORT_COVERAGE)
    snapshot = months(work.session).get(wanted.month)
    named = _named(work.session, wanted)
    faults: dict[str, list[Text]] = {}
    if snapshot is None:
        faults["month"] = [T("这个月没有冻结的快照，出不了月报：先冻结一份，或选有快照的月份")]
    if named is None:
        faults["scope"] = [T("请从列出的选项中选择")]
    if snapshot is None or named is None:
        raise Invalid(faults)
    work.actor.require(Permission.REPORT_COVERAGE, named.path)
    there = report_of(work.session, snapshot.id, wanted.scope, wanted.scope_id, wanted.language)
    if there is not None:
        if there.made_at is None:
            _ask_again(work, there, wanted.address)
        return there
    return _written(work, wanted, snapshot, named)


def _written(work: Work, wanted: Wanted, snapshot: RateSnapshot, named: _Named) -> CoverageReport:
    row = CoverageReport(
        snapshot_id=snapshot.id,
        month=wanted.month,
        scope=wanted.scope.value,
        scope_id=wanted.scope_id,
        scope_name=named.name,
        division_path=named.path,
        language=wanted.language,
        asked_by_name=work.actor.name,
        **stamp(work),
    )
    work.session.add(row)
    work.session.flush()
    _enqueue(work, row, wanted.address)
    journal.record(
        work,
        "coverage.report_asked",
        (SUBJECT, row.id),
        after={
            "month": row.month,
            "scope": row.scope,
            "scope_name": row.scope_name,
            "snapshot": snapshot.number,
            "language": row.language,
        },
    )
    return row


def _enqueue(work: Work, row: CoverageReport, address: str) -> None:
    arguments = {"report_id": row.id, "address": address}
    enqueue(work, REPORT_JOB, subject=(SUBJECT, row.id), arguments=arguments)


def _ask_again(work: Work, row: CoverageReport, address: str) -> None:
    """Work that was given up is asked for once more; work that waits or runs is left alone."""
    last = jobs.latest(work.session, SUBJECT, row.id, work.at)
    if last is not None and last.is_open:
        return
    _enqueue(work, row, address)
    journal.record(work, "coverage.report_asked", (SUBJECT, row.id), after={"again": True})


def _named(session: Session, wanted: Wanted) -> _Named | None:
    """What the scope is called; None where there is no such county or managing body."""
    known = cities(session)
    path = known[0].path if len(known) == 1 else ""
    if wanted.scope is ReportScope.CITY:
        name = known[0].name if len(known) == 1 else str(T("全市"))
        return None if wanted.scope_id else _Named(name, path)
    if wanted.scope is ReportScope.BODY:
        return _Named(wanted.scope_id, path) if wanted.scope_id in bodies(session) else None
    counties = {county.id: county for county in places.counties(session)}
    found = counties.get(wanted.scope_id)
    return _Named(found.name, found.path) if found else None


def make_report(runtime: Runtime, report_id: str, address: str, actor: Actor = SYSTEM) -> None:
    """Make both files of a report and keep them; a report that has its files keeps those.

    The same snapshot gives the same figures however often it is done: a worker that was killed
    leaves nothing but bytes that the sweep removes.

    Raises:
        NotFound: `coverage.report_unknown`. Unavailable: as `printing.pdf`.
    """
    with runtime.database.read() as session:
        row = session.get(CoverageReport, report_id)
        if row is None:
            raise NotFound("coverage.report_unknown", T("没有这份月报"))
        if row.made_at is not None:
            return
        snapshot = session.get_one(RateSnapshot, row.snapshot_id)
        found = facts(session, snapshot, ReportScope(row.scope), row.scope_id, row.scope_name)
        language = row.language
    words = partial(say, language=language)
    with tempfile.TemporaryDirectory(prefix="registry-report-") as folder:
        path = Path(folder) / "report.xlsx"
        write_book(path, book(found, words, address=address))
        sheets = path.read_bytes()
    pages = b""
    if printing.is_available():
        filled = paper(found, words, language=language, address=address)
        pages = printing.pdf("coverage.typ", filled)
    digests = {"xlsx": _put(runtime, sheets), "pdf": _put(runtime, pages) if pages else ""}
    _keep(runtime, report_id, digests, actor)


def _put(runtime: Runtime, content: bytes) -> str:
    digest = digest_of(content)
    runtime.store.put(digest, content)
    return digest


def _keep(runtime: Runtime, report_id: str, digests: dict[str, str], actor: Actor) -> None:
    with runtime.write(actor) as work:
        row = work.session.get_one(CoverageReport, report_id)
        if row.made_at is not None:
            raise Conflict("coverage.report_made", T("这份月报已经做好"))
        row.made_at = work.at
        row.xlsx_sha256, row.pdf_sha256 = digests["xlsx"], digests["pdf"]
        work.session.add(row)
        journal.record(work, "coverage.report_made", (SUBJECT, row.id), after=dict(digests))
