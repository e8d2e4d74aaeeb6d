"""The fields a file may fill: their keys, their words, their groups on the mapping page."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class Target(StrEnum):
    """What a column may mean. The keys stand in kept mappings: they never change their sense."""

    NAME = "name"
    LISTED = "listed"
    ALIAS = "alias"
    SHORT = "short"
    FORMER = "former"
    HISTORICAL = "historical"
    POPULAR = "popular"
    MAP_NAME = "map_name"
    VARIANT = "variant"
    ROMAN = "roman"
    MINORITY_TEXT = "minority_text"
    MINORITY_LANGUAGE = "minority_language"
    NAMED_AT = "named_at"
    NAME_UNTIL = "name_until"
    APPROVAL_BASIS = "approval_basis"
    APPROVAL_DOCUMENT = "approval_document"
    ORTHOGRAPHY = "orthography"
    KIND = "kind"
    LEGAL_KIND = "legal_kind"
    CATEGORY_CODE = "category_code"
    CATEGORY_NAME = "category_name"
    PLACE_CODE = "place_code"
    TWIN_CODE = "twin_code"
    SOURCE_ID = "source_id"
    OTHER_CODES = "other_codes"
    PROVINCE = "province"
    CITY = "city"
    COUNTY = "county"
    TOWNSHIP = "township"
    VILLAGE = "village"
    DIVISION = "division"
    DIVISION_CODE = "division_code"
    EDITION = "edition"
    DIVISION_THEN = "division_then"
    LON = "lon"
    LAT = "lat"
    LON_TO = "lon_to"
    LAT_TO = "lat_to"
    COORDINATES = "coordinates"
    POINTS = "points"
    SHAPE = "shape"
    DATUM = "datum"
    METHOD = "method"
    ACCURACY = "accuracy"
    ELEVATION = "elevation"
    DESCRIPTION = "description"
    REMARK = "remark"
    ORIGIN = "origin"
    MEANING = "meaning"
    EVOLUTION = "evolution"
    DIVISION_HISTORY = "division_history"
    FOUNDED = "founded"
    FIRST_RECORD = "first_record"
    CONTINUOUS = "continuous"
    RENAMED = "renamed"
    REGIONAL_ROLE = "regional_role"
    REMAINS = "remains"
    LEGEND = "legend"
    SOURCE_TEXT = "source_text"
    SECRECY = "secrecy"
    SIGN_COUNT = "sign_count"
    STATUS = "status"
    ABOLISHED = "abolished"
    POSITIONAL = "positional"
    POSITIONAL_BASIS = "positional_basis"
    MANAGING_BODY = "managing_body"
    FROM_TEXT = "from_text"
    TO_TEXT = "to_text"
    DIRECTION = "direction"
    ROAD_CLASS = "road_class"
    LENGTH = "length"
    WIDTH = "width"
    HOUSE_NUMBER = "house_number"
    BUILDING = "building"
    POSTCODE = "postcode"
    STEP_NAMED_ON = "step_named_on"
    STEP_NAMED_BASIS = "step_named_basis"
    STEP_LISTED_ON = "step_listed_on"
    STEP_LISTED_BASIS = "step_listed_basis"
    STEP_MAPPED_ON = "step_mapped_on"
    STEP_MAPPED_BASIS = "step_mapped_basis"
    STEP_NOTE = "step_note"
    SIGN_CODE = "sign_code"
    SIGN_OWNER = "sign_owner"
    SIGN_MAINTAINER = "sign_maintainer"
    SIGN_INSTALLED = "sign_installed"
    SIGN_WARRANTY = "sign_warranty"
    SIGN_COST = "sign_cost"
    SIGN_NEXT_CHECK = "sign_next_check"
    SIGN_BODY = "sign_body"
    SIGN_MATERIAL = "sign_material"
    SIGN_LETTERS = "sign_letters"
    SIGN_INSTALLER = "sign_installer"
    SIGN_HANDOVER = "sign_handover"


TARGET_LABELS: dict[Target, Text] = {
    Target.NAME: T("标准名称"),
    Target.LISTED: T("政区和名称写在一起"),
    Target.ALIAS: T("别名"),
    Target.SHORT: T("简称"),
    Target.FORMER: T("曾用名"),
    Target.HISTORICAL: T("历史地名"),
    Target.POPULAR: T("俗称"),
    Target.MAP_NAME: T("图上名称"),
    Target.VARIANT: T("异写"),
    Target.ROMAN: T("罗马字母拼写"),
    Target.MINORITY_TEXT: T("民族文字"),
    Target.MINORITY_LANGUAGE: T("语种"),
    Target.NAMED_AT: T("命名时间"),
    Target.NAME_UNTIL: T("名称停用时间"),
    Target.APPROVAL_BASIS: T("批准依据"),
    Target.APPROVAL_DOCUMENT: T("批准文件"),
    Target.ORTHOGRAPHY: T("用字说明"),
    Target.KIND: T("地名类别"),
    Target.LEGAL_KIND: T("条例类别"),
    Target.CATEGORY_CODE: T("类别代码"),
    Target.CATEGORY_NAME: T("类别名称"),
    Target.PLACE_CODE: T("地名代码"),
    Target.TWIN_CODE: T("同一实体的另一个地名代码"),
    Target.SOURCE_ID: T("来源编号"),
    Target.OTHER_CODES: T("其他编码"),
    Target.PROVINCE: T("省级"),
    Target.CITY: T("地级"),
    Target.COUNTY: T("县级"),
    Target.TOWNSHIP: T("乡级"),
    Target.VILLAGE: T("村级"),
    Target.DIVISION: T("所在政区（全称）"),
    Target.DIVISION_CODE: T("政区代码"),
    Target.EDITION: T("政区名单版本"),
    Target.DIVISION_THEN: T("认定时的政区"),
    Target.LON: T("经度或横坐标"),
    Target.LAT: T("纬度或纵坐标"),
    Target.LON_TO: T("至经度"),
    Target.LAT_TO: T("至纬度"),
    Target.COORDINATES: T("经纬度（一列）"),
    Target.POINTS: T("多个点"),
    Target.SHAPE: T("几何图形"),
    Target.DATUM: T("坐标系"),
    Target.METHOD: T("测量方法"),
    Target.ACCURACY: T("精度（米）"),
    Target.ELEVATION: T("高程（米）"),
    Target.DESCRIPTION: T("地理实体描述"),
    Target.REMARK: T("备注"),
    Target.ORIGIN: T("地名来历"),
    Target.MEANING: T("地名含义"),
    Target.EVOLUTION: T("历史沿革"),
    Target.DIVISION_HISTORY: T("政区沿革"),
    Target.FOUNDED: T("设立年份"),
    Target.FIRST_RECORD: T("地名首见"),
    Target.CONTINUOUS: T("地名沿用"),
    Target.RENAMED: T("更名"),
    Target.REGIONAL_ROLE: T("区域地位"),
    Target.REMAINS: T("遗存"),
    Target.LEGEND: T("传说"),
    Target.SOURCE_TEXT: T("资料来源及出处"),
    Target.SECRECY: T("密级"),
    Target.SIGN_COUNT: T("标牌个数"),
    Target.STATUS: T("使用状况"),
    Target.ABOLISHED: T("废止年份"),
    Target.POSITIONAL: T("重要地理方位意义"),
    Target.POSITIONAL_BASIS: T("认定的依据"),
    Target.MANAGING_BODY: T("管理主体"),
    Target.FROM_TEXT: T("起点"),
    Target.TO_TEXT: T("止点"),
    Target.DIRECTION: T("走向"),
    Target.ROAD_CLASS: T("道路等级"),
    Target.LENGTH: T("长度（米）"),
    Target.WIDTH: T("宽度（米）"),
    Target.HOUSE_NUMBER: T("门牌号"),
    Target.BUILDING: T("楼栋"),
    Target.POSTCODE: T("邮编"),
    Target.STEP_NAMED_ON: T("命名日期"),
    Target.STEP_NAMED_BASIS: T("命名依据"),
    Target.STEP_LISTED_ON: T("入库日期"),
    Target.STEP_LISTED_BASIS: T("入库依据"),
    Target.STEP_MAPPED_ON: T("上图日期"),
    Target.STEP_MAPPED_BASIS: T("上图依据"),
    Target.STEP_NOTE: T("说明"),
    Target.SIGN_CODE: T("标志编码"),
    Target.SIGN_OWNER: T("产权单位"),
    Target.SIGN_MAINTAINER: T("维护单位"),
    Target.SIGN_INSTALLED: T("设置日期"),
    Target.SIGN_WARRANTY: T("质保到期日"),
    Target.SIGN_COST: T("费用（元）"),
    Target.SIGN_NEXT_CHECK: T("下次巡查"),
    Target.SIGN_BODY: T("形制"),
    Target.SIGN_MATERIAL: T("材质"),
    Target.SIGN_LETTERS: T("字的颜色"),
    Target.SIGN_INSTALLER: T("设置单位"),
    Target.SIGN_HANDOVER: T("移交日期"),
}

_T = Target
TARGET_GROUPS: tuple[tuple[Text, tuple[Target, ...]], ...] = (
    (
        T("名称和拼写"),
        (
            *(_T.NAME, _T.LISTED, _T.ALIAS, _T.SHORT, _T.FORMER, _T.HISTORICAL, _T.POPULAR),
            *(_T.MAP_NAME, _T.VARIANT, _T.ROMAN, _T.MINORITY_TEXT, _T.MINORITY_LANGUAGE),
            *(_T.NAMED_AT, _T.NAME_UNTIL),
            *(_T.APPROVAL_BASIS, _T.APPROVAL_DOCUMENT, _T.ORTHOGRAPHY),
        ),
    ),
    (
        T("类别和代码"),
        (
            *(_T.KIND, _T.CATEGORY_CODE, _T.CATEGORY_NAME, _T.LEGAL_KIND),
            *(_T.PLACE_CODE, _T.TWIN_CODE, _T.SOURCE_ID, _T.OTHER_CODES),
        ),
    ),
    (
        T("所在政区"),
        (
            *(_T.PROVINCE, _T.CITY, _T.COUNTY, _T.TOWNSHIP, _T.VILLAGE, _T.DIVISION),
            *(_T.DIVISION_CODE, _T.EDITION, _T.DIVISION_THEN, _T.MANAGING_BODY),
        ),
    ),
    (
        T("坐标和位置"),
        (
            *(_T.LON, _T.LAT, _T.LON_TO, _T.LAT_TO, _T.COORDINATES, _T.POINTS, _T.SHAPE),
            *(_T.DATUM, _T.METHOD, _T.ACCURACY, _T.ELEVATION),
        ),
    ),
    (
        T("文字资料"),
        (
            *(_T.DESCRIPTION, _T.REMARK, _T.ORIGIN, _T.MEANING, _T.EVOLUTION),
            *(_T.DIVISION_HISTORY, _T.FOUNDED, _T.FIRST_RECORD, _T.CONTINUOUS, _T.RENAMED),
            *(_T.REGIONAL_ROLE, _T.REMAINS, _T.LEGEND, _T.SOURCE_TEXT),
        ),
    ),
    (
        T("状况"),
        (
            *(_T.SECRECY, _T.SIGN_COUNT, _T.STATUS, _T.ABOLISHED),
            *(_T.POSITIONAL, _T.POSITIONAL_BASIS),
        ),
    ),
    (
        T("道路"),
        (_T.FROM_TEXT, _T.TO_TEXT, _T.DIRECTION, _T.ROAD_CLASS, _T.LENGTH, _T.WIDTH),
    ),
    (
        T("门牌"),
        (_T.HOUSE_NUMBER, _T.BUILDING, _T.POSTCODE),
    ),
    (
        T("命名、入库、上图"),
        (
            *(_T.STEP_NAMED_ON, _T.STEP_NAMED_BASIS, _T.STEP_LISTED_ON, _T.STEP_LISTED_BASIS),
            *(_T.STEP_MAPPED_ON, _T.STEP_MAPPED_BASIS, _T.STEP_NOTE),
        ),
    ),
    (
        T("标志"),
        (
            *(_T.SIGN_CODE, _T.SIGN_OWNER, _T.SIGN_MAINTAINER, _T.SIGN_INSTALLED),
            *(_T.SIGN_WARRANTY, _T.SIGN_COST, _T.SIGN_NEXT_CHECK, _T.SIGN_BODY),
            *(_T.SIGN_MATERIAL, _T.SIGN_LETTERS, _T.SIGN_INSTALLER, _T.SIGN_HANDOVER),
        ),
    ),
)

#: Kinds of names beside the standard one, by the column that brings them.
OTHER_NAMES: dict[Target, str] = {
    Target.ALIAS: "alias",
    Target.SHORT: "short",
    Target.FORMER: "former",
    Target.HISTORICAL: "historical",
    Target.POPULAR: "popular",
    Target.MAP_NAME: "map",
    Target.VARIANT: "variant",
}

#: Statements about a place, by the column that brings them: kinds of claims.
STATEMENTS: dict[Target, str] = {
    Target.ORIGIN: "origin",
    Target.MEANING: "meaning",
    Target.EVOLUTION: "evolution",
    Target.DIVISION_HISTORY: "evolution",
    Target.FIRST_RECORD: "name_first_record",
    Target.CONTINUOUS: "name_continuous",
    Target.RENAMED: "renamed",
    Target.REGIONAL_ROLE: "regional_role",
    Target.REMAINS: "remains",
    Target.LEGEND: "legend",
}

#: What is written down of a sign, by the column that brings it: a field of `signage`'s Keeping.
SIGN_FIELDS: dict[Target, str] = {
    Target.SIGN_OWNER: "owner",
    Target.SIGN_MAINTAINER: "maintainer",
    Target.SIGN_INSTALLED: "installed_on",
    Target.SIGN_WARRANTY: "warranty_to",
    Target.SIGN_COST: "cost_fen",
    Target.SIGN_NEXT_CHECK: "next_check_on",
    Target.SIGN_BODY: "body_type",
    Target.SIGN_MATERIAL: "material",
    Target.SIGN_LETTERS: "colour_text",
    Target.SIGN_INSTALLER: "installer",
    Target.SIGN_HANDOVER: "handover_on",
}
