"""Killed while it applies or undoes: what goes on ends where an undisturbed run ends."""

from __future__ import annotations

import json
import os
import random
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from imports.services import entering
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.places import services as places
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id
from registry.runtime import Runtime, build
from registry.settings import Settings
from registry.storage import digest_of
from tests.support import warm
from tests.support.importing import Importer, csv_bytes

ROWS, BATCH, ROUNDS = 28, 5, 50
COUNTY, TOWN = ("nbs", "2023", "340123"), ("nbs", "2023", "340123101")
CITY = ("nbs", "2023", "340100")
_VARYING = frozenset(
    {
        *("id", "place_id", "name_id", "claim_id", "citation_id", "source_id", "run_id"),
        *("import_run_id", "created_at", "updated_at", "until_at", "at", "hash", "prev_hash"),
        *("applied_at", "undone_at", "checked_at", "shown", "state", "subject_id", "ends"),
        *("ids_sha256", "updated", "kept"),
    }
)


def rows() -> list[dict[str, str]]:
    """New places, additions to one that is there, questions, and rows that are refused."""
    found = []
    for number in range(ROWS):
        row = {
            "标准名称": f"第{number}号庄",
            "类别": "自然村",
            "县区": "肥西县",
            "乡镇": "三河镇",
            "别名": f"老庄{number}" if number % 3 == 0 else "",
            "来历": "某姓聚居" if number % 4 == 0 else "",
            "密级": "秘密" if number % 11 == 5 else "",
        }
        if number % 7 == 3:
            row["标准名称"] = f"旧庄{number}"
        if number % 13 == 6:
            row["乡镇"] = "没有镇"
        found.append(row)
    return found


@dataclass
class Prepared:
    """A database with a checked run in it, and how to open one more copy of it."""

    url: str
    run_id: str
    open: Callable[[str], Runtime]
    copy: Callable[[], str]


@pytest.fixture
def prepared(databases, migrated_template, tmp_path):
    """One town, some places that the file knows too, and a run that waits to be applied."""
    content = csv_bytes(rows())
    opened = partial(installation, folder=tmp_path, content=content)
    url = databases.new(like=migrated_template)
    runtime = opened(url)
    with runtime.write(SYSTEM) as work:
        divisions = [
            NewDivision(*CITY, "合肥市", "city"),
            NewDivision(*COUNTY, "肥西县", "county", parent=CITY),
            NewDivision(*TOWN, "三河镇", "township", parent=COUNTY),
        ]
        places.add_divisions(work, divisions)
        here = division_id(*TOWN)
        known = [f"旧庄{number}" for number in range(ROWS) if number % 7 == 3]
        places.add_places(
            work, [NewPlace("natural_village", here, (NewName(name),)) for name in known]
        )
    importer = Importer(runtime)
    run_id = importer.start(content)
    importer.check(run_id)
    runtime.close()
    copies: list[str] = []

    def copy() -> str:
        copies.append(databases.new(like=url))
        return copies[-1]

    yield Prepared(url, run_id, opened, copy)
    for one in (*copies, url):
        databases.drop(one)


def installation(url: str, folder: Path, content: bytes) -> Runtime:
    """The installation on one copy of the database; all copies share one store."""
    settings = Settings(
        _env_file=None,
        data_dir=folder / "var",
        database_url=url,
        media_url=str(folder / "media"),
        secret_key="of the tests, and of nothing else " * 2,
    )
    runtime = build(settings)
    warm.statements(runtime.database.engine)
    if runtime.database.is_sqlite:
        # What a killed process has written is with the operating system: no disk is waited for.
        event.listen(runtime.database.engine, "connect", _do_not_wait_for_the_disk)
    # A run that ends removes its file, for it has secret rows.
    digest = digest_of(content)
    if not runtime.store.exists(digest):
        runtime.store.put(digest, content)
    return runtime


def _do_not_wait_for_the_disk(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")


def everything(runtime: Runtime) -> dict[str, list[str]]:
    """All rows of all tables without identifiers and moments, in an order of their own."""
    found = {}
    with runtime.database.read() as session:
        for table in (
            *("place", "place_name", "claim", "claim_evidence", "place_past", "import_run"),
            *("import_row", "place_line", "place_gram", "place_key", "source", "journal_entry"),
        ):
            answer = session.execute(text(f"SELECT * FROM {table}"))  # noqa: S608
            found[table] = sorted(_plain(row) for row in answer.mappings())
        assert journal.verify(session).broken is None
    return found


def _plain(row: Any) -> str:
    values = {key: _bare(value) for key, value in row.items() if key not in _VARYING}
    return json.dumps(values, default=str, ensure_ascii=False, sort_keys=True)


def _bare(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in {"{", "["}:
        value = json.loads(value)
    if isinstance(value, dict):
        return {key: _bare(one) for key, one in value.items() if key not in _VARYING}
    return value


def killed_at(prepared: Prepared, url: str, statement: int, do: Callable[[Importer], None]) -> bool:
    """Do it in a child of this process that is killed before its n-th statement; whether it was."""
    child = os.fork()
    if child == 0:
        runtime = prepared.open(url)
        left = [statement]

        @event.listens_for(runtime.database.engine, "before_cursor_execute")
        def _count(*_told: object) -> None:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        try:
            do(Importer(runtime))
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def statements(prepared: Prepared, url: str, do: Callable[[Importer], None]) -> int:
    """How many statements it takes undisturbed."""
    runtime = prepared.open(url)
    seen = [0]

    @event.listens_for(runtime.database.engine, "before_cursor_execute")
    def _count(*_told: object) -> None:
        seen[0] += 1

    do(Importer(runtime))
    runtime.close()
    return seen[0]


def ended(prepared: Prepared, url: str) -> dict[str, list[str]]:
    """The state of a copy."""
    runtime = prepared.open(url)
    state = everything(runtime)
    runtime.close()
    return state


@pytest.mark.database
def test_a_run_that_is_killed_anywhere_goes_on_to_the_same_end(prepared, engine_kind):
    def apply(importer: Importer) -> None:
        importer.apply(prepared.run_id, batch=BATCH)

    whole = prepared.copy()
    size = statements(prepared, whole, apply)
    expected = ended(prepared, whole)
    chance = random.Random(20240615)
    kills = 0
    for _ in range(ROUNDS if engine_kind == "sqlite" else 5):
        url = prepared.copy()
        kills += killed_at(prepared, url, chance.randrange(size), apply)
        if chance.random() < 0.3:
            kills += killed_at(prepared, url, chance.randrange(size), apply)
        runtime = prepared.open(url)
        if Importer(runtime).run(prepared.run_id).state != "applied":
            apply(Importer(runtime))
        assert everything(runtime) == expected
        runtime.close()
    assert kills > 4


@pytest.mark.database
def test_names_that_wait_for_search_are_entered_wherever_it_was_killed(
    prepared, engine_kind, monkeypatch
):
    """A long file enters its names many at a time; a killed one ends as a short one does."""

    def apply(importer: Importer) -> None:
        importer.apply(prepared.run_id, batch=BATCH)

    at_once = prepared.copy()
    undisturbed = prepared.open(at_once)
    apply(Importer(undisturbed))
    expected = everything(undisturbed)
    undisturbed.close()
    for name, value in (("LONG", 0), ("MANY", 0), ("MOST", 7)):
        monkeypatch.setattr(entering, name, value)
    size = statements(prepared, prepared.copy(), apply)
    chance = random.Random(20240617)
    for _ in range(12 if engine_kind == "sqlite" else 3):
        url = prepared.copy()
        killed_at(prepared, url, chance.randrange(size), apply)
        runtime = prepared.open(url)
        if Importer(runtime).run(prepared.run_id).state != "applied":
            apply(Importer(runtime))
        assert everything(runtime) == expected
        runtime.close()


@pytest.mark.database
def test_undoing_that_is_killed_anywhere_goes_on_to_the_same_end(prepared, engine_kind):
    def undo(importer: Importer) -> None:
        importer.undo(prepared.run_id)

    applied = prepared.open(prepared.url)
    Importer(applied).apply(prepared.run_id, batch=BATCH)
    applied.close()
    whole = prepared.copy()
    size = statements(prepared, whole, undo)
    expected = ended(prepared, whole)
    chance = random.Random(20240616)
    for _ in range(8 if engine_kind == "sqlite" else 3):
        url = prepared.copy()
        killed_at(prepared, url, chance.randrange(size), undo)
        runtime = prepared.open(url)
        if Importer(runtime).run(prepared.run_id).state != "undone":
            undo(Importer(runtime))
        assert everything(runtime) == expected
        runtime.close()
