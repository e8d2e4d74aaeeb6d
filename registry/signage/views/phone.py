"""What makes the crew's pages an app that works without signal: shell, worker, manifest.

The shell is one page for everybody, without a person in it: a phone keeps it and fills it from what
it stores itself. The worker's version is a digest over everything that it keeps, so that a phone
takes a new one exactly when something changed.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any, cast

from flask import current_app, g, jsonify, make_response, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import refresh

from registry.accounts.rules import Permission
from registry.core.errors import NotFound
from registry.core.text import T, Text
from registry.edge import access, http, language
from registry.signage.rules.checks import COARSE_M
from registry.signage.rules.kinds import (
    CONDITION_LABELS,
    FAMILY_LABELS,
    REASON_LABELS,
    ROLE_LABELS,
    ReportKind,
)
from registry.signage.rules.states import PHOTO_LABELS, SHOWN_LABELS, SIGN_LABELS
from registry.signage.rules.validity import needs_text
from registry.signage.rules.waiting import AMBER_AFTER, RED_AFTER
from registry.signage.views.blueprint import blueprint
from registry.signage.views.phone_words import PHONE_WORDS
from registry.signage.views.words import words

_TAGS = {"zh-CN": language.CHINESE, "en": language.ENGLISH}
SHARED_SCRIPTS = ("vendor/idb/umd.js", "js/field/store.js", "js/field/sending.js")
"""What page and worker both run."""
PAGE_SCRIPTS = (
    *SHARED_SCRIPTS,
    *(f"js/field/{name}.js" for name in ("position", "camera", "parts", "today", "capture")),
    *(f"js/field/{name}.js" for name in ("queue", "nearby", "app")),
)
_STYLES = ("tokens", "fonts", "base", "parts", "forms", "field", "signage", "review", "phone")
_KEPT = (
    "js/base.js",
    *PAGE_SCRIPTS,
    "vendor/fflate/umd.js",
    *(f"css/{name}.css" for name in _STYLES),
    "icons/sprite.svg",
    "icons/favicon.svg",
)
_FONTS = (
    *("names-common", "names-latin", "names-rare"),
    *("text-latin", "text-latin-bold", "text-rare", "text-rare-bold"),
)
_MADE_FROM = (
    "base.html",
    *(f"macros/{name}.html" for name in ("forms", "icons", "names", "page", "parts")),
    *(
        "signage/_field.html",
        "signage/_pictures.html",
        "signage/field_shell.html",
        "signage/field_worker.js",
    ),
)
_CATALOGUES = ("web", "accounts", "signage")


@blueprint.get("/field/shell/<tag>")
@access.public
def field_shell(tag: str) -> ResponseReturnValue:
    """The page that a phone keeps, in one language; nobody's data are in it."""
    _speak(tag)
    return http.page(
        "signage/field_shell.html",
        active="field",
        phone_words=_words(),
        phone_scripts=PAGE_SCRIPTS,
        messages=[],
        **words(),
    )


def _speak(tag: str) -> None:
    if tag not in _TAGS:
        raise NotFound("page.unknown", T("没有这个页面"))
    g.language = _TAGS[tag]
    refresh()


def _words() -> dict[str, Any]:
    """Every word that scripts put on the page."""

    def said(labels: Any) -> dict[str, str]:
        return {key.value: language.say(label) for key, label in labels.items()}

    def toned(labels: dict[Any, tuple[str, Text]]) -> dict[str, list[str]]:
        return {str(key): [tone, language.say(label)] for key, (tone, label) in labels.items()}

    return {
        **{key: language.say(text) for key, text in PHONE_WORDS.items()},
        "sign_states": toned(SIGN_LABELS),
        "report_states": toned(SHOWN_LABELS),
        "families": said(FAMILY_LABELS),
        "roles": said(ROLE_LABELS),
        "reasons": said(REASON_LABELS),
        "photo_roles": said(PHOTO_LABELS),
        "conditions": said(CONDITION_LABELS),
        "silent": [kind.value for kind in ReportKind if not needs_text(kind)],
        "coarse_m": COARSE_M,
        "amber_h": AMBER_AFTER.total_seconds() / 3600,
        "red_h": RED_AFTER.total_seconds() / 3600,
        "version": version(),
        # Fetched only when something is saved to a file; by the address under which it is kept.
        "zip_script": url_for("static", filename="vendor/fflate/umd.js"),
    }


def version() -> str:
    """A digest over all that a phone keeps: files, templates, catalogues; 12 hex digits."""
    known = current_app.extensions.setdefault("registry_field_version", {})
    files = [Path(cast("str", current_app.static_folder)) / name for name in _every_file()]
    files += [Path(current_app.jinja_env.get_template(n).filename or "") for n in _MADE_FROM]
    folder = Path(language.__file__).parent.parent / "translations" / "en" / "LC_MESSAGES"
    files += [folder / f"{name}.mo" for name in _CATALOGUES]
    stamps = tuple(path.stat().st_mtime_ns for path in files)
    if known.get("stamps") != stamps:
        digest = hashlib.sha256()
        for path in files:
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        known.update(stamps=stamps, version=digest.hexdigest()[:12])
    return cast("str", known["version"])


def _every_file() -> tuple[str, ...]:
    return (*_KEPT, *(f"fonts/{name}.woff2" for name in _FONTS))


@blueprint.get("/field/worker.js")
@access.public
def field_worker() -> ResponseReturnValue:
    """The service worker; asked anew at each visit, so that no phone is stuck with an old one."""
    body = render_template(
        "signage/field_worker.js",
        version=version(),
        shared=[url_for("static", filename=name) for name in SHARED_SCRIPTS],
        kept=[
            *(url_for("static", filename=name) for name in _KEPT),
            # Styles name fonts without a version.
            *(f"/static/fonts/{name}.woff2" for name in _FONTS),
        ],
        shells={tag: url_for("signage.field_shell", tag=tag) for tag in _TAGS},
    )
    response = make_response(body)
    response.mimetype = "text/javascript"
    response.headers["Service-Worker-Allowed"] = "/field"
    response.headers["Cache-Control"] = "no-cache"
    return response


@blueprint.get("/field/<tag>.webmanifest")
@access.public
def app_manifest(tag: str) -> ResponseReturnValue:
    """What the home screen shows: name, colours, icons."""
    _speak(tag)
    icon = {"type": "image/png", "purpose": "any"}
    response = jsonify(
        id="/field",
        name=language.say(T("合肥地名 外业")),
        short_name=language.say(T("地名外业")),
        lang=tag,
        start_url=url_for("signage.field_home"),
        scope="/field",
        display="standalone",
        background_color="#f5f2ea",
        theme_color="#11549f",
        icons=[
            {**icon, "src": _icon("app-192"), "sizes": "192x192"},
            {**icon, "src": _icon("app-512"), "sizes": "512x512"},
            {**icon, "src": _icon("app-mask"), "sizes": "512x512", "purpose": "maskable"},
        ],
    )
    response.mimetype = "application/manifest+json"
    return response


def _icon(name: str) -> str:
    return url_for("static", filename=f"icons/{name}.png")


@blueprint.get("/field/queue")
@access.requires(Permission.REPORT)
def field_queue() -> ResponseReturnValue:
    """待发: the queue lives on the phone; without its scripts there is none, and that is said."""
    return http.page("signage/field_queue.html", active="field")


@blueprint.get("/field/map")
@access.requires(Permission.REPORT)
def field_map() -> ResponseReturnValue:
    """附近: drawn by the phone from what it keeps; without its scripts the public map serves."""
    return http.see_other("maps.map_show")
