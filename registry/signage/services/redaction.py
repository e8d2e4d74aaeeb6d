"""Faces, number plates and the like covered on the photos of reports, before a verdict or after."""

from __future__ import annotations

from registry.accounts.rules import Permission
from registry.core.errors import NotFound
from registry.core.text import T
from registry.core.work import Work
from registry.photos import services as photos
from registry.photos.rules import RedactionReason
from registry.photos.services import Covered, Why
from registry.signage import queries


def redact_photo(work: Work, report_id: str, role: str, covered: Covered, why: Why) -> int:
    """Show the covered copies of a report's photo from now on; the number of the new version.

    `covered` is made before, outside the unit of work. Whoever verifies in the report's divisions
    may do it alone, also on their own report: covering more takes nothing from anybody, and every
    version stays.

    Raises:
        NotFound: `signage.report_unknown`, `signage.photo_unknown`.
        Forbidden: outside the person's divisions.
        Conflict: `photos.redacted_meanwhile`.
    """
    photo_id = _photo_of(work, report_id, role)
    return photos.redact(work, photo_id, covered, why).version


def restore_photo(
    work: Work, report_id: str, role: str, version: int, *, why: str, seen_version: int
) -> int:
    """Go back to an earlier version, 0 being nothing covered; the number of the new version.

    Raises:
        NotFound, Forbidden, Conflict: as `redact_photo`.
        Invalid: `version` is none, or the one that is shown.
    """
    photo_id = _photo_of(work, report_id, role)
    told = Why(RedactionReason.OTHER, why, seen_version)
    return photos.restore_redaction(work, photo_id, version, told).version


def _photo_of(work: Work, report_id: str, role: str) -> str:
    row = queries.report(work.session, report_id)
    if row is None:
        raise NotFound("signage.report_unknown", T("没有这份上报"))
    work.actor.require(Permission.VERIFY, row.division_path)
    held = queries.photos_of(work.session, [row.id])[row.id].get(role)
    if held is None:
        raise NotFound("signage.photo_unknown", T("这份上报里没有这张照片"))
    return held.photo_id
