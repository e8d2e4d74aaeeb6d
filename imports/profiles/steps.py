"""命名、入库、上图: what names took which step of 乡村著名行动 on which day, as offices keep it.

No standard for such a file was found; these are headings that say what they mean. A row is a name
that is in the registry already. 设标 is not taken from a file: it follows from verified signs.
"""

from __future__ import annotations

from imports.rules.mapping import Profile
from imports.rules.targets import Target
from registry.core.text import T

_T = Target

STEPS = Profile(
    name="steps",
    title=T("命名、入库、上图登记表"),
    note=T("每行一个已登记的地名，各步的日期和依据；设标不从文件来，由核验合格的标志得出"),
    source_type="dataset",
    source_title=T("导入的命名、入库、上图登记表"),
    headers={
        _T.NAME: ("标准名称", "地名", "名称", "标准地名", "name"),
        _T.COUNTY: ("县区", "区县", "县（市、区）", "所在区县", "county"),
        _T.TOWNSHIP: ("乡镇", "乡镇街道", "街道", "街道乡镇", "township"),
        _T.VILLAGE: ("村社区", "社区", "村", "行政村", "village"),
        _T.DIVISION: ("所在政区", "行政区划", "division"),
        _T.DIVISION_CODE: ("政区代码", "行政区划代码", "division_code"),
        _T.STEP_NAMED_ON: ("命名日期", "批准日期", "named_on"),
        _T.STEP_NAMED_BASIS: ("命名依据", "批准文号", "命名文号", "named_basis"),
        _T.STEP_LISTED_ON: ("入库日期", "入库时间", "listed_on"),
        _T.STEP_LISTED_BASIS: ("入库依据", "入库编号", "listed_basis"),
        _T.STEP_MAPPED_ON: ("上图日期", "上图时间", "mapped_on"),
        _T.STEP_MAPPED_BASIS: ("上图依据", "地图名称", "mapped_basis"),
        _T.STEP_NOTE: ("说明", "note"),
        _T.SECRECY: ("密级", "secrecy"),
    },
    signature=("入库日期", "上图日期"),
    ignored=("序号", "编号", "设标日期", "拼音", "罗马字母拼写", "类别", "备注"),
)
