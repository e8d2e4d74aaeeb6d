"""A place's marks of heritage and signs: what lists are filtered by is what is so."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.places import queries
from registry.places.queries import PlaceFilter
from registry.signage import services as signage
from registry.signage.rules.kinds import SignType


def listed(session, **wanted) -> list[str]:
    return [hit.card.standard_name for hit in queries.search(session, PlaceFilter(**wanted)).items]


@pytest.mark.database
def test_lists_and_searches_are_filtered_by_the_state_of_the_sign(runtime, gazetteer) -> None:
    with runtime.write(SYSTEM) as work:
        due = signage.require_sign(
            work,
            place_id=gazetteer.places["sanhe"],
            sign_type=SignType.VILLAGE,
            position=None,
            basis="计划",
        )
    with runtime.database.read() as session:
        assert listed(session, sign="required") == ["三河镇"]
        assert listed(session, q="三河", sign="required") == ["三河镇"]
        assert "三河镇" not in listed(session, q="三河", sign="none")
        assert listed(session, sign="verified") == []
    with runtime.write(SYSTEM) as work:
        signage.exempt(work, due.id, reason="在建", paper="1 号")
    with runtime.database.read() as session:
        assert listed(session, sign="required") == []
