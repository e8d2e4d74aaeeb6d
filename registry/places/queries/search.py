"""Search and the list: exact Hanzi, then prefix, then inside, then pinyin and initials."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import ColumnElement, bindparam, func, select, tuple_
from sqlmodel import Session, col

from registry.core.errors import Invalid
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.core.text import T, Text
from registry.places.models import Place, PlaceKey, PlaceName
from registry.places.queries.cards import PlaceCard, place_cards
from registry.places.queries.ranges import Found, read_ranges
from registry.places.rules import NAME_KIND_LABELS, EntityStatus, NameKind
from registry.places.rules.terms import Key, Standing, Stream, Way, best_standing, streams, terms_of

MAX_LIMIT = 200
BAD_CURSOR = T("翻页标记无效，请从第一页重新开始")


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """What a list is narrowed by; None means "either"."""

    q: str = ""
    county: str | None = None
    kind: str | None = None
    status: str | None = None
    located: bool | None = None
    protected: bool | None = None


@dataclass(frozen=True, slots=True)
class Matched:
    """Which name met the query and how: an old name always leads to the standard one."""

    name: str
    roman: str
    name_kind: str
    kind_label: Text
    way: str


@dataclass(frozen=True, slots=True)
class PlaceHit:
    """One row of an answer; `matched` is None in a list without a query."""

    card: PlaceCard
    matched: Matched | None


def search(
    session: Session, wanted: PlaceFilter, limit: int = 20, after: str | None = None
) -> Page[PlaceHit]:
    """Places that match, best first, each once; without a query all of them in pinyin order.

    At most `limit` (1–200) a page; `after` is the `next` of the page before.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    limit = max(1, min(limit, MAX_LIMIT))
    plan = streams(wanted.q)
    if not plan:
        return _listed(session, wanted, limit, after)
    start = _standing(after) if after else None
    found = _collect(session, plan, wanted, limit + 1, start)
    shown = found[:limit]
    cards = place_cards(session, [hit.place_id for hit in shown])
    matched = _matched(session, shown)
    hits = [
        PlaceHit(
            cards[hit.place_id], _told(wanted.q, cards[hit.place_id], matched[hit.standing[3]])
        )
        for hit in shown
    ]
    cursor = encode_cursor(*shown[-1].standing) if len(found) > limit else None
    return Page(hits, cursor)


def count(session: Session, wanted: PlaceFilter) -> int:
    """How many places pass the filters, the query apart (a search is never counted)."""
    statement = select(func.count()).select_from(Place).where(*_passes(wanted))
    return int(session.scalar(statement) or 0)


def unlocated(session: Session, wanted: PlaceFilter) -> int:
    """How many of those that pass the filters have no position yet."""
    return count(session, replace(wanted, located=False))


def _listed(session: Session, wanted: PlaceFilter, limit: int, after: str | None) -> Page[PlaceHit]:
    statement = (
        select(col(Place.id), col(Place.sort_key))
        .where(*_passes(wanted))
        .order_by(col(Place.sort_key), col(Place.id))
        .limit(limit + 1)
    )
    if after:
        sort_key, last_id = (_text(part) for part in decode_cursor(after, 2))
        statement = statement.where(
            tuple_(col(Place.sort_key), col(Place.id)) > tuple_(sort_key, last_id)
        )
    rows = session.execute(statement).all()
    cards = place_cards(session, [row[0] for row in rows[:limit]])
    cursor = encode_cursor(rows[limit - 1][1], rows[limit - 1][0]) if len(rows) > limit else None
    return Page([PlaceHit(card, None) for card in cards.values()], cursor)


@dataclass(frozen=True, slots=True)
class _Hit:
    place_id: str
    standing: Standing
    way: Way


def _standing(cursor: str) -> Standing:
    number, key, rank, name_id = decode_cursor(cursor, 4)
    return _number(number), _text(key), _number(rank), _text(name_id)


def _number(part: str | float) -> int:
    if not isinstance(part, int) or not 0 <= part < 1 << 31:
        raise Invalid({"after": [BAD_CURSOR]})
    return part


def _text(part: str | float) -> str:
    # NUL and lone surrogates stop a database driver; no cursor of ours holds them.
    if not isinstance(part, str) or any(
        char == "\0" or 0xD800 <= ord(char) < 0xE000 for char in part
    ):
        raise Invalid({"after": [BAD_CURSOR]})
    return part


def _collect(
    session: Session, plan: Sequence[Stream], wanted: PlaceFilter, need: int, start: Standing | None
) -> list[_Hit]:
    """The next `need` hits: each stream in turn, keeping a place only where it stands best.

    The beginnings of all streams come in one statement: most answers need no second one.
    """
    first = start[0] if start is not None else 0
    numbers = list(range(first, len(plan)))
    last = start[1:] if start is not None else None
    begun = read_ranges(session, plan, numbers, conditions_of(wanted), need, last)
    found: list[_Hit] = []
    for number in numbers:
        rows, size = begun[number], need
        found += _kept(session, plan, number, rows)
        while len(rows) == size and len(found) < need:
            # Where many names of the same places follow each other, longer and longer strides.
            size = min(size * 4, 2000)
            after = rows[-1][:3]
            filters = conditions_of(wanted)
            rows = read_ranges(session, plan, [number], filters, size, after)[number]
            found += _kept(session, plan, number, rows)
        if len(found) >= need:
            break
    return found[:need]


def _kept(
    session: Session, plan: Sequence[Stream], number: int, rows: Sequence[Found]
) -> list[_Hit]:
    if not rows:
        return []
    best = _best(session, plan, {row[3] for row in rows})
    kept = []
    for key, rank, name_id, place_id in rows:
        standing, way = best[place_id]
        if standing == (number, key, rank, name_id):
            kept.append(_Hit(place_id, standing, way))
    return kept


_KEYS = select(
    col(PlaceKey.place_id),
    col(PlaceKey.name_id),
    col(PlaceKey.script),
    col(PlaceKey.tier),
    col(PlaceKey.key),
    col(PlaceKey.rank),
).where(col(PlaceKey.place_id).in_(bindparam("ids", expanding=True)))


def _best(
    session: Session, plan: Sequence[Stream], place_ids: Iterable[str]
) -> dict[str, tuple[Standing, Way]]:
    keys: dict[str, list[tuple[str, Key]]] = {}
    rows = session.connection().execute(_KEYS, {"ids": sorted(place_ids)})
    for place_id, name_id, script, tier, key, rank in rows:
        keys.setdefault(place_id, []).append((name_id, Key(script, tier, key, rank)))
    standings = {place_id: best_standing(plan, own) for place_id, own in keys.items()}
    return {place_id: best for place_id, best in standings.items() if best is not None}


def _passes(wanted: PlaceFilter) -> tuple[ColumnElement[bool], ...]:
    """The filters as conditions; merged places are found at the place they were merged into.

    What was taken back is listed only when it is asked for by that status.
    """
    conditions: list[ColumnElement[bool]] = [col(Place.merged_into).is_(None)]
    if wanted.status != EntityStatus.WITHDRAWN:
        conditions.append(col(Place.entity_status) != EntityStatus.WITHDRAWN.value)
    for column, value in (
        (col(Place.county_id), wanted.county),
        (col(Place.kind), wanted.kind),
        (col(Place.entity_status), wanted.status),
        (col(Place.protected), wanted.protected),
    ):
        if value is not None:
            conditions.append(column == value)
    if wanted.located is not None:
        lon = col(Place.lon)
        conditions.append(lon.is_not(None) if wanted.located else lon.is_(None))
    return tuple(conditions)


def _told(query: str, card: PlaceCard, matched: Matched) -> Matched:
    """The standard name as the reason where it meets the query too: 三河社区 explains nothing."""
    if matched.way == Way.EXACT or matched.name_kind == NameKind.STANDARD:
        return matched
    terms = terms_of(card.kind, NameKind.STANDARD, card.standard_name, card.roman_toned)
    own = best_standing(streams(query), [("", key) for key in terms.keys])
    if own is None:
        return matched
    label = NAME_KIND_LABELS[NameKind.STANDARD]
    return Matched(card.standard_name, card.roman_toned, NameKind.STANDARD, label, own[1].value)


_NAMES = select(
    col(PlaceName.id),
    col(PlaceName.text),
    col(PlaceName.roman_toned),
    col(PlaceName.name_kind),
).where(col(PlaceName.id).in_(bindparam("ids", expanding=True)))


def _matched(session: Session, hits: Sequence[_Hit]) -> dict[str, Matched]:
    ways = {hit.standing[3]: hit.way for hit in hits}
    return {
        name_id: Matched(
            text, roman, name_kind, NAME_KIND_LABELS[NameKind(name_kind)], ways[name_id].value
        )
        for name_id, text, roman, name_kind in session.connection().execute(
            _NAMES, {"ids": list(ways)}
        )
    }


def conditions_of(wanted: PlaceFilter) -> dict[str, str | bool]:
    """The filters that are in use, by the names `read_ranges` knows."""
    values = {
        "county": wanted.county,
        "kind": wanted.kind,
        "status": wanted.status,
        "protected": wanted.protected,
        "located": wanted.located,
    }
    return {name: value for name, value in values.items() if value is not None}
