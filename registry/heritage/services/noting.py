"""Internal notes: between those who review a file."""

from __future__ import annotations

from registry.core import journal
from registry.core.errors import Forbidden, Invalid
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import InternalNote
from registry.heritage.services.moving import load


def add_note(work: Work, nomination_id: str, *, text: str) -> InternalNote:
    """Leave a note for the others who review a file; it is neither edited nor shown outside.

    The journal tells that there is a note and not what it says.

    Raises:
        NotFound: unknown file. Invalid: field `note`.
        Forbidden: `heritage.no_notes`: the compiler, whoever keeps off the file, and everybody
            without a part in its review.
    """
    nomination = load(work, nomination_id)
    if not queries.reads_notes(work.session, nomination, work.actor):
        raise Forbidden("heritage.no_notes", T("内部备注只供办理这份申报的人使用"))
    if not text.strip():
        raise Invalid({"note": [T("请填写这一项")]})
    note = InternalNote(
        **stamp(work), nomination_id=nomination.id, author_name=work.actor.name, text=text.strip()
    )
    work.session.add(note)
    work.session.flush()
    subject = ("nomination", nomination.id)
    journal.record(work, "heritage.noted", subject, after={"note": note.id})
    return note
