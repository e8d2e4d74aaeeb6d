"""A large attachment piece by piece: declared with its digest, resumed from where it was cut."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from typing import Any, BinaryIO, ClassVar, cast

from flask import Response, jsonify, request
from flask_openapi3 import APIBlueprint, RawModel, Tag
from pydantic import BaseModel, Field

from registry.accounts.rules import Permission
from registry.core.errors import Conflict, Invalid, NotFound, Problem, Refused
from registry.core.ids import is_id
from registry.core.pieces import LEAST_PIECE, held_octets
from registry.core.text import T
from registry.edge import access, http
from registry.edge.answers import Answer, ProblemBody
from registry.edge.pieces import piece_start, said_digest
from registry.heritage import queries, services
from registry.heritage.forms import UploadForm
from registry.heritage.models import AttachmentPart, AttachmentUpload
from registry.photos import services as photos
from registry.storage import digest_of
from registry.storage.port import chunks

TAG = Tag(name="attachments", description="Files of a dossier: signed in, with the form token.")
api = APIBlueprint("attachments_api", __name__, url_prefix="/api/v1", abp_tags=[TAG])

PIECE = 1_048_576
"""Octets of a piece that the page sends: what a poor line carries in a minute."""
BODY_LIMIT = 8_500_000
"""The largest piece that is taken."""

_IN_MEMORY = 8 * 1024 * 1024
_FAULTS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 422), ProblemBody)


class UploadPath(BaseModel):
    """A dossier and one file that is to be attached to it."""

    nomination_id: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the whole file.")

    @property
    def known(self) -> str:
        """The dossier's id; NotFound where it can be none of ours."""
        if not is_id(self.nomination_id):
            raise NotFound("heritage.unknown_nomination", T("没有这份申报"))
        return self.nomination_id


class PieceBody(RawModel):
    """The bytes of a piece."""

    mimetypes: ClassVar[list[str]] = [  # type: ignore[misc]
        "application/octet-stream",
    ]


class UploadState(Answer):
    """How much of a file lies here. `attachment_id` is there once it is whole and attached."""

    sha256: str
    bytes: int
    offset: int
    piece_bytes: int
    attachment_id: str | None


class _BadPiece(Problem):
    status = 400


@api.put(
    "/nominations/<nomination_id>/attachments/<sha256>",
    responses={200: UploadState, 201: UploadState, **_FAULTS},
    summary="Declare a file that will come piece by piece",
    description="What is said of it is checked now. 201 the first time, 200 again; `offset` says "
    "from where to send. Only the compiler, while the dossier is being written.",
)
@access.requires(Permission.NOMINATE)
def upload_declare(path: UploadPath, body: UploadForm) -> Response:
    """Note which file will come, or find how much of it lies here."""
    with http.working() as work:
        row = services.declare_upload(
            work,
            path.known,
            sha256=path.sha256,
            byte_size=body.byte_size,
            file_name=body.file_name,
            said=body.said(),
            max_bytes=http.runtime().settings.attachment_max_bytes,
        )
        offset = held_octets(queries.upload_parts(work.session, row.id))
        is_new = row.created_at == work.at
        size = row.byte_size
    return _told(path, size, offset, 201 if is_new else 200)


@api.put(
    "/nominations/<nomination_id>/attachments/<sha256>/bytes",
    responses={201: UploadState, 202: UploadState, **_FAULTS},
    summary="Send a piece of a declared file",
    description="`Content-Range: bytes first-last/size` from `offset` on and "
    "`Content-Digest: sha-256=:…:` of the piece; without a range the body is the whole file. Only "
    "the last piece may be smaller than 65536 octets. 202 a piece is kept, 201 the file is whole "
    "and attached.",
)
@access.requires(Permission.NOMINATE)
@access.body_limit(BODY_LIMIT)
def upload_receive(path: UploadPath, raw: PieceBody) -> Response:
    """Keep a piece, bytes before rows; with the last one look at the file and attach it."""
    with http.reading() as session:
        row = services.known_upload(session, http.actor(), path.known, path.sha256)
        parts = queries.upload_parts(session, row.id)
    content = raw.get_data(cache=False)
    first = _first_octet(row, len(content))
    digest = _checked_digest(content, is_piece=first is not None)
    start = first or 0
    if first is None and len(content) != row.byte_size:
        raise _range_fault(row)
    if start + len(content) < row.byte_size:
        return _part_kept(path, row, start, content, digest)
    if first is None:
        parts = []
    services.check_upload_offset(parts, start)
    return _whole(path, row, parts, content)


def _first_octet(row: AttachmentUpload, length: int) -> int | None:
    """Where a piece begins; None for a whole file."""
    if "Content-Range" not in request.headers:
        return None
    try:
        return piece_start(request.headers["Content-Range"], length, row.byte_size)
    except ValueError as error:
        raise _range_fault(row) from error


def _range_fault(row: AttachmentUpload) -> Problem:
    message = T("Content-Range 与内容或申报的大小不符：这个文件申报 %(n)d 字节", n=row.byte_size)
    return _BadPiece("heritage.upload_range", message, stored={"bytes": row.byte_size})


def _checked_digest(content: bytes, *, is_piece: bool) -> str:
    """The digest of what came; a piece has to say its own, so that a bent one is never kept."""
    digest = digest_of(content)
    said = request.headers.get("Content-Digest")
    if said is None and not is_piece:
        return digest
    try:
        is_right = said_digest(said or "") == digest
    except ValueError as error:
        message = T("每一段都要带 Content-Digest: sha-256=:…:")
        raise _BadPiece("heritage.upload_no_digest", message) from error
    if not is_right:
        message = T("收到的这一段与它的摘要不符，没有保存，请重新发送")
        raise Refused("heritage.upload_piece_mismatch", message, stored={"sha256": digest})
    return digest


def _part_kept(
    path: UploadPath, row: AttachmentUpload, start: int, content: bytes, digest: str
) -> Response:
    if len(content) < LEAST_PIECE:
        message = T("除最后一段外，每段至少 %(n)d 字节", n=LEAST_PIECE)
        raise _BadPiece("heritage.upload_part_small", message, stored={"least": LEAST_PIECE})
    http.runtime().store.put(digest, content)
    with http.working() as work:
        offset = services.add_upload_part(
            work,
            path.known,
            path.sha256,
            start_at=start,
            byte_size=len(content),
            part_sha256=digest,
        )
    return _told(path, row.byte_size, offset, 202)


def _whole(
    path: UploadPath, row: AttachmentUpload, parts: Sequence[AttachmentPart], content: bytes
) -> Response:
    """Put the pieces together on the disk; a file that is not what it was said to be is dropped."""
    runtime = http.runtime()
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
        for part in parts:
            with runtime.store.open(part.part_sha256) as stream:
                for chunk in chunks(stream):
                    spool.write(chunk)
        spool.write(content)
        spool.seek(0)
        whole = cast("BinaryIO", spool)
        if digest_of(whole) != path.sha256:
            _discard(path)
            message = T("收到的内容与文件的摘要不符，没有保存，请重新发送")
            raise Refused("heritage.upload_mismatch", message, stored={"offset": 0})
        try:
            kept = services.keep_attachment(
                runtime.store,
                whole,
                file_name=row.file_name,
                max_bytes=runtime.settings.attachment_max_bytes,
                photo_limits=photos.limits_of(runtime.settings),
            )
        except Invalid:
            _discard(path)
            raise
    with http.working() as work:
        written = services.finish_upload(work, path.known, path.sha256, kept).id
    return _told(path, row.byte_size, row.byte_size, 201, written)


def _discard(path: UploadPath) -> None:
    try:
        with http.working() as work:
            services.discard_upload(work, path.known, path.sha256)
    except (Conflict, NotFound):
        # Another request has dropped it meanwhile.
        return


def _told(
    path: UploadPath, size: int, offset: int, status: int, attachment_id: str | None = None
) -> Response:
    state = UploadState(
        sha256=path.sha256,
        bytes=size,
        offset=offset,
        piece_bytes=PIECE,
        attachment_id=attachment_id,
    )
    answer = jsonify(state.model_dump(mode="json"))
    answer.status_code = status
    return answer
