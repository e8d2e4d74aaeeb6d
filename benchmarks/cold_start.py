"""From the start of the process to its first answers, and its memory then, beside a bare Flask.

Both are started in turn by the same server with the same options, so that a busy machine slows both
alike. Files are warm in the system's cache after the first, uncounted start.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import serving

ROUNDS = 7
SCREEN = "/map/data?bbox=116.5,30.9,118.2,32.6&zoom=9"
STARTED = "anchor: bare Flask, same server and options"


def measure() -> list[dict[str, Any]]:
    """Milliseconds from the start of the process, MiB of all processes after the first page."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        serving.installation(folder)
        with serving.ours(folder) as server:
            server.first("/")  # folium writes the map's shell once for each installation
        alive, screen, rest = [], [], []
        bare_alive, bare_page, bare_rest = [], [], []
        for _round in range(ROUNDS):
            with serving.ours(folder) as server:
                alive.append(server.first("/healthz"))
                screen.append(server.first(SCREEN))
                serving.get(server.port, "/")
                rest.append(server.memory())
            with serving.bare() as server:
                bare_alive.append(server.first("/healthz"))
                bare_page.append(server.first("/"))
                bare_rest.append(server.memory())
        first_ever = [_first_ever(folder) for _round in range(3)]
    return [
        _row("cold start: to the first answer of /healthz", alive, bare_alive, STARTED),
        _row("cold start: to the map's first data", screen, bare_page, STARTED),
        _row("cold start: to the first map page of a new installation", first_ever, bare_page,
             f"folium is loaded this once; {STARTED}"),
        _row("memory at rest, after the first map page", rest, bare_rest,
             "all processes, shared pages once (PSS); anchor: bare Flask", unit="MiB"),
    ]  # fmt: skip


def _first_ever(folder: Path) -> float:
    """Until the map page of an installation that has not drawn its map's shell yet."""
    shutil.rmtree(folder / "cache", ignore_errors=True)
    with serving.ours(folder) as server:
        return server.first("/")


def _row(
    words: str, ours: list[float], anchor: list[float], note: str, unit: str = "ms"
) -> dict[str, Any]:
    return {"measure": words, "ours": ours, "anchor": anchor, "unit": unit, "note": note}
