"""Simulated doorplates: a file taken in, one batch approved and ordered, one for its approver."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from registry.core import printing
from registry.core.clock import china_date
from registry.demo import bringing, signs
from registry.demo.life import MAKER
from registry.demo.placing import ROADS
from registry.runtime import Runtime
from registry.signage import services
from registry.signage.queries.doorplate_batches import (
    PlatesWanted,
    door_formats,
    door_items,
    plates_to_proof,
)
from registry.signage.rules.doorplate_faces import Side
from registry.signage.services.papers import ORDER, SHEET

ROAD = ROADS[0][0]
FILE = "演示数据·演示大道门牌.csv"
LAST = 24
"""The highest number; odd ones on one side of the road, even ones on the other."""
_COLUMNS = ("道路名称", "门牌号", "县区", "邮编", "经度", "纬度", "密级")
_FORMAT = "door_middle"


def play(runtime: Runtime) -> Iterator[str]:
    """A file of doorplates; the odd numbers ordered, the even ones with their approver."""
    brought = bringing.written(runtime, FILE, [_COLUMNS, *_rows()], "doorplates")
    yield f"{brought} doorplates from a file"
    people = signs.team(runtime)
    first = _sent(runtime, people, Side.ODD)
    with runtime.write(people.approver) as work:
        items = door_items(work.session, first)
        services.return_plates(work, first, [items[-1].plate.id], reason="演示：号码待现场核对")
        services.approve_plates(work, first)
    if printing.is_available():
        _ordered(runtime, people, first)
    _sent(runtime, people, Side.EVEN)
    yield "2 batches of doorplates, one ordered, one waiting for its approver"


def _rows() -> list[tuple[str, ...]]:
    (west, south), *_more, (east, _north) = ROADS[0][2]
    return [
        (
            ROAD,
            f"{number}号",
            "肥东县",
            "231600",
            f"{west + (east - west) * number / LAST:.5f}",
            f"{south + (0.0004 if number % 2 else -0.0004):.5f}",
            "公开",
        )
        for number in range(1, LAST + 1)
    ]


def _sent(runtime: Runtime, people: signs.Team, side: Side) -> str:
    base_url = runtime.settings.public_url or "https://demo.example"
    with runtime.write(people.steward) as work:
        road = signs.place_named(work.session, ROAD)
        form = next(one for one in door_formats(work.session) if one.code == _FORMAT)
        wanted = PlatesWanted(place_id=road, side=side)
        seen = len(plates_to_proof(work.session, work.actor, wanted))
        note = "演示：模拟的一批门牌"
        sent = services.send_plates(
            work, wanted, format_id=form.id, seen=seen, note=note, base_url=base_url
        ).id
    services.make_short(runtime, (SHEET, sent), seen, base_url, people.steward)
    return sent


def _ordered(runtime: Runtime, people: signs.Team, batch_id: str) -> None:
    base_url = runtime.settings.public_url or "https://demo.example"
    with runtime.write(people.steward) as work:
        due_on = china_date(work.at) + timedelta(days=21)
        terms = services.Terms(MAKER, due_on, "演示：模拟的门牌制作单")
        order = services.order_plates(work, batch_id, terms, base_url)
    services.make_short(runtime, (ORDER, order.id), len(order.lines), base_url, people.steward)
