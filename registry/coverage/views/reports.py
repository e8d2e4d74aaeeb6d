"""Monthly reports: the list with the form that asks for one, one of them, its two files."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request, url_for
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.coverage import services
from registry.coverage.forms import ReportForm, ReportsQuery
from registry.coverage.queries.reporting import bodies, months
from registry.coverage.queries.reports import ReportView, report, reports
from registry.coverage.rules.reporting import ReportScope
from registry.coverage.services.reports import SUBJECT, Wanted
from registry.coverage.views.blueprint import blueprint
from registry.edge import access, http, language
from registry.jobs import queries as jobs
from registry.places import queries as places
from registry.places.queries.divisions import cities

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FIELD_LABELS: dict[str, Text] = {
    "month": T("月份"),
    "scope": T("范围"),
    "language": T("语言"),
}
LANGUAGES = (("zh-CN", T("中文")), ("en", T("英文")))
SCOPE_LABELS = {
    ReportScope.CITY.value: T("全市"),
    ReportScope.COUNTY.value: T("区县"),
    ReportScope.BODY.value: T("功能区等管理主体"),
}


@blueprint.get("/coverage/reports")
@access.requires(Permission.REPORT_COVERAGE)
def report_list() -> ResponseReturnValue:
    """The reports there are, newest first, and the form of a new one."""
    return _list(parse(ReportsQuery, request.args).after)


def _list(after: str | None = None, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        page = reports(session, http.actor(), Permission.REPORT_COVERAGE, after=after)
        known = months(session)
        choices = _scopes(session)
    context.setdefault("raw", {"month": next(iter(known), ""), "language": language.tag()})
    return http.page(
        "coverage/report_list.html",
        status=status,
        active="coverage",
        rows=page.items,
        next_url=url_for("coverage.report_list", after=page.next) if page.next else None,
        months=[
            (month, T("%(month)s（快照第 %(n)d 号）", month=month, n=row.number))
            for month, row in known.items()
        ],
        scopes=choices,
        languages=LANGUAGES,
        scope_labels=SCOPE_LABELS,
        field_labels=FIELD_LABELS,
        **context,
    )


def _scopes(session: Session) -> list[tuple[str, Text | str]]:
    """What this person may choose: what they answer for."""
    actor, wanted = http.actor(), Permission.REPORT_COVERAGE
    known = cities(session)
    found: list[tuple[str, Text | str]] = []
    is_citywide = actor.may(wanted, known[0].path if len(known) == 1 else "")
    if is_citywide:
        found.append((ReportScope.CITY.value, T("全市")))
    found += [
        (f"{ReportScope.COUNTY.value}:{county.id}", county.name)
        for county in places.counties(session)
        if actor.may(wanted, county.path)
    ]
    if is_citywide:
        found += [
            (f"{ReportScope.BODY.value}:{body}", T("%(name)s（管理主体）", name=body))
            for body in bodies(session)
        ]
    return found


@blueprint.post("/coverage/reports")
@access.requires(Permission.REPORT_COVERAGE)
def report_create() -> ResponseReturnValue:
    """Ask for a report; a worker makes it."""
    try:
        form = parse(ReportForm, request.form)
        scope, scope_id = form.wanted
        wanted = Wanted(form.month, scope, scope_id, form.language, _address())
        with http.working() as work:
            row = services.ask_report(work, wanted)
    except Invalid as invalid:
        return _list(status=422, raw=request.form, errors=invalid.fields)
    return http.see_other("coverage.report_show", report_id=row.id)


def _address() -> str:
    base = http.runtime().settings.public_url or request.url_root
    return base.rstrip("/") + url_for("coverage.snapshot_list")


@blueprint.get("/coverage/reports/<report_id>")
@access.requires(Permission.REPORT_COVERAGE)
def report_show(report_id: str) -> ResponseReturnValue:
    """One report: how far it is, its files, who asked for it."""
    with http.reading() as session:
        view = _known(session, report_id)
        job = jobs.latest(session, SUBJECT, report_id, http.runtime().clock.now())
        history = journal.history(session, (SUBJECT, report_id), limit=20)
    return http.page(
        "coverage/report_show.html",
        active="coverage",
        view=view,
        job=job,
        history=history,
        languages=dict(LANGUAGES),
        scope_labels=SCOPE_LABELS,
    )


def _known(session: Session, report_id: str) -> ReportView:
    view = report(session, report_id)
    if view is None:
        raise NotFound("coverage.report_unknown", T("没有这份月报"))
    http.actor().require(Permission.REPORT_COVERAGE, view.row.division_path)
    return view


@blueprint.get("/coverage/reports/<report_id>/report.pdf")
@access.requires(Permission.REPORT_COVERAGE)
def report_pdf(report_id: str) -> ResponseReturnValue:
    """The pages, as they were made."""
    return _file(report_id, "pdf", "application/pdf")


@blueprint.get("/coverage/reports/<report_id>/report.xlsx")
@access.requires(Permission.REPORT_COVERAGE)
def report_xlsx(report_id: str) -> ResponseReturnValue:
    """The workbook, as it was made."""
    return _file(report_id, "xlsx", _XLSX)


def _file(report_id: str, kind: str, mimetype: str) -> Response:
    with http.reading() as session:
        row = _known(session, report_id).row
    digest = row.pdf_sha256 if kind == "pdf" else row.xlsx_sha256
    if not digest:
        raise NotFound("coverage.report_not_made", T("这份月报还没有做好，或没有这种文件"))
    answer = make_response(http.runtime().store.read(digest))
    answer.mimetype = mimetype
    name = language.say(T("%(scope)s地名设标月报", scope=row.scope_name))
    answer.headers["Content-Disposition"] = http.disposition(
        "attachment", f"{name}-{row.month}.{kind}"
    )
    return answer
