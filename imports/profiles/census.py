"""第二次全国地名普查: the columns of its registration form (地名登记表), as exported."""

from __future__ import annotations

from imports.rules.mapping import Profile
from imports.rules.targets import Target
from registry.core.text import T

_T = Target

CENSUS = Profile(
    name="census",
    title=T("第二次全国地名普查登记表"),
    note=T("逐行看密级；标牌个数只作为普查时的申报数，不是已核验的标志"),
    source_type="modern_gazetteer",
    source_title=T("第二次全国地名普查成果"),
    is_official=True,
    headers={
        _T.PLACE_CODE: ("代码", "地名代码", "普查代码"),
        _T.NAME: ("标准名称", "标准地名", "名称"),
        _T.ALIAS: ("别名",),
        _T.SHORT: ("简称",),
        _T.FORMER: ("曾用名",),
        _T.MAP_NAME: ("图上名称",),
        _T.ROMAN: ("罗马字母拼写", "标准名称罗马字母拼写"),
        _T.MINORITY_TEXT: ("民族文字", "少数民族文字"),
        _T.MINORITY_LANGUAGE: ("语种",),
        _T.STATUS: ("使用时间",),
        _T.NAMED_AT: ("命名时间",),
        _T.SECRECY: ("密级",),
        _T.FOUNDED: ("设立年份",),
        _T.ABOLISHED: ("废止年份",),
        _T.SIGN_COUNT: ("标牌个数", "标志个数"),
        _T.ELEVATION: ("高程", "海拔"),
        _T.LON: ("东经", "经度"),
        _T.LON_TO: ("至东经",),
        _T.LAT: ("北纬", "纬度"),
        _T.LAT_TO: ("至北纬",),
        _T.DATUM: ("坐标系",),
        _T.METHOD: ("测量方法",),
        _T.CATEGORY_NAME: ("类别名称", "地名类别"),
        _T.CATEGORY_CODE: ("类别代码",),
        _T.ORIGIN: ("地名来历", "地名的来历"),
        _T.MEANING: ("地名含义", "地名的含义"),
        _T.EVOLUTION: ("历史沿革", "地名的历史沿革"),
        _T.DESCRIPTION: ("地理实体描述", "地理实体概况"),
        _T.SOURCE_TEXT: ("资料来源及出处", "资料来源"),
        _T.REMARK: ("备注",),
        _T.DIVISION: ("所在(跨)行政区", "所在跨行政区", "所在行政区", "所跨行政区"),
        _T.MANAGING_BODY: ("管理单位",),
    },
    signature=("密级", "标牌个数", "图上名称", "罗马字母拼写", "地名含义", "历史沿革"),
    ignored=(
        *("图号", "图号(年版)", "比例尺", "地名读音", "通名罗马字母拼写", "多媒体"),
        *("多媒体信息", "登记时间", "登记人", "登记单位", "填表人", "审核人", "序号"),
    ),
)
