"""Where a name has to be the only one of its sound: the scope that each kind demands, as data.

地名管理条例 art. 9: names of the same family inside the scope shall not be the same and shall avoid
sounding the same.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text
from registry.places.rules.folding import fold
from registry.places.rules.kind import DivisionLevel, NameKind, PlaceKind
from registry.places.rules.naming import ARTICLE_9, NamingFinding, Severity, worst_first
from registry.places.rules.romanise import plain_of


class Scope(StrEnum):
    """The area inside which a name may not come twice."""

    COUNTRY = "country"
    PROVINCE = "province"
    COUNTY = "county"
    BUILT_UP = "built_up"


@dataclass(frozen=True, slots=True)
class ScopeRule:
    """One sentence of the regulation: which kinds, inside which area."""

    kinds: frozenset[PlaceKind]
    scope: Scope
    article: Text
    text: Text


SCOPE_RULES = (
    ScopeRule(
        frozenset({PlaceKind.CITY, PlaceKind.COUNTY}),
        Scope.COUNTRY,
        ARTICLE_9,
        T("县级以上行政区划名称，全国范围内不应重名，并避免同音"),
    ),
    ScopeRule(
        frozenset({PlaceKind.TOWNSHIP}),
        Scope.PROVINCE,
        ARTICLE_9,
        T("乡、镇名称，同一省级行政区域内不应重名，并避免同音"),
    ),
    ScopeRule(
        frozenset({PlaceKind.VILLAGE_COMMITTEE, PlaceKind.COMMUNITY}),
        Scope.COUNTY,
        ARTICLE_9,
        T("村民委员会、居民委员会所在地名称，同一县级行政区域内不应重名，并避免同音"),
    ),
    ScopeRule(
        frozenset({PlaceKind.ROAD, PlaceKind.STREET_LANE}),
        Scope.BUILT_UP,
        ARTICLE_9,
        T("街路巷名称，同一建成区内不应重名，并避免同音"),
    ),
    ScopeRule(
        frozenset({PlaceKind.RESIDENTIAL, PlaceKind.BUILDING}),
        Scope.BUILT_UP,
        ARTICLE_9,
        T("具有重要地理方位意义的住宅区、楼宇名称，同一建成区内不应重名，并避免同音"),
    ),
)


def scope_rule(kind: PlaceKind | str) -> ScopeRule | None:
    """The rule for a kind, None where the regulation demands no uniqueness."""
    return next((rule for rule in SCOPE_RULES if PlaceKind(kind) in rule.kinds), None)


@dataclass(frozen=True, slots=True)
class Area:
    """Where homonyms count: paths of divisions ("" is everywhere).

    `sure`: inside it the rule certainly holds; `maybe`: as far as it may reach. The registry has
    no boundaries of built-up areas: one town or subdistrict surely is in one, the urban districts
    of a city or the rest of a county may be.
    """

    sure: tuple[str, ...]
    maybe: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Level:
    """One division on the way from the root to a place, as `area_of` needs it."""

    path: str
    level: str
    name: str


_COUNTIES = frozenset({DivisionLevel.COUNTY.value, DivisionLevel.FUNCTIONAL_ZONE.value})


def area_of(scope: Scope, way: Iterable[Level], urban: Iterable[str] = ()) -> Area:
    """The area that a scope means at a place.

    `way`: the divisions from the root down to the one the place lies in; `urban`: the paths of
    the districts and functional zones of its city.
    """
    levels = list(way)
    whole = levels[0].path if levels else ""
    county = next((item for item in levels if item.level in _COUNTIES), None)
    if scope in {Scope.COUNTRY, Scope.PROVINCE}:
        province = next((x.path for x in levels if x.level == DivisionLevel.PROVINCE.value), "")
        inside = (province if scope is Scope.PROVINCE else "",)
        return Area(inside, inside)
    if county is None:
        return Area((), (whole,))
    if scope is Scope.COUNTY:
        return Area((county.path,), (county.path,))
    town = next((x.path for x in levels if x.level == DivisionLevel.TOWNSHIP.value), None)
    reach = tuple(urban) if is_urban(county) else (county.path,)
    return Area((town,) if town else (), reach or (county.path,))


def is_urban(county: Level) -> bool:
    """Whether a county-level division belongs to its city's built-up area: 区, not 县 or 市."""
    return county.level == DivisionLevel.FUNCTIONAL_ZONE.value or county.name.endswith("区")


def covers(paths: Iterable[str], division_path: str) -> bool:
    """Whether a division lies in one of the areas."""
    return any(not path or f"{division_path}/".startswith(f"{path}/") for path in paths)


class Likeness(StrEnum):
    """How another name is like the one asked about."""

    SAME = "same"
    SAME_SOUND = "same_sound"
    SAME_LETTERS = "same_letters"
    SAME_SPECIFIC = "same_specific"


LIKENESS_LABELS: dict[Likeness, Text] = {
    Likeness.SAME: T("重名"),
    Likeness.SAME_SOUND: T("同音"),
    Likeness.SAME_LETTERS: T("同音不同调"),
    Likeness.SAME_SPECIFIC: T("专名相同，通名不同"),
}


@dataclass(frozen=True, slots=True)
class Homonym:
    """Another place with a name like the one asked about."""

    place_id: str
    text: str
    name_kind: str
    likeness: Likeness
    kind: str
    division_path: str


def likeness_of(text: str, toned: str, other_text: str, other_toned: str) -> Likeness:
    """How alike two names are that share their text, their letters or their specific part."""
    if fold(text) == fold(other_text):  # 三河鎮 is 三河镇 in other characters
        return Likeness.SAME
    if _letters(plain_of(toned)) == _letters(plain_of(other_toned)):
        same_tones = _letters(toned) == _letters(other_toned)
        return Likeness.SAME_SOUND if same_tones else Likeness.SAME_LETTERS
    return Likeness.SAME_SPECIFIC


def _letters(roman: str) -> str:
    return "".join(char for char in roman.casefold() if char.isalnum())


_CURRENT = frozenset({NameKind.STANDARD.value, NameKind.SHORT.value})
_TEXTS: dict[tuple[Likeness, bool], tuple[str, Text]] = {
    (Likeness.SAME, True): ("duplicate", T("范围内已有同样的名称")),
    (Likeness.SAME, False): ("duplicate_nearby", T("附近已有同样的名称，是否同一范围要人判断")),
    (Likeness.SAME_SOUND, True): ("homophone", T("范围内已有同音的名称")),
    (Likeness.SAME_SOUND, False): (
        "homophone_nearby",
        T("附近已有同音的名称，是否同一范围要人判断"),
    ),
    (Likeness.SAME_LETTERS, True): ("homophone_toneless", T("范围内已有拼写相同、声调不同的名称")),
    (Likeness.SAME_LETTERS, False): (
        "homophone_toneless_nearby",
        T("附近已有拼写相同、声调不同的名称"),
    ),
    (Likeness.SAME_SPECIFIC, True): ("same_specific", T("范围内已有专名相同、通名不同的名称")),
    (Likeness.SAME_SPECIFIC, False): (
        "same_specific_nearby",
        T("附近已有专名相同、通名不同的名称"),
    ),
}
_FORMER = ("former_name", T("范围内有地方用过同样或同音的名称"))
_BLOCKING = frozenset({"duplicate", "homophone"})


def homonym_findings(
    rule: ScopeRule, area: Area, homonyms: Iterable[Homonym]
) -> list[NamingFinding]:
    """What the rule of a kind says to names like the one asked about; each code once."""
    groups: dict[tuple[str, Text], list[str]] = defaultdict(list)
    for other in homonyms:
        if other.kind not in rule.kinds or not covers(area.maybe, other.division_path):
            continue
        is_sure = covers(area.sure, other.division_path)
        is_current = other.name_kind in _CURRENT
        key = _TEXTS[other.likeness, is_sure] if is_current else _FORMER
        if other.place_id not in groups[key]:
            groups[key].append(other.place_id)
    return worst_first(
        NamingFinding(
            code,
            Severity.BLOCK if code in _BLOCKING else Severity.WARN,
            rule.article,
            text,
            others=tuple(ids),
        )
        for (code, text), ids in groups.items()
    )
