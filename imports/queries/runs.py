"""Runs, their rows and kept profiles, as pages, reports and the command line read them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from imports.models import ImportProfile, ImportRow, ImportRun
from imports.profiles import profile_named
from imports.rules.mapping import ColumnMapping, mapping_from
from imports.rules.notice import Notice, notice_from
from imports.rules.outcome import (
    LEFT,
    OUTCOME_LABELS,
    RUN_STATE_LABELS,
    Decision,
    Outcome,
    RowState,
    RunState,
)
from registry.accounts import queries as account_queries
from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.core.errors import Invalid
from registry.core.failure import Failure, unpacked_failure
from registry.core.paging import Page, decode_cursor, encode_cursor
from registry.core.text import T, Text
from registry.places import queries as place_queries
from registry.sources import queries as source_queries

_PAGE = 500


@dataclass(frozen=True, slots=True)
class RunView:
    """A run with the names of what it points at.

    `counts`: rows by outcome of the last check, besides `secret` (of the rejected), `problems`
    (findings in all) and `unkept` (rows counted but not kept, beyond the limit); `done`: rows by
    what applying or undoing did.
    """

    id: str
    file_name: str
    file_size: int
    file_sha256: str
    format: str
    profile: str
    profile_title: Text
    mapping: Mapping[str, Any]
    facts: list[dict[str, Any]]
    division_id: str | None
    division_path: str
    division_name: str
    source_id: str | None
    source_title: str
    state: RunState
    state_label: Text
    total: int | None
    cursor: int
    counts: Mapping[str, int]
    done: Mapping[str, int]
    paper_number: str
    paper_issuer: str
    paper_sha256: str
    failure: Failure | None
    created_at: datetime
    created_by: str | None
    created_by_name: str
    checked_at: datetime | None
    applied_at: datetime | None
    undone_at: datetime | None
    row_version: int
    simulated: bool

    @property
    def column_mapping(self) -> ColumnMapping:
        """Which column fills which field."""
        return mapping_from(self.mapping)

    @property
    def has_kept(self) -> bool:
        """Whether it was undone in part, so that the rest may be tried once more."""
        left = any(self.done.get(name) for name in LEFT)
        return self.state is RunState.UNDONE and self.notice is None and left

    @property
    def notice(self) -> Notice | None:
        """The notice whose list the file holds; None where the run brings in places."""
        return notice_from(self.mapping.get("notice") or {})


@dataclass(frozen=True, slots=True)
class RowView:
    """A kept row of a run: what would be or was done, what is wrong, what a person said."""

    number: int
    outcome: Outcome
    outcome_label: Text
    name: str
    place_id: str | None
    draft: Mapping[str, Any]
    diff: list[dict[str, Any]]
    matches: list[dict[str, Any]]
    problems: list[dict[str, Any]]
    decision: Decision
    decided_place_id: str | None
    state: RowState
    past_number: int | None
    note: str

    @property
    def is_secret(self) -> bool:
        """Whether it was turned away for its 密级: then nothing of its content is here."""
        return any(one.get("code") == "secret" for one in self.problems)


def run(session: Session, run_id: str) -> RunView | None:
    """One run, or None."""
    row = session.get(ImportRun, run_id, populate_existing=True)
    return None if row is None else views(session, [row])[0]


def runs(
    session: Session, actor: Actor, *, limit: int = 50, after: str | None = None
) -> Page[RunView]:
    """Runs that this person may see, newest first.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    statement = select(ImportRun).order_by(
        col(ImportRun.created_at).desc(), col(ImportRun.id).desc()
    )
    if not actor.may(Permission.PLACE_EDIT, ""):
        within = _divisions_of(session, actor)
        statement = statement.where(
            or_(col(ImportRun.division_id).in_(within), col(ImportRun.created_by) == actor.id)
        )
    if after:
        (last,) = decode_cursor(after, 1)
        if not isinstance(last, str) or session.get(ImportRun, last) is None:
            raise Invalid({"after": [T("翻页标记无效，请从第一页重新开始")]})
        moment = select(ImportRun.created_at).where(ImportRun.id == last).scalar_subquery()
        statement = statement.where(
            or_(
                col(ImportRun.created_at) < moment,
                (col(ImportRun.created_at) == moment) & (col(ImportRun.id) < last),
            )
        )
    found = list(session.exec(statement.limit(limit + 1)))
    shown = found[:limit]
    cursor = encode_cursor(shown[-1].id) if len(found) > limit else None
    return Page(views(session, shown), cursor)


def _divisions_of(session: Session, actor: Actor) -> list[str]:
    named = select(ImportRun.division_id).where(col(ImportRun.division_id).is_not(None)).distinct()
    ids = [one for one in session.exec(named) if one]
    known = place_queries.divisions(session, ids)
    return [one.id for one in known.values() if actor.may(Permission.PLACE_EDIT, one.path)]


def views(session: Session, rows: list[ImportRun]) -> list[RunView]:
    """Runs with the names of what they point at."""
    divisions = place_queries.divisions(
        session, [row.division_id for row in rows if row.division_id]
    )
    names = account_queries.names(session, [row.created_by for row in rows if row.created_by])
    found = []
    for row in rows:
        division = divisions.get(row.division_id or "")
        source = source_queries.source(session, row.source_id) if row.source_id else None
        state = RunState(row.state)
        found.append(
            RunView(
                id=row.id,
                file_name=row.file_name,
                file_size=row.file_size,
                file_sha256=row.file_sha256,
                format=row.format,
                profile=row.profile,
                profile_title=profile_title(session, row.profile),
                mapping=row.mapping,
                facts=row.facts,
                division_id=row.division_id,
                division_path=division.path if division else "",
                division_name=division.name if division else "",
                source_id=row.source_id,
                source_title=source.title if source else "",
                state=state,
                state_label=RUN_STATE_LABELS[state],
                total=row.total,
                cursor=row.cursor,
                counts=row.counts,
                done=row.done,
                paper_number=row.paper_number,
                paper_issuer=row.paper_issuer,
                paper_sha256=row.paper_sha256,
                failure=unpacked_failure(row.failure),
                created_at=row.created_at,
                created_by=row.created_by,
                created_by_name=names.get(row.created_by or "", ""),
                checked_at=row.checked_at,
                applied_at=row.applied_at,
                undone_at=row.undone_at,
                row_version=row.row_version,
                simulated=row.simulated,
            )
        )
    return found


def profile_title(session: Session, name: str) -> Text:
    """The words for a profile: a shipped one's, or as a person called a kept one."""
    shipped = profile_named(name)
    if shipped is not None:
        return shipped.title
    kept = session.exec(select(ImportProfile).where(ImportProfile.name == name)).one_or_none()
    return Text("%(title)s", {"title": kept.title if kept else name})


def rows(
    session: Session,
    run_id: str,
    *,
    outcome: str | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[RowView]:
    """Kept rows in order, of one outcome or (`done`) those that were dealt with.

    Raises:
        Invalid: field `after`, where the cursor is not one of ours.
    """
    last = 0
    if after:
        (key,) = decode_cursor(after, 1)
        last = key if isinstance(key, int) else 0
    found = _rows_after(session, run_id, last, limit + 1, outcome)
    shown = found[:limit]
    return Page(shown, encode_cursor(shown[-1].number) if len(found) > limit else None)


def _rows_after(
    session: Session, run_id: str, number: int, limit: int, outcome: str | None = None
) -> list[RowView]:
    statement = select(ImportRow).where(ImportRow.run_id == run_id, col(ImportRow.number) > number)
    if outcome == "done":
        statement = statement.where(col(ImportRow.state) != RowState.PLANNED.value)
    elif outcome:
        statement = statement.where(ImportRow.outcome == Outcome(outcome).value)
    ordered = statement.order_by(col(ImportRow.number)).limit(limit)
    return [_row(one) for one in session.exec(ordered.execution_options(populate_existing=True))]


def row(session: Session, run_id: str, number: int) -> RowView | None:
    """One kept row, or None."""
    found = session.get(ImportRow, (run_id, number), populate_existing=True)
    return None if found is None else _row(found)


def every_row(session: Session, run_id: str) -> Iterator[RowView]:
    """All kept rows in order, a page at a time."""
    after = 0
    while True:
        page = _rows_after(session, run_id, after, _PAGE)
        yield from page
        if len(page) < _PAGE:
            return
        after = page[-1].number
        session.expunge_all()


_OVER = frozenset({RunState.APPLIED, RunState.UNDOING, RunState.UNDONE, RunState.CANCELLED})


def is_stored(session: Session, digest: str) -> bool:
    """Whether a run needs the bytes with this digest: its file, or the scan of its paper.

    A file with secret rows that no paper opened is needed only until its run is over; that of a run
    that was given up by nobody, for nobody may have looked what is in it.
    """
    wanted = or_(ImportRun.file_sha256 == digest, ImportRun.paper_sha256 == digest)
    return any(_needs(row, digest) for row in session.exec(select(ImportRun).where(wanted)))


def _needs(row: ImportRun, digest: str) -> bool:
    if row.paper_sha256 or digest == row.paper_sha256:
        return True
    if row.state == RunState.CANCELLED:
        return False
    has_secrets = bool(row.counts.get("secret") or row.done.get("secret"))
    return not (has_secrets and RunState(row.state) in _OVER)


def undecided(session: Session, run_id: str) -> int:
    """How many rows in conflict nobody has decided."""
    statement = select(func.count()).where(
        ImportRow.run_id == run_id,
        ImportRow.outcome == Outcome.CONFLICT.value,
        ImportRow.decision == Decision.NONE.value,
    )
    return int(session.exec(statement).one())


def _row(found: ImportRow) -> RowView:
    outcome = Outcome(found.outcome)
    return RowView(
        number=found.number,
        outcome=outcome,
        outcome_label=OUTCOME_LABELS[outcome],
        name=found.name,
        place_id=found.place_id,
        draft=found.draft,
        diff=found.diff,
        matches=found.matches,
        problems=found.problems,
        decision=Decision(found.decision),
        decided_place_id=found.decided_place_id,
        state=RowState(found.state),
        past_number=found.past_number,
        note=found.note,
    )


@dataclass(frozen=True, slots=True)
class ProfileView:
    """A mapping that a person made and kept."""

    id: str
    name: str
    title: Text
    mapping: ColumnMapping
    row_version: int


def kept_profiles(session: Session) -> list[ProfileView]:
    """All kept mappings, by name."""
    return [
        _profile(one) for one in session.exec(select(ImportProfile).order_by(ImportProfile.name))
    ]


def kept_profile(session: Session, name: str) -> ProfileView | None:
    """A kept mapping by its name, or None."""
    found = session.exec(select(ImportProfile).where(ImportProfile.name == name)).one_or_none()
    return None if found is None else _profile(found)


def _profile(found: ImportProfile) -> ProfileView:
    return ProfileView(
        id=found.id,
        name=found.name,
        title=Text("%(title)s", {"title": found.title}),
        mapping=mapping_from(found.mapping),
        row_version=found.row_version,
    )


def same_source_runs(session: Session, run_id: str) -> set[str]:
    """Runs of the same source as this one, itself among them.

    One way of reading that only one office's files have (the census, the national database, a
    statistics list) is one source; for other files the name of the file says which it is.
    """
    own = session.get_one(ImportRun, run_id)
    statement = select(ImportRun.id).where(ImportRun.profile == own.profile)
    shipped = profile_named(own.profile)
    if shipped is None or not shipped.is_official:
        statement = statement.where(ImportRun.file_name == own.file_name)
    return {*session.exec(statement), run_id}
