"""Files of a document: uploading, what is said of them, and giving them out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, cast

from flask import Response, request
from flask.typing import ResponseReturnValue
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import Conflict, Invalid, NotFound, Refused, TooLarge
from registry.core.forms import parse
from registry.core.ids import is_id
from registry.core.text import T
from registry.edge import access, http
from registry.photos import services as photos
from registry.sources import queries, services
from registry.sources.forms import FileForm
from registry.sources.queries import SourceFileView
from registry.sources.rules import ACCEPTED_ENDINGS, FILE_ROLE_LABELS
from registry.sources.rules.file import PAGE_TYPES
from registry.sources.services import PreparedFile
from registry.sources.views.pages import blueprint, known_source

# The most that the setting `source_file_max_bytes` may be, and the form around it.
BODY_LIMIT = 1_010_000_000
_PIECE = 256 * 1024
_SAID = {"caption", "licence", "consent", "retrieved_on", "public"}


@blueprint.get("/sources/<source_id>/files")
@access.requires(Permission.SOURCE_ADD)
def file_new(source_id: str) -> ResponseReturnValue:
    """The form for a file."""
    return _new_form(source_id)


def _new_form(source_id: str, **more: Any) -> ResponseReturnValue:
    with http.reading() as session:
        source = known_source(session, source_id)
    return http.page(
        "sources/file_new.html",
        active="places",
        source=source,
        options={"role": list(FILE_ROLE_LABELS.items())},
        accept=",".join(f".{ending}" for ending in ACCEPTED_ENDINGS),
        limit=http.runtime().settings.source_file_max_bytes // 1_000_000,
        may_publish=http.actor().may(Permission.PLACE_EDIT),
        **more,
    )


@blueprint.post("/sources/<source_id>/files")
@access.requires(Permission.SOURCE_ADD)
@access.body_limit(BODY_LIMIT)
def file_create(source_id: str) -> ResponseReturnValue:
    """Take in a file: examined and stored outside the unit of work, then one row."""
    with http.reading() as session:
        known_source(session, source_id)
    try:
        form = parse(FileForm, request.form)
        prepared = _prepared(form)
        with http.working() as work:
            said = form.model_dump(include=_SAID)
            services.attach_file(work, source_id, prepared, **said)
    except Invalid as invalid:
        return _new_form(source_id, status=422, raw=request.form, errors=invalid.fields)
    except (Refused, TooLarge, Conflict) as problem:
        errors = {"file": [problem.message, *([problem.advice] if problem.advice else [])]}
        return _new_form(source_id, status=problem.status, raw=request.form, errors=errors)
    http.flash(T("文件已收下"))
    return http.see_other("sources.source_show", source_id=source_id, _anchor="files")


def _prepared(form: FileForm) -> PreparedFile:
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Invalid({"file": [T("请选择一个文件")]})
    runtime = http.runtime()
    return services.prepare_file(
        runtime.store,
        cast("BinaryIO", sent.stream),
        file_name=sent.filename,
        role=form.role,
        max_bytes=runtime.settings.source_file_max_bytes,
        photo_limits=photos.limits_of(runtime.settings),
    )


@blueprint.get("/sources/<source_id>/files/<file_id>")
@access.requires(Permission.SOURCE_ADD)
def file_edit(source_id: str, file_id: str) -> ResponseReturnValue:
    """The form that changes what is said of a file and who may have it."""
    return _edit_form(source_id, file_id)


def _edit_form(
    source_id: str, file_id: str, *, raw: Mapping[str, Any] | None = None, **more: Any
) -> ResponseReturnValue:
    with http.reading() as session:
        source = known_source(session, source_id)
        file = _known(session, source_id, file_id)
    shown = {name: getattr(file, name) or "" for name in _SAID}
    return http.page(
        "sources/file_edit.html",
        active="places",
        source=source,
        file=file,
        raw=raw if raw is not None else shown,
        may_publish=http.actor().may(Permission.PLACE_EDIT),
        **more,
    )


def _known(session: Session, source_id: str, file_id: str) -> SourceFileView:
    file = queries.source_file(session, file_id) if is_id(file_id) else None
    if file is None or file.source_id != source_id:
        raise NotFound("sources.unknown_file", T("没有这个文件"))
    return file


@blueprint.post("/sources/<source_id>/files/<file_id>")
@access.requires(Permission.SOURCE_ADD)
def file_update(source_id: str, file_id: str) -> ResponseReturnValue:
    """Change what is said of a file and who may have it."""
    try:
        form = parse(FileForm, request.form)
        said = form.model_dump(include={*_SAID, "reason"})
        with http.working() as work:
            file = _known(work.session, source_id, file_id)
            if not work.actor.may(Permission.PLACE_EDIT):
                # Their form does not ask: an unticked box of theirs takes nothing back.
                said["public"] = file.public
            services.edit_file(work, file_id, **said)
    except Invalid as invalid:
        return _edit_form(source_id, file_id, status=422, raw=request.form, errors=invalid.fields)
    http.flash(T("文件说明已更正"))
    return http.see_other("sources.source_show", source_id=source_id, _anchor="files")


@blueprint.get("/sources/<source_id>/files/<file_id>/<any(original, copy, preview):variant>")
@access.public
def file_show(source_id: str, file_id: str, variant: str) -> ResponseReturnValue:
    """The bytes of a file, streamed.

    Staff get every file as it was received. Everybody else gets public files only; of a picture
    the copy without metadata, never the original, which may say where and by whom it was made.
    """
    with http.reading() as session:
        file = _known(session, source_id, file_id)
    digest = digest_for(http.actor(), file, variant)
    # The same answer for unknown and for withheld: an id must not tell which it is.
    if digest is None:
        raise NotFound("sources.unknown_file", T("没有这个文件"))
    if request.if_none_match.contains(digest):
        return Response(status=304)
    return _stream(file, digest)


def digest_for(actor: Actor, file: SourceFileView, variant: str) -> str | None:
    """Under which digest lies what this reader may have of a file; None where it is nothing."""
    is_staff = actor.may(Permission.DESK)
    if not (file.public or is_staff):
        return None
    if variant == "original":
        return file.sha256 if is_staff or file.public_digest == file.sha256 else None
    return {"copy": file.public_sha256, "preview": file.preview_sha256}[variant] or None


def _stream(file: SourceFileView, digest: str) -> Response:
    stream = http.runtime().store.open(digest)
    response = Response(_pieces(stream), direct_passthrough=True)
    is_copy = digest != file.sha256
    response.content_type = "image/jpeg" if is_copy else _given_as(file.media_type)
    if not is_copy:
        response.content_length = file.size
    response.set_etag(digest)
    response.headers["Cache-Control"] = "private, no-cache"
    response.headers["X-Content-Type-Options"] = "nosniff"
    # Whatever is in a file, no browser runs it in the name of this site.
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    name = f"{file.id}.jpg" if is_copy else file.file_name
    shown = "inline" if is_copy else "attachment"
    response.headers["Content-Disposition"] = http.disposition(shown, name)
    return response


def _given_as(media_type: str) -> str:
    # A saved page is bytes to be kept, not a page of this site: no browser is told that it is one.
    return "application/octet-stream" if media_type in PAGE_TYPES else media_type


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    with stream:
        while piece := stream.read(_PIECE):
            yield piece
