"""批次名单: names of a published list with their divisions written before them, one a line.

A list put up for objections is no recognition, and a list is often copied wrongly: its rows are
compared with the registry and never become places.
"""

from __future__ import annotations

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
        _T.NAME: ("name", "名称", "地名"),
        _T.LISTED: ("名单", "条目", "listed"),
        _T.CITY: ("city", "市", "所在市"),
        _T.COUNTY: ("county", "县区", "县（市、区）", "所在县"),
        _T.TOWNSHIP: ("town", "乡镇"),
    },
    signature=("category", "batch", "text"),
    formats=frozenset({"list"}),
    match_only=True,
    ignored=("category", "batch", "text", "序号", "批次", "类别"),
)
