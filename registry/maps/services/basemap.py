"""Build and remove the operator's base layer: simplified for each zoom, replaced in one step."""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from registry.core import journal
from registry.core.errors import Invalid, NotFound
from registry.core.text import T
from registry.core.work import Work
from registry.maps.queries import BasemapMeta, basemap, basemap_path
from registry.maps.rules import BasemapShape, read_shapes

#: Up to which zoom a level serves, and how far a simplified line may stray, in degrees: about half
#: a pixel at that zoom, so that nobody sees the difference.
LEVELS = ((9, 0.0014), (11, 0.00035), (13, 0.00009), (22, 0.0))
DECIMALS = 5  # about one metre


def build_basemap(
    work: Work, data_dir: Path, data: bytes, *, attribution: str, approval_number: str
) -> BasemapMeta:
    """Read, check, simplify and put in place; the file before it is replaced as a whole.

    Raises:
        Invalid: fields `file`, `attribution`, `approval_number`.
    """
    _require_credit(attribution, approval_number)
    shapes = read_shapes(data)
    meta = BasemapMeta(
        attribution=attribution.strip(),
        approval_number=approval_number.strip(),
        sha256=hashlib.sha256(data).hexdigest(),
        built_at=work.at.isoformat(),
        shapes=len(shapes),
        names=tuple(shape.name for shape in shapes if shape.name),
    )
    text = json.dumps(
        {"meta": meta.as_dict(), "levels": [_level(shapes, *level) for level in LEVELS]},
        ensure_ascii=False,
        separators=(",", ":"),
    )
    before = basemap(data_dir)
    journal.record(
        work,
        "maps.basemap_built",
        ("basemap", meta.sha256[:16]),
        before=before.meta.as_dict() if before else None,
        after=meta.as_dict(),
    )
    # Last: if the journal refuses, the file stays as it was.
    _replace(basemap_path(data_dir), text.encode())
    return meta


def remove_basemap(work: Work, data_dir: Path) -> BasemapMeta:
    """Take the operator's layer away; the map falls back to circles.

    Raises:
        NotFound: `maps.no_basemap`.
    """
    before = basemap(data_dir)
    if before is None:
        raise NotFound("maps.no_basemap", T("没有自备底图"))
    journal.record(
        work,
        "maps.basemap_removed",
        ("basemap", before.meta.sha256[:16]),
        before=before.meta.as_dict(),
    )
    basemap_path(data_dir).unlink()
    return before.meta


def _require_credit(attribution: str, approval_number: str) -> None:
    wrong = {}
    if not attribution.strip():
        wrong["attribution"] = [T("请写明图源")]
    if not approval_number.strip():
        wrong["approval_number"] = [T("请写明审图号")]
    if wrong:
        raise Invalid(wrong)


def _level(shapes: Sequence[BasemapShape], max_zoom: int, tolerance: float) -> dict[str, Any]:
    # shapely takes a third of a second to load and only this command needs it.
    import shapely
    from shapely.geometry import MultiPolygon, Polygon

    areas: list[Any] = []
    for shape in shapes:
        parts = [Polygon(rings[0], rings[1:]) for rings in shape.polygons]
        area = MultiPolygon(parts) if len(parts) > 1 else parts[0]
        areas.append(area if area.is_valid else shapely.make_valid(area))
    features = [
        {
            "type": "Feature",
            "properties": {"name": shape.name, "level": shape.level},
            "geometry": _rounded(shapely.geometry.mapping(area)),
        }
        for shape, area in zip(shapes, _simplified(areas, tolerance), strict=True)
        if not area.is_empty
    ]
    return {"max_zoom": max_zoom, "features": features}


def _simplified(areas: list[Any], tolerance: float) -> list[Any]:
    """Shared borders stay shared where the areas fit together without overlap."""
    import shapely

    if tolerance == 0:
        return areas
    if shapely.coverage_is_valid(areas):
        # Its tolerance is the square root of an area, ours a distance.
        return list(shapely.coverage_simplify(areas, tolerance * 2))
    return [area.simplify(tolerance, preserve_topology=True) for area in areas]


def _rounded(geometry: Any) -> Any:
    if isinstance(geometry, dict):
        if geometry["type"] == "GeometryCollection":
            return {**geometry, "geometries": [_rounded(part) for part in geometry["geometries"]]}
        return {**geometry, "coordinates": _rounded(geometry["coordinates"])}
    if isinstance(geometry, float):
        return round(geometry, DECIMALS)
    return [_rounded(part) for part in geometry]


def _replace(path: Path, data: bytes) -> None:
    """A reader sees the old file or the new one, never half of one, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".basemap-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
