"""Handing out a certificate: by the bureau, of what is in force, checked on the register page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.heritage import queries, services
from registry.heritage.models import Recognition
from registry.heritage.rules import Action
from registry.heritage.rules.certificate import verification_code
from registry.heritage.views.certificates import certified

PAPERS = ("certificate.pdf", "plaque.pdf")


@pytest.fixture
def recognised(scene):
    """A name recognised today: the file and the recognition."""
    now = datetime.now(UTC)
    found, _notice = scene.notified(starts_on=china_date(now), at=now)
    made = scene.recognise(found, now + timedelta(days=8))
    return found, made.id


def test_the_bureau_prints_both_papers_and_nobody_else(scene, client, sign_in, recognised):
    page = f"/heritage/recognitions/{recognised[1]}"
    for part in scene.cast.everybody():
        sign_in(client, part)
        codes = {client.get(f"{page}/{paper}").status_code for paper in PAPERS}
        assert ("certificate.pdf" in client.get(page).text) is (part == "steward")
        assert codes == ({200} if part == "steward" else codes & {302, 303, 403})
    sign_in(client, "steward")
    made = client.get(f"{page}/certificate.pdf")
    assert made.data.startswith(b"%PDF-")
    assert made.mimetype == "application/pdf"
    assert made.data == client.get(f"{page}/certificate.pdf").data


def test_the_register_page_tells_a_right_code_from_a_wrong_one(
    client, scene, sign_in, recognised, work_as
):
    with work_as(SYSTEM) as work:
        code = verification_code(certified(queries.recognition(work.session, recognised[1])))
    page = f"/heritage/recognitions/{recognised[1]}"
    assert "核验码相符" in client.get(page, query_string={"code": code.lower()}).text
    for wrong in ("0000", code[:-1] + "?", "<script>"):
        shown = client.get(page, query_string={"code": wrong}).text
        assert "核验码不符" in shown
        assert "<script>alert" not in shown
    assert "核验码相符" not in client.get(page).text


def test_no_paper_of_what_is_not_in_force_or_not_there(scene, client, sign_in, recognised):
    found, recognition = recognised
    seen = scene.version(found)
    with scene.work_as(scene.cast.steward, at=datetime.now(UTC) + timedelta(days=9)) as work:
        services.change_standing(
            work,
            found,
            action=Action.SUSPEND,
            reason="复核",
            document_no="合民〔2026〕3号",
            seen_version=seen,
        )
    sign_in(client, "steward")
    for paper in PAPERS:
        assert client.get(f"/heritage/recognitions/{recognition}/{paper}").status_code == 422
        assert client.get(f"/heritage/recognitions/{'0' * 16}/{paper}").status_code == 404


def test_a_name_the_fonts_cannot_draw_is_not_cast_in_metal(
    scene, client, sign_in, recognised, work_as
):
    with work_as(SYSTEM) as work:
        row = work.session.exec(select(Recognition)).one()
        row.place_name = "三\U0002f800河"
        work.session.add(row)
    sign_in(client, "steward")
    refused = client.get(f"/heritage/recognitions/{recognised[1]}/plaque.pdf")
    assert refused.status_code == 422
    assert "U+2F800" in refused.text
