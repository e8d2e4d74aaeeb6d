"""What the answers about reports share: the blueprint, the address, what is held and missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from flask import Response, jsonify
from flask_openapi3 import APIBlueprint, Tag
from pydantic import BaseModel, Field
from sqlmodel import Session

from registry.core.errors import NotFound
from registry.core.text import T
from registry.edge import http, language
from registry.edge.answers import Answer
from registry.signage import queries
from registry.signage.models import FieldReport, ReportPhoto, Verification
from registry.signage.rules.opening import fault_words
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


class ProblemOfPhoto(Answer):
    """Why a photo that is held could not be opened: a stable code, and words for the person."""

    code: str
    text: str


class ReceiptBody(Answer):
    """What to keep: when, over which content, and where in the journal's chain."""

    received_at: datetime
    completed_at: datetime | None
    content_sha256: str
    journal_seq: int
    chain_head: str


class CircledPlace(Answer):
    """A place on a photo: left, top, width and height as parts (0 to 1) of the upright picture."""

    left: float
    top: float
    width: float
    height: float


class CircledPhoto(Answer):
    """A photo of the report on which the reviewer circled something; its copy's size in pixels."""

    role: str
    photo_id: str
    width: int
    height: int
    places: list[CircledPlace]


class VerdictBody(Answer):
    """What a reviewer said of the report with this client id."""

    client_id: str
    verdict: str
    reason_code: str
    reason: str
    at: datetime
    circled: list[CircledPhoto]


class ReportState(Answer):
    """A report as it is stored, quoted from the database.

    A phone may delete a photo only when its digest stands in `held`, and the report only when
    `complete` is true. While `status` is `examining` the photos are being opened; where one could
    not be, it is `damaged`, `complete` is false again and `problem` says why.
    """

    report_id: str
    client_id: str
    sign_id: str
    status: str
    complete: bool
    photos: list[PhotoState]
    held: list[str]
    missing: list[str]
    problem: ProblemOfPhoto | None
    receipt: ReceiptBody
    verdict: VerdictBody | None
    repeated: bool
    server_now: datetime


def verdict_bodies(session: Session, rows: Iterable[FieldReport]) -> dict[str, VerdictBody]:
    """The verdicts on these reports as they are answered, by report."""
    reports = {row.id: row for row in rows}
    found = queries.verdicts_of(session, list(reports))
    marked = [ident for ident, verdict in found.items() if verdict.circled]
    held = queries.photos_of(session, marked)
    sizes = queries.sizes_of(session, [each for one in held.values() for each in one.values()])
    return {
        ident: VerdictBody(
            client_id=reports[ident].client_id,
            verdict=verdict.verdict,
            reason_code=verdict.reason_code,
            reason=verdict.reason,
            at=verdict.at,
            circled=_circled(verdict, held.get(ident, {}), sizes),
        )
        for ident, verdict in found.items()
    }


def _circled(
    verdict: Verification, held: Mapping[str, ReportPhoto], sizes: Mapping[str, tuple[int, int]]
) -> list[CircledPhoto]:
    places: dict[str, list[CircledPlace]] = {}
    for each in verdict.circled:
        parts = {name: each[name] for name in CircledPlace.model_fields}
        places.setdefault(each["role"], []).append(CircledPlace(**parts))
    return [
        CircledPhoto(
            role=role,
            photo_id=held[role].photo_id,
            width=sizes[held[role].photo_id][0],
            height=sizes[held[role].photo_id][1],
            places=found,
        )
        for role, found in places.items()
        if role in held and held[role].photo_id in sizes
    ]


def state_of(session: Session, receipt: Receipt) -> ReportState:
    """The answer about one report."""
    held = set(receipt.photos.values())
    is_judged = receipt.status in queries.DECIDED
    row = queries.report(session, receipt.report_id) if is_judged else None
    said = verdict_bodies(session, [row] if row else [])
    return ReportState(
        report_id=receipt.report_id,
        client_id=receipt.client_id,
        sign_id=receipt.sign_id,
        status=receipt.status,
        complete=not receipt.missing and not receipt.fault,
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
        problem=problem_of(receipt.fault),
        receipt=ReceiptBody(
            received_at=receipt.received_at,
            completed_at=receipt.completed_at,
            content_sha256=receipt.content_sha256,
            journal_seq=receipt.journal_seq,
            chain_head=receipt.chain_head,
        ),
        verdict=said.get(receipt.report_id),
        repeated=receipt.repeated,
        server_now=http.runtime().clock.now(),
    )


def problem_of(fault: str) -> ProblemOfPhoto | None:
    """What is wrong with a photo, in the reader's language; None where nothing is."""
    return ProblemOfPhoto(code=fault, text=language.say(fault_words(fault))) if fault else None


def told(state: ReportState, status: int) -> Response:
    """The answer with its status."""
    answer = jsonify(state.model_dump(mode="json"))
    answer.status_code = status
    return answer
