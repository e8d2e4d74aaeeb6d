"""Simulated placement: a drawn road, a rule set in force, proposals waiting, a frozen snapshot."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.coverage import services as coverage
from registry.demo.people import play as cast
from registry.places import queries as place_queries
from registry.places import services as places
from registry.places.services.geometry import NewGeometry, set_geometry
from registry.runtime import Runtime
from registry.signage import queries, services
from registry.signage.rules.placement import SHIPPED

#: Drawn where nothing of the kind is said to be; the names say that nobody real is meant.
ROADS = (
    # Far from every other position: on the map of the city each has room for a finger.
    ("演示大道", "Yǎnshì Dàdào", [[117.66, 32.17], [117.668, 32.171], [117.676, 32.17]]),
)
BASIS = "演示：模拟的规则"


def play(runtime: Runtime) -> Iterator[str]:
    """A rule set made of both shipped examples, a road, half of its positions accepted."""
    with runtime.write(SYSTEM) as work:
        counties = place_queries.counties(work.session)
        county = next(one for one in counties if one.code.startswith("340122"))
        ids = [
            places.add_place(
                work,
                places.NewPlace("road", county.id, [places.NewName(name, roman_toned=roman)]),
            )
            for name, roman, _line in ROADS
        ]
        for place_id, (_name, _roman, line) in zip(ids, ROADS, strict=True):
            shape = json.dumps({"type": "LineString", "coordinates": line})
            set_geometry(work, place_id, NewGeometry(shape, "digitised", "演示：虚构的走向"))
    with runtime.write(cast(runtime, Role.STEWARD)) as work:
        row = services.add_edition(work, _edition())
        services.adopt_rule_set(work, row.id, reason="演示：模拟施行")
        services.propose_positions(work, ids)
        first = queries.open_proposals_of(work.session, ids[0])
        services.accept_proposals(work, [one.id for one in first[: len(first) // 2]])
        coverage.take_snapshot(work, note="演示：模拟的月报")
    yield f"{len(ROADS)} road with proposed positions, one snapshot"


def _edition() -> services.Edition:
    hefei, older = SHIPPED
    ends = next(rule for rule in older.rules if rule.key == "ends")
    crossing, infill = hefei.rules
    rules = (ends, crossing, replace(infill, after=("crossing", "ends")))
    return services.Edition(
        code="demo",
        edition="1",
        title="演示规则",
        title_en="Simulated rules",
        issuer="演示",
        legal_basis=BASIS,
        rules=[replace(rule, basis=BASIS) for rule in rules],
    )
