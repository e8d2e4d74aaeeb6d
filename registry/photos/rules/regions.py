"""Parts of a photo that nobody but a reviewer may see: faces, number plates and the like."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, astuple, dataclass
from enum import StrEnum

from registry.core.text import T, Text

MOST = 40
"""Regions on one photo: more would be another photo to take."""
LEAST = 0.004
"""Smallest side as a part of the photo's: what is smaller was a slip of the finger."""
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


def regions_of(stored: Iterable[Mapping[str, float]]) -> list[Region]:
    """Regions as they are stored."""
    return [Region(**each) for each in stored]


def regions_fault(regions: Iterable[Region]) -> Text | None:
    """What is wrong with a whole set of regions, or None."""
    found = list(regions)
    if not found:
        return T("请至少画一个框")
    if len(found) > MOST:
        return T("一张照片最多 %(n)d 个框", n=MOST)
    if not all(region.is_inside() for region in found):
        return T("框要在照片以内，不能太小")
    return None
