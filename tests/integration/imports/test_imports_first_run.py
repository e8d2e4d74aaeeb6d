"""Loading the shipped data into an empty installation."""

from __future__ import annotations

from dataclasses import replace

import pytest

from imports import shipped
from imports.shipped.keys import place_id
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden
from registry.places import queries as places


def test_everything_of_the_files_is_added_as_real_also_where_activity_is_simulated(
    runtime, work_as
):
    with work_as(SYSTEM) as work:
        loaded = shipped.load(replace(work, simulated=True))
    assert (loaded.divisions_added, loaded.places_added) == (1956 + 140 + 7, 1956 + 16)
    assert (loaded.sources_added, loaded.candidates_added) == (19, 43)
    with runtime.database.read() as session:
        assert places.place_card(session, place_id("nbs-2023:340100")).simulated is False
        assert len(places.counties(session)) == 9 + 3
        city = places.division_by_code(session, "nbs", "2023", "340100")
        assert len(places.divisions_under(session, city.path)) == 1955


def test_somebody_without_leave_loads_nothing(runtime, work_as, cast):
    with pytest.raises(Forbidden), work_as(cast.crew) as work:
        shipped.load(work)
    with runtime.database.read() as session:
        assert places.counties(session) == []
