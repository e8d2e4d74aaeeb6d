"""Simulated signs: positions near each county's label point, photographs drawn, verdicts given."""

from __future__ import annotations

import random
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from registry.accounts.rules import Role
from registry.core.actor import Actor
from registry.core.clock import china_date
from registry.core.geo import Position
from registry.core.work import Work
from registry.demo import plates
from registry.demo.people import play as cast
from registry.photos import services as photos
from registry.photos.services import Prepared
from registry.places import queries as places
from registry.places.queries import PlaceCard
from registry.places.rules import PlaceKind
from registry.runtime import Runtime
from registry.signage import queries
from registry.signage import services as signage
from registry.signage.queries import Wording, wordings
from registry.signage.rules.kinds import CaptureSource, Condition, Ground, ReportKind, SignType
from registry.signage.rules.states import Verdict

BASIS = "演示：模拟的应设点位"
SPREAD = 0.09
"""Degrees around the county's label point; about 9 km."""


_MOST_TURNS = 60
"""More signs than are ever simulated: the last of them was photographed an hour ago."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A sign to simulate and how far its life has come."""

    card: PlaceCard
    wording: Wording
    position: Position
    stage: str  # verified, wrong, claimed, made
    turn: int = _MOST_TURNS
    flaw: plates.Flaw = plates.Flaw.NONE


@dataclass(frozen=True, slots=True)
class Team:
    """Who does what, so that no rule of four eyes is bent for the demonstration."""

    leader: Actor
    steward: Actor
    approver: Actor
    crew: Actor
    verifier: Actor


def team(runtime: Runtime) -> Team:
    """The members of the cast that a sign passes."""
    return Team(
        leader=cast(runtime, Role.CREW_LEADER),
        steward=cast(runtime, Role.STEWARD),
        approver=cast(runtime, Role.REVIEWER_CITY),
        crew=cast(runtime, Role.CREW),
        verifier=cast(runtime, Role.REVIEWER_CITY),
    )


def plans(session: Session) -> list[Plan]:
    """The signs to simulate: four or five names of each county, chosen by a fixed seed."""
    rng = random.Random("演示")
    found: list[Plan] = []
    for index, county in enumerate(places.counties(session)):
        if county.label_lon is None or county.label_lat is None:
            continue
        stages = ["verified", "made", "verified", "claimed" if index % 2 else "verified"]
        if index == 4:
            stages.append("wrong")
        chosen = [
            *_some(session, rng, county.id, PlaceKind.TOWNSHIP, 2),
            *_some(session, rng, county.id, PlaceKind.VILLAGE_COMMITTEE, 3),
        ]
        for card, stage in zip(chosen, stages, strict=False):
            position = Position(
                round(county.label_lon + rng.uniform(-SPREAD, SPREAD), 5),
                round(county.label_lat + rng.uniform(-SPREAD, SPREAD) * 0.8, 5),
            )
            found.append(Plan(card, wordings(session, card.id)[0], position, stage))
    return found


def unsigned_villages(session: Session, code: str, count: int) -> list[PlaceCard]:
    """Villages of a county that have no position yet, in the order of their names."""
    county = county_of(session, code)
    wanted = places.PlaceFilter(county=county.id, kind=PlaceKind.VILLAGE_COMMITTEE.value)
    cards = [hit.card for hit in places.search(session, wanted, 100, None).items]
    free = [card for card in cards if not queries.requirements_of_place(session, card.id)]
    return free[:count]


def place_named(session: Session, name: str) -> str:
    """The place of this name, one of those that are made up."""
    hits = places.search(session, places.PlaceFilter(q=name), 5, None).items
    return next(hit.card.id for hit in hits if hit.card.standard_name == name)


def county_of(session: Session, code: str) -> Any:
    """The county whose code begins so."""
    return next(one for one in places.counties(session) if one.code.startswith(code))


def _some(
    session: Session, rng: random.Random, county: str, kind: PlaceKind, count: int
) -> list[PlaceCard]:
    wanted = places.PlaceFilter(county=county, kind=kind.value)
    cards = [hit.card for hit in places.search(session, wanted, 60, None).items]
    living = sorted((card for card in cards if card.status == "existing"), key=lambda one: one.id)
    return rng.sample(living, min(count, len(living)))


def pictures(
    runtime: Runtime, plan: Plan, now: datetime, ground: tuple[int, int, int] | None = None
) -> tuple[Prepared, Prepared]:
    """Draw and take in the two photographs of a sign; without a ground, in its own colour."""
    plate = plates.Plate(_seen(plan), plan.wording.roman, ground or _ground(plan), plan.flaw)
    seed, when = plan.card.id + plan.stage, china_date(now).isoformat()
    near = photos.prepare(runtime.store, plates.near(plate, seed, when))
    far = photos.prepare(runtime.store, plates.far(plate, seed, when))
    return near, far


def _seen(plan: Plan) -> str:
    """What the photograph shows: on the wrong sign the last character is another one."""
    right = plan.wording.hanzi
    return right if plan.stage != "wrong" else right[:-1] + "街"


def _ground(plan: Plan) -> tuple[int, int, int]:
    return plates.GREEN if plan.card.id[-1] in "02468ace" else plates.BLUE


def require(runtime: Runtime, people: Team, card: PlaceCard, spot: Position) -> str:
    """A required position of a name, set by the crew's leader; its id."""
    with runtime.write(people.leader) as work:
        return signage.require_sign(
            work,
            place_id=card.id,
            sign_type=SignType.VILLAGE if card.stratum == "village" else SignType.AREA,
            position=spot,
            basis=BASIS,
            tolerance_m=60,
        ).id


def manufacture_and_report(
    runtime: Runtime,
    people: Team,
    plan: Plan,
    requirement_id: str,
    taken: tuple[Prepared, Prepared] | None,
    *,
    ground: Ground | None = None,
) -> None:
    """Proof, approval, manufacture, report and verdict for one required position."""
    ground = ground or (Ground.GREEN if _ground(plan) == plates.GREEN else Ground.BLUE)
    with runtime.write(people.steward) as work:
        sign = signage.prepare_proof(
            work,
            requirement_id,
            text_hanzi=plan.wording.hanzi,
            text_roman=plan.wording.roman,
            ground=ground,
        )
    with runtime.write(people.approver) as work:
        signage.approve_proof(work, sign.id)
    with runtime.write(people.steward) as work:
        _make(work, sign.id)
    if taken is None:
        return
    with runtime.write(people.crew) as work:
        receipt = signage.submit_report(
            work, _submission(plan, sign.id, work.at), near=taken[0], far=taken[1]
        )
    if plan.stage == "claimed":
        return
    with runtime.write(people.verifier) as work:
        signage.verify(
            work, receipt.report_id, Verdict.ACCEPT, reason="演示：模拟核验", place_ok=True
        )


def _make(work: Work, sign_id: str) -> None:
    signage.mark_made(
        work,
        sign_id,
        maker="演示制牌厂（虚构）",
        batch="演示-01",
        made_on=china_date(work.at) - timedelta(days=1),
    )


def _submission(plan: Plan, sign_id: str, at: datetime) -> signage.Submission:
    wrong = plan.stage == "wrong"
    lon, lat = plan.position.lon, plan.position.lat
    return signage.Submission(
        client_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{sign_id}")),
        sign_id=sign_id,
        kind=ReportKind.WRONG_TEXT if wrong else ReportKind.INSTALLED,
        condition=Condition.GOOD,
        # One crew cannot be at two signs at once: each came an hour after the one before.
        captured_at=at - timedelta(hours=1 + _MOST_TURNS - plan.turn),
        observed_hanzi=_seen(plan),
        observed_roman=plan.wording.roman,
        position=Position(lon + 0.00008, lat - 0.00005, accuracy_m=12.0),
        fix_age_s=4,
        capture_source=CaptureSource.LIVE,
        note="演示数据",
    )
