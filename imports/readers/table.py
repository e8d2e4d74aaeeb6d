"""What reading a file gives: its columns, how they were found, and its rows as text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from registry.core.text import Text

MIB: Final = 1024 * 1024
#: What the size of a file is told in, and limited by.
MEGABYTE: Final = 1_000_000


class SourceRow(NamedTuple):
    """One row of a file, as text.

    A named tuple and not a dataclass: a million of them are made for a large file, and this costs
    a third.
    """

    #: As a person counts rows in that file, header included; the ordinal where there are no rows.
    number: int
    #: One text for each of the table's columns, as written; "" where there is nothing. Dates are
    #: ISO, whole numbers of a sheet have no ".0".
    cells: tuple[str, ...]
    #: GeoJSON geometry in the file's own coordinate system.
    geometry: str | None = None
    #: (column, value, code); the codes are explained by `imports.readers.faults.PROBLEMS`. The
    #: column is "" where the whole row is meant.
    problems: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that was found out about the file, to be shown to the person."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person wants the file read; "" or None where the program shall find out.

    `header_row` is the number of the first row of the header, counted from 1; 0: there is none.
    """

    encoding: str = ""
    delimiter: str = ""
    header_row: int | None = None
    sheet: str = ""
    layer: str = ""
    #: The words of a notice: read as a list of names wherever they are no table.
    as_list: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    file_bytes: int = 256 * MEGABYTE
    #: Of an archive: bytes after inflating, how many times more than before, and entries.
    inflated_bytes: int = 2048 * MIB
    ratio: int = 250
    entries: int = 5_000
    columns: int = 200
    rows: int = 5_000_000
    #: Characters. A longer cell is left out and reported; a longer line ends the reading.
    cell_chars: int = 64 * 1024
    line_chars: int = 16 * MIB
    #: Of the child process that decodes sheets and layers.
    memory_bytes: int = 2048 * MIB
    cpu_seconds: int = 900
    #: How long the child may be silent.
    wall_seconds: float = 180.0


class Table(Protocol):
    """A file that is open for reading, as often as wanted."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of the columns: unique, none empty."""
        ...

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What was found: encoding, delimiter, header row, sheet, hidden sheets, layer, system."""
        ...

    @property
    def crs(self) -> str:
        """Coordinate system of the geometries: "EPSG:4490", else its WKT; "" where not known."""
        ...

    @property
    def total(self) -> int | None:
        """About how many rows there are, for a progress bar; None where not known."""
        ...

    @property
    def format(self) -> str:
        """csv, xlsx, xls, ods, geojson, gpkg, shapefile, kml, kmz, gpx, linked-places, lp-tsv,
        national-json, json or list.
        """  # noqa: D205
        ...

    def rows(self, after: int = 0) -> Iterator[SourceRow]:
        """The rows with a number above `after`, in order, in constant memory.

        Refused where the file turns out to be broken further down; the rows before came already.
        """
        ...
