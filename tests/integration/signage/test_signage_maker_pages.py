"""Pages of orders to makers: frozen files of approved faces, deliveries, cancellation."""

from __future__ import annotations

import csv
import hashlib
import io
import os

import pypdfium2
import pytest
from click.testing import CliRunner

from registry.cli.storing import sweep
from registry.signage import queries, services
from registry.signage.models import MakerOrder
from registry.signage.rules.states import SignState
from registry.storage import digest_of
from tests.support.proof_acts import maker_order_of, village_format
from tests.support.signs import text_of

TERMS = {"maker": "=甲厂", "due_on": "2099-01-31", "note": ""}
POINTS_PER_MM = 72 / 25.4


@pytest.fixture
def approved(stage):
    """Two village signs in a format of 1200 by 450 mm, approved."""
    village_format(stage)
    return [stage.approved() for _ in range(2)]


def placed(client, signs, **more):
    answer = client.post(
        "/signage/maker-orders", data={**TERMS, "sign": [one.id for one in signs], **more}
    )
    assert answer.status_code == 303, text_of(answer)
    return answer.location


def test_an_order_gives_a_list_and_each_face_at_its_true_size(client, sign_in, approved):
    sign_in(client, "steward")
    assert f'value="{approved[0].id}"' in text_of(client.get("/signage/maker-orders/new"))
    page = placed(client, approved)
    answer = client.get(f"{page}/faces.pdf")
    assert answer.mimetype == "application/pdf"
    document = pypdfium2.PdfDocument(answer.data)
    try:
        words = document[0].get_textpage().get_text_range()
        sizes = [document[n].get_size() for n in range(len(document))]
    finally:
        document.close()
    assert "LONGCHENGCUN" in words
    assert len(sizes) == 3
    for wide, high in sizes[1:]:
        assert wide / POINTS_PER_MM == pytest.approx(1200 + 40, abs=0.01)
        assert high / POINTS_PER_MM == pytest.approx(450 + 40, abs=0.01)


def test_the_list_is_a_table_whose_cells_are_never_formulas(
    client, sign_in, stage, approved, work_as, cast
):
    sign_in(client, "steward")
    page = placed(client, approved)
    answer = client.get(f"{page}/list.csv")
    head, *rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert len(rows) == 2
    first = dict(zip(head, rows[0], strict=True))
    assert (first["汉字"], first["罗马字母"]) == ("龙城村", "LONGCHENGCUN")
    assert (first["宽（毫米）"], first["高（毫米）"]) == ("1200.0", "450.0")
    assert first["数量"] == "1"
    assert first["二维码内容"].endswith(approved[0].code)
    assert first["区划"]
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+"))]


def test_what_was_sent_stays_what_it_was_with_its_digests(
    client, sign_in, approved, stage, seen, app
):
    sign_in(client, "steward")
    page = placed(client, approved)
    pdf, table = (client.get(f"{page}/{name}").data for name in ("faces.pdf", "list.csv"))
    order = seen(queries.maker_order, page.rpartition("/")[2]).order
    assert hashlib.sha256(pdf).hexdigest() == order.pdf_sha256
    assert hashlib.sha256(table).hexdigest() == order.csv_sha256
    shown = text_of(client.get(page))
    for digest in (order.content_sha256, order.pdf_sha256, order.csv_sha256):
        assert digest in shown
    assert "=甲厂" in shown


def test_an_order_without_terms_or_of_what_is_not_approved_is_refused_with_every_fault(
    client, sign_in, stage, approved, seen
):
    waiting = stage.proof()
    sign_in(client, "steward")
    answer = client.post(
        "/signage/maker-orders", data={"sign": "<x>", "due_on": "2020", "maker": ""}
    )
    page = text_of(answer)
    assert answer.status_code == 422
    for name in ("sign", "maker", "due_on"):
        assert f'id="error-{name}"' in page, name
    data = {**TERMS, "sign": [waiting.id, approved[0].id], "due_on": "2020-01-01"}
    answer = client.post("/signage/maker-orders", data=data)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "“龙城村”的校样没有审定，不能制作" in page
    assert 'id="error-due_on"' in page
    assert 'value="=甲厂"' in page
    assert seen(queries.maker_orders) == []


def test_a_delivery_is_recorded_and_the_page_counts_it(client, sign_in, approved, seen):
    sign_in(client, "steward")
    page = placed(client, approved)
    bad = client.post(f"{page}/deliveries", data={"sign": [], "made_on": "2199-01-01"})
    assert bad.status_code == 422
    assert 'id="error-made_on"' in text_of(bad)
    answer = client.post(f"{page}/deliveries", data={"sign": approved[0].id, "batch": "2026-7"})
    assert answer.status_code == 303
    assert seen(queries.sign, approved[0].id).state == SignState.MADE
    assert "已制作 1 / 2" in text_of(client.get(page))
    assert "已制作 1，已安装 0，共 2" in text_of(client.get("/signage/maker-orders"))


def test_a_cancelled_order_gives_its_signs_free_and_its_files_no_more(
    client, sign_in, approved, seen
):
    sign_in(client, "steward")
    page = placed(client, approved)
    assert approved[0].id not in text_of(client.get("/signage/maker-orders/new"))
    none = client.post(f"{page}/cancellation", data={"cancel_reason": "", "version": "1"})
    assert none.status_code == 422
    stale = client.post(f"{page}/cancellation", data={"cancel_reason": "改厂家", "version": "9"})
    assert stale.status_code == 409
    done = client.post(f"{page}/cancellation", data={"cancel_reason": "改厂家", "version": "1"})
    assert done.status_code == 303
    assert "改厂家" in text_of(client.get(page))
    assert client.get(f"{page}/faces.pdf").status_code == 404
    assert approved[0].id in text_of(client.get("/signage/maker-orders/new"))


def test_only_those_who_order_signs_see_and_place_orders(client, sign_in, stage, approved, seen):
    order = maker_order_of(stage, approved[0])
    page = f"/signage/maker-orders/{order.id}"
    for person in ("crew", "reviewer_city", "stranger"):
        sign_in(client, person)
        for path in ("/signage/maker-orders", "/signage/maker-orders/new", page):
            assert client.get(path).status_code == 403, (person, path)
        for name in ("faces.pdf", "list.csv"):
            assert client.get(f"{page}/{name}").status_code == 403, (person, name)
        writes = (
            ("/signage/maker-orders", {**TERMS, "sign": approved[1].id}),
            (f"{page}/deliveries", {"sign": approved[0].id}),
            (f"{page}/cancellation", {"cancel_reason": "x", "version": "1"}),
        )
        for path, data in writes:
            assert client.post(path, data=data).status_code == 403, (person, path)
    sign_in(client, "steward")
    assert client.get(page).status_code == 200
    assert client.get("/signage/maker-orders/0123456789abcdef").status_code == 404
    assert seen(lambda session: session.get(MakerOrder, order.id)).cancelled_at is None


def test_files_of_an_order_are_never_swept_and_bytes_that_no_order_has_are(
    stage, approved, runtime, settings, monkeypatch, seen
):
    monkeypatch.setenv("REGISTRY_DATABASE_URL", settings.resolved_database_url)
    monkeypatch.setenv("REGISTRY_MEDIA_URL", settings.resolved_media_url)
    order = maker_order_of(stage, *approved)
    base = "https://dm.example.cn"
    assert services.make_short(runtime, ("maker_order", order.id), 2, base, stage.cast.steward)
    # A worker that was killed before it wrote the row leaves such bytes.
    stray = digest_of(b"stray")
    runtime.store.put(stray, b"stray")
    for blob in list(runtime.store.blobs()):
        os.utime(runtime.store.root / blob.digest[:2] / blob.digest, (0, 0))
    row = seen(queries.maker_order, order.id).order
    assert CliRunner().invoke(sweep).output == "blobs removed: 1\n"
    assert {blob.digest for blob in runtime.store.blobs()} == {row.pdf_sha256, row.csv_sha256}
