"""What is left out of the denominator: from the figure to the paper that says so."""

from __future__ import annotations

import re
from datetime import date

from registry.coverage.queries.lines import lines_now
from registry.signage import services
from tests.support.signs import land, stage, text_of

__all__ = ["land", "stage"]


def test_an_exemption_is_read_with_its_paper_by_everybody_and_its_approver_by_staff(
    app, client, stage, sign_in
):
    row = stage.requirement()
    with stage.work_as(stage.cast.steward) as work:
        services.exempt(
            work, row.id, reason="整村搬迁", paper="东政〔2026〕9号", until=date(2097, 6, 30),
            approver="王主任",
        )  # fmt: skip
    led = text_of(client.get("/coverage?stratum=settlement"))
    (href,) = re.findall(r'href="(/coverage/exemptions[^"]*)"', led)
    page = text_of(client.get(href))
    for told in ("龙城村", "整村搬迁", "东政〔2026〕9号", "2097"):
        assert told in page
    assert "王主任" not in page
    assert "龙城村" not in text_of(client.get("/coverage/exemptions?stratum=road"))
    staff = app.test_client()
    sign_in(staff, "reviewer_county")
    assert "王主任" in text_of(staff.get(href))


def test_the_list_goes_on_by_cursor(client, stage, monkeypatch):
    monkeypatch.setattr("registry.coverage.views.exemptions.PAGE", 2)
    rows = [stage.requirement() for _ in range(5)]
    with stage.work_as(stage.cast.steward) as work:
        for number, row in enumerate(rows):
            services.exempt(work, row.id, reason="拆迁", paper=f"第{number}号文")
    found, href = [], "/coverage/exemptions?stratum=settlement"
    while href:
        page = text_of(client.get(href))
        found += re.findall(r"第(\d)号文", page)
        more = re.search(r'rel="next" href="([^"]*)"', page)
        href = more.group(1).replace("&amp;", "&") if more else ""
    assert found == list("01234")


def test_names_wholly_exempt_are_told_with_the_rate_without_them(client, stage, runtime):
    """Decision 0073: they count; the page and a snapshot's own lines give the other figure."""
    signed, held, land = stage.verified(), stage.requirement(stage.land.other_id), stage.land
    page = "/coverage/exemptions?stratum=settlement"
    assert 'id="whole"' not in text_of(client.get(page))
    with stage.work_as(stage.cast.steward) as work:
        services.exempt(work, held.id, reason="在建", paper="1 号")
    told = text_of(client.get(page))
    assert "1 个地名的点位全部免设" in told
    assert "1/2" in told
    assert "1/1" in told
    with runtime.database.read() as session:
        lines = [one for one in lines_now(session) if one.stratum == "settlement"]
    whole = [
        one.place_id
        for one in lines
        if one.in_scope and not one.signed and one.positions_exempt
        and not one.positions + one.heritage_positions
    ]  # fmt: skip
    assert whole == [land.other_id] != [signed.place_id]
    # A second position that is due: the name is no longer wholly exempt.
    stage.requirement(land.other_id)
    assert 'id="whole"' not in text_of(client.get(page))
