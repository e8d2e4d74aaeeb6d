"""The page of formats: what ships with its sources, what the operator enters, what is refused."""

from __future__ import annotations

import pytest

from registry.core.actor import SYSTEM
from registry.signage import queries, services
from tests.support.proof_acts import FORMAT
from tests.support.signs import text_of


def test_what_ships_stands_there_with_its_source(client, sign_in, work_as):
    with work_as(SYSTEM) as work:
        services.ship_formats(work)
    sign_in(client, "steward")
    page = text_of(client.get("/signage/formats"))
    assert "六盘水民发〔2016〕64号引 GB 17733-2008 图 B.13" in page
    assert "570 × 370" in page
    assert "示例" in page


def test_an_edition_is_entered_and_stays_when_the_next_one_comes(client, sign_in, seen):
    sign_in(client, "steward")
    for edition in ("2026", "2027"):
        answer = client.post("/signage/formats", data={**FORMAT, "edition": edition})
        assert answer.status_code == 303
    assert [one.edition for one in seen(queries.formats)] == ["2027", "2026"]
    again = client.post("/signage/formats", data=FORMAT)
    assert again.status_code == 422
    assert 'id="error-edition"' in text_of(again)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("width_mm", "-1400"),
        ("height_mm", "nan"),
        ("height_mm", "1500"),
        ("rim_mm", "-1"),
        ("rim_mm", "200"),
        ("qr_mm", "5"),
        ("source", " "),
        ("layout", "round"),
        ("code", "街"),
    ],
)
def test_an_impossible_measure_or_a_missing_source_is_refused_by_name(
    client, sign_in, seen, field, value
):
    sign_in(client, "steward")
    answer = client.post("/signage/formats", data={**FORMAT, field: value})
    page = text_of(answer)
    assert answer.status_code == 422
    named = "width_mm" if (field, value) == ("height_mm", "1500") else field
    assert f'id="error-{named}"' in page
    assert 'value="街路牌 1400 × 490"' in page
    assert seen(queries.formats) == []


def test_only_a_steward_enters_formats(client, sign_in, seen):
    for person in ("crew", "reviewer_city", "stranger"):
        sign_in(client, person)
        assert client.post("/signage/formats", data=FORMAT).status_code == 403, person
    assert seen(queries.formats) == []
    sign_in(client, "reviewer_city")
    page = text_of(client.get("/signage/formats"))
    assert 'name="source"' not in page


def test_an_empty_form_names_every_field_that_is_needed(client, sign_in):
    sign_in(client, "steward")
    answer = client.post("/signage/formats", data=dict.fromkeys(FORMAT, ""))
    page = text_of(answer)
    assert answer.status_code == 422
    for name in ("code", "edition", "title", "layout", "width_mm", "height_mm", "source"):
        assert f'id="error-{name}"' in page, name


@pytest.mark.parametrize("path", ["proof-batches", "maker-orders"])
def test_lists_go_on_before_a_number_and_refuse_what_is_none(client, sign_in, path):
    sign_in(client, "steward")
    for before, status in (("", 200), ("7", 200), ("0", 422), ("x", 422), ("9" * 30, 422)):
        assert client.get(f"/signage/{path}?before={before}").status_code == status, before
