"""Withdrawing a report whose photos will never come, by who sent it or who leads them."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Invalid
from registry.core.forms import parse
from registry.core.text import T
from registry.edge import access, http
from registry.signage import queries, services
from registry.signage.forms import WithdrawalForm
from registry.signage.views.blueprint import blueprint
from registry.signage.views.words import words

_MAY = (Permission.REPORT, Permission.REQUIRE_SIGN)


@blueprint.get("/signage/reports/<report_id>/withdrawal")
@access.requires(*_MAY)
def withdrawal_show(report_id: str) -> ResponseReturnValue:
    """The form, or why and by whom it was withdrawn."""
    return _page(report_id)


def _page(report_id: str, *, status: int = 200, **context: Any) -> Response:
    with http.reading() as session:
        report = services.report_to_withdraw(session, http.actor(), report_id)
        return http.page(
            "signage/withdrawal_show.html",
            status=status,
            report=report,
            sign=queries.sign(session, report.sign_id),
            progress=queries.progress_of(session, [report.id])[report.id],
            **context,
            **words(),
        )


@blueprint.post("/signage/reports/<report_id>/withdrawal")
@access.requires(*_MAY)
def withdrawal_create(report_id: str) -> ResponseReturnValue:
    """Withdraw it; the report stays to be seen, with the reason."""
    try:
        form = parse(WithdrawalForm, request.form)
        with http.working() as work:
            services.withdraw_report(work, report_id, reason=form.reason)
    except Invalid as invalid:
        return _page(report_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("已撤回"))
    return http.see_other("signage.withdrawal_show", report_id=report_id)
