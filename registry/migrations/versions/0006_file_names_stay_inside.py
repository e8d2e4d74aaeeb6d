"""What imports wrote for everybody names the document and the row, no longer the uploaded file.

Cited passages, documents, places, names, shapes and kept states are said anew; the file's name stays
in the run. The journal keeps its words (decision 0017).

Revision: 0006, after 0004
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0004"
branch_labels = None
depends_on = None

UNTITLED = "导入的地名表"
_CHUNK = 500
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

    def place(self, text: str, row: int | None) -> str:
        """Where a position or a reading is from."""
        if not text.endswith(f"：{self.file}"):
            return text
        line = f" 第 {row} 行" if row else ""
        return f"{self.title[: 300 - len(line)]}{line}"

    def reason(self, text: str) -> str:
        """Why a state was left behind, or a record withdrawn."""
        if text == f"导入 {self.file}":
            return f"导入：{self.title}"
        head = f"撤回导入批次 {self.file}"
        return f"撤回导入：{self.title}{text[len(head) :]}" if text.startswith(head) else text


def upgrade() -> None:
    """Go forward."""
    runs = [_run(row) for row in _rows(RUNS)]
    if not runs:
        return
    for run in runs:
        _say_anew("place", "position_source", run, numbered="import_run_id", row="import_row")
        _say_anew("place_name", "reading_basis", run)
        _say_anew("place_geometry", "source", run)
        _withdrawn(run)
    _kept_states(runs)


def downgrade() -> None:
    """Nothing to take back: the names of the files are in their runs."""


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
    heads = (f"文件 {file}，SHA-256 ", "解密依据 ")
    lines = [line for line in row["note"].split("\n") if not line.startswith(heads)]
    _do(
        "UPDATE source SET title = :title, note = :note WHERE id = :id",
        title=title,
        note="\n".join(lines),
        id=row["source_id"],
    )
    _do(
        "UPDATE citation SET locator = '' WHERE id = :id AND locator = :file",
        id=row["citation_id"],
        file=file,
    )
    return Run(row["id"], file, title)


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
