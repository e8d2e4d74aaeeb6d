"""From messages to words: the person's language and how each value is written in it."""

from __future__ import annotations

from datetime import date, datetime

from flask import g, has_request_context, request
from flask_babel import get_locale, gettext

from registry.core.clock import CHINA
from registry.core.text import Text

CHINESE = "zh_Hans_CN"
ENGLISH = "en"
SUPPORTED = (CHINESE, ENGLISH)
COOKIE = "language"


def say(text: Text | str) -> str:
    """A message in the person's language; plain strings are data and stay as they are."""
    if isinstance(text, str):
        return text
    params = {
        name: say(value) if isinstance(value, Text) else value
        for name, value in text.params.items()
    }
    if not params:
        return str(gettext(text.msgid)).replace("%%", "%")
    return str(gettext(text.msgid, **params))


def choose() -> str:
    """The person's own choice, then what the browser asks for, then Chinese."""
    if not has_request_context():
        return CHINESE
    chosen = g.get("language") or request.cookies.get(COOKIE)
    if chosen in SUPPORTED:
        return str(chosen)
    for tag, _quality in request.accept_languages:
        low = tag.lower()
        if low.startswith("zh"):
            return CHINESE
        if low.startswith("en"):
            return ENGLISH
    return CHINESE


def tag() -> str:
    """The BCP 47 tag for the page."""
    return "en" if str(get_locale()) == ENGLISH else "zh-CN"


def day(value: date | datetime | None) -> str:
    """2026-11-23, in China; empty where there is none."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(CHINA).date()
    return value.isoformat()


def moment(value: datetime | None) -> str:
    """2026-11-23 14:49, China time."""
    return "" if value is None else value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
