"""The acts of the procedure: decisions, findings, notices."""

from __future__ import annotations

from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, NotFound
from registry.core.forms import parse
from registry.core.text import T, Text
from registry.core.work import Work
from registry.edge import access, http
from registry.heritage import forms, queries, services
from registry.heritage.rules import Action, Level
from registry.heritage.rules.states import ACTION_LABELS, AFTERWARDS
from registry.heritage.views.pages import blueprint, done_on_file


@blueprint.post("/heritage/nominations/<nomination_id>/decisions")
@access.requires(
    Permission.NOMINATE,
    Permission.REVIEW_TOWNSHIP,
    Permission.REVIEW_COUNTY,
    Permission.REVIEW_CITY,
    Permission.REVIEW_PROVINCE,
    Permission.DECIDE,
)
def decision_create(nomination_id: str) -> ResponseReturnValue:
    """One act: submit, withdraw, forward, return, reject, recognise, suspend, revoke."""

    def write(work: Work) -> Text:
        form = parse(forms.DecisionForm, request.form)
        _act(work, nomination_id, form)
        return T("已办理：%(action)s", action=ACTION_LABELS[form.action])

    return done_on_file(nomination_id, write)


def _act(work: Work, nomination_id: str, form: forms.DecisionForm) -> None:
    common: dict[str, Any] = {"seen_version": form.seen_version, "reason": form.reason}
    if form.action is Action.SUBMIT:
        services.submit(work, nomination_id, **common)
        return
    if form.action is Action.WITHDRAW:
        services.withdraw(work, nomination_id, **common)
        return
    file = queries.nomination(work.session, nomination_id)
    if file is None:
        raise NotFound("heritage.unknown_nomination", T("没有这份申报"))
    if file.status in set(Level):
        services.review(work, nomination_id, action=form.action, **common)
        return
    if form.action in AFTERWARDS:
        services.change_standing(
            work, nomination_id, action=form.action, document_no=form.document_no, **common
        )
        return
    services.decide(work, nomination_id, action=form.action, document_no=form.document_no, **common)


@blueprint.post("/heritage/nominations/<nomination_id>/findings")
@access.requires(Permission.FIND)
def finding_create(nomination_id: str) -> ResponseReturnValue:
    """An expert's sheet: verdict and reason, criterion by criterion."""

    def write(work: Work) -> Text:
        dossier = queries.dossier(work.session, nomination_id, work.actor)
        if dossier is None:
            raise NotFound("heritage.unknown_nomination", T("没有这份申报"))
        criteria = [row.criterion for row in dossier.rows]
        scored = {one.key for one in criteria if one.is_scored}
        given = forms.findings(request.form, [one.key for one in criteria], scored)
        seen = parse(forms.SeenForm, request.form).seen_version
        services.find(work, nomination_id, findings=given, seen_version=seen)
        return T("意见已提交")

    return done_on_file(nomination_id, write)


@blueprint.post("/heritage/nominations/<nomination_id>/notice")
@access.requires(Permission.NOTICE)
def notice_create(nomination_id: str) -> ResponseReturnValue:
    """Freeze the file and open it to objections."""

    def write(work: Work) -> Text:
        form = parse(forms.NoticeForm, request.form)
        try:
            services.open_notice(
                work,
                nomination_id,
                terms=form.terms(),
                seen_version=form.seen_version,
                reason=form.notice_reason,
            )
        except Invalid as invalid:
            # The page has another field called "reason"; this one is the notice's own.
            raise Invalid(
                {"notice_reason" if k == "reason" else k: v for k, v in invalid.fields.items()}
            ) from invalid
        return T("公示已发布")

    return done_on_file(nomination_id, write)


@blueprint.post("/heritage/notices/<notice_id>/close")
@access.requires(Permission.NOTICE)
def notice_close(notice_id: str) -> ResponseReturnValue:
    """End a demonstration's notice early (refused outside the demo profile)."""
    with http.reading() as session:
        notice = queries.notice(session, notice_id)
    if notice is None:
        raise NotFound("heritage.unknown_notice", T("没有这份公示"))

    def write(work: Work) -> Text:
        form = parse(forms.CloseForm, request.form)
        services.close_notice_early(work, notice_id, reason=form.close_reason)
        return T("演示：公示已提前截止")

    return done_on_file(notice.nomination_id, write)
