"""Declaring a report and asking what is stored of it; the session that a phone sends with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response
from flask_wtf.csrf import generate_csrf

from registry.accounts.rules import Permission
from registry.edge import access, http
from registry.edge.answers import Answer, ProblemBody
from registry.photos import services as photos
from registry.photos.rules import FaultError, check_size, refusal
from registry.signage import services
from registry.signage.api.answers import (
    ReportPath,
    ReportState,
    api,
    state_of,
    told,
)
from registry.signage.forms import Manifest, WithdrawalForm

_FAULTS: dict[Any, Any] = dict.fromkeys((401, 403, 404, 409, 422), ProblemBody)


class SessionBody(Answer):
    """Who is signed in, and the token that every PUT carries in `X-CSRFToken`."""

    person_id: str
    name: str
    csrf_token: str
    server_now: datetime


@api.get(
    "/session",
    responses={200: SessionBody, 401: ProblemBody},
    summary="The session a phone sends with",
)
@access.requires(Permission.REPORT)
def session_read() -> dict[str, Any]:
    """Who is signed in; a fresh token, since one on a page kept for days has expired."""
    body = SessionBody(
        person_id=http.actor().id or "",
        name=http.actor().name,
        csrf_token=generate_csrf(),
        server_now=http.runtime().clock.now(),
    )
    return body.model_dump(mode="json")


@api.put(
    "/reports/<client_id>",
    responses={200: ReportState, 201: ReportState, **_FAULTS},
    summary="Declare a report and its photos",
    description="201 the first time, 200 for the same content again; 409 with `stored` for other "
    "content under the same identifier.",
)
@access.requires(Permission.REPORT)
def report_declare(path: ReportPath, body: Manifest) -> Response:
    """Keep what was seen; the report is incomplete until all declared photos are stored."""
    limits = photos.limits_of(http.runtime().settings)
    for entry in body.photos:
        try:
            check_size(entry.bytes, limits)
        except FaultError as fault:
            raise refusal(fault.fault, fault.facts) from fault
    with http.working() as work:
        receipt = services.declare_report(work, body.submission(path.known), body.declaration())
        state = state_of(work.session, receipt)
    return told(state, 200 if receipt.repeated else 201)


@api.put(
    "/reports/<client_id>/withdrawal",
    responses={200: ReportState, 201: ReportState, **_FAULTS},
    summary="Withdraw a report whose photos will never come",
    description="201 the first time, 200 again; 409 where all its photos are here. The report "
    "stays, with the status `withdrawn`; it takes no photo, and its identifier is never free.",
)
@access.requires(Permission.REPORT)
def report_withdraw(path: ReportPath, body: WithdrawalForm) -> Response:
    """Let go of one's own incomplete report, with the reason."""
    with http.working() as work:
        row = services.own_report(work.session, work.actor.id, path.known)
        row = services.withdraw_report(work, row.id, reason=body.reason)
        is_new = row.withdrawn_at == work.at
        state = state_of(work.session, services.receipt_of(work.session, row))
    return told(state, 201 if is_new else 200)


@api.get(
    "/reports/<client_id>",
    responses={200: ReportState, **_FAULTS},
    summary="What is stored of a report",
)
@access.requires(Permission.REPORT)
def report_read(path: ReportPath) -> Response:
    """What is held, what is missing, the receipt, and the verdict once there is one."""
    with http.reading() as session:
        row = services.own_report(session, http.actor().id, path.known)
        state = state_of(session, services.receipt_of(session, row))
    return told(state, 200)
