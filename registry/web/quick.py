"""Answers that are given before Flask is asked: what a search box asks with every letter.

Only the plain good case is answered here: a GET with the one parameter, of a host that is ours,
whose text is an ordinary line. Anything else, and every failure, goes on to the application, whose
view of the same address says what is wrong in the usual way. The answer is public, the same for
everybody, and depends on neither cookies nor languages; it carries the headers of every page.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote_plus

from flask import Flask

from registry.core.db import Database
from registry.places.forms.search import SuggestQuery
from registry.places.queries.ranges import Reader, own_reader, quick_reader
from registry.places.queries.suggesting import suggestions
from registry.places.rules.terms import MAX_QUERY
from registry.places.views.listing import SUGGESTION_HEADERS
from registry.settings import Settings
from registry.web.security import page_headers

SUGGEST_PATH = "/places/suggest"
_PREFIX = "q="
_LONGEST = 600
"""Characters of an escaped query; a longer one is for the application to refuse."""

_log = logging.getLogger("registry.web")

StartResponse = Callable[[str, list[tuple[str, str]]], Any]
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


class QuickSuggestions:
    """WSGI middleware around the application."""

    def __init__(self, application: Application, database: Database, settings: Settings) -> None:
        self.application = application
        self.database = database
        self._threads = threading.local()
        self.hosts = frozenset(settings.allowed_hosts)
        self.headers = [*SUGGESTION_HEADERS.items(), *page_headers(settings).items()]

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """The suggestions, or whatever the application answers."""
        if environ.get("PATH_INFO") != SUGGEST_PATH or environ.get("REQUEST_METHOD") != "GET":
            return self.application(environ, start_response)
        body = self._answer(environ)
        if body is None:
            return self.application(environ, start_response)
        start_response("200 OK", [*self.headers, ("Content-Length", str(len(body)))])
        return [body]

    def _answer(self, environ: dict[str, Any]) -> bytes | None:
        if self.hosts and environ.get("HTTP_HOST", "").partition(":")[0] not in self.hosts:
            return None
        query = _line(environ.get("QUERY_STRING", ""))
        if query is None:
            return None
        try:
            if self.database.is_sqlite:
                return suggestions(self._own_reader(), query).encode()
            with quick_reader(self.database) as reader:
                return suggestions(reader, query).encode()
        except Exception as error:  # noqa: BLE001 - whatever the driver raises
            # The application asks again and has the page for what is the matter.
            _log.warning("a suggestion goes on to the application: %s", type(error).__name__)
            self._threads.__dict__.clear()
            return None

    def _own_reader(self) -> Reader:
        reader: Reader | None = getattr(self._threads, "reader", None)
        if reader is None:
            self._threads.reader = reader = own_reader(self.database)
        return reader


def _line(query_string: str) -> str | None:
    """The text that was typed; None where the application has to look at it."""
    if not query_string.startswith(_PREFIX) or len(query_string) > _LONGEST:
        return None
    if "&" in query_string or ";" in query_string:
        return None
    try:
        typed = unquote_plus(query_string[len(_PREFIX) :], errors="strict")
        is_plain = typed.isalnum() and len(typed) <= MAX_QUERY
        # Letters and characters alone need no cleaning; what is searched is folded in any case.
        return typed if is_plain else SuggestQuery.model_validate({"q": typed}).q
    except ValueError:
        return None


def install(app: Flask, database: Database, settings: Settings) -> None:
    """Stand before the application; called before anything else is put around it."""
    app.wsgi_app = QuickSuggestions(app.wsgi_app, database, settings)  # type: ignore[method-assign]
