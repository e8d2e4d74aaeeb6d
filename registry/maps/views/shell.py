"""The map's shell as folium writes it: one empty element and one script, no address outside.

folium takes about two seconds to import, so it is loaded only where no rendered shell for these
settings is kept yet; the rendered one is kept in the data folder and found by what went into it.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from registry.maps.rules import TileLayer, tile_layers
from registry.settings import Settings

if TYPE_CHECKING:
    import folium

log = logging.getLogger("registry")

ELEMENT = "map_shell"
"""The id of the element and the name of the script's variable (folium's own are random)."""
CENTRE = (31.78, 117.33)
#: The first view, and how far one can wander: west, south, east, north.
HOME = (116.75, 31.16, 118.0, 32.40)
REACH = (112.0, 27.5, 122.5, 36.0)
FORM = 3
"""Raise it when the shell is written in another way, so that kept ones are not used."""


@dataclass(frozen=True, slots=True)
class Shell:
    """What the page takes over from folium, and the name under which a browser may keep it."""

    html: str
    script: str
    digest: str


def shell(settings: Settings) -> Shell:
    """The shell for these settings."""
    layers = tile_layers(settings)
    return _kept(str(settings.data_dir), _key(layers), layers)


def _key(layers: tuple[TileLayer, ...]) -> str:
    parts = [
        FORM,
        version("folium"),
        ELEMENT,
        CENTRE,
        HOME,
        REACH,
        [str(layer) for layer in layers],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


@lru_cache(maxsize=8)
def _kept(data_dir: str, key: str, layers: tuple[TileLayer, ...]) -> Shell:
    path = Path(data_dir) / "cache" / f"map-shell-{key}.json"
    try:
        return Shell(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        fresh = render(layers)
    _keep(path, fresh)
    return fresh


def _keep(path: Path, fresh: Shell) -> None:
    text = json.dumps({"html": fresh.html, "script": fresh.script, "digest": fresh.digest})
    temporary = path.with_suffix(f".{fresh.digest}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text(text, encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        # A full or read-only disk costs two seconds at the next start, nothing else.
        log.warning("the map's shell could not be kept: %s", error)


def render(layers: tuple[TileLayer, ...]) -> Shell:
    """Let folium write the shell; its header (styles and scripts from elsewhere) is dropped."""
    import folium

    chart = _map_class()(
        location=list(CENTRE),
        zoom_start=9,
        min_zoom=7,
        max_zoom=18,
        tiles=None,
        zoom_control=False,
        attribution_control=False,
        max_bounds_viscosity=0.6,
        zoom_snap=0.5,
    )
    chart._id = "shell"  # noqa: SLF001 - folium offers no other way to a stable name
    for number, layer in enumerate(layers):
        _add(folium, chart, layer, number)
    figure: Any = chart.get_root()
    figure.render()
    html, script = figure.html.render().strip(), figure.script.render().strip()
    digest = hashlib.sha256((html + script).encode()).hexdigest()[:16]
    return Shell(html, script, digest)


def _map_class() -> type[folium.Map]:
    """Folium's map without its default scripts and styles, which come from public networks."""
    import folium

    class ShellMap(folium.Map):
        default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium reads a class attribute
        default_css: list[tuple[str, str]] = []  # noqa: RUF012 - the same

    return ShellMap


def _add(folium: Any, chart: Any, layer: TileLayer, number: int) -> None:
    tiles = folium.TileLayer(
        tiles=layer.url,
        attr=layer.attribution or " ",
        subdomains=layer.subdomains,
        max_native_zoom=layer.max_zoom,
        max_zoom=18,
        name=f"background {number}",
    )
    tiles._id = str(number)  # noqa: SLF001 - as above
    tiles.add_to(chart)
