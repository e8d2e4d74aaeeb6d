"""Candidate records, and the rows of published lists that name them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, exists, or_, select

from registry.accounts import queries as account_queries
from registry.core.text import Text
from registry.heritage.models import CandidateList, CandidateMention, CandidateRecord
from registry.heritage.rules.candidates import (
    CANDIDATE_LABELS,
    CANDIDATE_MEANINGS,
    CANDIDATE_TONES,
    LIST_KIND_LABELS,
    LIST_KIND_STATES,
    LISTED_AS_PUBLISHED,
    CandidateState,
    Entry,
    ListKind,
    NoticeList,
    furthest,
)


@dataclass(frozen=True, slots=True)
class MentionView:
    """The row of a published list that names a candidate: notice and row, file and person.

    What is of the notice is for everybody; file, digest, run and person are for staff.
    """

    list_id: str
    kind: ListKind
    kind_label: Text
    title: str
    document_no: str
    issuer: str
    published_on: date
    ends_on: date | None
    source_id: str | None
    row_number: int
    text: str
    file_name: str
    file_sha256: str
    import_run_id: str
    taken_at: datetime
    taken_by: str | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class CandidateView:
    """What published pages say about a name, with what that really supports."""

    id: str
    name: str
    division_text: str
    place_id: str | None
    list_key: str
    programme_class: str
    batch: str
    year: str
    state: CandidateState
    label: Text
    meaning: Text
    tone: str
    sources: Sequence[dict[str, str]]
    note: str
    mentions: Sequence[MentionView] = ()
    simulated: bool = False


def candidates(session: Session, place_id: str | None = None) -> list[CandidateView]:
    """Candidate records in the order of their list, of one place if one is given.

    A record that came with a list which was taken back since is left out.
    """
    statement = (
        select(CandidateRecord)
        .where(still_listed())
        .order_by(col(CandidateRecord.position), col(CandidateRecord.key))
    )
    if place_id is not None:
        statement = statement.where(CandidateRecord.place_id == place_id)
    return _views(session, list(session.exec(statement)))


def candidate(session: Session, candidate_id: str) -> CandidateView | None:
    """One candidate record that still stands; None where there is none."""
    statement = select(CandidateRecord).where(CandidateRecord.id == candidate_id, still_listed())
    found = _views(session, list(session.exec(statement)))
    return found[0] if found else None


def still_listed() -> ColumnElement[bool]:
    """The condition that a record shipped, or stands in a list that was not taken back."""
    standing = (
        select(CandidateMention.id)
        .join(CandidateList, col(CandidateList.id) == col(CandidateMention.list_id))
        .where(
            col(CandidateMention.candidate_id) == col(CandidateRecord.id),
            col(CandidateList.withdrawn_at).is_(None),
        )
    )
    return or_(col(CandidateRecord.list_id).is_(None), exists(standing))


def candidates_by_key(session: Session) -> dict[str, CandidateRecord]:
    """All candidate rows by their key."""
    return {row.key: row for row in session.exec(select(CandidateRecord))}


@dataclass(frozen=True, slots=True)
class ListBook:
    """What stands in the records of one list, to compare rows of a notice with."""

    entries: Sequence[Entry]
    #: The notices that name each record already, by its id.
    notices: Mapping[str, Sequence[NoticeList]]

    def is_cited(self, candidate_id: str, notice: NoticeList) -> bool:
        """Whether this very notice names the record already."""
        return any(one.is_same_notice(notice) for one in self.notices.get(candidate_id, ()))


def list_book(session: Session, list_key: str) -> ListBook:
    """The records of a list that still stand, with the notices that name them."""
    rows = session.exec(
        select(CandidateRecord).where(CandidateRecord.list_key == list_key, still_listed())
    ).all()
    entries = [
        Entry(
            row.id,
            row.list_key,
            row.programme_class,
            row.batch,
            row.name,
            row.division_text,
            row.place_id,
        )
        for row in rows
    ]
    named: dict[str, list[NoticeList]] = {}
    for mention, listed in _mentions(session, [row.id for row in rows]):
        named.setdefault(mention.candidate_id, []).append(notice_of(listed))
    return ListBook(entries, named)


def notice_of(row: CandidateList) -> NoticeList:
    """What a kept list says of its notice."""
    return NoticeList(
        kind=ListKind(row.kind),
        title=row.title,
        published_on=row.published_on,
        list_key=row.list_key,
        ends_on=row.ends_on,
        document_no=row.document_no,
        issuer=row.issuer,
        source_id=row.source_id,
        import_run_id=row.import_run_id,
        file_name=row.file_name,
        file_sha256=row.file_sha256,
    )


def list_of_run(session: Session, import_run_id: str) -> CandidateList | None:
    """The list that a run of the import desk brought in; None where it brought none."""
    statement = select(CandidateList).where(CandidateList.import_run_id == import_run_id)
    return session.exec(statement).one_or_none()


def of_list(session: Session, list_id: str) -> dict[int, str]:
    """The records that a list names, by the number of its row."""
    statement = select(CandidateMention).where(CandidateMention.list_id == list_id)
    return {row.row_number: row.candidate_id for row in session.exec(statement)}


def _mentions(
    session: Session, candidate_ids: Iterable[str]
) -> list[tuple[CandidateMention, CandidateList]]:
    """Rows of lists that were not taken back, the earliest notice first."""
    wanted = list(candidate_ids)
    found: list[tuple[CandidateMention, CandidateList]] = []
    for start in range(0, len(wanted), 400):
        statement = (
            select(CandidateMention, CandidateList)
            .join(CandidateList, col(CandidateList.id) == col(CandidateMention.list_id))
            .where(
                col(CandidateMention.candidate_id).in_(wanted[start : start + 400]),
                col(CandidateList.withdrawn_at).is_(None),
            )
            .order_by(col(CandidateList.published_on), col(CandidateMention.id))
        )
        found += session.exec(statement).all()
    return found


def _views(session: Session, rows: Sequence[CandidateRecord]) -> list[CandidateView]:
    mentions: dict[str, list[MentionView]] = {}
    found = _mentions(session, [row.id for row in rows])
    people = account_queries.names(session, [one.created_by for _, one in found if one.created_by])
    for mention, listed in found:
        taken_by = people.get(listed.created_by or "")
        view = _mention(mention, listed, taken_by)
        mentions.setdefault(mention.candidate_id, []).append(view)
    return [_candidate(row, mentions.get(row.id, [])) for row in rows]


def _mention(mention: CandidateMention, listed: CandidateList, taken_by: str | None) -> MentionView:
    kind = ListKind(listed.kind)
    return MentionView(
        list_id=listed.id,
        kind=kind,
        kind_label=LIST_KIND_LABELS[kind],
        title=listed.title,
        document_no=listed.document_no,
        issuer=listed.issuer,
        published_on=listed.published_on,
        ends_on=listed.ends_on,
        source_id=listed.source_id,
        row_number=mention.row_number,
        text=mention.text,
        file_name=listed.file_name,
        file_sha256=listed.file_sha256,
        import_run_id=listed.import_run_id,
        taken_at=listed.created_at,
        taken_by=taken_by,
        simulated=listed.simulated,
    )


def _candidate(row: CandidateRecord, mentions: Sequence[MentionView]) -> CandidateView:
    # What brought a record in may have been taken back while another list still names it.
    own = [CandidateState(row.state)] if row.list_id is None or not mentions else []
    state = furthest([*own, *(LIST_KIND_STATES[one.kind] for one in mentions)])
    is_held = any(one.kind is ListKind.GONGBU for one in mentions)
    return CandidateView(
        id=row.id,
        name=row.name,
        division_text=row.division_text,
        place_id=row.place_id,
        list_key=row.list_key,
        programme_class=row.programme_class,
        batch=row.batch,
        year=row.year,
        state=state,
        label=CANDIDATE_LABELS[state],
        meaning=LISTED_AS_PUBLISHED if is_held else CANDIDATE_MEANINGS[state],
        tone=CANDIDATE_TONES[state],
        sources=row.sources,
        note=row.note,
        mentions=mentions,
        simulated=row.simulated,
    )
