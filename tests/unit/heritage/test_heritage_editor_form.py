"""The editor of a programme: every wrong field at once, and what only together is wrong."""

from __future__ import annotations

import pytest

from registry.core.errors import Invalid
from registry.data import document
from registry.heritage.forms import as_typed, programme_facts
from registry.heritage.rules import IssuerNature, ProgrammeFacts, read_rule_set
from registry.heritage.rules.differing import Turn, changes, class_lines


def shipped(key: str) -> ProgrammeFacts:
    row = next(row for row in document("programmes.json") if row["key"] == key)
    said = {name: value for name, value in row.items() if name != "replaces"}
    values = {**said, "classes": tuple(row.get("classes", ()))}
    return ProgrammeFacts(**{**values, "issuer_nature": IssuerNature(row["issuer_nature"])})


def typed(key: str = "scoring-example", **more: str) -> dict[str, str]:
    facts = shipped(key)
    rules = read_rule_set(facts.rule_set)
    return {**as_typed(facts, rules, class_lines(facts.classes, rules)), "edition": "2027", **more}


def faults(**more: str) -> set[str]:
    with pytest.raises(Invalid) as refused:
        programme_facts(typed(**more), "scoring-example")
    return set(refused.value.fields)


@pytest.mark.parametrize("key", [row["key"] for row in document("programmes.json")])
def test_a_shipped_programme_comes_back_from_the_editor_as_it_was(key):
    again = programme_facts(typed(key), key)
    found = changes(shipped(key), again)
    assert [change.what.msgid for change in found] == ["版次"]


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"criterion1_weight": "34"}, {"criterion4_weight"}),
        ({"criterion1_weight": "-1"}, {"criterion1_weight"}),
        ({"level2": "county"}, {"level2"}),
        ({"level1": "city", "level2": "county"}, {"level2"}),
        ({"level1": "county", "level2": "township"}, {"level2"}),
        ({"level4": "township"}, {"level4"}),
        ({"level1": "moon"}, {"level1"}),
        ({"notice_days": "-3"}, {"notice_days"}),
        ({"notice_days": "一周"}, {"notice_days"}),
        ({"quorum": "0"}, {"quorum"}),
        ({"passing_score": ""}, {"passing_score"}),
        ({"passing_score": "101"}, {"passing_score"}),
        ({"criterion1_key": "culture"}, {"criterion2_key"}),
        ({"criterion1_key": "历史"}, {"criterion1_key"}),
        ({"criterion1_key": ""}, {"criterion1_key"}),
        ({"departments": "民政\n文物\n民政"}, {"departments"}),
        ({"batch1_name": "第一批"}, {"batch1_name"}),
        ({"batch1_opens_on": "2027-01-01"}, {"batch1_name"}),
        ({"batch0_opens_on": "明年"}, {"batch0_opens_on"}),
        (
            {"batch0_opens_on": "2027-03-02", "batch0_closes_on": "2027-03-01"},
            {"batch0_closes_on"},
        ),
        ({"classes": "古村落 = 百年古村落"}, {"classes"}),
        ({"classes": " = 千年古镇"}, {"classes"}),
        ({"common_class": "百年古镇"}, {"common_class"}),
        ({"issuer_nature": "company"}, {"issuer_nature"}),
        ({"edition": " ", "title": "", "notice_days": "0"}, {"edition", "title", "notice_days"}),
    ],
)
def test_bad_input_is_named_field_by_field(change, wrong):
    assert faults(**change) == wrong


def test_a_criterion_without_any_text_is_dropped_and_one_with_some_is_not_lost():
    cleared = {f"criterion4_{name}": "" for name in ("key", "title", "text", "title_en", "text_en")}
    assert faults(**cleared) == {"criterion4_key", "criterion4_title", "criterion4_text"}
    facts = programme_facts(
        typed(**cleared, criterion4_weight="", criterion1_weight="50"), "scoring-example"
    )
    assert [row["key"] for row in facts.rule_set["criteria"]] == [
        "name_age",
        "history",
        "culture",
        "remains",
    ]


def test_no_criterion_and_no_score_are_told_apart():
    bare = {
        name: "" for name in typed() if name.startswith("criterion") and not name.endswith("_kind")
    }
    assert faults(**bare) == {"criteria", "passing_score"}


def test_what_changed_is_told_criterion_by_criterion():
    before = shipped("scoring-example")
    after = programme_facts(
        typed(criterion0_title="专名满二百年", criterion0_threshold_years="200", level3="province"),
        "scoring-example",
    )
    found = {(change.what.msgid, change.subject): change for change in changes(before, after)}
    assert found["年限", "专名满二百年"].before == ("100",)
    assert found["年限", "专名满二百年"].after == ("200",)
    assert [str(text) for text in found["审核层级", ""].after] == ["县级", "市级", "省级"]
    assert {change.turn for change in found.values()} == {Turn.CHANGED}


def test_all_four_levels_are_chosen_from_below_upwards():
    chosen = {f"level{n}": name for n, name in enumerate(("township", "county", "city"), start=1)}
    facts = programme_facts(typed(**chosen, level4="province"), "scoring-example")
    levels = read_rule_set(facts.rule_set).levels
    assert list(levels) == ["township", "county", "city", "province"]
