"""Tables out of JSON: GeoJSON features, Linked Places, the national database's answers, records."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Final

from imports.readers import geometry, linked_places
from imports.readers.cells import checked_row, clean, shown, value_text
from imports.readers.delimited import encoding_facts
from imports.readers.encodings import Scan
from imports.readers.faults import unreadable
from imports.readers.json_stream import Record, RecordStream
from imports.readers.table import Fact, Limits, SourceRow
from registry.core.text import T

#: Records whose members are looked at to find the columns.
FIRST_RECORDS: Final = 1000
_NAME_CHARS: Final = 120
_CRS_NAME: Final = re.compile(r"(?:EPSG:+[\d.]*:?)(\d{4,6})$")

#: Values of one record by column, and its geometry.
Flat = tuple[dict[str, Any], Any]
#: Reads the file once more from its beginning.
Source = Callable[[], Generator[Record, None, None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One shape of record: how to make it flat, and its coordinate system if it always has one."""

    format: str
    flatten: Callable[[Record], Flat]
    crs: str = ""


def feature(record: Record) -> Flat:
    """A GeoJSON feature: its properties, with its own id where they have none."""
    properties = record.get("properties")
    values = dict(properties) if isinstance(properties, dict) else {}
    if "id" in record and "id" not in values:
        values = {"id": record["id"], **values}
    return values, record.get("geometry")


def _national(record: Record) -> Flat:
    """`gdm` is a multipoint of [longitude, latitude]; a road's first point is not its position."""
    return record, geometry.multipoint(record.get("gdm"))


def _plain(record: Record) -> Flat:
    shape = record.get("geometry")
    if geometry.is_geometry(shape):
        return {key: value for key, value in record.items() if key != "geometry"}, shape
    return record, None


GEOJSON: Final = Kind("geojson", feature)
LINKED_PLACES: Final = Kind("linked-places", linked_places.flatten, "EPSG:4326")
NATIONAL: Final = Kind("national-json", _national, "EPSG:4490")
PLAIN: Final = Kind("json", _plain)


@dataclass(frozen=True, slots=True)
class RecordTable:
    """A JSON file as a table: one row for each record, numbered from 1."""

    source: Source
    kind: Kind
    columns: tuple[str, ...]
    facts: tuple[Fact, ...]
    crs: str
    limits: Limits
    total: int | None = None

    @property
    def format(self) -> str:
        """The shape of the records."""
        return self.kind.format

    def rows(self, after: int = 0) -> Iterator[SourceRow]:
        """The records from the one after `after` on."""
        known = frozenset(self.columns)
        with closing(self.source()) as records:
            for number, record in enumerate(records, start=1):
                if number > self.limits.rows:
                    raise unreadable("too_many_rows", limit=self.limits.rows)
                if number > after:
                    yield self._row(number, record, known)

    def _row(self, number: int, record: Record, known: frozenset[str]) -> SourceRow:
        values, shape = self.kind.flatten(record)
        texts = [value_text(values.get(column)) for column in self.columns]
        written = geometry.text_of(shape)
        row = checked_row(number, texts, self.columns, self.limits.cell_chars, written)
        problems = row.problems
        if shape is not None and written is None:
            problems = (*problems, ("", shown(value_text(shape)), "bad_geometry"))
        if len(values) > len(known) or not values.keys() <= known:
            late = [(key, value) for key, value in values.items() if key not in known]
            problems += tuple(
                (shown(key)[:_NAME_CHARS], shown(value_text(value)), "late_column")
                for key, value in late[:20]
            )
        return row if problems is row.problems else row._replace(problems=problems)


def open_records(path: Path, scan: Scan, limits: Limits) -> RecordTable:
    """The table in a JSON file.

    Refused: json_damaged and its like, no_records, too_many_columns.
    """
    beside: Record = {}

    def source() -> Generator[Record, None, None]:
        with scan.open(path) as text:
            stream = RecordStream(text, beside)
            yield from stream.records()

    first = first_of(source)
    kind = _kind_of(first[0], beside)
    crs, facts = _system(kind, beside)
    return table_of(source, first, kind, limits, crs=crs, facts=(*encoding_facts(scan), *facts))


def first_of(source: Source) -> list[Record]:
    """The first records. Refused where there is none: no_records."""
    with closing(source()) as records:
        first = list(islice(records, FIRST_RECORDS))
    if not first:
        raise unreadable("no_records")
    return first


def table_of(
    source: Source,
    first: list[Record],
    kind: Kind,
    limits: Limits,
    *,
    crs: str,
    facts: tuple[Fact, ...],
) -> RecordTable:
    """A table of records whose columns are what the first of them hold."""
    columns = _columns(kind, first)
    if len(columns) > limits.columns:
        raise unreadable("too_many_columns", n=len(columns), limit=limits.columns)
    total = len(first) if len(first) < FIRST_RECORDS else None
    return RecordTable(source, kind, columns, facts, crs, limits, total)


def _kind_of(record: Record, beside: Mapping[str, Any]) -> Kind:
    if record.get("type") == "Feature":
        is_linked = {"names", "types", "when"} & record.keys() or "@context" in beside
        return LINKED_PLACES if is_linked else GEOJSON
    if "standard_name" in record:
        return NATIONAL
    return PLAIN


def _columns(kind: Kind, records: list[Record]) -> tuple[str, ...]:
    """Every member that occurs, in the order of appearance."""
    seen: dict[str, None] = {}
    for record in records:
        seen |= dict.fromkeys(kind.flatten(record)[0])
    return tuple(key for key in seen if _may_name(key))


def _may_name(key: str) -> bool:
    """Whether a member's name can be a column's; others are told row by row."""
    return key.strip() != "" and len(key) <= _NAME_CHARS and clean(key, _NAME_CHARS)[1] == ""


def _system(kind: Kind, beside: Mapping[str, Any]) -> tuple[str, tuple[Fact, ...]]:
    """The coordinate system, as the file names it or as its format defines it."""
    if kind is not GEOJSON:
        return kind.crs, ()
    named = beside.get("crs")
    name = named.get("properties", {}).get("name") if isinstance(named, dict) else None
    if isinstance(name, str):
        found = _CRS_NAME.search(name)
        crs = f"EPSG:{found[1]}" if found else "EPSG:4326" if "CRS84" in name else name[:200]
        return crs, (Fact("crs", T("坐标系：%(name)s", name=crs)),)
    return "EPSG:4326", (Fact("crs", T("文件没有写明坐标系，按 GeoJSON 标准为 WGS 84")),)
