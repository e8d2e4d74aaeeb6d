"""Names like a proposed one, found by index, and the report of all rules on it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, and_, or_, select, union
from sqlmodel import Session, col

from registry.core.errors import NotFound
from registry.core.text import T, Text
from registry.places.models import Division, Place, PlaceKey, PlaceLine, PlaceName
from registry.places.queries.cards import PlaceCard, place_cards
from registry.places.queries.divisions import (
    DivisionView,
    counties,
    division,
    names_on_paths,
)
from registry.places.queries.readings import reading_book
from registry.places.rules import DivisionLevel, EntityStatus, NameKind, PlaceKind
from registry.places.rules.folding import fold, pinyin_keys
from registry.places.rules.naming import (
    NamingFinding,
    is_blocked,
    name_findings,
    worst_first,
)
from registry.places.rules.naming_scope import (
    Area,
    Homonym,
    Level,
    Likeness,
    Scope,
    ScopeRule,
    area_of,
    homonym_findings,
    is_urban,
    likeness_of,
    scope_rule,
)
from registry.places.rules.romanise import Proposal, parse_committee, short_name
from registry.places.rules.spelling import proposal_for

#: Where an installation keeps its own list of barred words, as `rules.naming_words` reads it.
NAMING_WORDS = "naming_words"
_MOST = 400
_NAMESAKES = 30
_SHOWN = 10
_TIERS = (0, 1, 2)
_COMMITTEES = frozenset({PlaceKind.VILLAGE_COMMITTEE, PlaceKind.COMMUNITY})
# What else a name of the same family could end with: 三河镇 and 三河乡 share their specific.
_ENDINGS: dict[Scope, tuple[str, ...]] = {
    Scope.COUNTRY: ("市", "县", "区"),
    Scope.PROVINCE: ("镇", "乡", "街道"),
    Scope.COUNTY: (
        *("村", "社区", "村民委员会", "居民委员会"),
        *("社区居民委员会", "社区村民委员会", "村委会", "居委会"),
    ),
    Scope.BUILT_UP: ("路", "街", "大道", "巷", "大街"),
}
_ESTATES = frozenset({PlaceKind.RESIDENTIAL, PlaceKind.BUILDING})
_ESTATE_ENDINGS = (
    *("小区", "花园", "家园", "新村", "公寓", "苑", "园", "府", "城"),
    *("大厦", "大楼", "广场", "中心"),
)


@dataclass(frozen=True, slots=True)
class Namesake:
    """Another place with such a name, for people to look at."""

    card: PlaceCard
    text: str
    likeness: Likeness


@dataclass(frozen=True, slots=True)
class NameReport:
    """All that the rules have to say about a proposed name at a place.

    `rule` is None where the regulation demands no uniqueness for the kind; `cards`: the places that
    the findings name, some of each.
    """

    name: str
    kind: PlaceKind
    division_id: str
    division_path: str
    proposal: Proposal
    rule: ScopeRule | None
    findings: Sequence[NamingFinding]
    namesakes: Sequence[Namesake]
    cards: Mapping[str, PlaceCard]

    @property
    def is_blocked(self) -> bool:
        """Whether a finding stands in the way of an approval."""
        return is_blocked(self.findings)


def name_report(
    session: Session,
    *,
    name: str,
    kind: PlaceKind | str,
    division_id: str,
    place_id: str | None = None,
) -> NameReport:
    """Check a proposed name: its spelling, names like it, and the rules' findings with articles.

    `division_id`: the division the place lies in; `place_id`: the place itself where it is to be
    renamed, so that its own names are no homonyms.

    Raises:
        NotFound: `places.division_unknown`.
    """
    kind = PlaceKind(kind)
    where = division(session, division_id)
    if where is None:
        raise NotFound("places.division_unknown", T("没有这个政区"))
    proposal = proposal_for(kind, name, reading_book(session).table_for(where.path))
    rule = scope_rule(kind)
    asked = _Asked(name, kind, proposal, place_id)
    findings = name_findings(kind, name, proposal, session.info.get(NAMING_WORDS))
    if rule is not None:
        area = _area(session, rule.scope, where.path)
        found = homonyms(session, asked, rule.kinds, area)
        findings = worst_first([*findings, *homonym_findings(rule, area, found)])
    return NameReport(
        name=name,
        kind=kind,
        division_id=division_id,
        division_path=where.path,
        proposal=proposal,
        rule=rule,
        findings=findings,
        namesakes=_namesakes(session, asked),
        cards=place_cards(
            session, [place_id for found in findings for place_id in found.others[:_SHOWN]]
        ),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    name: str
    kind: PlaceKind
    proposal: Proposal
    place_id: str | None


def homonyms(
    session: Session, asked: _Asked, kinds: Collection[PlaceKind], area: Area
) -> list[Homonym]:
    """Names of these kinds in an area that are the same, sound the same or share the specific."""
    texts = _like(asked, _endings(asked.kind))
    conditions: list[ColumnElement[bool]] = [col(Place.kind).in_([kind.value for kind in kinds])]
    inside = [_inside(path) for path in area.maybe if path]
    if inside and len(inside) == len(area.maybe):
        conditions.append(or_(*inside))
    return _found(session, asked, texts, conditions, _MOST)


def _endings(kind: PlaceKind) -> tuple[str, ...]:
    if kind in _ESTATES:
        return _ESTATE_ENDINGS
    rule = scope_rule(kind)
    return _ENDINGS[rule.scope] if rule else ()


def _namesakes(session: Session, asked: _Asked) -> list[Namesake]:
    """Places of any kind anywhere whose name is the same or sounds the same."""
    found = _found(session, asked, _like(asked, ()), [], _NAMESAKES)
    cards = place_cards(session, [other.place_id for other in found])
    return [Namesake(cards[other.place_id], other.text, other.likeness) for other in found]


def _like(asked: _Asked, endings: Iterable[str]) -> list[str]:
    """The name, its everyday form, and its specific with the other generics of the family."""
    own = [asked.name]
    specific = asked.proposal.specific
    if asked.kind in _COMMITTEES:
        own.append(short_name(asked.name))
        specific = parse_committee(asked.name).specific
    if len(specific) > 1:
        own += [specific + ending for ending in endings]
    return list(dict.fromkeys(own))


def _found(
    session: Session,
    asked: _Asked,
    texts: Sequence[str],
    conditions: Sequence[ColumnElement[bool]],
    most: int,
) -> list[Homonym]:
    statement = (
        select(
            col(Place.id),
            col(PlaceName.text),
            col(PlaceName.name_kind),
            col(PlaceName.roman_toned),
            col(Place.kind),
            col(Place.entity_status),
            col(Division.path),
        )
        .join(PlaceName, col(PlaceName.place_id) == col(Place.id))
        .join(Division, col(Division.id) == col(Place.division_id))
        .where(
            col(PlaceName.id).in_(_name_ids(asked, texts)),
            col(Place.id) != (asked.place_id or ""),
            col(Place.merged_into).is_(None),
            col(Place.entity_status) != EntityStatus.WITHDRAWN.value,
            *conditions,
        )
        .order_by(col(Place.sort_key), col(Place.id), col(PlaceName.id))
        .limit(most)
    )
    own = _everyday(asked.kind, asked.name, asked.proposal.toned)
    best: dict[str, Homonym] = {}
    for place_id, text, name_kind, toned, kind, status, path in session.execute(statement):
        likeness = likeness_of(*own, *_everyday(asked.kind, text, toned))
        # The name of what has gone is a former name: it may be used again, knowingly.
        counted = name_kind if status != EntityStatus.VANISHED else NameKind.HISTORICAL.value
        other = Homonym(place_id, text, counted, likeness, kind, path)
        kept = best.get(place_id)
        if kept is None or _weight(other) < _weight(kept):
            best[place_id] = other
    return list(best.values())


_LIKENESSES = tuple(Likeness)
_KINDS = tuple(kind.value for kind in NameKind)


def _weight(other: Homonym) -> tuple[int, int]:
    return _LIKENESSES.index(other.likeness), _KINDS.index(other.name_kind)


def _everyday(kind: PlaceKind, text: str, toned: str) -> tuple[str, str]:
    """三河社区居民委员会 is compared as 三河社区, whatever form either list prints."""
    short = short_name(text) if kind in _COMMITTEES else text
    return short, toned if short == text else proposal_for(kind, short).toned


def _name_ids(asked: _Asked, texts: Sequence[str]) -> Select[str]:
    hanzi = [fold(text) for text in texts]
    letters = [pinyin_keys(proposal_for(asked.kind, text).plain).full for text in texts]
    letters.append(pinyin_keys(asked.proposal.plain).full)
    numbers = union(
        _whole("h", hanzi), _whole("p", [key for key in dict.fromkeys(letters) if key])
    ).subquery()
    return select(col(PlaceLine.name_id)).where(col(PlaceLine.number).in_(select(numbers.c.number)))


def _whole(script: str, keys: Sequence[str]) -> Select[int]:
    return select(col(PlaceKey.number)).where(
        col(PlaceKey.script) == script,
        col(PlaceKey.tier).in_(_TIERS),
        col(PlaceKey.key).in_(keys),
    )


def _inside(path: str) -> ColumnElement[bool]:
    below = and_(col(Division.path) > f"{path}/", col(Division.path) < f"{path}0")
    return or_(col(Division.path) == path, below)


def _area(session: Session, scope: Scope, path: str) -> Area:
    names = names_on_paths(session, [path])
    way: list[Level] = []
    so_far = ""
    for part in path.split("/")[1:]:
        so_far += f"/{part}"
        name, level = names.get(part, ("", ""))
        way.append(Level(so_far, level, name))
    city = next((item for item in way if item.level == DivisionLevel.CITY.value), None)
    if scope is not Scope.BUILT_UP or city is None:
        return area_of(scope, way)
    around = [
        county.path
        for county in counties(session)
        if county.path.startswith(f"{city.path}/")
        and is_urban(Level(county.path, county.level, county.name))
    ]
    return area_of(scope, way, around)


def scope_text(report: NameReport) -> Text:
    """Where the name has to be the only one, in words."""
    if report.rule is None:
        return T("《地名管理条例》没有规定这类地名不得重名；下面列出同名、同音的地名供参考")
    return report.rule.text


def divisions_called(session: Session, word: str) -> list[DivisionView]:
    """Divisions with this code or name, as people type them; twins of the other list left out."""
    statement = (
        select(col(Division.id))
        .where(
            or_(col(Division.code) == word, col(Division.name) == word),
            col(Division.twin_division_id).is_(None),
        )
        .order_by(col(Division.path))
    )
    found = [division(session, division_id) for division_id in session.scalars(statement)]
    return [view for view in found if view is not None]
