"""Sending a report by the form: all errors at once, text kept, once and whole."""

from __future__ import annotations

import io
import uuid

import pytest

from registry.signage import queries
from registry.signage.rules.codes import grouped
from tests.support.pictures import jpeg, scene
from tests.support.signs import form_of, photo, text_of


def test_all_errors_of_a_report_at_once_and_the_text_is_kept(client, sign_in, stage):
    sign = stage.made()
    sign_in(client, "crew")
    answer = client.post(
        "/field/reports",
        data=form_of(
            sign,
            kind="nonsense",
            condition="",
            lon="31.861",
            lat="117.283",
            captured_at="yesterday",
            observed_roman="THE TEXT I TYPED",
            note="备注也要留下",
            near=(io.BytesIO(b"not a picture"), "near.jpg"),
            far=None,
        ),
    )
    page = text_of(answer)
    assert answer.status_code == 422
    for field in ("kind", "condition", "lat", "captured_at", "near", "far"):
        assert f'id="error-{field}"' in page, field
    assert "THE TEXT I TYPED" in page
    assert "备注也要留下" in page
    assert "经度和纬度似乎写反了" in page


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty", b""),
        ("text", b"hello"),
        ("truncated", jpeg(scene(seed=3))[:2000]),
        ("svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
        ("zip after", jpeg(scene(seed=3)) + b"PK\x03\x04" + b"x" * 200),
    ],
)
def test_a_refused_photo_says_why_at_its_field_and_keeps_the_text(
    client, sign_in, stage, seen, name, content
):
    sign = stage.made()
    sign_in(client, "crew")
    near = (io.BytesIO(content), "near.jpg")
    answer = client.post("/field/reports", data=form_of(sign, near=near, note="留下"))
    page = text_of(answer)
    if answer.status_code == 303:
        assert name == "zip after", "a trailer without an archive's end is a camera's business"
        return
    assert answer.status_code == 422
    assert 'id="error-near"' in page
    assert "留下" in page
    assert seen(queries.reports_of_sign, sign.id) == []


def test_sending_the_form_twice_leads_to_one_receipt(client, sign_in, stage, seen):
    sign = stage.made()
    sign_in(client, "crew")
    client_id = str(uuid.uuid4())
    places = [
        client.post("/field/reports", data=form_of(sign, client_id=client_id)).headers["Location"]
        for _ in range(2)
    ]
    assert places[0] == places[1]
    assert len(seen(queries.reports_of_sign, sign.id)) == 1
    other = client.post("/field/reports", data=form_of(sign, client_id=client_id, near=photo(9)))
    assert other.status_code == 409
    assert "已经存有另一份上报" in text_of(other)


def test_acceptance_11_the_same_photo_for_another_sign_is_explained_at_its_field(
    client, sign_in, stage, land
):
    first, second = stage.made(), stage.made(land.other_id)
    sign_in(client, "crew")
    assert client.post("/field/reports", data=form_of(first)).status_code == 303
    answer = client.post("/field/reports", data=form_of(second, far=photo(8)))
    assert answer.status_code == 422
    assert grouped(first.code) in text_of(answer)


def test_a_store_that_fails_keeps_the_text(client, sign_in, stage, seen, runtime, monkeypatch):
    from registry.core.errors import OutOfSpace
    from registry.core.text import T

    sign = stage.made()
    sign_in(client, "crew")

    def full(*_arguments):
        raise OutOfSpace("storage.full", T("服务器磁盘已满，您的内容没有写入，请联系管理员"))

    monkeypatch.setattr(type(runtime.store), "put", full)
    answer = client.post("/field/reports", data=form_of(sign, note="留下这句话"))
    assert answer.status_code == 507
    assert "留下这句话" in text_of(answer)
    assert "服务器磁盘已满" in text_of(answer)
    assert seen(queries.reports_of_sign, sign.id) == []


def test_a_body_over_the_limit_is_refused(client, sign_in, stage):
    sign = stage.made()
    sign_in(client, "crew")
    huge = (io.BytesIO(b"\xff" * 83_000_000), "near.jpg")
    assert client.post("/field/reports", data=form_of(sign, near=huge)).status_code == 413


def test_a_form_without_its_token_is_refused(client, sign_in, stage):
    sign = stage.made()
    sign_in(client, "crew")
    plain = client.application.test_client()
    answer = plain.post("/field/reports", data=form_of(sign))
    assert answer.status_code in {400, 401, 403, 303}
    assert "收据" not in text_of(answer)
