"""Documents and cited passages: taking in, citing, correcting."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

from sqlmodel import SQLModel

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.sources.models import Citation, Source, SourcePast
from registry.sources.queries.past import next_number
from registry.sources.rules import Grade, SourceType, usual_grade
from registry.sources.rules.fields import CITATION_FIELD_LABELS, SOURCE_FIELD_LABELS, kept_state


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
_SOURCE_FIELDS, _CITATION_FIELDS = tuple(SOURCE_FIELD_LABELS), tuple(CITATION_FIELD_LABELS)


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
    require_add(work)
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


def edit_source(
    work: Work, source_id: str, changes: Mapping[str, Any], *, reason: str, seen: str | None = None
) -> bool:
    """Correct what is said of a document; whether anything differed.

    The state before is kept (`queries.past`), old and new are journalled.
    `seen` is `version_of` the row that the person was shown.

    Raises:
        NotFound: `sources.unknown`. Forbidden: needs `places.edit`, or to have taken it in oneself.
        Conflict: `sources.changed_meanwhile`. Invalid: no reason.
    """
    source = work.session.get(Source, source_id, populate_existing=True)
    if source is None:
        raise NotFound("sources.unknown", T("没有这份文献来源"))
    require_keeper(work, source.created_by)
    fields = {key: changes[key] for key in _SOURCE_FIELDS if key in changes}
    if not fields.get("grade", source.grade):
        fields["grade"] = usual_grade(SourceType(fields.get("source_type", source.source_type)))
    return _edit(work, source, fields, "sources.edited", ("source", source_id), reason, seen)


def cite(  # noqa: PLR0913 - the fields of one row, all by name
    work: Work,
    *,
    source_id: str,
    locator: str = "",
    quote: str = "",
    quote_punctuated: str = "",
    translation: str = "",
    grade: Grade | str | None = None,
    second_hand_via: str = "",
    inspected_by: str = "",
    inspected_on: date | None = None,
) -> Citation:
    """Cite a passage. Without a grade the source's own holds.

    `quote` is the passage letter by letter, `quote_punctuated` the same with modern punctuation.
    Without `inspected_on` nobody has seen the original, and every page says so.

    Raises:
        NotFound: `sources.unknown`.
        Forbidden: needs `sources.add` or `heritage.nominate`.
    """
    require_add(work)
    if work.session.get(Source, source_id) is None:
        raise NotFound("sources.unknown", T("没有这份文献来源"))
    citation = Citation(
        **stamp(work),
        source_id=source_id,
        locator=locator,
        quote=quote,
        quote_punctuated=quote_punctuated,
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


def cite_quotes(work: Work, source_id: str, locator: str, quotes: Sequence[str]) -> dict[str, str]:
    """Cite many passages of one source at once, each by its words; returns id by quote.

    For the rows of a file; the caller writes the journal entry of them all.

    Raises:
        Forbidden: needs `sources.add` or `heritage.nominate`.
    """
    require_add(work)
    made = [
        Citation(**stamp(work), source_id=source_id, locator=locator, quote=quote)
        for quote in dict.fromkeys(quotes)
    ]
    work.session.add_all(made)
    work.session.flush()
    return {row.quote: row.id for row in made}


def edit_citation(
    work: Work,
    citation_id: str,
    changes: Mapping[str, Any],
    *,
    reason: str,
    seen: str | None = None,
) -> bool:
    """Correct a cited passage; whether anything differed. Kept and journalled as `edit_source`.

    Raises:
        NotFound: `sources.unknown_citation`. Forbidden, Conflict, Invalid: as `edit_source`.
    """
    citation = work.session.get(Citation, citation_id, populate_existing=True)
    if citation is None:
        raise NotFound("sources.unknown_citation", T("没有这条引文"))
    require_keeper(work, citation.created_by)
    fields = {key: changes[key] for key in _CITATION_FIELDS if key in changes}
    if "grade" in fields:
        fields["grade"] = fields["grade"] or None
    subject = ("citation", citation_id)
    return _edit(work, citation, fields, "sources.citation_edited", subject, reason, seen)


def version_of(values: object) -> str:
    """A short text that differs whenever a document or passage differs: for compare-and-set.

    `values` is a row, or the view of one that a page was made from.
    """
    names = _SOURCE_FIELDS if hasattr(values, "title") else _CITATION_FIELDS
    said = [str(_own(values, name) or "") for name in names]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def _own(values: object, name: str) -> object:
    # The view of a passage shows the source's grade where it has none of its own.
    if name == "grade" and hasattr(values, "own_grade"):
        return values.own_grade
    return getattr(values, name)


def _edit(
    work: Work,
    row: SQLModel,
    fields: Mapping[str, Any],
    verb: str,
    subject: tuple[str, str],
    reason: str,
    seen: str | None,
) -> bool:
    if seen is not None and seen != version_of(row):
        raise Conflict(
            "sources.changed_meanwhile",
            T("您打开这一页之后，别人已经改过这份来源"),
            advice=T("请重新打开这一页，看过新内容再改"),
        )
    before = {key: getattr(row, key) for key, value in fields.items() if getattr(row, key) != value}
    if not before:
        return False
    if not reason.strip():
        raise Invalid({"reason": [T("请写明为什么改")]})
    _keep(work, row, verb, subject, reason.strip())
    for key in before:
        setattr(row, key, fields[key])
    work.session.add(row)
    work.session.flush()
    after = {key: fields[key] for key in before}
    journal.record(work, verb, subject, before=before, after=after, reason=reason.strip())
    return True


def _keep(work: Work, row: SQLModel, verb: str, subject: tuple[str, str], reason: str) -> None:
    """Keep what was said until now: pages of a day and the history of places read it."""
    past = SourcePast(
        subject_type=subject[0],
        subject_id=subject[1],
        number=next_number(work.session, subject),
        until_at=work.at,
        verb=verb,
        actor_id=work.actor.id,
        actor_name=work.actor.name,
        reason=reason[:1000],
        state=kept_state(subject[0], row),
        simulated=work.simulated,
    )
    work.session.add(past)


def require_add(work: Work) -> None:
    """Refuse who may not take in documents.

    Raises:
        Forbidden: needs `sources.add` or `heritage.nominate`.
    """
    if not any(work.actor.may(permission) for permission in _MAY_ADD):
        raise Forbidden("access.forbidden", T("您没有做这件事的权限"))


def require_keeper(work: Work, created_by: str | None) -> None:
    """Refuse who neither keeps the gazetteer nor brought this in.

    Raises:
        Forbidden: needs `places.edit`, or `sources.add` for what one has brought in oneself.
    """
    if work.actor.may(Permission.PLACE_EDIT):
        return
    require_add(work)
    if created_by is None or created_by != work.actor.id:
        raise Forbidden(
            "sources.not_yours",
            T("别人登记的来源由区划地名处改"),
            advice=T("您可以另加一条引文，或请经办人更正"),
        )
