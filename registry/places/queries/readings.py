"""Readings: the local table as it counts at a place, its rows, and the names that wait."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, union_all
from sqlmodel import Session, col

from registry.places.models import (
    Division,
    LocalReading,
    Place,
    PlaceGram,
    PlaceKey,
    PlaceLine,
    PlaceName,
)
from registry.places.queries.divisions import names_on_paths
from registry.places.rules import ReadingStatus
from registry.places.rules.folding import fold
from registry.places.rules.romanise import Reading, ReadingTable, reading_table

_BOOK = "places.reading_book"
_CHUNK = 1000


class ReadingBook:
    """All approved local readings; `table_for` gives those that count in one division.

    Of equal Hanzi the row of the nearest division counts, then the one that is for everywhere,
    then the one that ships with the program; of rows that overlap, the longest.
    """

    def __init__(self, rows: Iterable[tuple[str, Reading]]) -> None:
        #: (path of the division or "", reading), wider divisions first.
        self._rows = sorted(rows, key=lambda row: (len(row[0]), row[0]))
        self._everywhere = all(path == "" for path, _ in self._rows)
        self._tables: dict[str, ReadingTable] = {}

    def table_for(self, division_path: str) -> ReadingTable:
        """The table for names of places in the division with this path."""
        key = "" if self._everywhere else division_path
        table = self._tables.get(key)
        if table is None:
            inside = f"{division_path}/"
            table = reading_table(
                tuple(row for path, row in self._rows if not path or inside.startswith(f"{path}/"))
            )
            self._tables[key] = table
        return table


def reading_book(session: Session) -> ReadingBook:
    """The approved readings, read once for each session."""
    book = session.info.get(_BOOK)
    if not isinstance(book, ReadingBook):
        book = session.info[_BOOK] = ReadingBook(_approved(session))
    return book


def forget_reading_book(session: Session) -> None:
    """Read the book anew next time: a reading was approved or retired in this session."""
    session.info.pop(_BOOK, None)


def _approved(session: Session) -> Iterator[tuple[str, Reading]]:
    statement = (
        select(LocalReading, col(Division.path))
        .outerjoin(Division, col(Division.id) == col(LocalReading.division_id))
        .where(col(LocalReading.status) == ReadingStatus.APPROVED.value)
    )
    for row, path in session.execute(statement):
        yield path or "", _reading(row)


def _reading(row: LocalReading) -> Reading:
    return Reading(row.hanzi, tuple(row.toned.split()), row.basis, since=row.decided_at)


@dataclass(frozen=True, slots=True)
class LocalReadingView:
    """A row of the table of local readings; `division_name` is empty where it counts everywhere."""

    id: str
    hanzi: str
    toned: str
    basis: str
    status: str
    division_id: str | None
    division_path: str
    division_name: str
    proposed_by: str | None
    proposed_at: datetime
    decided_at: datetime | None
    row_version: int
    simulated: bool


def local_readings(session: Session) -> list[LocalReadingView]:
    """The rows of the table: what waits first, then what counts, then what was retired."""
    statement = select(LocalReading, col(Division.path)).outerjoin(
        Division, col(Division.id) == col(LocalReading.division_id)
    )
    rows = [(row, path or "") for row, path in session.execute(statement)]
    names = names_on_paths(session, [path for _, path in rows])
    order = [status.value for status in ReadingStatus]
    views = [_view(row, path, names) for row, path in rows]
    return sorted(views, key=lambda view: (order.index(view.status), view.hanzi, view.id))


def _view(row: LocalReading, path: str, names: Mapping[str, tuple[str, str]]) -> LocalReadingView:
    return LocalReadingView(
        id=row.id,
        hanzi=row.hanzi,
        toned=row.toned,
        basis=row.basis,
        status=row.status,
        division_id=row.division_id,
        division_path=path,
        division_name=names.get(row.division_id or "", ("", ""))[0],
        proposed_by=row.created_by,
        proposed_at=row.created_at,
        decided_at=row.decided_at,
        row_version=row.row_version,
        simulated=row.simulated,
    )


@dataclass(frozen=True, slots=True)
class SpelledName:
    """A name with all that decides whether its spelling is in doubt."""

    id: str
    place_id: str
    kind: str
    division_path: str
    text: str
    roman_toned: str
    roman_status: str
    roman_approved_at: datetime | None
    roman_doubt: bool


def _spelled() -> Select[Any]:
    columns: list[Any] = [
        col(PlaceName.id),
        col(PlaceName.place_id),
        col(Place.kind),
        col(Division.path),
        col(PlaceName.text),
        col(PlaceName.roman_toned),
        col(PlaceName.roman_status),
        col(PlaceName.roman_approved_at),
        col(PlaceName.roman_doubt),
    ]
    return (
        select(*columns)
        .join(Place, col(Place.id) == col(PlaceName.place_id))
        .join(Division, col(Division.id) == col(Place.division_id))
    )


def spelled_names(session: Session, name_ids: Sequence[str]) -> dict[str, SpelledName]:
    """Names by id, as far as there are any."""
    statement = _spelled().where(col(PlaceName.id).in_(list(name_ids)))
    return {row[0]: SpelledName(*row) for row in session.execute(statement)}


def every_spelled_name(session: Session) -> Iterator[SpelledName]:
    """All names in the order of their ids, some at a time: their number does not matter."""
    return _walk(session, _spelled())


def names_written_with(
    session: Session, hanzi: str, division_path: str = ""
) -> Iterator[SpelledName]:
    """Names that hold these characters, in one division or everywhere; found by index."""
    statement = _spelled().where(col(PlaceName.id).in_(_name_ids_with(hanzi)))
    inside = f"{division_path}/" if division_path else ""
    for row in _walk(session, statement):
        if hanzi in row.text and f"{row.division_path}/".startswith(inside):
            yield row


def _name_ids_with(hanzi: str) -> Select[Any]:
    """Names that begin with the characters, by their key; that hold them later, by their pairs."""
    folded = fold(hanzi)
    begins = select(col(PlaceKey.number)).where(
        col(PlaceKey.script) == "h",
        col(PlaceKey.tier).in_((0, 1, 2)),
        col(PlaceKey.key) >= folded,
        col(PlaceKey.key) < folded + "\U0010ffff",
    )
    holds = select(col(PlaceGram.number)).where(col(PlaceGram.gram) == folded[:2])
    return select(col(PlaceLine.name_id)).where(col(PlaceLine.number).in_(union_all(begins, holds)))


def _walk(session: Session, statement: Select[Any]) -> Iterator[SpelledName]:
    last = ""
    while True:
        part = statement.where(col(PlaceName.id) > last).order_by(col(PlaceName.id)).limit(_CHUNK)
        rows = [SpelledName(*row) for row in session.execute(part)]
        yield from rows
        if len(rows) < _CHUNK:
            return
        last = rows[-1].id
