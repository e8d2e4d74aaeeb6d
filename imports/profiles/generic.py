"""The fallback: the headers that offices usually write, in Chinese and in English.

The first header of each field is also the one that the export of places uses, so that an exported
file reads back by itself.
"""

from __future__ import annotations

from imports.rules.mapping import Profile
from imports.rules.targets import Target
from registry.core.text import T

_T = Target

GENERIC = Profile(
    name="generic",
    title=T("一般地名表"),
    note=T("按常见的列名认列；认不出的列可在页面上指定"),
    source_type="dataset",
    source_title=T("导入的地名表"),
    headers={
        _T.NAME: (
            *("标准名称", "标准名", "地名", "名称", "地名名称", "村名", "道路名称", "路名"),
            *("standard_name", "name", "名字"),
        ),
        _T.LISTED: ("名单", "listed"),
        _T.ALIAS: ("别名", "又名", "alias", "aliases"),
        _T.SHORT: ("简称", "short_name"),
        _T.FORMER: ("曾用名", "原名", "旧名", "former_name"),
        _T.HISTORICAL: ("历史地名", "历史名称", "old_name"),
        _T.POPULAR: ("俗称", "俗名", "popular_name"),
        _T.MAP_NAME: ("图上名称", "map_name"),
        _T.VARIANT: ("异写", "variant"),
        _T.ROMAN: ("罗马字母拼写", "汉语拼音", "拼音", "拼写", "roman", "pinyin"),
        _T.MINORITY_TEXT: ("民族文字",),
        _T.MINORITY_LANGUAGE: ("语种",),
        _T.NAMED_AT: ("命名时间",),
        _T.NAME_UNTIL: ("名称停用时间",),
        _T.APPROVAL_BASIS: ("批准依据", "approval_basis"),
        _T.APPROVAL_DOCUMENT: (
            *("批准文件", "批准文号", "批准文件和文号", "命名文号", "批复文号"),
            "approval_document",
        ),
        _T.ORTHOGRAPHY: ("用字说明", "orthography_note"),
        _T.LEGAL_KIND: ("条例类别", "法定类别", "legal_kind"),
        _T.CATEGORY_CODE: ("类别代码", "地名类别代码", "category_code"),
        _T.KIND: ("类别", "地名类别", "地名类型", "类型", "kind", "type"),
        _T.CATEGORY_NAME: ("类别名称",),
        _T.PLACE_CODE: ("地名代码", "代码", "place_code"),
        _T.TWIN_CODE: ("同一实体代码", "twin_place_code"),
        _T.SOURCE_ID: ("来源编号", "source_id", "id", "编号"),
        _T.OTHER_CODES: ("其他编码", "其他代码", "原编码", "旧编码", "other_codes"),
        _T.PROVINCE: ("省", "省份", "省级", "province"),
        _T.CITY: ("市", "地级市", "地级", "city"),
        _T.COUNTY: (
            *("县区", "县（市、区）", "县(市、区)", "区县", "县", "所在县", "所属县区"),
            "county",
        ),
        _T.TOWNSHIP: ("乡镇", "乡镇街道", "乡（镇、街道）", "镇", "所在乡镇", "township"),
        _T.VILLAGE: ("村", "村（社区）", "行政村", "所在村", "村社区", "village"),
        _T.DIVISION: ("所在政区", "所属政区", "所在行政区", "行政区划", "所在地", "division"),
        _T.DIVISION_CODE: ("政区代码", "行政区划代码", "区划代码", "division_code"),
        _T.EDITION: ("政区版本",),
        _T.DIVISION_THEN: ("认定时的政区", "认定时政区名称", "认定时政区", "当时政区"),
        _T.LON: ("经度", "东经", "lon", "lng", "longitude", "x", "横坐标", "经度（东经）"),
        _T.LON_TO: ("至经度", "至东经"),
        _T.LAT: ("纬度", "北纬", "lat", "latitude", "y", "纵坐标", "纬度（北纬）"),
        _T.LAT_TO: ("至纬度", "至北纬"),
        _T.COORDINATES: ("坐标", "经纬度", "位置", "coordinates", "latlng", "point"),
        _T.SHAPE: ("几何图形", "图形", "geojson", "geometry"),
        _T.DATUM: ("坐标系", "坐标系统", "datum", "crs"),
        _T.METHOD: ("测量方法", "method"),
        _T.ACCURACY: ("精度", "accuracy_m"),
        _T.ELEVATION: ("高程", "海拔", "ele", "elevation"),
        _T.DESCRIPTION: ("地理实体描述", "描述", "说明", "简介", "desc", "description"),
        _T.REMARK: ("备注", "remark", "note"),
        _T.ORIGIN: ("地名来历", "来历", "名称来历", "origin"),
        _T.MEANING: ("地名含义", "含义", "meaning"),
        _T.EVOLUTION: ("历史沿革", "沿革", "evolution"),
        _T.FOUNDED: ("设立年份", "始建年代"),
        _T.FIRST_RECORD: ("地名首见", "首见", "首见记载", "name_first_record"),
        _T.CONTINUOUS: ("地名沿用", "沿用", "name_continuous"),
        _T.RENAMED: ("更名", "更名情况", "renamed"),
        _T.REGIONAL_ROLE: ("区域地位", "地位", "regional_role"),
        _T.REMAINS: ("遗存", "现存遗存", "remains"),
        _T.LEGEND: ("传说", "民间传说", "legend"),
        _T.SOURCE_TEXT: ("资料来源", "资料来源及出处", "出处"),
        _T.SECRECY: ("密级", "secrecy"),
        _T.SIGN_COUNT: ("标牌个数", "标志数量", "sign_count"),
        _T.STATUS: ("使用状况", "使用时间", "状态", "status"),
        _T.ABOLISHED: ("废止年份",),
        _T.POSITIONAL: ("重要地理方位意义", "具有重要地理方位意义", "positional_importance"),
        _T.POSITIONAL_BASIS: ("认定的依据", "重要地理方位意义的依据", "positional_basis"),
        _T.MANAGING_BODY: ("管理主体", "管理单位", "managing_body"),
        _T.FROM_TEXT: ("起点", "from"),
        _T.TO_TEXT: ("止点", "终点", "to"),
        _T.DIRECTION: ("走向", "direction"),
        _T.ROAD_CLASS: ("道路等级", "等级", "road_class"),
        _T.LENGTH: ("长度", "长度（米）", "长", "length_m"),
        _T.WIDTH: ("宽度", "宽度（米）", "宽", "width_m"),
    },
    ignored=("序号", "登记时间", "登记人", "登记单位"),
)
