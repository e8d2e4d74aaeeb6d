"""From the start of the process to its first answers, and its memory then, beside a bare Flask.

Both are started in turn by the same server with the same options, so that a busy machine slows both
alike. The first start of each round warms the files of the system and is not counted as a start.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import serving

ROUNDS = 5
SCREEN = "/map/data?bbox=116.5,30.9,118.2,32.6&zoom=9"
STARTED = "anchor: bare Flask, same server and options"


def measure() -> list[dict[str, Any]]:
    """Milliseconds from the start of the process, MiB of all processes after the first page."""
    alive, screen, page, rest, fresh = [], [], [], [], []
    bare_alive, bare_page, bare_rest = [], [], []
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        serving.installation(folder)
        for _round in range(ROUNDS):
            shutil.rmtree(folder / "cache", ignore_errors=True)
            with serving.ours(folder) as server:
                fresh.append(-server.first("/healthz") + server.first("/"))
            with serving.ours(folder) as server:
                alive.append(server.first("/healthz"))
                page.append(server.first("/") - alive[-1])
                rest.append(server.memory())
            with serving.bare() as server:
                bare_alive.append(server.first("/healthz"))
                bare_page.append(server.first("/"))
                bare_rest.append(server.memory())
            with serving.ours(folder) as server:
                screen.append(server.first(SCREEN))
    return [
        _row("cold start: to the first answer of /healthz", alive, bare_alive, STARTED),
        _row("cold start: to the map's first data", screen, bare_page, STARTED),
        _row("first map page after a start, new installation", fresh, page,
             "folium draws the shell this once; anchor: the same with the shell kept"),
        _row("memory at rest, after the first map page", rest, bare_rest,
             "all processes, shared pages once (PSS); anchor: bare Flask", unit="MiB"),
    ]  # fmt: skip


def _row(
    words: str, ours: list[float], anchor: list[float], note: str, unit: str = "ms"
) -> dict[str, Any]:
    return {"measure": words, "ours": ours, "anchor": anchor, "unit": unit, "note": note}
