"""Rule sets: read strictly, shipped ones among them; completeness of a dossier."""

from __future__ import annotations

from typing import Any

import pytest

from registry.data import document
from registry.heritage.rules import ClaimFact, gaps, missing_findings, read_rule_set
from registry.heritage.rules.programme import COMMON_CLASSES, warnings

GOOD: dict[str, Any] = {
    "edition": "1",
    "levels": ["county", "province"],
    "criteria": [
        {"key": "age", "kind": "settlement_age", "title": "满千年", "text": "…"},
        {"key": "culture", "title": "文化", "text": "…"},
    ],
}


@pytest.mark.parametrize(
    "change",
    [
        {"edition": " "},
        {"criteria": []},
        {"criteria": [GOOD["criteria"][0]] * 2},
        {"criteria": [{"key": "x", "kind": "weather", "title": "", "text": ""}]},
        {"levels": ["province", "county"]},
        {"levels": ["moon"]},
        {"levels": ["county", "county"]},
        {"quorum": 0},
        {"notice_days": 0},
        {"passing_score": 60},
        {"criteria": [{**GOOD["criteria"][1], "weight": 90}], "passing_score": 60},
        {"criteria": [{**GOOD["criteria"][1], "weight": 100}]},
        {"criteria": [{**GOOD["criteria"][1], "weight": 100}], "passing_score": 101},
        {"class_map": [["古镇", "没有这一类"]]},
        {"batches": ["第一批", {"name": "第一批"}]},
        {"batches": [{"name": " "}]},
        {"batches": [{"name": "第一批", "opens_on": "春天"}]},
        {"batches": [{"name": "二", "opens_on": "2026-02-01", "closes_on": "2026-01-31"}]},
    ],
)
def test_a_faulty_rule_set_is_refused(change: dict):
    read_rule_set(GOOD)
    with pytest.raises((ValueError, KeyError)):
        read_rule_set({**GOOD, **change})


def test_the_shipped_programmes_read_and_speak_both_languages():
    rows = document("programmes.json")
    assert [len(read_rule_set(row["rule_set"]).criteria) for row in rows] == [5, 3, 3, 5]
    for row in rows:
        rules = read_rule_set(row["rule_set"])
        assert row["title_en"]
        assert row["note_en"]
        assert rules.basis
        assert all(criterion.text_en and criterion.title_en for criterion in rules.criteria)


def test_the_own_classes_of_every_shipped_programme_map_to_the_eight_or_say_that_none_fits():
    for row in document("programmes.json"):
        rules = read_rule_set(row["rule_set"])
        assert [own for own, _common in rules.class_map] == row.get("classes", [])
        assert {common for _own, common in rules.class_map} <= {*COMMON_CLASSES, ""}
        assert row["common_class"] in {*COMMON_CLASSES, ""}


#: What the city of Wuhu adds to the eight, by its report of 2024-07-10 (news.cri.cn).
WUHU = [
    ["百年古镇", "千年古镇"],
    ["百年古村落", "千年古村落"],
    ["古街路巷", ""],
    ["历史地名", ""],
]


def test_another_citys_own_classes_are_data_too():
    rules = read_rule_set({**GOOD, "class_map": WUHU})
    assert rules.class_map == tuple(tuple(pair) for pair in WUHU)


def test_a_township_nominated_as_a_town_is_a_warning_and_not_a_refusal():
    rules = read_rule_set({**GOOD, "expected_suffixes": ["镇"]})
    assert len(warnings(rules, "长岭乡")) == 1
    assert warnings(rules, "金牛镇") == []
    assert warnings(read_rule_set(GOOD), "长岭乡") == []


def facts(**more) -> ClaimFact:
    values = {"criterion": "age", "claim_type": "settlement_founded", "text": "唐代已有"}
    return ClaimFact(**{**values, "supports": 1, "contradicts": 0, **more})


def blocking(*claims: ClaimFact, summary: str = "概述") -> list[tuple[str, str]]:
    found = gaps(read_rule_set(GOOD), claims, summary=summary, protection_plan="")
    return [(gap.criterion, gap.quote) for gap in found if gap.blocking]


def test_a_claim_without_citation_blocks_and_is_named():
    assert blocking(facts(supports=0)) == [("age", "唐代已有")]
    assert blocking(facts(supports=0, contradicts=2)) == [("age", "唐代已有")]
    assert blocking(facts()) == []


def test_a_legend_needs_no_citation_but_serves_no_age():
    assert blocking(facts(), facts(claim_type="legend", supports=0)) == []
    assert blocking(facts(claim_type="legend", supports=0)) == [("age", "")]


def test_an_age_without_claim_and_a_missing_summary_block():
    assert blocking(summary=" ") == [("age", ""), ("", "")]


def test_what_only_asks_comes_after_what_blocks():
    found = gaps(read_rule_set(GOOD), [], summary="概述", protection_plan="")
    assert [gap.blocking for gap in found] == [True, False, False]


def test_the_quorum_counts_each_expert_once():
    rules = read_rule_set({**GOOD, "quorum": 2})
    given = [("age", "a"), ("age", "a"), ("culture", "a"), ("culture", "b")]
    assert missing_findings(rules, given) == {"age": 1}
