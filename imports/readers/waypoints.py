"""KML and GPX as streams of features, read with the parser of the standard library.

GDAL reads both, but writes every character of a KML field name that is not a Latin letter as "_",
so that 代码 and 级别 both become "______"; and it takes each folder for a layer of its own.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import IO, Any, Final
from xml.parsers import expat

from imports.readers.faults import unreadable
from imports.readers.json_stream import Record

_CHUNK: Final = 256 * 1024
_DEEPEST: Final = 100
#: Text of one element, in characters.
_TEXT_CHARS: Final = 16 * 1024 * 1024
_GROUPS: Final = frozenset({"Folder", "Document"})
_SHAPES: Final = frozenset({"Point", "LineString", "LinearRing", "Polygon", "MultiGeometry"})
_GPX_KINDS: Final = {"wpt": "waypoints", "rte": "routes", "trk": "tracks"}


def features(text: IO[str], root: str) -> Generator[Record, None, None]:
    """GeoJSON features of a KML or GPX, in order. Refused: damaged, doctype."""
    builder = _Kml() if root == "kml" else _Gpx()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = builder.start
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.characters
    parser.StartDoctypeDeclHandler = _refuse
    try:
        while piece := text.read(_CHUNK):
            parser.Parse(piece, False)  # noqa: FBT003 - expat takes no keywords
            yield from builder.take()
        parser.Parse("", True)  # noqa: FBT003
    except expat.ExpatError as error:
        raise unreadable("damaged") from error
    yield from builder.take()


def _refuse(*_: object) -> None:
    raise unreadable("doctype")


class _Builder:
    """Keeps the path of open elements and the text of the innermost one."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.done: list[Record] = []
        self.values: dict[str, Any] | None = None
        self._text: list[str] = []
        self._size = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element opens; the namespace is let go."""
        self.path.append(name.rpartition(" ")[2])
        if len(self.path) > _DEEPEST:
            raise unreadable("damaged")
        self._text, self._size = [], 0
        self.opened(self.path[-1], attributes)

    def end(self, _name: str) -> None:
        """An element closes."""
        self.closed(self.path[-1], "".join(self._text).strip())
        self._text, self._size = [], 0
        self.path.pop()

    def characters(self, text: str) -> None:
        """Text inside the innermost element."""
        self._size += len(text)
        if self._size > _TEXT_CHARS:
            raise unreadable("damaged")
        self._text.append(text)

    def take(self) -> list[Record]:
        """The features that are complete."""
        done, self.done = self.done, []
        return done

    def put(self, text: str, key: str) -> None:
        """Keep a value of the feature; a second one of the same name goes behind the first."""
        if self.values is None or not text or not key:
            return
        before = self.values.get(key)
        if before != text:
            self.values[key] = f"{before}; {text}" if before else text

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def closed(self, name: str, text: str) -> None:
        raise NotImplementedError


class _Kml(_Builder):
    """Placemarks: name, description, the folders they lie in, extended data, geometry."""

    def __init__(self) -> None:
        super().__init__()
        self._folders: list[str] = []
        self._shapes: list[Record] = []
        self._field = ""
        self._inner = False

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a folder, a placemark, a shape or a field."""
        if name in _GROUPS:
            self._folders.append("")
        elif name == "Placemark":
            self.values = {"name": "", "description": "", "folder": self._folder()}
            self._shapes = [{"type": "", "parts": []}]
        elif self.values is not None and name in _SHAPES:
            self._shapes.append({"type": name, "parts": []})
        elif name in {"Data", "SimpleData"}:
            self._field = attributes.get("name", "")

    def closed(self, name: str, text: str) -> None:
        """Keep what has become complete."""
        above = self.path[-2] if len(self.path) > 1 else ""
        if name in _GROUPS:
            self._folders.pop()
        elif name == "name" and above in _GROUPS:
            # The document's own name is a title and no folder.
            self._folders[-1] = text if above == "Folder" else ""
        elif self.values is not None:
            self._closed_inside(name, above, text)

    def _closed_inside(self, name: str, above: str, text: str) -> None:
        if name == "Placemark":
            shapes = [_geometry(shape) for shape in self._shapes[0]["parts"]]
            shape = shapes[0] if shapes else None
            self.done.append({"type": "Feature", "properties": self.values, "geometry": shape})
            self.values = None
        elif name == "coordinates":
            self._shapes[-1]["parts"].append(text)
        elif name in _SHAPES and len(self._shapes) > 1:
            self._shapes[-2]["parts"].append(self._shapes.pop())
        elif name == "SimpleData" or (name == "value" and above == "Data"):
            self.put(text, self._field)
        elif above in {"Placemark", "TimeSpan", "TimeStamp"} and name != "styleUrl":
            self.put(text, name)

    def _folder(self) -> str:
        return "/".join(name for name in self._folders if name)


class _Gpx(_Builder):
    """Waypoints, routes and tracks with the texts of their own elements."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[list[list[float]]] = []

    def opened(self, name: str, attributes: dict[str, str]) -> None:
        """Begin a feature or one of its points."""
        if name in _GPX_KINDS:
            self.values = {"name": ""}
            self._lines = [] if name == "trk" else [[]]
        if name == "trkseg":
            self._lines.append([])
        if name in {"wpt", "rtept", "trkpt"} and self._lines:
            self._lines[-1].append(_numbers([attributes.get("lon"), attributes.get("lat")]))

    def closed(self, name: str, text: str) -> None:
        """Keep what has become complete."""
        if name in _GPX_KINDS and self.values is not None:
            record = {"type": "Feature", "properties": self.values, "layer": _GPX_KINDS[name]}
            self.done.append({**record, "geometry": _path(name, self._lines)})
            self.values, self._lines = None, []
        elif len(self.path) > 1 and not {"rtept", "trkpt"} & set(self.path):
            self.put(text, name)


def _path(name: str, lines: list[list[list[float]]]) -> Any:
    if name == "wpt":
        return {"type": "Point", "coordinates": lines[0][0]}
    if name == "rte":
        return {"type": "LineString", "coordinates": lines[0]} if lines[0] else None
    return {"type": "MultiLineString", "coordinates": lines} if any(lines) else None


def _geometry(shape: Record) -> Any:
    """A KML shape as GeoJSON; what cannot be read keeps a type of its own, and is reported."""
    parts = shape["parts"]
    kind = shape["type"]
    if kind == "MultiGeometry":
        return {"type": "GeometryCollection", "geometries": [_geometry(part) for part in parts]}
    if kind == "Polygon":
        rings = [_positions(part["parts"]) for part in parts]
        return {"type": "Polygon", "coordinates": rings}
    positions = _positions(parts)
    if kind == "Point":
        is_pair = len(positions) == 1 and len(positions[0]) >= 2
        return {"type": "Point", "coordinates": positions[0]} if is_pair else {"type": ""}
    return {"type": "LineString", "coordinates": positions}


def _positions(parts: list[Any]) -> list[list[float]]:
    texts = (part for part in parts if isinstance(part, str))
    return [_numbers(position.split(",")[:3]) for text in texts for position in text.split()]


def _numbers(texts: Sequence[str | None]) -> list[float]:
    """Numbers of a position; what is none becomes NaN, which makes the geometry a problem."""
    numbers = []
    for text in texts:
        try:
            numbers.append(float(text or "nan"))
        except ValueError:
            numbers.append(float("nan"))
    return numbers
