"""中国·国家地名信息库: the fields of a saved answer of its list and detail interfaces."""

from __future__ import annotations

from imports.rules.mapping import Profile
from imports.rules.targets import Target
from registry.core.text import T

_T = Target

NATIONAL = Profile(
    name="national",
    title=T("国家地名信息库的保存文件"),
    note=T("只读保存下来的文件；道路的多个点都保留；区域和组织（216、276 开头）合为一个地名"),
    source_type="dataset",
    source_title=T("中国·国家地名信息库"),
    is_official=True,
    licence="中国·国家地名信息库",
    headers={
        _T.SOURCE_ID: ("id",),
        _T.NAME: ("standard_name", "stName", "标准名称"),
        _T.ROMAN: ("roman_alphabet_spelling",),
        _T.MINORITY_TEXT: ("ethnic_minorities_writing",),
        _T.CATEGORY_NAME: ("place_type",),
        _T.CATEGORY_CODE: ("place_type_code", "placeTypeCode"),
        _T.PLACE_CODE: ("place_code",),
        _T.PROVINCE: ("province_name",),
        _T.CITY: ("city_name",),
        _T.COUNTY: ("area_name",),
        _T.DIVISION_CODE: ("area",),
        _T.POINTS: ("gdm",),
        _T.HISTORICAL: ("old_name",),
        _T.ORIGIN: ("place_origin",),
        _T.MEANING: ("place_meaning",),
        _T.EVOLUTION: ("place_history",),
        _T.DIVISION_HISTORY: ("government_history",),
    },
    signature=("standard_name", "roman_alphabet_spelling", "place_type_code", "place_code"),
    formats=frozenset({"national-json"}),
    constants={_T.DATUM: "cgcs2000", _T.SECRECY: "公开"},
    ignored=("pdm", "lon", "lat", "year"),
)
