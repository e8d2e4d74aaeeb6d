"""Many positions are divided among crews and days, looked at, and given out in one act."""

from __future__ import annotations

import html
import re
from datetime import date

import pytest

from registry.core.errors import Conflict, Invalid
from registry.core.geo import Position
from registry.signage import services
from registry.signage.queries.orders import live_orders_of, work_order, work_orders
from registry.signage.rules.dividing import Planned
from tests.support.order_acts import order_of
from tests.support.signs import HERE, text_of

PATH = "/signage/orders/division"
GIVEN = "/signage/orders/division/orders"
DAY = date(2099, 1, 5)


def signs_at(stage, *eastings):
    """Made signs, each this many thousandths of a degree to the east."""
    return [
        stage.made(requirement=stage.requirement(position=Position(HERE.lon + east / 1000, 31.86)))
        for east in eastings
    ]


def form_of(page):
    """What a browser would send from the preview."""
    found = {"stops": re.findall(r'name="stops" value="([^"]+)"', page)}
    found["due_on"] = re.findall(r'name="due_on" value="([^"]+)"', page)
    found["crew"] = [
        re.search(r'value="([^"]+)" selected', part)[1]
        for part in re.findall(r'<select name="crew".*?</select>', page, re.DOTALL)
    ]
    return {name: [html.unescape(one) for one in values] for name, values in found.items()}


def test_a_county_is_divided_looked_at_and_given_out_at_once(stage, client, sign_in, cast, seen):
    signs = signs_at(stage, *range(0, 60, 5))
    verified = stage.verified()
    sign_in(client, "steward")
    ask = {"crew": cast.crew.id, "first_on": "2099-01-09", "size": "10"}
    assert "选好外业队就能看怎么分" in text_of(client.get(PATH))
    page = text_of(client.get(PATH, query_string=ask))
    form = form_of(page)
    # Twelve positions, ten at most: two of six; Friday, then Monday.
    assert [len(text.split()) for text in form["stops"]] == [6, 6]
    assert form["due_on"] == ["2099-01-09", "2099-01-12"]
    given = {ident for text in form["stops"] for ident in text.split()}
    assert given == {sign.requirement_id for sign in signs}
    assert verified.requirement_id not in given, "only due for another look"
    assert page.count('class="order-line"') == 2
    assert seen(work_orders) == [], "a preview writes nothing"
    done = client.post(GIVEN, data={**form, "note": "春季安装"})
    assert done.status_code == 303
    orders = seen(work_orders)
    assert [len(view.stops) for view in orders] == [6, 6]
    assert {view.order.note for view in orders} == {"春季安装"}
    shown = text_of(client.get(f"/signage/orders/{orders[0].order.id}/sheet"))
    assert shown.count('class="order-ink"') == 6


@pytest.mark.database
def test_all_orders_or_none_and_every_fault_says_of_which(stage, cast, work_as, seen):
    one, two = (sign.requirement_id for sign in signs_at(stage, 0, 5))
    good = Planned((one,), cast.crew.id, DAY)
    with pytest.raises(Invalid) as wrong, work_as(cast.steward) as work:
        services.give_orders(work, [good, Planned((two,), "nobody", date(2020, 1, 1))])
    assert set(wrong.value.fields) == {"crew", "due_on"}
    assert str(wrong.value.fields["due_on"][0]).startswith("第 2 张：期限已经过去")
    assert seen(work_orders) == []
    # One position is never given to two crews, nor twice in one act.
    with pytest.raises(Conflict), work_as(cast.steward) as work:
        services.give_orders(work, [good, Planned((one, two), cast.crew.id, DAY)])
    assert seen(live_orders_of, [one, two]) == {}
    with pytest.raises(Invalid), work_as(cast.steward) as work:
        services.give_orders(work, [])


def test_a_position_taken_meanwhile_is_named_and_the_preview_stays(stage, client, sign_in, seen):
    one, two = signs_at(stage, 0, 5)
    crew = stage.cast.crew.id
    order_of(stage, one)
    sign_in(client, "steward")
    form = {
        "stops": [one.requirement_id, two.requirement_id],
        "crew": [crew, crew],
        "due_on": ["2099-01-05", "2099-01-06"],
        "note": "先近后远",
    }
    answer = client.post(GIVEN, data=form)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "已在第 1 号派工单上" in page
    assert form_of(page)["due_on"] == form["due_on"]
    assert 'value="先近后远"' in page
    assert len(seen(work_orders)) == 1


@pytest.mark.parametrize(
    ("form", "field"),
    [
        ({"stops": "x", "crew": "c", "due_on": "2099-01-05"}, "stops"),
        ({"stops": ["a" * 16, "b" * 16], "crew": "c", "due_on": "2099-01-05"}, "stops"),
        ({}, "stops"),
        ({"stops": "a" * 16, "crew": "c", "due_on": "2020-13-45"}, "due_on"),
    ],
)
def test_what_is_no_plan_is_refused_by_its_field(client, sign_in, form, field):
    sign_in(client, "steward")
    answer = client.post(GIVEN, data=form)
    assert answer.status_code == 422
    assert f'id="error-{field}"' in text_of(answer) or f"#field-{field}" in text_of(answer)


def test_what_the_filter_does_not_take_is_refused(client, sign_in):
    sign_in(client, "steward")
    for query in ("size=0", "size=61", "first_on=gestern", "colour=red"):
        assert client.get(f"{PATH}?{query}").status_code == 422, query
    sign_in(client, "crew")
    assert client.get(PATH).status_code == 403


def test_orders_go_on_where_the_list_stopped(stage, seen, client, sign_in):
    first = order_of(stage, *signs_at(stage, 0))
    second = order_of(stage, *signs_at(stage, 5))
    assert [view.order.id for view in seen(work_orders)] == [second.id, first.id]
    assert [view.order.id for view in seen(work_orders, second.number)] == [first.id]
    assert seen(work_order, first.id).order.number == 1
    sign_in(client, "steward")
    assert "第 1 号" in text_of(client.get("/signage/orders?before=2"))
    assert client.get("/signage/orders?before=x").status_code == 422


def test_a_wrong_day_keeps_the_whole_preview(stage, client, sign_in, seen):
    one, two = signs_at(stage, 0, 5)
    crew = stage.cast.crew.id
    sign_in(client, "steward")
    form = {
        "stops": [one.requirement_id, two.requirement_id],
        "crew": [crew, crew],
        "due_on": ["2099-01-05", "2099-02-31"],
    }
    answer = client.post(GIVEN, data=form)
    again = form_of(text_of(answer))
    assert answer.status_code == 422
    assert (again["stops"], again["due_on"]) == (form["stops"], form["due_on"])
    assert seen(work_orders) == []
