"""Simulated managing bodies: who runs which places.

The names of managing bodies say that they are simulated: which places a functional zone really runs
is not published anywhere that could be read.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlmodel import Session

from registry.accounts.rules import Role
from registry.demo.people import play as cast
from registry.demo.signs import county_of
from registry.places import queries as places
from registry.places import services as place_services
from registry.places.rules import PlaceKind
from registry.runtime import Runtime
from registry.signage import queries
from registry.signage.rules.states import SignState

#: Managing body → the county whose signed names it is said to run, and its own statistical code.
BODIES = {
    "合肥高新区管委会（演示）": ("340104", "340176"),
    "新站高新区管委会（演示）": ("340102", "340178"),
    "合肥经开区管委会（演示）": ("340123", "340177"),
    "安徽巢湖经开区管委会（演示）": ("340181", ""),
}
WHY = "演示：模拟的管理主体"
OWN = 12
"""So many names of a zone's own are put under its body, beside those that have signs."""


def play(runtime: Runtime) -> Iterator[str]:
    """Managing bodies of names that have signs, and of a zone's own."""
    yield f"{_managed(runtime)} names under {len(BODIES)} managing bodies"


def _managed(runtime: Runtime) -> int:
    number = 0
    with runtime.write(cast(runtime, Role.STEWARD)) as work:
        for body, (county, own) in BODIES.items():
            for place_id in [*_signed(work.session, county), *_of_zone(work.session, own)]:
                place_services.amend(work, place_id, {"managing_body": body}, reason=WHY)
                number += 1
    return number


def _signed(session: Session, code: str) -> list[str]:
    """The places of a county that have a simulated sign or position."""
    county = county_of(session, code)
    found = [sign for state in SignState for sign in queries.signs_in_state(session, state)]
    return sorted({sign.place_id for sign in found if sign.county_id == county.id})


def _of_zone(session: Session, code: str) -> list[str]:
    zone = next((one for one in places.counties(session) if code and one.code == code), None)
    if zone is None:
        return []
    wanted = places.PlaceFilter(county=zone.id, kind=PlaceKind.COMMUNITY.value)
    hits = places.search(session, wanted, OWN, None).items
    return [hit.card.id for hit in hits]
