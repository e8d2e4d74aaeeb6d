"""What public pages say, and that English pages mark every Chinese word as such."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser

import pytest

from registry.core.actor import SYSTEM
from registry.heritage import services
from registry.heritage.rules import Candidate, CandidateState

from .conftest import AFTER, START, running

HAN = re.compile(r"[\u3400-\u9fff]")
EMPTY = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Unmarked(HTMLParser):
    """Collects Chinese that an English page does not mark as Chinese."""

    def __init__(self) -> None:
        super().__init__()
        self.open, self.found = [], []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        marked = (given.get("lang") or "").startswith("zh") and tag != "html"
        said = [given.get(name) or "" for name in ("title", "aria-label", "placeholder", "alt")]
        self.found += [text for text in said if HAN.search(text) and not marked]
        if tag not in EMPTY:
            self.open.append((tag, marked))

    def handle_endtag(self, tag):
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if HAN.search(data) and not any(marked for _tag, marked in self.open):
            self.found.append(data.strip())


def unmarked(html: str) -> list[str]:
    reader = Unmarked()
    reader.feed(html.partition("<main")[2].partition("</main>")[0])
    return reader.found


@pytest.fixture
def everything(scene) -> dict[str, str]:
    """A recognised name with an answered objection, a running notice, a candidate record."""
    found, notice_id = scene.notified()
    scene.answer(scene.object_(notice_id, START), START)
    recognition = scene.recognise(found, AFTER)
    with scene.work_as(SYSTEM) as work:
        candidate = Candidate(
            "k", "三河镇", "千年古镇", CandidateState.NOT_SOURCED, place_id=scene.place_id
        )
        services.record_candidates(work, [candidate])
    return {
        "index": "/heritage",
        "notice": f"/heritage/notices/{notice_id}",
        "recognition": f"/heritage/recognitions/{recognition.id}",
        "place": f"/places/{scene.place_id}",
    }


def test_public_pages_show_the_list_the_sources_and_the_answers(everything, client):
    index = client.get(everything["index"]).text
    assert "无名录依据" in index
    assert "龙城村" in index
    assert "合民〔2026〕1号" in client.get(everything["recognition"]).text
    assert "合民〔2026〕1号" in client.get(everything["place"]).text
    notice = client.get(everything["notice"]).text
    assert "碑文有唐代年号" in notice
    assert "王小明" not in notice


def test_a_name_without_a_list_is_never_shown_as_recognised(everything, client):
    index = client.get(everything["index"]).text
    listed = index.partition('id="list"')[2].partition('id="programmes"')[0]
    assert "三河镇" not in listed


@pytest.mark.parametrize("page", ["index", "notice", "recognition"])
def test_english_pages_hold_no_unmarked_chinese(everything, client, page):
    client.set_cookie("language", "en")
    answer = client.get(everything[page])
    assert answer.status_code == 200
    assert unmarked(answer.text) == []


@pytest.mark.parametrize("part", ["compiler", "expert", "steward"])
def test_english_dossiers_hold_no_unmarked_chinese(scene, client, sign_in, part):
    found = scene.nominate(claims=[])
    sign_in(client, part)
    client.set_cookie("language", "en")
    paths = [f"/heritage/nominations/{found}", "/heritage/nominations"]
    if part == "compiler":
        paths += [
            f"/heritage/nominations/new?place={scene.other_place_id}",
            f"/heritage/nominations/{found}/edit",
            f"/heritage/nominations/{found}/claims",
        ]
    if part == "expert":
        paths = ["/heritage/nominations"]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert unmarked(answer.text) == [], path


def test_an_english_file_in_review_holds_no_unmarked_chinese(scene, client, sign_in):
    found, notice_id = running(scene)
    objection_id = scene.object_(notice_id, datetime.now(UTC))
    sign_in(client, "steward")
    client.set_cookie("language", "en")
    for path in (
        f"/heritage/nominations/{found}",
        f"/heritage/objections/{objection_id}/answer",
    ):
        answer = client.get(path)
        assert answer.status_code == 200
        assert unmarked(answer.text) == []
