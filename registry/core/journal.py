"""The journal: append-only, hash-chained, one entry beside each write."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import Enum
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, UniqueConstraint, true
from sqlmodel import Field, Session, SQLModel, col, func, select

from registry.core.work import Work

GENESIS = "0" * 64


class JournalEntry(SQLModel, table=True):
    """日志条目: who did what to which thing, before and after, why and when.

    Triggers of migration 0002 refuse UPDATE and DELETE on both engines.
    """

    __tablename__ = "journal_entry"
    __table_args__ = (UniqueConstraint("prev_hash"), UniqueConstraint("hash"))

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime
    actor_id: str | None = Field(default=None, max_length=16)
    actor_name: str = Field(max_length=120)
    verb: str = Field(max_length=64, index=True)
    subject_type: str = Field(max_length=40)
    subject_id: str = Field(max_length=80, index=True)
    before: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    after: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(none_as_null=True)))
    reason: str = ""
    simulated: bool = False
    prev_hash: str = Field(max_length=64)
    hash: str = Field(max_length=64)


class JournalHead(SQLModel, table=True):
    """The one row that writers queue on, so that two of them cannot fork the chain."""

    __tablename__ = "journal_head"

    id: int = Field(primary_key=True)
    seq: int
    hash: str = Field(max_length=64)


def record(
    work: Work,
    verb: str,
    subject: tuple[str, str],
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
) -> JournalEntry:
    """Append one entry in the caller's unit of work.

    `verb` is `capability.past_participle`; `subject` is (type, id). Values must be plain data:
    dates and enums are written as text.
    """
    head = _take_head(work.session)
    entry = JournalEntry(
        seq=head.seq + 1,
        at=work.at,
        actor_id=work.actor.id,
        actor_name=work.actor.name,
        verb=verb,
        subject_type=subject[0],
        subject_id=subject[1],
        before=_plain(before),
        after=_plain(after),
        reason=reason,
        simulated=work.simulated,
        prev_hash=head.hash,
        hash="",
    )
    entry.hash = digest(entry)
    head.seq, head.hash = entry.seq, entry.hash
    work.session.add(entry)
    work.session.add(head)
    work.session.flush()
    return entry


def _take_head(session: Session) -> JournalHead:
    # FOR UPDATE makes PostgreSQL's writers wait here; on SQLite BEGIN IMMEDIATE already did.
    statement = select(JournalHead).where(JournalHead.id == 1).with_for_update()
    head = session.exec(statement.execution_options(populate_existing=True)).one_or_none()
    if head is None:
        head = JournalHead(id=1, seq=0, hash=GENESIS)
        session.add(head)
        session.flush()
    return head


def _plain(values: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if values is None:
        return None
    text = json.dumps(dict(values), ensure_ascii=False, default=_as_text)
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _as_text(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Enum):
        return str(value.value)
    return str(value)


def digest(entry: JournalEntry) -> str:
    """SHA-256 over the canonical JSON of everything in the entry except the hash itself."""
    body = {
        "seq": entry.seq,
        "at": entry.at.astimezone(UTC).isoformat(),
        "actor_id": entry.actor_id,
        "actor_name": entry.actor_name,
        "verb": entry.verb,
        "subject": [entry.subject_type, entry.subject_id],
        "before": entry.before,
        "after": entry.after,
        "reason": entry.reason,
        "simulated": entry.simulated,
        "prev": entry.prev_hash,
    }
    canonical = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int
    why: str


@dataclass(frozen=True, slots=True)
class ChainReport:
    """What a walk over the chain found."""

    entries: int
    head: str
    broken: Break | None


def verify(session: Session) -> ChainReport:
    """Walk the whole chain from the first entry; stops at the first break."""
    # Others write meanwhile, and PostgreSQL shows each statement what is committed by then: the
    # chain is walked as far as the head told before, and nothing may lie behind a head read after.
    end = _head(session)
    upto = end[0] if end else None
    try:
        return _walk(session, _all(session, upto), end)
    except ValueError:
        # Some row holds what is no JSON or no date. They are read in batches, so find out which.
        session.rollback()
        return _walk(session, _one_by_one(session, upto), end)


def _head(session: Session) -> tuple[int, str] | None:
    """Number and hash of the last entry as the head row says, as committed now."""
    found = session.exec(select(JournalHead.seq, JournalHead.hash)).one_or_none()
    return (found[0], found[1]) if found else None


def _walk(
    session: Session, entries: Iterator[JournalEntry | int], end: tuple[int, str] | None
) -> ChainReport:
    expected_seq, prev = 0, GENESIS
    for entry in entries:
        if isinstance(entry, int):
            return ChainReport(expected_seq, prev, Break(entry, "its content cannot be read"))
        expected_seq += 1
        why = _fault(entry, expected_seq, prev)
        if why:
            return ChainReport(expected_seq - 1, prev, Break(entry.seq, why))
        prev = entry.hash
    if end is not None and end != (expected_seq, prev):
        return ChainReport(expected_seq, prev, Break(end[0], "entries after this one are missing"))
    last = session.exec(select(func.max(JournalEntry.seq))).one() or 0
    head = _head(session)
    if head is None and last:
        return ChainReport(expected_seq, prev, Break(last, "the head row is missing"))
    if head is not None and last > head[0]:
        return ChainReport(expected_seq, prev, Break(last, "it lies behind the head row"))
    return ChainReport(expected_seq, prev, None)


def _fault(entry: JournalEntry, expected_seq: int, prev: str) -> str:
    if entry.seq != expected_seq:
        return f"entry {expected_seq} is missing"
    if entry.prev_hash != prev:
        return "does not follow the entry before it"
    if entry.hash != digest(entry):
        return "its content does not match its hash"
    return ""


def _upto(upto: int | None) -> ColumnElement[bool]:
    return true() if upto is None else col(JournalEntry.seq) <= upto


def _one_by_one(session: Session, upto: int | None) -> Iterator[JournalEntry | int]:
    """The entries in order; of one that cannot be read its number."""
    numbers = select(JournalEntry.seq).where(_upto(upto)).order_by(col(JournalEntry.seq))
    for seq in session.exec(numbers).all():
        try:
            yield session.exec(select(JournalEntry).where(JournalEntry.seq == seq)).one()
        except ValueError:
            yield seq


def _all(session: Session, upto: int | None) -> Iterator[JournalEntry | int]:
    statement = select(JournalEntry).where(_upto(upto)).order_by(col(JournalEntry.seq))
    yield from session.exec(statement.execution_options(yield_per=500))


def is_linked(session: Session, entry: JournalEntry) -> bool:
    """Whether one entry matches its hash and both neighbours name it; `verify` walks them all."""
    before = session.get(JournalEntry, entry.seq - 1)
    after = session.get(JournalEntry, entry.seq + 1)
    head = session.get(JournalHead, 1)
    expected = GENESIS if before is None else before.hash
    follows = after.prev_hash if after is not None else (head.hash if head is not None else "")
    return (entry.hash, entry.prev_hash, follows) == (digest(entry), expected, entry.hash)


def history(session: Session, subject: tuple[str, str], limit: int = 100) -> list[JournalEntry]:
    """The newest entries about one thing, newest first."""
    statement = (
        select(JournalEntry)
        .where(JournalEntry.subject_type == subject[0], JournalEntry.subject_id == subject[1])
        .order_by(col(JournalEntry.seq).desc())
        .limit(limit)
    )
    return list(session.exec(statement))


def latest(session: Session, before_seq: int | None = None, limit: int = 50) -> list[JournalEntry]:
    """A page of the journal, newest first, keyed by sequence number."""
    statement = select(JournalEntry).order_by(col(JournalEntry.seq).desc()).limit(limit)
    if before_seq is not None:
        statement = statement.where(col(JournalEntry.seq) < before_seq)
    return list(session.exec(statement))
