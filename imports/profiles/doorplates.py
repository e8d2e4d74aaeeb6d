"""门牌: a register of house numbers, as police, planning or a surveying company hand it over.

No standard for such a file was found; these are the headings that offices usually write. A row is
a number at a road, a village or an estate that is in the registry already.
"""

from __future__ import annotations

from imports.rules.mapping import Profile
from imports.rules.targets import Target
from registry.core.text import T

_T = Target

DOORPLATES = Profile(
    name="doorplates",
    title=T("门牌表"),
    note=T("每行一个门牌号；道路、村或小区须已登记，门牌自成一类，不计入地名设标率"),
    source_type="dataset",
    source_title=T("导入的门牌表"),
    headers={
        _T.NAME: (
            *("道路名称", "路名", "街路巷名称", "街路巷", "道路", "路街巷", "所在道路", "road"),
            *("小区名称", "村名", "street"),
        ),
        _T.HOUSE_NUMBER: ("门牌号", "门牌号码", "门楼牌号", "门牌", "house_number", "number"),
        _T.BUILDING: ("楼栋", "楼栋号", "楼号", "幢号", "building"),
        _T.POSTCODE: ("邮编", "邮政编码", "postcode"),
        _T.COUNTY: ("县区", "区县", "县（市、区）", "所在区县", "county"),
        _T.TOWNSHIP: ("乡镇", "乡镇街道", "街道", "街道乡镇", "township"),
        _T.VILLAGE: ("村社区", "社区", "村", "社区村", "village"),
        _T.DIVISION: ("所在政区", "行政区划", "division"),
        _T.DIVISION_CODE: ("政区代码", "行政区划代码", "division_code"),
        _T.LON: ("经度", "lon", "longitude"),
        _T.LAT: ("纬度", "lat", "latitude"),
        _T.DATUM: ("坐标系", "datum"),
        _T.SECRECY: ("密级", "secrecy"),
    },
    signature=("门牌号",),
    ignored=("序号", "编号", "地址全称", "标准地址", "登记时间", "备注"),
)
