"""Every write of sources: taking one in, citing a passage from it."""

from __future__ import annotations

from datetime import date
from typing import Any, TypedDict, Unpack

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Forbidden, NotFound
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.sources.models import Citation, Source
from registry.sources.rules import Grade, SourceType, usual_grade


class SourceDetail(TypedDict, total=False):
    """What may be said about a document besides its kind, title and grade."""

    author: str
    edition: str
    compiled_period: str
    holder: str
    shelfmark: str
    url: str
    licence: str
    authenticity_note: str
    note: str


_MAY_ADD = (Permission.SOURCE_ADD, Permission.NOMINATE)


def add_source(
    work: Work,
    *,
    source_type: SourceType | str,
    title: str,
    grade: Grade | str | None = None,
    source_id: str | None = None,
    accessed_on: date | None = None,
    **more: Unpack[SourceDetail],
) -> Source:
    """Take in a document; without a grade it gets the usual one of its kind.

    `source_id` is given for sources that ship with the program.

    Raises:
        Forbidden: needs `sources.add` or `heritage.nominate`.
        ValueError: unknown source type or grade.
    """
    _require_add(work)
    kind = SourceType(source_type)
    texts: dict[str, Any] = {**more} if source_id is None else {**more, "id": source_id}
    source = Source(
        **stamp(work),
        **texts,
        source_type=kind.value,
        title=title,
        accessed_on=accessed_on,
        grade=Grade(grade or usual_grade(kind)).value,
    )
    work.session.add(source)
    work.session.flush()
    after = {"title": title, "source_type": source.source_type, "grade": source.grade, **more}
    journal.record(work, "sources.added", ("source", source.id), after=after)
    return source


def cite(  # noqa: PLR0913 - the fields of one row, all by name
    work: Work,
    *,
    source_id: str,
    locator: str = "",
    quote: str = "",
    translation: str = "",
    grade: Grade | str | None = None,
    second_hand_via: str = "",
    inspected_by: str = "",
    inspected_on: date | None = None,
) -> Citation:
    """Cite a passage. Without a grade the source's own holds.

    Raises:
        NotFound: `sources.unknown`.
        Forbidden: needs `sources.add` or `heritage.nominate`.
    """
    _require_add(work)
    if work.session.get(Source, source_id) is None:
        raise NotFound("sources.unknown", T("没有这份文献来源"))
    citation = Citation(
        **stamp(work),
        source_id=source_id,
        locator=locator,
        quote=quote,
        translation=translation,
        grade=Grade(grade).value if grade else None,
        second_hand_via=second_hand_via,
        inspected_by=inspected_by,
        inspected_on=inspected_on,
    )
    work.session.add(citation)
    work.session.flush()
    after = {"source_id": source_id, "locator": locator, "quote": quote, "grade": citation.grade}
    journal.record(work, "sources.cited", ("citation", citation.id), after=after)
    return citation


def _require_add(work: Work) -> None:
    if not any(work.actor.may(permission) for permission in _MAY_ADD):
        raise Forbidden("access.forbidden", T("您没有做这件事的权限"))
