"""Site visits with every version of their reports, as reviewers and as the applicant see them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from registry.core.actor import Actor
from registry.heritage.models import Nomination, SiteVisit, SiteVisitPhoto, SiteVisitReport
from registry.heritage.queries.attachments import StoredAttachment
from registry.heritage.queries.notes import reads_notes
from registry.heritage.rules.visits import public_facts

_BATCH = 500


@dataclass(frozen=True, slots=True)
class VisitView:
    """A visit as one reader sees it. `reports` are oldest first; `report` is the one that holds.

    `in_full` is whether the reader reviews the file: the others get what was shared, of photographs
    the copies without metadata, and nobody's reason for a correction.
    """

    visit: SiteVisit
    reports: Sequence[SiteVisitReport]
    photos: Sequence[SiteVisitPhoto]
    in_full: bool
    is_mine: bool

    @property
    def report(self) -> SiteVisitReport:
        """The report as it stands."""
        return self.reports[-1]

    @property
    def past(self) -> Sequence[SiteVisitReport]:
        """Earlier versions, for those who review."""
        return self.reports[:-1] if self.in_full else ()

    @property
    def standing_photos(self) -> Sequence[SiteVisitPhoto]:
        """Photographs that were not taken back."""
        return [one for one in self.photos if one.withdrawn_at is None]

    @property
    def is_standing(self) -> bool:
        """Whether it counts."""
        return self.visit.withdrawn_at is None

    def seen(self, criterion: str) -> str:
        """What was seen of a criterion, or ""."""
        return self.report.observations.get(criterion, "")


def visits_for(session: Session, file: Nomination, reader: Actor) -> list[VisitView]:
    """The visits of a file as this reader may see them, first to last.

    Whoever reviews the file reads all of it. Everybody else who may open the dossier, its compiler
    first, reads a visit whose report as it stands is shared.
    """
    in_full = reads_notes(session, file, reader)
    found = []
    for visit in visits_of(session, file.id):
        reports = visit_reports(session, visit.id)
        photos = visit_photos(session, visit.id)
        view = VisitView(visit, reports, photos, in_full, visit.visitor_id == reader.id)
        if in_full or view.report.shared:
            found.append(view)
    return found


def visit_file(session: Session, visit_id: str) -> str | None:
    """The file that a visit is about."""
    row = session.get(SiteVisit, visit_id)
    return None if row is None else row.nomination_id


def visits_of(session: Session, nomination_id: str) -> list[SiteVisit]:
    """The visits of a file in the order they were recorded, those that were taken back too."""
    statement = (
        select(SiteVisit)
        .where(SiteVisit.nomination_id == nomination_id)
        .order_by(col(SiteVisit.created_at), col(SiteVisit.id))
    )
    return list(session.exec(statement))


def visit_reports(session: Session, visit_id: str) -> list[SiteVisitReport]:
    """Every version of a report, first to last; there is always one."""
    statement = (
        select(SiteVisitReport)
        .where(SiteVisitReport.visit_id == visit_id)
        .order_by(col(SiteVisitReport.number))
    )
    return list(session.exec(statement))


def visit_photos(session: Session, visit_id: str) -> list[SiteVisitPhoto]:
    """The photographs of a visit in the order they came, those that were taken back too."""
    statement = (
        select(SiteVisitPhoto)
        .where(SiteVisitPhoto.visit_id == visit_id)
        .order_by(col(SiteVisitPhoto.created_at), col(SiteVisitPhoto.id))
    )
    return list(session.exec(statement))


def visit_photo_row(session: Session, photo_id: str) -> SiteVisitPhoto | None:
    """One photograph as it is stored now."""
    return session.get(SiteVisitPhoto, photo_id, populate_existing=True)


def standing_visits(session: Session, nomination_id: str) -> int:
    """How many visits of a file count, whichever round they were made in."""
    return sum(one.withdrawn_at is None for one in visits_of(session, nomination_id))


def visit_facts(session: Session, nomination_id: str) -> list[dict[str, Any]]:
    """The visits that count as plain data for a notice: when, of which version, and hashes.

    No words and no people: the hashes prove later which report and which photographs there were.
    """
    return [
        {
            **public_facts({"visited_on": last.visited_on.isoformat()}),
            "version": visit.version,
            "report_sha256": last.sha256,
            "photos": sorted(
                one.sha256 for one in visit_photos(session, visit.id) if one.withdrawn_at is None
            ),
        }
        for visit in visits_of(session, nomination_id)
        if visit.withdrawn_at is None
        for last in visit_reports(session, visit.id)[-1:]
    ]


def is_visit_photo(session: Session, digest: str) -> bool:
    """Whether a photograph of a visit, or a copy of one, lies under this digest."""
    statement = select(SiteVisitPhoto.id).where(
        or_(
            col(SiteVisitPhoto.sha256) == digest,
            col(SiteVisitPhoto.public_sha256) == digest,
            col(SiteVisitPhoto.preview_sha256) == digest,
        )
    )
    return session.exec(statement.limit(1)).first() is not None


def stored_visit_photos(session: Session) -> Iterator[StoredAttachment]:
    """Every photograph with its blobs, by id, in batches: for the walk that proves them."""
    last = ""
    while True:
        statement = select(SiteVisitPhoto).where(col(SiteVisitPhoto.id) > last)
        batch = list(session.exec(statement.order_by(col(SiteVisitPhoto.id)).limit(_BATCH)))
        for row in batch:
            last = row.id
            blobs = {"original": row.sha256, "copy": row.public_sha256}
            yield StoredAttachment(row.id, row.file_name, {**blobs, "preview": row.preview_sha256})
        if len(batch) < _BATCH:
            return


def public_visits(session: Session, nomination_id: str) -> list[dict[str, Any]]:
    """What everybody learns of the visits that count: `visited_on` (`rules.visits` says why)."""
    return [
        public_facts({"visited_on": visit_reports(session, visit.id)[-1].visited_on})
        for visit in visits_of(session, nomination_id)
        if visit.withdrawn_at is None
    ]
