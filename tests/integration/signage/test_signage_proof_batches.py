"""Faces go in a batch to a second person; what was approved is ordered, frozen, and delivered."""

from __future__ import annotations

from datetime import date

import pytest

from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid
from registry.places import services as places
from registry.signage import queries, services
from registry.signage.rules.face import Format, Layout
from registry.signage.rules.kinds import Ground
from registry.signage.rules.states import SignState

pytestmark = pytest.mark.database
BASE = "https://dm.example.cn"
TERMS = services.Terms("测试标牌厂", date(2099, 1, 31))


def village_format(edition="1", **face):
    measures = {"layout": Layout.NAME, "width_mm": 1200, "height_mm": 450, **face}
    return services.NewFormat(
        "village", edition, "村牌 1200 × 450", "village", Format(**measures), "本市采购文件"
    )


def drawn(requirement, hanzi="龙城村", roman="LONGCHENGCUN", **more):
    return services.Drawn(requirement.id, hanzi, roman, Ground.BLUE, **more)


@pytest.fixture
def approved(stage, work_as, cast):
    """A face with a format, sent by the steward and approved by the city."""
    with work_as(cast.steward) as work:
        services.add_format(work, village_format())
    requirement = stage.requirement()
    with work_as(cast.steward) as work:
        batch = services.send_batch(work, [drawn(requirement)])
        sign = queries.batch(work.session, batch.id).faces[0].sign
    with work_as(cast.reviewer_city) as work:
        services.approve_proof(work, sign.id)
    return sign


def order(work, sign, terms=TERMS):
    return services.place_order(work, [sign.id], terms, BASE)


def test_a_batch_is_sent_whole_or_not_at_all(stage, work_as, cast, seen):
    good, bad = stage.requirement(), stage.requirement(stage.land.road_id)
    faces = [drawn(good), drawn(bad, "长江西路", "CHANGJIANG Rd")]
    with pytest.raises(Invalid) as caught, work_as(cast.steward) as work:
        services.send_batch(work, faces)
    assert list(caught.value.fields) == [f"roman_{bad.id}"]
    assert seen(queries.batches) == []
    assert seen(queries.live_sign_of, good.id) is None


def test_what_became_of_each_face_stands_in_its_batch(stage, work_as, cast, seen):
    rows = [stage.requirement() for _ in range(3)]
    with work_as(cast.steward) as work:
        batch = services.send_batch(work, [drawn(row) for row in rows], note="第一批")
        signs = [face.sign.id for face in queries.batch(work.session, batch.id).faces]
    with work_as(cast.reviewer_city) as work:
        services.approve_proof(work, signs[0])
        services.return_proof(work, signs[1], reason="走向应为南北")
    with work_as(cast.steward) as work:
        services.withdraw_proof(work, signs[2], reason="换了点位")
    found = [face.item for face in seen(queries.batch, batch.id).faces]
    assert [item.outcome for item in found] == ["approved", "returned", "withdrawn"]
    assert found[1].reason == "走向应为南北"
    assert all(item.decided_at for item in found)


def test_no_sign_is_twice_in_a_batch_and_none_without_a_face(stage, work_as, cast):
    row = stage.requirement()
    with pytest.raises(Invalid) as caught, work_as(cast.steward) as work:
        services.send_batch(work, [drawn(row), drawn(row)])
    assert list(caught.value.fields) == ["position"]
    with pytest.raises(Invalid), work_as(cast.steward) as work:
        services.send_batch(work, [])


def test_only_a_planner_sends_orders_and_enters_formats(stage, work_as, cast, approved):
    row = stage.requirement()
    for person in (cast.crew, cast.reviewer_city, cast.stranger):
        with pytest.raises(Forbidden), work_as(person) as work:
            services.send_batch(work, [drawn(row)])
        with pytest.raises(Forbidden), work_as(person) as work:
            services.place_order(work, [approved.id], TERMS, BASE)
        with pytest.raises(Forbidden), work_as(person) as work:
            services.add_format(work, village_format("2"))
        with pytest.raises(Forbidden), work_as(person) as work:
            services.withdraw_proof(work, approved.id, reason="x")


def test_an_edition_of_a_format_is_entered_once_and_must_be_possible(work_as, cast, approved):
    with pytest.raises(Invalid) as caught, work_as(cast.steward) as work:
        services.add_format(work, village_format(width_mm=100.0, height_mm=900.0))
    assert set(caught.value.fields) == {"width_mm", "edition"}


def test_what_ships_is_added_once(work_as):
    with work_as(SYSTEM) as work:
        assert len(services.ship_formats(work)) == 5
        assert services.ship_formats(work) == []


def test_an_order_freezes_what_was_approved_and_its_delivery_makes_the_sign(
    work_as, cast, seen, approved
):
    with work_as(cast.steward) as work:
        placed = order(work, approved)
    line = placed.lines[0]
    assert (line["hanzi"], line["width_mm"], line["height_mm"]) == ("龙城村", 1200, 450)
    assert line["url"] == f"{BASE}/s/{approved.code}"
    with pytest.raises(Invalid) as caught, work_as(cast.steward) as work:
        services.deliver(work, placed.id, ["0" * 16], made_on=date(2199, 1, 1))
    assert set(caught.value.fields) == {"sign", "made_on"}
    with work_as(cast.steward) as work:
        services.deliver(work, placed.id, [approved.id], made_on=None, batch="2026-7")
    stored = seen(queries.sign, approved.id)
    assert (stored.state, stored.maker, stored.batch) == (SignState.MADE, TERMS.maker, "2026-7")
    assert seen(queries.maker_order, placed.id).open == []


def test_a_proof_whose_name_has_changed_is_stale_and_not_ordered(
    work_as, cast, seen, approved, land
):
    with work_as(cast.steward) as work:
        places.rename(work, land.village_id, new_text="龙城寨", basis="批文", protection_measure="")
    assert [one.is_ready for one in seen(queries.to_order, cast.steward)] == [False]
    with pytest.raises(Invalid) as caught, work_as(cast.steward) as work:
        services.place_order(work, [approved.id], TERMS, BASE)
    assert list(caught.value.fields) == ["sign"]
    with work_as(cast.steward) as work:
        services.withdraw_proof(work, approved.id, reason="更名")
    assert seen(queries.sign, approved.id).state == SignState.PLANNED


def test_a_face_without_a_size_or_an_approval_is_not_ordered(stage, work_as, cast):
    for sign in (stage.approved(), stage.proof(stage.land.other_id)):
        with pytest.raises(Invalid), work_as(cast.steward) as work:
            services.place_order(work, [sign.id], TERMS, BASE)


def test_a_sign_is_on_one_order_at_a_time_and_keeps_its_proof_meanwhile(work_as, cast, approved):
    with work_as(cast.steward) as work:
        first = order(work, approved)
    with pytest.raises(Conflict) as caught, work_as(cast.steward) as work:
        order(work, approved)
    assert caught.value.code == "signage.on_maker_order"
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.withdraw_proof(work, approved.id, reason="x")
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.cancel_maker_order(work, first.id, reason="改厂家", seen_version=7)
    with work_as(cast.steward) as work:
        services.cancel_maker_order(work, first.id, reason="改厂家", seen_version=1)
    with work_as(cast.steward) as work:
        assert order(work, approved).number == first.number + 1
