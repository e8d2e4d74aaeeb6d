"""Simulated work in progress: an order half done, what the public tells of signs, findings."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from registry.accounts.rules import Role
from registry.core.actor import ANONYMOUS
from registry.core.clock import china_date
from registry.core.geo import Position
from registry.demo import changes, past, signs
from registry.demo.people import LUJIANG
from registry.demo.people import play as cast
from registry.demo.placing import ROADS
from registry.demo.timeline import second_crew
from registry.demo.visits import Seen, visit
from registry.places.rules.finding import FindingKind, FindingStep
from registry.places.services.findings import NewFinding, raise_finding, settle_finding
from registry.runtime import Runtime
from registry.signage import queries, services
from registry.signage.queries.orders import work_order
from registry.signage.rules.hints import HintKind, HintOutcome
from registry.signage.rules.kinds import Defect, ReportKind
from registry.signage.rules.states import SignState, Verdict

STOPS = 8
#: What the crew of the order has found at its first stops; the last report waits for its verdict.
VISITS = (
    Seen(ReportKind.INSTALLED),
    Seen(ReportKind.INSTALLED, defects=(Defect.LOOSE,)),
    Seen(ReportKind.BLANK, is_blank=True),
    Seen(ReportKind.INSTALLED),
)
_PUT_BACK = "演示：已派人去看，牌子倒在路边，已扶正。"
_PASSED_ON = "演示：已转给负责养护的单位清理。"
#: What people told of signs, days ago; with an outcome and an answer where a leader settled it.
HINTS = (
    (6, HintKind.COVERED, "演示：树枝挡住了牌子，只看得见右半边。", None),
    (4, HintKind.DAMAGED, "演示：牌子右下角弯了。", None),
    (3, HintKind.WRONG_SPELLING, "演示：拼音的隔音号好像漏了。", None),
    (2, HintKind.STORY, "演示：名称由来和村里老人说的不一样。", None),
    (
        12,
        HintKind.MISSING,
        "演示：路口的牌子不见了。",
        (HintOutcome.SENT, _PUT_BACK),
    ),
    (
        9,
        HintKind.OTHER,
        "演示：牌子背面贴了小广告。",
        (HintOutcome.REFERRED, _PASSED_ON),
    ),
)


def play(runtime: Runtime) -> Iterator[str]:
    """An order with visits done and left, hints open and settled, a finding of each kind."""
    yield from _ordered(runtime)
    yield from _told(runtime)
    yield from _findings(runtime)


# --- a work order


def _ordered(runtime: Runtime) -> Iterator[str]:
    """Eight stops of the second crew, four visited, of which one report still waits."""
    people, now = second_crew(runtime), runtime.clock.now()
    given = past.day(runtime, 6, 9)
    positions = _made(given, people)
    with given.write(people.leader) as work:
        order = services.give_order(
            work,
            positions,
            crew_id=people.crew.id or "",
            due_on=china_date(now) + timedelta(days=8),
            start=_middle(work.session),
            note="演示：模拟的派工",
        )
    with runtime.database.read() as session:
        view = work_order(session, order.id)
        stops = [stop.sign for stop in view.stops if stop.sign] if view else []
    for number, (sign, seen) in enumerate(zip(stops, VISITS, strict=False)):
        day = past.day(runtime, 3, 9 + 2 * number)
        is_last = number == len(VISITS) - 1
        visit(
            day,
            people,
            sign,
            seen,
            key=f"order-{number}",
            verdict=None if is_last else Verdict.ACCEPT,
        )
    yield f"a work order, {len(VISITS)} of {len(stops)} stops visited"


def _middle(session: Session) -> Position:
    county = signs.county_of(session, LUJIANG)
    return Position(county.label_lon or 0.0, county.label_lat or 0.0)


def _made(runtime: Runtime, people: signs.Team) -> list[str]:
    """Positions of villages round the county's town, each with a sign that left the workshop."""
    with runtime.database.read() as session:
        cards = signs.unsigned_villages(session, LUJIANG, STOPS)
        middle = _middle(session)
        words = {card.id: queries.wordings(session, card.id)[0] for card in cards}
    positions = []
    for turn, card in enumerate(cards):
        # On a loop, so that the order of visit can be seen on the sheet.
        east, north = _LOOP[turn]
        spot = Position(round(middle.lon + east, 5), round(middle.lat + north, 5))
        ident = signs.require(runtime, people, card, spot)
        plan = signs.Plan(card, words[card.id], spot, "made")
        signs.manufacture_and_report(runtime, people, plan, ident, None)
        positions.append(ident)
    return positions


_LOOP = (
    *((0.02, 0.01), (-0.03, -0.04), (0.045, 0.03), (-0.05, 0.0)),
    *((0.03, 0.05), (0.0, -0.055), (-0.02, 0.045), (0.05, -0.03)),
)


# --- what the public tells


def _told(runtime: Runtime) -> Iterator[str]:
    for sign, (days, kind, text, settled) in zip(_good(runtime), HINTS, strict=False):
        said = services.HintText(kind, text)
        with past.day(runtime, days, 8 + days).write(ANONYMOUS) as work:
            hint_id = services.tell_hint(work, sign.code, said).id
        if settled is None:
            continue
        outcome, answer = settled
        after = past.day(runtime, days - 2, 15)
        with after.write(cast(runtime, Role.CREW_LEADER)) as work:
            services.settle_hint(work, hint_id, outcome=outcome, answer=answer)
    open_ones = sum(settled is None for *_said, settled in HINTS)
    yield f"{len(HINTS)} things told of signs, {open_ones} not answered yet"


def _good(runtime: Runtime) -> Sequence[Any]:
    """Signs of villages that count, the oldest first."""
    with runtime.database.read() as session:
        found = queries.signs_in_state(session, SignState.VERIFIED, limit=60)
    own = [sign for sign in found if sign.stratum == "village" and not sign.is_heritage]
    return sorted(own, key=lambda sign: (sign.created_at, sign.id))


# --- findings


def _findings(runtime: Runtime) -> Iterator[str]:
    """One of each kind, at names that are made up, and how two of them went on."""
    with runtime.database.read() as session:
        road = signs.place_named(session, ROADS[0][0])
        new, reclassed = (
            signs.place_named(session, name) for name in (changes.NEW, changes.RECLASSED)
        )
        county = signs.county_of(session, LUJIANG)
        nowhere = _middle(session)
    noted = (
        NewFinding(FindingKind.UNSIGNED, new, detail="演示：村口没有标志。"),
        NewFinding(
            FindingKind.UNNAMED,
            county_id=county.id,
            position=replace(nowhere, lon=nowhere.lon + 0.04),
            detail="演示：新建的桥还没有名称。",
        ),
        NewFinding(FindingKind.MANY_NAMES, reclassed, other_name="演示塘边小区"),
        NewFinding(FindingKind.SHARED_NAME, road, other_name="演示大道（另一处）"),
        NewFinding(FindingKind.MISMATCH, road, detail="演示：称大道，路宽不足十米。"),
    )
    with runtime.write(cast(runtime, Role.STEWARD)) as work:
        rows = [raise_finding(work, found) for found in noted]
        settle_finding(work, rows[2].id, FindingStep.TAKE, seen_version=rows[2].row_version)
        settle_finding(
            work,
            rows[3].id,
            FindingStep.DISMISS,
            seen_version=rows[3].row_version,
            reason="演示：另一处早已更名。",
        )
    yield f"{len(rows)} findings about places, one taken, one dismissed"
