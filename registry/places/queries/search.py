"""Search and the list: Hanzi whole, begun or inside, then pinyin, then one mistake away."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, func, literal_column, or_, select, tuple_
from sqlmodel import Session, col

from registry.core.errors import Invalid
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.core.text import T, Text
from registry.places.models import Division, Place
from registry.places.queries.cards import PlaceCard, place_cards
from registry.places.queries.finding import Hit, find
from registry.places.queries.ranges import reader_of
from registry.places.rules import NAME_KIND_LABELS, EntityStatus, NameKind
from registry.places.rules.terms import Plan, Standing, Way, best_standing, plan_of, terms_of

MAX_LIMIT = 200
BAD_CURSOR = T("翻页标记无效，请从第一页重新开始")
_LARGEST = 1 << 31


@dataclass(frozen=True, slots=True)
class PlaceFilter:
    """What a list is narrowed by; None means "either".

    `under` is the path of a division: everything in it and below it passes.
    """

    q: str = ""
    county: str | None = None
    kind: str | None = None
    status: str | None = None
    located: bool | None = None
    protected: bool | None = None
    under: str | None = None
    heritage: str | None = None
    sign: str | None = None


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
    plan = plan_of(wanted.q)
    if plan is None:
        return _listed(session, wanted, limit, after)
    start = _standing(after) if after else None
    found = find(session, reader_of(session), plan, limit + 1, conditions_of(wanted), start)
    shown = found[:limit]
    cards = place_cards(session, [hit.place_id for hit in shown])
    hits = [
        PlaceHit(cards[hit.place_id], _told(plan, cards[hit.place_id], hit))
        for hit in shown
        if hit.place_id in cards
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


def _standing(cursor: str) -> Standing:
    stream, key, rank, number = decode_cursor(cursor, 4)
    return _number(stream), _text(key), _number(rank), _number(number)


def _number(part: str | float) -> int:
    if not isinstance(part, int) or not 0 <= part < _LARGEST:
        raise Invalid({"after": [BAD_CURSOR]})
    return part


def _text(part: str | float) -> str:
    # NUL and lone surrogates stop a database driver; no cursor of ours holds them.
    if not isinstance(part, str) or any(
        char == "\0" or 0xD800 <= ord(char) < 0xE000 for char in part
    ):
        raise Invalid({"after": [BAD_CURSOR]})
    return part


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
        (col(Place.heritage_state), wanted.heritage),
        (col(Place.sign_state), wanted.sign),
    ):
        if value is not None:
            conditions.append(column == value)
    for mark, value in (
        (col(Place.heritage_state), wanted.heritage),
        (col(Place.sign_state), wanted.sign),
    ):
        if value not in {None, "none"}:
            # The words of the index, which holds the marked places alone.
            conditions.append(mark != literal_column("'none'"))
    if wanted.located is not None:
        lon = col(Place.lon)
        conditions.append(lon.is_not(None) if wanted.located else lon.is_(None))
    if wanted.under is not None:
        conditions.append(_lies_under(wanted.under))
    return tuple(conditions)


def _lies_under(path: str) -> ColumnElement[bool]:
    own = col(Division.path)
    inside = select(col(Division.id)).where(
        # "0" follows "/" in the order of code points.
        or_(own == path, (own > f"{path}/") & (own < f"{path}0"))
    )
    return col(Place.division_id).in_(inside)


def _told(plan: Plan, card: PlaceCard, hit: Hit) -> Matched:
    """Which name to give as the reason: the standard one where it meets the query too.

    三河社区 explains nothing beside 三河社区居民委员会.
    """
    standard = Matched(
        card.standard_name,
        card.roman_toned,
        NameKind.STANDARD,
        NAME_KIND_LABELS[NameKind.STANDARD],
        hit.way.value,
    )
    other: Mapping[str, Any] | None = json.loads(hit.shown).get("as")
    if other is None:
        return standard
    label = NAME_KIND_LABELS[NameKind(other["kind"])]
    matched = Matched(other["name"], other["roman"], other["kind"], label, hit.way.value)
    if hit.way is Way.EXACT:
        return matched
    terms = terms_of(card.kind, NameKind.STANDARD, card.standard_name, card.roman_toned)
    own = best_standing(plan, [(0, terms)], sure_only=True)
    return matched if own is None else replace(standard, way=own[1].value)


def conditions_of(wanted: PlaceFilter) -> dict[str, str | bool]:
    """The filters that are in use, by the names `read_ranges` knows."""
    values = {
        "county": wanted.county,
        "kind": wanted.kind,
        "status": wanted.status,
        "protected": wanted.protected,
        "located": wanted.located,
        "heritage": wanted.heritage,
        "sign": wanted.sign,
        "under": wanted.under,
    }
    return {name: value for name, value in values.items() if value is not None}
