"""Synthetic gazetteers of any size: names like those of villages here, indexed by the product."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session, SQLModel

from registry.core.actor import SYSTEM
from registry.core.clock import SystemClock
from registry.core.db import Database
from registry.core.events import Bus
from registry.core.ids import new_id
from registry.places import services
from registry.places.models import Place, PlaceName
from registry.places.rules import PlaceKind, legal_kind_of
from registry.places.rules.romanise import plain_of, sign_of
from registry.places.rules.terms import sort_key_of
from registry.places.services.divisions import NewDivision, division_id
from registry.places.services.index import rebuild

_SPECIFIC = "三河古城王家张李大小新老东西南北柘皋烔炀石塘撮镇巢湖龙凤山水金银花桃杏柳"
_GENERIC = ("村", "庄", "圩", "岗", "店", "集", "塘", "郢", "湾", "家庄")
_READ = (
    "sān hé gǔ chéng wáng jiā zhāng lǐ dà xiǎo xīn lǎo dōng xī nán běi zhè gāo tóng yáng shí táng "
    "cuō zhèn cháo hú lóng fèng shān shuǐ jīn yín huā táo xìng liǔ "
    "cūn zhuāng wéi gǎng diàn jí táng yǐng wān"
)
_SYLLABLES = dict(zip(_SPECIFIC + "村庄圩岗店集塘郢湾", _READ.split(" "), strict=True))
_DIVISION = NewDivision("bench", "1", "1", "合成市", "city")
_BATCH = 10_000


def names(count: int) -> Iterator[tuple[str, str]]:
    """(Hanzi, pinyin with tones), the same for the same count; many occur more than once."""
    dice = random.Random(20261123)
    for _ in range(count):
        specific = "".join(dice.choices(_SPECIFIC, k=dice.choice((2, 2, 2, 3, 3, 4))))
        hanzi = specific + dice.choice(_GENERIC)
        yield hanzi, "".join(_SYLLABLES[char] for char in hanzi).capitalize()


def queries(kind: str, count: int) -> list[str]:
    """Different texts that people might type: infix, prefix, pinyin, initials, rare."""
    dice = random.Random(kind)
    specific, generic = list(_SPECIFIC), [text for text in _GENERIC if len(text) == 1]
    found: dict[str, None] = {}
    while len(found) < count:
        a, b, c = dice.choices(specific, k=3)
        syllables = [plain_of(_SYLLABLES[char]) for char in (a, b, dice.choice(generic))]
        text = {
            "infix": b + dice.choice([*generic, *specific]),
            "prefix": dice.choice([a + b, a + b, a + b + c]),
            "pinyin": "".join(syllables)[: dice.randint(4, 9)],
            "initials": "".join(syllable[0] for syllable in syllables),
            "rare": a + b + c + dice.choice(specific),
        }[kind]
        found[text] = None
    return list(found)


@contextmanager
def gazetteer(url: str, count: int) -> Iterator[Database]:
    """A database with this many places of one name each, and their index."""
    database = Database(url)
    SQLModel.metadata.create_all(database.engine)
    with database.write(SYSTEM, SystemClock().now(), Bus()) as work:
        services.add_divisions(work, [_DIVISION])
        _insert(work.session, count)
        rebuild(work.session)
    try:
        yield database
    finally:
        database.close()


def folder_url(folder: Path) -> str:
    """The address of a database in a folder."""
    return f"sqlite:///{folder / 'registry.db'}"


def _insert(session: Session, count: int) -> None:
    places: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    for hanzi, toned in names(count):
        place, name = _rows(hanzi, toned)
        places.append(place)
        rows.append(name)
        if len(places) == _BATCH:
            _write(session, places, rows)
            places, rows = [], []
    _write(session, places, rows)


def _write(session: Session, places: list[dict[str, Any]], rows: list[dict[str, Any]]) -> None:
    if places:
        session.execute(insert(Place), places)
        session.execute(insert(PlaceName), rows)


def _rows(hanzi: str, toned: str) -> tuple[dict[str, Any], dict[str, Any]]:
    kind = PlaceKind.NATURAL_VILLAGE
    own = {"created_at": SystemClock().now(), "simulated": False}
    place = {
        **own,
        "id": new_id(),
        "kind": kind.value,
        "legal_kind": legal_kind_of(kind).value,
        "division_id": division_id(*_DIVISION.key),
        "description": "",
        "other_codes": [],
        "sort_key": sort_key_of(hanzi, toned),
    }
    plain = plain_of(toned)
    name = {
        **own,
        "id": new_id(),
        "place_id": place["id"],
        "text": hanzi,
        "name_kind": "standard",
        "roman_toned": toned,
        "roman_plain": plain,
        "roman_sign": sign_of(plain),
    }
    return place, name
