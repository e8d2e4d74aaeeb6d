"""Finding a document for a form: a few at a time, however many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, or_, select

from registry.core.ids import is_id
from registry.sources.models import Source
from registry.sources.queries.sources import SourceView, sources_by_id

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
