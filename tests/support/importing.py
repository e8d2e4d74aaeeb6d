"""Bringing a file in, in a test: bytes to the store, a run, its dry run, its application."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from imports import queries, services
from imports.queries import RowView, RunView
from registry.core.actor import SYSTEM, Actor
from registry.runtime import Runtime
from registry.storage import digest_of


def csv_bytes(rows: Sequence[Mapping[str, object]], encoding: str = "utf-8") -> bytes:
    """Rows as a CSV with the columns of the first of them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


class Importer:
    """Runs of one installation, in one person's name."""

    def __init__(self, runtime: Runtime, actor: Actor = SYSTEM) -> None:
        self.runtime = runtime
        self.actor = actor

    def start(
        self,
        content: bytes | Sequence[Mapping[str, object]],
        *,
        name: str = "地名.csv",
        profile: str = "auto",
        constants: Mapping[str, str] | None = None,
        division_id: str | None = None,
    ) -> str:
        """Take a file in and map its columns; returns the run."""
        data = content if isinstance(content, bytes) else csv_bytes(content)
        digest = digest_of(data)
        self.runtime.store.put(digest, data)
        with self.runtime.write(self.actor) as work:
            run_id = services.start_run(
                work, file_name=name, sha256=digest, size=len(data), division_id=division_id
            ).id
        with services.opened(self.runtime, self.run(run_id)) as table:
            chosen, mapping = services.mapping_by(self.runtime, profile, table)
        if constants:
            mapping = type(mapping)(
                mapping.columns, {**mapping.constants, **constants}, mapping.match_only
            )
        with self.runtime.write(self.actor) as work:
            services.set_mapping(work, run_id, mapping, profile=chosen)
        return run_id

    def check(self, run_id: str) -> RunView:
        """The dry run."""
        return services.check(self.runtime, run_id, self.actor)

    def apply(self, run_id: str, **more: Any) -> RunView:
        """Write it."""
        return services.apply(self.runtime, run_id, self.actor, **more)

    def undo(self, run_id: str, reason: str = "误导入") -> RunView:
        """Take it back."""
        return services.undo(self.runtime, run_id, self.actor, reason=reason)

    def bring(self, content: bytes | Sequence[Mapping[str, object]], **more: Any) -> RunView:
        """All of it: taken in, checked, applied."""
        run_id = self.start(content, **more)
        self.check(run_id)
        return self.apply(run_id)

    def run(self, run_id: str) -> RunView:
        """The run as it stands."""
        with self.runtime.database.read() as session:
            found = queries.run(session, run_id)
        assert found is not None
        return found

    def rows(self, run_id: str) -> list[RowView]:
        """All kept rows."""
        with self.runtime.database.read() as session:
            return list(queries.every_row(session, run_id))

    def codes(self, run_id: str) -> dict[int, set[str]]:
        """Codes of problems by row."""
        return {
            row.number: {problem["code"] for problem in row.problems} for row in self.rows(run_id)
        }


def outcomes(run: RunView) -> dict[str, int]:
    """Rows by outcome, those that occur."""
    names = ("create", "update", "unchanged", "conflict", "rejected")
    return {name: run.counts[name] for name in names if run.counts.get(name)}


def write(path: Path, rows: Iterable[Mapping[str, object]]) -> Path:
    """A CSV file on the disk."""
    path.write_bytes(csv_bytes(list(rows)))
    return path
