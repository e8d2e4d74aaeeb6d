"""A sign says the standard name or its registered short form, and nothing else."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.core.errors import Invalid
from registry.places import queries as places
from registry.runtime import Runtime
from registry.signage import queries, services
from registry.signage.rules.kinds import Ground, SignType


@pytest.fixture
def database_url(shipped_database: str) -> str:
    return shipped_database


@pytest.fixture
def village(runtime: Runtime) -> str:
    with runtime.database.read() as session:
        return places.search(session, places.PlaceFilter(q="龙城村"), 1).items[0].card.id


def test_the_short_form_stands_first(runtime: Runtime, village: str) -> None:
    with runtime.database.read() as session:
        found = queries.wordings(session, village)
    assert [(one.hanzi, one.roman) for one in found] == [
        ("龙城社区", "LONGCHENG SHEQU"),
        ("龙城社区村民委员会", "LONGCHENG SHEQU CUNMIN WEIYUANHUI"),
    ]


def test_both_may_be_cast_each_with_its_own_spelling_and_an_alias_may_not(
    runtime: Runtime, village: str
) -> None:
    with runtime.write(SYSTEM) as work:
        due = services.require_sign(
            work, place_id=village, sign_type=SignType.VILLAGE, position=None, basis="测试"
        )
    refused = [
        ("龙城村", "LONGCHENGCUN", "text_hanzi"),
        ("龙城社区", "LONGCHENG SHEQU CUNMIN WEIYUANHUI", "text_roman"),
    ]
    for hanzi, roman, field in refused:
        with pytest.raises(Invalid) as caught, runtime.write(SYSTEM) as work:
            services.prepare_proof(
                work, due.id, text_hanzi=hanzi, text_roman=roman, ground=Ground.BLUE
            )
        assert field in caught.value.fields
    with runtime.write(SYSTEM) as work:
        sign = services.prepare_proof(
            work, due.id, text_hanzi="龙城社区", text_roman="LONGCHENG SHEQU", ground=Ground.BLUE
        )
        services.approve_proof(work, sign.id)
    assert sign.text_hanzi == "龙城社区"
