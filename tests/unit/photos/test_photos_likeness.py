"""How alike two photos are."""

from __future__ import annotations

import pytest
from PIL import Image, ImageEnhance

from registry.photos.intake.hashing import dhash, phash
from registry.photos.rules import Likeness, compare, hamming, likeness
from tests.support.pictures import jpeg, scene


def hashes(picture: Image.Image) -> tuple[str, str]:
    return phash(picture), dhash(picture)


def recompressed(picture: Image.Image, quality: int) -> Image.Image:
    import io

    return Image.open(io.BytesIO(jpeg(picture, quality=quality)))


def test_distance_is_the_number_of_differing_bits() -> None:
    assert hamming("0" * 16, "0" * 16) == 0
    assert hamming("0" * 16, "f" * 16) == 64
    assert hamming("8000000000000000", "0000000000000001") == 2


@pytest.mark.parametrize(
    ("distance", "verdict"),
    [
        (0, Likeness.COPY),
        (4, Likeness.COPY),
        (5, Likeness.SIMILAR),
        (10, Likeness.SIMILAR),
        (11, Likeness.DIFFERENT),
        (64, Likeness.DIFFERENT),
    ],
)
def test_thresholds_are_four_and_ten(distance: int, verdict: Likeness) -> None:
    assert likeness(distance) is verdict


def test_both_hashes_must_agree() -> None:
    same, other = "0" * 16, "f" * 16
    assert compare(same, same, same, same) is Likeness.COPY
    assert compare(same, same, same, other) is Likeness.DIFFERENT
    assert compare(same, same, other, same) is Likeness.DIFFERENT


def test_a_messengers_copy_is_probably_the_same_picture() -> None:
    original = scene(1600, 1200)
    copy = recompressed(original.resize((800, 600)), quality=50)
    assert compare(*hashes(original), *hashes(copy)) is Likeness.COPY


def test_a_brighter_copy_is_at_least_similar() -> None:
    original = scene()
    brighter = ImageEnhance.Brightness(original).enhance(1.3)
    assert compare(*hashes(original), *hashes(brighter)) is not Likeness.DIFFERENT


def test_other_scenes_and_the_mirrored_one_are_different() -> None:
    original = scene()
    for other in (
        scene(seed=2),
        scene(seed=3),
        original.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
    ):
        assert compare(*hashes(original), *hashes(other)) is Likeness.DIFFERENT


def test_an_empty_wall_has_the_same_hash_in_every_shade() -> None:
    walls = [hashes(Image.new("RGB", (320, 240), (shade, shade, shade))) for shade in (0, 100, 255)]
    assert len({wall[1] for wall in walls}) == 1
    assert all(len(text) == 16 for wall in walls for text in wall)
