"""A simulated visit to a sign: two photographs, the report, and the verdict of another person."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session

from registry.core.geo import Position
from registry.demo import signs
from registry.demo.plates import Flaw
from registry.photos.services import Prepared
from registry.places import queries as places
from registry.runtime import Runtime
from registry.signage import queries, services
from registry.signage.queries import Wording
from registry.signage.rules.kinds import CaptureSource, Condition, Defect, ReasonCode, ReportKind
from registry.signage.rules.states import Verdict

_SHOWN: dict[ReportKind | Defect, Flaw] = {
    ReportKind.MISSING: Flaw.GONE,
    ReportKind.COVERED: Flaw.COVERED,
    Defect.FADED: Flaw.FADED,
    Defect.BENT: Flaw.BROKEN,
}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the crew says it saw; `is_blank`: a plate without a word."""

    kind: ReportKind = ReportKind.EXISTING_GOOD
    condition: Condition = Condition.GOOD
    defects: tuple[Defect, ...] = ()
    roman: str = ""
    is_blank: bool = False

    @property
    def flaw(self) -> Flaw:
        """What its photographs show."""
        told: list[ReportKind | Defect] = [self.kind, *self.defects]
        return next((_SHOWN[one] for one in told if one in _SHOWN), Flaw.NONE)

    @property
    def has_words(self) -> bool:
        """Whether there was anything to read."""
        return not self.is_blank and self.kind is not ReportKind.MISSING


def plan_of(session: Session, sign: Any, seen: Seen, key: str) -> signs.Plan:
    """What is to be drawn of a sign: where it stands and what can be read on it."""
    card = places.place_cards(session, [sign.place_id])[sign.place_id]
    wording = queries.wordings(session, card.id)[0]
    due = queries.requirement(session, sign.requirement_id or "")
    lon, lat = sign.lon, sign.lat
    if lon is None and due is not None:
        lon, lat = due.lon, due.lat
    where = Position(lon or 0.0, lat or 0.0)
    return signs.Plan(card, shown(wording, seen), where, key, flaw=seen.flaw)


def shown(wording: Wording, seen: Seen) -> Wording:
    """What a photograph lets one read."""
    if seen.is_blank:
        return Wording("", "", is_approved=True)
    return Wording(wording.hanzi, seen.roman or wording.roman, is_approved=True)


def visit(
    runtime: Runtime,
    people: signs.Team,
    sign: Any,
    seen: Seen,
    *,
    key: str,
    verdict: Verdict | None = Verdict.ACCEPT,
    taken: tuple[Prepared, Prepared] | None = None,
) -> None:
    """Photograph a sign and report it; without a `verdict` the report waits.

    `key` tells the visits of one sign apart: a report is sent once, however often this is asked.
    `taken` are the photographs where they were drawn before.
    """
    with runtime.database.read() as session:
        plan = plan_of(session, sign, seen, key)
    near, far = taken or signs.pictures(runtime, plan, runtime.clock.now())
    where = plan.position
    with runtime.write(people.crew) as work:
        receipt = services.submit_report(
            work,
            services.Submission(
                client_id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"demo:{key}:{sign.id}")),
                sign_id=sign.id,
                kind=seen.kind,
                condition=seen.condition,
                defects=seen.defects,
                captured_at=work.at,
                observed_hanzi=sign.text_hanzi if seen.has_words else "",
                observed_roman=(seen.roman or sign.text_roman) if seen.has_words else "",
                position=Position(where.lon, where.lat, accuracy_m=10.0),
                fix_age_s=3,
                capture_source=CaptureSource.LIVE,
                note="演示数据",
            ),
            near=near,
            far=far,
        )
    if verdict is not None:
        _judge(runtime, people, receipt.report_id, verdict)


def _judge(runtime: Runtime, people: signs.Team, report_id: str, verdict: Verdict) -> None:
    is_good = verdict is Verdict.ACCEPT
    with runtime.write(people.verifier) as work:
        services.verify(
            work,
            report_id,
            verdict,
            reason_code=None if is_good else ReasonCode.NO_SURROUNDINGS,
            reason="演示：模拟复查" if is_good else "演示：远照里认不出是哪个路口",
            place_ok=is_good,
        )
