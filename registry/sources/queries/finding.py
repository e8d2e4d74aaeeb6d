"""Finding a document or a passage for a form: a few at a time, however many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from registry.core.ids import is_id
from registry.sources.models import Citation, Source
from registry.sources.queries.sources import CitationView, SourceView, citations, sources_by_id

MOST_FOUND = 20
_NEWEST = 6
_MOST_WORDS = 6
_SEARCHED = (Source.title, Source.author, Source.edition, Source.holder, Source.shelfmark)


@dataclass(frozen=True, slots=True)
class Finding:
    """What a form offers: the chosen document first, then what was found, by title.

    `found`: how many of them the search found; without words the newest are offered.
    """

    q: str
    chosen: str
    items: Sequence[SourceView]
    found: int
    more: bool


@dataclass(frozen=True, slots=True)
class FoundCitations:
    """The passages that a form offers, as `Finding` does documents."""

    q: str
    chosen: str
    items: Sequence[CitationView]
    found: int
    more: bool


_IN_PASSAGES = (
    *(Citation.quote, Citation.quote_punctuated, Citation.locator),
    *(Source.title, Source.author, Source.edition),
)


def find_citations(session: Session, raw: Mapping[str, Any], prefix: str = "") -> FoundCitations:
    """What a form offers for `citation_q` and `citation_id`, at most `MOST_FOUND` and one.

    Every word has to stand somewhere in the words of the passage, where it stands, or in title,
    author or edition of its document. A chosen passage that is unknown is no choice.
    """
    q = str(raw.get(f"{prefix}citation_q") or "").strip()[:60]
    wanted = str(raw.get(f"{prefix}citation_id") or "").strip()
    chosen = citations(session, [wanted]) if is_id(wanted) else {}
    words = q.split()[:_MOST_WORDS]
    ids = _cited(session, words) if words else _newest_cited(session)
    known = citations(session, ids[:MOST_FOUND])
    items = [*chosen.values(), *(known[one] for one in ids[:MOST_FOUND] if one not in chosen)]
    found = min(len(ids), MOST_FOUND) if words else 0
    more = bool(words) and len(ids) > MOST_FOUND
    return FoundCitations(q, next(iter(chosen), ""), items, found, more)


def _newest_cited(session: Session) -> list[str]:
    order = (col(Citation.created_at).desc(), col(Citation.id).desc())
    return list(session.exec(select(Citation.id).order_by(*order).limit(_NEWEST)))


def _cited(session: Session, words: Sequence[str]) -> list[str]:
    meets = [
        or_(*(col(column).contains(word, autoescape=True) for column in _IN_PASSAGES))
        for word in words
    ]
    statement = (
        select(Citation.id)
        .join(Source, col(Source.id) == col(Citation.source_id))
        .where(*meets)
        .order_by(col(Source.title), col(Citation.locator), col(Citation.id))
        .limit(MOST_FOUND + 1)
    )
    return list(session.exec(statement))


def find_sources(session: Session, raw: Mapping[str, Any], prefix: str = "") -> Finding:
    """What a form offers for its fields `source_q` and `source_id`, at most `MOST_FOUND` and one.

    Every word has to stand somewhere in title, author, edition, holder or shelfmark. Titles that
    begin with the first word come first. A chosen document that is unknown is no choice.
    """
    q = str(raw.get(f"{prefix}source_q") or "").strip()[:60]
    wanted = str(raw.get(f"{prefix}source_id") or "").strip()
    chosen = sources_by_id(session, [wanted]) if is_id(wanted) else {}
    words = q.split()[:_MOST_WORDS]
    ids = _found(session, words) if words else _newest(session)
    known = sources_by_id(session, ids[:MOST_FOUND])
    items = [*chosen.values(), *(known[one] for one in ids[:MOST_FOUND] if one not in chosen)]
    found = min(len(ids), MOST_FOUND) if words else 0
    return Finding(q, next(iter(chosen), ""), items, found, bool(words) and len(ids) > MOST_FOUND)


def _newest(session: Session) -> list[str]:
    order = (col(Source.created_at).desc(), col(Source.id).desc())
    return list(session.exec(select(Source.id).order_by(*order).limit(_NEWEST)))


def _found(session: Session, words: Sequence[str]) -> list[str]:
    meets = [
        or_(*(col(column).contains(word, autoescape=True) for column in _SEARCHED))
        for word in words
    ]
    statement = select(Source.id).where(*meets).order_by(col(Source.title), col(Source.id))
    begins = col(Source.title).startswith(words[0], autoescape=True)
    first = list(session.exec(statement.where(begins).limit(MOST_FOUND + 1)))
    if len(first) > MOST_FOUND:
        return first
    rest = session.exec(statement.where(~begins).limit(MOST_FOUND + 1 - len(first)))
    return [*first, *rest]
