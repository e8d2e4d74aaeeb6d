"""Which profile reads a file, why, and what a mapping must have."""

from __future__ import annotations

import pytest

from imports.profiles import PROFILES, profile_named
from imports.rules.mapping import (
    ColumnMapping,
    checked_mapping,
    detect,
    fit,
    mapping_from,
    secrecy_columns,
)
from imports.rules.targets import TARGET_GROUPS, TARGET_LABELS, Target
from registry.core.errors import Invalid

CENSUS = (
    *("代码", "标准名称*", "别名", "简称", "图上名称", "图号（年版）", "比例尺", "罗马字母拼写*"),
    *("民族文字", "语种", "使用时间*", "命名时间", "密级", "设立年份", "废止年份", "标牌个数"),
    *("高程", "东经", "至东经", "北纬", "至北纬", "坐标系", "测量方法", "类别名称*"),
    *("地名含义*", "历史沿革*", "地理实体描述*", "多媒体", "资料来源及出处", "备注"),
    *("登记时间*", "登记人*", "登记单位*", "所在（跨）行政区*"),
)
NATIONAL = (
    *("id", "standard_name", "roman_alphabet_spelling", "ethnic_minorities_writing"),
    *("place_type", "place_type_code", "place_code", "province_name", "city_name", "area_name"),
    *("area", "gdm", "pdm"),
)


@pytest.mark.parametrize(
    ("columns", "table_format", "name"),
    [
        (CENSUS, "xlsx", "census"),
        (NATIONAL, "csv", "national"),
        (NATIONAL, "national-json", "national"),
        (("统计用区划代码", "城乡分类代码", "名称"), "csv", "nbs"),
        (("id", "title", "title_source", "start", "ccodes", "lon", "lat"), "lp-tsv", "lp-tsv"),
        (("category", "city", "county", "town", "name", "batch", "text"), "list", "batch"),
        (("地名", "类别", "县区", "乡镇", "经度", "纬度"), "xlsx", "generic"),
        (("name", "lat", "lon", "kind"), "geojson", "generic"),
    ],
)
def test_each_kind_of_file_is_known_by_its_headers(columns, table_format, name):
    best = detect(PROFILES, columns, table_format)[0]
    assert best.profile.name == name
    assert best.score > 0


def test_every_column_of_the_census_form_is_read_or_known_to_be_left():
    found = fit(profile_named("census"), CENSUS, "xlsx")
    assert found.mapping.columns["secrecy"] == "密级"
    assert found.mapping.columns["sign_count"] == "标牌个数"
    left = {"图号（年版）", "比例尺", "多媒体", "登记时间*", "登记人*", "登记单位*"}
    assert set(found.unused) == left


def test_a_list_is_compared_only():
    assert profile_named("batch").match_only
    assert not profile_named("census").match_only


@pytest.mark.parametrize(
    ("columns", "field"),
    [
        ({"name": "没有"}, "name"),
        ({"name": "甲", "alias": "甲"}, "alias"),
        ({"name": "甲", "nonsense": "乙"}, "nonsense"),
        ({"alias": "甲"}, "name"),
    ],
)
def test_a_mapping_that_cannot_be_used_is_refused_field_by_field(columns, field):
    with pytest.raises(Invalid) as raised:
        checked_mapping(ColumnMapping(columns), ("甲", "乙"))
    assert field in raised.value.fields


def test_a_mapping_survives_being_kept():
    mapping = ColumnMapping({"name": "甲"}, {"datum": "wgs84"}, match_only=True)
    assert mapping_from(mapping.as_data()) == mapping


def test_every_field_has_words_and_a_group_of_its_own():
    grouped = [target for _, targets in TARGET_GROUPS for target in targets]
    assert sorted(grouped) == sorted(Target)
    assert set(TARGET_LABELS) == set(Target)


@pytest.mark.parametrize(
    "header",
    [
        "密级",
        "密 级",
        "基本信息/密级",
        "密级（公开、内部）",
        "成果密级",
        "密级 2",
        "保密等级",
        "Secrecy",
    ],
)
def test_a_column_of_secrecy_is_known_however_its_header_is_written(header):
    assert secrecy_columns(["标准名称", header, "备注"]) == (header,)
