"""In the child: GeoPackage and Shapefile read with GDAL through pyogrio, some rows at a time."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pyogrio
import shapely
from pyogrio import raw
from pyogrio.errors import DataSourceError

from imports.readers.cells import value_text
from imports.readers.faults import unreadable
from imports.readers.table import Limits
from imports.readers.worker_nul import Whole, in_dbase, in_geopackage

#: GDAL makes each byte one character, which Python makes the same byte again.
_AS_BYTES: Final = "ISO-8859-1"
_CELLS_AT_ONCE: Final = 200_000


class Layers:
    """One file, and in it the layer that is read."""

    def __init__(self, job: dict[str, Any], limits: Limits) -> None:
        # A file is known by its digest and not by a name with the usual ending.
        warnings.simplefilter("ignore")
        self._path: str = job["path"]
        # The bytes as they are: a name cut inside a character, as every program cuts Chinese names
        # of fields in UTF-8 after ten bytes, must not make the file unreadable.
        self._codec: str = job["encoding"]
        self._encoding = _AS_BYTES if self._codec else None
        self._cell_chars = limits.cell_chars
        try:
            layers = [str(name) for name, _ in pyogrio.list_layers(self._path)]
            self._layers = layers
            self._layer = self._chosen(job["layer"])
            self._info = pyogrio.read_info(
                self._path,
                layer=self._layer,
                encoding=self._encoding,
                force_feature_count=True,
            )
        except (DataSourceError, ValueError, RuntimeError) as error:
            raise unreadable("damaged") from error
        if len(self._info["fields"]) > limits.columns:
            n = len(self._info["fields"])
            raise unreadable("too_many_columns", n=n, limit=limits.columns)

    def opened(self) -> dict[str, Any]:
        """The layers, the one chosen, its columns and its coordinate system."""
        return {
            "layers": self._layers,
            "layer": self._layer,
            "columns": [self._decoded(str(name), "ignore") for name in self._info["fields"]],
            "crs": _authority(self._info["crs"]),
            "total": int(self._info["features"]),
        }

    def rows(self, how: dict[str, Any]) -> Iterator[list[Any]]:
        """Features from the one after `after` on, numbered from 1."""
        number = int(how["after"])
        step = max(100, _CELLS_AT_ONCE // (len(self._info["fields"]) + 1))
        whole = self._whole()
        while chunk := self._chunk(number, step):
            for cells, geometry, problems in chunk:
                number += 1
                for column, text in whole.get(number, {}).items():
                    cells[column] = text[: self._cell_chars + 1]
                yield [number, cells, geometry, problems]

    def _whole(self) -> Whole:
        """Texts that GDAL gives cut off."""
        if self._codec:
            columns = len(self._info["fields"])
            return in_dbase(Path(self._path).with_suffix(".dbf"), self._codec, columns)
        return in_geopackage(self._path, self._layer, [str(one) for one in self._info["fields"]])

    def _chunk(self, skip: int, step: int) -> list[tuple[list[str], str | None, list[Any]]]:
        try:
            _, _, shapes, columns = raw.read(
                self._path,
                layer=self._layer,
                encoding=self._encoding,
                skip_features=skip,
                max_features=step,
                datetime_as_string=True,
            )
        except (DataSourceError, ValueError, RuntimeError) as error:
            raise unreadable("damaged") from error
        texts = [self._texts(column) for column in columns]
        count = len(shapes) if shapes is not None else len(columns[0]) if columns else 0
        geometries, broken = _geometries(shapes, count)
        rows = zip(*texts, strict=True) if texts else iter([()] * count)
        return [
            (list(cells), geometry, [(-1, "", "bad_geometry")] if is_broken else [])
            for cells, geometry, is_broken in zip(rows, geometries, broken, strict=True)
        ]

    def _texts(self, column: Any) -> list[str]:
        # A missing whole number makes the column one of floats; NaN is written as "".
        limit = self._cell_chars + 1
        texts = [value_text(value)[:limit] for value in column.tolist()]
        return [self._decoded(text) for text in texts] if self._codec else texts

    def _decoded(self, text: str, errors: str = "replace") -> str:
        if not self._codec or text.isascii():
            return text
        return text.encode(_AS_BYTES, "replace").decode(self._codec, errors)

    def _chosen(self, wanted: str) -> str:
        if wanted:
            if wanted not in self._layers:
                raise unreadable("layer_unknown", name=wanted[:60])
            return wanted
        if not self._layers:
            raise unreadable("no_records")
        return self._layers[0]


def _geometries(shapes: Any, count: int) -> tuple[list[str | None], list[bool]]:
    """GeoJSON texts, and which geometries there were but could not be read."""
    if shapes is None:
        return [None] * count, [False] * count
    decoded = shapely.from_wkb(shapes, on_invalid="ignore")
    is_empty = shapely.is_empty(decoded) | shapely.is_missing(decoded)
    written = shapely.to_geojson(decoded).tolist()
    texts = [None if none else text for none, text in zip(is_empty, written, strict=True)]
    broken = [text is None and shape is not None for text, shape in zip(texts, shapes, strict=True)]
    return texts, broken


def _authority(crs: str | None) -> str:
    """EPSG:n where the system is one of the register's; else as the file has it."""
    if not crs or crs.startswith("EPSG:"):
        return crs or ""
    import pyproj
    from pyproj.exceptions import CRSError

    try:
        found = pyproj.CRS.from_user_input(crs).to_authority(min_confidence=70)
    except CRSError:
        return crs
    return ":".join(found) if found else crs
