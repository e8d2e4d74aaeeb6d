"""The regulation's rules for new names: which finding, how grave, by which article."""

from __future__ import annotations

import pytest

from registry import data
from registry.places.rules import PlaceKind
from registry.places.rules.naming import Severity, is_blocked, name_findings, protected_finding
from registry.places.rules.naming_scope import (
    SCOPE_RULES,
    Area,
    Homonym,
    Level,
    Likeness,
    Scope,
    area_of,
    covers,
    homonym_findings,
    likeness_of,
    scope_rule,
)
from registry.places.rules.spelling import proposal_for

BLOCK, WARN = Severity.BLOCK, Severity.WARN


def findings(kind: str, name: str) -> dict[str, Severity]:
    return {
        found.code: found.severity for found in name_findings(kind, name, proposal_for(kind, name))
    }


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("township", "三河镇", {}),
        ("township", "撮镇镇", {}),
        ("road", "长江西路", {}),
        ("road", "312国道", {}),
        ("community", "龙城社区居民委员会", {}),
        ("natural_village", "洪家疃", {}),
        ("township", "烔炀镇", {"rare_character": WARN}),
        ("road", "小平路", {"leader_name": WARN}),
        ("township", "泽东镇", {"leader_name": WARN}),
        ("road", "周恩来路", {"leader_name": BLOCK}),
        ("road", "包拯路", {"personal_name": WARN}),
        ("site", "李鸿章故居", {}),
        ("community", "阿奎利亚社区", {"foreign_name": BLOCK}),
        ("other", "威尼斯水城", {"foreign_name": BLOCK}),
        ("road", "美菱大道", {"enterprise_name": BLOCK}),
        ("road", "绿地路", {"enterprise_name": WARN}),
        ("natural_village", "绿地村", {}),
        ("other", "某某集团大厦", {"enterprise_name": BLOCK}),
        ("natural_village", "鬼门关", {"unhealthy": WARN}),
        ("other", "皇家花园", {"overblown": WARN}),
        ("other", "CBD广场", {"foreign_script": BLOCK}),
        ("road", "Apple路", {"foreign_script": BLOCK}),
        ("other", "1912广场", {"digits": WARN}),
        ("road", "一路", {"ordinal_only": WARN}),
        ("road", "三环路", {"ordinal_only": WARN}),
        ("road", "五四路", {}),
        ("road", "路", {"no_specific": BLOCK}),
        ("township", "镇", {"no_specific": BLOCK}),
        ("township", "三河村", {"generic_missing": WARN}),
        ("county", "肥东", {"generic_missing": BLOCK}),
        ("road", "三孝口", {"generic_missing": WARN}),
        ("natural_village", "三河镇", {"generic_misused": WARN}),
        ("road", "长江路大道", {"generic_repeated": WARN}),
        ("residential", "琥珀小区", {}),
        ("road", "毛泽东路", {"leader_name": BLOCK}),
        ("road", "长 江\u3000路", {"space": BLOCK}),
        ("road", "张治中路", {"personal_name": WARN}),
        ("road", "可口可乐北路", {"enterprise_name": BLOCK}),
        ("residential", "中央公园", {"overblown": WARN}),
        ("township", "三河鎮", {"variant_character": WARN}),
        ("road", "長江路", {"variant_character": WARN}),
        ("natural_village", "美国村", {"foreign_name": BLOCK}),
        ("residential", "威尼斯花园", {"foreign_name": BLOCK}),
        ("residential", "曼哈顿国际公寓", {"foreign_name": BLOCK, "overblown": WARN}),
        ("residential", "皇家至尊府", {"overblown": WARN}),
        ("residential", "万科森林公园", {"enterprise_name": BLOCK}),
        ("residential", "翡翠湖畔", {"generic_missing": WARN}),
        ("residential", "滨湖小镇", {"generic_missing": WARN, "generic_misused": WARN}),
        ("residential", "绿城·百合公寓", {"odd_sign": WARN}),
        ("building", "天徽（北）大厦", {"odd_sign": WARN}),
        ("road", "长江路（西段）", {"generic_missing": WARN, "odd_sign": WARN}),
        ("residential", "大学城住宅区", {}),
        ("residential", "花园", {"no_specific": BLOCK}),
        ("residential", "STAR花园", {"foreign_script": BLOCK}),
        ("residential", "1912花园", {"digits": WARN}),
        ("building", "天徽大厦", {}),
        ("building", "环球大厦", {"overblown": WARN}),
        ("building", "大厦", {"no_specific": BLOCK}),
        ("building", "李鸿章故居", {}),
        ("building", "某某集团大厦", {"enterprise_name": BLOCK}),
        ("other", "托斯卡纳小镇", {"foreign_name": BLOCK, "generic_misused": WARN}),
    ],
)
def test_what_the_rules_say_about_a_name(kind, name, expected):
    assert findings(kind, name) == expected


def test_a_traditional_character_is_told_with_the_usual_writing_of_the_name():
    name = "長臨河鎮"
    told = name_findings("township", name, proposal_for("township", name))
    assert [(found.code, found.word) for found in told] == [("variant_character", "長臨鎮")]
    assert "长临河镇" in str(told[0].text)


def test_every_finding_names_an_article_and_blocks_come_first():
    found = name_findings("other", "皇家威尼斯小镇", proposal_for("other", "皇家威尼斯小镇"))
    assert [item.code for item in found] == ["foreign_name", "overblown", "generic_misused"]
    assert all("条例" in str(item.article) for item in found)
    assert is_blocked(found)
    assert not is_blocked(found[1:])
    assert "第二十五条" in str(protected_finding().article)


def test_the_shipped_names_of_divisions_are_not_blocked_but_for_the_known_one():
    blocked = [
        row["name"]
        for row in data.table("divisions.csv")
        if is_blocked(
            name_findings(row["kind"], row["name"], proposal_for(row["kind"], row["name"]))
        )
    ]
    assert all("阿奎利亚" in name for name in blocked), blocked


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        ("county", Scope.COUNTRY),
        ("township", Scope.PROVINCE),
        ("village_committee", Scope.COUNTY),
        ("community", Scope.COUNTY),
        ("street_lane", Scope.BUILT_UP),
        ("road", Scope.BUILT_UP),
        ("residential", Scope.BUILT_UP),
        ("building", Scope.BUILT_UP),
        ("natural_village", None),
        ("site", None),
    ],
)
def test_each_kind_has_the_scope_of_the_regulation(kind, scope):
    rule = scope_rule(kind)
    assert (rule.scope if rule else None) == scope
    assert all("第九条" in str(rule.article) for rule in SCOPE_RULES)


PROVINCE = Level("/p", "province", "安徽省")
CITY = Level("/p/c", "city", "合肥市")
DISTRICT = Level("/p/c/d", "county", "蜀山区")
COUNTY = Level("/p/c/f", "county", "肥东县")
TOWN = Level("/p/c/f/t", "township", "撮镇镇")


@pytest.mark.parametrize(
    ("scope", "way", "area"),
    [
        (Scope.COUNTRY, [PROVINCE, CITY], Area(("",), ("",))),
        (Scope.PROVINCE, [PROVINCE, CITY, COUNTY], Area(("/p",), ("/p",))),
        (Scope.PROVINCE, [CITY, COUNTY], Area(("",), ("",))),
        (Scope.COUNTY, [PROVINCE, CITY, COUNTY, TOWN], Area(("/p/c/f",), ("/p/c/f",))),
        (Scope.COUNTY, [PROVINCE, CITY], Area((), ("/p",))),
        (Scope.BUILT_UP, [PROVINCE, CITY, COUNTY, TOWN], Area(("/p/c/f/t",), ("/p/c/f",))),
        (Scope.BUILT_UP, [PROVINCE, CITY, DISTRICT], Area((), ("/p/c/d", "/p/c/e"))),
    ],
)
def test_the_area_of_a_scope_says_what_is_sure_and_what_may_be(scope, way, area):
    assert area_of(scope, way, ("/p/c/d", "/p/c/e")) == area


def test_an_area_covers_what_lies_in_it_and_no_neighbour_with_the_same_beginning():
    assert covers(("/a/b",), "/a/b")
    assert covers(("/a/b",), "/a/b/c")
    assert covers(("",), "/x")
    assert not covers(("/a/b",), "/a/bc")
    assert not covers((), "/a")


@pytest.mark.parametrize(
    ("other", "toned", "likeness"),
    [
        ("三河镇", "Sānhé Zhèn", Likeness.SAME),
        ("三和镇", "Sānhé Zhèn", Likeness.SAME_SOUND),
        ("伞河镇", "Sǎnhé Zhèn", Likeness.SAME_LETTERS),
        ("三河乡", "Sānhé Xiāng", Likeness.SAME_SPECIFIC),
    ],
)
def test_how_two_names_are_alike(other, toned, likeness):
    assert likeness_of("三河镇", "Sānhé Zhèn", other, toned) is likeness


def homonym(likeness: Likeness, path: str, kind: str = "road", name_kind: str = "standard"):
    return Homonym(f"{likeness}{path}{name_kind}", "某路", name_kind, likeness, kind, path)


def test_duplicates_block_inside_the_sure_area_and_warn_where_nobody_knows_the_built_up_area():
    rule = scope_rule(PlaceKind.ROAD)
    area = Area(("/c/f/t",), ("/c/f",))
    found = homonym_findings(
        rule,
        area,
        [
            homonym(Likeness.SAME, "/c/f/u"),
            homonym(Likeness.SAME, "/c/f/t"),
            homonym(Likeness.SAME_SOUND, "/c/f/t"),
            homonym(Likeness.SAME_LETTERS, "/c/f/t"),
            homonym(Likeness.SAME_SPECIFIC, "/c/f/t"),
            homonym(Likeness.SAME, "/c/g"),
            homonym(Likeness.SAME, "/c/f/t", kind="natural_village"),
            homonym(Likeness.SAME, "/c/f/t", name_kind="former"),
        ],
    )
    assert {item.code: item.severity for item in found} == {
        "duplicate": BLOCK,
        "homophone": BLOCK,
        "duplicate_nearby": WARN,
        "homophone_toneless": WARN,
        "same_specific": WARN,
        "former_name": WARN,
    }
    assert [item.severity for item in found] == sorted(item.severity for item in found)
    assert all(len(item.others) == 1 for item in found)


def test_every_barred_word_says_what_it_is_and_where_it_counts():
    for row in data.table("naming_words.csv"):
        assert row["severity"] in {"block", "warn"}, row
        assert row["place"] in {"anywhere", "start", "end", "whole"}, row
