"""A run from its file to a decision: taken in, mapped, conflicts decided, paper recorded."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session, col, delete, select

from imports import queries
from imports.models import ImportProfile, ImportRow, ImportRun
from imports.profiles import profile_named
from imports.rules.divisions import DivisionIndex
from imports.rules.mapping import ColumnMapping, mapping_from
from imports.rules.notice import Notice
from imports.rules.outcome import LEFT, Decision, Outcome, RowState, RunState
from imports.rules.problems import worded
from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.jobs import queries as jobs
from registry.places import queries as place_queries
from registry.places.queries import matching
from registry.places.rules import EntityStatus

_OPEN = frozenset({RunState.UPLOADED, RunState.CHECKED, RunState.FAILED})
_SOURCE_FIELDS = frozenset(
    {
        *("source_title", "source_type", "source_holder"),
        *("source_url", "source_licence", "source_accessed_on"),
    }
)


def start_run(
    work: Work,
    *,
    file_name: str,
    sha256: str,
    size: int,
    division_id: str | None = None,
    source: Mapping[str, Any] | None = None,
    notice: Notice | None = None,
) -> ImportRun:
    """Take in a file whose bytes are in the store already; nothing is read of it yet.

    `division_id`: where all its rows belong; `source`: what a person says of the document
    (`source_title`, `source_type`, `source_holder`, `source_url`, `source_licence`,
    `source_accessed_on`); `notice`: the notice whose list it is, then its rows become candidates
    and no place is written.

    Raises:
        Forbidden: needs `places.edit` for the division, or everywhere without one; for a notice
            also `heritage.decide`.
        NotFound: `places.division_unknown`.
    """
    path = ""
    if division_id is not None:
        division = place_queries.division(work.session, division_id)
        if division is None:
            raise NotFound("places.division_unknown", T("没有这个政区"))
        path = division.path
    work.actor.require(Permission.PLACE_EDIT, path)
    if notice is not None:
        work.actor.require(Permission.DECIDE, "")
    said = {
        name: str(value)
        for name, value in (source or {}).items()
        if name in _SOURCE_FIELDS and value
    }
    run = ImportRun(
        **stamp(work),
        file_name=file_name[:200],
        file_size=size,
        file_sha256=sha256,
        division_id=division_id,
        mapping={"source": said, **({"notice": notice.as_data()} if notice else {})},
    )
    work.session.add(run)
    work.session.flush()
    after = {"file_name": run.file_name, "size": size, "sha256": sha256, "division": division_id}
    journal.record(work, "imports.started", ("import_run", run.id), after=after)
    return run


def known_run(work: Work, run_id: str) -> ImportRun:
    """The run, where this person may edit places.

    Raises:
        NotFound: `imports.unknown`. Forbidden: as `start_run`.
    """
    run = work.session.get(ImportRun, run_id, populate_existing=True)
    if run is None:
        raise NotFound("imports.unknown", T("没有这个导入批次"))
    division = place_queries.division(work.session, run.division_id) if run.division_id else None
    work.actor.require(Permission.PLACE_EDIT, division.path if division else "")
    return run


def require_state(run: ImportRun, *states: RunState) -> None:
    """Refuse what does not fit the state of a run.

    Raises:
        Conflict: `imports.state`.
    """
    if RunState(run.state) not in states:
        raise Conflict(
            "imports.state",
            T("这个批次现在不能这样做"),
            advice=T("请重新打开这一页，看它现在的状态"),
        )


def require_idle(work: Work, run: ImportRun) -> None:
    """Refuse while a worker has the run or will have it: nothing is changed under its hands.

    Raises:
        Conflict: `imports.busy`.
    """
    latest = jobs.latest(work.session, queries.SUBJECT, run.id, work.at)
    if latest is not None and latest.is_open:
        raise Conflict("imports.busy", T("这个批次正在处理中"), advice=T("请等它完成，或先停止它"))


def set_mapping(
    work: Work,
    run_id: str,
    mapping: ColumnMapping,
    *,
    profile: str,
    reading: Mapping[str, Any] | None = None,
    seen_version: int | None = None,
) -> ImportRun:
    """Say how the file is read and which column fills which field; an earlier check is void.

    Whoever knows the file's columns has checked the mapping (`rules.mapping.checked_mapping`).

    Raises:
        Conflict: `imports.state`, `imports.busy`, `imports.changed_meanwhile`.
        Forbidden, NotFound: as `known_run`.
    """
    run = known_run(work, run_id)
    require_idle(work, run)
    require_state(run, *_OPEN)
    if seen_version is not None and run.row_version != seen_version:
        raise Conflict(
            "imports.changed_meanwhile",
            T("您打开这一页之后，别人已经改过这个批次"),
            advice=T("请重新打开这一页，看过新内容再改"),
        )
    before = {"profile": run.profile, "mapping": run.mapping}
    kept = {"source": run.mapping.get("source") or {}}
    if run.mapping.get("notice"):
        # Rows of a notice never become places, whatever was said of its columns.
        kept |= {"notice": run.mapping["notice"], "match_only": True}
    run.profile = profile[:60]
    run.mapping = {**mapping.as_data(), "reading": dict(reading or {}), **kept}
    run.state, run.counts, run.checked_at, run.failure = RunState.UPLOADED.value, {}, None, {}
    run.cursor, run.row_version = 0, run.row_version + 1
    work.session.add(run)
    work.session.exec(delete(ImportRow).where(col(ImportRow.run_id) == run.id))
    work.session.flush()
    after = {"profile": run.profile, "mapping": run.mapping}
    journal.record(work, "imports.mapped", ("import_run", run.id), before=before, after=after)
    return run


def require_undoable(run: ImportRun) -> None:
    """Refuse to take back what was not written, or is taken back whole.

    What was kept because it was in use may be free by now (a merge undone, a mark taken off).

    Raises:
        Conflict: `imports.state`.
    """
    if run.state == RunState.UNDONE and not is_list(run) and any(map(run.done.get, LEFT)):
        return
    require_state(run, RunState.APPLIED, RunState.APPLYING, RunState.UNDOING)


def record_paper(work: Work, run_id: str, *, number: str, issuer: str, sha256: str) -> ImportRun:
    """Record the declassification paper of this one file; its scan is in the store already.

    An earlier check is void: rows that were turned away may now come in.

    Raises:
        Forbidden: needs `places.edit` there and `heritage.decide` (the bureau's own staff).
        Invalid: an empty field. Conflict: `imports.state`, `imports.busy`.
    """
    run = known_run(work, run_id)
    work.actor.require(Permission.DECIDE)
    require_idle(work, run)
    require_state(run, *_OPEN)
    told = {"number": number.strip(), "issuer": issuer.strip(), "sha256": sha256.strip()}
    empty = {name: [T("请填写这一项")] for name, value in told.items() if not value}
    if empty:
        raise Invalid(empty)
    run.paper_number, run.paper_issuer = told["number"][:120], told["issuer"][:120]
    run.paper_sha256 = told["sha256"][:64]
    run.state, run.counts, run.checked_at = RunState.UPLOADED.value, {}, None
    run.row_version += 1
    work.session.add(run)
    work.session.flush()
    journal.record(work, "imports.paper_recorded", ("import_run", run.id), after=told)
    return run


def decide_row(
    work: Work,
    run_id: str,
    number: int,
    decision: Decision | str,
    place_id: str | None = None,
) -> ImportRow:
    """Say what becomes of a row in conflict: a new place, this place, or nothing.

    Raises:
        NotFound: `imports.unknown_row`, `places.unknown`.
        Conflict: `imports.state`, `imports.busy`.
        Refused: `imports.not_in_conflict`, `imports.cannot_create`.
        Invalid: field `place_id`, where `use` names none.
    """
    run = known_run(work, run_id)
    require_idle(work, run)
    require_state(run, RunState.CHECKED)
    row = work.session.get(ImportRow, (run_id, number))
    if row is None:
        raise NotFound("imports.unknown_row", T("没有这一行"))
    if row.outcome not in (_LISTED_OPEN if is_list(run) else (Outcome.CONFLICT,)):
        raise Refused("imports.not_in_conflict", T("只有有冲突的行才需要判断"))
    chosen = Decision(decision)
    if chosen is Decision.CREATE and not may_create(run, row):
        raise Refused(
            "imports.cannot_create",
            T("这一行缺少所在政区或类别，不能新增"),
            advice=T("请在文件中补全后重新导入，或选定已有的地名"),
        )
    if chosen is Decision.USE:
        if not place_id:
            raise Invalid({"place_id": [T("请选定一个地名")]})
        card = place_queries.place_card(work.session, place_id)
        if card is None or card.merged_into or card.status == EntityStatus.WITHDRAWN:
            raise NotFound("places.unknown", T("没有这个地名"))
    before = {"decision": row.decision, "place_id": row.decided_place_id}
    row.decision = chosen.value
    row.decided_place_id = place_id if chosen is Decision.USE else None
    work.session.add(row)
    work.session.flush()
    after = {"number": number, "decision": row.decision, "place_id": row.decided_place_id}
    subject = ("import_run", run.id)
    journal.record(work, "imports.row_decided", subject, before=before, after=after)
    return row


#: Rows of a notice that a person may decide otherwise than the dry run proposes.
_LISTED_OPEN = (Outcome.CREATE, Outcome.UPDATE, Outcome.CONFLICT)


def is_list(run: ImportRun) -> bool:
    """Whether the rows of a run become candidates, and not places."""
    return bool((run.mapping or {}).get("notice"))


def may_create(run: ImportRun, row: ImportRow) -> bool:
    """Whether a row in conflict says enough to become a place, or a candidate, of its own."""
    if is_list(run):
        return bool(row.name)
    mapping = mapping_from(run.mapping or {})
    if mapping.match_only or not mapping.of_places:
        return False
    draft = row.draft or {}
    return bool(draft.get("division_id") and draft.get("kind") and draft.get("name"))


def cancel(work: Work, run_id: str) -> ImportRun:
    """Give a run up before anything of it is written.

    Raises:
        Conflict: `imports.state`, once applying has begun; `imports.busy`, where it was asked for.
    """
    run = known_run(work, run_id)
    require_idle(work, run)
    require_state(run, *_OPEN, RunState.CHECKING)
    before = {"state": run.state}
    run.state = RunState.CANCELLED.value
    run.row_version += 1
    work.session.add(run)
    work.session.exec(delete(ImportRow).where(col(ImportRow.run_id) == run.id))
    work.session.flush()
    journal.record(work, "imports.cancelled", ("import_run", run.id), before=before, after={})
    return run


def keep_profile(work: Work, *, name: str, title: str, mapping: ColumnMapping) -> ImportProfile:
    """Keep a mapping under a name, for files of the same form; an earlier one is replaced.

    Raises:
        Forbidden: needs `places.edit`. Invalid: a name that a shipped profile has, or none.
    """
    if not work.actor.may(Permission.PLACE_EDIT):
        work.actor.require(Permission.PLACE_EDIT)
    if not name.strip() or profile_named(name) is not None:
        raise Invalid({"name": [T("请换一个名称，这个名称不能用")]})
    statement = select(ImportProfile).where(ImportProfile.name == name)
    kept = work.session.exec(statement).one_or_none()
    before = None if kept is None else {"title": kept.title, "mapping": kept.mapping}
    if kept is None:
        kept = ImportProfile(**stamp(work), name=name, title=title, mapping=mapping.as_data())
    else:
        kept.title, kept.mapping = title, mapping.as_data()
        kept.row_version += 1
    work.session.add(kept)
    work.session.flush()
    after = {"name": name, "title": title, "mapping": kept.mapping}
    journal.record(
        work, "imports.profile_kept", ("import_profile", kept.id), before=before, after=after
    )
    return kept


def settled(row: ImportRow) -> bool:
    """Whether something became of a row already."""
    return RowState(row.state) is not RowState.PLANNED


def division_named(session: Session, text: str) -> str:
    """The division that a code or a name means (肥东县, 合肥市肥东县石塘镇, 340122).

    Raises:
        Invalid: field `division_id`: none, or several.
    """
    index = DivisionIndex(matching.division_rows(session), matching.successors(session))
    is_code = text.isascii() and text.isdigit()
    found = index.resolve((), code=text) if is_code else index.resolve((text,))
    if not found.division_id:
        told = [worded(code, params)[0] for code, params in found.told]
        raise Invalid({"division_id": told or [T("没有这个政区")]})
    return found.division_id
