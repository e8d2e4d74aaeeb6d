"""Two records of one village, and looking at places whole: for tests of merging."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from registry.core.actor import SYSTEM
from registry.places import services
from registry.places.models import PlaceMerge
from registry.places.queries import PlaceFilter, search
from registry.places.queries.alike import alike_in
from registry.places.queries.past import states
from registry.places.rules import NameKind, PlaceKind, Years
from registry.places.services import NewName, NewPlace, NewPosition
from registry.places.services.merging import merge
from registry.places.services.pairs import record_pairs
from registry.runtime import Runtime
from registry.sources import services as sources

#: What every change counts up, also the one that puts everything back.
COUNTED = ("row_version", "updated_at", "updated_by")


def whole(runtime: Runtime, *place_ids: str) -> dict[str, Any]:
    """The states of places as they are stored, without what only counts changes."""
    with runtime.database.read() as session:
        found = states(session, place_ids)
    for state in found.values():
        for column in COUNTED:
            del state["place"][column]
        for claim in state["claims"]:
            del claim["row_version"]
    return found


@pytest.fixture
def add(runtime: Runtime, gazetteer: Any) -> Callable[..., str]:
    """Add a place of 石塘镇 with its standard name first; returns its id."""

    def write(*names: NewName | str, **more: Any) -> str:
        given = [name if isinstance(name, NewName) else NewName(name) for name in names]
        kind = more.pop("kind", PlaceKind.NATURAL_VILLAGE)
        division = more.pop("division", None) or gazetteer.shitang
        with runtime.write(SYSTEM) as work:
            return services.add_place(work, NewPlace(kind, division, given, **more))

    return write


@pytest.fixture
def village(runtime: Runtime, add: Callable[..., str]) -> tuple[str, str]:
    """(survivor, absorbed): 大郢 twice, each with what the other lacks."""
    survivor = add(
        NewName("大郢", roman_toned="Dàyǐng"),
        NewName("老郢", NameKind.ALIAS),
        description="河边的村",
    )
    absorbed = add(
        NewName("大郢子", roman_toned="Dàyǐngzi"),
        NewName("老郢", NameKind.ALIAS),
        NewName("李家郢", NameKind.FORMER, years=Years(1368, 1644, 1900, 1949)),
        position=NewPosition(117.61, 31.91, "gnss", "外业实测"),
        managing_body="石塘镇人民政府",
        elevation_m=21.5,
    )
    claim(runtime, survivor, "明代建村")
    claim(runtime, absorbed, "清代迁入")
    return survivor, absorbed


def claim(runtime: Runtime, place_id: str, text: str, name_id: str | None = None) -> str:
    """A dated claim with a source."""
    with runtime.write(SYSTEM) as work:
        source = sources.add_source(work, source_type="gazetteer", title="县志", grade="B")
        citation = sources.cite(work, source_id=source.id, locator="卷一", quote=text)
        return services.assert_claim(
            work,
            place_id=place_id,
            claim_type="settlement_founded",
            value_text=text,
            year_from_min=1368,
            year_from_max=1644,
            evidence=[(citation.id, "supports")],
            name_id=name_id,
        ).id


def merged(runtime: Runtime, absorbed: str, into: str, who: Any = SYSTEM, **more: Any) -> str:
    """Merge and return the merge's id."""
    choices = more.pop("choices", {})
    reason = more.pop("reason", "同一个村登记了两次")
    with runtime.write(who) as work:
        return merge(work, absorbed, into, choices=choices, reason=reason, **more)


def merge_row(runtime: Runtime, merge_id: str) -> PlaceMerge:
    """The row of a merge."""
    with runtime.database.read() as session:
        return session.get_one(PlaceMerge, merge_id)


def registered_twice(runtime: Runtime) -> tuple[str, str]:
    """A village of 石塘镇 twice, with what differs, found by a search: for sites with real data."""
    with runtime.database.read() as session:
        card = search(session, PlaceFilter(q="石塘镇"), 1).items[0].card
    text, other = NewName("演示郢", roman_toned="Yǎnshìyǐng"), NewName("演示郢子", NameKind.ALIAS)
    old = NewName("老演示郢", NameKind.FORMER, years=Years(1368, 1644, 1900, 1949))
    spot = NewPosition(117.61, 31.91, "gnss", "外业实测")
    with runtime.write(SYSTEM) as work:
        pair = tuple(
            services.add_place(
                work, NewPlace(PlaceKind.NATURAL_VILLAGE, card.division_id, names, **more)
            )
            for names, more in (
                ([text, other], {"description": "河边的村"}),
                ([text, old], {"position": spot, "managing_body": "石塘镇人民政府"}),
            )
        )
    claim(runtime, pair[0], "明代建村")
    with runtime.database.read() as session:
        found = alike_in(session, card.county_id)
    with runtime.write(SYSTEM) as work:
        record_pairs(work, found)
    return pair[0], pair[1]
