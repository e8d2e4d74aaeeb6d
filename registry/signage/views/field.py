"""Pages for crews, made for a phone in one hand: today's list, the capture form, the receipt."""

from __future__ import annotations

import uuid
from typing import Any, BinaryIO, cast

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from registry.accounts.rules import Permission
from registry.core.clock import CHINA, china_date
from registry.core.errors import Invalid, NotFound, OutOfSpace, Problem, Refused, Unavailable
from registry.core.forms import parse
from registry.core.geo import Position, position_fault
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.edge import access, http
from registry.photos import services as photos
from registry.photos.services import Prepared
from registry.signage import queries, services
from registry.signage.forms import CommentForm, NearQuery, ReportForm
from registry.signage.queries.signs import target_of
from registry.signage.rules.circling import circles_of
from registry.signage.rules.states import EXTRA_PHOTOS, REPORTABLE, PhotoRole, ReportStatus
from registry.signage.views.blueprint import blueprint
from registry.signage.views.words import words

BODY_LIMIT = 82_000_000
"""Two photos of the largest size that is taken in, and the words around them."""

_RETRY = (Unavailable, OutOfSpace)


@blueprint.get("/field")
@access.requires(Permission.REPORT)
def field_home() -> ResponseReturnValue:
    """今日: what came back, then the signs to photograph: one's work orders, then the nearest."""
    query = parse(NearQuery, request.args)
    here = None
    if query.lon is not None and query.lat is not None:
        fault = position_fault(query.lon, query.lat)
        if fault is not None:
            raise Invalid({"lon": [fault]})
        here = Position(query.lon, query.lat)
    actor = http.actor()
    with http.reading() as session:
        items = queries.field_list(session, actor, here)
        mine = queries.my_reports(session, actor)
        verdicts = queries.verdicts_of(session, [row.id for row in mine])
        signs = queries.signs_by_id(session, [row.sign_id for row in mine])
    returned = [
        row
        for row in mine
        if row.status in queries.COMES_BACK
        and row.sign_id in {item.sign.id for item in items}
        and not _answered(row, mine)
    ]
    return http.page(
        "signage/field_home.html",
        active="field",
        items=items,
        here=here,
        returned=returned,
        verdicts=verdicts,
        signs=signs,
        mine=mine,
        waiting={row.sign_id for row in mine if row.status == ReportStatus.RECEIVED},
        today=china_date(http.runtime().clock.now()),
        **words(),
    )


def _answered(row: Any, mine: list[Any]) -> bool:
    return any(
        other.sign_id == row.sign_id and other.received_at > row.received_at for other in mine
    )


@blueprint.get("/field/mine")
@access.requires(Permission.REPORT)
def field_mine() -> ResponseReturnValue:
    """我的: what I sent and what became of it."""
    with http.reading() as session:
        mine = queries.my_reports(session, http.actor())
        progress = queries.progress_of(session, [row.id for row in mine])
        verdicts = queries.verdicts_of(session, [row.id for row in mine])
        signs = queries.signs_by_id(session, [row.sign_id for row in mine])
        comments = queries.comments_of(session, [row.id for row in mine])
    return http.page(
        "signage/field_mine.html",
        comments=comments,
        active="field",
        mine=mine,
        progress=progress,
        verdicts=verdicts,
        signs=signs,
        **words(),
    )


@blueprint.get("/field/signs/<sign_id>")
@access.requires(Permission.REPORT)
def capture_new(sign_id: str) -> ResponseReturnValue:
    """The capture form of one sign."""
    now = http.runtime().clock.now().astimezone(CHINA)
    raw = {
        "client_id": str(uuid.uuid4()),
        "kind": "installed",
        "captured_at": now.strftime("%Y-%m-%dT%H:%M"),
        "capture_source": "camera",
    }
    return _capture(sign_id, raw=raw)


def _capture(sign_id: str, *, status: int = 200, **context: Any) -> Response:
    actor = http.actor()
    with http.reading() as session:
        sign = queries.sign(session, sign_id) if is_id(sign_id) else None
        if sign is None or not actor.may(Permission.REPORT, sign.division_path):
            raise NotFound("signage.sign_unknown", T("没有这块标志"))
        due = queries.requirement(session, sign.requirement_id) if sign.requirement_id else None
        previous = queries.reports_of_sign(session, sign_id, limit=5)
        verdicts = queries.verdicts_of(session, [row.id for row in previous])
        back = [
            row
            for row in previous
            if row.reporter_id == actor.id
            and row.status in queries.COMES_BACK
            and row.id in verdicts
        ][:1]
        held = queries.photos_of(session, [row.id for row in back])
        sizes = queries.sizes_of(session, [each for row in back for each in held[row.id].values()])
    return http.page(
        "signage/capture_new.html",
        status=status,
        active="field",
        sign=sign,
        requirement=due,
        target=target_of(sign, due),
        is_open=sign.state in REPORTABLE,
        back=[(row, verdicts[row.id], circles_of(verdicts[row.id].circled)) for row in back],
        photos=held,
        sizes=sizes,
        **context,
        **words(),
    )


@blueprint.post("/field/reports")
@access.requires(Permission.REPORT)
@access.body_limit(BODY_LIMIT)
def report_create() -> ResponseReturnValue:
    """Take a report in, or show the form again with all that is wrong and the text kept.

    Photos are examined and stored before any transaction begins: bytes before row, always.
    """
    errors: dict[str, list[Text]] = {}
    form = None
    try:
        form = parse(ReportForm, request.form)
    except Invalid as invalid:
        errors.update(invalid.fields)
    try:
        pictures = _prepare(errors)
        if form is None or errors:
            return _again(errors)
        with http.working() as work:
            receipt = services.submit_report(
                work,
                form.submission(),
                near=pictures[PhotoRole.NEAR],
                far=pictures[PhotoRole.FAR],
                extra={role: pictures[role] for role in EXTRA_PHOTOS if role in pictures},
            )
    except Invalid as invalid:
        return _again(invalid.fields)
    except _RETRY as problem:
        return _again({"form": _sentences(problem)}, status=problem.status)
    return http.see_other("signage.receipt_show", report_id=receipt.report_id)


def _again(errors: dict[str, list[Text]], status: int = 422) -> Response:
    return _capture(
        request.form.get("sign_id", ""),
        status=status,
        raw=request.form,
        chosen=request.form.getlist("defects"),
        errors=errors,
    )


def _prepare(errors: dict[str, list[Text]]) -> dict[PhotoRole, Prepared]:
    """All photos examined and stored; what is wrong with them goes to their fields."""
    runtime = http.runtime()
    limits = photos.limits_of(runtime.settings)
    pictures: dict[PhotoRole, Prepared] = {}
    for role in PhotoRole:
        sent: FileStorage | None = request.files.get(role.value)
        if sent is None or not sent.filename:
            if role in EXTRA_PHOTOS:
                continue
            words_of = {PhotoRole.NEAR: T("请拍近照"), PhotoRole.FAR: T("请拍远照")}
            errors[role.value] = [words_of[role]]
            continue
        try:
            pictures[role] = photos.prepare(
                runtime.store, cast("BinaryIO", sent.stream), limits=limits
            )
        except Refused as refused:
            errors[role.value] = _sentences(refused)
    return pictures


def _sentences(problem: Problem) -> list[Text]:
    return [problem.message, *([problem.advice] if problem.advice else [])]


@blueprint.get("/field/reports/<report_id>")
@access.requires(Permission.REPORT)
def receipt_show(report_id: str) -> ResponseReturnValue:
    """The receipt: what is stored, quoted from the database."""
    return _receipt(report_id)


@blueprint.post("/field/reports/<report_id>/comments")
@access.requires(Permission.REPORT)
def receipt_comment(report_id: str) -> ResponseReturnValue:
    """Answer a reviewer, or add something to a report of one's own."""
    try:
        form = parse(CommentForm, request.form)
        with http.working() as work:
            services.add_comment(work, report_id, form.comment)
    except Invalid as invalid:
        return _receipt(report_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已留言"))
    return http.see_other("signage.receipt_show", report_id=report_id, _anchor="comments")


def _receipt(report_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        row = queries.report(session, report_id)
        if row is None or row.reporter_id != http.actor().id:
            raise NotFound("signage.report_unknown", T("没有这份上报"))
        sign = queries.sign(session, row.sign_id)
        receipt = services.receipt_of(session, row)
        photos_held = queries.photos_of(session, [row.id])[row.id]
        verdict = queries.verdict_of(session, row.id)
        progress = queries.progress_of(session, [row.id])[row.id]
        comments = queries.comments_of(session, [row.id])[row.id]
        sizes = queries.sizes_of(session, photos_held.values())
    return http.page(
        "signage/receipt_show.html",
        status=status,
        active="field",
        comments=comments,
        sizes=sizes,
        circles=circles_of(verdict.circled) if verdict else [],
        **context,
        report=row,
        sign=sign,
        receipt=receipt,
        photos=photos_held,
        progress=progress,
        verdict=verdict,
        **words(),
    )
