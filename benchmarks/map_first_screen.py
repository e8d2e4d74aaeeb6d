"""The map's first answers against a Flask hello, all in one run and in process."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from imports import shipped
from registry.core import schema
from registry.core.actor import SYSTEM
from registry.runtime import build
from registry.settings import Settings
from registry.web import create_app

ROUNDS = 60
SCREEN = "/map/data?bbox=116.5,30.9,118.2,32.6&zoom=9"
FRESH = "/map/data?bbox=116.5,30.9,118.2,{}&zoom=9"


def measure() -> list[dict[str, Any]]:
    """Milliseconds of single requests, ours and hello taken in turns so that noise hits both."""
    with tempfile.TemporaryDirectory() as folder:
        client = _registry(Path(folder))
        hello = _hello()
        client.get("/")  # folium writes the shell once for each installation; that is not a page
        rows = [
            _row("map: data of the first screen, as a second visitor asks", client, hello, SCREEN),
            _row("map: data of a screen never asked before", client, hello, FRESH),
            _row("map: the page itself", client, hello, "/"),
            _row("map: base layer", client, hello, "/map/base.json?zoom=9"),
            _row("coverage: the page", client, hello, "/coverage"),
        ]
        client.application.extensions["registry_runtime"].close()
    return rows


def _registry(folder: Path) -> FlaskClient:
    settings = Settings(
        _env_file=None,
        data_dir=folder,
        secret_key="benchmark " * 5,
        rate_limit_default="1000000 per minute",
    )
    runtime = build(settings)
    schema.upgrade(runtime.database)
    with runtime.write(SYSTEM) as work:
        shipped.load(work)
    return create_app(settings, runtime=runtime).test_client()


def _hello() -> FlaskClient:
    app = Flask("hello")
    app.add_url_rule("/", view_func=lambda: "hello")
    return app.test_client()


def _row(words: str, client: FlaskClient, hello: FlaskClient, path: str) -> dict[str, Any]:
    ours: list[float] = []
    anchor: list[float] = []
    size = len(client.get(path.format(32.5)).data)
    for turn in range(ROUNDS):
        address = path.format(32.6 + turn / 1000)
        ours.append(_timed(client, address))
        anchor.append(_timed(hello, "/"))
    return {
        "measure": words,
        "ours": ours,
        "anchor": anchor,
        "unit": "ms",
        "note": f"{size / 1000:.1f} kB; anchor: Flask hello, same run, in process",
    }


def _timed(client: FlaskClient, path: str) -> float:
    start = time.perf_counter()
    answer = client.get(path)
    spent = (time.perf_counter() - start) * 1000
    if answer.status_code != 200:
        raise RuntimeError(answer.status)
    return spent
