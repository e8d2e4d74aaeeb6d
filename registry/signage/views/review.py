"""Pages for reviewers: the queue of reports and the sheet on which one is judged."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.signage import queries, services
from registry.signage.forms import VerdictForm
from registry.signage.rules.states import ReportStatus, Verdict
from registry.signage.views.blueprint import blueprint
from registry.signage.views.words import words


@blueprint.get("/signage/reports")
@access.requires(Permission.VERIFY, Permission.DESK)
def report_list() -> ResponseReturnValue:
    """Reports that wait for a verdict of mine, oldest first; below, those still coming in."""
    with http.reading() as session:
        waiting = queries.reports_waiting(session, http.actor())
        incomplete = queries.reports_incomplete(session, http.actor())
        signs = queries.signs_by_id(session, [row.sign_id for row in (*waiting, *incomplete)])
        progress = queries.progress_of(session, [row.id for row in incomplete])
        late = queries.reports_unchecked(session, http.actor(), http.runtime().clock.now())
    return http.page(
        "signage/report_list.html",
        active="desk",
        waiting=waiting,
        incomplete=incomplete,
        unchecked=len(late),
        progress=progress,
        signs=signs,
        **words(),
    )


@blueprint.get("/signage/reports/<report_id>")
@access.requires(Permission.VERIFY, Permission.DESK)
def report_show(report_id: str) -> ResponseReturnValue:
    """The review sheet: approved beside observed, both photos, both positions, each check."""
    return _sheet(report_id)


def _sheet(report_id: str, *, status: int = 200, **context: Any) -> Response:
    actor = http.actor()
    with http.reading() as session:
        row = queries.report(session, report_id)
        if row is not None and not _may_read(actor, row.division_path):
            row = None
        sheet = queries.review_sheet(session, row, http.runtime().clock.now()) if row else None
        if row is None or sheet is None:
            raise NotFound("signage.report_unknown", T("没有这份上报"))
        progress = queries.progress_of(session, [row.id])[row.id]
        waiting = [other.id for other in queries.reports_waiting(session, actor)]
    at = waiting.index(report_id) if report_id in waiting else -1
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
        is_own=row.reporter_id is not None and row.reporter_id == actor.id,
        next_id=waiting[at + 1] if -1 < at < len(waiting) - 1 else None,
        previous_id=waiting[at - 1] if at > 0 else None,
        **context,
        **words(),
    )


def _may_read(actor: Actor, division_path: str) -> bool:
    """A report tells where a crew member stood, so it is for the staff of its own divisions."""
    return actor.may(Permission.VERIFY, division_path) or actor.may(Permission.DESK, division_path)


@blueprint.post("/signage/reports/<report_id>/verdict")
@access.requires(Permission.VERIFY)
def report_decide(report_id: str) -> ResponseReturnValue:
    """Give the verdict and go on to the next report that waits."""
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
            )
    except Invalid as invalid:
        return _sheet(report_id, status=422, raw=request.form, errors=invalid.fields)
    done = {
        Verdict.ACCEPT: T("已通过"),
        Verdict.NEEDS_MORE: T("已退回，上报人会在“今日”里看到原因"),
        Verdict.REJECT: T("已否决，上报人会看到原因"),
    }
    http.flash(done[form.verdict])
    return http.see_other("signage.report_show", report_id=report_id)


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
        number = services.recheck_waiting(work)
    http.flash(T("已为 %(n)d 份上报排队检查", n=number))
    return http.see_other("signage.report_list")
