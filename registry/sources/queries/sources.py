"""Documents and cited passages: the list, one of them, passages with the source they are from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, or_, select

from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.core.text import Text
from registry.sources.models import Citation, Source, SourceFile
from registry.sources.queries.past import overlaid, states_at
from registry.sources.rules import SOURCE_TYPE_LABELS, SourceType


@dataclass(frozen=True, slots=True)
class SourceView:
    """A document as pages show it."""

    id: str
    source_type: str
    label: Text
    title: str
    author: str
    edition: str
    compiled_period: str
    holder: str
    shelfmark: str
    url: str
    accessed_on: date | None
    licence: str
    grade: str
    authenticity_note: str
    note: str
    created_by: str | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class CitationView:
    """A cited passage together with its source; `grade` is its own, else the source's.

    `retrieved_on`: when the newest kept copy of the source was got, else when it was consulted.
    """

    id: str
    source_id: str
    source_title: str
    source_type: str
    author: str
    edition: str
    locator: str
    quote: str
    quote_punctuated: str
    translation: str
    grade: str
    own_grade: str
    url: str
    retrieved_on: date | None
    second_hand_via: str
    inspected_by: str
    inspected_on: date | None
    created_by: str | None
    simulated: bool


def source(session: Session, source_id: str) -> SourceView | None:
    """One document, or None."""
    row = session.get(Source, source_id)
    return None if row is None else _view(row)


def sources_by_id(session: Session, source_ids: Iterable[str]) -> dict[str, SourceView]:
    """Documents by id; unknown ids are left out."""
    wanted = list(dict.fromkeys(source_ids))
    if not wanted:
        return {}
    rows = session.exec(select(Source).where(col(Source.id).in_(wanted)))
    return {row.id: _view(row) for row in rows}


def sources(
    session: Session,
    q: str = "",
    *,
    source_type: str = "",
    grade: str = "",
    limit: int = 50,
    after: str | None = None,
) -> Page[SourceView]:
    """Documents by title; `q` is looked for in title, author, edition and holder. Keyset paging.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    statement = select(Source).order_by(col(Source.title), col(Source.id)).limit(limit + 1)
    if q:
        searched = (Source.title, Source.author, Source.edition, Source.holder, Source.shelfmark)
        statement = statement.where(
            or_(*(col(column).contains(q, autoescape=True) for column in searched))
        )
    if source_type:
        statement = statement.where(Source.source_type == source_type)
    if grade:
        statement = statement.where(Source.grade == grade)
    if after:
        title, last_id = (str(part) for part in decode_cursor(after, 2))
        statement = statement.where(
            or_(
                col(Source.title) > title,
                (col(Source.title) == title) & (col(Source.id) > last_id),
            )
        )
    rows = list(session.exec(statement))
    shown = rows[:limit]
    cursor = encode_cursor(shown[-1].title, shown[-1].id) if len(rows) > limit else None
    return Page([_view(row) for row in shown], cursor)


def citations(
    session: Session, citation_ids: Iterable[str], moment: datetime | None = None
) -> dict[str, CitationView]:
    """Citations by id, as they are or as they stood at a moment; unknown ids are left out."""
    wanted = list(dict.fromkeys(citation_ids))
    if not wanted:
        return {}
    statement = (
        select(Citation, Source)
        .join(Source, col(Source.id) == col(Citation.source_id))
        .where(col(Citation.id).in_(wanted))
    )
    rows = list(session.exec(statement))
    copied = _copied(session, (origin.id for _, origin in rows))
    if moment is None:
        return {row.id: _cited(row, origin, copied.get(origin.id)) for row, origin in rows}
    passages = states_at(session, "citation", (row.id for row, _ in rows), moment)
    documents = states_at(session, "source", (origin.id for _, origin in rows), moment)
    return {
        row.id: _cited(
            overlaid(row, passages.get(row.id)),
            overlaid(origin, documents.get(origin.id)),
            copied.get(origin.id),
        )
        for row, origin in rows
    }


def citation(session: Session, citation_id: str) -> CitationView | None:
    """One cited passage, or None."""
    return citations(session, [citation_id]).get(citation_id)


def citations_of_source(session: Session, source_id: str, limit: int = 200) -> list[CitationView]:
    """What has been cited from a document, oldest first."""
    statement = (
        select(Citation, Source)
        .join(Source, col(Source.id) == col(Citation.source_id))
        .where(Citation.source_id == source_id)
        .order_by(col(Citation.created_at), col(Citation.id))
        .limit(limit)
    )
    copied = _copied(session, [source_id])
    return [_cited(row, origin, copied.get(source_id)) for row, origin in session.exec(statement)]


def quotes_of_source(session: Session, source_id: str, limit: int) -> Iterator[tuple[str, str]]:
    """(quote, id) of the passages of one source, in order of id, read as they are asked for."""
    statement = (
        select(Citation.quote, Citation.id)
        .where(Citation.source_id == source_id, col(Citation.quote) != "")
        .order_by(col(Citation.id))
        .limit(limit)
    )
    yield from session.exec(statement)


def _view(row: Source) -> SourceView:
    return SourceView(
        id=row.id,
        source_type=row.source_type,
        label=SOURCE_TYPE_LABELS[SourceType(row.source_type)],
        title=row.title,
        author=row.author,
        edition=row.edition,
        compiled_period=row.compiled_period,
        holder=row.holder,
        shelfmark=row.shelfmark,
        url=row.url,
        accessed_on=row.accessed_on,
        licence=row.licence,
        grade=row.grade,
        authenticity_note=row.authenticity_note,
        note=row.note,
        created_by=row.created_by,
        simulated=row.simulated,
    )


def _copied(session: Session, source_ids: Iterable[str]) -> dict[str, date]:
    """When the newest kept copy of each document was got; those without a copy are left out."""
    statement = (
        select(SourceFile.source_id, func.max(SourceFile.retrieved_on))
        .where(
            col(SourceFile.source_id).in_(sorted(set(source_ids))),
            col(SourceFile.retrieved_on).is_not(None),
        )
        .group_by(col(SourceFile.source_id))
    )
    return {source_id: day for source_id, day in session.exec(statement) if day is not None}


def _cited(row: Citation, origin: Source, copied: date | None) -> CitationView:
    return CitationView(
        id=row.id,
        source_id=origin.id,
        source_title=origin.title,
        source_type=origin.source_type,
        author=origin.author,
        edition=origin.edition,
        locator=row.locator,
        quote=row.quote,
        quote_punctuated=row.quote_punctuated,
        translation=row.translation,
        grade=row.grade or origin.grade,
        own_grade=row.grade or "",
        url=origin.url,
        retrieved_on=copied or origin.accessed_on,
        second_hand_via=row.second_hand_via,
        inspected_by=row.inspected_by,
        inspected_on=row.inspected_on,
        created_by=row.created_by,
        simulated=row.simulated,
    )
