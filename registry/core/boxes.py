"""A box on the map: west, south, east, north in WGS 84 degrees, and what can be wrong with one."""

from __future__ import annotations

import math
from dataclasses import dataclass

from registry.core.forms import Wrong
from registry.core.geo import CHINA_LAT, CHINA_LON
from registry.core.text import T, Text

#: The widest box a screen may ask for, in degrees: all of China and some sea, not the globe.
WIDEST = 90.0


@dataclass(frozen=True, slots=True)
class Box:
    """West, south, east, north; the edges belong to the box."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, lon: float, lat: float) -> bool:
        """Whether a point lies inside or on an edge."""
        return self.west <= lon <= self.east and self.south <= lat <= self.north

    def as_tuple(self) -> tuple[float, float, float, float]:
        """west, south, east, north."""
        return (self.west, self.south, self.east, self.north)


def box_of(text: str) -> Box:
    """Read `w,s,e,n`.

    Raises:
        ValueError: not four numbers. What the numbers mean is judged by `box_fault`.
    """
    parts = text.split(",")
    if len(parts) != 4:
        raise ValueError(text)
    west, south, east, north = (float(part) for part in parts)
    return Box(west, south, east, north)


def asked_box(value: object) -> Box:
    """A box as somebody wrote it in an address: a field type of queries.

    Raises:
        Wrong: not four numbers, or what `box_fault` says.
    """
    try:
        box = box_of(str(value)[:200])
    except ValueError:
        raise Wrong(T("范围要写成四个数：西,南,东,北")) from None
    fault = box_fault(box)
    if fault is not None:
        raise Wrong(fault)
    return box


def box_fault(box: Box) -> Text | None:
    """What is wrong with a box, or None. Swapped axes are named, never silently exchanged."""
    if not all(math.isfinite(edge) for edge in box.as_tuple()):
        return T("范围的四个数都必须是有限的数字")
    if _swapped(box):
        return T("经度和纬度似乎写反了：顺序是 西,南,东,北")
    if abs(box.west) > 180 or abs(box.east) > 180 or abs(box.south) > 90 or abs(box.north) > 90:
        return T("范围超出了地球：经度在 ±180 之内，纬度在 ±90 之内")
    if box.west >= box.east or box.south >= box.north:
        return T("范围是空的：西要小于东，南要小于北")
    if box.east - box.west > WIDEST or box.north - box.south > WIDEST:
        return T("范围太大：每边最多 %(n)d 度", n=int(WIDEST))
    return None


def _swapped(box: Box) -> bool:
    def in_china(lon: float, lat: float) -> bool:
        return CHINA_LON[0] <= lon <= CHINA_LON[1] and CHINA_LAT[0] <= lat <= CHINA_LAT[1]

    return (
        not in_china(box.west, box.south)
        and not in_china(box.east, box.north)
        and in_china(box.south, box.west)
        and in_china(box.north, box.east)
    )
