"""Four processes decide on the same files: one wins each, the others learn what happened."""

from __future__ import annotations

import multiprocessing
from collections import Counter

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM, Actor
from registry.core.errors import Conflict
from registry.heritage import queries, services
from registry.heritage.rules import Action
from registry.places import services as place_services
from registry.places.services import NewName, NewPlace
from registry.runtime import build
from registry.settings import Settings
from tests.support.people import Cast

from .conftest import START, TEXT, claim

PROCESSES, FILES = 4, 50

pytestmark = pytest.mark.database


def decide_all(settings: Settings, actor: Actor, files: list[tuple[str, int]], gate, told) -> None:
    """In a process of its own: try to forward every file, all processes let go at once."""
    runtime = build(settings)
    outcome = []
    gate.wait()
    for found, seen in files:
        try:
            with runtime.write(actor) as work:
                services.review(work, found, action=Action.FORWARD, seen_version=seen)
        except Conflict as conflict:
            outcome.append((found, conflict.code, str(conflict.message.params["status"].msgid)))
        else:
            outcome.append((found, "won", ""))
    told.put(outcome)
    runtime.close()


def submitted(scene, number: int) -> list[tuple[str, int]]:
    """Files that wait for their county, with the version a reviewer has read."""
    county = scene.county_path.rpartition("/")[2]
    with scene.work_as(SYSTEM, at=START) as work:
        places = [
            place_services.add_place(
                work, NewPlace("natural_village", county, [NewName(f"第{n}村")])
            )
            for n in range(number)
        ]
    files = []
    with scene.work_as(scene.cast.compiler, at=START) as work:
        for place in places:
            found = services.nominate(
                work,
                place_id=place,
                programme_id=scene.programme_id,
                text=TEXT,
                claims=[claim(), claim("name_age")],
            )
            services.submit(work, found.id, seen_version=found.version)
            files.append((found.id, queries.nomination(work.session, found.id).version))
    return files


def test_each_file_is_decided_once_and_the_others_are_told_its_state(
    scene, runtime, settings, cast: Cast
):
    files = submitted(scene, FILES)
    context = multiprocessing.get_context("spawn")
    gate, told = context.Barrier(PROCESSES), context.Queue()
    rivals = [
        context.Process(target=decide_all, args=(settings, cast.reviewer_county, files, gate, told))
        for _ in range(PROCESSES)
    ]
    for rival in rivals:
        rival.start()
    outcome = [row for _ in rivals for row in told.get(timeout=120)]
    for rival in rivals:
        rival.join()
    assert [rival.exitcode for rival in rivals] == [0] * PROCESSES
    counted = Counter(code for _file, code, _status in outcome)
    assert counted == {"won": FILES, "heritage.changed_meanwhile": FILES * (PROCESSES - 1)}
    wins = Counter(found for found, code, _status in outcome if code == "won")
    assert set(wins.values()) == {1}
    assert {status for _file, code, status in outcome if code != "won"} == {"市级审核"}
    with runtime.database.read() as session:
        for found, seen in files:
            acts = queries.decisions(session, found)
            assert [act.to_status for act in acts] == ["draft", "county", "city"]
            assert acts[-1].seen_version == seen
        assert journal.verify(session).broken is None
