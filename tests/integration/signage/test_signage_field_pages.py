"""Who sees which page, and what comes back to the crew."""

from __future__ import annotations

import re

import pytest

from registry.signage import queries
from registry.signage.rules.kinds import ReasonCode
from registry.signage.rules.states import Verdict
from tests.support.signs import text_of

DESK = {
    "crew_leader",
    "compiler",
    "reviewer_township",
    "reviewer_county",
    "reviewer_city",
    "reviewer_province",
    "expert",
    "steward",
    "administrator",
}


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/field", {"crew", "other_crew", "crew_leader"}),
        ("/field/mine", {"crew", "other_crew", "crew_leader"}),
        ("/signage", DESK),
        # What still comes in is for whoever has a desk; verdicts are for reviewers.
        ("/signage/reports", DESK),
    ],
)
def test_each_page_opens_for_its_people_only(client, sign_in, cast, path, allowed):
    for name, person in cast.everybody().items():
        if person.is_anonymous:
            client.post("/sign-out")
            expected = {303}
        else:
            sign_in(client, name)
            expected = {200} if name in allowed else {403}
        status = client.get(path, headers={"Accept": "text/html"}).status_code
        assert status in expected, (name, status)


def test_a_crew_member_sees_neither_anothers_receipt_nor_another_countys_sign(
    client, sign_in, stage
):
    receipt = stage.sent(stage.made())
    sign_in(client, "other_crew")
    assert client.get(f"/field/reports/{receipt.report_id}").status_code == 404
    sign_in(client, "crew")
    assert client.get(f"/field/reports/{receipt.report_id}").status_code == 200
    assert client.get("/field/signs/nothing").status_code == 404


def test_a_reason_comes_back_on_top_of_todays_list(client, sign_in, stage):
    receipt = stage.sent(stage.made())
    stage.judged(
        receipt,
        Verdict.NEEDS_MORE,
        reason_code=ReasonCode.NO_SURROUNDINGS,
        reason="请把路口拍进去",
    )
    sign_in(client, "crew")
    page = text_of(client.get("/field"))
    assert page.index("请把路口拍进去") < page.index("待拍的标志")
    assert "请把路口拍进去" in text_of(client.get(f"/field/signs/{receipt.sign_id}"))
    assert "请把路口拍进去" in text_of(client.get(f"/field/reports/{receipt.report_id}"))
    stage.sent(stage_sign(stage, receipt))
    assert "请把路口拍进去" not in text_of(client.get("/field"))


def stage_sign(stage, receipt):
    with stage.work_as(stage.cast.steward) as work:
        return queries.sign(work.session, receipt.sign_id)


def test_the_list_near_me_says_how_far(client, sign_in, stage):
    stage.made()
    sign_in(client, "crew")
    page = text_of(client.get("/field?lon=117.2931&lat=31.861"))
    assert "公里" in page or "米" in page
    assert client.get("/field?lon=31.8&lat=117.2").status_code == 422
    assert client.get("/field?longitude=1").status_code == 422


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_pages_say_nothing_in_the_other_language(client, sign_in, stage, language):
    receipt = stage.sent(stage.made())
    paths = {
        "crew": [
            "/field",
            "/field/mine",
            f"/field/signs/{receipt.sign_id}",
            f"/field/reports/{receipt.report_id}",
        ],
        "reviewer_county": [
            "/signage",
            "/signage/reports",
            f"/signage/reports/{receipt.report_id}",
            f"/signage/signs/{receipt.sign_id}",
        ],
    }
    han = re.compile(r"[\u3400-\u9fff]")
    for part, pages in paths.items():
        sign_in(client, part)
        for path in pages:
            page = text_of(client.get(path, headers={"Accept-Language": language}))
            plain = unmarked(page)
            if language == "en":
                assert not han.search(plain), (path, han.search(plain), plain[:0])
            else:
                assert han.search(plain)


def unmarked(page: str) -> str:
    """The text of a page outside elements that say they are Chinese or Pinyin."""
    from html.parser import HTMLParser

    class Reader(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.depth: list[bool] = []
            self.out: list[str] = []

        def handle_starttag(self, tag, attrs):
            if tag not in {"br", "img", "input", "link", "meta", "path", "rect", "circle", "use"}:
                given = dict(attrs)
                lang = given.get("lang") or given.get("xml:lang") or ""
                marked = tag != "html" and lang.startswith("zh")
                self.depth.append(marked or tag in {"title", "svg"})

        def handle_endtag(self, _tag):
            if self.depth:
                self.depth.pop()

        def handle_data(self, data):
            if not any(self.depth):
                self.out.append(data)

    reader = Reader()
    reader.feed(page)
    return " ".join(reader.out)
