"""标志台账: what is known of signs that stand, by the code that is printed on each.

No standard for such a file was found; these are the headings that offices usually write. A row is
about a sign that is registered already: nothing is made, and its text and state stay.
"""

from __future__ import annotations

from imports.rules.mapping import Profile
from imports.rules.targets import Target
from registry.core.text import T

_T = Target

SIGNS = Profile(
    name="signs",
    title=T("标志台账"),
    note=T("每行一块登记过的标志，按牌面上的编码对上；补产权、维护、日期和费用，不新增标志"),
    source_type="dataset",
    source_title=T("导入的标志台账"),
    headers={
        _T.SIGN_CODE: ("标志编码", "标牌编码", "牌面编码", "二维码编码", "sign_code", "code"),
        _T.NAME: ("标志名称", "牌面汉字", "标准地名", "地名", "name"),
        _T.SIGN_OWNER: ("产权单位", "权属单位", "所有单位", "产权", "owner"),
        _T.SIGN_MAINTAINER: (
            *("维护单位", "管护单位", "管理维护单位", "养护单位", "管理单位", "maintainer"),
        ),
        _T.SIGN_INSTALLED: ("设置日期", "安装日期", "设置时间", "安装时间", "installed_on"),
        _T.SIGN_WARRANTY: ("质保到期日", "质保到期", "质保期至", "保修期至", "warranty_to"),
        _T.SIGN_COST: ("费用（元）", "费用", "造价", "造价（元）", "单价", "cost"),
        _T.SIGN_NEXT_CHECK: (
            *("下次巡查", "下次巡查日期", "下次检查", "下次检查日期", "next_check_on"),
        ),
        _T.SIGN_BODY: ("形制", "标志形制", "body_type"),
        _T.SIGN_MATERIAL: ("材质", "材料", "material"),
        _T.SIGN_LETTERS: ("字的颜色", "文字颜色", "字色", "colour_text"),
        _T.SIGN_INSTALLER: ("设置单位", "安装单位", "施工单位", "installer"),
        _T.SIGN_HANDOVER: ("移交日期", "移交时间", "handover_on"),
        _T.SECRECY: ("密级", "secrecy"),
    },
    signature=("标志编码", "产权单位"),
    ignored=("序号", "区县", "县区", "乡镇", "备注", "标志类型", "状态", "位置"),
)
