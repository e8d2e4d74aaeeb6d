"""The few words a view needs: actor, session, unit of work, page, redirect, flash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, cast
from urllib.parse import quote

from flask import (
    Response,
    current_app,
    g,
    make_response,
    redirect,
    render_template,
    url_for,
)
from flask import (
    flash as flask_flash,
)
from sqlmodel import Session
from werkzeug.datastructures import MIMEAccept

from registry.core.actor import ANONYMOUS, Actor
from registry.core.text import Text
from registry.core.work import Work
from registry.edge import language
from registry.runtime import Runtime

RUNTIME_KEY = "registry_runtime"

# Addresses that only programs ask; the map's script is one.
FOR_PROGRAMS = ("/api/", "/map/")


def runtime() -> Runtime:
    """The installation this application runs on."""
    return cast("Runtime", current_app.extensions[RUNTIME_KEY])


def actor() -> Actor:
    """The person who asks; anonymous for a visitor."""
    return cast("Actor", g.get("actor", ANONYMOUS))


def reading() -> AbstractContextManager[Session]:
    """A session for reading."""
    return runtime().database.read()


@contextmanager
def working() -> Iterator[Work]:
    """One unit of work in the name of the person who asks; committed when the block ends well."""
    with runtime().write(actor()) as work:
        yield work


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    """A rendered page. `raw` and `errors` are always there for the form macros."""
    context.setdefault("raw", {})
    context.setdefault("errors", {})
    return make_response(render_template(template, **context), status)


def see_other(endpoint: str, **values: Any) -> Response:
    """303 to a page: the answer to every successful form."""
    return cast("Response", redirect(url_for(endpoint, **values), code=303))


def moved(endpoint: str, **values: Any) -> Response:
    """301 to where a thing lives on, for ever; asked again each time, since a merge can be undone.

    Without that word a browser would keep the 301 and never see the old address come back.
    """
    response = cast("Response", redirect(url_for(endpoint, **values), code=301))
    response.headers["Cache-Control"] = "no-cache"
    return response


def flash(text: Text, kind: str = "done") -> None:
    """A short message on the next page; kind is done, warn or error."""
    flask_flash(language.say(text), kind)


def disposition(shown: str, name: str) -> str:
    """`inline` or `attachment` with a file name as RFC 6266 has it, any characters in it."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_. ") else "_" for c in name)
    return f"{shown}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def wants_json(path: str, accept: MIMEAccept) -> bool:
    """Whether a failure should be told as problem+json rather than as a page."""
    if path.startswith(FOR_PROGRAMS):
        return True
    best = accept.best_match(["text/html", "application/json", "application/problem+json"])
    return best is not None and best != "text/html"
