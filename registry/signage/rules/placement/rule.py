"""What a placement rule says, as data with its basis, and what is wrong with a set of them."""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from registry.core.text import T, Text
from registry.places.rules import PlaceKind
from registry.signage.rules.kinds import SignType


class Way(StrEnum):
    """定点方式: how a rule finds its positions."""

    BOTH_ENDS = "both_ends"
    CROSSINGS = "crossings"
    SPACING = "spacing"
    ENTRANCES = "entrances"
    BOUNDARY = "boundary"
    SITE = "site"
    HERITAGE = "heritage"


WAY_LABELS: dict[Way, Text] = {
    Way.BOTH_ENDS: T("道路两端"),
    Way.CROSSINGS: T("与有名道路的每个交叉口"),
    Way.SPACING: T("间距过大处加设"),
    Way.ENTRANCES: T("范围的出入口"),
    Way.BOUNDARY: T("道路穿过边界处"),
    Way.SITE: T("地名所在处"),
    Way.HERITAGE: T("已认定的地名文化遗产"),
}

MIN_SPACING_M, MAX_SPACING_M = 50.0, 10_000.0
MAX_SIGNS = 8
MAX_RULES = 24
_KEY = re.compile(r"[a-z][a-z0-9_]{0,19}")


@dataclass(frozen=True, slots=True)
class Body:
    """The body of a sign where roads of these two classes cross."""

    own: str
    other: str
    body: str


@dataclass(frozen=True, slots=True)
class Crossing:
    """How many signs stand where this many arms meet, all roads together."""

    arms: int
    signs: int


@dataclass(frozen=True, slots=True)
class PlacementRule:
    """One rule. `kinds` and `road_classes` say for which places (no class: for all).

    `after` names the rules whose positions a spacing rule measures between. `count` is the number
    of signs at an entrance, a site or each end. Lengths are metres.
    """

    key: str
    title: str
    way: Way
    kinds: tuple[str, ...]
    sign_type: SignType
    basis: str
    road_classes: tuple[str, ...] = ()
    count: int = 1
    spacing_m: float | None = None
    crossings: tuple[Crossing, ...] = ()
    bodies: tuple[Body, ...] = ()
    after: tuple[str, ...] = ()
    tolerance_m: float = 30.0

    def applies_to(self, kind: str, road_class: str) -> bool:
        """Whether a place of this kind and class falls under the rule."""
        return kind in self.kinds and (not self.road_classes or road_class in self.road_classes)

    def signs_at(self, arms: int) -> int:
        """How many signs a crossing of so many arms gets; the rule for the next fewer arms else."""
        fewer = [item for item in self.crossings if item.arms <= arms]
        return max(fewer, key=lambda item: item.arms).signs if fewer else 0

    def body_at(self, own: str, others: Iterable[str]) -> str:
        """The body for a crossing with roads of these classes; empty where the rule has none."""
        for other in others:
            for item in self.bodies:
                if (item.own, item.other) in ((own, other), (other, own)):
                    return item.body
        return ""


Faults = dict[str, list[Text]]


@dataclass(slots=True)
class _Faults:
    found: Faults = field(default_factory=dict)

    def add(self, number: int, name: str, text: Text) -> None:
        self.found.setdefault(f"rule{number}_{name}", []).append(text)


def rules_faults(rules: Sequence[PlacementRule]) -> Faults:
    """Everything that is wrong with a set of rules, by field `rule<number>_<column>` from 0.

    A set that contradicts itself (a rule that measures from itself, by whatever way round) proposes
    nothing sensible, so it is never stored.
    """
    faults = _Faults()
    if not rules:
        faults.found["rules"] = [T("至少要有一条规则")]
    if len(rules) > MAX_RULES:
        faults.found["rules"] = [T("一套规则最多 %(n)d 条", n=MAX_RULES)]
    keys = [rule.key for rule in rules]
    for number, rule in enumerate(rules):
        _check_words(faults, number, rule, keys)
        _check_numbers(faults, number, rule)
        _check_way(faults, number, rule)
        _check_after(faults, number, rule, keys)
    if not faults.found:
        for number in _cycle(rules):
            faults.add(number, "after", T("规则之间互相以对方为起算，成了循环"))
    return faults.found


def _check_words(faults: _Faults, number: int, rule: PlacementRule, keys: Sequence[str]) -> None:
    if not _KEY.fullmatch(rule.key):
        faults.add(number, "key", T("规则代号用小写字母、数字和下划线，以字母开头，最多 20 个字"))
    elif keys.count(rule.key) > 1:
        faults.add(number, "key", T("规则代号不能重复"))
    for name, value in (("title", rule.title), ("basis", rule.basis)):
        if not value.strip():
            faults.add(number, name, T("请填写这一项"))
    if not rule.kinds:
        faults.add(number, "kinds", T("请选择适用的地名类别"))
    elif not set(rule.kinds) <= {kind.value for kind in PlaceKind}:
        faults.add(number, "kinds", T("请从列出的选项中选择"))


def _check_numbers(faults: _Faults, number: int, rule: PlacementRule) -> None:
    spacing = rule.spacing_m
    if spacing is not None and not (
        math.isfinite(spacing) and MIN_SPACING_M <= spacing <= MAX_SPACING_M
    ):
        limits = {"low": f"{MIN_SPACING_M:.0f}", "high": f"{MAX_SPACING_M:.0f}"}
        faults.add(number, "spacing_m", T("间距要在 %(low)s 到 %(high)s 米之间", **limits))
    if not 1 <= rule.count <= MAX_SIGNS:
        faults.add(number, "count", T("块数要在 1 到 %(n)d 之间", n=MAX_SIGNS))
    if not (math.isfinite(rule.tolerance_m) and 5 <= rule.tolerance_m <= 2000):
        faults.add(number, "tolerance_m", T("容差要在 5 到 2000 米之间"))
    for item in rule.crossings:
        if not (3 <= item.arms <= MAX_SIGNS and 1 <= item.signs <= MAX_SIGNS):
            words = T("路口的路数要在 3 到 %(n)d 之间，块数在 1 到 %(n)d 之间", n=MAX_SIGNS)
            faults.add(number, "crossings", words)
            break
    if len({item.arms for item in rule.crossings}) < len(rule.crossings):
        faults.add(number, "crossings", T("同样路数的路口只能写一次"))


def _check_way(faults: _Faults, number: int, rule: PlacementRule) -> None:
    if rule.way is Way.SPACING and rule.spacing_m is None:
        faults.add(number, "spacing_m", T("请填写最大间距"))
    if rule.way is not Way.SPACING and rule.spacing_m is not None:
        faults.add(number, "spacing_m", T("只有“间距过大处加设”才有间距"))
    if rule.way is Way.CROSSINGS and not rule.crossings:
        faults.add(number, "crossings", T("请写明几路交叉设几块"))
    if rule.way is not Way.CROSSINGS and (rule.crossings or rule.bodies):
        faults.add(number, "crossings", T("只有交叉口规则才写路口的块数和形制"))


def _check_after(faults: _Faults, number: int, rule: PlacementRule, keys: Sequence[str]) -> None:
    if rule.way is Way.SPACING and not rule.after:
        faults.add(number, "after", T("请写明从哪几条规则的点位起算"))
    for key in rule.after:
        if key not in keys:
            faults.add(number, "after", T("没有代号为 %(key)s 的规则", key=key))


def _cycle(rules: Sequence[PlacementRule]) -> list[int]:
    """The numbers of the rules that wait for one another."""
    waiting = {rule.key: set(rule.after) for rule in rules}
    while free := [key for key, after in waiting.items() if not after & waiting.keys()]:
        for key in free:
            del waiting[key]
    return [number for number, rule in enumerate(rules) if rule.key in waiting]


def in_order(rules: Sequence[PlacementRule]) -> list[PlacementRule]:
    """The rules, each after those it measures from; otherwise as they stand."""
    done: list[PlacementRule] = []
    left = list(rules)
    while left:
        known = {rule.key for rule in done}
        ready = [rule for rule in left if set(rule.after) <= known]
        if not ready:
            raise ValueError("a cycle of rules")
        done.append(ready[0])
        left.remove(ready[0])
    return done


def rules_plain(rules: Iterable[PlacementRule]) -> list[dict[str, Any]]:
    """The rules as plain JSON, as they are stored and published."""
    loaded: list[dict[str, Any]] = json.loads(json.dumps([asdict(rule) for rule in rules]))
    return loaded


def rules_from(plain: Iterable[Mapping[str, Any]]) -> list[PlacementRule]:
    """The rules again from what `rules_plain` made."""
    return [
        PlacementRule(
            **{
                **row,
                "way": Way(row["way"]),
                "sign_type": SignType(row["sign_type"]),
                "crossings": tuple(Crossing(**item) for item in row["crossings"]),
                "bodies": tuple(Body(**item) for item in row["bodies"]),
                **{name: tuple(row[name]) for name in ("kinds", "road_classes", "after")},
            }
        )
        for row in plain
    ]


def rules_hash(rules: Iterable[PlacementRule]) -> str:
    """SHA-256 over the canonical JSON of the rules: two editions with one hash say the same."""
    text = json.dumps(rules_plain(rules), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def rule_changes(
    before: Sequence[PlacementRule], after: Sequence[PlacementRule]
) -> list[tuple[str, str]]:
    """What a new edition changes: ("added" | "changed" | "removed", title), in its order."""
    old = {rule.key: rule for rule in before}
    new = {rule.key: rule for rule in after}
    found = [
        ("added" if rule.key not in old else "changed", rule.title)
        for rule in after
        if old.get(rule.key) != rule
    ]
    return found + [("removed", rule.title) for rule in before if rule.key not in new]
