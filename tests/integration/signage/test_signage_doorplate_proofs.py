"""Doorplates are proofed by the batch, approved by a second person, ordered, and lead by a code."""

from __future__ import annotations

import csv
import io
import re
from contextlib import contextmanager
from datetime import date

import cv2
import numpy as np
import pypdfium2
import pytest

from registry.core import journal
from registry.core.actor import ANONYMOUS, SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, Refused
from registry.places import services as places
from registry.signage import services
from registry.signage.models import DoorplateBatch
from registry.signage.queries.doorplate_batches import (
    PlatesWanted,
    codes_of,
    door_batch,
    door_items,
    plates_to_proof,
    road_groups,
)
from registry.signage.queries.doorplates import kept_plates, recounted_plates
from registry.signage.queries.hints import HintsWanted, hint_list
from registry.signage.queries.maker_orders import maker_order
from registry.signage.rules.codes import grouped, is_plate_code
from registry.signage.rules.doorplate_faces import Side
from registry.signage.rules.hints import HintKind, HintOutcome
from registry.signage.services.doorplates import withdraw_doorplates
from tests.support.doorplates import BASE, approved_plates, door_format, plate_batch, put_plates
from tests.support.signs import text_of, total

TERMS = services.Terms("测试标牌厂", date(2099, 1, 31))
PATH = "/signage/doorplate-batches"


@pytest.fixture
def renamed(work_as, land):
    """Give 长江西路 another name."""

    def do(name="长江中路", roman="Chángjiāng Zhōnglù"):
        with work_as(SYSTEM) as work:
            places.rename(
                work, land.road_id, new_text=name, basis="合地名〔2026〕9号", roman_toned=roman
            )

    return do


@contextmanager
def told(field, words):
    """What is refused, at which field, in which words."""
    with pytest.raises(Invalid) as fault:
        yield
    assert list(fault.value.fields) == [field]
    assert words in str(fault.value.fields[field][0])


def items(seen, batch):
    return seen(door_items, batch.id)


@pytest.mark.database
def test_what_is_sent_is_chosen_by_road_number_and_side_and_gets_codes(stage, seen, cast, work_as):
    put_plates(stage, "1", "2", "3", "10", "12-1")
    land, form = stage.land, door_format(stage)

    def found(**said):
        wanted = PlatesWanted(**said)
        return [one.number for one in seen(plates_to_proof, cast.steward, wanted)]

    assert found(place_id=land.road_id) == ["1", "2", "3", "10", "12-1"]
    assert found(division_id=land.county_id, side=Side.ODD) == ["1", "3"]
    assert found(place_id=land.road_id, first=3, last=10) == ["3", "10"]
    assert found(place_id=land.village_id) == []
    with work_as(cast.steward) as work:
        wanted = PlatesWanted(place_id=land.road_id, first=3)
        sent = services.send_plates(work, wanted, format_id=form.id, seen=3, base_url=BASE)
    shown = items(seen, sent)
    assert [one.plate.number for one in shown] == ["3", "10", "12-1"]
    assert len({one.code for one in shown}) == 3
    assert all(is_plate_code(one.code) for one in shown)
    assert {one.item.road for one in shown} == {"长江西路"}
    # What waits is in no second batch.
    assert found(place_id=land.road_id) == ["1", "2"]


@pytest.mark.database
def test_a_second_person_approves_and_whoever_prepared_is_refused(stage, seen, cast, work_as):
    sent = plate_batch(stage, "1", "2")
    with work_as(SYSTEM) as work:
        work.session.get(DoorplateBatch, sent.id).created_by = cast.reviewer_city.id
    with pytest.raises(Forbidden) as own, work_as(cast.reviewer_city) as work:
        services.approve_plates(work, sent.id)
    assert own.value.code == "signage.own_proof"
    with pytest.raises(Forbidden) as own, work_as(cast.reviewer_city) as work:
        services.return_plates(work, sent.id, [], reason="")
    assert own.value.code == "signage.own_proof"
    with work_as(SYSTEM) as work:
        work.session.get(DoorplateBatch, sent.id).created_by = cast.steward.id
    with pytest.raises(Forbidden), work_as(cast.crew) as work:
        services.approve_plates(work, sent.id)
    with told("plate", "没有审定"), work_as(cast.steward) as work:
        services.order_plates(work, sent.id, TERMS, BASE)
    with work_as(cast.reviewer_city) as work:
        view = services.approve_plates(work, sent.id)
    assert view.count("approved") == 2
    with pytest.raises(Conflict), work_as(cast.reviewer_city) as work:
        services.approve_plates(work, sent.id)
    verbs = [one.verb for one in seen(journal.history, ("doorplate_batch", sent.id))]
    assert verbs == ["signage.doorplates_approved", "signage.doorplates_proofed"]


@pytest.mark.database
def test_one_is_returned_and_the_others_are_approved(stage, seen, cast, work_as):
    sent = plate_batch(stage, "1", "2", "3")
    wrong = items(seen, sent)[1]
    with pytest.raises(Invalid) as fault, work_as(cast.reviewer_city) as work:
        services.return_plates(work, sent.id, [], reason=" ")
    assert set(fault.value.fields) == {"plate", "reason"}
    with work_as(cast.reviewer_city) as work:
        services.return_plates(work, sent.id, [wrong.plate.id], reason="号码重了")
        services.approve_plates(work, sent.id)
    view = seen(door_batch, sent.id)
    assert view.counts == {"approved": 2, "returned": 1}
    with told("plate", "已经退回"), work_as(cast.reviewer_city) as work:
        services.return_plates(work, sent.id, [wrong.plate.id], reason="再退一次")
    # It is sent again with the code it had.
    with work_as(cast.steward) as work:
        wanted = PlatesWanted(place_id=stage.land.road_id)
        again = services.send_plates(work, wanted, format_id=sent.format_id, seen=1, base_url=BASE)
    assert items(seen, again)[0].code == wrong.code
    with work_as(cast.reviewer_city) as work:
        services.return_plates(work, again.id, [wrong.plate.id], reason="仍然重号")
    assert seen(door_batch, again.id).batch.outcome == "returned"


@pytest.mark.database
def test_a_renamed_road_voids_its_proofs_before_approval_and_at_the_order(
    stage, seen, cast, work_as, renamed
):
    waiting = plate_batch(stage, "1", run="1")
    approved = approved_plates(stage, "2", "3", run="2")
    renamed()
    with pytest.raises(Refused, match="长江中路"), work_as(cast.reviewer_city) as work:
        services.approve_plates(work, waiting.id)
    with pytest.raises(Invalid) as fault, work_as(cast.steward) as work:
        services.order_plates(work, approved.id, TERMS, BASE)
    said = str(fault.value.fields["plate"][0])
    assert "长江西路2号、长江西路3号" in said
    assert "长江中路" in said
    [road] = seen(road_groups, approved.id)
    assert (road.cast, road.approved, road.plates) == ("长江西路", "长江中路", 2)
    # Taken back and sent again it carries the new name, whatever the file wrote.
    with work_as(cast.steward) as work:
        services.withdraw_plates(work, approved.id, reason="道路改名")
        wanted = PlatesWanted(place_id=stage.land.road_id)
        again = services.send_plates(
            work, wanted, format_id=approved.format_id, seen=2, base_url=BASE
        )
    assert {(one.item.road, one.plate.road) for one in items(seen, again)} == {
        ("长江中路", "长江西路")
    }


@pytest.mark.database
def test_a_file_taken_back_takes_its_proofs_along_and_counters_stay_right(
    stage, seen, cast, work_as
):
    sent = approved_plates(stage, "1", run="1")
    put_plates(stage, "2", run="2")
    with work_as(SYSTEM) as work:
        withdraw_doorplates(work, "1" * 16, 0, 100)
    assert seen(kept_plates) == seen(recounted_plates)
    with told("plate", "撤回"), work_as(cast.steward) as work:
        services.order_plates(work, sent.id, TERMS, BASE)
    [one] = items(seen, sent)
    assert one.is_taken_back
    with work_as(cast.reviewer_city) as work:
        services.return_plates(work, sent.id, [one.plate.id], reason="已撤回")
    assert seen(door_batch, sent.id).batch.outcome == "returned"


@pytest.mark.database
def test_doorplates_on_their_way_to_the_wall_change_no_rate(stage, seen, cast, work_as):
    before = total(seen), seen(kept_plates)
    sent = approved_plates(stage, "1", "2")
    with work_as(cast.steward) as work:
        order = services.order_plates(work, sent.id, TERMS, BASE)
    with work_as(cast.steward) as work:
        view = services.order_found(work, order.id)
        services.deliver_plates(work, view.order, view.plates, None)
    after = total(seen), seen(kept_plates)
    assert after[0] == before[0]
    assert after[1] == {(stage.land.county_id, "claimed"): 2} == seen(recounted_plates)


@pytest.mark.database
def test_an_order_holds_its_batch_until_it_is_cancelled_or_delivered(stage, seen, cast, work_as):
    sent = approved_plates(stage, "1", "2")
    with work_as(cast.steward) as work:
        first = services.order_plates(work, sent.id, TERMS, BASE)
    plate = items(seen, sent)[0].plate.id
    for act in (
        lambda work: services.order_plates(work, sent.id, TERMS, BASE),
        lambda work: services.withdraw_plates(work, sent.id, reason="不要了"),
    ):
        with pytest.raises(Conflict, match="制作单"), work_as(cast.steward) as work:
            act(work)
    with pytest.raises(Conflict, match="制作单"), work_as(cast.reviewer_city) as work:
        services.return_plates(work, sent.id, [plate], reason="不要了")
    with work_as(cast.steward) as work:
        services.cancel_maker_order(work, first.id, reason="改厂家", seen_version=1)
        second = services.order_plates(work, sent.id, TERMS, BASE)
    with work_as(cast.steward) as work:
        view = services.order_found(work, second.id)
        assert services.deliver_plates(work, view.order, view.plates, None) == 2
    with work_as(cast.steward) as work:
        view = services.order_found(work, second.id)
        with pytest.raises(Conflict, match="已经交货"):
            services.deliver_plates(work, view.order, view.plates, None)
    with pytest.raises(Conflict, match="已经交货"), work_as(cast.steward) as work:
        services.cancel_maker_order(work, second.id, reason="晚了", seen_version=1)


def test_what_cannot_be_sent_is_named(stage, cast, work_as):
    put_plates(stage, "1")
    form = door_format(stage)
    road = PlatesWanted(place_id=stage.land.road_id)

    def send(wanted, format_id=form.id, seen=1):
        with work_as(cast.steward) as work:
            services.send_plates(work, wanted, format_id=format_id, seen=seen, base_url=BASE)

    with told("place", "请选一条道路"):
        send(PlatesWanted())
    with told("format", "请从列出的选项中选择"):
        send(road, format_id="0" * 16)
    with pytest.raises(Conflict, match="刚刚有变化"):
        send(road, seen=2)
    with told("place", "没有可以送审"):
        send(PlatesWanted(place_id=stage.land.village_id))


def test_the_files_of_an_order_show_every_face_at_its_size_with_a_code_that_can_be_read(
    stage, cast, work_as, seen, runtime
):
    sent = approved_plates(stage, "7", "188-2")
    with work_as(cast.steward) as work:
        order_id = services.order_plates(work, sent.id, TERMS, BASE).id
    assert services.make_short(runtime, ("maker_order", order_id), 2, BASE, cast.steward)
    order = seen(maker_order, order_id).order
    files = {kind: runtime.store.read(getattr(order, f"{kind}_sha256")) for kind in ("pdf", "csv")}
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert [row["门牌号"] for row in rows] == ["7", "188-2"]
    assert {row["名称"] for row in rows} == {"长江西路"}
    document = pypdfium2.PdfDocument(files["pdf"])
    try:
        assert len(document) == 3
        for page, row in zip(list(document)[1:], rows, strict=True):
            wide, high = (side / 72 * 25.4 for side in page.get_size())
            assert (round(wide), round(high)) == (270 + 40, 170 + 40)
            drawn = np.asarray(page.render(scale=2).to_pil().convert("L"))
            said, *_ = cv2.QRCodeDetector().detectAndDecode(drawn)
            assert said == row["二维码内容"]
            assert said.rpartition("/s/")[2] == row["门牌编码"].replace("-", "")
    finally:
        document.close()


def test_a_building_sign_carries_the_spelling_and_voids_with_it(
    stage, seen, cast, work_as, renamed
):
    sent = plate_batch(stage, "12", code="building")
    assert items(seen, sent)[0].item.roman == "CHANGJIANG XILU"
    assert not items(seen, sent)[0].is_stale
    renamed()
    assert items(seen, sent)[0].is_stale


# --- pages --------------------------------------------------------------------------------------


def test_the_walk_from_a_road_to_the_maker(client, sign_in, stage, seen, run_jobs):
    put_plates(stage, *(str(n) for n in range(1, 66)), road="长江西路（旧写法）")
    form = door_format(stage)
    sign_in(client, "steward")
    road = stage.land.road_id
    page = text_of(client.get(f"/signage/doorplates?place={road}"))
    assert f"{PATH}/new?place={road}" in page
    page = text_of(client.get(f"{PATH}/new?place={road}&format={form.id}"))
    assert "65 块门牌可以送审" in page
    sent = client.post(PATH, data={"place": road, "format": form.id, "seen": "65"})
    assert sent.status_code == 303
    page = text_of(client.get(sent.location))
    assert "等第二个人审定" in page
    assert "审定这一批" not in page
    assert "长江西路（旧写法）" in page
    assert "导入文件里的写法不同" in page
    assert page.count("<figure") == 60
    [more] = re.findall(r'href="(/signage/doorplate-batches/[^"]+after=60)"', page)
    assert text_of(client.get(more)).count("<figure") == 5
    sign_in(client, "reviewer_city")
    batch_id = sent.location.rpartition("/")[2]
    last = seen(door_items, batch_id)[-1]
    page = text_of(client.get(more))
    assert f'value="{last.plate.id}"' in page
    empty = client.post(f"{PATH}/{batch_id}/returns?after=60", data={"plate": last.plate.id})
    assert empty.status_code == 422
    assert 'id="error-reason"' in text_of(empty)
    back = client.post(
        f"{PATH}/{batch_id}/returns?after=60", data={"plate": last.plate.id, "reason": "重号"}
    )
    assert back.location.endswith("after=60")
    assert "审定这一批的 64 块" in text_of(client.get(back.location))
    assert client.post(f"{PATH}/{batch_id}/approval").status_code == 303
    sign_in(client, "steward")
    run_jobs()
    sheet = client.get(f"{PATH}/{batch_id}/sheet.pdf")
    assert sheet.mimetype == "application/pdf"
    ordered = client.post(
        f"{PATH}/{batch_id}/order", data={"maker": "=甲厂", "due_on": "2099-01-31"}
    )
    assert ordered.status_code == 303, text_of(ordered)
    page = text_of(client.get(ordered.location))
    assert "已制作 0 / 64" in page
    run_jobs()
    assert client.get(f"{ordered.location}/list.csv").data.count(b"\n") == 65
    assert "门牌：已制作 0，共 64" in text_of(client.get("/signage/maker-orders"))
    done = client.post(f"{ordered.location}/deliveries", data={"made_on": "2026-01-05"})
    assert done.status_code == 303
    assert "已制作 64 / 64" in text_of(client.get(ordered.location))
    assert seen(lambda s: s.get(DoorplateBatch, batch_id).made_on) == date(2026, 1, 5)


def test_the_page_behind_a_doorplate_is_light_and_tells_what_was_renamed(
    client, stage, seen, renamed
):
    sent = approved_plates(stage, "188")
    [one] = items(seen, sent)
    answer = client.get(f"/s/{one.code}")
    page = text_of(answer)
    assert answer.status_code == 200
    assert "<script" not in page
    weight = len(answer.data) + sum(
        len(client.get(href).data)
        for href in re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    )
    assert weight < 15_000
    for said in ("长江西路188号", "Chángjiāng Xīlù", grouped(one.code), f"/s/{one.code}/problem"):
        assert said in page
    typed = client.get(f"/s/{grouped(one.code).lower()}")
    assert typed.location == f"/s/{one.code}"
    wrong = one.code[:-1] + ("2" if one.code[-1] != "2" else "3")
    assert "输入有误" in text_of(client.get(f"/s/{wrong}"))
    renamed()
    page = text_of(client.get(f"/s/{one.code}"))
    assert "长江西路188号" in page


@pytest.mark.database
def test_anybody_tells_of_a_doorplate_and_it_is_answered(client, stage, seen, cast, work_as):
    sent = approved_plates(stage, "188")
    [one] = items(seen, sent)
    with work_as(ANONYMOUS) as work:
        row = services.tell_hint(work, one.code, services.HintText(HintKind.DAMAGED))
    [told] = seen(hint_list, cast.steward, HintsWanted()).items
    assert (told.told.name, told.told.code) == ("长江西路188号", one.code)
    assert told.told.doorplate_id == one.plate.id
    with work_as(cast.steward) as work:
        services.settle_hint(work, row.id, outcome=HintOutcome.SENT, answer="已派人")
    page = text_of(client.get(f"/s/receipts/{row.receipt}"))
    assert "长江西路188号" in page
    assert "已派人" in page


def test_a_doorplate_says_its_code_and_batch(client, sign_in, stage, seen):
    sent = plate_batch(stage, "188")
    [one] = items(seen, sent)
    sign_in(client, "steward")
    page = text_of(client.get(f"/signage/doorplates/{one.plate.id}"))
    assert grouped(one.code) in page
    assert f"{PATH}/{sent.id}" in page
    assert seen(codes_of, [one.plate.id]) == {one.plate.id: one.code}
