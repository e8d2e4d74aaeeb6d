"""统计用区划代码: a list of code and name, each row the division that its code says."""

from __future__ import annotations

from imports.rules.mapping import Profile
from imports.rules.targets import Target
from registry.core.text import T

_T = Target

NBS = Profile(
    name="nbs",
    title=T("统计用区划代码和城乡划分代码"),
    note=T("每行是代码所指的那个政区；同一代码在民政部名单里可能是别的乡镇"),
    source_type="official_list",
    source_title=T("统计用区划代码"),
    is_official=True,
    headers={
        _T.DIVISION_CODE: ("统计用区划代码", "区划代码", "code", "代码"),
        _T.NAME: ("名称", "区划名称", "name"),
    },
    signature=("统计用区划代码", "城乡分类代码"),
    # Codes of this list alone: the ministry gives the same ones to other towns.
    constants={_T.SECRECY: "公开", _T.EDITION: "nbs"},
    ignored=("城乡分类代码", "level", "parent_code", "年份", "year"),
)
