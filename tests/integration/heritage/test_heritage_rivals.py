"""Two people decide at once: one wins, the other is told, nothing is written twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict
from registry.heritage import queries, services
from registry.heritage.rules import Action

from .conftest import AFTER, START


def race(scene, acts) -> list[str]:
    """Run each act in a thread of its own, all let go at once; "won" or the conflict's code."""
    gate = Barrier(len(acts))

    def run(act) -> str:
        actor, at, write = act
        gate.wait()
        try:
            with scene.work_as(actor, at=at) as work:
                write(work)
        except Conflict as conflict:
            return conflict.code
        return "won"

    with ThreadPoolExecutor(len(acts)) as pool:
        return sorted(pool.map(run, acts))


def test_of_four_reviewers_one_wins_on_each_file(scene, runtime):
    found = scene.nominate()
    scene.submit(found)
    seen = scene.version(found)

    def forward(work) -> None:
        services.review(work, found, action=Action.FORWARD, seen_version=seen)

    outcome = race(scene, [(scene.cast.reviewer_county, START, forward)] * 4)
    assert outcome == ["heritage.changed_meanwhile"] * 3 + ["won"]
    with runtime.database.read() as session:
        acts = queries.decisions(session, found)
        assert [act.to_status for act in acts] == ["draft", "county", "city"]
        assert journal.verify(session).broken is None


def test_of_two_deciders_one_wins_and_there_is_one_recognition(scene):
    found, _notice = scene.notified()
    seen = scene.version(found)

    def decide(action: Action):
        def write(work) -> None:
            services.decide(
                work,
                found,
                action=action,
                reason="理由",
                seen_version=seen,
                document_no="合民〔2026〕1号",
            )

        return scene.cast.steward, AFTER, write

    outcome = race(scene, [decide(Action.RECOGNISE), decide(Action.REJECT)])
    assert outcome == ["heritage.changed_meanwhile", "won"]
    with scene.work_as(SYSTEM) as work:
        acts = queries.decisions(work.session, found)
        file = queries.nomination(work.session, found)
        listed = queries.recognitions_by_place(work.session, [scene.place_id])
    assert acts[-1].to_status == file.status
    assert bool(listed) == (file.status == "recognised")


def test_two_recognitions_in_one_list_get_two_editions(scene):
    from dataclasses import replace

    first, _notice = scene.notified()
    second, _notice = replace(scene, place_id=scene.other_place_id).notified()

    def recognise(found: str, number: int):
        seen = scene.version(found)

        def write(work) -> None:
            services.decide(
                work,
                found,
                action=Action.RECOGNISE,
                reason="理由",
                seen_version=seen,
                document_no=f"合民〔2026〕{number}号",
            )

        return scene.cast.steward, AFTER, write

    assert race(scene, [recognise(first, 1), recognise(second, 2)]) == ["won", "won"]
    with scene.work_as(SYSTEM) as work:
        editions = queries.protection_list(work.session)["test-villages"]
    assert [edition.number for edition in editions] == [2, 1]
