"""Parts of a photo that nobody but a reviewer may see: faces, number plates and the like."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass
from enum import StrEnum
from typing import Any

from registry.core.text import T, Text

MOST = 40
"""Regions and strokes on one photo: more would be another photo to take."""
LEAST = 0.004
"""Smallest side as a part of the photo's: what is smaller was a slip of the finger."""
THINNEST, WIDEST = 0.01, 0.25
"""Widths of the brush as parts of the photo's longer side."""
POINTS = 120
"""Points of one stroke; the page thins what a finger sends until it fits."""
_SLACK = 1e-6


class RedactionReason(StrEnum):
    """遮盖的原因."""

    FACE = "face"
    PLATE = "plate"
    OTHER = "other"


REASON_LABELS: dict[RedactionReason, Text] = {
    RedactionReason.FACE: T("人脸"),
    RedactionReason.PLATE: T("车牌"),
    RedactionReason.OTHER: T("其他"),
}


@dataclass(frozen=True, slots=True)
class Region:
    """One rectangle: left, top, width and height as parts (0 to 1) of the upright photo."""

    left: float
    top: float
    width: float
    height: float

    def plain(self) -> dict[str, float]:
        """The same as plain JSON."""
        return asdict(self)

    def is_inside(self) -> bool:
        """Whether it lies on the photo and is large enough to be meant."""
        parts = astuple(self)
        return (
            all(math.isfinite(part) and 0 <= part <= 1 for part in parts)
            and min(self.width, self.height) >= LEAST
            and self.left + self.width <= 1 + _SLACK
            and self.top + self.height <= 1 + _SLACK
        )

    def pixels(self, size: tuple[int, int]) -> tuple[int, int, int, int]:
        """Left, top, right, bottom on a picture of this size: every pixel that it touches."""
        width, height = size
        return (
            max(0, math.floor(self.left * width + _SLACK)),
            max(0, math.floor(self.top * height + _SLACK)),
            min(width, math.ceil((self.left + self.width) * width - _SLACK)),
            min(height, math.ceil((self.top + self.height) * height - _SLACK)),
        )


@dataclass(frozen=True, slots=True)
class Stroke:
    """One stroke of a round brush.

    `breadth` is its width as a part of the upright photo's longer side, `points` (x, y as parts of
    width and height, 0 to 1) are where its middle went through; a single one is a dab.
    """

    breadth: float
    points: tuple[tuple[float, float], ...]

    def plain(self) -> dict[str, Any]:
        """The same as plain JSON."""
        return {"breadth": self.breadth, "points": [list(point) for point in self.points]}

    def is_inside(self) -> bool:
        """Whether its middle stays on the photo, and its width and length are those of a brush."""
        return (
            math.isfinite(self.breadth)
            and THINNEST <= self.breadth <= WIDEST
            and 1 <= len(self.points) <= POINTS
            and all(math.isfinite(part) and 0 <= part <= 1 for at in self.points for part in at)
        )

    def radius(self, size: tuple[int, int]) -> float:
        """Half its width in pixels on a picture of this size."""
        return self.breadth * max(size) / 2

    def way(self, size: tuple[int, int]) -> list[tuple[float, float]]:
        """The points that its middle went through, in pixels."""
        width, height = size
        return [(x * width, y * height) for x, y in self.points]


Cover = Region | Stroke
"""One thing that covers: a rectangle drawn, or a stroke of the brush."""


def cover_of(stored: Mapping[str, Any]) -> Cover:
    """One of them as it is stored; KeyError, TypeError or ValueError where it is neither."""
    if "points" not in stored:
        return Region(**stored)
    points = tuple((float(x), float(y)) for x, y in stored["points"])
    return Stroke(float(stored["breadth"]), points)


def regions_of(stored: Iterable[Mapping[str, Any]]) -> list[Cover]:
    """Regions and strokes as they are stored."""
    return [cover_of(each) for each in stored]


def regions_fault(regions: Iterable[Cover]) -> Text | None:
    """What is wrong with a whole set of regions and strokes, or None."""
    found = list(regions)
    if not found:
        return T("请至少画一个框或一笔")
    if len(found) > MOST:
        return T("一张照片最多遮 %(n)d 处", n=MOST)
    if not all(region.is_inside() for region in found):
        return T("框和笔画要在照片以内，不能太小")
    return None
