"""Regions of a public copy covered for good: nothing of what was there is left in the pixels."""

from __future__ import annotations

import io
import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageStat, JpegImagePlugin

from registry.photos.intake.pixels import Copy, encode
from registry.photos.rules.limits import LARGE_EDGE, SMALL_EDGE
from registry.photos.rules.regions import Cover, Region, Stroke

_SOFT: Final = 0.004
"""Width of the soft edge, as a part of the longer side; it lies outside the region."""

_STEP: Final = 16
"""Of 255: how coarse the colour of a cover is."""

_Box = tuple[int, int, int, int]


def cover(content: bytes, regions: Sequence[Cover]) -> tuple[Copy, Copy]:
    """The large and the small copy with these covered; OSError where it is broken.

    `content` is a large copy that this program encoded itself. Regions and strokes that touch are
    one surface of one colour, about the mean of all its pixels: many small ones with a colour each
    would be a mosaic, from which a plate can be read.
    """
    with JpegImagePlugin.JpegImageFile(io.BytesIO(content)) as opened:
        opened.load()
        picture = opened.convert("RGB")
    soft = max(1, round(_SOFT * max(picture.size)))
    for surface in _surfaces(regions, picture.size, soft):
        colour = _mean(picture, surface)
        for each in surface:
            _paint(picture, each, colour, soft)
    large, whole = encode(picture, LARGE_EDGE)
    small, _ = encode(whole, SMALL_EDGE)
    return large, small


def _surfaces(regions: Sequence[Cover], size: tuple[int, int], soft: int) -> list[list[Cover]]:
    """In groups: those that touch or overlap once their soft edges are added."""
    # Each pixel holds the number of the last one that covers it or comes near, 0 where none does.
    taken = np.zeros((size[1], size[0]), dtype=np.uint16)
    groups: dict[int, list[Cover]] = {}
    group_of: dict[int, int] = {}
    for number, each in enumerate(regions, start=1):
        left, top, right, bottom = area = _area(each, size, 2 * soft)
        mask = np.asarray(_mask(each, size, area, 2 * soft), dtype=bool)
        part = taken[top:bottom, left:right]
        met = {group_of[int(other)] for other in np.unique(part[mask]) if other}
        part[mask] = number
        groups[number] = [each, *(other for group in sorted(met) for other in groups.pop(group))]
        group_of[number] = number
        group_of = {one: number if group in met else group for one, group in group_of.items()}
    return list(groups.values())


def _area(each: Cover, size: tuple[int, int], grown: int) -> _Box:
    """The part of the picture in which it lies, grown to all sides; never outside."""
    if isinstance(each, Region):
        left, top, right, bottom = each.pixels(size)
    else:
        across, down = zip(*each.way(size), strict=True)
        # Pixels more: whatever the brush touches is covered, and drawing rounds.
        reach = math.ceil(each.radius(size)) + 2
        left, top = math.floor(min(across)) - reach, math.floor(min(down)) - reach
        right, bottom = math.ceil(max(across)) + reach, math.ceil(max(down)) + reach
    return (
        max(0, left - grown),
        max(0, top - grown),
        min(size[0], right + grown),
        min(size[1], bottom + grown),
    )


def _mask(each: Cover, size: tuple[int, int], area: _Box, grown: int = 0) -> Image.Image:
    """White where it covers, grown to all sides, within a part of the picture."""
    mask = Image.new("L", (area[2] - area[0], area[3] - area[1]), 0)
    draw = ImageDraw.Draw(mask)
    if isinstance(each, Region):
        left, top, right, bottom = each.pixels(size)
        inner = (left - area[0], top - area[1], right - area[0] - 1, bottom - area[1] - 1)
        draw.rectangle(
            (inner[0] - grown, inner[1] - grown, inner[2] + grown, inner[3] + grown), fill=255
        )
    else:
        _brush(draw, each, size, area, each.radius(size) + 1 + grown)
    return mask


def _brush(
    draw: ImageDraw.ImageDraw, stroke: Stroke, size: tuple[int, int], area: _Box, radius: float
) -> None:
    """A round brush drawn through the points of a stroke, each of its steps a rectangle."""
    # Drawing counts from the middles of pixels, parts of the picture from their corners.
    way = [(x - area[0] - 0.5, y - area[1] - 0.5) for x, y in stroke.way(size)]
    for x, y in way:
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    for (x, y), (to_x, to_y) in pairwise(way):
        length = math.hypot(to_x - x, to_y - y)
        if not length:
            continue
        aside, down = -(to_y - y) * radius / length, (to_x - x) * radius / length
        draw.polygon(
            [
                (x + aside, y + down),
                (to_x + aside, to_y + down),
                (to_x - aside, to_y - down),
                (x - aside, y - down),
            ],
            fill=255,
        )


def _mean(picture: Image.Image, surface: Sequence[Cover]) -> tuple[int, int, int]:
    mask = Image.new("L", picture.size, 0)
    for each in surface:
        area = _area(each, picture.size, 0)
        part = _mask(each, picture.size, area)
        mask.paste(255, area, part)
    # Only whether a pixel is covered counts, not how much.
    red, green, blue = (_coarse(value) for value in ImageStat.Stat(picture, mask).mean)
    return red, green, blue


def _coarse(value: float) -> int:
    """In steps: an exact mean of a small region would still tell a little of what was there."""
    return min(255, _STEP * round(value / _STEP))


def _paint(picture: Image.Image, each: Cover, colour: tuple[int, int, int], soft: int) -> None:
    area = _area(each, picture.size, 3 * soft)
    patch = picture.crop(area)
    edge = _mask(each, picture.size, area, soft).filter(ImageFilter.GaussianBlur(soft))
    # Inside the region the colour stands alone, whatever the soft edge does around it.
    inner = _mask(each, picture.size, area)
    edge.paste(255, (0, 0, *inner.size), inner)
    patch.paste(colour, (0, 0, *patch.size), edge)
    picture.paste(patch, area)
