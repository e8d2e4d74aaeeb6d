"""What stands on a doorplate, which of them are asked for, and the list that a maker is sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from registry.core.text import T, Text
from registry.signage.rules.codes import grouped
from registry.signage.rules.face import Face, Format, Layout, Plate, draw
from registry.signage.rules.kinds import GROUND_LABELS, Ground

MOST_PLATES = 2000
"""In one batch: a road or a quarter of a township, drawn at its true size in some ten seconds."""

LAYOUTS = frozenset({Layout.DOOR_LARGE.value, Layout.DOOR_SMALL.value, Layout.BUILDING.value})
"""Layouts with a number."""

UNSIZED = Format(Layout.DOOR_SMALL, 270, 170, is_sized=False)


class Side(StrEnum):
    """单双号: which side of a road."""

    ALL = "all"
    ODD = "odd"
    EVEN = "even"


SIDE_LABELS: dict[Side, Text] = {
    Side.ALL: T("单号和双号"),
    Side.ODD: T("只要单号"),
    Side.EVEN: T("只要双号"),
}


@dataclass(frozen=True, slots=True)
class DoorText:
    """What is cast: the road, the number with its building, the postcode, its spelling."""

    road: str
    number: str
    building: str = ""
    postcode: str = ""
    roman: str = ""
    code: str = ""


def door_face(said: DoorText, form: Format | None, base_url: str) -> Face:
    """The face, with the QR of the plate's own code; an empty frame before it has one.

    `base_url` is what the address in the QR begins with. Without a format only in proportion.
    """
    plate = Plate(
        said.road,
        said.roman,
        Ground.BLUE,
        number=said.building + said.number,
        postcode=said.postcode,
        code=grouped(said.code) if said.code else "",
        url=f"{base_url}/s/{said.code}" if said.code else "",
    )
    return draw(plate, form or UNSIZED)


COLUMNS = (
    T("序号"),
    T("门牌编码"),
    T("名称"),
    T("楼栋"),
    T("门牌号"),
    T("邮编"),
    T("罗马字母"),
    T("宽（毫米）"),
    T("高（毫米）"),
    T("规格"),
    T("材质"),
    T("底色"),
    T("数量"),
    T("地名"),
    T("区划"),
    T("二维码内容"),
)
"""Headings of the maker's list, in the order of `row`."""


def row(line: Mapping[str, Any]) -> list[str | int | float]:
    """A line of an order of doorplates as a row of the list. Widths and heights in millimetres."""
    return [
        *(line["turn"], line["code"], line["hanzi"], line["building"], line["number"]),
        *(line["postcode"], line["roman"], line["width_mm"], line["height_mm"], line["format"]),
        *(line["material"], str(GROUND_LABELS[Ground(line["ground"])]), line["quantity"]),
        *(line["place"], line["division"], line["url"]),
    ]
