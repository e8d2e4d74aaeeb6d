"""Puts the application together from settings: one place, in order."""

from __future__ import annotations

import importlib
from pathlib import Path

from flask import Flask
from flask_openapi3 import Info, OpenAPI

import registry
from imports import services as importers
from registry import loop
from registry.edge.http import RUNTIME_KEY
from registry.runtime import Runtime, build
from registry.settings import Settings
from registry.signage.api import collect
from registry.web import problems, quick, security, templating
from registry.web.addresses import LateRule

CAPABILITIES = (
    "accounts",
    "photos",
    "sources",
    "places",
    "heritage",
    "signage",
    "coverage",
    "maps",
)
APIS = ("heritage", "places", "signage")


def create_app(settings: Settings, *, runtime: Runtime | None = None) -> Flask:
    """The WSGI application for these settings.

    Raises:
        SettingsError: a start that would be unsafe (see `Settings.require_production_ready`).
    """
    settings.require_production_ready()
    app = OpenAPI(
        "registry.web",
        info=Info(title="Place-name heritage registry and signage tracker", version="v1"),
        doc_ui=False,
        validation_error_callback=problems.invalid_request,
        template_folder=str(shipped("templates")),
        static_folder=str(shipped("static")),
        static_url_path="/static",
    )
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=security.DEFAULT_BODY_LIMIT,
        MAX_FORM_MEMORY_SIZE=security.DEFAULT_BODY_LIMIT,
        MAX_FORM_PARTS=200,
        SESSION_COOKIE_NAME="registry_form",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.secure_cookies,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
    )
    app.url_rule_class = LateRule
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    built = runtime or build(settings)
    app.extensions[RUNTIME_KEY] = built
    loop.wire(built)
    importers.wire(built)
    templating.install(app, settings)
    quick.install(app, built.database, settings)
    security.install(app, settings)
    problems.install(app)
    _register(app, settings)
    security.tighten(app)
    return app


def shipped(name: str) -> Path:
    """The folder `templates` or `static`: beside the package, or inside it in a wheel."""
    package = Path(registry.__file__).parent
    inside = package / "_shipped" / name
    return inside if inside.is_dir() else package.parent / name


def _register(app: OpenAPI, settings: Settings) -> None:
    from registry.web import background, desk, health, language

    for name in CAPABILITIES:
        app.register_blueprint(importlib.import_module(f"registry.{name}.views").blueprint)
    app.register_blueprint(importlib.import_module("imports.views").blueprint)
    for name in APIS:
        app.register_api(importlib.import_module(f"registry.{name}.api").api)
    app.register_blueprint(collect.door)
    for module in (background, desk, language, health):
        app.register_blueprint(module.blueprint)
    if settings.is_demo:
        from registry.web import styleguide

        app.register_blueprint(styleguide.blueprint)
