"""保护名录: every change of a list is a new edition with its own number."""

from __future__ import annotations

from typing import Any

from registry.core import journal
from registry.core.clock import china_date
from registry.core.rows import stamp
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import ListEdition, Programme
from registry.heritage.queries import RecognitionView
from registry.heritage.rules.notice import canonical, sha256_of


def next_edition(work: Work, programme: Programme, document_no: str) -> ListEdition:
    """Begin the next edition of a programme's list.

    The journal's head row, locked by the Decision's entry just before, keeps two acts on the same
    list from counting the same number.
    """
    edition = ListEdition(
        **stamp(work),
        programme_key=programme.key,
        number=queries.last_edition_number(work.session, programme.key) + 1,
        document_no=document_no,
        published_at=work.at,
    )
    work.session.add(edition)
    work.session.flush()
    return edition


LIST_FORMAT = "heritage-list-1"


def publish_edition(work: Work, programme: Programme, edition: ListEdition) -> str:
    """Freeze the list as it is with this edition, and hash it; returns the SHA-256."""
    editions = queries.protection_list(work.session).get(programme.key, [])
    this = next(view for view in editions if view.number == edition.number)
    gone = {view.id for one in editions for view in one.removed}
    standing = [view for one in editions for view in one.added if view.id not in gone]
    edition.snapshot = canonical(
        {
            "format": LIST_FORMAT,
            "programme": {"key": programme.key, "title": programme.title},
            "number": edition.number,
            "document_no": edition.document_no,
            "published_on": china_date(work.at).isoformat(),
            "names": [_entry(view) for view in sorted(standing, key=_by_entry)],
            "added": [view.id for view in this.added],
            "removed": [_entry(view) for view in this.removed],
            "simulated": edition.simulated,
        }
    )
    edition.sha256 = sha256_of(edition.snapshot)
    work.session.add(edition)
    work.session.flush()
    after = {"programme": programme.key, "number": edition.number, "sha256": edition.sha256}
    journal.record(work, "heritage.list_published", ("list_edition", edition.id), after=after)
    return edition.sha256


def _by_entry(view: RecognitionView) -> tuple[int, str]:
    return view.edition_number, view.id


def _entry(view: RecognitionView) -> dict[str, Any]:
    return {
        "recognition": view.id,
        "place": view.place_id,
        "name": view.place_name,
        "division": view.division_text,
        "document_no": view.document_no,
        "recognised_on": view.recognised_on.isoformat(),
        "edition": view.edition_number,
        "suspended": view.suspended_at is not None,
    }
