"""What stands on a doorplate, and which of them are asked for."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text
from registry.signage.rules.codes import grouped
from registry.signage.rules.face import Face, Format, Layout, Plate, draw
from registry.signage.rules.kinds import Ground

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
