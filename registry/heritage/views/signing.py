"""会签: a department's consent with its scan, and taking one back."""

from __future__ import annotations

from typing import BinaryIO, cast

from flask import request
from flask.typing import ResponseReturnValue

from registry.accounts.rules import Permission
from registry.core.errors import Invalid, NotFound, Refused, TooLarge
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.core.work import Work
from registry.edge import access, http
from registry.heritage import forms, queries, services
from registry.heritage.views.pages import blueprint, done_on_file
from registry.photos import services as photos
from registry.sources import services as sources
from registry.sources.rules import FileRole
from registry.sources.services import PreparedFile

BODY_LIMIT = 60_000_000
"""A scanned paper of many pages, and the words around it."""
SCAN_LIMIT = 50_000_000


@blueprint.post("/heritage/nominations/<nomination_id>/consents")
@access.requires(Permission.DECIDE)
@access.body_limit(BODY_LIMIT)
def consent_create(nomination_id: str) -> ResponseReturnValue:
    """Record a paper by which departments consent: examined and stored first, then the rows."""
    sent: list[PreparedFile | Invalid] = []

    def write(work: Work) -> Text:
        found = sent[0]
        if isinstance(found, Invalid):
            raise found
        paper = parse(forms.ConsentForm, request.form).paper()
        written = services.record_consent(work, nomination_id, paper=paper, scan=found)
        return T("已记下 %(n)d 个部门的会签", n=len(written))

    try:
        parse(forms.ConsentForm, request.form)
        sent.append(_scan())
    except Invalid as invalid:
        # Without a readable form nothing is stored; the page tells both kinds of fault at once.
        sent.append(Invalid({**invalid.fields, **_scan_missing()}))
    return done_on_file(nomination_id, write)


def _scan_missing() -> dict[str, list[Text]]:
    found = request.files.get("file")
    missing = found is None or not found.filename
    return {"file": [T("请选择一个文件")]} if missing else {}


def _scan() -> PreparedFile:
    if missing := _scan_missing():
        raise Invalid(missing)
    found, runtime = request.files["file"], http.runtime()
    try:
        return sources.prepare_file(
            runtime.store,
            cast("BinaryIO", found.stream),
            file_name=found.filename or "",
            role=FileRole.PAPER,
            max_bytes=min(SCAN_LIMIT, runtime.settings.source_file_max_bytes),
            photo_limits=photos.limits_of(runtime.settings),
        )
    except (Refused, TooLarge) as problem:
        told = [problem.message, *([problem.advice] if problem.advice else [])]
        raise Invalid({"file": told}) from problem


@blueprint.post("/heritage/consents/<consent_id>/withdraw")
@access.requires(Permission.DECIDE)
def consent_withdraw(consent_id: str) -> ResponseReturnValue:
    """Take a consent back."""
    with http.reading() as session:
        row = queries.consent(session, consent_id) if is_id(consent_id) else None
    if row is None:
        raise NotFound("heritage.unknown_consent", T("没有这条会签"))

    def write(work: Work) -> Text:
        form = parse(forms.ConsentWithdrawForm, request.form)
        services.withdraw_consent(work, consent_id, reason=form.withdraw_reason)
        return T("会签已撤下")

    return done_on_file(row.nomination_id, write)
