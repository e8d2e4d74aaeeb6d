"""The vocabularies of signs and of what crews report, with their words.

Families and types after GB 17733 and its neighbours; kinds of report after 地名管理条例 article 19
(missing, moved, altered, covered, damaged, unauthorised) and the practice of field checks.
"""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class SignFamily(StrEnum):
    """标志体系: whose standard the plate follows. Only the first two count towards coverage."""

    PLACE_NAME = "place_name"
    HERITAGE = "heritage"
    TRAFFIC = "traffic"
    DOORPLATE = "doorplate"
    OTHER = "other"


COUNTED_FAMILIES = frozenset({SignFamily.PLACE_NAME, SignFamily.HERITAGE})


class SignType(StrEnum):
    """标志类型."""

    STREET = "street"
    LANE = "lane"
    VILLAGE = "village"
    AREA = "area"
    NATURAL = "natural"
    BOUNDARY = "boundary"
    FACILITY = "facility"
    HERITAGE = "heritage"


class PositionRole(StrEnum):
    """位置作用: why a sign is due exactly there."""

    START = "start"
    END = "end"
    JUNCTION = "junction"
    INFILL = "infill"
    ENTRANCE = "entrance"
    BOUNDARY = "boundary"
    SITE = "site"


class Priority(StrEnum):
    """优先级: in which order positions are seen to."""

    HIGH = "high"
    NORMAL = "normal"
    LOW = "low"


class Ground(StrEnum):
    """底色, by direction (蓝底 east-west, 绿底 north-south) or for heritage."""

    BLUE = "blue"
    GREEN = "green"
    HERITAGE = "heritage"


class Arrow(StrEnum):
    """箭头: which way a face points, where it points at all."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"
    AHEAD = "ahead"


class ReportKind(StrEnum):
    """上报类型."""

    INSTALLED = "installed"
    EXISTING_GOOD = "existing_good"
    DAMAGED = "damaged"
    MISSING = "missing"
    WRONG_TEXT = "wrong_text"
    WRONG_SPELLING = "wrong_spelling"
    WRONG_COLOUR = "wrong_colour"
    COVERED = "covered"
    MOVED = "moved"
    UNAUTHORISED = "unauthorised"
    BLANK = "blank"
    QR_DEAD = "qr_dead"
    DUPLICATE = "duplicate"
    NEEDS_EXTRA = "needs_extra"


class Condition(StrEnum):
    """状况."""

    GOOD = "good"
    WORN = "worn"
    DAMAGED = "damaged"
    UNREADABLE = "unreadable"
    ABSENT = "absent"


READABLE = frozenset({Condition.GOOD, Condition.WORN})


class Defect(StrEnum):
    """问题: what is wrong, as codes that can be counted."""

    TEXT = "text"
    SPELLING = "spelling"
    COLOUR = "colour"
    PLACE = "place"
    COVERED = "covered"
    FADED = "faded"
    BENT = "bent"
    LOOSE = "loose"
    QR_DEAD = "qr_dead"
    TRAFFIC_SIGN = "traffic_sign"


class ReasonCode(StrEnum):
    """退回原因."""

    UNREADABLE = "unreadable"
    NOT_THIS_SIGN = "not_this_sign"
    NO_SURROUNDINGS = "no_surroundings"
    PLACE_DOUBTFUL = "place_doubtful"
    TEXT_MISREAD = "text_misread"
    PHOTO_REUSED = "photo_reused"
    OTHER = "other"


class CaptureSource(StrEnum):
    """照片来源: a picture taken in the page and one from the album are different evidence."""

    LIVE = "live"
    CAMERA = "camera"
    GALLERY = "gallery"
    FORWARDED = "forwarded"
    UNKNOWN = "unknown"


FAMILY_LABELS: dict[SignFamily, Text] = {
    SignFamily.PLACE_NAME: T("地名标志"),
    SignFamily.HERITAGE: T("地名文化遗产标志"),
    SignFamily.TRAFFIC: T("交通指路标志"),
    SignFamily.DOORPLATE: T("门楼牌"),
    SignFamily.OTHER: T("其他标志"),
}
TYPE_LABELS: dict[SignType, Text] = {
    SignType.STREET: T("街路牌"),
    SignType.LANE: T("巷牌"),
    SignType.VILLAGE: T("村牌"),
    SignType.AREA: T("区片牌"),
    SignType.NATURAL: T("自然实体碑牌"),
    SignType.BOUNDARY: T("界位牌"),
    SignType.FACILITY: T("桥、站、公园等设施牌"),
    SignType.HERITAGE: T("地名文化遗产标志"),
}
ROLE_LABELS: dict[PositionRole, Text] = {
    PositionRole.START: T("起点"),
    PositionRole.END: T("止点"),
    PositionRole.JUNCTION: T("交叉口"),
    PositionRole.INFILL: T("中间加设"),
    PositionRole.ENTRANCE: T("入口"),
    PositionRole.BOUNDARY: T("边界"),
    PositionRole.SITE: T("本地点"),
}
PRIORITY_LABELS: dict[Priority, Text] = {
    Priority.HIGH: T("优先"),
    Priority.NORMAL: T("一般"),
    Priority.LOW: T("可缓"),
}
GROUND_LABELS: dict[Ground, Text] = {
    Ground.BLUE: T("蓝底（东西走向）"),
    Ground.GREEN: T("绿底（南北走向）"),
    Ground.HERITAGE: T("遗产标志（朱印）"),
}
ARROW_LABELS: dict[Arrow, Text] = {
    Arrow.LEFT: T("向左"),
    Arrow.RIGHT: T("向右"),
    Arrow.BOTH: T("向左和向右"),
    Arrow.AHEAD: T("向前"),
}
KIND_LABELS: dict[ReportKind, Text] = {
    ReportKind.INSTALLED: T("新装好了"),
    ReportKind.EXISTING_GOOD: T("原有，完好"),
    ReportKind.DAMAGED: T("损坏"),
    ReportKind.MISSING: T("不见了"),
    ReportKind.WRONG_TEXT: T("汉字写错"),
    ReportKind.WRONG_SPELLING: T("拼音写错"),
    ReportKind.WRONG_COLOUR: T("底色与走向不符"),
    ReportKind.COVERED: T("被遮挡"),
    ReportKind.MOVED: T("被移动"),
    ReportKind.UNAUTHORISED: T("擅自设置"),
    ReportKind.BLANK: T("空白牌"),
    ReportKind.QR_DEAD: T("二维码失效"),
    ReportKind.DUPLICATE: T("重复设置"),
    ReportKind.NEEDS_EXTRA: T("需要增设"),
}
CONDITION_LABELS: dict[Condition, Text] = {
    Condition.GOOD: T("完好"),
    Condition.WORN: T("旧了，仍看得清"),
    Condition.DAMAGED: T("有损坏"),
    Condition.UNREADABLE: T("看不清字"),
    Condition.ABSENT: T("没有标志"),
}
DEFECT_LABELS: dict[Defect, Text] = {
    Defect.TEXT: T("汉字不对"),
    Defect.SPELLING: T("拼音不对"),
    Defect.COLOUR: T("底色不对"),
    Defect.PLACE: T("位置不对"),
    Defect.COVERED: T("被遮挡"),
    Defect.FADED: T("褪色"),
    Defect.BENT: T("弯折、破损"),
    Defect.LOOSE: T("松动、倾斜"),
    Defect.QR_DEAD: T("二维码扫不出"),
    Defect.TRAFFIC_SIGN: T("这是交通标志，不是地名标志"),
}
REASON_LABELS: dict[ReasonCode, Text] = {
    ReasonCode.UNREADABLE: T("近照看不清字"),
    ReasonCode.NOT_THIS_SIGN: T("拍的不是这块标志"),
    ReasonCode.NO_SURROUNDINGS: T("远照看不出在哪里"),
    ReasonCode.PLACE_DOUBTFUL: T("位置有疑问"),
    ReasonCode.TEXT_MISREAD: T("读到的字与照片不符"),
    ReasonCode.PHOTO_REUSED: T("照片是旧的或借用的"),
    ReasonCode.OTHER: T("其他原因"),
}
SOURCE_LABELS: dict[CaptureSource, Text] = {
    CaptureSource.LIVE: T("在本页面现拍"),
    CaptureSource.CAMERA: T("手机相机现拍"),
    CaptureSource.GALLERY: T("从相册选取"),
    CaptureSource.FORWARDED: T("别人转发来的"),
    CaptureSource.UNKNOWN: T("没有说明"),
}
