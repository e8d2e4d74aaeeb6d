"""A file of doorplates killed anywhere and resumed: nothing twice, nothing lost, counters right."""

from __future__ import annotations

import random
from functools import partial
from typing import Any

import pytest
from sqlalchemy import text

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.coverage import queries as coverage
from registry.places import services as places
from registry.places.services import NewDivision, NewName, NewPlace
from registry.places.services.divisions import division_id
from tests.fault.imports.test_imports_killed import (
    CITY,
    COUNTY,
    TOWN,
    Prepared,
    installation,
    killed_at,
    statements,
)
from tests.support.importing import Importer, csv_bytes

ROWS, BATCH = 60, 9
ROUNDS = {"sqlite": 10, "postgresql": 4}


def rows() -> list[dict[str, str]]:
    """Numbers at two roads, some of them twice, and a few that are refused."""
    return [
        {
            "道路名称": ("烔炀路", "人民路", "没有路")[2 if number % 17 == 5 else number % 2],
            "门牌号": f"{number // 2 % 25 + 1}号",
            "县区": "肥西县",
            "乡镇": "三河镇",
        }
        for number in range(ROWS)
    ]


@pytest.fixture
def prepared(databases, migrated_template, tmp_path):
    """Two roads, and a checked run that waits to be applied."""
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
        for name in ("烔炀路", "人民路"):
            places.add_place(work, NewPlace("road", division_id(*TOWN), (NewName(name),)))
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


def standing(prepared: Prepared, url: str) -> tuple[Any, ...]:
    """Every doorplate without its identifiers, the run's counts, whether all counters hold."""
    runtime = prepared.open(url)
    with runtime.database.read() as session:
        plates = session.execute(
            text("SELECT road, building, number, state, import_row FROM doorplate ORDER BY 5")
        ).all()
        counted = session.execute(text("SELECT state, plates FROM doorplate_count")).all()
        wrong = coverage.differences(session)
        assert journal.verify(session).broken is None
    done = Importer(runtime).run(prepared.run_id).done
    runtime.close()
    return [tuple(row) for row in plates], sorted(tuple(row) for row in counted), wrong, done


@pytest.mark.database
@pytest.mark.parametrize("way", ["apply", "undo"])
def test_doorplates_killed_anywhere_end_where_an_undisturbed_run_ends(prepared, engine_kind, way):
    def apply(importer: Importer) -> None:
        importer.apply(prepared.run_id, batch=BATCH)

    def undo(importer: Importer) -> None:
        importer.undo(prepared.run_id)

    do, ended = (apply, "applied") if way == "apply" else (undo, "undone")
    if way == "undo":
        runtime = prepared.open(prepared.url)
        apply(Importer(runtime))
        runtime.close()
    whole = prepared.copy()
    size = statements(prepared, whole, do)
    expected = standing(prepared, whole)
    living = [row for row in expected[0] if row[3] == "claimed"]
    known = {(row["道路名称"], row["门牌号"]) for row in rows() if row["道路名称"] != "没有路"}
    assert len(living) == (len(known) if way == "apply" else 0)
    assert expected[2] == []
    chance = random.Random(20050813)
    kills = 0
    for _ in range(ROUNDS[engine_kind] if way == "apply" else 4):
        url = prepared.copy()
        for _again in range(2):
            kills += killed_at(prepared, url, chance.randrange(size), do)
        runtime = prepared.open(url)
        if Importer(runtime).run(prepared.run_id).state != ended:
            do(Importer(runtime))
        runtime.close()
        assert standing(prepared, url) == expected
    assert kills > 3
