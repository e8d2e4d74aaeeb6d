"""Killed while it takes a published list in: nothing of it is there, or all of it."""

from __future__ import annotations

import io
from datetime import date
from functools import partial

import pytest
from sqlalchemy import text

from imports import services
from imports.rules.notice import Notice
from imports.rules.outcome import RunState
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.heritage.rules import ListKind
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
from tests.support.importing import Importer

LIST = "千年古村落（3个）\n合肥市肥西县三河镇旧庄村\n合肥市肥西县三河镇新庄\n洪疃\n".encode()
NOTICE = Notice(ListKind.GONGSHI, "第八批名单的公示", date(2021, 1, 15), "anhui")
TABLES = ("candidate_list", "candidate_record", "candidate_mention", "source", "citation")
ROUNDS = 10


@pytest.fixture
def prepared(databases, migrated_template, tmp_path):
    """A town with one of the villages, and a list that waits to be taken in."""
    opened = partial(installation, folder=tmp_path, content=LIST)
    url = databases.new(like=migrated_template)
    runtime = opened(url)
    with runtime.write(SYSTEM) as work:
        divisions = [
            NewDivision(*CITY, "合肥市", "city"),
            NewDivision(*COUNTY, "肥西县", "county", parent=CITY),
            NewDivision(*TOWN, "三河镇", "township", parent=COUNTY),
        ]
        places.add_divisions(work, divisions)
        here = NewPlace("natural_village", division_id(*TOWN), (NewName("旧庄村"),))
        places.add_places(work, [here])
    file = services.take_list_file(runtime, io.BytesIO(LIST), file_name="单.txt", notice=NOTICE)
    with runtime.write(SYSTEM) as work:
        run_id = services.start_list(work, file).id
    services.check(runtime, run_id, SYSTEM)
    runtime.close()
    copies: list[str] = []

    def copy() -> str:
        copies.append(databases.new(like=url))
        return copies[-1]

    yield Prepared(url, run_id, opened, copy)
    for one in (*copies, url):
        databases.drop(one)


def state_of(prepared: Prepared, url: str) -> tuple[str, tuple[int, ...]]:
    """The state of the run, and how many rows there are in all that a list writes."""
    runtime = prepared.open(url)
    with runtime.database.read() as session:
        counts = tuple(
            session.scalar(text(f"SELECT count(*) FROM {table}"))  # noqa: S608
            for table in TABLES
        )
        assert journal.verify(session).broken is None
    state = Importer(runtime).run(prepared.run_id).state
    runtime.close()
    return state, counts


@pytest.mark.database
def test_a_list_killed_half_way_is_not_half_there_and_is_taken_in_by_the_next_worker(prepared):
    def take_in(importer: Importer) -> None:
        importer.apply(prepared.run_id)

    whole = prepared.copy()
    length = statements(prepared, whole, take_in)
    done = state_of(prepared, whole)
    before = state_of(prepared, prepared.url)
    assert (before, done) == (
        (RunState.CHECKED, (0, 0, 0, 0, 0)),
        (RunState.APPLIED, (1, 2, 2, 1, 1)),
    )
    killed = 0
    for at in range(2, length, max(1, length // ROUNDS)):
        url = prepared.copy()
        killed += killed_at(prepared, url, at, take_in)
        found = state_of(prepared, url)
        assert found in (before, done), at
        if found == before:
            runtime = prepared.open(url)
            take_in(Importer(runtime))
            runtime.close()
        assert state_of(prepared, url) == done
    assert killed >= ROUNDS - 2
