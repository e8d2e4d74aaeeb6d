"""What a phone writes: a report declared, and a photo of one that was declared before."""

from __future__ import annotations

import io
import uuid
from typing import Any

from registry.core.actor import SYSTEM, Actor
from registry.signage import queries as sign_queries
from registry.signage import services as signs
from registry.signage.rules.states import PhotoRole
from registry.storage import digest_of
from tests.support.bundles import bundle_of, entry_of
from tests.support.pictures import jpeg, scene
from tests.support.signs import Stage, manifest_of


def phone_acts(
    stage: Stage, person: Actor, sign_id: str
) -> dict[str, tuple[str, dict[str, Any], str, bytes]]:
    """A report that a phone declares, and a photo of another one that it declared before."""
    with stage.work_as(SYSTEM) as work:
        sign = sign_queries.sign(work.session, sign_id)
    content = jpeg(scene(seed=41))
    submission = stage.submission(sign)
    near = signs.Declared(digest_of(content), len(content))
    with stage.work_as(person) as work:
        signs.declare_report(
            work, submission, {PhotoRole.NEAR: near, PhotoRole.FAR: signs.Declared("f" * 64, 9)}
        )
    other = jpeg(scene(seed=42))
    ident = str(uuid.uuid4())
    files = {f"{ident}/near.jpeg": other, f"{ident}/far.jpeg": jpeg(scene(seed=43))}
    entry = entry_of(person, sign, ident, *files.values())
    path = f"/api/v1/reports/{submission.client_id}/photos/{near.sha256}"
    return {
        "reports_api.report_declare": (
            f"/api/v1/reports/{uuid.uuid4()}",
            manifest_of(sign),
            "PUT",
            b"",
        ),
        "reports_api.photo_receive": (path, {}, "PUT", content),
        "signage.receipt_comment": _comment(stage, person, sign),
        "signage.bundle_create": (
            "/field/import",
            {"file": (io.BytesIO(bundle_of([entry], files)), "field.zip")},
            "POST",
            b"",
        ),
        "reports_api.phone_announce": (
            f"/api/v1/field/phones/{uuid.uuid4()}",
            {
                "unsent": 1,
                "oldest_saved_at": "2026-11-23T08:00:00Z",
                "client_now": "2026-11-23T09:00:00Z",
                "persisted": False,
            },
            "PUT",
            b"",
        ),
    }


def _comment(stage: Stage, person: Actor, sign: Any) -> tuple[str, dict[str, Any], str, bytes]:
    own = stage.sent(sign, actor=person)
    return f"/field/reports/{own.report_id}/comments", {"comment": "已补拍"}, "POST", b""
