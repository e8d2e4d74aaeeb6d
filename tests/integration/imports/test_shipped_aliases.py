"""A village is found by the name that a heritage list uses for it."""

from __future__ import annotations

from imports import shipped
from registry.core.actor import SYSTEM
from registry.places import queries
from registry.runtime import Runtime


def test_a_listed_name_leads_to_the_village(runtime: Runtime) -> None:
    with runtime.write(SYSTEM) as work:
        shipped.load(work)
    with runtime.database.read() as session:
        hits = queries.search(session, queries.PlaceFilter(q="龙城村"), 5).items
    # Whatever differs by one character comes after it.
    assert hits[0].card.standard_name == "龙城社区村民委员会"
    assert hits[0].matched is not None
    assert hits[0].matched.name == "龙城村"
