"""What documents and passages were before they were corrected, and the corrections themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from sqlmodel import Session, col, func, select

from registry.sources.models import Citation, Source, SourcePast
from registry.sources.rules.fields import kept_state, typed_state

State = Mapping[str, Any]
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction of a document or passage: when, by whom, why, both states as plain data.

    `title`: what the document is called now, with the place in it for a passage.
    """

    subject_type: str
    subject_id: str
    source_id: str
    title: str
    at: datetime
    verb: str
    actor_name: str
    reason: str
    before: State
    after: State
    simulated: bool


def next_number(session: Session, subject: tuple[str, str]) -> int:
    """The number of the state that is kept next."""
    statement = select(func.max(SourcePast.number)).where(
        SourcePast.subject_type == subject[0], SourcePast.subject_id == subject[1]
    )
    return (session.exec(statement).one() or 0) + 1


def states_at(
    session: Session, subject_type: str, ids: Iterable[str], moment: datetime
) -> dict[str, State]:
    """The states that held at a moment, by id, of those that were corrected since then."""
    found: dict[str, State] = {}
    for row in _kept(session, subject_type, ids, since=moment):
        found.setdefault(row.subject_id, row.state)
    return found


def overlaid(row: Citation | Source, state: State | None) -> Any:
    """A row as it stood: its columns, with a kept state over them."""
    return row if state is None else SimpleNamespace(**{**row.model_dump(), **typed_state(state)})


def corrections(session: Session, citation_ids: Iterable[str]) -> list[Correction]:
    """All corrections of these passages and of the documents they are from, oldest first."""
    wanted = sorted(set(citation_ids))
    cited: dict[str, Citation] = {}
    for start in range(0, len(wanted), _CHUNK):
        chunk = select(Citation).where(col(Citation.id).in_(wanted[start : start + _CHUNK]))
        cited.update((row.id, row) for row in session.exec(chunk))
    passages = _kept(session, "citation", cited)
    documents = _kept(session, "source", {row.source_id for row in cited.values()})
    ids = {row.subject_id for row in documents} | {
        cited[row.subject_id].source_id for row in passages
    }
    known = {row.id: row for row in session.exec(select(Source).where(col(Source.id).in_(ids)))}
    found = [*_paired(passages, cited, known), *_paired(documents, known, known)]
    return sorted(found, key=lambda one: (one.at, one.subject_id))


def _paired(
    rows: Sequence[SourcePast],
    present: Mapping[str, Any],
    sources: Mapping[str, Source],
) -> list[Correction]:
    """Each kept state with the one it was corrected into: the next kept one, or the present."""
    after: dict[str, State] = {}
    found = []
    for row in reversed(rows):
        subject = present[row.subject_id]
        now = after.get(row.subject_id) or kept_state(row.subject_type, subject)
        after[row.subject_id] = row.state
        source = sources[getattr(subject, "source_id", subject.id)]
        title = f"{source.title} {getattr(subject, 'locator', '')}".strip()
        found.append(
            Correction(
                subject_type=row.subject_type,
                subject_id=row.subject_id,
                source_id=source.id,
                title=title,
                at=row.until_at,
                verb=row.verb,
                actor_name=row.actor_name,
                reason=row.reason,
                before=row.state,
                after=now,
                simulated=row.simulated,
            )
        )
    return found


def _kept(
    session: Session, subject_type: str, ids: Iterable[str], since: datetime | None = None
) -> list[SourcePast]:
    """Kept states of these subjects, oldest first; with `since` those that held beyond it."""
    wanted = sorted(set(ids))
    found: list[SourcePast] = []
    for start in range(0, len(wanted), _CHUNK):
        statement = (
            select(SourcePast)
            .where(
                SourcePast.subject_type == subject_type,
                col(SourcePast.subject_id).in_(wanted[start : start + _CHUNK]),
            )
            .order_by(col(SourcePast.subject_id), col(SourcePast.number))
        )
        if since is not None:
            statement = statement.where(col(SourcePast.until_at) > since)
        found += session.exec(statement)
    return found
