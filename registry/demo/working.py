"""Simulated work in progress: who manages which places, an order half done, what is wrong.

The names of managing bodies say that they are simulated: which places a functional zone really runs
is not published anywhere that could be read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from registry.accounts.rules import Role
from registry.core.clock import china_date
from registry.core.geo import Position
from registry.demo import signs
from registry.demo.people import play as cast
from registry.demo.visits import Seen, visit
from registry.places import queries as places
from registry.places import services as place_services
from registry.places.rules import PlaceKind
from registry.places.rules.finding import FindingKind, FindingStep
from registry.places.services.findings import NewFinding, raise_finding, settle_finding
from registry.runtime import Runtime
from registry.signage import queries, services
from registry.signage.queries.orders import work_order
from registry.signage.rules.hints import HintKind
from registry.signage.rules.kinds import Condition, Defect, ReportKind
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
STOPS, VISITED = 8, 4
_DAMAGED = Seen(ReportKind.DAMAGED, Condition.DAMAGED, (Defect.BENT, Defect.LOOSE))
#: What crews of the past weeks found at signs that were good; all but the first three still count.
FOUND = (
    Seen(ReportKind.COVERED, Condition.GOOD),
    _DAMAGED,
    Seen(ReportKind.WRONG_SPELLING, roman="CUN WEI HUI"),
    Seen(defects=(Defect.FADED,), condition=Condition.WORN),
    Seen(defects=(Defect.QR_DEAD,)),
    Seen(defects=(Defect.FADED, Defect.QR_DEAD), condition=Condition.WORN),
    Seen(defects=(Defect.FADED,), condition=Condition.WORN),
)
#: What the crew of the order has found at its first stops; the last report waits for its verdict.
VISITS = (
    Seen(ReportKind.INSTALLED),
    Seen(ReportKind.INSTALLED, defects=(Defect.LOOSE,)),
    Seen(ReportKind.BLANK, is_blank=True),
    Seen(ReportKind.INSTALLED),
)


def play(runtime: Runtime) -> Iterator[str]:
    """Managing bodies, an order with visits done and left, problems, findings, hints."""
    people = signs.team(runtime)
    yield f"{_managed(runtime)} names under {len(BODIES)} managing bodies"
    yield from _ordered(runtime, people)
    for number, (sign, seen) in enumerate(zip(_good(runtime), FOUND, strict=False)):
        visit(runtime, people, sign, seen, key=f"found-{number}")
    yield f"{len(FOUND)} signs with a problem"
    yield from _told(runtime)


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
    county = next(one for one in places.counties(session) if one.code.startswith(code))
    found = [sign for state in SignState for sign in queries.signs_in_state(session, state)]
    return sorted({sign.place_id for sign in found if sign.county_id == county.id})


def _of_zone(session: Session, code: str) -> list[str]:
    zone = next((one for one in places.counties(session) if code and one.code == code), None)
    if zone is None:
        return []
    wanted = places.PlaceFilter(county=zone.id, kind=PlaceKind.COMMUNITY.value)
    hits = places.search(session, wanted, OWN, None).items
    return [hit.card.id for hit in hits]


def _ordered(runtime: Runtime, people: signs.Team) -> Iterator[str]:
    """An order of eight stops: four visited, of which one report still waits; four to go."""
    with runtime.database.read() as session:
        made = [
            sign
            for sign in queries.signs_in_state(session, SignState.MADE)
            if sign.requirement_id and sign.stratum == "township" and not sign.is_heritage
        ][:STOPS]
    with runtime.write(people.leader) as work:
        order = services.give_order(
            work,
            [sign.requirement_id or "" for sign in made],
            crew_id=people.crew.id or "",
            due_on=china_date(work.at) + timedelta(days=10),
            start=Position(117.283, 31.861),
            note="演示：模拟的派工",
        )
    with runtime.database.read() as session:
        view = work_order(session, order.id)
        stops = [stop.sign for stop in view.stops if stop.sign] if view else []
    for number, (sign, seen) in enumerate(zip(stops[:VISITED], VISITS, strict=False)):
        is_last = number == VISITED - 1
        visit(runtime, people, sign, seen, key=f"order-{number}", is_judged=not is_last)
    yield f"a work order, {VISITED} of {len(stops)} stops visited"


def _good(runtime: Runtime) -> Sequence[Any]:
    with runtime.database.read() as session:
        found = queries.signs_in_state(session, SignState.VERIFIED, limit=60)
    own = [sign for sign in found if sign.stratum == "village" and not sign.is_heritage]
    return sorted(own, key=lambda sign: sign.id)


def _told(runtime: Runtime) -> Iterator[str]:
    good = _good(runtime)
    with runtime.write(cast(runtime, Role.STEWARD)) as work:
        noted = (
            NewFinding(FindingKind.MANY_NAMES, other_name="演示别名"),
            NewFinding(FindingKind.MISMATCH, detail="演示：名称与所指的地方不符"),
            NewFinding(FindingKind.UNSIGNED),
        )
        rows = [
            raise_finding(work, replace(found, place_id=sign.place_id))
            for found, sign in zip(noted, good, strict=False)
        ]
        settle_finding(work, rows[0].id, FindingStep.TAKE, seen_version=rows[0].row_version)
        for kind, sign in ((HintKind.COVERED, good[0]), (HintKind.DAMAGED, good[1])):
            services.tell_hint(work, sign.code, services.HintText(kind, "演示数据"))
    yield f"{len(rows)} findings about places, 2 public reports"
