"""What is covered on a copy is gone: no pixel inside tells anything but one mean colour."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from registry.photos.intake.covering import _area, _mask, _surfaces, cover
from registry.photos.rules.regions import (
    LEAST,
    MOST,
    POINTS,
    THINNEST,
    WIDEST,
    Region,
    Stroke,
    cover_of,
    regions_fault,
    regions_of,
)
from tests.support import pictures

PLATE = Region(0.25, 0.5, 0.2, 0.1)
FACE = Region(0.25, 0.3, 0.4, 0.4)
SIZE = (800, 600)


def pixels(content: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(content)).convert("RGB"), dtype=np.int16)


def inside(content: bytes, region: Region) -> np.ndarray:
    found = pixels(content)
    left, top, right, bottom = region.pixels((found.shape[1], found.shape[0]))
    return found[top:bottom, left:right]


def with_inside(change, *regions: Region) -> bytes:
    """A scene whose regions were changed."""
    picture = pictures.scene(*SIZE).copy()
    for region in regions:
        box = region.pixels(SIZE)
        picture.paste(change(picture.crop(box)), box)
    return pictures.jpeg(picture, quality=95)


def test_the_pixels_inside_hold_no_detail() -> None:
    content = pictures.jpeg(pictures.scene(*SIZE))
    assert np.ptp(inside(content, FACE), axis=(0, 1)).min() > 60
    for copy in cover(content, [FACE]):
        # Within one block of the edge, JPEG mixes in what is *outside*.
        deep = inside(copy.content, FACE)[16:-16, 16:-16]
        assert deep.size > 1000
        assert np.ptp(deep, axis=(0, 1)).max() <= 1


def test_two_photos_that_differ_inside_only_give_the_same_bytes(monkeypatch) -> None:
    # Turning keeps the mean: whatever else the inside said would show as another byte.
    picture = pictures.scene(*SIZE)
    box = PLATE.pixels(SIZE)
    mirrored = picture.copy()
    mirrored.paste(picture.crop(box).transpose(Image.Transpose.ROTATE_180), box)
    assert mirrored.tobytes() != picture.tobytes()
    opened = iter((picture, mirrored))

    class Lossless:
        def __init__(self, _stream) -> None:
            self.picture = next(opened)

        def __enter__(self):
            return self.picture.copy()

        def __exit__(self, *_gone) -> None:
            return None

    monkeypatch.setattr("registry.photos.intake.covering.JpegImagePlugin.JpegImageFile", Lossless)
    assert cover(b"", [PLATE]) == cover(b"", [PLATE])


def test_regions_side_by_side_are_one_surface_and_no_mosaic() -> None:
    letters = [Region(0.2 + 0.05 * n, 0.4, 0.05, 0.1) for n in range(6)]
    striped = iter([(0, 0, 0), (255, 255, 255)] * 3)
    content = with_inside(lambda part: Image.new("RGB", part.size, next(striped)), *letters)
    large, small = cover(content, letters)
    for copy in (large, small):
        means = [inside(copy.content, each).mean(axis=(0, 1)) for each in letters]
        assert np.ptp(means, axis=0).max() < 4


def test_what_is_far_from_a_region_stays_as_it_was() -> None:
    content = pictures.jpeg(pictures.scene(*SIZE))
    far = Region(0.7, 0.1, 0.2, 0.2)
    large, _ = cover(content, [PLATE])
    difference = np.abs(inside(large.content, far) - inside(content, far))
    assert difference.mean() < 3


def test_the_edge_is_soft_outside_and_never_inside() -> None:
    white = Image.new("RGB", SIZE, (20, 20, 20))
    box = PLATE.pixels(SIZE)
    white.paste((230, 230, 230), box)
    large, _ = cover(pictures.jpeg(white, quality=95), [PLATE])
    row = pixels(large.content)[box[1] + 20, :, 0]
    assert row[box[0] + 2] > 200
    steps = np.abs(np.diff(row[box[0] - 16 : box[0] + 4]))
    assert 10 < steps.max() < 100


def test_copies_keep_their_sizes_and_carry_no_metadata() -> None:
    content = pictures.jpeg(pictures.scene(*SIZE), comment=b"secret")
    large, small = cover(content, [PLATE])
    assert (large.width, large.height) == SIZE
    assert (small.width, small.height) == (320, 240)
    for copy in (large, small):
        assert b"secret" not in copy.content
        assert "exif" not in Image.open(io.BytesIO(copy.content)).info


@pytest.mark.parametrize(
    "region",
    [
        Region(0.9, 0, 0.2, 0.1),
        Region(0, 0.95, 0.1, 0.1),
        Region(-0.1, 0, 0.2, 0.2),
        Region(0, 0, LEAST / 2, 0.2),
        Region(float("nan"), 0, 0.2, 0.2),
        Region(0, 0, float("inf"), 0.2),
    ],
)
def test_a_region_lies_on_the_photo_and_is_meant(region) -> None:
    assert regions_fault([PLATE]) is None
    assert regions_fault([PLATE, region]) is not None


def test_a_photo_has_one_region_at_least_and_forty_at_most() -> None:
    assert regions_fault([]) is not None
    assert regions_fault([PLATE] * MOST) is None
    assert regions_fault([PLATE] * (MOST + 1)) is not None


def test_a_region_takes_every_pixel_that_it_touches() -> None:
    assert Region(0.1, 0.1, 0.1001, 0.1).pixels((100, 10)) == (10, 1, 21, 2)
    assert Region(0, 0, 1, 1).pixels((3, 3)) == (0, 0, 3, 3)


#: A loop with sharp turns, a dab, and a stroke along the edge.
LOOP = Stroke(0.2, ((0.3, 0.3), (0.5, 0.35), (0.48, 0.6), (0.3, 0.55), (0.35, 0.32)))
DAB = Stroke(0.25, ((0.75, 0.25),))
EDGE = Stroke(0.2, ((0.0, 1.0), (0.4, 0.98), (1.0, 1.0)))


def under(stroke: Stroke, size: tuple[int, int], radius: float) -> np.ndarray:
    """Pixels whose middle lies within `radius` of a stroke's middle line, by geometry alone."""
    down, across = np.mgrid[0 : size[1], 0 : size[0]] + 0.5
    way = stroke.way(size)
    nearest = np.full((size[1], size[0]), np.inf)
    for (x, y), (to_x, to_y) in zip(way, way[1:] or way, strict=False):
        length = (to_x - x) ** 2 + (to_y - y) ** 2
        part = ((across - x) * (to_x - x) + (down - y) * (to_y - y)) / length if length else 0.0
        part = np.clip(part, 0, 1)
        gap = np.hypot(across - x - part * (to_x - x), down - y - part * (to_y - y))
        nearest = np.minimum(nearest, gap)
    return nearest <= radius


@pytest.mark.parametrize("stroke", [LOOP, DAB, EDGE])
def test_a_stroke_takes_every_pixel_that_the_brush_touches_and_hardly_more(stroke) -> None:
    for size in (SIZE, (600, 800), (1600, 1200)):
        whole = (0, 0, *size)
        mask = np.asarray(_mask(stroke, size, whole), dtype=bool)
        assert mask[under(stroke, size, stroke.radius(size))].all()
        assert not mask[~under(stroke, size, stroke.radius(size) + 3)].any()
        left, top, right, bottom = _area(stroke, size, 0)
        assert mask.sum() == mask[top:bottom, left:right].sum()


@pytest.mark.parametrize("stroke", [LOOP, DAB, EDGE])
def test_under_the_brush_no_detail_is_left_in_either_copy(stroke) -> None:
    content = pictures.jpeg(pictures.scene(*SIZE))
    for copy in cover(content, [stroke]):
        found = pixels(copy.content)
        size = (found.shape[1], found.shape[0])
        # A block's diagonal away from the edge, JPEG mixes nothing of the outside in.
        deep = under(stroke, size, stroke.radius(size) - 23)
        assert deep.sum() > 100
        assert np.ptp(found[deep], axis=0).max() <= 1
    assert np.ptp(pixels(content)[under(stroke, SIZE, stroke.radius(SIZE) - 4)], axis=0).max() > 8


def test_two_photos_that_differ_under_the_brush_only_give_the_same_bytes(monkeypatch) -> None:
    picture = pictures.scene(*SIZE)
    changed = np.asarray(picture).copy()
    inside = under(LOOP, SIZE, LOOP.radius(SIZE))
    # Each pixel somewhere else: the mean stays, every detail goes.
    changed[inside] = changed[inside][::-1]
    opened = iter((picture, Image.fromarray(changed)))
    assert picture.tobytes() != Image.fromarray(changed).tobytes()

    class Lossless:
        def __init__(self, _stream) -> None:
            self.picture = next(opened)

        def __enter__(self):
            return self.picture.copy()

        def __exit__(self, *_gone) -> None:
            return None

    monkeypatch.setattr("registry.photos.intake.covering.JpegImagePlugin.JpegImageFile", Lossless)
    assert cover(b"", [LOOP]) == cover(b"", [LOOP])


def test_dabs_side_by_side_are_one_surface_and_strokes_far_apart_are_not() -> None:
    row = [Stroke(0.06, ((0.2 + 0.05 * n, 0.5),)) for n in range(6)]
    far = Stroke(0.06, ((0.8, 0.1),))
    groups = _surfaces([*row[::2], far, *row[1::2]], SIZE, 3)
    assert sorted(len(group) for group in groups) == [1, 6]
    assert [far] in groups
    # A rectangle that touches one of them is of their surface too.
    assert sorted(map(len, _surfaces([*row, far, PLATE], SIZE, 3))) == [1, 7]


@pytest.mark.parametrize(
    "stroke",
    [
        Stroke(THINNEST / 2, ((0.5, 0.5),)),
        Stroke(WIDEST * 1.1, ((0.5, 0.5),)),
        Stroke(float("nan"), ((0.5, 0.5),)),
        Stroke(0.05, ()),
        Stroke(0.05, ((0.5, 1.01),)),
        Stroke(0.05, ((-0.01, 0.5),)),
        Stroke(0.05, ((0.5, float("inf")),)),
        Stroke(0.05, ((0.5, 0.5),) * (POINTS + 1)),
    ],
)
def test_a_stroke_is_that_of_a_brush_and_lies_on_the_photo(stroke) -> None:
    assert regions_fault([Stroke(0.05, ((0.5, 0.5),) * POINTS)]) is None
    assert regions_fault([PLATE, stroke]) is not None
    assert regions_fault([PLATE] * (MOST - 1) + [DAB]) is None
    assert regions_fault([PLATE] * MOST + [DAB]) is not None


def test_regions_and_strokes_are_stored_and_read_the_same() -> None:
    assert regions_of([PLATE.plain(), LOOP.plain()]) == [PLATE, LOOP]
    for wrong in ({"points": [[1]], "breadth": 0.1}, {"points": []}, {"left": 1}):
        with pytest.raises((KeyError, TypeError, ValueError)):
            cover_of(wrong)
