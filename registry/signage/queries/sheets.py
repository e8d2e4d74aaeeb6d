"""Everything one page about a report needs, gathered once: the review sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from registry.core.geo import Position
from registry.photos import queries as photo_queries
from registry.signage.models import (
    FieldReport,
    ReportComment,
    ReportPhoto,
    Sign,
    SignRequirement,
    Verification,
)
from registry.signage.queries.evidence import Progressing, checks_stored, how_far
from registry.signage.queries.lanes import (
    comments_of,
    earlier_photos,
    lanes_of,
    outcome_of,
    plates_of,
)
from registry.signage.queries.reports import photos_of, report, seen_in, verdict_of
from registry.signage.queries.requirements import requirement
from registry.signage.queries.signs import signs_by_id, target_of
from registry.signage.rules.checks import Check
from registry.signage.rules.lanes import Lane
from registry.signage.rules.sketch import Sketch, draw
from registry.signage.rules.states import PhotoRole, SignStep
from registry.signage.rules.validity import unread


@dataclass(frozen=True, slots=True)
class Pictured:
    """Another report whose near photo is worth a look, and the sign it is about."""

    report: FieldReport
    sign: Sign
    photo_id: str


@dataclass(frozen=True, slots=True)
class ReviewSheet:
    """A report beside the sign it is about; `outcome` is what accepting would make of the sign.

    `plate` is where it stands in the near photo, as parts of it. `earlier` are older photos of the
    same sign, `alike` those that a check found too similar; `sizes` are width and height of the
    large copies in pixels, by photo.
    """

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
    lane: Lane
    plate: list[float] | None
    comments: list[ReportComment]
    earlier: list[Pictured]
    alike: list[Pictured]
    sizes: Mapping[str, tuple[int, int]]


def review_sheet(session: Session, row: FieldReport, now: datetime) -> ReviewSheet | None:
    """The sheet of a report, or None where its sign is unknown."""
    sign = session.get(Sign, row.sign_id)
    if sign is None:
        return None
    due = requirement(session, sign.requirement_id) if sign.requirement_id else None
    target = target_of(sign, due)
    photos = photos_of(session, [row.id])[row.id]
    checks = checks_stored(session, row.id)
    reported = None
    if row.lon is not None and row.lat is not None:
        reported = Position(row.lon, row.lat, row.accuracy_m)
    radius = due.tolerance_m if due else 0.0
    return ReviewSheet(
        report=row,
        sign=sign,
        requirement=due,
        photos=photos,
        verdict=verdict_of(session, row.id),
        checks=checks,
        progressing=how_far(session, row.id, now),
        target=target,
        reported=reported,
        sketch=draw(target, radius, reported) if target and reported else None,
        outcome=outcome_of(row, sign),
        is_unread=unread(seen_in(row)),
        lane=lanes_of(session, [row])[row.id].lane,
        plate=plates_of(session, [row.id]).get(row.id),
        comments=comments_of(session, [row.id])[row.id],
        earlier=_pictured(session, earlier_photos(session, row)),
        alike=_alike(session, checks),
        sizes=sizes_of(session, photos.values()),
    )


def sizes_of(session: Session, held: Iterable[ReportPhoto]) -> dict[str, tuple[int, int]]:
    """Width and height of the large copies in pixels, by photo."""
    rows = photo_queries.photos(session, [each.photo_id for each in held])
    return {ident: (row.large_width, row.large_height) for ident, row in rows.items()}


def _alike(session: Session, checks: list[Check]) -> list[Pictured]:
    """The reports that the checks of likeness name, each once, at most six."""
    alike = [check for check in checks if check.key in {"same_file", "likeness", "mirror"}]
    named = [ident for check in alike for ident in check.measured.get("reports", ())]
    if not named:
        return []
    wanted = [row for ident in dict.fromkeys(named) if (row := report(session, ident)) is not None]
    return _pictured(session, wanted[:6])


def _pictured(session: Session, rows: list[FieldReport]) -> list[Pictured]:
    held = photos_of(session, [row.id for row in rows])
    signs = signs_by_id(session, [row.sign_id for row in rows])
    return [
        Pictured(row, signs[row.sign_id], held[row.id][PhotoRole.NEAR].photo_id)
        for row in rows
        if PhotoRole.NEAR in held[row.id]
    ]
