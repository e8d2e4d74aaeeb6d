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
from tests.support.collect import fill
from tests.support.pictures import jpeg, scene
from tests.support.signs import Stage, manifest_of


def collect_acts(stage: Stage, person: Actor, sign_id: str) -> dict[str, tuple[Any, ...]]:
    """Addresses for ODK Collect made and taken back, and a form that comes by one."""
    with stage.work_as(SYSTEM) as work:
        sign = sign_queries.sign(work.session, sign_id)
    with stage.work_as(person) as work:
        _row, token = signs.make_key(work, person.id or "", label="在用")
        old, _token = signs.make_key(work, person.id or "", label="丢了")
    pictures = [jpeg(scene(seed=seed)) for seed in (44, 45)]
    form = fill(sign.code, *pictures, observed_hanzi=sign.text_hanzi, near="near", far="far")
    files = {
        "xml_submission_file": (io.BytesIO(form.xml), "form.xml"),
        **{
            name: (io.BytesIO(content), name)
            for name, content in zip(("near", "far"), pictures, strict=True)
        },
    }
    return {
        "signage.collect_key_create": ("/signage/collect/keys", {"label": "红米 12"}),
        "signage.collect_key_revoke": (f"/signage/collect/keys/{old.id}/revoke", {}),
        "openrosa.submission_create": (
            f"/openrosa/{token}/submission",
            files,
            "POST",
            b"",
            201,
        ),
    }


def stuck_acts(stage: Stage, person: Actor, sign: Any) -> dict[str, tuple[Any, ...]]:
    """Two reports whose photos will never come, to be withdrawn by the phone and by the page."""
    declared = []
    for number in range(2):
        digests = (f"{number}" * 64, f"{number + 2}" * 64)
        roles = zip((PhotoRole.NEAR, PhotoRole.FAR), digests, strict=True)
        with stage.work_as(person) as work:
            receipt = signs.declare_report(
                work,
                stage.submission(sign),
                {role: signs.Declared(digest, 9) for role, digest in roles},
            )
        declared.append(receipt)
    by_phone, by_page = declared
    form = {"reason": "照片损坏"}
    return {
        "reports_api.report_withdraw": (
            f"/api/v1/reports/{by_phone.client_id}/withdrawal",
            form,
            "PUT",
            b"",
        ),
        "signage.withdrawal_create": (
            f"/signage/reports/{by_page.report_id}/withdrawal",
            form,
            "POST",
            b"",
        ),
    }


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
        **stuck_acts(stage, person, sign),
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
