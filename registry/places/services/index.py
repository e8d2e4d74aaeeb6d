"""Search terms written beside names, in the same transaction, by one function for every path."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlmodel import Session, col

from registry.places.models import Division, Place, PlaceGram, PlaceKey, PlaceLine, PlaceName
from registry.places.queries.cards import division_texts
from registry.places.queries.lines import LineTerms, edition, edition_found, lines_from, terms_in
from registry.places.rules import EntityStatus, NameKind, is_division, kind_label
from registry.places.rules.terms import EDITION_SCRIPT, NameTerms, sort_key_of, terms_of

_STANDARD = NameKind.STANDARD.value
# Made once: `json.dumps` makes one for every text where its arguments are not the usual ones.
_as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_BATCH = 20_000
_CHUNK = 400
#: Rows of one statement. Where a table has triggers SQLite copies every page that a statement
#: changes, so as to be able to take it back: for a place that is a row's whole cost once more.
#: 100 rows of fifty columns are far below the 32,766 values that a statement may have.
_TOGETHER = 100


@dataclass(slots=True)
class TermRows:
    """Rows of the search tables, ready to be inserted together."""

    _taken: list[tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any], NameTerms]] = field(
        default_factory=list
    )

    def take(
        self,
        place: Mapping[str, Any],
        names: Sequence[Mapping[str, Any]],
        codes: Iterable[str] = (),
    ) -> None:
        """Add the terms of all names of one place.

        `place`: a mapping with id, kind, division_id, simulated. `names`: mappings with id, text,
        name_kind, roman_toned, roman_plain and perhaps `minority_text` and `number`, the one they
        had before; exactly one is the standard name, which alone is found by `codes`.
        """
        kept = list(codes)
        standard = next(name for name in names if name["name_kind"] == _STANDARD)
        for name in names:
            own = kept if name is standard else ()
            text, roman = name["text"], name["roman_plain"]
            minority = name.get("minority_text") or ""
            terms = terms_of(place["kind"], name["name_kind"], text, roman, own, minority)
            self._taken.append((place, name, standard, terms))

    def write(self, session: Session) -> None:
        """Insert everything taken, and start afresh."""
        lines, grams, keys = self.write_lines(session), [], []
        for number, terms in lines:
            rank = terms.gram_rank
            grams += [(gram, rank, number) for gram in terms.grams()]
            keys += [(*entry, number) for entry in terms.entries()]
        # In the order of the trees: neighbours of one batch then share pages.
        insert_rows(session, PlaceGram, sorted(grams))
        insert_rows(session, PlaceKey, sorted(keys))

    def write_lines(self, session: Session) -> list[tuple[int, NameTerms]]:
        """Insert the lines alone, and start afresh; (number, terms) of each.

        Nobody finds these names before `enter` has entered their terms: that is for very many
        names at once.
        """
        if not self._taken:
            return []
        texts = division_texts(
            session, {(place["division_id"], place["kind"]) for place, *_ in self._taken}
        )
        kept = [name.get("number") or 0 for _, name, *_ in self._taken]
        following = max(_next_number(session), *(number + 1 for number in kept))
        lines, written = [], []
        for place, name, standard, terms in self._taken:
            number = name.get("number")
            if number is None:
                number, following = following, following + 1
            where = texts.get((place["division_id"], place["kind"]), "")
            lines.append(_line(number, place, name, standard, terms, where))
            written.append((number, terms))
        self._taken = []
        insert_rows(session, PlaceLine, lines)
        return written


def insert_rows(
    session: Session, table: type[Any], rows: Sequence[tuple[Any, ...]], *, over: bool = False
) -> None:
    """Insert tuples in the order of the table's columns, by the driver's own bulk insert.

    `over`: some may be there already, and stay as they are.
    """
    if not rows:
        return
    connection = session.connection()
    statement = str(insert(table).compile(dialect=connection.dialect))
    end = " ON CONFLICT DO NOTHING" if over else ""
    if not connection.dialect.positional:
        names = [column.name for column in table.__table__.columns]
        named = [dict(zip(names, row, strict=True)) for row in rows]
        connection.exec_driver_sql(f"{statement}{end}", named)
        return
    whole = len(rows) - len(rows) % _TOGETHER
    if whole:
        head, marks = statement.split(" VALUES ")
        many = f"{head} VALUES {', '.join([marks] * _TOGETHER)}{end}"
        for start in range(0, whole, _TOGETHER):
            together = chain.from_iterable(rows[start : start + _TOGETHER])
            connection.exec_driver_sql(many, tuple(together))
    if whole < len(rows):
        connection.exec_driver_sql(f"{statement}{end}", list(rows[whole:]))


def _next_number(session: Session) -> int:
    # Writers come one after another on both engines, so the highest number is the last one given.
    return int(session.scalar(select(func.max(col(PlaceLine.number)))) or 0) + 1


def _line(
    number: int,
    place: Mapping[str, Any],
    name: Mapping[str, Any],
    standard: Mapping[str, Any],
    terms: NameTerms,
    where: str,
) -> tuple[Any, ...]:
    own = "\n".join(f"{script}{key}" for script, key in terms.own)
    shown = shown_of(place, name, standard, where)
    return (
        number,
        place["id"],
        name["id"],
        terms.tier,
        terms.rank,
        terms.folded,
        own,
        shown,
    )


def shown_of(
    place: Mapping[str, Any], name: Mapping[str, Any], standard: Mapping[str, Any], where: str
) -> str:
    """What a suggestion shows of a name, as JSON: the standard name, and this one if it differs.

    `label` is the Chinese word for its kind; the page has the words of other languages.
    """
    shown = {
        "id": place["id"],
        "name": standard["text"],
        "roman": standard["roman_toned"],
        "label": kind_label(place["kind"], standard["text"]).msgid,
        "where": where,
    }
    if name is not standard:
        shown["as"] = {
            "name": name["text"],
            "roman": name["roman_toned"],
            "kind": name["name_kind"],
        }
    if place["simulated"]:
        shown["simulated"] = True
    return _as_json(shown)


_FACTS = select(
    col(Place.id),
    col(Place.kind),
    col(Place.division_id),
    col(Place.simulated),
    col(Place.entity_status),
    col(Place.merged_into),
    col(Place.place_code),
    col(Place.twin_place_code),
    col(Place.sort_key),
)


def reindex(session: Session, place_id: str) -> None:
    """Write the search terms and the list key of a place anew, from its names as they stand.

    A merged place has no terms: its names are found at the place it was merged into. One that
    was taken back is not found at all.
    """
    session.flush()
    numbers = forget(session, [place_id])
    rows = TermRows()
    _take(session, session.execute(_FACTS.where(col(Place.id) == place_id)).all(), rows, numbers)
    rows.write(session)


def _take(
    session: Session, places: Sequence[Row[Any]], rows: TermRows, numbers: Mapping[str, int]
) -> None:
    """Gather the terms of places that stand in the order of their ids."""
    names = _names(session, places[0].id, places[-1].id)
    divisions = _division_codes(session, (place.division_id for place in places))
    for place in places:
        if place.merged_into is not None or place.entity_status == EntityStatus.WITHDRAWN:
            continue
        own = [{**name, "number": numbers.get(name["id"])} for name in names[place.id]]
        standard = next(name for name in own if name["name_kind"] == _STANDARD)
        rows.take(place._asdict(), own, _codes(place, divisions[place.division_id]))
        sort_key = sort_key_of(standard["text"], standard["roman_plain"])
        if sort_key != place.sort_key:
            session.execute(
                update(Place).where(col(Place.id) == place.id).values(sort_key=sort_key)
            )


def forget(session: Session, place_ids: Sequence[str]) -> dict[str, int]:
    """Delete the terms of places by what their lines say; the number of each name that had one."""
    numbers, grams, keys = {}, [], []
    for line in terms_in(session, place_ids):
        numbers[line.name_id] = line.number
        grams += [(gram, line.terms.gram_rank, line.number) for gram in line.terms.grams()]
        keys += [(*entry, line.number) for entry in line.terms.entries()]
    _delete_rows(session, PlaceGram, grams)
    _delete_rows(session, PlaceKey, keys)
    session.execute(delete(PlaceLine).where(col(PlaceLine.place_id).in_(place_ids)))
    return numbers


def _delete_rows(session: Session, table: type[Any], rows: Sequence[tuple[Any, ...]]) -> None:
    if not rows:
        return
    connection = session.connection()
    names = [column.name for column in table.__table__.columns]
    if connection.dialect.positional:
        marks = " AND ".join(f"{name} = ?" for name in names)
        values: Any = list(rows)
    else:
        marks = " AND ".join(f"{name} = %({name})s" for name in names)
        values = [dict(zip(names, row, strict=True)) for row in rows]
    # Names of tables and columns are the models' own; values are bound.
    connection.exec_driver_sql(f"DELETE FROM {table.__tablename__} WHERE {marks}", values)  # noqa: S608


def _codes(place: Row[Any], division: tuple[str, list[str]]) -> list[str]:
    """The codes a place is found by: its own, and those of both lists where it is a division."""
    codes = [place.place_code, place.twin_place_code]
    if is_division(place.kind, division[0]):
        codes += division[1]
    return [code for code in dict.fromkeys(codes) if code]


def _division_codes(
    session: Session, division_ids: Iterable[str]
) -> dict[str, tuple[str, list[str]]]:
    """(level, codes in either list) of divisions by id."""
    ids = sorted(set(division_ids))
    found: dict[str, tuple[str, list[str]]] = {}
    for start in range(0, len(ids), _CHUNK):
        chunk = ids[start : start + _CHUNK]
        own = select(col(Division.id), col(Division.level), col(Division.code))
        for row in session.execute(own.where(col(Division.id).in_(chunk))):
            found[row.id] = (row.level, [row.code])
        twins = select(col(Division.twin_division_id), col(Division.code))
        for twin in session.execute(twins.where(col(Division.twin_division_id).in_(chunk))):
            found[twin.twin_division_id][1].append(twin.code)
    return found


def _names(session: Session, first_id: str, last_id: str) -> dict[str, list[dict[str, Any]]]:
    """The names of all places from one id to another, by place, oldest first."""
    statement = (
        select(
            col(PlaceName.id),
            col(PlaceName.place_id),
            col(PlaceName.text),
            col(PlaceName.name_kind),
            col(PlaceName.roman_toned),
            col(PlaceName.roman_plain),
            col(PlaceName.minority_text),
        )
        .where(col(PlaceName.place_id) >= first_id, col(PlaceName.place_id) <= last_id)
        .order_by(col(PlaceName.created_at), col(PlaceName.id))
    )
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in session.execute(statement):
        found[row.place_id].append(row._asdict())
    return found


def rebuild(session: Session) -> int:
    """Write the whole index anew; returns how many names are in it.

    For a database that was written by an earlier edition of the rules of folding and spelling.
    """
    with _much_memory(session):
        for table in (PlaceGram, PlaceKey, PlaceLine):
            session.execute(delete(table))
        for places in _batches(session):
            rows = TermRows()
            _take(session, places, rows, {})
            rows.write_lines(session)
        enter(session, 0)
        insert_rows(session, PlaceKey, [(EDITION_SCRIPT, 0, edition(), 0, 0)])
    return int(session.scalar(select(func.count()).select_from(PlaceLine)) or 0)


def enter(session: Session, first: int) -> None:
    """Enter the terms of all lines from number `first` on, which have none yet.

    One part of the trees after another: each part is small enough to be held in memory, while
    all of them together would be read and written again for every few thousand names.
    """
    with _much_memory(session):
        for part in ("gram", "h", "p", "i", "c", "x"):
            for lines in _line_batches(session, first):
                if part == "gram":
                    grams = [
                        (gram, line.terms.gram_rank, line.number)
                        for line in lines
                        for gram in line.terms.grams()
                    ]
                    insert_rows(session, PlaceGram, sorted(grams))
                    continue
                keys = [
                    (*entry, line.number) for line in lines for entry in line.terms.entries(part)
                ]
                insert_rows(session, PlaceKey, sorted(keys))


def _line_batches(session: Session, first: int) -> Iterator[list[LineTerms]]:
    while lines := lines_from(session, first, _BATCH):
        yield lines
        first = lines[-1].number + 1


@contextmanager
def _much_memory(session: Session) -> Iterator[None]:
    """The trees are written all over; SQLite's small cache would write each page many times."""
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        yield
        return
    usual = connection.exec_driver_sql("PRAGMA cache_size").scalar_one()
    connection.exec_driver_sql("PRAGMA cache_size=-200000")
    try:
        yield
    finally:
        connection.exec_driver_sql(f"PRAGMA cache_size={int(usual)}")


def refresh(session: Session) -> int | None:
    """Write the index anew where an earlier edition of the rules wrote it; else None."""
    return None if edition_found(session) == edition() else rebuild(session)


def _batches(session: Session) -> Iterator[Sequence[Row[Any]]]:
    last = ""
    while True:
        statement = _FACTS.where(col(Place.id) > last).order_by(col(Place.id)).limit(_BATCH)
        places = session.execute(statement).all()
        if not places:
            return
        last = places[-1].id
        yield places
