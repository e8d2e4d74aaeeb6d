"""What lies under the points: the shipped water, and the operator's areas where there are any."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

STUB_DEGREES = 0.1


@dataclass(frozen=True, slots=True)
class BasemapMeta:
    """Where the operator's file came from: shown in the map's frame."""

    attribution: str
    approval_number: str
    sha256: str
    built_at: str
    shapes: int
    names: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain data for JSON."""
        return {**asdict(self), "names": list(self.names)}


@dataclass(frozen=True, slots=True)
class Basemap:
    """The operator's areas, simplified for several zooms (deepest last)."""

    meta: BasemapMeta
    levels: tuple[tuple[int, list[Any]], ...]

    def features(self, zoom: int) -> list[Any]:
        """The GeoJSON features for a zoom."""
        for max_zoom, features in self.levels:
            if zoom <= max_zoom:
                return features
        return self.levels[-1][1]


@dataclass(frozen=True, slots=True)
class BaseLayer:
    """One answer: its bytes and the tag by which a browser knows that it has them already."""

    body: bytes
    etag: str


def basemap_path(data_dir: Path) -> Path:
    """Where the operator's built file lies."""
    return data_dir / "basemap" / "basemap.json"


def basemap(data_dir: Path) -> Basemap | None:
    """The operator's base layer, None where there is none. Read once for each version of it."""
    path = basemap_path(data_dir)
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return _read(path, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _stamp: int, _size: int) -> Basemap:
    document = json.loads(path.read_bytes())
    meta = dict(document["meta"])
    meta["names"] = tuple(meta.get("names", ()))
    levels = tuple((level["max_zoom"], level["features"]) for level in document["levels"])
    return Basemap(BasemapMeta(**meta), levels)


@lru_cache(maxsize=1)
def water() -> Mapping[str, Any]:
    """The lake and the rivers that ship with the program (GSHHG and WDBII, LGPL)."""
    text = (resources.files("registry") / "data" / "water.geojson").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return {**document, "features": [_without_stubs(feature) for feature in document["features"]]}


def _without_stubs(feature: dict[str, Any]) -> dict[str, Any]:
    """Rivers without the ends that cutting them to a box left standing alone."""
    geometry = feature["geometry"]
    if geometry["type"] != "MultiLineString":
        return feature
    lines = [line for line in geometry["coordinates"] if _extent(line) > STUB_DEGREES]
    return {**feature, "geometry": {**geometry, "coordinates": lines}}


def _extent(line: list[list[float]]) -> float:
    lons, lats = [point[0] for point in line], [point[1] for point in line]
    return max(max(lons) - min(lons), max(lats) - min(lats))


def base_layer(data_dir: Path, zoom: int) -> BaseLayer:
    """Everything drawn under the points at a zoom, as JSON bytes."""
    path = basemap_path(data_dir)
    stamp = path.stat().st_mtime_ns if path.exists() else 0
    own = basemap(data_dir)
    levels = [max_zoom for max_zoom, _features in own.levels] if own else [0]
    level = next((max_zoom for max_zoom in levels if zoom <= max_zoom), levels[-1])
    return _base_layer(data_dir, stamp, level)


@lru_cache(maxsize=8)
def _base_layer(data_dir: Path, _stamp: int, level: int) -> BaseLayer:
    own = basemap(data_dir)
    body = json.dumps(
        {
            "water": water()["features"],
            "areas": own.features(level) if own else [],
            "basemap": own.meta.as_dict() if own else None,
            "max_zoom": level if own else 22,
        },
        ensure_ascii=False,
        separators=(",", ":"),
    ).encode()
    return BaseLayer(body, hashlib.sha256(body).hexdigest()[:24])
