"""The page on which a reviewer covers faces and number plates of a photo."""

from __future__ import annotations

import json
from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.edge import access, http
from registry.photos import services as photos
from registry.photos.rules.regions import MOST, POINTS, REASON_LABELS, Stroke, cover_of
from registry.signage import queries, services
from registry.signage.forms.redaction import (
    RedactionForm,
    RestoreForm,
    Row,
    numbered,
    rows_of,
    strokes_of,
)
from registry.signage.rules.states import PHOTO_LABELS
from registry.signage.views.blueprint import blueprint
from registry.signage.views.words import options

_AT = "/signage/reports/<report_id>/photos/<role>"
_BLANK_ROWS = 4
_LABELS: dict[str, Text] = {
    "left": T("左边"),
    "top": T("上边"),
    "width": T("宽"),
    "height": T("高"),
    "regions": T("框"),
    "stroke": T("笔画"),
    "reason": T("遮的是什么"),
    "note": T("说明"),
    "version": T("恢复到哪一版"),
    "why": T("恢复的理由"),
}


def _sheet(report_id: str, role: str) -> queries.RedactionSheet:
    with http.reading() as session:
        sheet = queries.redaction_sheet(session, http.actor(), report_id, role)
    if sheet is None:
        raise NotFound("signage.photo_unknown", T("这份上报里没有这张照片"))
    return sheet


@blueprint.get(f"{_AT}/redaction")
@access.requires(Permission.VERIFY)
def redaction_show(report_id: str, role: str) -> ResponseReturnValue:
    """The uncovered copy with what is covered drawn on it, and all versions."""
    return _page(report_id, role)


def _page(
    report_id: str,
    role: str,
    *,
    status: int = 200,
    rows: list[Row] | None = None,
    strokes: list[str] | None = None,
    **context: Any,
) -> Response:
    sheet = _sheet(report_id, role)
    if rows is None:
        rows = [_row(region.plain()) for region in sheet.regions]
    if strokes is None:
        strokes = [_text(stroke) for stroke in sheet.strokes]
    blank = max(0, min(_BLANK_ROWS, MOST - len(rows) - len(strokes)))
    response = http.page(
        "signage/photo_redact.html",
        status=status,
        active="desk",
        sheet=sheet,
        rows=[*rows, *[("", "", "", "")] * blank],
        strokes=[(text, _path(text, sheet.size)) for text in strokes],
        most=MOST,
        points=POINTS,
        role_label=PHOTO_LABELS.get(role, role),  # type: ignore[call-overload]
        redaction_reasons=REASON_LABELS,
        reason_options=options(REASON_LABELS),
        restore_options=[
            (number, T("遮盖第 %(n)d 版", n=number) if number else T("没有遮盖"))
            for number in sheet.restorable
        ],
        field_labels=_LABELS,
        **context,
    )
    # What is not yet covered must not be found in a shared browser's cache afterwards.
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _text(stroke: Stroke) -> str:
    """A stroke as its field holds it."""
    return json.dumps(stroke.plain(), separators=(",", ":"))


def _path(text: str, size: tuple[int, int]) -> tuple[str, float] | None:
    """What draws a stroke over the photo, path and width; None where it is none."""
    try:
        stroke = cover_of(json.loads(text))
    except (ValueError, TypeError, KeyError, ArithmeticError, RecursionError):
        return None
    if not isinstance(stroke, Stroke) or not stroke.is_inside():
        return None
    way = [f"{x:.1f} {y:.1f}" for x, y in stroke.way(size)]
    # A dab is a line to where it began, which has round ends.
    return f"M{' L'.join([*way, way[-1]])}", round(2 * stroke.radius(size), 1)


def _row(region: dict[str, float]) -> Row:
    left, top, width, height = (f"{round(region[side] * 100, 2):g}" for side in region)
    return left, top, width, height


@blueprint.post(f"{_AT}/redaction")
@access.requires(Permission.VERIFY)
def redaction_create(report_id: str, role: str) -> ResponseReturnValue:
    """Cover rectangles and strokes: copies first, outside the unit of work, then one version."""
    sheet = _sheet(report_id, role)
    rows, strokes = rows_of(request.form), strokes_of(request.form)
    again: dict[str, Any] = {
        "rows": rows,
        "strokes": strokes,
        "raw": request.form,
        "form": "redact",
    }
    try:
        form = parse(RedactionForm, {**request.form.to_dict(), **numbered(rows, strokes)})
        covered = photos.cover(http.runtime().store, sheet.first.large, form.regions())
        with http.working() as work:
            services.redact_photo(work, report_id, role, covered, form.why())
    except Invalid as invalid:
        return _page(report_id, role, status=422, errors=invalid.fields, **again)
    except Conflict as conflict:
        return _meanwhile(report_id, role, conflict, **again)
    http.flash(T("已遮盖，公开的照片从现在起就是遮过的"))
    return http.see_other("signage.redaction_show", report_id=report_id, role=role)


@blueprint.post(f"{_AT}/redaction/restore")
@access.requires(Permission.VERIFY)
def redaction_restore(report_id: str, role: str) -> ResponseReturnValue:
    """Go back to an earlier version."""
    again: dict[str, Any] = {"raw": request.form, "form": "restore"}
    try:
        form = parse(RestoreForm, request.form)
        with http.working() as work:
            services.restore_photo(
                work,
                report_id,
                role,
                form.version,
                why=form.why,
                seen_version=form.seen_version,
            )
    except Invalid as invalid:
        return _page(report_id, role, status=422, errors=invalid.fields, **again)
    except Conflict as conflict:
        return _meanwhile(report_id, role, conflict, **again)
    http.flash(T("已恢复"))
    return http.see_other("signage.redaction_show", report_id=report_id, role=role)


def _meanwhile(report_id: str, role: str, conflict: Conflict, **again: Any) -> Response:
    """Somebody else was first: their version is shown below, what was drawn stays."""
    said = [conflict.message, *([conflict.advice] if conflict.advice else [])]
    return _page(report_id, role, status=409, errors={"form": said}, **again)


@blueprint.get(f"{_AT}/versions/<int:version>/<variant>")
@access.requires(Permission.VERIFY)
def redaction_copy(report_id: str, role: str, version: int, variant: str) -> Response:
    """A copy of one version for its reviewers, 0 being uncovered; never kept by any cache."""
    with http.reading() as session:
        copies = queries.redaction_copies(session, http.actor(), report_id, role, version)
    digests = copies._asdict() if copies is not None else {}
    if variant not in digests:
        raise NotFound("signage.photo_unknown", T("这份上报里没有这张照片"))
    content = http.runtime().store.read(digests[variant])
    response = Response(content, content_type="image/jpeg")
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
