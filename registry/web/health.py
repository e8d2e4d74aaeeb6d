"""Is the process alive, is it ready, and what does its interface look like."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue

from registry.core.errors import Problem
from registry.core.schema import revision_state
from registry.edge import access, http

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@access.public
def live() -> ResponseReturnValue:
    """The process answers."""
    return jsonify(status="ok")


@blueprint.get("/readyz")
@access.public
def ready() -> ResponseReturnValue:
    """Database reachable and migrated, file store writable; 503 with the reason otherwise."""
    runtime = http.runtime()
    checks: dict[str, str] = {}
    try:
        runtime.database.ping()
        state = revision_state(runtime.database)
        checks["database"] = "ok" if state.current else f"migrate: {state.found} → {state.wanted}"
    except Problem as problem:
        checks["database"] = problem.code
    try:
        runtime.store.exists("0" * 64)
        checks["store"] = "ok"
    except (Problem, OSError) as problem:
        checks["store"] = type(problem).__name__
    good = all(value == "ok" for value in checks.values())
    return jsonify(status="ok" if good else "unready", checks=checks), 200 if good else 503


@blueprint.get("/api/v1/openapi.json")
@access.public
def openapi() -> ResponseReturnValue:
    """The interface description, OpenAPI 3.1."""
    document: dict[str, Any] = current_app.api_doc  # type: ignore[attr-defined]
    document["components"] = {
        name: part for name, part in document["components"].items() if part is not None
    }
    for path in document["paths"].values():
        for operation in path.values():
            _tell_failures(operation["responses"])
    return jsonify(document)


#: What may come to any request: too many of them, a database that is busy or gone.
_ANY_TIME = {"429": "Too Many Requests", "503": "Service Unavailable"}
_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}}


def _tell_failures(responses: dict[str, Any]) -> None:
    """Every failure is told as RFC 9457 has it, whatever the library wrote."""
    for status, words in _ANY_TIME.items():
        responses.setdefault(status, {"description": words})
    for status, response in responses.items():
        if status >= "400":
            response["content"] = _PROBLEM
