"""What the answers about reports share: the blueprint, the address, what is held and missing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field
from sqlmodel import Session

from registry.core.errors import NotFound
from registry.core.text import T
from registry.edge import http
from registry.edge.answers import Answer
from registry.signage import queries
from registry.signage.models import Verification
from registry.signage.services import Receipt

TAG = Tag(name="reports", description="Field reports of crews: signed in, with the form token.")
api = APIBlueprint("reports_api", __name__, url_prefix="/api/v1", abp_tags=[TAG])


class ReportPath(BaseModel):
    """The identifier that the phone made."""

    client_id: str = Field(
        description="UUID made on the phone, kept for every retry.",
        json_schema_extra={"format": "uuid"},
    )

    @property
    def known(self) -> str:
        """The identifier as it is stored; NotFound where it can be none of ours."""
        try:
            return str(UUID(self.client_id))
        except ValueError:
            raise NotFound("signage.report_unknown", T("没有这份上报")) from None


class PhotoState(Answer):
    """One declared photo. `offset` is how many octets of a missing one lie here."""

    role: str
    sha256: str
    bytes: int
    held: bool
    offset: int


class ReceiptBody(Answer):
    """What to keep: when, over which content, and where in the journal's chain."""

    received_at: datetime
    completed_at: datetime | None
    content_sha256: str
    journal_seq: int
    chain_head: str


class VerdictBody(Answer):
    """What a reviewer said."""

    verdict: str
    reason_code: str
    reason: str
    at: datetime


class ReportState(Answer):
    """A report as it is stored, quoted from the database.

    A phone may delete a photo only when its digest stands in `held`, and the report only when
    `complete` is true.
    """

    report_id: str
    client_id: str
    sign_id: str
    status: str
    complete: bool
    photos: list[PhotoState]
    held: list[str]
    missing: list[str]
    receipt: ReceiptBody
    verdict: VerdictBody | None
    repeated: bool
    server_now: datetime


def verdict_body(found: Verification | None) -> VerdictBody | None:
    """A verdict as it is answered; None where there is none yet."""
    if found is None:
        return None
    return VerdictBody(
        verdict=found.verdict, reason_code=found.reason_code, reason=found.reason, at=found.at
    )


def state_of(session: Session, receipt: Receipt) -> ReportState:
    """The answer about one report."""
    held = set(receipt.photos.values())
    found = queries.verdict_of(session, receipt.report_id)
    return ReportState(
        report_id=receipt.report_id,
        client_id=receipt.client_id,
        sign_id=receipt.sign_id,
        status=receipt.status,
        complete=not receipt.missing,
        photos=[
            PhotoState(
                role=role,
                sha256=each.sha256,
                bytes=each.byte_size,
                held=each.sha256 in held,
                offset=each.byte_size
                if each.sha256 in held
                else receipt.offsets.get(each.sha256, 0),
            )
            for role, each in receipt.declared.items()
        ],
        held=list(receipt.photos.values()),
        missing=receipt.missing,
        receipt=ReceiptBody(
            received_at=receipt.received_at,
            completed_at=receipt.completed_at,
            content_sha256=receipt.content_sha256,
            journal_seq=receipt.journal_seq,
            chain_head=receipt.chain_head,
        ),
        verdict=verdict_body(found),
        repeated=receipt.repeated,
        server_now=http.runtime().clock.now(),
    )


def told(state: ReportState, status: int) -> Response:
    """The answer with its status."""
    answer = jsonify(state.model_dump(mode="json"))
    answer.status_code = status
    return answer
