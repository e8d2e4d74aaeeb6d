"""The file that a phone saves what it could not send into, made as the phone makes it."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

from registry.core.actor import Actor
from registry.storage import digest_of
from tests.support.signs import manifest_of


def entry_of(
    person: Actor, sign: Any, client_id: str, near: bytes, far: bytes, **changes: Any
) -> dict[str, Any]:
    """One report as it is listed; the files are `<client_id>/near.jpeg` and `far.jpeg`."""
    manifest = manifest_of(sign, near, far)
    del manifest["client_now"]
    photos = [
        {
            "role": role,
            "sha256": digest_of(content),
            "bytes": len(content),
            "file": f"{client_id}/{role}.jpeg",
        }
        for role, content in (("near", near), ("far", far))
    ]
    return {
        "client_id": client_id,
        "person": {"id": person.id, "name": person.name},
        "saved_at": "2026-11-23T04:00:00Z",
        "manifest": manifest,
        "photos": photos,
        **changes,
    }


def bundle_of(entries: list[dict[str, Any]], files: dict[str, bytes], **changes: Any) -> bytes:
    """The ZIP as bytes."""
    listing = {"format": 1, "app": "0123456789ab", "reports": entries, **changes}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("reports.json", json.dumps(listing, ensure_ascii=False))
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
