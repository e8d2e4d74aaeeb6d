"""Search terms of very many names, entered some time after the names, in the order of the trees.

A name has some fourteen terms, each somewhere else in the trees. Entered name by name into the
trees of a million others, each term costs a page of its own: read, written to the log, written
to the file. Fifty thousand names entered together, part by part in order, share their pages.

Until then their lines stand without terms: nobody finds these names by searching. From which line
on is written beside the terms (`wait`) and is true in every state that is committed, so whoever
comes next can enter what a killed process left (`waiting`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, delete, func, select
from sqlmodel import Session, col

from registry.places.models import PlaceGram, PlaceKey, PlaceLine
from registry.places.rules.terms import NameTerms
from registry.places.services import index
from registry.places.services.index import TermRows, insert_rows

#: Names at a time: the terms of a part of them take some thirty megabytes.
MOST: Final = 50_000
#: Of the one row that says where the waiting lines begin.
_SCRIPT = "w"
_READ = 10_000


class Span(NamedTuple):
    """Numbers of lines from the first to the last, both included."""

    first: int
    last: int


def write_late(session: Session, rows: TermRows) -> None:
    """Insert the lines of names alone; their terms wait for `enter_part`."""
    written = rows.write_lines(session)
    if written:
        _wait(session, min(number for number, _terms in written))


def waiting(session: Session, most: int = MOST) -> Span | None:
    """The first lines whose terms are not entered yet; None where every name is found."""
    first = _first(session)
    if first is None:
        return None
    last = session.scalar(
        select(func.max(col(PlaceLine.number))).where(
            col(PlaceLine.number).between(first, first + most - 1)
        )
    )
    if last is None:
        following = select(func.min(col(PlaceLine.number))).where(col(PlaceLine.number) > first)
        last = session.scalar(following) or first
    return Span(first, int(last))


def last_number(session: Session) -> int:
    """The highest number of a line: about as many names as there are."""
    return int(session.scalar(select(func.max(col(PlaceLine.number)))) or 0)


def enter_part(session: Session, part: str, span: Span) -> None:
    """Enter one part of the terms of these lines; what is there already stays.

    The lines are read here, in the transaction that enters their terms: somebody may have changed
    one of them since the part before.
    """
    table, terms = PARTS[part]
    found: list[tuple[Any, ...]] = []
    for start in range(span.first, span.last + 1, _READ):
        found += terms(session.connection(), start, min(span.last, start + _READ - 1))
    found.sort()
    insert_rows(session, table, found, over=True)


def entered(session: Session, span: Span) -> None:
    """All parts of these lines are entered: others wait, or none."""
    if _first(session) != span.first:
        return
    _forget_mark(session)
    following = session.scalar(
        select(func.min(col(PlaceLine.number))).where(col(PlaceLine.number) > span.last)
    )
    if following is not None:
        _wait(session, int(following))


def enter_waiting(session: Session) -> None:
    """Enter whatever waits, all in the caller's unit of work."""
    while (span := waiting(session)) is not None:
        for part in PARTS:
            enter_part(session, part, span)
        entered(session, span)


def refresh(session: Session) -> int | None:
    """Write the index anew where an earlier edition of the rules wrote it; else enter what waits.

    Returns how many names were written anew, or None.
    """
    made = index.refresh(session)
    enter_waiting(session)
    return made


def _first(session: Session) -> int | None:
    statement = select(col(PlaceKey.number)).where(col(PlaceKey.script) == _SCRIPT)
    return session.scalars(statement).first()


def _wait(session: Session, first: int) -> None:
    before = _first(session)
    if before is None or first < before:
        _forget_mark(session)
        insert_rows(session, PlaceKey, [(_SCRIPT, 0, "", 0, first)])


def _forget_mark(session: Session) -> None:
    session.execute(delete(PlaceKey).where(col(PlaceKey.script) == _SCRIPT))


def _lines(connection: Connection, column: str, first: int, last: int) -> Sequence[Any]:
    columns = (*("number", "tier", "rank"), column)
    statement = select(*(col(getattr(PlaceLine, name)) for name in columns))
    return connection.execute(
        statement.where(col(PlaceLine.number).between(first, last)).order_by(col(PlaceLine.number))
    ).all()


def _names(connection: Connection, first: int, last: int) -> list[tuple[Any, ...]]:
    lines = _lines(connection, "folded", first, last)
    return [("h", tier, folded, rank, number) for number, tier, rank, folded in lines if folded]


def _own(scripts: str) -> Terms:
    """The keys that lines have written in them."""

    def terms(connection: Connection, first: int, last: int) -> list[tuple[Any, ...]]:
        return [
            (key[0], tier, key[1:], rank, number)
            for number, tier, rank, own in _lines(connection, "own_keys", first, last)
            for key in own.split("\n")
            if key and key[0] in scripts
        ]

    return terms


def _gapped(connection: Connection, first: int, last: int) -> list[tuple[Any, ...]]:
    lines = _lines(connection, "folded", first, last)
    return [
        (*entry, number)
        for number, tier, rank, folded in lines
        for entry in NameTerms(tier, rank, folded, ()).entries("x")
    ]


def _grams(connection: Connection, first: int, last: int) -> list[tuple[Any, ...]]:
    found = []
    for number, tier, rank, folded in _lines(connection, "folded", first, last):
        terms = NameTerms(tier, rank, folded, ())
        place = terms.gram_rank
        found += [(gram, place, number) for gram in terms.grams()]
    return found


Terms = Callable[[Connection, int, int], list[tuple[Any, ...]]]

#: Parts of the terms, each small enough to be sorted in memory and written in less than a second.
PARTS: Final[dict[str, tuple[type[Any], Terms]]] = {
    "names": (PlaceKey, _names),
    "pinyin": (PlaceKey, _own("p")),
    "initials and codes": (PlaceKey, _own("ic")),
    "names without a character": (PlaceKey, _gapped),
    "characters": (PlaceGram, _grams),
}
