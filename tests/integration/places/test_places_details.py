"""Changing what is known of a place: every column, its shape, its end and its return."""

from __future__ import annotations

import json
from datetime import date

import pytest
from sqlmodel import select

from registry.accounts.rules import Grant, Role, actor_for
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.places import queries, services
from registry.places.models import Place, PlaceGeometry, PlaceName, PlacePast
from registry.places.rules import NameKind, PlaceKind
from registry.places.services import NewGeometry, NewName, NewPlace, NewPosition

LINE = json.dumps({"type": "LineString", "coordinates": [[117.2, 31.5], [117.3, 31.5]]})
CODE, TWIN = "34012210121610000001", "34012210127610000001"
WHOLE = {
    "legal_kind": "street",
    "category_code": "21610",
    "twin_category_code": "27610",
    "place_code": CODE,
    "twin_place_code": TWIN,
    "managing_body": "三河镇人民政府",
    "division_text": "安徽省巢湖市居巢区",
    "from_text": "古西街口",
    "to_text": "鹊渚廊桥",
    "direction": "EW",
    "road_class": "支路",
    "length_m": 860.0,
    "width_m": 4.5,
    "elevation_m": 11.2,
    "description": "沿河老街",
    "secrecy": "public",
    "positional_importance": True,
    "positional_basis": "合民〔2024〕1 号",
    "claimed_sign_count": 3,
    "other_codes": ["DM-1"],
}


@pytest.fixture
def sanhe(gazetteer) -> str:
    return gazetteer.places["sanhe"]


def row(runtime, place_id) -> Place:
    with runtime.database.read() as session:
        return session.get_one(Place, place_id)


def verbs(runtime, place_id) -> list[str]:
    with runtime.database.read() as session:
        return [entry.verb for entry in journal.history(session, ("place", place_id))]


def line(**more) -> NewGeometry:
    return NewGeometry(LINE, "digitised", "地形图", **more)


@pytest.mark.database
def test_every_column_of_the_dictionary_is_changed_and_kept(
    runtime, cast, gazetteer, sanhe
) -> None:
    changes = {**WHOLE, "parent_place_id": gazetteer.places["fe1x1"]}
    with runtime.write(cast.steward) as work:
        assert services.amend(work, sanhe, changes, reason="普查成果", seen_version=1) == 1
    place = row(runtime, sanhe)
    assert {name: getattr(place, name) for name in changes} == changes
    assert (place.row_version, place.updated_by) == (2, cast.steward.id)
    with runtime.database.read() as session:
        kept = session.get_one(PlacePast, (sanhe, 1))
        entry = journal.history(session, ("place", sanhe))[0]
    assert (kept.verb, kept.reason, kept.actor_id) == (
        "places.amended",
        "普查成果",
        cast.steward.id,
    )
    assert kept.state["place"]["claimed_sign_count"] is None
    assert entry.before["road_class"] == ""
    assert entry.after["road_class"] == "支路"
    with runtime.write(cast.steward) as work:
        assert services.amend(work, sanhe, changes) is None
    assert row(runtime, sanhe).row_version == 2


@pytest.mark.database
def test_one_place_is_taken_in_with_every_column_and_a_shape(runtime, cast, gazetteer) -> None:
    new = NewPlace(
        PlaceKind.STREET_LANE,
        gazetteer.feixi,
        [NewName("古西街")],
        **WHOLE,
        geometry=line(),
        import_run_id="r" * 16,
        import_row=7,
    )
    with runtime.write(cast.steward) as work:
        place_id = services.add_place(work, new)
    place = row(runtime, place_id)
    assert {name: getattr(place, name) for name in WHOLE} == WHOLE
    # Without a position of its own it stands half-way along its line.
    assert (place.lon, place.lat, place.position_method) == (117.25, 31.5, "computed")
    with runtime.database.read() as session:
        shape = session.exec(select(PlaceGeometry).where(PlaceGeometry.place_id == place_id)).one()
        name = session.exec(select(PlaceName).where(PlaceName.place_id == place_id)).one()
    assert (shape.geometry_type, shape.source) == ("LineString", "地形图")
    assert (name.import_run_id, name.import_row) == ("r" * 16, 7)


def test_wrong_columns_are_told_together_and_nothing_is_written(runtime, cast, sanhe) -> None:
    wrong = {"category_code": "21", "length_m": -1, "positional_importance": True}
    with pytest.raises(Invalid) as refused, runtime.write(cast.steward) as work:
        services.amend(work, sanhe, wrong)
    assert set(refused.value.fields) == {"category_code", "length_m", "positional_basis"}
    with pytest.raises(Invalid) as refused, runtime.write(cast.steward) as work:
        services.amend(work, sanhe, {"lon": 1.0})
    assert set(refused.value.fields) == {"lon"}
    bad = NewPlace(PlaceKind.ROAD, row(runtime, sanhe).division_id, [NewName("路")], length_m=-1.0)
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.add_place(work, bad)
    assert row(runtime, sanhe).row_version == 1


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"secrecy": "秘密"}, "places.secret"),
        ({"entity_status": "vanished"}, "places.status_order"),
        ({"entity_status": "merged"}, "places.status_order"),
        ({"entity_status": "planned"}, "places.status_order"),
        ({"division_id": "0" * 16}, "places.division_unknown"),
        ({"parent_place_id": "0" * 16}, "places.parent_unknown"),
    ],
)
def test_what_the_rules_refuse_is_refused_by_its_code(runtime, cast, sanhe, changes, code) -> None:
    with pytest.raises((Refused, NotFound)) as refused, runtime.write(cast.steward) as work:
        services.amend(work, sanhe, changes)
    assert refused.value.code == code


def test_a_code_belongs_to_one_place_in_either_column(runtime, cast, gazetteer) -> None:
    first, second = gazetteer.places["sanhe"], gazetteer.places["cuzhen"]
    with runtime.write(cast.steward) as work:
        services.amend(work, first, {"place_code": CODE, "twin_place_code": TWIN})
    for name in ("place_code", "twin_place_code"):
        with pytest.raises(Conflict) as refused, runtime.write(cast.steward) as work:
            services.amend(work, second, {name: TWIN})
        assert refused.value.code == "places.code_taken"
    with runtime.database.read() as session:
        hits = queries.search(session, queries.PlaceFilter(q=TWIN)).items
    assert [hit.card.id for hit in hits][:1] == [first]


def test_no_place_hangs_below_itself(runtime, cast, gazetteer) -> None:
    sanhe, cuzhen = gazetteer.places["sanhe"], gazetteer.places["cuzhen"]
    with runtime.write(cast.steward) as work:
        services.amend(work, sanhe, {"parent_place_id": cuzhen})
    for parent in (sanhe, cuzhen):
        with pytest.raises(Invalid), runtime.write(cast.steward) as work:
            services.amend(work, cuzhen, {"parent_place_id": parent})


def test_a_place_moves_to_another_division_and_is_counted_there(runtime, cast, gazetteer) -> None:
    hu = gazetteer.places["hu"]
    with runtime.write(cast.steward) as work:
        services.amend(work, hu, {"division_id": gazetteer.feidong})
    assert row(runtime, hu).county_id == gazetteer.feidong
    steward = actor_for(cast.steward.id, "肥东", [Grant(Role.STEWARD, gazetteer.feidong_path)])
    with pytest.raises(Forbidden), runtime.write(steward) as work:
        services.amend(work, hu, {"division_id": gazetteer.feixi})


def test_a_place_comes_into_being_step_by_step(runtime, cast, gazetteer) -> None:
    new = NewPlace(PlaceKind.ROAD, gazetteer.feixi, [NewName("规划路")], entity_status="planned")
    with runtime.write(cast.steward) as work:
        road = services.add_place(work, new)
    for status in ("under_construction", "existing"):
        with runtime.write(cast.steward) as work:
            services.amend(work, road, {"entity_status": status})
    assert row(runtime, road).entity_status == "existing"


def test_a_place_that_has_gone_keeps_its_name_and_may_come_back(runtime, cast, sanhe) -> None:
    with runtime.write(cast.steward) as work:
        services.protect_name(work, sanhe, basis="保护名录第一版")
        services.retire(work, sanhe, on=date(2020, 5, 1), basis="整体搬迁，某文")
    place = row(runtime, sanhe)
    assert (place.entity_status, place.retired_on) == ("vanished", date(2020, 5, 1))
    assert (place.retired_basis, place.protected) == ("整体搬迁，某文", True)
    with runtime.database.read() as session:
        hits = queries.search(session, queries.PlaceFilter(q="三河镇")).items
    assert hits[0].card.id == sanhe
    with pytest.raises(Refused), runtime.write(cast.steward) as work:
        services.retire(work, sanhe, on=date(2021, 5, 1), basis="又一次")
    with runtime.write(cast.steward) as work:
        services.reopen(work, sanhe, basis="复垦后重建")
    place = row(runtime, sanhe)
    assert (place.entity_status, place.retired_on, place.retired_basis) == ("existing", None, "")
    with pytest.raises(Refused), runtime.write(cast.steward) as work:
        services.reopen(work, sanhe, basis="又一次")
    assert verbs(runtime, sanhe)[:2] == ["places.reopened", "places.retired"]


def test_an_end_needs_a_ground_and_a_day_that_has_been(runtime, cast, sanhe) -> None:
    with pytest.raises(Invalid) as refused, runtime.write(cast.steward) as work:
        services.retire(work, sanhe, on=date(2999, 1, 1), basis=" ")
    assert set(refused.value.fields) == {"on", "basis"}
    for basis in ("", "长" * 301):
        with pytest.raises(Invalid), runtime.write(cast.steward) as work:
            services.reopen(work, sanhe, basis=basis)


@pytest.mark.database
def test_a_shape_is_set_replaced_and_taken_away(runtime, cast, gazetteer) -> None:
    hu = gazetteer.places["hu"]
    with runtime.write(cast.steward) as work:
        assert services.set_geometry(work, hu, line(), reason="图上量取") == 1
    assert (row(runtime, hu).lon, row(runtime, hu).position_source) == (117.25, "地形图")
    with runtime.write(cast.steward) as work:
        assert services.set_geometry(work, hu, line()) is None
        longer = json.dumps({"type": "LineString", "coordinates": [[117.2, 31.5], [117.4, 31.5]]})
        services.set_geometry(work, hu, NewGeometry(longer, "gnss", "实测"))
    # A position that is there is not moved by a shape.
    assert row(runtime, hu).lon == 117.25
    with runtime.write(cast.steward) as work:
        services.set_geometry(work, hu, None, reason="图形有误")
        assert services.set_geometry(work, hu, None) is None
    with runtime.database.read() as session:
        assert session.exec(select(PlaceGeometry)).all() == []
        kept = session.get_one(PlacePast, (hu, 3)).state["geometry"]
    assert kept["geojson"] == longer.replace(" ", "")
    assert verbs(runtime, hu) == ["places.shape_removed", "places.shaped", "places.shaped"]


def test_a_shape_in_another_datum_is_refused_unless_it_was_converted(runtime, cast, sanhe) -> None:
    with pytest.raises(Invalid) as refused, runtime.write(cast.steward) as work:
        services.set_geometry(work, sanhe, line(datum="gcj02"))
    assert set(refused.value.fields) == {"datum"}
    with runtime.write(cast.steward) as work:
        services.set_geometry(work, sanhe, line(datum="gcj02", is_converted=True, original="原"))
    with pytest.raises(Invalid) as refused, runtime.write(cast.steward) as work:
        services.set_geometry(work, sanhe, NewGeometry("{}", "gnss", ""))
    assert set(refused.value.fields) == {"geojson"}


def test_a_converted_position_keeps_what_it_was(runtime, cast, gazetteer) -> None:
    where = NewPosition(117.2, 31.5, "published", "某图", "bd09", "117.21,31.51", is_converted=True)
    new = NewPlace(PlaceKind.SITE, gazetteer.feixi, [NewName("遗址")], position=where)
    with runtime.write(cast.steward) as work:
        place_id = services.add_place(work, new)
    place = row(runtime, place_id)
    assert (place.lon, place.datum, place.original_coord) == (117.2, "bd09", "117.21,31.51")


def test_only_a_steward_changes_retires_or_draws(runtime, cast, sanhe) -> None:
    acts = [
        lambda work: services.amend(work, sanhe, {"description": "改"}),
        lambda work: services.retire(work, sanhe, on=date(2020, 1, 1), basis="某文"),
        lambda work: services.reopen(work, sanhe, basis="某文"),
        lambda work: services.set_geometry(work, sanhe, line()),
    ]
    for person in cast.everybody().values():
        for act in acts:
            if "steward" in person.roles:
                continue
            with pytest.raises(Forbidden), runtime.write(person) as work:
                act(work)
    with runtime.write(cast.steward) as work:
        for act in acts:
            act(work)


def test_who_was_second_is_told(runtime, cast, sanhe) -> None:
    with runtime.write(cast.steward) as work:
        services.amend(work, sanhe, {"description": "一"}, seen_version=1)
    acts = [
        lambda work: services.amend(work, sanhe, {"description": "二"}, seen_version=1),
        lambda work: services.set_geometry(work, sanhe, line(), seen_version=1),
        lambda work: services.retire(
            work, sanhe, on=date(2020, 1, 1), basis="某文", seen_version=1
        ),
    ]
    for act in acts:
        with pytest.raises(Conflict) as late, runtime.write(cast.steward) as work:
            act(work)
        assert late.value.code == "places.changed_meanwhile"
    with runtime.database.read() as session:
        assert session.get(PlacePast, (sanhe, 2)) is None


def test_a_merged_place_is_changed_no_more(runtime, cast, gazetteer) -> None:
    sanhe, cuzhen = gazetteer.places["sanhe"], gazetteer.places["cuzhen"]
    with runtime.write(SYSTEM) as work:
        place = work.session.get_one(Place, sanhe)
        place.merged_into, place.entity_status = cuzhen, "merged"
    for act in (
        lambda work: services.amend(work, sanhe, {"description": "改"}),
        lambda work: services.retire(work, sanhe, on=date(2020, 1, 1), basis="某文"),
        lambda work: services.set_geometry(work, sanhe, line()),
    ):
        with pytest.raises(Conflict) as refused, runtime.write(cast.steward) as work:
            act(work)
        assert refused.value.code == "places.is_merged"


def test_an_alias_is_added_beside_a_changed_kind(runtime, cast, sanhe) -> None:
    with runtime.write(cast.steward) as work:
        services.add_name(work, sanhe, NewName("小南河", NameKind.ALIAS))
        services.amend(work, sanhe, {"kind": PlaceKind.SITE, "legal_kind": "other"})
    with runtime.database.read() as session:
        card = queries.place_card(session, sanhe)
    assert card.kind == "site"
