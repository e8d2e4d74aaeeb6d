"""What all answers of the door share: XML, the protocol's header, faults in Collect's envelope."""

from __future__ import annotations

from flask import Blueprint, Response, request, url_for

from registry.core.errors import Invalid, Problem
from registry.core.text import T
from registry.edge import http, language
from registry.signage.forms.collect import LABELS
from registry.signage.rules.collect import envelope

NAME = "openrosa"
door = Blueprint(NAME, __name__, url_prefix="/openrosa/<key>")
"""The key stands in the address, since Collect has no other place to keep one for each person."""

_COLON = T("：")
_XML = "text/xml; charset=utf-8"


@door.after_request
def _version(response: Response) -> Response:
    # The protocol's other header, Date, is every server's own.
    response.headers["X-OpenRosa-Version"] = "1.0"
    # The key in the address is nobody else's to learn.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def xml(content: bytes, status: int = 200) -> Response:
    """An answer in XML."""
    return Response(content, status, content_type=_XML)


def address_of(endpoint: str, key: str) -> str:
    """The outside address of a view of the door, for this key."""
    base = http.runtime().settings.public_url or request.url_root
    return base.rstrip("/") + url_for(f"{NAME}.{endpoint}", key=key)


def tell(problem: Problem) -> Response:
    """A failure in the envelope whose words Collect shows, each wrong answer by its question."""
    response = xml(envelope(_words(problem), nature="error"), problem.status)
    response.headers["X-OpenRosa-Version"] = "1.0"
    return response


def _words(problem: Problem) -> str:
    colon = language.say(_COLON)
    if isinstance(problem, Invalid):
        lines = [
            f"{language.say(LABELS.get(name, name))}{colon}{language.say(text)}"
            for name, texts in problem.fields.items()
            for text in texts
        ]
        return "\n".join(lines)
    said = [language.say(problem.message)]
    if problem.advice is not None:
        said.append(language.say(problem.advice))
    return "\n".join(said)
