"""Formats of faces: layout and size by edition, only as far as a source says them.

The tables of GB 17733-2008 were not at hand. What ships is what notices and excerpts quote; sizes
of street and village signs are nowhere in them and are the operator's to enter.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text
from registry.signage.rules.kinds import SignType


class Layout(StrEnum):
    """版式: how a face is divided."""

    NAME = "name"
    BUILDING = "building"
    DOOR_LARGE = "door_large"
    DOOR_SMALL = "door_small"


NUMBERED = frozenset({Layout.BUILDING, Layout.DOOR_LARGE, Layout.DOOR_SMALL})
"""Layouts with a house or building number."""

LAYOUT_LABELS: dict[Layout, Text] = {
    Layout.NAME: T("汉字占上五分之三，拼音占下五分之二"),
    Layout.BUILDING: T("左五分之三为名称，右五分之二为楼号（白底红字）"),
    Layout.DOOR_LARGE: T("名称五分之一，门牌号五分之三，邮编五分之一"),
    Layout.DOOR_SMALL: T("名称五分之二，门牌号五分之三"),
}


@dataclass(frozen=True, slots=True)
class Format:
    """Layout and measures of a face in millimetres; 0 where nothing is said."""

    layout: Layout
    width_mm: float
    height_mm: float
    rim_mm: float = 0.0
    qr_mm: float = 0.0
    is_sized: bool = True


UNSIZED = Format(Layout.NAME, 1200, 480, is_sized=False)
"""Proportions alone, where nobody has entered a size for the type of sign."""


@dataclass(frozen=True, slots=True)
class ShippedFormat:
    """A format as it ships; `code` and `edition` name it for ever. `sign_type` None: doorplates."""

    code: str
    edition: str
    title: str
    title_en: str
    sign_type: SignType | None
    face: Format
    material: str
    source: str


_DOOR = "某市公安、规划部门依 GB 17733-2008 制定的二维码门牌规格（津公人口函〔2021〕484号所附）"
_ALUMINIUM = "铝板贴反光膜，蓝底白字，二维码在右"
SHIPPED: tuple[ShippedFormat, ...] = (
    ShippedFormat(
        "estate",
        "2008-B.13",
        "居民区标志 1000 × 600",
        "Residential estate sign, 1000 × 600",
        SignType.AREA,
        Format(Layout.NAME, 1000, 600, rim_mm=25),
        "",
        "六盘水民发〔2016〕64号引 GB 17733-2008 图 B.13：蓝底白字，边框不大于 25 毫米",
    ),
    ShippedFormat(
        "building",
        "2008-B.16",
        "楼牌 900 × 500",
        "Building sign, 900 × 500",
        None,
        Format(Layout.BUILDING, 900, 500),
        "",
        "六盘水民发〔2016〕64号引 GB 17733-2008 图 B.16：左蓝底白字，右白底红字",
    ),
    ShippedFormat(
        "door_large",
        "2021",
        "大门牌 570 × 370",
        "Large doorplate, 570 × 370",
        None,
        Format(Layout.DOOR_LARGE, 570, 370, qr_mm=120),
        _ALUMINIUM,
        f"{_DOOR}；分格按 GB 17733.1-1999 大门牌",
    ),
    ShippedFormat(
        "door_middle",
        "2021",
        "中门牌 270 × 170",
        "Middle doorplate, 270 × 170",
        None,
        Format(Layout.DOOR_SMALL, 270, 170, qr_mm=75),
        _ALUMINIUM,
        f"{_DOOR}；分格按 GB 17733.1-1999 小门牌",
    ),
    ShippedFormat(
        "door_small",
        "2021",
        "小门牌 150 × 90",
        "Small doorplate, 150 × 90",
        None,
        Format(Layout.DOOR_SMALL, 150, 90, qr_mm=40),
        _ALUMINIUM,
        f"{_DOOR}；分格按 GB 17733.1-1999 小门牌",
    ),
)

FORMAT_FAULTS: dict[str, Text] = {
    "width_mm": T("宽要在 %(least)d 到 %(most)d 毫米之间", least=60, most=6000),
    "height_mm": T("高要在 %(least)d 到 %(most)d 毫米之间", least=40, most=3000),
    "rim_mm": T("边框不能为负，也不能超过高的五分之一"),
    "qr_mm": T("二维码边长要在 15 毫米到牌面高之间；不写就按牌面高的三分之一画"),
    "shape": T("牌面的宽不能小于高，也不能超过高的十倍"),
}


def format_faults(face: Format) -> dict[str, list[Text]]:
    """What is impossible in the measures of a format, by field."""
    width, height = face.width_mm, face.height_mm
    wrong: dict[str, list[Text]] = {}
    if not (math.isfinite(width) and 60 <= width <= 6000):
        wrong["width_mm"] = [FORMAT_FAULTS["width_mm"]]
    if not (math.isfinite(height) and 40 <= height <= 3000):
        wrong["height_mm"] = [FORMAT_FAULTS["height_mm"]]
    if not wrong and not height <= width <= 10 * height:
        wrong["width_mm"] = [FORMAT_FAULTS["shape"]]
    if not 0 <= face.rim_mm <= height / 5:
        wrong["rim_mm"] = [FORMAT_FAULTS["rim_mm"]]
    if face.qr_mm and not 15 <= face.qr_mm <= height:
        wrong["qr_mm"] = [FORMAT_FAULTS["qr_mm"]]
    return wrong
