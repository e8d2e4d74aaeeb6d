"""Papers of many faces are made by a worker from what was frozen; a page says how far they are."""

from __future__ import annotations

import csv
import io
from datetime import date

import pypdfium2
import pytest

from registry.core import journal, printing
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Unavailable
from registry.core.text import T
from registry.places import services as places
from registry.signage import queries, services
from registry.signage.models import DoorplateBatch
from registry.signage.queries.maker_orders import maker_order
from registry.signage.rules import maker_sheet
from registry.signage.services import papers
from tests.support.doorplates import BASE, approved_plates, plate_batch
from tests.support.proof_acts import maker_order_of, village_format
from tests.support.signs import text_of

TERMS = services.Terms("测试标牌厂", date(2099, 1, 31))
MANY = [str(number) for number in range(1, 64)]
PATH = "/signage/doorplate-batches"


def pages_of(content):
    document = pypdfium2.PdfDocument(content)
    try:
        return len(document), "".join(
            document[n].get_textpage().get_text_range() for n in range(len(document))
        )
    finally:
        document.close()


@pytest.mark.database
def test_the_files_of_a_long_order_are_made_by_a_worker_from_what_was_frozen(
    app, stage, cast, work_as, seen, runtime, run_jobs
):
    sent = approved_plates(stage, *MANY)
    with work_as(cast.steward) as work:
        order_id = services.order_plates(work, sent.id, TERMS, BASE).id
    assert not services.make_short(runtime, ("maker_order", order_id), len(MANY), BASE, SYSTEM)
    assert seen(maker_order, order_id).order.pdf_sha256 == ""
    # The road is renamed before the worker comes: the maker is still sent what was approved.
    with work_as(SYSTEM) as work:
        places.rename(work, stage.land.road_id, new_text="长江中路", basis="批文")
    run_jobs()
    order = seen(maker_order, order_id).order
    number, said = pages_of(runtime.store.read(order.pdf_sha256))
    assert "长江中路" not in said
    assert number > len(MANY)
    listed = io.StringIO(runtime.store.read(order.csv_sha256).decode("utf-8-sig"))
    rows = list(csv.DictReader(listed))
    assert [row["门牌号"] for row in rows] == MANY
    assert {row["名称"] for row in rows} == {"长江西路"}
    assert seen(queries.is_order_file, order.pdf_sha256)
    assert seen(queries.is_order_file, seen(sheet_of, sent.id))


def sheet_of(session, batch_id):
    return session.get(DoorplateBatch, batch_id).sheet_sha256


@pytest.mark.database
def test_a_paper_that_is_made_twice_is_the_same_and_kept_once(stage, cast, work_as, seen, runtime):
    sent = approved_plates(stage, "7")
    with work_as(cast.steward) as work:
        order_id = services.order_plates(work, sent.id, TERMS, BASE).id
    subject = ("maker_order", order_id)
    papers.make(runtime, subject, BASE)
    first = seen(maker_order, order_id).order.pdf_sha256
    papers.make(runtime, subject, BASE)
    assert seen(maker_order, order_id).order.pdf_sha256 == first
    with pytest.raises(Conflict) as made, work_as(cast.steward) as work:
        services.ask_again(work, subject, BASE)
    assert made.value.code == "signage.paper_made"


def test_a_long_order_shows_how_far_it_is_and_then_its_files(
    client, sign_in, stage, run_jobs, seen
):
    sent = approved_plates(stage, *MANY)
    sign_in(client, "steward")
    answer = client.post(
        f"{PATH}/{sent.id}/order", data={"maker": "标牌厂", "due_on": "2099-01-31", "note": ""}
    )
    page = answer.location
    waiting = text_of(client.get(page))
    assert "文件正在后台做" in waiting
    assert "faces.pdf" not in waiting
    assert client.get(f"{page}/faces.pdf").status_code == 404
    # Asked for once already.
    assert client.post(f"{page}/files").status_code == 409
    run_jobs()
    ready = text_of(client.get(page))
    assert "文件正在后台做" not in ready
    number, _said = pages_of(client.get(f"{page}/faces.pdf").data)
    assert number > len(MANY)
    assert client.get(f"{page}/list.csv").status_code == 200


def test_a_paper_that_fails_says_so_and_is_made_at_the_next_try(
    client, sign_in, stage, run_jobs, monkeypatch
):
    sent = approved_plates(stage, *MANY)
    sign_in(client, "steward")

    def broken(_lines, *_more):
        raise Unavailable("print.slow", T("排版用的时间超过了上限，没有生成 PDF"))

    page = f"{PATH}/{sent.id}"
    with monkeypatch.context() as patch:
        patch.setattr(printing, "pdf", broken)
        patch.setattr("registry.jobs.services.running.MAX_ATTEMPTS", 1)
        run_jobs()
        assert "文件没有做成" in text_of(client.get(page))
    assert client.post(f"{page}/sheet").status_code == 303
    assert "文件正在后台做" in text_of(client.get(page))
    run_jobs()
    assert "文件没有做成" not in text_of(client.get(page))
    number, said = pages_of(client.get(f"{page}/sheet.pdf").data)
    assert number >= 2
    assert f"长江西路 {MANY[-1]} 号" in said


def test_nothing_is_ordered_where_nobody_could_ever_print_it(stage, monkeypatch, seen):
    village_format(stage)
    sign = stage.approved()
    monkeypatch.setattr(printing, "is_available", lambda: False)
    with pytest.raises(Unavailable) as missing:
        maker_order_of(stage, sign)
    assert missing.value.code == "print.not_installed"
    assert seen(queries.maker_orders) == []


@pytest.mark.database
def test_only_those_of_the_order_or_batch_ask_for_its_paper(stage, cast, work_as):
    village_format(stage)
    order = maker_order_of(stage, stage.approved())
    batch = plate_batch(stage, "1")
    for subject in (("maker_order", order.id), ("doorplate_batch", batch.id)):
        for person in (cast.crew, cast.stranger):
            with pytest.raises(Forbidden), work_as(person) as work:
                services.ask_again(work, subject, BASE)


def test_a_frozen_line_alone_gives_the_face_that_was_approved(stage, seen):
    village_format(stage)
    sign = stage.approved()
    order = maker_order_of(stage, sign)
    [line] = order.lines
    face = maker_sheet.line_face(line)
    assert (face.width, face.height) == (1200, 450)
    assert [one.text for one in face.letterings][-2:] == ["龙城村", "LONGCHENGCUN"]
    assert face.code is not None


def test_an_arrow_goes_from_the_proof_to_the_maker_and_into_the_register(
    client, sign_in, stage, cast, work_as, seen
):
    village_format(stage)
    requirement = stage.requirement()
    sign_in(client, "steward")
    said = {"text_hanzi": "龙城村", "text_roman": "LONGCHENGCUN", "ground": "blue"}
    page = f"/signage/requirements/{requirement.id}"
    wrong = client.post(f"{page}/proof", data={**said, "arrows": "up"})
    assert wrong.status_code == 422
    assert 'id="error-arrows"' in text_of(wrong)
    answer = client.post(f"{page}/proof", data={**said, "arrows": "both"})
    assert answer.status_code == 303
    sign = seen(queries.live_sign_of, requirement.id)
    shown = text_of(client.get(answer.location))
    assert "向左和向右" in shown
    with work_as(cast.reviewer_city) as work:
        services.approve_proof(work, sign.id)
        drawn = [entry for entry in journal.latest(work.session) if "face_drawn" in entry.verb]
    assert drawn[0].after["arrows"] == "both"
    [line] = maker_order_of(stage, sign).lines
    assert [one.text for one in maker_sheet.line_face(line).pointers] == ["←", "→"]
    heads, [told] = maker_sheet.table([line])
    assert dict(zip(heads, told, strict=True))["箭头"] == "向左和向右"
    listed = io.StringIO(client.get("/signage/signs.csv").data.decode("utf-8-sig"))
    [registered] = csv.DictReader(listed)
    assert (registered["箭头"], registered["字的颜色"]) == ("向左和向右", "白")
    # Planned anew without one, the face has none.
    with work_as(cast.steward) as work:
        services.cancel_maker_order(
            work, seen(queries.maker_orders)[0].order.id, reason="改", seen_version=1
        )
        services.withdraw_proof(work, sign.id, reason="不要箭头")
    assert client.post(f"{page}/proof", data=said).status_code == 303
    assert "向左和向右" not in text_of(client.get(answer.location))
