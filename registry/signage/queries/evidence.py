"""What the checks of a report look at, what they found, and how far they have come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlmodel import Session, and_, col, or_, select

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.geo import Position
from registry.jobs import queries as jobs
from registry.jobs.rules import JobState
from registry.photos import queries as photo_queries
from registry.signage.models import FieldReport, PhotoCheck, ReportPhoto, Sign
from registry.signage.queries.reports import photos_of
from registry.signage.queries.requirements import requirement
from registry.signage.queries.scope import within
from registry.signage.rules.checks import KINDS, NO_READER, Check, Print, Result, Stop, Use
from registry.signage.rules.states import PhotoRole, ReportStatus

CHECK_JOB = "signage.check_report"
"""The kind of background work that makes the checks of one report."""

_DAYS = 30
_NEAR_AT_MOST = 400
_ELSEWHERE_AT_MOST = 4000


@dataclass(frozen=True, slots=True)
class NearPhoto:
    """What the checks use of a near photo; `claimed` is the position of its own metadata."""

    phash: str
    dhash: str
    pixel_sha256: str
    large_key: str
    small_key: str
    claimed: Position | None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything the checks of one report look at, besides the pixels of its near photo."""

    report: FieldReport
    sign: Sign
    radius_m: float
    near: NearPhoto | None
    code_key: str | None
    uses: list[Use]
    prints: list[Print]
    here: Stop | None
    stops: list[Stop]

    @property
    def reported(self) -> Position | None:
        """Where the phone said it was."""
        return self.here.position if self.here else None

    @property
    def claimed(self) -> Position | None:
        """Where the near photo's own metadata say it was taken."""
        return self.near.claimed if self.near else None

    @property
    def print(self) -> Print | None:
        """The perceptual hashes of the near photo."""
        if self.near is None:
            return None
        return Print(self.report.id, self.near.phash, self.near.dhash)


def facts_of(session: Session, row: FieldReport, sign: Sign) -> Facts:
    """Gather what the checks of a report need; bounded, however many photos there are."""
    due = requirement(session, sign.requirement_id) if sign.requirement_id else None
    held = photos_of(session, [row.id])[row.id]
    near, code = held.get(PhotoRole.NEAR), held.get(PhotoRole.CODE)
    return Facts(
        report=row,
        sign=sign,
        radius_m=due.tolerance_m if due else 0.0,
        near=_near(session, near.photo_id) if near else None,
        code_key=_large_key(session, code.photo_id) if code else None,
        uses=_uses(session, row, held.values()),
        prints=_prints(session, row),
        here=_stop(row),
        stops=_stops(session, row),
    )


def _near(session: Session, photo_id: str) -> NearPhoto | None:
    row = photo_queries.photo(session, photo_id)
    if row is None:
        return None
    claimed = None
    if row.exif_lon is not None and row.exif_lat is not None:
        claimed = Position(row.exif_lon, row.exif_lat)
    # What was covered for the public is still there for the checks.
    copies = photo_queries.first_copies(session, row)
    return NearPhoto(row.phash, row.dhash, row.pixel_sha256, copies.large, copies.small, claimed)


def _large_key(session: Session, photo_id: str) -> str | None:
    row = photo_queries.photo(session, photo_id)
    return row.large_key if row else None


def _uses(session: Session, row: FieldReport, held: Collection[ReportPhoto]) -> list[Use]:
    # Rejected reports are looked at too: what was sent for the wrong sign first is worth a word.
    same = or_(
        col(ReportPhoto.sha256).in_([each.sha256 for each in held]),
        col(ReportPhoto.pixel_sha256).in_(
            [each.pixel_sha256 for each in held if each.pixel_sha256]
        ),
    )
    statement = (
        select(FieldReport)
        .where(
            col(FieldReport.id).in_(select(ReportPhoto.report_id).where(same)),
            FieldReport.id != row.id,
        )
        .order_by(col(FieldReport.received_at), col(FieldReport.id))
        .limit(_NEAR_AT_MOST)
    )
    return [
        Use(
            report_id=other.id,
            is_same_sign=other.sign_id == row.sign_id,
            is_same_place=other.place_id == row.place_id,
            is_shared=_is_shared(row, other.sign_id, other.shared_sign_id),
        )
        for other in session.exec(statement)
    ]


def _is_shared(row: FieldReport, sign_id: str, shared_sign_id: str | None) -> bool:
    if sign_id == row.sign_id:
        return False
    return sign_id == row.shared_sign_id or shared_sign_id == row.sign_id


def _prints(session: Session, row: FieldReport) -> list[Print]:
    """Other near photos: of this place, of this sender around this day, then all of late."""
    reporter, received = col(FieldReport.reporter_id), col(FieldReport.received_at)
    month = timedelta(days=_DAYS)
    is_crew = and_(
        reporter == row.reporter_id,
        received >= row.received_at - month,
        received <= row.received_at + month,
    )
    is_near = or_(col(FieldReport.place_id) == row.place_id, is_crew)
    statement = (
        select(FieldReport, ReportPhoto)
        .join(ReportPhoto, col(ReportPhoto.report_id) == col(FieldReport.id))
        .where(
            FieldReport.id != row.id,
            ReportPhoto.role == PhotoRole.NEAR.value,
            ReportPhoto.phash != "",
        )
        .order_by(received.desc(), col(FieldReport.id))
    )
    found: dict[str, Print] = {}
    for where, limit, near in (
        (is_near, _NEAR_AT_MOST, True),
        (received <= row.received_at, _ELSEWHERE_AT_MOST, False),
    ):
        for other, photo in session.exec(statement.where(where).limit(limit)):
            if not _is_shared(row, other.sign_id, other.shared_sign_id):
                print_ = Print(other.id, photo.phash, photo.dhash, is_near=near)
                found.setdefault(other.id, print_)
    return list(found.values())


def _stop(row: FieldReport) -> Stop | None:
    if row.lon is None or row.lat is None:
        return None
    # The phone's date set right by what it was off when it sent.
    at = row.captured_at - timedelta(seconds=row.clock_skew_s or 0)
    return Stop(row.id, Position(row.lon, row.lat, row.accuracy_m), at)


def _stops(session: Session, row: FieldReport) -> list[Stop]:
    """The sender's reports with a position before and after this one, as the phone dates them."""
    if row.reporter_id is None:
        return []
    taken = col(FieldReport.captured_at)
    statement = select(FieldReport).where(
        FieldReport.reporter_id == row.reporter_id,
        FieldReport.id != row.id,
        col(FieldReport.lon).is_not(None),
    )
    before = statement.where(taken <= row.captured_at).order_by(taken.desc(), col(FieldReport.id))
    after = statement.where(taken > row.captured_at).order_by(taken, col(FieldReport.id))
    rows = [session.exec(each.limit(1)).first() for each in (before, after)]
    return [stop for other in rows if other is not None and (stop := _stop(other))]


def checks_stored(session: Session, report_id: str) -> list[Check]:
    """What was found of a report, in the order of the sheet."""
    statement = select(PhotoCheck).where(PhotoCheck.report_id == report_id)
    found = {row.check_key: row for row in session.exec(statement)}
    return [
        Check(key, Result(row.result), row.reason, row.measured)
        for key in KINDS
        if (row := found.get(key)) is not None
    ]


class Progressing(StrEnum):
    """How far the checks of a report have come."""

    DONE = "done"
    RUNNING = "running"
    FAILED = "failed"
    NEVER_ASKED = "never_asked"


def how_far(session: Session, report_id: str, now: datetime) -> Progressing:
    """Whether the checks are done, still running, given up, or were never asked for."""
    job = jobs.latest(session, "field_report", report_id, now)
    if job is not None and job.is_open:
        return Progressing.RUNNING
    held = set(session.exec(select(PhotoCheck.check_key).where(PhotoCheck.report_id == report_id)))
    if set(KINDS) <= held:
        return Progressing.DONE
    if job is not None and job.state is JobState.FAILED:
        return Progressing.FAILED
    return Progressing.NEVER_ASKED


def reports_unchecked(
    session: Session, actor: Actor, now: datetime, *, reads: bool = False
) -> list[FieldReport]:
    """Reports that wait for a verdict and whose checks are missing or of an earlier version.

    Where photos are read now (`reads`), a photo that came before that counts as unchecked.
    """
    statement = (
        select(FieldReport)
        .where(
            FieldReport.status == ReportStatus.RECEIVED.value,
            within(FieldReport.division_path, actor, Permission.VERIFY),
        )
        .order_by(col(FieldReport.received_at), col(FieldReport.id))
    )
    rows = list(session.exec(statement))
    current: dict[str, set[str]] = {row.id: set() for row in rows}
    made = select(PhotoCheck).where(col(PhotoCheck.report_id).in_(list(current)))
    for check in session.exec(made) if current else ():
        is_unread = reads and check.reason == NO_READER
        if KINDS[check.check_key].version == check.version and not is_unread:
            current[check.report_id].add(check.check_key)
    late = [row for row in rows if not set(KINDS) <= current[row.id]]
    return [row for row in late if how_far(session, row.id, now) is not Progressing.RUNNING]
