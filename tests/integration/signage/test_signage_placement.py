"""Rules become proposals, a person decides them, and nothing accepted changes by itself."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from registry.core import journal
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.geo import Position
from registry.core.ids import stable_id
from registry.places import services as places
from registry.places.services.geometry import NewGeometry, set_geometry
from registry.signage import queries, services
from registry.signage.queries import ProposalsWanted
from registry.signage.rules.kinds import PositionRole, SignType
from registry.signage.rules.placement import (
    Change,
    Crossing,
    PlacementRule,
    ProposalStatus,
    Way,
    rules_from,
)
from registry.signage.rules.states import RequirementStatus
from tests.support.signs import HERE, total

pytestmark = pytest.mark.database

HEFEI = stable_id("rule-set", "hefei", "2009")
EAST = [[117.28, 31.86], [117.29, 31.86]]
STREET = {"kinds": ("road",), "sign_type": SignType.STREET, "basis": "测试"}
ENDS = PlacementRule("ends", "两端", Way.BOTH_ENDS, **STREET)
CROSS = PlacementRule(
    "x", "路口", Way.CROSSINGS, crossings=(Crossing(3, 3), Crossing(4, 4)), **STREET
)
SITE = PlacementRule(
    "site",
    "村口",
    Way.SITE,
    kinds=("natural_village",),
    sign_type=SignType.VILLAGE,
    basis="测试",
    tolerance_m=50.0,
)


def edition(number="1", rules=(ENDS, CROSS, SITE), **values):
    given = {"title": "测试规则", "issuer": "测试局", "legal_basis": "测试办法", **values}
    return services.Edition(code="test", edition=number, rules=rules, **given)


@pytest.fixture
def act(app, work_as, cast):
    """Do one thing as the steward, with the events wired: `act(service, *arguments)`."""

    def do(service, *arguments, who=cast.steward, **values):
        with work_as(who) as work:
            return service(work, *arguments, **values)

    return do


@pytest.fixture
def rules(act):
    row = act(services.add_edition, edition())
    act(services.adopt_rule_set, row.id, reason="局务会决定")
    return row


def line(act, place_id, coordinates=EAST):
    text = json.dumps({"type": "LineString", "coordinates": coordinates})
    act(set_geometry, place_id, NewGeometry(text, "digitised", "测试图"))


@pytest.fixture
def road(act, rules, land):
    line(act, land.road_id)
    act(services.propose_positions, [land.road_id])
    return land.road_id


@pytest.fixture
def waiting(seen):
    return lambda place_id: seen(queries.open_proposals_of, place_id)


def test_the_rules_propose_and_count_nothing_until_somebody_accepts(act, road, waiting, seen):
    found = waiting(road)
    assert sorted(row.position_role for row in found) == ["end", "start"]
    assert {row.change for row in found} == {"add"}
    assert found[0].basis == "测试规则（1）：两端"
    assert total(seen).requirements == 0
    made = act(services.accept_proposals, [row.id for row in found])
    assert total(seen).requirements == 2
    assert {row.status for row in made} == {RequirementStatus.OPEN}
    assert {(row.rule_key, row.spot_lon is None) for row in made} == {("ends", False)}
    assert waiting(road) == []


def test_computing_twice_keeps_the_same_proposals(act, road, waiting):
    before = [row.id for row in waiting(road)]
    done = act(services.propose_positions, [road])
    assert (done.added, done.unchanged, done.superseded) == (0, 2, 0)
    assert [row.id for row in waiting(road)] == before


def test_accepting_at_another_spot_is_remembered_and_not_moved_back(act, road, waiting, seen):
    start = next(row for row in waiting(road) if row.position_role == "start")
    elsewhere = Position(117.2801, 31.8601)
    (made,) = act(services.accept_proposals, [start.id], position=elsewhere, reason="有电杆")
    assert (made.lon, made.lat) == (elsewhere.lon, elsewhere.lat)
    act(services.propose_positions, [road])
    assert [row.position_role for row in waiting(road)] == ["end"]


def test_a_spot_kilometres_off_needs_a_reason(act, road, waiting):
    start = next(row for row in waiting(road) if row.position_role == "start")
    mistyped = Position(117.82, 31.86)
    with pytest.raises(Invalid) as refused:
        act(services.accept_proposals, [start.id], position=mistyped)
    assert "公里" in str(refused.value.fields["reason"][0])
    (made,) = act(services.accept_proposals, [start.id], position=mistyped, reason="改线以后")
    assert made.lon == mistyped.lon


def test_a_new_line_moves_nothing_by_itself_but_proposes_it(act, road, waiting, seen):
    act(services.accept_proposals, [row.id for row in waiting(road)])
    before = {row.id: (row.lon, row.lat) for row in seen(queries.requirements_of_place, road)}
    line(act, road, [[117.28, 31.86], [117.30, 31.86]])
    after = {row.id: (row.lon, row.lat) for row in seen(queries.requirements_of_place, road)}
    assert after == before
    (move,) = waiting(road)
    assert (move.change, move.position_role, move.lon) == ("move", "end", 117.30)
    (moved,) = act(services.accept_proposals, [move.id])
    assert (moved.id, moved.lon) == (move.requirement_id, 117.30)


def test_a_move_that_was_declined_is_not_proposed_again(act, road, waiting):
    act(services.accept_proposals, [row.id for row in waiting(road)])
    line(act, road, [[117.28, 31.86], [117.30, 31.86]])
    act(services.keep_positions, [waiting(road)[0].id], reason="旧址更好")
    act(services.propose_positions, [road])
    assert waiting(road) == []


def test_a_road_that_is_drawn_across_changes_what_is_proposed_for_both(act, road, land, waiting):
    with_cross = places.NewPlace(
        "road", land.county_id, [places.NewName("北支路", roman_toned="Běi Zhīlù")]
    )
    north = act(places.add_place, with_cross)
    line(act, north, [[117.285, 31.855], [117.285, 31.865]])
    act(services.propose_positions, [north])
    assert [row.position_role for row in waiting(north)].count("junction") == 2
    act(services.propose_positions, [road])
    assert [row.position_role for row in waiting(road)].count("junction") == 2
    # Moved away again: the other road's junctions go, without anybody asking for it.
    line(act, north, [[117.285, 31.90], [117.285, 31.91]])
    assert [row.position_role for row in waiting(road)].count("junction") == 0


def test_of_a_vanished_place_every_position_is_to_go_with_a_paper(act, road, waiting, seen):
    act(services.accept_proposals, [row.id for row in waiting(road)])
    act(places.retire, road, on=date(2026, 1, 1), basis="并入新路")
    drops = waiting(road)
    assert {(row.change, row.detail["why"]) for row in drops} == {("drop", "vanished")}
    assert total(seen).requirements == 2
    ids = [row.id for row in drops]
    with pytest.raises(Refused) as refused:
        act(services.accept_proposals, ids)
    assert refused.value.code == "signage.drop_needs_paper"
    with pytest.raises(Refused) as refused:
        act(services.keep_positions, ids, reason="留着")
    assert refused.value.code == "signage.place_gone"
    act(services.exempt_proposals, ids, services.Paper("道路已消失", "合民〔2026〕1号", "张处长"))
    assert total(seen).requirements == 0
    rows = seen(queries.requirements_of_place, road)
    assert {(row.status, row.exempt_approver) for row in rows} == {("exempt", "张处长")}


def test_a_vanished_place_gets_no_position(act, land, rules, seen):
    act(places.retire, land.village_id, on=date(2026, 1, 1), basis="整体搬迁")
    with pytest.raises(Refused) as refused:
        act(
            services.require_sign,
            place_id=land.village_id,
            sign_type=SignType.VILLAGE,
            position=HERE,
            basis="规则",
        )
    assert refused.value.code == "signage.place_gone"
    act(services.propose_positions, [land.village_id])
    assert seen(queries.open_proposals_of, land.village_id) == []
    assert seen(queries.checks_of, [land.village_id])[land.village_id].notes == ["not_living"]


def test_an_exemption_needs_reason_and_paper_and_one_paper_may_cover_many(act, road, waiting, seen):
    ids = [row.id for row in waiting(road)]
    with pytest.raises(Invalid) as invalid:
        act(services.exempt_proposals, ids, services.Paper("", "", until=date(2020, 1, 1)))
    assert set(invalid.value.fields) == {"exempt_reason", "exempt_paper", "exempt_until"}
    assert seen(queries.requirements_of_place, road) == []
    act(services.exempt_proposals, ids, services.Paper("在建", "1 号", until=date(2099, 1, 1)))
    rows = seen(queries.requirements_of_place, road)
    assert {row.status for row in rows} == {"exempt"}
    act(services.propose_positions, [road])
    assert waiting(road) == [], "what is exempt is not asked for again"


def test_an_exemption_that_has_run_out_counts_again(act, road, waiting, seen, work_as, cast):
    ids = [row.id for row in waiting(road)]
    act(services.exempt_proposals, ids, services.Paper("在建", "1 号", until=date(2099, 1, 1)))
    assert act(services.end_expired) == []
    from datetime import UTC, datetime

    with work_as(cast.steward, at=datetime(2099, 1, 2, tzinfo=UTC)) as work:
        assert len(services.end_expired(work)) == 2
    assert total(seen).requirements == 2


def test_a_position_set_by_hand_serves_a_rule_and_is_left_alone(act, rules, stage, land, waiting):
    by_hand = stage.requirement()
    act(services.propose_positions, [land.village_id])
    assert waiting(land.village_id) == []
    assert act(services.place_requirement, by_hand.id, position=HERE, tolerance_m=30).spot_key == ""


def test_a_proposal_is_decided_once(act, road, waiting):
    ids = [row.id for row in waiting(road)]
    act(services.accept_proposals, ids)
    with pytest.raises(Conflict) as conflict:
        act(services.accept_proposals, ids)
    assert conflict.value.code == "signage.proposal_decided"
    with pytest.raises(NotFound):
        act(services.accept_proposals, ["0" * 16])
    with pytest.raises(Invalid):
        act(services.accept_proposals, [])


def test_one_that_is_not_allowed_leaves_all_undecided(act, road, waiting, seen):
    ids = [row.id for row in waiting(road)]
    with pytest.raises(NotFound):
        act(services.accept_proposals, [*ids, "0" * 16])
    assert [row.id for row in waiting(road)] == ids
    assert seen(queries.requirements_of_place, road) == []


def test_crew_reviewer_and_stranger_do_not_decide(act, road, waiting, cast):
    ids = [row.id for row in waiting(road)]
    for who in (cast.crew, cast.reviewer_city, cast.stranger):
        with pytest.raises(Forbidden):
            act(services.accept_proposals, ids, who=who)
        with pytest.raises(Forbidden):
            act(services.propose_positions, [road], who=who)
        with pytest.raises(Forbidden):
            act(services.add_edition, edition("2"), who=who)
    with pytest.raises(Forbidden):
        act(services.add_edition, edition("2"), who=cast.crew_leader)


def test_each_decision_is_in_the_journal(act, road, waiting, runtime):
    act(services.accept_proposals, [row.id for row in waiting(road)])
    with runtime.database.read() as session:
        verbs = {entry.verb for entry in journal.latest(session, limit=50)}
    assert verbs >= {
        "signage.rules_added",
        "signage.rules_adopted",
        "signage.positions_proposed",
        "signage.sign_required",
        "signage.proposal_decided",
    }


def test_an_edition_is_never_edited_a_change_makes_a_new_one(act, rules, seen):
    changed = replace(ENDS, count=2)
    with pytest.raises(Invalid) as invalid:
        act(services.add_edition, edition("1", (changed,)), supersedes_id=rules.id)
    assert set(invalid.value.fields) == {"edition"}
    with pytest.raises(Invalid) as invalid:
        act(services.add_edition, edition("2"), supersedes_id=rules.id)
    assert set(invalid.value.fields) == {"rules"}
    new = act(services.add_edition, edition("2", (changed,)), supersedes_id=rules.id)
    kept = seen(queries.rule_set, rules.id)
    assert kept.content_sha256 == rules.content_sha256 != new.content_sha256
    assert seen(queries.rule_set_in_force).id == rules.id
    act(services.adopt_rule_set, new.id, reason="修订")
    assert seen(queries.rule_set_in_force).id == new.id
    assert seen(queries.rule_set, rules.id).retired_at is not None
    with pytest.raises(Conflict):
        act(services.adopt_rule_set, rules.id, reason="退回")


def test_a_new_edition_changes_no_position_until_its_proposals_are_decided(
    act, road, waiting, seen, rules, land
):
    act(services.accept_proposals, [row.id for row in waiting(road)])
    new = act(services.add_edition, edition("2", (CROSS,)), supersedes_id=rules.id)
    act(services.adopt_rule_set, new.id, reason="修订")
    done = act(services.propose_in_county, land.county_id, land.county_path)
    assert done.places == 1
    assert {row.change for row in waiting(road)} == {"drop"}
    assert total(seen).requirements == 2
    act(services.keep_positions, [row.id for row in waiting(road)], reason="已经立了杆")
    act(services.propose_positions, [road])
    assert waiting(road) == []


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (
            PlacementRule("a", "甲", Way.SPACING, spacing_m=-300, after=("a",), **STREET),
            "spacing_m",
        ),
        (PlacementRule("a", "甲", Way.SPACING, spacing_m=float("nan"), **STREET), "spacing_m"),
        (PlacementRule("a", "甲", Way.SPACING, after=("a",), **STREET), "spacing_m"),
        (PlacementRule("a", "甲", Way.SPACING, spacing_m=300, after=("a",), **STREET), "after"),
        (PlacementRule("a", "甲", Way.SPACING, spacing_m=300, after=("no",), **STREET), "after"),
        (PlacementRule("a", "甲", Way.CROSSINGS, **STREET), "crossings"),
        (replace(CROSS, crossings=(Crossing(4, 0),)), "crossings"),
        (replace(ENDS, count=0), "count"),
        (replace(ENDS, tolerance_m=-1), "tolerance_m"),
        (replace(ENDS, kinds=()), "kinds"),
        (replace(ENDS, key="大写"), "key"),
        (replace(ENDS, title=" ", basis="x"), "title"),
    ],
)
def test_a_rule_set_that_contradicts_itself_is_refused_with_the_field_named(act, rule, field):
    with pytest.raises(Invalid) as invalid:
        act(services.add_edition, edition("9", (rule,)))
    assert f"rule0_{field}" in invalid.value.fields


def test_a_cycle_through_several_rules_is_found(act):
    first = PlacementRule("a", "甲", Way.SPACING, spacing_m=300, after=("b",), **STREET)
    second = replace(first, key="b", after=("a",))
    with pytest.raises(Invalid) as invalid:
        act(services.add_edition, edition("9", (ENDS, first, second)))
    assert set(invalid.value.fields) == {"rule1_after", "rule2_after"}


def test_the_shipped_example_is_what_its_source_says_and_ships_once(act, cast, seen):
    assert HEFEI in act(services.ship_rule_sets)
    assert act(services.ship_rule_sets) == []
    row = seen(queries.rule_set, HEFEI)
    assert (row.code, row.edition, row.is_example, row.adopted_at) == ("hefei", "2009", True, None)
    crossing, infill = rules_from(row.rules)
    assert [(c.arms, c.signs) for c in crossing.crossings] == [(3, 3), (4, 4)]
    assert (infill.spacing_m, infill.after) == (300.0, ("crossing",))
    assert crossing.body_at("支路", ["次干道"]) == "T 形"


def test_a_merge_takes_open_proposals_back(act, road, waiting, land, seen):
    from registry.places.services.merging import merge

    other = act(
        places.add_place,
        places.NewPlace("road", land.county_id, [places.NewName("长江西路西段")]),
    )
    assert len(waiting(road)) == 2
    act(merge, road, other, choices={}, reason="一条路")
    assert waiting(road) == []


def test_a_person_sees_the_proposals_of_their_own_divisions(act, road, cast, seen, runtime):
    with runtime.database.read() as session:
        page = queries.proposal_list(
            session, cast.steward, "signage.require", ProposalsWanted(), limit=1
        )
        rest = queries.proposal_list(
            session, cast.steward, "signage.require", ProposalsWanted(), after=page.next
        )
        assert len({row.id for row in (*page.items, *rest.items)}) == 2
        assert rest.next is None
        wanted = ProposalsWanted(change=Change.DROP)
        assert not queries.proposal_list(session, cast.steward, "signage.require", wanted).items
        assert not queries.proposal_list(
            session, cast.stranger, "signage.require", ProposalsWanted()
        ).items
        counts = queries.proposal_counts(session, cast.steward, "signage.require")
    assert counts == {Change.ADD: 2, Change.MOVE: 0, Change.DROP: 0}
    assert ProposalStatus.OPEN.value == page.items[0].status
    assert PositionRole(page.items[0].position_role) in (PositionRole.START, PositionRole.END)
