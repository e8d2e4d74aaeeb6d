"""What the page for covering a photo shows: photo, versions, and where else the picture is used."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.photos import queries as photo_queries
from registry.photos.queries import Copies
from registry.photos.rules import Cover, Region, Stroke, regions_of
from registry.signage.models import FieldReport, Sign
from registry.signage.queries.reports import PhotoUse, photo_uses, photos_of, report


@dataclass(frozen=True, slots=True)
class Version:
    """One version of what is covered; `restores` is the earlier one that it went back to."""

    number: int
    regions: list[Cover]
    reason: str
    note: str
    restores: int | None
    by_name: str
    at: object


@dataclass(frozen=True, slots=True)
class RedactionSheet:
    """A photo of a report with its covers, newest version first.

    `size` is width and height of the large copy in pixels, `regions` the rectangles and `strokes`
    the strokes of the brush that are covered now, `shown` the version whose copies are shown (0:
    nothing covered), `uses` other reports that hold the same picture and are not covered by this.
    """

    report: FieldReport
    sign: Sign
    role: str
    photo_id: str
    is_public: bool
    size: tuple[int, int]
    regions: list[Region]
    strokes: list[Stroke]
    versions: list[Version]
    first: Copies
    uses: list[PhotoUse]

    @property
    def seen_version(self) -> int:
        """The number of the last version."""
        return len(self.versions)

    @property
    def restorable(self) -> list[int]:
        """Versions whose copies are others than those shown now, newest first."""
        last = self.versions[0] if self.versions else None
        if last is None:
            return []
        hidden = {last.number, *([] if last.restores is None else [last.restores])}
        numbers = [each.number for each in self.versions if each.restores is None]
        return [number for number in [*numbers, 0] if number not in hidden]


def redaction_sheet(
    session: Session, actor: Actor, report_id: str, role: str
) -> RedactionSheet | None:
    """The sheet; None where the report or the photo is unknown or not this person's to verify."""
    row = report(session, report_id)
    if row is None or not actor.may(Permission.VERIFY, row.division_path):
        return None
    held = photos_of(session, [row.id])[row.id].get(role)
    sign = session.get(Sign, row.sign_id)
    photo = photo_queries.photo(session, held.photo_id) if held else None
    if held is None or photo is None or sign is None:
        return None
    versions = photo_queries.redactions_of(session, photo.id)
    covers = regions_of(versions[-1].regions) if versions else []
    uses = photo_uses(session, sha256=[photo.sha256], pixel_sha256=[photo.pixel_sha256])
    return RedactionSheet(
        report=row,
        sign=sign,
        role=role,
        photo_id=photo.id,
        is_public=photo.is_public,
        size=(photo.large_width, photo.large_height),
        regions=[each for each in covers if isinstance(each, Region)],
        strokes=[each for each in covers if isinstance(each, Stroke)],
        versions=[
            Version(
                number=each.version,
                regions=regions_of(each.regions),
                reason=each.reason,
                note=each.note,
                restores=each.restores,
                by_name=each.by_name,
                at=each.at,
            )
            for each in reversed(versions)
        ],
        first=photo_queries.first_copies(session, photo),
        uses=[use for use in uses if use.photo.photo_id != photo.id],
    )


def redaction_copies(
    session: Session, actor: Actor, report_id: str, role: str, version: int
) -> Copies | None:
    """The copies of one version of a photo, 0 being the uncovered ones; None as for the sheet."""
    sheet = redaction_sheet(session, actor, report_id, role)
    photo = photo_queries.photo(session, sheet.photo_id) if sheet else None
    if photo is None:
        return None
    return photo_queries.copies_at(photo, photo_queries.redactions_of(session, photo.id), version)
