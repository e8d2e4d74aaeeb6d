"""A file handed in and tried as the desk does it, and what of the database that has changed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import inspect, text

from imports import services
from imports.queries import RunView
from imports.rules.mapping import ColumnMapping
from imports.rules.problems import worded
from registry.core.actor import SYSTEM
from registry.core.errors import Refused
from registry.runtime import Runtime
from registry.storage import digest_of
from tests.support.importing import Importer

#: What a dry run may write: the run itself, its report, and that it was made.
REPORT = frozenset({"import_run", "import_row", "journal_entry", "journal_head"})
#: What a person says of all rows of a file.
CONSTANTS = {"kind": "自然村", "datum": "wgs84", "secrecy": "公开"}


@dataclass
class Trial:
    """What came of a file: why it was refused ("" where it was read), or what its rows have."""

    run_id: str
    refused: str = ""
    #: Codes of problems by row, outcomes by row where the row was kept.
    codes: dict[int, set[str]] = field(default_factory=dict)
    outcomes: dict[int, str] = field(default_factory=dict)
    run: RunView | None = None


def counted(runtime: Runtime) -> dict[str, int]:
    """Rows of every table but those of the report."""
    engine = runtime.database.engine
    names = sorted(set(inspect(engine).get_table_names()) - REPORT)
    with engine.connect() as connection:
        count = 'SELECT count(*) FROM "{0}"'.format
        return {name: connection.execute(text(count(name))).scalar_one() for name in names}


def tried(runtime: Runtime, path: Path, name: str, division_id: str) -> Trial:
    """Hand the file in and have its dry run made.

    A refusal has to come twice with one code: where the columns are to be mapped, and from the dry
    run, whose run then has failed with the reason and the remedy. So has every problem of a row.
    """
    run_id = _handed_in(runtime, path, name, division_id)
    importer = Importer(runtime)
    try:
        _map(runtime, run_id, importer.run(run_id))
    except Refused as told:
        return _refused(importer, run_id, told)
    run = importer.check(run_id)
    found = Trial(run_id, run=run)
    for row in importer.rows(run_id):
        found.outcomes[row.number] = row.outcome.value
        found.codes[row.number] = {problem["code"] for problem in row.problems}
        for problem in row.problems:
            words, remedy = worded(problem["code"], problem["params"])
            assert str(words), problem
            assert str(remedy), problem
    return found


def _handed_in(runtime: Runtime, path: Path, name: str, division_id: str) -> str:
    with path.open("rb") as file:
        digest = digest_of(file)
        file.seek(0)
        runtime.store.put(digest, file)
    size = path.stat().st_size
    with runtime.write(SYSTEM) as work:
        return services.start_run(
            work, file_name=name, sha256=digest, size=size, division_id=division_id
        ).id


def _map(runtime: Runtime, run_id: str, run: RunView) -> None:
    with services.opened(runtime, run) as table:
        chosen, found = services.mapping_by(runtime, "auto", table)
    mapping = ColumnMapping(found.columns, {**CONSTANTS, **found.constants}, found.match_only)
    with runtime.write(SYSTEM) as work:
        services.set_mapping(work, run_id, mapping, profile=chosen)


def _refused(importer: Importer, run_id: str, told: Refused) -> Trial:
    with pytest.raises(Refused, match=re.escape(told.code)):
        importer.check(run_id)
    run = importer.run(run_id)
    assert run.state == "failed"
    assert run.failure is not None
    assert run.failure.code == told.code
    assert str(run.failure.text)
    assert str(run.failure.advice or "")
    return Trial(run_id, refused=told.code.removeprefix("imports."), run=run)
