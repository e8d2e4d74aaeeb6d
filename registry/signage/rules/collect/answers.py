"""What Collect is answered: the list of forms, the manifest, envelopes, the settings it scans."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from xml.sax.saxutils import escape, quoteattr

FORM_ID: Final = "sign_report"
#: What no XML can hold, however it is written.
_NOT_IN_XML: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Media:
    """A file that belongs to a form: its name in the form, its bytes, where it is fetched."""

    name: str
    content: bytes
    url: str


def _md5(content: bytes) -> str:
    # The protocol asks for MD5: it tells versions apart and protects nothing.
    return "md5:" + hashlib.md5(content, usedforsecurity=False).hexdigest()


def form_list(*, name: str, version: str, form: bytes, url: str, manifest_url: str) -> bytes:
    """The one form there is; `form` are the bytes that `url` gives."""
    parts = {
        "formID": FORM_ID,
        "name": name,
        "version": version,
        "hash": _md5(form),
        "downloadUrl": url,
        "manifestUrl": manifest_url,
    }
    inner = "".join(f"<{key}>{escape(text)}</{key}>" for key, text in parts.items())
    return _listed(f"<xform>{inner}</xform>")


def no_forms() -> bytes:
    """The list where none fits what was asked for."""
    return _listed("")


def _listed(inner: str) -> bytes:
    root = '<xforms xmlns="http://openrosa.org/xforms/xformsList">'
    return f"{_HEAD}{root}{inner}</xforms>".encode()


def manifest(files: Iterable[Media]) -> bytes:
    """The files of a form, each with the digest by which Collect sees that it has changed."""
    inner = "".join(
        f"<mediaFile><filename>{escape(file.name)}</filename><hash>{_md5(file.content)}</hash>"
        f"<downloadUrl>{escape(file.url)}</downloadUrl></mediaFile>"
        for file in files
    )
    root = '<manifest xmlns="http://openrosa.org/xforms/xformsManifest">'
    return f"{_HEAD}{root}{inner}</manifest>".encode()


def envelope(message: str, *, nature: str, metadata: dict[str, str] | None = None) -> bytes:
    """An answer whose words Collect shows; `nature` is submit_success or error.

    `metadata` are attributes of the server's own element, as ODK Aggregate began to send it.
    """
    own = ""
    if metadata:
        attributes = "".join(f" {name}={quoteattr(text)}" for name, text in metadata.items())
        own = f'<submissionMetadata xmlns="http://www.opendatakit.org/xforms"{attributes}/>'
    root = '<OpenRosaResponse xmlns="http://openrosa.org/http/response">'
    words = escape(_NOT_IN_XML.sub("\ufffd", message))
    said = f'<message nature="{nature}">{words}</message>'
    return f"{_HEAD}{root}{said}{own}</OpenRosaResponse>".encode()


def settings_code(*, url: str, project: str) -> str:
    """What Collect's settings QR holds: JSON, compressed by zlib, in base64."""
    settings = {
        "general": {
            "server_url": url,
            "form_update_mode": "match_exactly",
            "autosend": "wifi_and_cellular",
        },
        "project": {"name": project},
        "admin": {},
    }
    plain = json.dumps(settings, ensure_ascii=False, separators=(",", ":")).encode()
    return base64.b64encode(zlib.compress(plain, 9)).decode("ascii")
