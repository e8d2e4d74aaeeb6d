"""Lists that somebody published are taken in as candidates: row by row traced, never recognised."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlmodel import col, select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import CandidateList, CandidateMention, CandidateRecord
from registry.heritage.rules.candidates import (
    LIST_KIND_STATES,
    Entry,
    ListedName,
    NoticeList,
)
from registry.heritage.services.marking import follow
from registry.places import queries as place_queries
from registry.places.queries.merges import living_id
from registry.places.rules import EntityStatus


@dataclass(slots=True)
class TakenIn:
    """What became of the rows: `added` and `cited` records by row, and rows that said nothing new.

    `list_id` is None where no row said anything new: then nothing was written.
    """

    list_id: str | None = None
    added: dict[int, str] = field(default_factory=dict)
    cited: dict[int, str] = field(default_factory=dict)
    same: dict[int, str] = field(default_factory=dict)


def take_in_list(work: Work, notice: NoticeList, rows: Sequence[ListedName]) -> TakenIn:
    """Keep the names of a published list as candidates, each with its row.

    A name that is a candidate of this list already gets no second record: the row is cited beside
    what named it before, and where this very notice named it before nothing is written. One
    journal entry for the list. No place is recognised and none is protected by it (a 公示 comes
    before the decision; 公布 elsewhere is not a decision of this registry).

    Raises:
        Forbidden: needs `heritage.decide` everywhere. Invalid: `title`, `list_key` empty or
        `ends_on` before `published_on`. NotFound: `places.unknown`.
    """
    work.actor.require(Permission.DECIDE, "")
    _check(notice)
    listed = CandidateList(**stamp(work), **_columns(notice))
    sorting = _Sorting(queries.list_book(work.session, notice.list_key), notice, listed)
    for told in rows:
        row = replace(told, place_id=_living(work, told.place_id))
        sorting.take(work, row)
    found = sorting.found
    if sorting.kept:
        found.list_id = listed.id
        _write(work, sorting)
        _journal(work, sorting)
        follow(work.session, {row.place_id for row, _ in sorting.kept})
    return found


class _Sorting:
    """Rows sorted into new records, known ones and repetitions; nothing of it is written yet."""

    def __init__(self, book: queries.ListBook, notice: NoticeList, listed: CandidateList) -> None:
        self.book, self.notice, self.listed = book, notice, listed
        self.found = TakenIn()
        self.entries = list(book.entries)
        self.fresh: list[CandidateRecord] = []
        self.kept: list[tuple[ListedName, str]] = []
        #: Open records whose place this list tells: record and place.
        self.settled: dict[str, str] = {}

    def take(self, work: Work, row: ListedName) -> None:
        """Put one row where it belongs."""
        key = self.notice.list_key[:40]
        entry = next((one for one in self.entries if one.is_named_by(row, key)), None)
        if entry is None:
            record = _record(work, self.notice, self.listed, row)
            self.fresh.append(record)
            self.entries.append(_entry(record))
            self.found.added[row.number] = record.id
            self.kept.append((row, record.id))
            return
        named_here = {*self.found.added.values(), *self.found.cited.values()}
        if entry.id in named_here or self.book.is_cited(entry.id, self.notice):
            self.found.same[row.number] = entry.id
            return
        self.found.cited[row.number] = entry.id
        self.kept.append((row, entry.id))
        if row.place_id and entry.place_id is None:
            self.settled[entry.id] = row.place_id


def _check(notice: NoticeList) -> None:
    faults: dict[str, list[Text]] = {
        name: [T("请填写这一项")]
        for name in ("title", "list_key")
        if not getattr(notice, name).strip()
    }
    if notice.ends_on is not None and notice.ends_on < notice.published_on:
        faults["ends_on"] = [T("截止日不能早于开始日")]
    if faults:
        raise Invalid(faults)


def _columns(notice: NoticeList) -> dict[str, Any]:
    return {
        "kind": notice.kind.value,
        "title": notice.title[:200],
        "document_no": notice.document_no[:60],
        "issuer": notice.issuer[:120],
        "published_on": notice.published_on,
        "ends_on": notice.ends_on,
        "list_key": notice.list_key[:40],
        "file_name": notice.file_name[:200],
        "file_sha256": notice.file_sha256,
        "import_run_id": notice.import_run_id,
        "source_id": notice.source_id,
    }


def _living(work: Work, place_id: str | None) -> str | None:
    if place_id is None:
        return None
    living = living_id(work.session, place_id)
    card = place_queries.place_card(work.session, living) if living else None
    if card is None or card.status == EntityStatus.WITHDRAWN:
        raise NotFound("places.unknown", T("没有这个地名"))
    return card.id


def _record(
    work: Work, notice: NoticeList, listed: CandidateList, row: ListedName
) -> CandidateRecord:
    return CandidateRecord(
        **stamp(work),
        key=f"list:{listed.id}:{row.number}",
        name=row.name[:60],
        division_text=row.division_text[:200],
        place_id=row.place_id,
        list_key=notice.list_key[:40],
        programme_class=row.programme_class[:60],
        batch=row.batch[:60],
        year=row.year[:20],
        state=LIST_KIND_STATES[notice.kind].value,
        sources=[],
        position=row.number,
        list_id=listed.id,
    )


def _entry(record: CandidateRecord) -> Entry:
    return Entry(
        record.id,
        record.list_key,
        record.programme_class,
        record.batch,
        record.name,
        record.division_text,
        record.place_id,
    )


def _write(work: Work, sorting: _Sorting) -> None:
    """Parents first: the list, its records, then the rows that name them."""
    for rows in ([sorting.listed], sorting.fresh):
        work.session.add_all(rows)
        work.session.flush()
    for row, candidate_id in sorting.kept:
        mention = CandidateMention(
            **stamp(work),
            list_id=sorting.listed.id,
            candidate_id=candidate_id,
            row_number=row.number,
            text=row.text[:2000],
        )
        work.session.add(mention)
    for candidate_id, place_id in sorting.settled.items():
        _settle(work, candidate_id, place_id)
    work.session.flush()


def _journal(work: Work, sorting: _Sorting) -> None:
    listed, found = sorting.listed, sorting.found
    facts = ("kind", "title", "document_no", "published_on", "list_key", "file_sha256")
    after: dict[str, Any] = {name: str(getattr(listed, name)) for name in facts}
    after |= {"import_run_id": listed.import_run_id, "added": list(found.added.values())}
    after |= {"cited": list(found.cited.values()), "settled": sorting.settled}
    subject = ("candidate_list", listed.id)
    journal.record(work, "heritage.candidate_list_taken_in", subject, after=after)


def settle_candidate(work: Work, candidate_id: str, place_id: str) -> None:
    """Say which registered place an open candidate is, or correct what was said.

    Raises:
        Forbidden: needs `heritage.decide` everywhere. NotFound: `heritage.unknown_candidate`,
        `places.unknown`.
    """
    work.actor.require(Permission.DECIDE, "")
    if queries.candidate(work.session, candidate_id) is None:
        raise NotFound("heritage.unknown_candidate", T("没有这条候选记录"))
    living = _living(work, place_id)
    now = living or place_id
    was = _settle(work, candidate_id, now)
    if was != now:
        subject = ("candidate_record", candidate_id)
        before, after = {"place_id": was}, {"place_id": now}
        journal.record(work, "heritage.candidate_settled", subject, before=before, after=after)
        follow(work.session, {was, now})


def _settle(work: Work, candidate_id: str, place_id: str) -> str | None:
    """Set the place of a record; returns the earlier one."""
    record = work.session.get_one(CandidateRecord, candidate_id)
    was = record.place_id
    record.place_id = place_id
    work.session.add(record)
    work.session.flush()
    return was


def withdraw_list(work: Work, list_id: str, *, basis: str) -> int:
    """Take a list back: what only it named is a candidate no longer; the rows are kept.

    Files that were nominated meanwhile stay as they are: a nomination needs no candidate. Returns
    how many records are no candidates any more.

    Raises:
        Forbidden: needs `heritage.decide` everywhere. NotFound: `heritage.unknown_list`.
        Conflict: `heritage.list_withdrawn`. Invalid: field `reason`.
    """
    work.actor.require(Permission.DECIDE, "")
    if not basis.strip():
        raise Invalid({"reason": [T("请填写这一项")]})
    listed = work.session.get(CandidateList, list_id, populate_existing=True)
    if listed is None:
        raise NotFound("heritage.unknown_list", T("没有这份收入的名单"))
    if listed.withdrawn_at is not None:
        raise Conflict("heritage.list_withdrawn", T("这份名单已经撤回"))
    named = sorted(set(queries.of_list(work.session, list_id).values()))
    listed.withdrawn_at, listed.withdrawn_basis = work.at, basis.strip()[:400]
    work.session.add(listed)
    work.session.flush()
    gone = [one for one in named if queries.candidate(work.session, one) is None]
    after = {"withdrawn": gone}
    subject = ("candidate_list", list_id)
    journal.record(work, "heritage.candidate_list_withdrawn", subject, after=after, reason=basis)
    statement = select(CandidateRecord.place_id).where(col(CandidateRecord.id).in_(named))
    follow(work.session, set(work.session.exec(statement)))
    return len(gone)
