"""Documents and passages keep what they were; what imports wrote names no uploaded file.

Cited passages, documents, places, names, shapes and kept states are said anew; the file's name stays
in the run (decision 0017). What corrected documents and passages were is found again in the journal
(decision 0018), which keeps its own words.

Revision: 0006, after 0005
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)
UNTITLED = "导入的地名表"
_CHUNK = 500
_JOURNAL = sa.table(
    "journal_entry",
    *(sa.column(name) for name in ("seq", "verb", "subject_id", "actor_id", "actor_name")),
    *(sa.column(name) for name in ("reason", "simulated")),
    sa.column("at", MOMENT),
    sa.column("before", sa.JSON),
)
_SOURCE_PAST = sa.table(
    "source_past",
    *(sa.column(name) for name in ("subject_type", "subject_id", "number", "verb")),
    *(sa.column(name) for name in ("actor_id", "actor_name", "reason", "simulated")),
    sa.column("until_at", MOMENT),
    sa.column("state", sa.JSON),
)
_PAST = sa.table(
    "place_past",
    sa.column("place_id", sa.String),
    sa.column("number", sa.Integer),
    sa.column("reason", sa.String),
    sa.column("state", sa.JSON),
)


class Run(NamedTuple):
    """A run, what its file was called, and what the document is called that everybody sees."""

    id: str
    file: str
    title: str
    source: str
    citation: str

    def place(self, text: str, row: int | None) -> str:
        """Where a position or a reading is from."""
        if not text.endswith(f"：{self.file}"):
            return text
        line = f" 第 {row} 行" if row else ""
        return f"{self.title[: 300 - len(line)]}{line}"

    def said(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """What a document or its passage said before somebody corrected it."""
        found = dict(values)
        if found.get("locator") == self.file:
            found["locator"] = ""
        if found.get("title") == self.file[:300]:
            found["title"] = UNTITLED
        if "note" in found:
            found["note"] = _note(found["note"], self.file)
        return found

    def reason(self, text: str) -> str:
        """Why a state was left behind, or a record withdrawn."""
        if text == f"导入 {self.file}":
            return f"导入：{self.title}"
        head = f"撤回导入批次 {self.file}"
        return f"撤回导入：{self.title}{text[len(head) :]}" if text.startswith(head) else text


def upgrade() -> None:
    """Go forward."""
    _past_of_sources()
    runs = [_run(row) for row in _rows(RUNS)]
    _find_corrections({run.citation: run for run in runs}, {run.source: run for run in runs})
    if not runs:
        return
    for run in runs:
        _say_anew("place", "position_source", run, numbered="import_run_id", row="import_row")
        _say_anew("place_name", "reading_basis", run)
        _say_anew("place_geometry", "source", run)
        _withdrawn(run)
    _kept_states(runs)


def downgrade() -> None:
    """Go back. The names of the files stay in their runs."""
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index("ix_source_newest")
    op.drop_table("source_past")


def _past_of_sources() -> None:
    op.create_table(
        "source_past",
        sa.Column("subject_type", sa.String(length=8), nullable=False),
        sa.Column("subject_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("until_at", MOMENT, nullable=False),
        sa.Column("verb", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.String(length=16), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=1000), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "subject_type IN ('source', 'citation')", name=op.f("ck_source_past_subject_type")
        ),
        sa.PrimaryKeyConstraint(
            "subject_type", "subject_id", "number", name=op.f("pk_source_past")
        ),
    )
    with op.batch_alter_table("source_past", schema=None) as batch_op:
        batch_op.create_index("ix_source_past_until", ["subject_id", "until_at"], unique=False)
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index("ix_source_newest", ["created_at", "id"], unique=False)


def _find_corrections(by_citation: Mapping[str, Run], by_source: Mapping[str, Run]) -> None:
    """What each correction changed, back from what stands now."""
    for kind, verb, fields in CORRECTED:
        table = sa.table(kind, sa.column("id"), *(sa.column(name) for name in fields))
        journal = sa.select(_JOURNAL).where(_JOURNAL.c.verb == verb).order_by(_JOURNAL.c.seq)
        entries: dict[str, list[Mapping[Any, Any]]] = {}
        for entry in op.get_bind().execute(journal).mappings():
            entries.setdefault(entry["subject_id"], []).append(entry)
        for subject_id, told in entries.items():
            statement = sa.select(table).where(table.c.id == subject_id)
            row = op.get_bind().execute(statement).mappings().one_or_none()
            if row is not None:
                run = (by_citation if kind == "citation" else by_source).get(subject_id)
                _write_past(kind, subject_id, _plain(row), told, run)


def _plain(row: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in row.items()
        if name != "id"
    }


def _write_past(
    kind: str,
    subject_id: str,
    state: dict[str, Any],
    told: list[Mapping[Any, Any]],
    run: Run | None,
) -> None:
    for number, entry in reversed(list(enumerate(told, start=1))):
        before = {name: said for name, said in (entry["before"] or {}).items() if name in state}
        state = {**state, **(run.said(before) if run else before)}
        op.get_bind().execute(
            sa.insert(_SOURCE_PAST).values(
                subject_type=kind,
                subject_id=subject_id,
                number=number,
                until_at=entry["at"],
                verb=entry["verb"],
                actor_id=entry["actor_id"],
                actor_name=entry["actor_name"],
                reason=entry["reason"][:1000],
                state=state,
                simulated=entry["simulated"],
            )
        )


CORRECTED = (
    (
        "source",
        "sources.edited",
        (
            *("source_type", "title", "author", "edition", "compiled_period", "holder"),
            *("shelfmark", "url", "accessed_on", "licence", "grade", "authenticity_note", "note"),
        ),
    ),
    (
        "citation",
        "sources.citation_edited",
        (
            *("locator", "quote", "quote_punctuated", "translation", "grade"),
            *("second_hand_via", "inspected_by", "inspected_on"),
        ),
    ),
)


RUNS = """
SELECT r.id, r.file_name, r.citation_id, r.source_id, s.title, s.note
FROM import_run r JOIN source s ON s.id = r.source_id
"""


def _rows(statement: str, **values: Any) -> list[Mapping[Any, Any]]:
    return list(op.get_bind().execute(sa.text(statement), values).mappings())


def _do(statement: str, **values: Any) -> None:
    op.get_bind().execute(sa.text(statement), values)


def _run(row: Mapping[Any, Any]) -> Run:
    file = row["file_name"]
    title = UNTITLED if row["title"] == file[:300] else row["title"]
    _do(
        "UPDATE source SET title = :title, note = :note WHERE id = :id",
        title=title,
        note=_note(row["note"], file),
        id=row["source_id"],
    )
    _do(
        "UPDATE citation SET locator = '' WHERE id = :id AND locator = :file",
        id=row["citation_id"],
        file=file,
    )
    return Run(row["id"], file, title, row["source_id"], row["citation_id"])


def _note(text: str, file: str) -> str:
    heads = (f"文件 {file}，SHA-256 ", "解密依据 ")
    return "\n".join(line for line in text.split("\n") if not line.startswith(heads))


def _like(text: str) -> str:
    escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    return f"%：{escaped}"


def _say_anew(table: str, column: str, run: Run, numbered: str = "", row: str = "") -> None:
    """One statement, however many rows; those of this very run also say which row they were."""
    plain = run.place(f"：{run.file}", None)
    said = ":said"
    if numbered:
        known = f"{numbered} = :run AND {row} IS NOT NULL"
        said = f"CASE WHEN {known} THEN :head || ' 第 ' || {row} || ' 行' ELSE :said END"
    values = {"run": run.id, "head": run.title[:280]} if numbered else {}
    _do(
        f"UPDATE {table} SET {column} = {said} WHERE {column} LIKE :wanted ESCAPE '!'",  # noqa: S608 - our own names
        said=plain,
        wanted=_like(run.file),
        **values,
    )


def _withdrawn(run: Run) -> None:
    found = _rows(
        "SELECT id, retired_basis FROM place WHERE import_run_id = :run AND retired_basis <> ''",
        run=run.id,
    )
    for row in found:
        said = run.reason(row["retired_basis"])
        if said != row["retired_basis"]:
            _do("UPDATE place SET retired_basis = :said WHERE id = :id", said=said, id=row["id"])


def _kept_states(runs: Iterable[Run]) -> None:
    runs = list(runs)
    after = ("", 0)
    while rows := _some_states(after):
        for row in rows:
            _keep_anew(row, runs)
        after = (rows[-1]["place_id"], rows[-1]["number"])


def _some_states(after: tuple[str, int]) -> list[Mapping[Any, Any]]:
    key = sa.tuple_(_PAST.c.place_id, _PAST.c.number)
    statement = (
        sa.select(_PAST)
        .where(key > sa.tuple_(sa.literal(after[0]), sa.literal(after[1])))
        .order_by(_PAST.c.place_id, _PAST.c.number)
        .limit(_CHUNK)
    )
    return list(op.get_bind().execute(statement).mappings())


def _keep_anew(row: Mapping[Any, Any], runs: Iterable[Run]) -> None:
    state, reason = row["state"], row["reason"]
    for run in runs:
        state = _state_anew(state, run)
        reason = run.reason(reason)
    if state != row["state"] or reason != row["reason"]:
        op.get_bind().execute(
            sa.update(_PAST)
            .where(_PAST.c.place_id == row["place_id"], _PAST.c.number == row["number"])
            .values(state=state, reason=reason)
        )


def _state_anew(state: Mapping[str, Any], run: Run) -> dict[str, Any]:
    place = dict(state["place"])
    number = place.get("import_row") if place.get("import_run_id") == run.id else None
    place["position_source"] = run.place(place.get("position_source") or "", number)
    place["retired_basis"] = run.reason(place.get("retired_basis") or "")
    names = [
        {**name, "reading_basis": run.place(name.get("reading_basis") or "", None)}
        for name in state["names"]
    ]
    shape = state["geometry"]
    if shape:
        shape = {**shape, "source": run.place(shape.get("source") or "", None)}
    return {**state, "place": place, "names": names, "geometry": shape}
