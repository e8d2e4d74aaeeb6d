"""Everything one page about a report needs, gathered once: the review sheet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from registry.core.geo import Position
from registry.signage.models import FieldReport, ReportPhoto, Sign, SignRequirement, Verification
from registry.signage.queries.evidence import Progressing, checks_stored, how_far
from registry.signage.queries.reports import (
    photos_of,
    seen_in,
    verdict_of,
)
from registry.signage.queries.requirements import requirement
from registry.signage.queries.signs import target_of
from registry.signage.rules.checks import Check
from registry.signage.rules.kinds import ReportKind, SignFamily
from registry.signage.rules.sketch import Sketch, draw
from registry.signage.rules.states import SignStep
from registry.signage.rules.validity import judge, read_by_reviewer, step_for, unread


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A report beside the sign it is about; `outcome` is what accepting would make of the sign."""

    report: FieldReport
    sign: Sign
    requirement: SignRequirement | None
    photos: Mapping[str, ReportPhoto]
    verdict: Verification | None
    checks: list[Check]
    progressing: Progressing
    target: Position | None
    reported: Position | None
    sketch: Sketch | None
    outcome: SignStep | None
    is_unread: bool


def review_sheet(session: Session, report: FieldReport, now: datetime) -> ReviewSheet | None:
    """The sheet of a report, or None where its sign is unknown."""
    sign = session.get(Sign, report.sign_id)
    if sign is None:
        return None
    due = requirement(session, sign.requirement_id) if sign.requirement_id else None
    target = target_of(sign, due)
    photos = photos_of(session, [report.id])[report.id]
    reported = None
    if report.lon is not None and report.lat is not None:
        reported = Position(report.lon, report.lat, report.accuracy_m)
    radius = due.tolerance_m if due else 0.0
    return ReviewSheet(
        report=report,
        sign=sign,
        requirement=due,
        photos=photos,
        verdict=verdict_of(session, report.id),
        checks=checks_stored(session, report.id),
        progressing=how_far(session, report.id, now),
        target=target,
        reported=reported,
        sketch=draw(target, radius, reported) if target and reported else None,
        outcome=_outcome(report, sign),
        is_unread=unread(seen_in(report)),
    )


def _outcome(report: FieldReport, sign: Sign) -> SignStep | None:
    # What the reviewer will look at is taken as right here: the page says what accepting does.
    seen = read_by_reviewer(seen_in(report), hanzi=sign.text_hanzi, roman=sign.text_roman)
    validity = judge(
        seen,
        hanzi=sign.text_hanzi,
        roman=sign.text_roman,
        family=SignFamily(sign.family),
        place_ok=True,
    )
    return step_for(ReportKind(report.kind), validity)
