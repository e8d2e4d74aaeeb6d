"""Search is a full look at every name, whatever the names are: same places, same order, each once.

The look at every name is written here once more, plainly, from what the product promises: whole
before begun before inside before pinyin before initials before one mistake away; of each, cities
before towns before the rest; a place stands where its best name stands.
"""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlmodel import col, select

from registry.core.actor import SYSTEM
from registry.core.clock import SystemClock
from registry.core.events import Bus
from registry.core.work import Work
from registry.places import queries, services
from registry.places.models import PlaceLine
from registry.places.queries import PlaceFilter
from registry.places.queries.ranges import reader_of
from registry.places.queries.suggesting import suggestions
from registry.places.rules.folding import fold, known_syllables, pinyin_keys
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id

DIVISION = NewDivision("test", "1", "1", "某市", "city")
SOUNDS = {"三": "sān", "山": "shān", "河": "hé", "王": "wáng", "庄": "zhuāng", "镇": "zhèn"}
# Names may hold what a pattern of a database would take for something else.
SIGNS = {"%": "", "_": "", "/": ""}
HANZI = st.text(alphabet="".join(SOUNDS), min_size=1, max_size=6) | st.builds(
    str.__add__, st.sampled_from(["三河", "河"]), st.text(alphabet="三河%_/", max_size=4)
)
KINDS = st.sampled_from(["city", "township", "natural_village"])
PLACES = st.lists(st.tuples(KINDS, st.lists(HANZI, min_size=1, max_size=3)), max_size=9)
LATIN = st.builds(
    lambda parts, cut: "".join(parts)[:cut],
    st.lists(st.sampled_from(["san", "shan", "he", "zhen", "h", "z"])),
    st.integers(1, 12),
)
QUERIES = HANZI | LATIN.filter(bool)


def letters(text: str) -> str:
    return "".join((SOUNDS | SIGNS)[char] for char in text).capitalize()


def one_away(a: str, b: str) -> bool:
    """Whether one letter or character put in, left out or exchanged makes a of b."""
    if a == b or abs(len(a) - len(b)) > 1:
        return False
    at = next(
        (i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b))
    )
    return a[at + 1 :] == b[at + 1 :] or a[at + 1 :] == b[at:] or a[at:] == b[at + 1 :]


SYLLABLES = re.compile(f"(?:{'|'.join(sorted(known_syllables()))})+")


def standing(query: str, line: PlaceLine, sound: str) -> tuple | None:
    """Where a name stands for a query, best first; None where it does not meet it."""
    name, text, pinyin = line.folded, fold(query), pinyin_keys(sound)
    begun = sorted_key(line, name, text)
    if begun is not None:
        return (0 if name == text else 1, *begun)
    if text in name:
        return (2, 0, "", line.tier * 1000 + line.rank, line.number)
    if not text.isascii():
        near = 3 <= len(text) <= 8 and len(name) <= 8 and one_away(text, name)
        return (9,) if near else None
    found = [
        (way + (key != text), *where)
        for way, key in ((3, pinyin.full), (5, pinyin.initials), (5, pinyin.words))
        if (where := sorted_key(line, key, text)) is not None
    ]
    is_pinyin = SYLLABLES.fullmatch(pinyin.full) is not None
    near = len(text) >= 4 and is_pinyin and one_away(text, pinyin.full)
    return min(found, default=(9,) if near else None)


def sorted_key(line: PlaceLine, key: str, text: str) -> tuple | None:
    return (line.tier, key, line.rank, line.number) if key.startswith(text) else None


@pytest.fixture
def database(runtime):
    with runtime.write(SYSTEM) as work:
        services.add_divisions(work, [DIVISION])
    return runtime.database


def taken_in(session, places) -> None:
    work = Work(session=session, actor=SYSTEM, at=SystemClock().now(), bus=Bus())
    rows = []
    for kind, texts in places:
        first, *others = dict.fromkeys(texts)
        names = [NewName(first, roman_toned=letters(first))]
        names += [NewName(text, "alias", roman_toned=letters(text)) for text in others]
        rows.append(NewPlace(kind, division_id(*DIVISION.key), names))
    services.add_places(work, rows)


def looked_through(session, query: str) -> tuple[list[str], set[str]]:
    """Every name looked at: the places in order, and those that are one mistake away."""
    best: dict[str, tuple] = {}
    for line in session.exec(select(PlaceLine).order_by(col(PlaceLine.number))):
        where = standing(query, line, letters(line.folded))
        if where is not None and (line.place_id not in best or where < best[line.place_id]):
            best[line.place_id] = where
    sure = [place_id for place_id, where in best.items() if where != (9,)]
    return sorted(sure, key=lambda place_id: best[place_id]), set(best) - set(sure)


def paged(session, query: str, limit: int) -> list[str]:
    found, after = [], None
    while True:
        page = queries.search(session, PlaceFilter(q=query), limit, after)
        found += [hit.card.id for hit in page.items]
        after = page.next
        if after is None:
            return found


@settings(max_examples=60)
@given(places=PLACES, query=QUERIES, limit=st.integers(1, 4))
def test_a_search_is_a_look_at_every_name(database, places, query, limit) -> None:
    # Nothing is committed: the next example starts with an empty gazetteer.
    with database.read() as session:
        taken_in(session, places)
        sure, near = looked_through(session, query)
        whole = paged(session, query, 50)
        assert whole[: len(sure)] == sure
        assert sorted(whole[len(sure) :]) == sorted(near)
        assert paged(session, query, limit) == whole
        shown = suggestions(reader_of(session), query, 3)
        assert re.findall(r'"id":"([^"]+)"', shown) == (sure or whole)[:3]
