"""Whether a published text is byte for byte what was decided, by the journal's chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from registry.core import journal
from registry.core.text import T, Text
from registry.heritage.models import Announcement, ListEdition, Notice, Recognition

#: What is hashed when it is published: journal verb and kind, by the type of its subject.
KINDS: dict[str, tuple[str, Text]] = {
    "notice": ("heritage.notice_published", T("公示")),
    "list_edition": ("heritage.list_published", T("保护名录")),
    "announcement": ("heritage.announced", T("公告")),
}


@dataclass(frozen=True, slots=True)
class Proof:
    """What the journal says of a text with this hash.

    `is_proven`: the entry that published it names this hash, the kept text still has it, and the
    entry holds in the chain. `decided_seq` is the entry of the decision that names the same hash.
    """

    sha256: str
    kind: str
    label: Text
    subject_id: str
    title: str
    published_at: datetime
    seq: int
    entry_hash: str
    is_kept: bool
    is_linked: bool
    decided_seq: int | None = None
    decided_at: datetime | None = None

    @property
    def is_proven(self) -> bool:
        """Whether nothing contradicts it."""
        return self.is_kept and self.is_linked


def prove(session: Session, sha256: str) -> Proof | None:
    """The proof for a published text, or None where nothing with this hash was published."""
    wanted = sha256.strip().lower()
    found = _published(session, wanted)
    if found is None:
        return None
    kind, subject_id, title, text = found
    verb, label = KINDS[kind]
    entries = journal.history(session, (kind, subject_id))
    entry = next((e for e in entries if e.verb == verb and (e.after or {}).get("sha256")), None)
    if entry is None:
        return None
    decision = _decision(session, kind, subject_id, wanted)
    return Proof(
        sha256=wanted,
        kind=kind,
        label=label,
        subject_id=subject_id,
        title=title,
        published_at=entry.at,
        seq=entry.seq,
        entry_hash=entry.hash,
        is_kept=_hash(text) == wanted == (entry.after or {}).get("sha256"),
        is_linked=journal.is_linked(session, entry),
        decided_seq=None if decision is None else decision.seq,
        decided_at=None if decision is None else decision.at,
    )


def _hash(text: str) -> str:
    from registry.heritage.rules.notice import sha256_of

    return sha256_of(text)


def _published(session: Session, sha256: str) -> tuple[str, str, str, str] | None:
    notice = session.exec(select(Notice).where(Notice.sha256 == sha256)).first()
    if notice is not None:
        return "notice", notice.id, notice.file_no, notice.snapshot
    edition = session.exec(select(ListEdition).where(ListEdition.sha256 == sha256)).first()
    if edition is not None:
        return "list_edition", edition.id, edition.document_no, edition.snapshot
    announced = session.exec(select(Announcement).where(Announcement.sha256 == sha256)).first()
    if announced is not None:
        return "announcement", announced.id, announced.standard_name, announced.snapshot
    return None


def _decision(
    session: Session, kind: str, subject_id: str, sha256: str
) -> journal.JournalEntry | None:
    """The entry of the decision that rests on a notice or made an edition of the list."""
    statement = select(Recognition)
    if kind == "notice":
        nomination = session.get_one(Notice, subject_id).nomination_id
        statement = statement.where(Recognition.nomination_id == nomination)
    elif kind == "list_edition":
        statement = statement.where(Recognition.edition_id == subject_id)
    else:
        return None
    field = "notice_sha256" if kind == "notice" else "list_sha256"
    for recognition in session.exec(statement):
        for entry in journal.history(session, ("recognition", recognition.id)):
            if entry.verb == "heritage.listed" and (entry.after or {}).get(field) == sha256:
                return entry
    return None
