"""Pages for reviewers: the queue of reports and the sheet on which one is judged."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.photos import services as photos
from registry.signage import queries, services
from registry.signage.forms import CommentForm, FastForm, VerdictForm
from registry.signage.rules.circling import AREAS, circles_of
from registry.signage.rules.lanes import Lane
from registry.signage.rules.overturns import Overturn, interval
from registry.signage.rules.states import PHOTO_LABELS, ReportStatus, Verdict
from registry.signage.views.blueprint import blueprint
from registry.signage.views.words import words

FAST_SHOWN = 30
"""How many of the fast lane stand on one page: what can be looked at in one go."""

OVERTURN_DAYS = 365


@blueprint.get("/signage/reports")
@access.requires(Permission.VERIFY, Permission.DESK)
def report_list() -> ResponseReturnValue:
    """Reports that wait for a verdict of mine, by evidence; below, those still coming in."""
    return _list()


def _list(*, status: int = 200, **context: Any) -> Response:
    now = http.runtime().clock.now()
    reads = photos.reads_text(http.runtime().settings)
    with http.reading() as session:
        waiting = queries.reports_by_evidence(session, http.actor())
        fast = [each for each in waiting if each.lane is Lane.FAST][:FAST_SHOWN]
        held = queries.photos_of(session, [each.report.id for each in fast])
        pictures = [photo for photos in held.values() for photo in photos.values()]
        incomplete = queries.reports_incomplete(session, http.actor())
        signs = queries.signs_by_id(session, [row.sign_id for row in incomplete])
        progress = queries.progress_of(session, [row.id for row in incomplete])
        late = queries.reports_unchecked(session, http.actor(), now, reads=reads)
        sizes = queries.sizes_of(session, pictures)
        plates = queries.plates_of(session, list(held))
    return http.page(
        "signage/report_list.html",
        status=status,
        active="desk",
        fast=fast,
        waiting=[each for each in waiting if each not in fast],
        photos=held,
        sizes=sizes,
        plates=plates,
        reads=reads,
        incomplete=incomplete,
        unchecked=len(late),
        progress=progress,
        signs=signs,
        now=now,
        **context,
        **words(),
    )


@blueprint.post("/signage/fast-lane")
@access.requires(Permission.VERIFY)
def report_accept_fast() -> ResponseReturnValue:
    """Accept reports of the fast lane together; each gets a verdict of its own."""
    try:
        form = parse(FastForm, request.form)
        with http.working() as work:
            passed = services.accept_fast(work, form.report, looked=form.looked)
    except Invalid as invalid:
        return _list(status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已通过 %(n)d 份", n=len(passed.accepted)))
    if passed.left:
        http.flash(T("%(n)d 份没有动，原因如下", n=len(passed.left)))
    for why in {str(each): each for each in passed.left.values()}.values():
        http.flash(why)
    return http.see_other("signage.report_list")


@blueprint.get("/signage/reports/<report_id>")
@access.requires(Permission.VERIFY, Permission.DESK)
def report_show(report_id: str) -> ResponseReturnValue:
    """The review sheet: approved beside observed, both photos, both positions, each check."""
    return _sheet(report_id)


def _sheet(report_id: str, *, status: int = 200, **context: Any) -> Response:
    actor = http.actor()
    with http.reading() as session:
        row = queries.report(session, report_id)
        if row is not None and not may_read_report(actor, row.division_path):
            row = None
        sheet = queries.review_sheet(session, row, http.runtime().clock.now()) if row else None
        if row is None or sheet is None:
            raise NotFound("signage.report_unknown", T("没有这份上报"))
        progress = queries.progress_of(session, [row.id])[row.id]
        previous_id, next_id, at, number = _around(session, actor, report_id)
    return http.page(
        "signage/report_show.html",
        status=status,
        active="desk",
        sheet=sheet,
        progress=progress,
        may_judge=(
            row.status == ReportStatus.RECEIVED
            and actor.may(Permission.VERIFY, row.division_path)
            and row.reporter_id != actor.id
        ),
        may_speak=actor.may(Permission.VERIFY, row.division_path),
        is_own=row.reporter_id is not None and row.reporter_id == actor.id,
        circles=circles_of(sheet.verdict.circled) if sheet.verdict else [],
        area_options=[
            (f"{role}-{cell}", T("%(photo)s：%(part)s", photo=label, part=part))
            for role, label in PHOTO_LABELS.items()
            if role in sheet.photos
            for cell, part in AREAS.items()
        ],
        next_id=next_id,
        previous_id=previous_id,
        at=at,
        number=number,
        **context,
        **words(),
    )


def _around(
    session: Session, actor: Actor, report_id: str
) -> tuple[str | None, str | None, int, int]:
    """The reports before and after one in my queue, its place from 1 (0: not in it), how many."""
    waiting = [each.report.id for each in queries.reports_by_evidence(session, actor)]
    if report_id not in waiting:
        return None, waiting[0] if waiting else None, 0, len(waiting)
    at = waiting.index(report_id)
    before = waiting[at - 1] if at > 0 else None
    after = waiting[at + 1] if at + 1 < len(waiting) else None
    return before, after, at + 1, len(waiting)


def may_read_report(actor: Actor, division_path: str) -> bool:
    """A report tells where a crew member stood, so it is for the staff of its own divisions."""
    return actor.may(Permission.VERIFY, division_path) or actor.may(Permission.DESK, division_path)


@blueprint.post("/signage/reports/<report_id>/verdict")
@access.requires(Permission.VERIFY)
def report_decide(report_id: str) -> ResponseReturnValue:
    """Give the verdict and go on to the next report that waits."""
    with http.reading() as session:
        _, next_id, _, _ = _around(session, http.actor(), report_id)
    try:
        form = parse(VerdictForm, request.form)
        with http.working() as work:
            services.verify(
                work,
                report_id,
                form.verdict,
                reason_code=form.reason_code,
                reason=form.reason,
                place_ok=form.place_ok,
                text_ok=form.text_ok,
                manner=form.manner(),
            )
    except Invalid as invalid:
        return _sheet(report_id, status=422, raw=request.form, errors=invalid.fields)
    done = {
        Verdict.ACCEPT: T("上一份已通过"),
        Verdict.NEEDS_MORE: T("上一份已退回，上报人会在“今日”里看到原因"),
        Verdict.REJECT: T("上一份已否决，上报人会看到原因"),
    }
    http.flash(done[form.verdict])
    if next_id is None:
        return http.see_other("signage.report_list")
    return http.see_other("signage.report_show", report_id=next_id)


@blueprint.post("/signage/reports/<report_id>/comments")
@access.requires(Permission.VERIFY)
def report_comment(report_id: str) -> ResponseReturnValue:
    """Say something about a report to its sender and to other reviewers."""
    try:
        form = parse(CommentForm, request.form)
        with http.working() as work:
            services.add_comment(work, report_id, form.comment)
    except Invalid as invalid:
        return _sheet(report_id, status=422, said_before=request.form, errors=invalid.fields)
    http.flash(T("已留言"))
    return http.see_other("signage.report_show", report_id=report_id, _anchor="comments")


@blueprint.get("/signage/checks")
@access.public
def check_list() -> ResponseReturnValue:
    """Each check of a photo: how far it can be trusted, and how often reviewers overruled it."""
    now = http.runtime().clock.now()
    since = now - timedelta(days=OVERTURN_DAYS)
    with http.reading() as session:
        found = queries.judged_checks(session, since)
    by_key: dict[str, list[Overturn]] = {}
    for each in found:
        by_key.setdefault(each.check_key, []).append(each)
    return http.page(
        "signage/check_list.html",
        active="coverage",
        overturns=by_key,
        interval=interval,
        since=since,
        now=now,
        **words(),
    )


@blueprint.post("/signage/reports/<report_id>/checks")
@access.requires(Permission.VERIFY)
def report_recheck(report_id: str) -> ResponseReturnValue:
    """Ask for the checks of one report again."""
    with http.working() as work:
        services.recheck_report(work, report_id)
    http.flash(T("已重新排队检查"))
    return http.see_other("signage.report_show", report_id=report_id)


@blueprint.post("/signage/checks")
@access.requires(Permission.VERIFY)
def report_recheck_waiting() -> ResponseReturnValue:
    """Ask for the checks of all waiting reports that lack some."""
    with http.working() as work:
        number = services.recheck_waiting(work, reads=photos.reads_text(http.runtime().settings))
    http.flash(T("已为 %(n)d 份上报排队检查", n=number))
    return http.see_other("signage.report_list")
