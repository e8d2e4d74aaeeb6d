"""Regions of a public copy covered for good: nothing of what was there is left in the pixels."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Final

from PIL import Image, ImageDraw, ImageFilter, ImageStat, JpegImagePlugin

from registry.photos.intake.pixels import Copy, encode
from registry.photos.rules.limits import LARGE_EDGE, SMALL_EDGE
from registry.photos.rules.regions import Region

_SOFT: Final = 0.004
"""Width of the soft edge, as a part of the longer side; it lies outside the region."""

_STEP: Final = 16
"""Of 255: how coarse the colour of a cover is."""

_Box = tuple[int, int, int, int]


def cover(content: bytes, regions: Sequence[Region]) -> tuple[Copy, Copy]:
    """The large and the small copy with these regions covered; OSError where it is broken.

    `content` is a large copy that this program encoded itself. Regions that touch are one surface
    of one colour, about the mean of all its pixels: many small ones with a colour each would be a
    mosaic, from which a plate can be read.
    """
    with JpegImagePlugin.JpegImageFile(io.BytesIO(content)) as opened:
        opened.load()
        picture = opened.convert("RGB")
    soft = max(1, round(_SOFT * max(picture.size)))
    for boxes in _surfaces([region.pixels(picture.size) for region in regions], soft):
        colour = _mean(picture, boxes)
        for box in boxes:
            _paint(picture, box, colour, soft)
    large, whole = encode(picture, LARGE_EDGE)
    small, _ = encode(whole, SMALL_EDGE)
    return large, small


def _surfaces(boxes: Sequence[_Box], soft: int) -> list[list[_Box]]:
    """Boxes in groups: those that touch or overlap once their soft edges are added."""
    groups: list[list[_Box]] = []
    for box in boxes:
        near = [group for group in groups if any(_touch(box, other, 4 * soft) for other in group)]
        groups = [group for group in groups if group not in near]
        groups.append([box, *(other for group in near for other in group)])
    return groups


def _touch(one: _Box, other: _Box, gap: int) -> bool:
    return (
        one[0] <= other[2] + gap
        and other[0] <= one[2] + gap
        and one[1] <= other[3] + gap
        and other[1] <= one[3] + gap
    )


def _mean(picture: Image.Image, boxes: Sequence[_Box]) -> tuple[int, int, int]:
    mask = Image.new("1", picture.size, 0)
    draw = ImageDraw.Draw(mask)
    for left, top, right, bottom in boxes:
        draw.rectangle((left, top, right - 1, bottom - 1), fill=1)
    red, green, blue = (_coarse(value) for value in ImageStat.Stat(picture, mask).mean)
    return red, green, blue


def _coarse(value: float) -> int:
    """In steps: an exact mean of a small region would still tell a little of what was there."""
    return min(255, _STEP * round(value / _STEP))


def _paint(picture: Image.Image, box: _Box, colour: tuple[int, int, int], soft: int) -> None:
    left, top, right, bottom = box
    area = (
        max(0, left - 3 * soft),
        max(0, top - 3 * soft),
        min(picture.width, right + 3 * soft),
        min(picture.height, bottom + 3 * soft),
    )
    patch = picture.crop(area)
    mask = Image.new("L", patch.size, 0)
    draw = ImageDraw.Draw(mask)
    inner = (left - area[0], top - area[1], right - area[0] - 1, bottom - area[1] - 1)
    draw.rectangle((inner[0] - soft, inner[1] - soft, inner[2] + soft, inner[3] + soft), fill=255)
    mask = mask.filter(ImageFilter.GaussianBlur(soft))
    # Inside the region the colour stands alone, whatever the soft edge does around it.
    ImageDraw.Draw(mask).rectangle(inner, fill=255)
    patch.paste(colour, (0, 0, *patch.size), mask)
    picture.paste(patch, area)
