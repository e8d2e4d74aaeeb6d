"""The engine: from what a place is and looks like, the positions where its signs are due.

Pure: the same facts and rules give the same positions with the same keys, whenever and by whomever
they are computed. It proposes; a person decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from registry.core.ids import stable_id
from registry.core.text import T, Text
from registry.places.rules import PlaceKind
from registry.signage.rules.kinds import PositionRole, SignType
from registry.signage.rules.placement.crossing import (
    JOIN_M,
    Meeting,
    Road,
    area_rings,
    crossings_of,
    entrances_of,
    line_tracks,
    share,
)
from registry.signage.rules.placement.measuring import Point, Track, companions, metres
from registry.signage.rules.placement.rule import PlacementRule, Way, in_order

MERGE_M = 30.0
"""An end this near to a junction that has signs is served by them."""
DECIMALS = 7

NOTES: dict[str, Text] = {
    "not_living": T("这个地名规划未建、在建或已不存在，规则不提点位"),
    "no_rule": T("没有一条规则适用于这类地名"),
    "needs_line": T("还没有画出走向，两端、交叉口和间距都推算不了"),
    "needs_position": T("还没有定位置，点位推算不了"),
    "no_entrance": T("没有画出通入的有名道路，出入口先定在地名的位置上"),
    "no_crossing": T("没有画出与它交叉的有名道路"),
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the engine knows of a place. `geojson` is its shape, empty for a mere point."""

    kind: str
    road_class: str
    is_living: bool
    is_recognised: bool
    point: Point | None
    geojson: str = ""
    roads: tuple[Road, ...] = ()
    id: str = ""


@dataclass(frozen=True, slots=True)
class Spot:
    """A position where a sign is due by a rule; the same spot has the same key each time."""

    key: str
    rule_key: str
    sign_type: SignType
    role: PositionRole
    lon: float
    lat: float
    tolerance_m: float
    is_heritage: bool
    detail: Mapping[str, str | float]


@dataclass(slots=True)
class Outcome:
    """The positions, and in words of `NOTES` what could not be told."""

    spots: list[Spot] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def note(self, key: str) -> None:
        """Say once what could not be told."""
        if key not in self.notes:
            self.notes.append(key)


@dataclass(frozen=True, slots=True)
class _Anchor:
    rule_key: str
    part: int
    along: float


@dataclass(slots=True)
class _Run:
    """One computation: what is known, what was found so far."""

    facts: Facts
    tracks: Sequence[Track]
    rings: Sequence[Track]
    outcome: Outcome = field(default_factory=Outcome)
    anchors: list[_Anchor] = field(default_factory=list)
    junctions: list[Point] = field(default_factory=list)

    def add(
        self,
        rule: PlacementRule,
        role: PositionRole,
        point: Point,
        *what: str,
        **detail: str | float,
    ) -> None:
        kind = self.facts.kind
        lane = kind == PlaceKind.STREET_LANE and rule.sign_type is SignType.STREET
        self.outcome.spots.append(
            Spot(
                key=stable_id("spot", rule.key, role.value, *what),
                rule_key=rule.key,
                sign_type=SignType.LANE if lane else rule.sign_type,
                role=role,
                lon=round(point[0], DECIMALS),
                lat=round(point[1], DECIMALS),
                tolerance_m=rule.tolerance_m,
                is_heritage=rule.way is Way.HERITAGE,
                detail=detail,
            )
        )


def propose(facts: Facts, rules: Sequence[PlacementRule]) -> Outcome:
    """The positions where signs of a place are due, and what could not be told.

    With a rule for both ends every end of the line has a position or a junction's signs within 30 m
    of it. With a rule of spacing no two neighbouring positions that it measures between lie further
    apart along the line than it allows.
    """
    run = _Run(facts, line_tracks(facts.geojson), area_rings(facts.geojson))
    if not facts.is_living:
        run.outcome.note("not_living")
        return run.outcome
    wanted = [rule for rule in in_order(rules) if rule.applies_to(facts.kind, facts.road_class)]
    if not wanted:
        run.outcome.note("no_rule")
    # Junctions first: an end that is a junction needs no sign of its own.
    for rule in sorted(wanted, key=lambda rule: rule.way is not Way.CROSSINGS):
        if rule.way is not Way.SPACING:
            _DOING[rule.way](run, rule)
    for rule in wanted:
        if rule.way is Way.SPACING:
            _spacing(run, rule)
    return run.outcome


def _needs_line(run: _Run) -> bool:
    if not run.tracks:
        run.outcome.note("needs_line")
    return not run.tracks


def _crossings(run: _Run, rule: PlacementRule) -> None:
    if _needs_line(run):
        return
    met = crossings_of(run.tracks, run.facts.roads)
    if not met:
        run.outcome.note("no_crossing")
    for number, meeting in _numbered(met):
        arms = dict(zip((road.id for road in meeting.others), meeting.arms_of, strict=True))
        arms[run.facts.id] = meeting.own_arms
        signs = share(rule.signs_at(meeting.arms), run.facts.id, arms)
        if not signs:
            continue
        classes = [road.road_class for road in meeting.others]
        detail: dict[str, str | float] = {
            "with": "、".join(road.name for road in meeting.others),
            "arms": meeting.arms,
        }
        if body := rule.body_at(run.facts.road_class, classes):
            detail["body"] = body
        ids = "+".join(road.id for road in meeting.others)
        for sign in range(signs):
            run.add(
                rule, PositionRole.JUNCTION, meeting.point, ids, str(number), str(sign), **detail
            )
        run.junctions.append(meeting.point)
        run.anchors += [_Anchor(rule.key, *place) for place in meeting.along_of]


def _numbered(met: Iterable[Meeting]) -> Iterator[tuple[int, Meeting]]:
    """Each meeting with how many there were before it with the same roads."""
    seen: dict[tuple[str, ...], int] = {}
    for meeting in met:
        ids = tuple(road.id for road in meeting.others)
        seen[ids] = seen.get(ids, -1) + 1
        yield seen[ids], meeting


def _both_ends(run: _Run, rule: PlacementRule) -> None:
    if _needs_line(run):
        return
    placed: list[Point] = []
    beside = companions(run.tracks, JOIN_M)
    for part, track in enumerate(run.tracks):
        if part in beside:
            continue
        ends = ((PositionRole.START, 0.0), (PositionRole.END, track.length))
        for role, along in ends:
            point = track.at(along)
            run.anchors.append(_Anchor(rule.key, part, along))
            if any(metres(point, other) <= MERGE_M for other in (*placed, *run.junctions)):
                continue
            placed.append(point)
            for sign in range(rule.count):
                run.add(rule, role, point, str(part), str(sign))


def _spacing(run: _Run, rule: PlacementRule) -> None:
    if _needs_line(run):
        return
    limit = rule.spacing_m or math.inf
    beside = companions(run.tracks, JOIN_M)
    for part, track in enumerate(run.tracks):
        if part in beside:
            continue
        marks = sorted(
            {a.along for a in run.anchors if a.part == part and a.rule_key in rule.after}
        )
        if track.is_ring and marks:
            # Once round a ring, from the last of them to the first again.
            marks.append(marks[0] + track.length)
        number = 0
        for left, right in pairwise(marks):
            pieces = math.ceil((right - left) / limit - 1e-9)
            for piece in range(1, pieces):
                along = left + (right - left) * piece / pieces
                point = track.at(along % track.length if track.is_ring else along)
                detail = {"gap": round((right - left) / pieces)}
                run.add(rule, PositionRole.INFILL, point, str(part), str(number), **detail)
                run.anchors.append(_Anchor(rule.key, part, along))
                number += 1


def _entrances(run: _Run, rule: PlacementRule) -> None:
    met = entrances_of(run.rings, run.facts.roads)
    if not met:
        run.outcome.note("no_entrance")
        _site(run, rule, PositionRole.ENTRANCE)
        return
    for number, meeting in _numbered(met):
        ids = "+".join(road.id for road in meeting.others)
        names = "、".join(road.name for road in meeting.others)
        for sign in range(rule.count):
            run.add(
                rule,
                PositionRole.ENTRANCE,
                meeting.point,
                *(ids, str(number), str(sign)),
                **{"with": names},
            )


def _boundary(run: _Run, rule: PlacementRule) -> None:
    for number, meeting in _numbered(entrances_of(run.rings, run.facts.roads)):
        ids = "+".join(road.id for road in meeting.others)
        names = "、".join(road.name for road in meeting.others)
        run.add(rule, PositionRole.BOUNDARY, meeting.point, ids, str(number), **{"with": names})


def _site(run: _Run, rule: PlacementRule, role: PositionRole = PositionRole.SITE) -> None:
    if run.facts.point is None:
        run.outcome.note("needs_position")
        return
    for sign in range(rule.count):
        run.add(rule, role, run.facts.point, "site", str(sign))


def _heritage(run: _Run, rule: PlacementRule) -> None:
    if run.facts.is_recognised:
        _site(run, rule)


_DOING = {
    Way.CROSSINGS: _crossings,
    Way.BOTH_ENDS: _both_ends,
    Way.ENTRANCES: _entrances,
    Way.BOUNDARY: _boundary,
    Way.SITE: _site,
    Way.HERITAGE: _heritage,
}
