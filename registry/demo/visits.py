"""A simulated visit to a sign: two photographs, the report, and the verdict of another person."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from registry.core.geo import Position
from registry.demo import signs
from registry.places import queries as places
from registry.runtime import Runtime
from registry.signage import queries, services
from registry.signage.queries import Wording
from registry.signage.rules.kinds import CaptureSource, Condition, Defect, ReportKind
from registry.signage.rules.states import Verdict


@dataclass(frozen=True, slots=True)
class Seen:
    """What the crew says it saw; `is_blank`: a plate without a word."""

    kind: ReportKind = ReportKind.EXISTING_GOOD
    condition: Condition = Condition.GOOD
    defects: tuple[Defect, ...] = ()
    roman: str = ""
    is_blank: bool = False


def visit(
    runtime: Runtime,
    people: signs.Team,
    sign: Any,
    seen: Seen,
    *,
    key: str,
    is_judged: bool = True,
) -> None:
    """Photograph a sign and report it; with `is_judged` the verifier accepts the report.

    `key` tells the visits of one sign apart: a report is sent once, however often this is asked.
    """
    with runtime.database.read() as session:
        card = places.place_cards(session, [sign.place_id])[sign.place_id]
        wording = queries.wordings(session, card.id)[0]
        due = queries.requirement(session, sign.requirement_id or "")
    lon, lat = sign.lon, sign.lat
    if lon is None and due is not None:
        lon, lat = due.lon, due.lat
    where = Position(lon or 0.0, lat or 0.0)
    shown = Wording("", "", is_approved=True) if seen.is_blank else wording
    plan = signs.Plan(card, shown, where, key)
    near, far = signs.pictures(runtime, plan, runtime.clock.now())
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
                observed_hanzi="" if seen.is_blank else sign.text_hanzi,
                observed_roman="" if seen.is_blank else seen.roman or sign.text_roman,
                position=Position(where.lon, where.lat, accuracy_m=10.0),
                fix_age_s=3,
                capture_source=CaptureSource.LIVE,
                note="演示数据",
            ),
            near=near,
            far=far,
        )
    if not is_judged:
        return
    with runtime.write(people.verifier) as work:
        services.verify(
            work, receipt.report_id, Verdict.ACCEPT, reason="演示：模拟复查", place_ok=True
        )
