"""保护名录: every change of a list is a new edition with its own number."""

from __future__ import annotations

from registry.core.rows import stamp
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import ListEdition, Programme


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
