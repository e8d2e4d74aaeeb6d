"""批次名单: names of a published list with their divisions written before them, one a line.

A list put up for objections is no recognition, and a list is often copied wrongly: its rows are
compared with the registry and never become places.
"""

from __future__ import annotations

from imports.rules.listing import BATCH_HEADERS, CLASS_HEADERS, TEXT_HEADERS
from imports.rules.mapping import Profile
from imports.rules.targets import Target
from registry.core.text import T

_T = Target

BATCH = Profile(
    name="batch",
    title=T("批次名单（千年古镇、千年古村落等）"),
    note=T("只用来核对：名单里有而登记里没有的，一律列为冲突，不新增地名；公示不是认定"),
    source_type="press",
    source_title=T("批次名单"),
    headers={
        _T.NAME: ("name", "名称", "地名", "标准名称", "地名名称", "镇村名称", "村镇名称"),
        _T.LISTED: ("名单", "条目", "listed"),
        _T.PROVINCE: ("省", "省份"),
        _T.CITY: ("city", "市", "所在市", "地级市", "设区市", "市别"),
        _T.COUNTY: ("county", "县区", "县（市、区）", "所在县", "区县", "县市区", "县"),
        _T.TOWNSHIP: ("town", "乡镇", "乡镇街道", "所在乡镇"),
        _T.VILLAGE: ("村（社区）", "行政村", "所在村"),
        _T.DIVISION: ("所在政区", "所属政区", "所在地", "行政区划", "所属行政区"),
    },
    signature=("category", "batch", "text"),
    formats=frozenset({"list"}),
    match_only=True,
    ignored=(*CLASS_HEADERS, *BATCH_HEADERS, *TEXT_HEADERS, "序号", "编号", "备注"),
)
