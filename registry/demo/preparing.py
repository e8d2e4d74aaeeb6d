"""Filling the demonstration step by step; an interrupted start goes on where it stopped."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from imports import shipped
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.schema import upgrade
from registry.demo import (
    bodies,
    bringing,
    doors,
    evidence,
    files,
    installation,
    life,
    past,
    people,
    placing,
    timeline,
    working,
)
from registry.runtime import Runtime


def prepare(runtime: Runtime) -> Iterator[str]:
    """Migrate, load the real names, play what is missing; a line for each thing done."""
    upgrade(runtime.database)
    yield "demo: loading the place names of Hefei …"
    begun = past.beginning(runtime)
    with begun.write(SYSTEM) as work:
        summary = shipped.load(work)
    if not summary.is_empty:
        yield f"demo: {summary.places_added} places, {summary.divisions_added} divisions"
    people.add_cast(begun, installation.accounts(runtime.settings))
    for key, words, step in _steps():
        if _is_done(runtime, key):
            continue
        yield f"demo: {words} …"
        for line in step(runtime):
            yield f"demo:   {line}"
        with runtime.write(SYSTEM) as work:
            journal.record(work, "demo.step_done", ("demo", key))
    yield f"demo: ready in {runtime.settings.data_dir}"


def _steps() -> tuple[tuple[str, str, Callable[[Runtime], Iterator[str]]], ...]:
    return (
        (
            "signs",
            "simulating half a year of signs and photographs (once, half a minute)",
            timeline.play,
        ),
        ("recognised", "simulating a recognised town and its heritage sign", files.play_recognised),
        ("notice", "simulating a public notice with an objection", files.play_notice),
        ("evidence", "simulating a disputed claim with the picture of a page", evidence.play),
        ("imports", "simulating a written import and one at its dry run", bringing.play),
        ("review", "simulating a file under review", files.play_review),
        ("township", "simulating a village's file at its township", files.play_township),
        ("placing", "simulating positions proposed by rules, and a snapshot", placing.play),
        (
            "life",
            "simulating samples, faces for a maker, a traffic sign, steps",
            life.play,
        ),
        (
            "bodies",
            "simulating managing bodies",
            bodies.play,
        ),
        (
            "doors",
            "simulating doorplates, from a file to a maker",
            doors.play,
        ),
        (
            "working",
            "simulating a work order half done, what the public tells, findings",
            working.play,
        ),
    )


def _is_done(runtime: Runtime, key: str) -> bool:
    with runtime.database.read() as session:
        return bool(journal.history(session, ("demo", key), limit=1))
