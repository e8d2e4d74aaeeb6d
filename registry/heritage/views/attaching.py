"""Files of a dossier: the page that lists and takes them, taking one back, giving them out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, BinaryIO, cast

from flask import Response, request
from flask.typing import ResponseReturnValue
from werkzeug.wsgi import FileWrapper

from registry.accounts.rules import Permission
from registry.core.actor import ANONYMOUS, Actor
from registry.core.errors import Conflict, Invalid, NotFound, Problem, Refused
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T, Text
from registry.edge import access, http
from registry.heritage import forms, queries, services
from registry.heritage.models import SiteVisitPhoto
from registry.heritage.queries import AttachmentView
from registry.heritage.rules import RuleSet, Status
from registry.heritage.rules.attachments import (
    ACCEPTED_ENDINGS,
    LICENCE_LABELS,
    may_have,
    still_required,
)
from registry.heritage.rules.reading import TAKING_PART
from registry.heritage.rules.states import EDITABLE
from registry.heritage.views.pages import WORDS, blueprint, readable_dossier
from registry.photos import services as photos

# The most that the setting `attachment_max_bytes` may be, and the form around it.
BODY_LIMIT = 1_010_000_000
_PIECE = 256 * 1024
_PLAYED = ("audio/", "video/")


@blueprint.get("/heritage/nominations/<nomination_id>/attachments")
@access.requires(*TAKING_PART)
def attachment_list(nomination_id: str) -> ResponseReturnValue:
    """The files of a dossier, with the form for one more where it is being written."""
    return _page(nomination_id)


def _page(
    nomination_id: str,
    *,
    status: int = 200,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[Text]] | None = None,
    problem: Problem | None = None,
) -> ResponseReturnValue:
    actor = http.actor()
    with http.reading() as session:
        dossier = readable_dossier(session, nomination_id, actor)
        file = dossier.nomination
        standing = [one for one in dossier.attachments if one.withdrawn_at is None]
        required = dossier.programme.rules.attachments
        return http.page(
            "heritage/attachment_list.html",
            status=status,
            active="heritage",
            dossier=dossier,
            file=file,
            may_edit=actor.id is not None
            and actor.id == file.compiler_id
            and Status(file.status) in EDITABLE
            and actor.may(Permission.NOMINATE, file.division_path),
            required=required,
            still_required=still_required(required, {one.serves for one in standing}),
            coming=queries.uploads_of(session, nomination_id),
            earlier=queries.attachment_past(session, [one.id for one in dossier.attachments]),
            licences=[(one.value, label) for one, label in LICENCE_LABELS.items()],
            accept=",".join(f".{ending}" for ending in ACCEPTED_ENDINGS),
            limit=http.runtime().settings.attachment_max_bytes // 1_000_000,
            raw=raw or {},
            errors=errors or {},
            problem=problem,
            **WORDS,
        )


@blueprint.post("/heritage/nominations/<nomination_id>/attachments")
@access.requires(Permission.NOMINATE)
@access.body_limit(BODY_LIMIT)
def attachment_create(nomination_id: str) -> ResponseReturnValue:
    """Take in a file: examined and stored outside the unit of work, then one row."""
    with http.reading() as session:
        rules = readable_dossier(session, nomination_id, http.actor()).programme.rules
    try:
        said, sent = _said(rules)
        runtime = http.runtime()
        kept = services.keep_attachment(
            runtime.store,
            sent,
            file_name=request.files["file"].filename or "",
            max_bytes=runtime.settings.attachment_max_bytes,
            photo_limits=photos.limits_of(runtime.settings),
        )
        with http.working() as work:
            services.attach(work, nomination_id, kept, said)
    except Invalid as invalid:
        return _page(nomination_id, status=422, raw=request.form, errors=invalid.fields)
    except (Conflict, Refused) as problem:
        return _page(nomination_id, status=problem.status, raw=request.form, problem=problem)
    http.flash(T("附件已收下"))
    return http.see_other("heritage.attachment_list", nomination_id=nomination_id)


def _said(rules: RuleSet) -> tuple[services.AttachmentSaid, BinaryIO]:
    """What is said of the file and the file itself; every fault that can be seen now at once."""
    faults: dict[str, Sequence[Text]] = {}
    said = None
    try:
        said = parse(forms.AttachmentForm, request.form).said()
        faults.update(services.said_faults(said, rules))
    except Invalid as invalid:
        faults.update(invalid.fields)
    found = request.files.get("file")
    if found is None or not found.filename:
        faults["file"] = [T("请选择一个文件")]
    if faults or said is None or found is None:
        raise Invalid(faults)
    return said, cast("BinaryIO", found.stream)


@blueprint.get("/heritage/attachments/<attachment_id>/edit")
@access.requires(Permission.NOMINATE)
def attachment_edit(attachment_id: str) -> ResponseReturnValue:
    """The form by which its compiler corrects what is said of a file."""
    return _edit_page(attachment_id)


def _edit_page(
    attachment_id: str,
    *,
    status: int = 200,
    raw: Mapping[str, Any] | None = None,
    errors: Mapping[str, Sequence[Text]] | None = None,
    problem: Problem | None = None,
) -> ResponseReturnValue:
    with http.reading() as session:
        found = queries.attachment(session, attachment_id) if is_id(attachment_id) else None
        if found is None:
            raise NotFound("heritage.unknown_attachment", T("没有这个附件"))
        dossier = readable_dossier(session, found.nomination_id, http.actor())
        file = dossier.nomination
        services.require_editable(file, http.actor())
        fields = ("caption", "licence", "consent", "shows_people", "serves", "public")
        return http.page(
            "heritage/attachment_edit.html",
            status=status,
            active="heritage",
            one=found,
            dossier=dossier,
            file=file,
            required=dossier.programme.rules.attachments,
            licences=[(one.value, label) for one, label in LICENCE_LABELS.items()],
            raw=raw if raw is not None else {name: getattr(found, name) for name in fields},
            errors=errors or {},
            problem=problem,
            **WORDS,
        )


@blueprint.post("/heritage/attachments/<attachment_id>/edit")
@access.requires(Permission.NOMINATE)
def attachment_update(attachment_id: str) -> ResponseReturnValue:
    """Correct what is said of a file, without taking it out and in again."""
    try:
        form = parse(forms.AttachmentCorrectForm, request.form)
        with http.working() as work:
            row = services.correct_attachment(
                work,
                attachment_id,
                said=form.said(),
                reason=form.correction_reason,
                seen_version=form.seen_version,
            )
            nomination_id = row.nomination_id
    except Invalid as invalid:
        return _edit_page(attachment_id, status=422, raw=request.form, errors=invalid.fields)
    except (Conflict, Refused) as problem:
        return _edit_page(attachment_id, status=problem.status, raw=request.form, problem=problem)
    http.flash(T("附件的说明已更正，从前的说明留在历史里"))
    there = f"attachment-{attachment_id}"
    return http.see_other("heritage.attachment_list", nomination_id=nomination_id, _anchor=there)


@blueprint.post("/heritage/attachments/<attachment_id>/withdraw")
@access.requires(Permission.NOMINATE)
def attachment_withdraw(attachment_id: str) -> ResponseReturnValue:
    """Take a file out of a dossier that is being written."""
    with http.reading() as session:
        found = queries.attachment(session, attachment_id) if is_id(attachment_id) else None
    if found is None:
        raise NotFound("heritage.unknown_attachment", T("没有这个附件"))
    try:
        form = parse(forms.AttachmentWithdrawForm, request.form)
        with http.working() as work:
            services.withdraw_attachment(work, attachment_id, reason=form.withdraw_reason)
    except Invalid as invalid:
        more = {"withdrawing": attachment_id}
        raw = {**request.form.to_dict(), **more}
        return _page(found.nomination_id, status=422, raw=raw, errors=invalid.fields)
    except (Conflict, Refused) as problem:
        return _page(found.nomination_id, status=problem.status, problem=problem)
    http.flash(T("附件已撤下，留在下面的历史里"))
    return http.see_other("heritage.attachment_list", nomination_id=found.nomination_id)


@blueprint.get("/heritage/attachments/<attachment_id>/<any(original, copy, preview):variant>")
@access.public
def attachment_show(attachment_id: str, variant: str) -> ResponseReturnValue:
    """The bytes of a file, in ranges where that is asked.

    Those who may read the dossier get every file as it was received. Everybody else gets what a
    notice shows; of a picture the copy without metadata. Unknown and withheld answer alike.
    """
    with http.reading() as session:
        found = queries.attachment(session, attachment_id) if is_id(attachment_id) else None
        digest = None if found is None else _digest_for(session, http.actor(), found, variant)
    if found is None or digest is None:
        raise NotFound("heritage.unknown_attachment", T("没有这个附件"))
    return stream_file(found, digest)


def _digest_for(session: Any, actor: Actor, found: AttachmentView, variant: str) -> str | None:
    file = queries.nomination(session, found.nomination_id)
    if file is None:
        return None
    asked = partial(
        may_have,
        ANONYMOUS if queries.keeps_off(session, file, actor) else actor,
        compiler_id=file.compiler_id,
        status=Status(file.status),
        division_path=file.division_path,
    )
    is_staff = asked(is_shown=False)
    now = http.runtime().clock.now()
    if not is_staff and not asked(is_shown=queries.is_shown(session, found, now)):
        return None
    if variant == "original":
        return found.sha256 if is_staff or found.public_digest == found.sha256 else None
    return {"copy": found.public_sha256, "preview": found.preview_sha256}[variant] or None


def stream_file(found: AttachmentView | SiteVisitPhoto, digest: str) -> ResponseReturnValue:
    """Stored bytes as an answer: the original in ranges where that is asked, or a copy as JPEG."""
    stream = http.runtime().store.open(digest)
    is_copy = digest != found.sha256
    response = Response(FileWrapper(stream, _PIECE), direct_passthrough=True)
    response.call_on_close(stream.close)
    response.content_type = "image/jpeg" if is_copy else found.media_type
    response.set_etag(digest)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Whatever is in a file, no browser runs it in the name of this site.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    name = f"{found.id}.jpg" if is_copy else found.file_name
    shown = "inline" if is_copy or found.media_type.startswith(_PLAYED) else "attachment"
    response.headers["Content-Disposition"] = http.disposition(shown, name)
    if is_copy:
        return response.make_conditional(request)
    response.content_length = found.size
    return response.make_conditional(request, accept_ranges=True, complete_length=found.size)
