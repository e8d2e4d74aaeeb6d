"""Places under another kind: the spelling follows, many at once, seen before and undone after."""

from __future__ import annotations

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid
from registry.places import services
from registry.places.models import Place, PlaceName
from registry.places.queries.dossier import place_dossier as dossier
from registry.places.queries.reclassing import reclassing
from registry.places.queries.search import PlaceFilter, search
from registry.places.rules import PlaceKind
from registry.places.rules.reclassing import MOST, proposed_kind
from registry.places.services import NewName, NewPlace
from registry.places.services.reclassing import Wanted, reclassify, undo_reclassing

HTML = {"Accept": "text/html"}
NAMES = ("渡口东路", "李家大桥", "小三河湖")


@pytest.fixture
def others(runtime, gazetteer) -> dict[str, str]:
    """Three places that a table without kinds brought in."""
    with runtime.write(SYSTEM) as work:
        return {
            name: services.add_place(
                work, NewPlace(PlaceKind.OTHER, gazetteer.feidong, [NewName(name)])
            )
            for name in NAMES
        }


def seen(runtime, place_id) -> tuple[str, str, str]:
    with runtime.database.read() as session:
        place = session.get_one(Place, place_id)
        found = dossier(session, place_id)
    return place.kind, place.legal_kind, found.names[0].roman_toned


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("渡口东路", PlaceKind.ROAD),
        ("和睦湖街道", PlaceKind.TOWNSHIP),
        ("琥珀小区", PlaceKind.RESIDENTIAL),
        ("万慈社区居民委员会", PlaceKind.COMMUNITY),
        ("柘皋北闸老街", PlaceKind.STREET_LANE),
        ("大房郢水库", PlaceKind.WATER),
        ("李家大桥", None),
        ("路", None),
    ],
)
def test_the_end_of_a_name_suggests_a_kind_or_none(name, kind) -> None:
    assert proposed_kind(name) is kind


@pytest.mark.database
def test_a_spelling_that_nobody_approved_follows_the_kind(
    runtime, work_as, cast, gazetteer
) -> None:
    with work_as(cast.steward) as work:
        place = services.add_place(
            work, NewPlace("natural_village", gazetteer.shitang, [NewName("新河镇")])
        )
        kept = services.add_place(
            work, NewPlace("natural_village", gazetteer.shitang, [NewName("老河镇")])
        )
        name = next(iter(dossier(work.session, kept).names)).id
        services.approve_roman(work, name, toned="Lǎohézhèn", basis="问过村里人")
    assert seen(runtime, place)[2] == "Xīnhézhèn"
    with work_as(cast.steward) as work:
        for one in (place, kept):
            services.amend(work, one, {"kind": PlaceKind.TOWNSHIP}, reason="是建制镇")
    assert seen(runtime, place) == ("township", "other", "Xīnhé Zhèn")
    assert seen(runtime, kept)[2] == "Lǎohézhèn"
    with runtime.database.read() as session:
        row = session.get_one(PlaceName, dossier(session, place).names[0].id)
        assert (row.specific, row.generic, row.roman_sign) == ("新河", "镇", "XINHE ZHEN")
        found = search(session, PlaceFilter(q="xhz"))
        assert place in [hit.card.id for hit in found.items]


@pytest.mark.database
def test_many_change_their_kind_at_once_and_go_back_but_for_what_was_changed_since(
    runtime, work_as, cast, others
) -> None:
    road, bridge, lake = (others[name] for name in NAMES)
    wanted = {
        road: Wanted(PlaceKind.ROAD, 1),
        bridge: Wanted(PlaceKind.ROAD, 1),
        lake: Wanted(PlaceKind.WATER, 1),
    }
    with work_as(cast.steward) as work:
        batch = reclassify(work, wanted, reason="原表没有类别")
    assert seen(runtime, road) == ("road", "street", "Dùkǒu Dōnglù")
    assert seen(runtime, lake) == ("water", "natural", "Xiǎosānhé Hú")
    with work_as(cast.steward) as work:
        services.amend(work, bridge, {"kind": PlaceKind.SITE}, reason="是古桥")
        services.amend(work, lake, {"description": "两镇之间"}, reason="补")
    with work_as(cast.steward) as work:
        assert undo_reclassing(work, batch, reason="选错了") == 2
    assert seen(runtime, road) == ("other", "other", "Dùkǒudōnglù")
    assert seen(runtime, bridge)[0] == "site"
    with runtime.database.read() as session:
        assert session.get_one(Place, lake).description == "两镇之间"
        view = reclassing(session, batch)
        verbs = [entry.verb for entry in journal.history(session, ("place", road))]
        told = [entry.verb for entry in journal.history(session, ("place_reclassing", batch))]
    assert {item.card.id for item in view.items if item.kept} == {bridge}
    assert verbs.count("places.amended") == 2
    assert sorted(told) == ["places.reclassified", "places.reclassing_undone"]
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        undo_reclassing(work, batch, reason="再一次")


def test_a_batch_is_all_or_nothing(runtime, work_as, cast, others, gazetteer) -> None:
    road, bridge, _ = (others[name] for name in NAMES)
    cases = [
        ({}, "x", Invalid),
        ({road: Wanted(PlaceKind.ROAD, 1)}, " ", Invalid),
        ({road: Wanted(PlaceKind.OTHER, 1)}, "x", Invalid),
        ({road: Wanted(PlaceKind.ROAD, 1), bridge: Wanted(PlaceKind.ROAD, 7)}, "x", Conflict),
        ({road: Wanted(PlaceKind.ROAD, 1), "0" * 16: Wanted(PlaceKind.ROAD, 1)}, "x", Invalid),
        ({f"{at:016}": Wanted(PlaceKind.ROAD, 1) for at in range(MOST + 1)}, "x", Invalid),
    ]
    for wanted, reason, error in cases:
        with pytest.raises(error), work_as(cast.steward) as work:
            reclassify(work, wanted, reason=reason)
    with pytest.raises(Forbidden), work_as(cast.compiler) as work:
        reclassify(work, {road: Wanted(PlaceKind.ROAD, 1)}, reason="x")
    assert seen(runtime, road)[0] == "other"


@pytest.mark.database
def test_the_pages_show_what_will_be_before_it_is(client, sign_in, runtime, others) -> None:
    road, bridge, lake = (others[name] for name in NAMES)
    assert client.get("/places/kinds", headers=HTML).status_code in {302, 303, 401}
    sign_in(client, "steward")
    listed = client.get("/places/kinds", headers=HTML).text
    assert all(name in listed for name in NAMES)
    ticked = {"place": [road, bridge, lake], "to": "by_name"}
    shown = client.get("/places/kinds/preview", query_string=ticked, headers=HTML).text
    assert "Dùkǒu Dōnglù" in shown
    assert "从名称看不出类别" in shown
    assert seen(runtime, road)[0] == "other"
    nothing = client.get("/places/kinds/preview", headers=HTML)
    assert nothing.status_code == 422
    assert "请至少选一个地名" in nothing.text
    form = {"place": [f"{road}:1", f"{lake}:1"], "to": "by_name"}
    refused = client.post("/places/kinds", data={**form, "reason": ""}, headers=HTML)
    assert refused.status_code == 422
    assert f"{road}:1" in refused.text
    done = client.post("/places/kinds", data={**form, "reason": "原表没有类别"}, headers=HTML)
    assert done.status_code == 303
    page = client.get(done.location, headers=HTML).text
    assert "原表没有类别" in page
    assert seen(runtime, road)[0] == "road"
    undone = client.post(f"{done.location}/undo", data={"reason": "选错了"}, headers=HTML)
    assert undone.status_code == 303
    assert seen(runtime, road)[0] == "other"
    again = client.post(f"{done.location}/undo", data={"reason": "选错了"}, headers=HTML)
    assert again.status_code == 409
    for junk in ("/places/kinds/0", "/places/kinds/" + "0" * 16):
        assert client.get(junk, headers=HTML).status_code == 404
