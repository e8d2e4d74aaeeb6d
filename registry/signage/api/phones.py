"""A phone says what it still keeps, whenever it has signal for a moment."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response, jsonify
from pydantic import BaseModel, Field

from registry.accounts.rules import Permission
from registry.edge import access, http
from registry.edge.answers import Answer, ProblemBody
from registry.signage import services
from registry.signage.api.answers import api
from registry.signage.forms import PhoneForm

_FAULTS: dict[Any, Any] = dict.fromkeys((401, 403, 404, 422), ProblemBody)


class PhonePath(BaseModel):
    """The identifier that a phone made for itself, once."""

    device_id: str = Field(
        pattern=r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$",
        description="UUID in lower case.",
    )


class PhoneState(Answer):
    """What is noted of the phone: `skew_s` is how far its clock is ahead, in seconds."""

    device_id: str
    unsent: int
    oldest_saved_at: datetime | None
    skew_s: int
    server_now: datetime


@api.put(
    "/field/phones/<device_id>",
    responses={200: PhoneState, 201: PhoneState, **_FAULTS},
    summary="Say how many reports wait on a phone, and since when",
    description="So that a crew leader sees it; 201 the first time. Nothing is counted as received "
    "by this.",
)
@access.requires(Permission.REPORT)
def phone_announce(path: PhonePath, body: PhoneForm) -> Response:
    """Note what a phone says of itself."""
    with http.working() as work:
        row = services.announce_phone(work, path.device_id, body.announced())
        state = PhoneState(
            device_id=row.device_id,
            unsent=row.unsent,
            oldest_saved_at=row.oldest_saved_at,
            skew_s=row.skew_s,
            server_now=work.at,
        )
        is_new = row.created_at == work.at
    answer = jsonify(state.model_dump(mode="json"))
    answer.status_code = 201 if is_new else 200
    return answer
