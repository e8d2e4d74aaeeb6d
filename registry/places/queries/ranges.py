"""The ranges of the search tables that the streams of a query read, all in one statement.

Written as SQL text: building a dozen statement objects cost more than the answer itself. Every
fragment below is a constant of this file; whatever a person sent travels as a bound parameter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import func, select, text
from sqlmodel import Session, col

from registry.places.models import PlaceGram
from registry.places.rules.folding import bigrams
from registry.places.rules.terms import Stream

Found = tuple[str, int, str, str]
"""(key, rank, id of the name, id of the place)."""

LAST_CHARACTER = "\U0010ffff"
_COMMON = 400

_CONDITIONS: dict[tuple[str, bool], str] = {
    ("county", True): "p.county_id = :county",
    ("kind", True): "p.kind = :kind",
    ("status", True): "p.entity_status = :status",
    ("protected", True): "p.protected = :protected",
    ("located", True): "p.lon IS NOT NULL",
    ("located", False): "p.lon IS NULL",
}
_KEYED = "SELECT {n} AS n, t.key, t.rank, t.name_id, t.place_id FROM place_key t{join} WHERE "
_GRAM = "SELECT {n} AS n, '', t.rank, t.name_id, t.place_id FROM place_gram t{join} WHERE "


def read_ranges(
    session: Session,
    plan: Sequence[Stream],
    numbers: Sequence[int],
    filters: Mapping[str, str | bool],
    size: int,
    last: tuple[str, int, str] | None,
) -> dict[int, list[Found]]:
    """Up to `size` rows of each of these streams of the plan, each in its own order.

    `filters`: county, kind, status, protected, located. `last` (key, rank, name id) is where the
    first of the streams goes on.
    """
    values: dict[str, Any] = {"size": size}
    values |= {name: value for name, value in filters.items() if name != "located"}
    join, passes = _join(filters)
    parts = []
    for number in numbers:
        stream = plan[number]
        after = last if number == numbers[0] else None
        if stream.tier is None:
            gram = _rarest(session, stream.text)
            head, order = _GRAM, "t.rank, t.name_id"
            where = _infix(stream, gram, number, values, after)
        else:
            head, order = _KEYED, "t.key, t.rank, t.name_id"
            where = _keyed(stream, number, values, after)
        conditions = " AND ".join([*where, *passes])
        part = head.format(n=number, join=join) + conditions
        ranked = f"({part} ORDER BY {order} LIMIT :size) AS s{number}"
        parts.append(f"SELECT * FROM {ranked}")  # noqa: S608 - constants of this file only
    found: dict[int, list[Found]] = {number: [] for number in numbers}
    rows = session.connection().execute(text(" UNION ALL ".join(parts)), values)
    for number, key, rank, name_id, place_id in rows:
        found[number].append((key, rank, name_id, place_id))
    return {number: sorted(rows) for number, rows in found.items()}


def _join(filters: Mapping[str, str | bool]) -> tuple[str, list[str]]:
    """Merged places have no terms, so without a filter the table of places is not asked."""
    if not filters:
        return "", []
    passes = [_CONDITIONS[name, name != "located" or bool(v)] for name, v in filters.items()]
    return " JOIN place p ON p.id = t.place_id", passes


def _keyed(
    stream: Stream, number: int, values: dict[str, Any], last: tuple[str, int, str] | None
) -> list[str]:
    where = [f"t.script = :script{number}", f"t.tier = :tier{number}"]
    values[f"script{number}"], values[f"tier{number}"] = stream.script, stream.tier
    values[f"text{number}"] = stream.text
    if stream.whole:
        where.append(f"t.key = :text{number}")
    else:
        where += [f"t.key > :text{number}", f"t.key < :end{number}"]
        values[f"end{number}"] = stream.text + LAST_CHARACTER
    if last is not None:
        where.append("(t.key, t.rank, t.name_id) > (:last_key, :last_rank, :last_name)")
        values["last_key"], values["last_rank"], values["last_name"] = last
    return where


def _infix(
    stream: Stream,
    gram: str,
    number: int,
    values: dict[str, Any],
    last: tuple[str, int, str] | None,
) -> list[str]:
    where = [f"t.gram = :gram{number}", f"t.folded NOT LIKE :begins{number} ESCAPE '/'"]
    values[f"gram{number}"] = gram
    values[f"begins{number}"] = f"{_escaped(stream.text)}%"
    if len(stream.text) > 2:
        where.append(f"t.folded LIKE :holds{number} ESCAPE '/'")
        values[f"holds{number}"] = f"%{_escaped(stream.text)}%"
    if last is not None:
        where.append("(t.rank, t.name_id) > (:last_rank, :last_name)")
        _, values["last_rank"], values["last_name"] = last
    return where


def _escaped(text_: str) -> str:
    return text_.replace("/", "//").replace("%", "/%").replace("_", "/_")


def _rarest(session: Session, query: str) -> str:
    """The pair of characters to start from: of several the one with the fewest names.

    Counting stops at a few hundred, so that a common pair costs no more than a rare one.
    """
    if len(query) <= 2:
        return query
    pairs = [gram for gram in bigrams(query) if len(gram) == 2]
    return min(pairs, key=lambda gram: _frequency(session, gram))


def _frequency(session: Session, gram: str) -> int:
    some = select(col(PlaceGram.rank)).where(col(PlaceGram.gram) == gram).limit(_COMMON).subquery()
    return int(session.scalar(select(func.count()).select_from(some)) or 0)
