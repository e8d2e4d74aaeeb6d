"""What is covered on a copy is gone: no pixel inside tells anything but one mean colour."""

from __future__ import annotations

import io

import numpy as np
import pytest
from PIL import Image

from registry.photos.intake.covering import cover
from registry.photos.rules.regions import LEAST, MOST, Region, regions_fault
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
