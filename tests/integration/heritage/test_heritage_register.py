"""The page of a recognised name: the evidence that was decided on, its sources, its lines."""

from __future__ import annotations

from datetime import timedelta

import pytest

from registry.core.actor import SYSTEM
from registry.heritage import queries, services
from registry.heritage.rules.drafts import NoticeTerms
from registry.places import services as place_services
from registry.places.rules import Years
from registry.places.services import NewName

from .conftest import AFTER, RULES, START, TODAY, Verdict, citation, claim


@pytest.fixture
def register(scene, client):
    """`register(claims)`: the part of the page with the evidence, for a name recognised on them."""

    def page(claims, language: str = "zh") -> str:
        found = scene.nominate(claims=claims)
        scene.submit(found)
        for part in ("county", "city", "province"):
            scene.forward(found, getattr(scene.cast, f"reviewer_{part}"))
        given = {c["key"]: (Verdict.MEETS, "看过原文") for c in RULES["criteria"]}
        with scene.work_as(scene.cast.expert, at=START) as work:
            seen = queries.nomination(work.session, found).version
            services.find(work, found, findings=given, seen_version=seen)
        scene.vote(found)
        terms = NoticeTerms(TODAY, TODAY + timedelta(days=6), issuer="市民政局", contact="0551")
        seen = scene.version(found)
        with scene.work_as(scene.cast.steward, at=START) as work:
            services.open_notice(work, found, terms=terms, seen_version=seen)
        recognition = scene.recognise(found, AFTER)
        client.set_cookie("language", language)
        shown = client.get(f"/heritage/recognitions/{recognition.id}").text
        return shown.partition('id="evidence"')[2].partition('id="acts"')[0]

    return page


def test_each_claim_stands_there_with_its_sources_on_both_sides(register):
    against = citation(title="嘉庆县志", locator="卷九", quote="宋置", supports=False)
    evidence = register([claim(citations=(citation(), against)), claim("name_age")])
    for words in ("唐代已有此村", "唐墓志", "第三行", "龙城里", "嘉庆县志", "卷九", "宋置", "相反"):
        assert words in evidence
    assert "公元 618 年" in evidence


def test_both_lines_are_drawn_and_a_legend_is_on_neither(register, scene):
    with scene.work_as(SYSTEM) as work:
        former = NewName("橐皋里", name_kind="former", years=Years(-482, -482, 200, 220))
        place_services.add_name(work, scene.place_id, former)
    legend = claim("remains", claim_type="legend", text="相传龙游至此", citations=())
    evidence = register([claim(), claim("name_age"), legend])
    names, _, line = evidence.partition("传承线")
    assert "橐皋里" in names
    assert "公元前 483 年" in names
    assert line.count("continuity-sure") == 2
    assert "continuity-limit" in line
    assert "相传龙游至此" in line.partition("frozen-criteria")[2]


def test_a_name_that_nothing_dates_draws_no_line(register):
    undated = {"earliest": None, "latest": None, "era_verbatim": "古时"}
    evidence = register([claim(**undated), claim("name_age", **undated)])
    assert "continuity-bar" not in evidence
    assert "唐墓志" in evidence


def test_what_is_said_afterwards_changes_nothing_of_it(register, scene, client):
    before = register([claim(), claim("name_age")])
    with scene.work_as(SYSTEM) as work:
        name = NewName("龙城", name_kind="alias")
        place_services.add_name(work, scene.place_id, name)
        found = queries.recognitions_by_place(work.session, [scene.place_id])[scene.place_id][0]
    shown = client.get(f"/heritage/recognitions/{found.id}").text
    assert shown.partition('id="evidence"')[2].partition('id="acts"')[0] == before
