"""Work orders: who may give them, one crew for a position, order of visit, progress, the sheet."""

from __future__ import annotations

from datetime import date

import pytest

from registry.core import journal
from registry.core.boxes import Box
from registry.core.errors import Conflict, Forbidden, Invalid
from registry.core.geo import Position
from registry.signage import queries, services
from registry.signage.queries.orders import (
    StopsWanted,
    offered_count,
    offered_points,
    offered_stops,
    orders_under_way,
    work_order,
)
from registry.signage.rules.kinds import ReportKind
from tests.support.order_acts import DUE, order_of
from tests.support.signs import HERE, text_of


def signs_along(stage, *eastings):
    """Made signs of one village, each this many thousandths of a degree to the east."""
    return [
        stage.made(requirement=stage.requirement(position=Position(HERE.lon + east / 1000, 31.86)))
        for east in eastings
    ]


def test_the_order_of_visit_goes_to_the_nearest_next(stage, seen):
    far, near, middle = signs_along(stage, 9, 1, 5)
    order = order_of(stage, far, near, middle, start=Position(HERE.lon, 31.86))
    view = seen(work_order, order.id)
    assert [stop.sign.id for stop in view.stops] == [near.id, middle.id, far.id]
    assert [stop.turn for stop in view.stops] == [1, 2, 3]


def test_the_crews_list_begins_with_the_order(stage, seen, cast):
    loose, first, second = signs_along(stage, 0, 9, 5)
    order_of(stage, first, second)
    items = seen(queries.field_list, cast.crew)
    assert [item.sign.id for item in items] == [first.id, second.id, loose.id]
    assert items[0].turn == (DUE, 1, 1)
    assert items[2].turn is None


def test_phone_and_page_say_which_order_and_which_stop(stage, client, sign_in):
    loose, first, second = signs_along(stage, 0, 9, 5)
    order_of(stage, first, second)
    sign_in(client, "crew")
    taken = client.get("/api/v1/field/today").get_json()["signs"]
    stop = {"number": 1, "due_on": DUE.isoformat()}
    assert [(sign["id"], sign["order"]) for sign in taken] == [
        (first.id, {**stop, "turn": 1}),
        (second.id, {**stop, "turn": 2}),
        (loose.id, None),
    ]
    page = client.get("/field").text
    assert "派给我的在前" in page
    assert page.count(f"派工单 1 第 1 站，{DUE.isoformat()} 以前") == 1
    assert page.count("派工单 1 第") == 2


def test_progress_counts_what_came_in_since_the_order_was_given(stage, seen):
    one, two = signs_along(stage, 0, 5)
    order = order_of(stage, one, two)
    receipt = stage.sent(one)
    view = seen(work_order, order.id)
    assert (view.reported, view.verified) == (1, 0)
    stage.judged(receipt)
    view = seen(work_order, order.id)
    assert (view.reported, view.verified) == (1, 1)


def test_the_order_and_the_sign_say_what_was_found_there(stage, client, sign_in, cast):
    blank, good = signs_along(stage, 0, 5)
    order = order_of(stage, blank, good)
    found = {"kind": ReportKind.BLANK, "observed_hanzi": "", "observed_roman": ""}
    stage.judged(stage.sent(blank, **found))
    stage.judged(stage.sent(good))
    sign_in(client, cast.steward)
    page = client.get(f"/signage/orders/{order.id}").text
    # The report was accepted; that the plate is blank is not hidden behind a green word.
    assert (page.count("已核验</"), page.count("标志有误")) == (2, 1)
    # It has been through every step, though it ended badly: none of them is still ahead.
    sign = client.get(f"/signage/signs/{blank.id}").text
    assert (sign.count("step-done"), sign.count("step-ahead")) == (5, 0)


def test_who_leads_sees_on_the_desk_how_far_an_order_is_until_it_is_done(
    stage, client, sign_in, seen, cast
):
    one, two = signs_along(stage, 0, 5)
    order_of(stage, one, two)
    receipt = stage.sent(one)
    sign_in(client, "crew_leader")
    desk = client.get("/desk").text
    assert "派工单进行中" in desk
    assert "2 处：已上报 1，已核验 0" in desk
    stage.judged(receipt)
    stage.judged(stage.sent(two))
    assert seen(orders_under_way, cast.crew_leader) == []
    assert seen(orders_under_way, cast.crew) == []


def test_a_verified_sign_can_be_sent_to_again(stage, seen, cast):
    sign = stage.verified()
    order = order_of(stage, sign)
    assert [item.sign.id for item in seen(queries.field_list, cast.crew)] == [sign.id]
    assert seen(work_order, order.id).verified == 0, "what was verified before does not count"


def test_one_position_is_not_sent_to_two_crews_at_once(stage):
    (sign,) = signs_along(stage, 0)
    order_of(stage, sign)
    with pytest.raises(Conflict) as refused:
        order_of(stage, sign, crew=stage.cast.other_crew)
    assert refused.value.code == "signage.on_other_order"
    assert "第 1 号派工单" in str(refused.value.message)
    assert "改派或取消" in str(refused.value.advice)


def test_a_position_that_was_verified_is_free_for_another_order(stage):
    (sign,) = signs_along(stage, 0)
    order_of(stage, sign)
    stage.judged(stage.sent(sign))
    assert order_of(stage, sign).number == 2


def test_a_cancelled_order_frees_its_positions_and_keeps_its_reason(stage, seen):
    (sign,) = signs_along(stage, 0)
    order = order_of(stage, sign)
    with stage.work_as(stage.cast.steward) as work:
        services.cancel_order(work, order.id, reason="改期", seen_version=1)
    assert seen(work_order, order.id).order.cancel_reason == "改期"
    assert order_of(stage, sign).number == 2
    entries = seen(lambda session: journal.history(session, ("work_order", order.id), limit=9))
    assert {entry.verb for entry in entries} == {"signage.order_given", "signage.order_cancelled"}
    with pytest.raises(Conflict), stage.work_as(stage.cast.steward) as work:
        services.cancel_order(work, order.id, reason="再来", seen_version=2)


def test_an_order_changed_meanwhile_is_not_changed_again(stage, cast):
    order = order_of(stage, *signs_along(stage, 0))
    given = {"crew_id": cast.crew.id, "due_on": DUE, "reason": "换人", "seen_version": 1}
    with stage.work_as(cast.steward) as work:
        services.reassign_order(work, order.id, **given)
    with pytest.raises(Conflict) as refused, stage.work_as(cast.steward) as work:
        services.reassign_order(work, order.id, **given)
    assert refused.value.code == "signage.changed_meanwhile"


@pytest.mark.parametrize("who", ["crew", "reviewer_county", "stranger"])
def test_who_may_not_require_signs_may_not_give_orders(stage, cast, who):
    (sign,) = signs_along(stage, 0)
    with pytest.raises(Forbidden), stage.work_as(getattr(cast, who)) as work:
        services.give_order(work, [sign.requirement_id], crew_id=cast.crew.id, due_on=DUE)


def test_every_wrong_field_is_named_at_once(stage, cast):
    planned = stage.requirement()
    with pytest.raises(Invalid) as refused, stage.work_as(cast.steward) as work:
        services.give_order(
            work,
            [planned.id],
            crew_id=cast.stranger.id or "nobody",
            due_on=date(2020, 1, 1),
            start=Position(31.8, 117.2),
        )
    assert set(refused.value.fields) == {"requirement", "crew", "due_on", "start_lon"}


def test_what_is_offered_is_made_and_free(stage, seen, cast):
    free, held = signs_along(stage, 0, 5)
    stage.requirement()
    order_of(stage, held)
    found = seen(offered_stops, cast.steward, StopsWanted())
    assert [sign.id for _row, sign in found] == [free.id]
    assert seen(offered_stops, cast.steward, StopsWanted(sign_type="street")) == []


def test_the_form_comes_back_with_what_was_chosen(stage, client, sign_in, cast):
    one, two = signs_along(stage, 0, 5)
    sign_in(client, cast.steward)
    answer = client.post(
        "/signage/orders",
        data={"requirement": one.requirement_id, "crew": "", "due_on": "", "note": "小心狗"},
    )
    text = text_of(answer)
    assert answer.status_code == 422
    assert f'value="{one.requirement_id}" checked' in text
    assert f'value="{two.requirement_id}">' in text
    assert "小心狗" in text
    half = {"requirement": one.requirement_id, "crew": cast.crew.id, "due_on": "2099-01-01"}
    answer = client.post("/signage/orders", data={**half, "start_lon": "117.2"})
    assert answer.status_code == 422
    assert 'id="error-start_lat"' in text_of(answer)


def test_the_sheet_has_text_code_qr_and_sketch_and_nothing_inline(stage, client, sign_in, cast):
    order = order_of(stage, *signs_along(stage, 0, 5))
    sign_in(client, cast.crew)
    text = text_of(client.get(f"/signage/orders/{order.id}/sheet"))
    assert text.count('class="order-ink"') == 2
    assert 'class="order-line" points="' in text
    assert "LONGCHENG" in text.upper()
    assert " style=" not in text


def test_another_crew_does_not_see_the_order(stage, client, sign_in, cast):
    order = order_of(stage, *signs_along(stage, 0), crew=cast.crew)
    assert client.get(f"/signage/orders/{order.id}").status_code in {302, 303, 401}
    sign_in(client, cast.steward)
    text = text_of(client.get(f"/signage/orders/{order.id}"))
    assert "已上报 0 / 1" in text
    assert client.get("/signage/orders/0000000000000000").status_code == 404
    assert "第 1 号" in text_of(client.get("/signage/orders"))


@pytest.mark.database
def test_a_box_on_the_picture_narrows_the_list_and_not_the_picture(stage, seen, cast):
    west, middle, _east = signs_along(stage, 0, 5, 9)
    # Found to stand elsewhere than where it was due: that is where a crew goes.
    (moved,) = signs_along(stage, 4)
    seen_at = Position(HERE.lon + 0.02, 31.86, 8.0)
    stage.judged(stage.sent(moved, position=seen_at))
    box = Box(HERE.lon - 0.001, 31.85, HERE.lon + 0.006, 31.87)
    wanted = StopsWanted(box=box)
    found = seen(offered_stops, cast.steward, wanted)
    assert {sign.id for _row, sign in found} == {west.id, middle.id}
    assert seen(offered_count, cast.steward, wanted) == 2
    points = seen(offered_points, cast.steward, wanted, 100)
    assert len(points) == 4
    assert len(seen(offered_points, cast.steward, wanted, 3)) == 3
    at = next(one for one in points if one.requirement_id == moved.requirement_id)
    assert (at.lon, at.lat) == (seen_at.lon, seen_at.lat)
    assert seen(offered_points, cast.crew, StopsWanted(), 100) == []


def test_the_picture_stands_on_the_page_and_a_faulty_box_is_named(stage, client, sign_in, cast):
    west, east = signs_along(stage, 0, 9)
    sign_in(client, cast.steward)
    box = f"{HERE.lon - 0.001},31.85,{HERE.lon + 0.001},31.87"
    text = text_of(client.get(f"/signage/orders/new?bbox={box}"))
    for sign in (west, east):
        assert f'data-dot="{sign.requirement_id}"' in text
    assert f'value="{west.requirement_id}"' in text
    assert f'value="{east.requirement_id}"' not in text
    for wrong, said in (
        ("1,2,3", "四个数"),
        ("31.8,117.2,31.9,117.4", "写反了"),
        ("117.4,31.8,117.2,31.9", "范围是空的"),
    ):
        answer = client.get(f"/signage/orders/new?bbox={wrong}")
        assert answer.status_code == 422
        assert said in text_of(answer)
