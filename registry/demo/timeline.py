"""Half a year of simulated signs, act after act in the order of time.

Signs are put up and verified; some are found again with something wrong, one of them is mended;
positions are exempted by a paper; names come, go and change their kind. A snapshot is frozen at the
end of each month, so that two of them differ by everything that can differ.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from registry.demo import changes, past, signs
from registry.demo.past import Act
from registry.demo.people import LUJIANG, OTHER_CREW, actor
from registry.demo.visits import Seen, shown, visit
from registry.photos.services import Prepared
from registry.runtime import Runtime
from registry.signage import queries
from registry.signage.rules.kinds import Condition, Defect, ReportKind
from registry.signage.rules.states import Verdict

#: What is found at every second sign that had been verified, so many days after it was.
FOUND = (
    (30, Seen(ReportKind.DAMAGED, Condition.DAMAGED, (Defect.BENT,))),
    (25, Seen(ReportKind.MISSING, Condition.ABSENT)),
    (35, Seen(ReportKind.COVERED)),
    (30, Seen(ReportKind.WRONG_SPELLING)),
    (25, Seen(defects=(Defect.FADED,), condition=Condition.WORN)),
    (20, Seen(ReportKind.BLANK, is_blank=True)),
    (15, Seen(defects=(Defect.QR_DEAD,))),
    (12, Seen(ReportKind.COVERED)),
    (10, Seen(defects=(Defect.FADED, Defect.QR_DEAD), condition=Condition.WORN)),
)
SENT_BACK = (2, 9)
"""Which verified signs, in their order, were photographed once more and the report sent back."""
MENDED_AFTER = 24
"""Days until the first of them is mended and looked at once more."""
_LEFT_ALONE = "340122"
"""The county where the visitor of the demonstration takes photographs."""


class Again(NamedTuple):
    """A later visit to the sign of a plan; `key` tells visits apart."""

    at: datetime
    plan: signs.Plan
    seen: Seen
    key: str
    verdict: Verdict = Verdict.ACCEPT


def play(runtime: Runtime) -> Iterator[str]:
    """All simulated signs, two photographs for each visit of a crew, names and exemptions.

    Positions are set half a year ago, verified signs come one after the other since; what is still
    to do was reported or made today.
    """
    with runtime.database.read() as session:
        plans = signs.plans(session)
        county = signs.county_of(session, LUJIANG).id
        spared = signs.county_of(session, _LEFT_ALONE).id
    yield f"{len(plans)} signs"
    now = runtime.clock.now()
    dated = _dated([replace(plan, turn=turn) for turn, plan in enumerate(plans)], now)
    again = _again(dated, spared, now)
    taken = _drawn(runtime, dated, again)
    first, second = signs.team(runtime), second_crew(runtime)
    crews = {plan.card.id: second if plan.card.county_id == county else first for plan in plans}
    begun = past.at(runtime, past.first_moment(now))
    past.set_targets(begun)
    positions = {
        plan.card.id: signs.require(begun, first, plan.card, plan.position) for _at, plan in dated
    }
    acts = [
        *(
            Act(moment, partial(_put_up, crews[plan.card.id], plan, positions, taken))
            for moment, plan in dated
        ),
        *(
            Act(one.at, partial(_found, crews[one.plan.card.id], one, positions, taken))
            for one in again
        ),
        *changes.names(begun, now),
        *changes.exemptions(begun, first, now),
        *(Act(end, past.freeze) for end in past.month_ends(begun.clock.now(), now)),
    ]
    for act in sorted(acts, key=lambda one: one.at):
        act.do(past.at(runtime, act.at))
    yield f"{2 * len(taken)} photographs"


def second_crew(runtime: Runtime) -> signs.Team:
    """The team whose crew works in a county of its own."""
    return replace(signs.team(runtime), crew=actor(runtime, OTHER_CREW[0]))


_Pictures = dict[str, tuple[Prepared, Prepared]]


def _dated(plans: list[signs.Plan], now: datetime) -> list[tuple[datetime, signs.Plan]]:
    """Each plan with the moment it has come that far, in the order of time."""
    signed = [plan for plan in plans if plan.stage == "verified"]
    rest = [(now, plan) for plan in plans if plan.stage != "verified"]
    return [*zip(past.moments(now, len(signed)), signed, strict=True), *rest]


def _again(dated: Sequence[tuple[datetime, signs.Plan]], spared: str, now: datetime) -> list[Again]:
    """Later visits, the mended sign once more; none in the spared county, none today."""
    signed = [
        (moment, plan)
        for moment, plan in dated
        if plan.stage == "verified" and plan.card.county_id != spared
    ]
    found = []
    for number, ((moment, plan), (days, said)) in enumerate(zip(signed[1::2], FOUND, strict=False)):
        at = min(moment + timedelta(days=days), now - timedelta(days=1, hours=2 * number))
        words = plan.wording.roman.split()
        is_misspelt = said.kind is ReportKind.WRONG_SPELLING
        roman = " ".join([*(words[:-1] or words), "VILLAGE"]) if is_misspelt else ""
        seen = replace(said, roman=roman)
        found.append(Again(at, plan, seen, f"found-{number}"))
    mended = found[0]
    later = mended.at + timedelta(days=MENDED_AFTER)
    back = [
        Again(signed[number][0] + timedelta(days=18), signed[number][1], Seen(), "sent-back")
        for number in SENT_BACK
    ]
    return [
        *found,
        Again(later, mended.plan, Seen(), "mended"),
        *(one._replace(verdict=Verdict.NEEDS_MORE) for one in back),
    ]


def _drawn(
    runtime: Runtime,
    dated: Sequence[tuple[datetime, signs.Plan]],
    again: Sequence[Again],
) -> _Pictures:
    """The photographs of all visits, by what was photographed; two at a time."""
    due = [(moment, plan) for moment, plan in dated if plan.stage != "made"]
    for one in again:
        words = shown(one.plan.wording, one.seen)
        drawn = replace(one.plan, wording=words, stage=one.key, flaw=one.seen.flaw)
        due.append((one.at, drawn))
    with ThreadPoolExecutor(2) as pool:
        pictures = pool.map(lambda each: signs.pictures(runtime, each[1], each[0]), due)
        keys = [f"{plan.card.id}:{plan.stage}" for _at, plan in due]
        return dict(zip(keys, pictures, strict=True))


def _put_up(
    people: signs.Team,
    plan: signs.Plan,
    positions: dict[str, str],
    taken: _Pictures,
    runtime: Runtime,
) -> None:
    ident = plan.card.id
    pictures = taken.get(f"{ident}:{plan.stage}")
    signs.manufacture_and_report(runtime, people, plan, positions[ident], pictures)


def _found(
    people: signs.Team,
    one: Again,
    positions: dict[str, str],
    taken: _Pictures,
    runtime: Runtime,
) -> None:
    ident = one.plan.card.id
    with runtime.database.read() as session:
        sign = queries.live_signs_of(session, [positions[ident]])[positions[ident]]
    pictures = taken[f"{ident}:{one.key}"]
    visit(runtime, people, sign, one.seen, key=one.key, verdict=one.verdict, taken=pictures)
