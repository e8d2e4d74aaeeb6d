"""The polyphone desk: what stands on it, page by page, with other uses, counted and recounted."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from registry.accounts.rules import Grant, Role, actor_for
from registry.core.actor import SYSTEM
from registry.core.errors import Invalid
from registry.places import services
from registry.places.models import PlaceName
from registry.places.queries import doubts
from registry.places.rules import PlaceKind
from registry.places.rules.spelling import Doubt
from registry.places.services import NewName, NewPlace
from tests.support.people import play

LOCAL = {"hanzi": "石塘", "toned": "dàn táng", "basis": "石塘老人读音"}


@pytest.fixture
def second(runtime, cast):
    """A second steward."""
    with runtime.write(SYSTEM) as work:
        return play(work, "second_steward", Role.STEWARD)


def in_doubt(runtime, **more) -> dict[str, doubts.DoubtView]:
    with runtime.database.read() as session:
        return {item.text: item for item in doubts.doubtful_names(session, **more).items}


def test_an_imported_spelling_that_differs_is_on_the_desk(runtime, gazetteer) -> None:
    rows = [
        NewPlace(PlaceKind.ROAD, gazetteer.feidong, [NewName(text, roman_toned=roman)])
        for text, roman in (("沈阳路", "Shěngyáng Lù"), ("合肥路", "Hefei Lu"), ("曲塘路", ""))
    ]
    with runtime.write(SYSTEM) as work:
        services.add_places(work, rows)
    found = in_doubt(runtime)
    assert {text: item.reasons for text, item in found.items()} == {
        "沈阳路": (Doubt.DIFFERS,),
        "曲塘路": (Doubt.POLYPHONE,),
    }
    qu = found["曲塘路"].characters[0]
    assert (qu.hanzi, qu.chosen, qu.settled) == ("曲", "qū", False)
    assert set(qu.options) == {"qū", "qǔ"}


@pytest.mark.database
def test_the_desk_pages_by_key_shows_other_uses_and_is_counted(runtime, cast, gazetteer) -> None:
    texts = [f"曲{char}路" for char in "甲乙丙丁戊己庚"]
    with runtime.write(SYSTEM) as work:
        services.add_places(
            work,
            [NewPlace(PlaceKind.ROAD, gazetteer.feidong, [NewName(text)]) for text in texts],
        )
    seen, after = [], None
    with runtime.database.read() as session:
        while True:
            page = doubts.doubtful_names(session, after=after, limit=3)
            seen += [item.text for item in page.items]
            after = page.next
            if after is None:
                break
        first = doubts.doubtful_names(session, limit=1).items[0]
        counts = doubts.doubt_counts(session)
        desk = doubts.desk(session, cast.steward, runtime.clock.now())
    assert sorted(seen) == sorted(texts)
    uses = [use.text for use in first.characters[0].uses]
    assert len(uses) == 3
    assert first.text not in uses
    assert (counts.total, counts.is_whole) == (7, True)
    assert [count.county.name for count in counts.counts] == ["肥东县"]
    assert [(item.title, item.values) for item in desk] == [("肥东县", {"county": "340122"})]
    with runtime.database.read() as session, pytest.raises(Invalid):
        doubts.doubtful_names(session, after="forged")


def test_the_desk_is_for_those_who_may_decide_there(runtime, cast, second, gazetteer) -> None:
    with runtime.write(cast.steward) as work:
        services.add_place(work, NewPlace(PlaceKind.ROAD, gazetteer.feidong, [NewName("曲路")]))
        services.propose_reading(work, **LOCAL)
    scoped = actor_for(cast.expert.id, "肥西", [Grant(Role.STEWARD, gazetteer.feixi_path)])
    with runtime.database.read() as session:
        told = {
            part: [item.title for item in doubts.desk(session, person, runtime.clock.now())]
            for part, person in (
                ("own", cast.steward),
                ("second", second),
                ("scoped", scoped),
                ("crew", cast.crew),
            )
        }
    assert told == {"own": ["肥东县"], "second": ["石塘", "肥东县"], "scoped": [], "crew": []}


def test_a_recount_puts_wrong_marks_right_and_says_how_many(runtime, gazetteer) -> None:
    with runtime.write(SYSTEM) as work:
        services.add_place(work, NewPlace(PlaceKind.ROAD, gazetteer.feidong, [NewName("曲路")]))
        work.session.execute(update(PlaceName).values(roman_doubt=True))
    with runtime.write(SYSTEM) as work:
        wrong = services.recount_doubts(work)
        assert services.recount_doubts(work) == 0
    assert wrong > 8
    assert list(in_doubt(runtime)) == ["曲路"]
