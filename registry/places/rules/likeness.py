"""How alike two descriptions of places are: a score with its reasons, never a decision.

Used for finding duplicates in the gazetteer and for matching rows of files to it. A score only
puts a question before a person: nothing is merged or matched by a number alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from rapidfuzz import fuzz

from registry.core.geo import Position, distance_m
from registry.core.text import T, Text
from registry.places.rules.details import is_twin_pair
from registry.places.rules.folding import fold, pinyin_keys
from registry.places.rules.kind import LegalKind, PlaceKind
from registry.places.rules.romanise.committee import parse_committee

ASK = 50
"""From here on two places are put side by side before a person."""

LIKELY = 65
"""From here on a row of a file may be proposed to be a place, where no other comes near."""

LEAD = 15
"""By how much the best candidate must lead; nearer together is a tie, and a tie is a question."""

_UNLIKE = 40
_NAMELESS = 20
_SIMILAR = 0.74


@dataclass(frozen=True, slots=True)
class Called:
    """A name as it is compared: `folded` Hanzi, `sound` its pinyin without tones and spaces."""

    text: str
    folded: str
    sound: str


@lru_cache(maxsize=8192)
def called(text: str, roman: str = "") -> Called:
    """A name with its keys; `roman` is its pinyin, toned or plain."""
    return Called(text, fold(text), pinyin_keys(roman).full)


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of a place, or of a row that may be one; leave out what is not known.

    `division`: ids of the divisions it lies in, the highest first, as in a division's path;
    `county_id` says which of them is its county. `rough`: the position is no more than a label or
    a guess. `others`: every name but the standard one.
    """

    standard: Called
    kind: str = ""
    others: tuple[Called, ...] = ()
    division: tuple[str, ...] = ()
    county_id: str | None = None
    position: Position | None = None
    rough: bool = False
    codes: frozenset[str] = frozenset()
    category: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two places look like one, or do not: `points` are what it adds to the score."""

    code: str
    points: int
    params: dict[str, Any] = field(default_factory=dict, hash=False)
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Likeness:
    """A score from 0 to 100 and its reasons, the weightiest first."""

    score: int
    reasons: tuple[Reason, ...]

    @property
    def worth_asking(self) -> bool:
        """Whether a person should look at the two."""
        return self.score >= ASK


REASON_WORDS: dict[str, Text] = {
    "same_standard": T("标准名相同"),
    "same_area": T("是同一个村、社区的两种写法（区域和它的委员会）"),
    "other_name": T("一方的标准名是另一方的别名或旧名"),
    "shared_name": T("有相同的别名或旧名"),
    "homophone": T("读音相同，用字不同"),
    "similar": T("名称相近"),
    "same_specific": T("专名相同，通名不同"),
    "same_code": T("代码相同"),
    "twin_codes": T("类别代码互为区域与组织（216、276 开头）"),
    "different_codes": T("类别相同，地名代码不同"),
    "same_kind": T("类别相同"),
    "different_kinds": T("类别不同，不能是同一个地名"),
    "same_division": T("在同一个政区"),
    "same_town": T("在同一个乡镇、街道"),
    "within": T("一方所在的政区在另一方之内"),
    "other_village": T("在不同的村"),
    "other_town": T("在不同的乡镇、街道"),
    "other_county": T("在不同的县区"),
    "near": T("相距 %(m)d 米"),
    "far": T("相距 %(km)d 公里"),
}


def reason_words(code: str, params: dict[str, Any] | None = None) -> Text:
    """The words of a reason; the names it is about are data and stand beside them."""
    known = REASON_WORDS.get(code)
    return T("其他理由") if known is None else Text(known.msgid, dict(params or {}))


def likeness(one: Described, other: Described) -> Likeness:
    """How alike two descriptions are. The same whichever of the two comes first."""
    name = _by_name(one, other)
    codes = _by_codes(one, other)
    reasons = [reason for reason in (name, *codes) if reason is not None]
    kinds = _by_kind(one, other)
    reasons += [*kinds, *_by_division(one, other), *_by_distance(one, other)]
    score = max(0, min(100, sum(reason.points for reason in reasons)))
    is_coded = any(reason.code in {"same_code", "twin_codes"} for reason in codes)
    if name is None and not is_coded:
        score = min(score, _NAMELESS)
    if any(reason.code == "different_kinds" for reason in kinds) and not is_coded:
        score = min(score, _UNLIKE)
    return Likeness(score, tuple(sorted(reasons, key=lambda r: (-abs(r.points), r.code))))


@dataclass(frozen=True, slots=True)
class Match:
    """One candidate for a description."""

    place_id: str
    likeness: Likeness


def ranked(wanted: Described, candidates: Iterable[tuple[str, Described]]) -> list[Match]:
    """The candidates (id, description), the most alike first; equal scores in order of id."""
    matches = [Match(place_id, likeness(wanted, place)) for place_id, place in candidates]
    return sorted(matches, key=lambda match: (-match.likeness.score, match.place_id))


def clear_match(matches: Sequence[Match]) -> Match | None:
    """The one candidate that is likely and leads all others; None for a tie or a weak best."""
    if not matches or matches[0].likeness.score < LIKELY:
        return None
    next_best = matches[1].likeness.score if len(matches) > 1 else 0
    return matches[0] if matches[0].likeness.score - next_best >= LEAD else None


def _by_name(one: Described, other: Described) -> Reason | None:
    """The strongest thing that joins the names; weaker ones say nothing more."""
    mine, theirs = one.standard, other.standard
    both = (mine.text,) if mine.text == theirs.text else (mine.text, theirs.text)
    if mine.folded == theirs.folded:
        return Reason("same_standard", 50, names=both)
    if area_of(mine.folded) is not None and area_of(mine.folded) == area_of(theirs.folded):
        return Reason("same_area", 45, names=both)
    named = {name.folded for name in one.others}, {name.folded for name in other.others}
    crossed = [
        name.text
        for name, others in ((mine, named[1]), (theirs, named[0]))
        if name.folded in others
    ]
    if crossed:
        return Reason("other_name", 42, names=tuple(crossed))
    if mine.sound and mine.sound == theirs.sound:
        return Reason("homophone", 32, names=both)
    shared = tuple(sorted(name.text for name in one.others if name.folded in named[1]))
    if shared:
        return Reason("shared_name", 28, names=shared[:3])
    return _by_parts(mine, theirs, both)


def _by_parts(mine: Called, theirs: Called, both: tuple[str, ...]) -> Reason | None:
    if bare(mine.folded) == bare(theirs.folded):
        return Reason("same_specific", 20, names=both)
    ratio = similarity(mine.folded, theirs.folded)
    if ratio >= _SIMILAR:
        return Reason("similar", round(28 * ratio), names=both)
    return None


def similarity(one: str, other: str) -> float:
    """How much of two folded names is the same, 0 to 1; names of one or two characters: all of it.

    One character of two is half a name: 东村 and 西村 are no misspelling of each other.
    """
    if min(len(one), len(other)) < 3:
        return float(one == other)
    return fuzz.ratio(one, other, score_cutoff=100 * _SIMILAR) / 100


_GENERICS = ("街道办事处", "街道", "镇", "乡", "社区", "村", "县", "区", "市")


@lru_cache(maxsize=8192)
def bare(folded: str) -> str:
    """A name without its generic, for comparing only: 三河 and 三河镇 are no one place."""
    name = parse_committee(folded)
    if name.committee or name.unit:
        return name.specific
    for generic in _GENERICS:
        if folded.endswith(generic) and len(folded) > len(generic) + 1:
            return folded.removesuffix(generic)
    return folded


@lru_cache(maxsize=8192)
def area_of(folded: str) -> tuple[str, str] | None:
    """(specific, 村 or 社区) of a village-level name: 龙城村 and 龙城村民委员会 have the same.

    None for other names. A bare 居民委员会 may be that of a 社区.
    """
    name = parse_committee(folded)
    if name.unit:
        return name.specific, "社区" if name.unit.endswith("社区") else "村"
    if not name.committee or len(name.committee) < 3:
        return None
    return name.specific, "村" if name.committee.startswith("村") else "社区"


def _by_codes(one: Described, other: Described) -> list[Reason]:
    same = sorted(one.codes & other.codes)
    if same:
        return [Reason("same_code", 50, {"code": same[0]})]
    if is_twin_pair(one.category, other.category):
        names = bare(one.standard.folded), bare(other.standard.folded)
        return [Reason("twin_codes", 25)] if names[0] == names[1] else []
    numbered = [any(len(code) == 20 for code in place.codes) for place in (one, other)]
    if all(numbered) and one.category and one.category == other.category:
        return [Reason("different_codes", -10)]
    return []


def _by_kind(one: Described, other: Described) -> list[Reason]:
    if not one.kind or not other.kind:
        return []
    if one.kind == other.kind:
        return [Reason("same_kind", 5)]
    return [] if kinds_go_together(one.kind, other.kind) else [Reason("different_kinds", -20)]


_TOGETHER = (
    frozenset({PlaceKind.VILLAGE_COMMITTEE, PlaceKind.COMMUNITY}),
    frozenset({PlaceKind.STREET_LANE, PlaceKind.ROAD}),
    frozenset({PlaceKind.RESIDENTIAL, PlaceKind.BUILDING}),
    frozenset({PlaceKind.BUILDING, PlaceKind.SITE}),
    frozenset({PlaceKind.FUNCTIONAL_ZONE, PlaceKind.TOWNSHIP}),
    frozenset({PlaceKind.FUNCTIONAL_ZONE, PlaceKind.COUNTY}),
)
_BODIES = frozenset(
    {
        *(PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.TOWNSHIP),
        *(PlaceKind.VILLAGE_COMMITTEE, PlaceKind.COMMUNITY),
    }
)


def kinds_go_together(kind: str, other: str) -> bool:
    """Whether two kinds may be two people's words for one thing.

    A town is never a community, nor an administrative village the hamlet of its name; lists do
    differ over streets and roads, zones and towns, estates and buildings, villages that became
    communities. `other` is
    what somebody wrote who knew no better, except of divisions and committees.
    """
    pair = frozenset({PlaceKind(kind), PlaceKind(other)})
    if len(pair) == 1 or pair in _TOGETHER:
        return True
    return PlaceKind.OTHER in pair and not pair & _BODIES


_PLAIN = frozenset({LegalKind.OTHER, LegalKind.FACILITY, LegalKind.ESTATE_BUILDING})


def legal_kinds_go_together(legal: str, other: str) -> bool:
    """Whether two kinds of 地名管理条例 art. 3 may be one place's; `other` excludes nothing."""
    one, two = LegalKind(legal), LegalKind(other)
    return one == two or LegalKind.OTHER in {one, two} or {one, two} <= _PLAIN


_CROSSING = frozenset({PlaceKind.ROAD, PlaceKind.WATER, PlaceKind.LANDFORM})


def _by_division(one: Described, other: Described) -> list[Reason]:
    mine, theirs = one.division, other.division
    if not mine or not theirs:
        return []
    towns = _below(one)[:1], _below(other)[:1]
    if mine == theirs:
        return [_same_division(one, other)]
    shorter, longer = sorted((mine, theirs), key=len)
    if longer[: len(shorter)] == shorter:
        is_town = bool(towns[0]) and towns[0] == towns[1]
        return [Reason("same_town", 14) if is_town else Reason("within", 12)]
    if not one.county_id or one.county_id != other.county_id:
        # Of a village on the border each county keeps a record: there it says little.
        return [Reason("other_county", -15 if _is_close(one, other) else -30)]
    crosses = one.kind in _CROSSING or other.kind in _CROSSING
    if towns[0] == towns[1]:
        return [Reason("other_village", 0 if crosses else -15)]
    return [Reason("other_town", -5 if crosses else -15)]


def _is_close(one: Described, other: Described) -> bool:
    """Whether both are surely within 300 m of each other."""
    if one.position is None or other.position is None or one.rough or other.rough:
        return False
    return distance_m(one.position, other.position) <= _BORDER_M


def _same_division(one: Described, other: Described) -> Reason:
    """A town has many hamlets of one name, a village has one; a town itself there is once."""
    depth = len(_below(one))
    # Where the kind of one is not known, the other's tells: asked from either side alike.
    is_town = {one.kind, other.kind} - {""} == {PlaceKind.TOWNSHIP}
    if depth > 1 or (depth == 1 and is_town):
        return Reason("same_division", 20)
    return Reason("same_town", 14) if depth else Reason("same_division", 12)


def _below(place: Described) -> tuple[str, ...]:
    """The divisions under its county: town, then village."""
    if place.county_id not in place.division:
        return ()
    return place.division[place.division.index(place.county_id) + 1 :]


def town_of(place: Described) -> str:
    """The town it lies in, or "" where only the county is known."""
    below = _below(place)
    return below[0] if below else ""


_NEAR = ((50, 20), (300, 15), (1000, 8))
_FAR_M = 3000
_BORDER_M = 300
_WIDE = frozenset({PlaceKind.CITY, PlaceKind.COUNTY, PlaceKind.FUNCTIONAL_ZONE, PlaceKind.TOWNSHIP})


def _by_distance(one: Described, other: Described) -> list[Reason]:
    if one.position is None or other.position is None:
        return []
    metres = distance_m(one.position, other.position)
    is_rough = one.rough or other.rough
    for limit, points in _NEAR:
        if metres <= limit:
            params = {"m": round(metres)}
            return [Reason("near", points // 2 if is_rough else points, params)]
    kinds = {one.kind, other.kind}
    limit = _FAR_M * 4 if kinds & _WIDE else _FAR_M
    if is_rough or kinds & _CROSSING or metres <= limit:
        return []
    return [Reason("far", -20, {"km": round(metres / 1000)})]
