"""The bytes of one photo: whole in one request, or piece by piece from where the last one ended.

The answer says that they are stored, which is all a phone has to wait for; they are opened later.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask import Response, request
from flask_openapi3 import RawModel
from pydantic import Field

from registry.accounts.rules import Permission
from registry.core.errors import Problem, Refused
from registry.core.pieces import LEAST_PIECE as LEAST_PART
from registry.core.text import T
from registry.edge import access, http
from registry.edge.answers import ProblemBody
from registry.edge.pieces import piece_start
from registry.photos import services as photos
from registry.signage import queries, services
from registry.signage.api.answers import (
    ReportPath,
    ReportState,
    api,
    state_of,
    told,
)
from registry.signage.models import FieldReport, PhotoPart
from registry.signage.rules.opening import fault_words
from registry.storage import digest_of

BODY_LIMIT = 41_000_000
"""One photo of the largest size that is taken in."""

_FAULTS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422), ProblemBody)


class PhotoPath(ReportPath):
    """A report and one of the photos it declared."""

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 of the original.")


class OriginalBody(RawModel):
    """The bytes as the camera wrote them."""

    mimetypes: ClassVar[list[str]] = [  # type: ignore[misc]
        "image/jpeg",
        "image/png",
        "image/webp",
        "image/heic",
        "application/octet-stream",
    ]


class _MediaType(Problem):
    status = 415


class _BadRange(Problem):
    status = 400


@dataclass(frozen=True, slots=True)
class _Target:
    """The photo that is being sent, as far as it is known before its bytes are read."""

    row: FieldReport
    sha256: str
    byte_size: int
    parts: list[PhotoPart]


@api.put(
    "/reports/<client_id>/photos/<sha256>",
    responses={200: ReportState, 201: ReportState, 202: ReportState, **_FAULTS},
    summary="Send the bytes of a declared photo",
    description="The body is the file itself. 201 stored, 200 stored before, 202 a piece is kept. "
    "A stored photo is opened afterwards: with the last one the report is `examining`, then "
    "`received`, or `damaged` where one could not be opened. "
    "A large original may come in pieces with `Content-Range: bytes first-last/size`, each from "
    "`offset` on; only the last may be smaller than 65536 octets.",
)
@access.requires(Permission.REPORT)
@access.body_limit(BODY_LIMIT)
def photo_receive(path: PhotoPath, raw: OriginalBody) -> Response:
    """Verify the bytes against their digest, store them, note that they are: bytes before rows."""
    with http.reading() as session:
        row = services.own_report(session, http.actor().id, path.known)
        each = services.declared_photo(session, row, path.sha256)
        if each.fault:
            raise Refused(each.fault, fault_words(each.fault))
        if each.arrived_at is not None:
            receipt = services.receipt_of(session, row, repeated=True)
            return told(state_of(session, receipt), 200)
        parts = queries.parts_of(session, row.id, path.sha256)
        target = _Target(row, path.sha256, each.byte_size, parts)
    if request.mimetype not in OriginalBody.mimetypes:
        raise _MediaType("request.media_type", T("照片请按图片格式发送，例如 image/jpeg"))
    content = raw.get_data(cache=False)
    first = _first_octet(target, len(content))
    if first is None:
        return _kept(target, content)
    if first + len(content) < target.byte_size:
        return _part_kept(target, first, content)
    services.check_offset(target.parts, first)
    store = http.runtime().store
    held = [store.read(part.part_sha256) for part in target.parts]
    return _kept(target, b"".join((*held, content)))


def _first_octet(target: _Target, length: int) -> int | None:
    """Where a piece begins; None for a whole photo. A range that is none is an error."""
    if "Content-Range" not in request.headers:
        return None
    try:
        return piece_start(request.headers["Content-Range"], length, target.byte_size)
    except ValueError as error:
        raise _BadRange(
            "signage.photo_range",
            T("Content-Range 与内容或申报的大小不符：这张照片申报 %(n)d 字节", n=target.byte_size),
            stored={"bytes": target.byte_size},
        ) from error


def _part_kept(target: _Target, first: int, content: bytes) -> Response:
    if len(content) < LEAST_PART:
        raise _BadRange(
            "signage.photo_part_small",
            T("除最后一段外，每段至少 %(n)d 字节", n=LEAST_PART),
            stored={"least": LEAST_PART},
        )
    digest = digest_of(content)
    http.runtime().store.put(digest, content)
    with http.working() as work:
        services.add_part(
            work,
            target.row,
            target.sha256,
            start_at=first,
            byte_size=len(content),
            part_sha256=digest,
        )
        row = services.own_report(work.session, work.actor.id, target.row.client_id)
        state = state_of(work.session, services.receipt_of(work.session, row))
    return told(state, 202)


def _kept(target: _Target, content: bytes) -> Response:
    """Attach the whole photo; where it is not what was declared, nothing of it stays."""
    digest = digest_of(content)
    if len(content) != target.byte_size or digest != target.sha256:
        if target.parts:
            with http.working() as work:
                services.discard_parts(work, target.row, target.sha256)
        raise Refused(
            "signage.photo_mismatch",
            T("收到的内容与照片的摘要不符，没有保存，请重新发送"),
            stored={"bytes": len(content), "sha256": digest},
        )
    runtime = http.runtime()
    limits = photos.limits_of(runtime.settings)
    photos.put_original(runtime.store, content, target.sha256, limits=limits)
    with http.working() as work:
        receipt = services.receive_photo(work, target.row.client_id, target.sha256)
        state = state_of(work.session, receipt)
    return told(state, 200 if receipt.repeated else 201)
