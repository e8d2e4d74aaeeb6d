"""Whatever the bytes are: an answer, never a surprise."""

from __future__ import annotations

import io
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from registry.photos.intake import worker
from registry.photos.rules import (
    FaultError,
    Likeness,
    Limits,
    claimed_position,
    claimed_time,
    hamming,
    likeness,
    plain_text,
    read_header,
)
from tests.support import pictures

MAKERS = {
    "jpeg": lambda: pictures.jpeg(pictures.scene(96, 64), exif=pictures.phone_exif()),
    "png": lambda: pictures.png(pictures.scene(96, 64), exif=pictures.phone_exif()),
    "webp": lambda: pictures.webp(pictures.scene(96, 64), exif=pictures.phone_exif()),
    "heic": lambda: pictures.heic(pictures.scene(96, 64)),
}
LIMITS = Limits(pixels=1_000_000)
hashes = st.integers(0, 2**64 - 1).map("{:016x}".format)


@cache
def honest(kind: str) -> bytes:
    return MAKERS[kind]()


changes = st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), min_size=1, max_size=12)


def changed(content: bytes, spots: list[tuple[float, int]]) -> bytes:
    edited = bytearray(content)
    for where, value in spots:
        edited[int(where * (len(edited) - 1))] = value
    return bytes(edited)


@given(st.binary(max_size=400))
def test_any_bytes_have_a_header_or_a_fault(content: bytes) -> None:
    try:
        read_header(content, LIMITS)
    except FaultError:
        return


@given(
    st.sampled_from(
        [
            b"\xff\xd8\xff",
            b"\x89PNG\r\n\x1a\n",
            b"RIFF\x40\0\0\0WEBP",
            b"\0\0\0\x18ftypheic\0\0\0\0mif1heic",
        ]
    ),
    st.binary(max_size=400),
)
def test_any_body_behind_an_honest_beginning_has_a_header_or_a_fault(magic, body) -> None:
    try:
        header = read_header(magic + body, LIMITS)
    except FaultError:
        return
    assert header.width * header.height <= LIMITS.pixels
    assert header.end <= len(magic + body)


@pytest.mark.parametrize("kind", MAKERS)
@given(spots=changes)
def test_a_photo_with_flipped_bytes_is_examined_or_refused(kind, spots) -> None:
    found, copies = worker.examine_bytes(changed(honest(kind), spots), LIMITS)
    if "fault" in found:
        assert copies == []
    else:
        assert [Image.open(io.BytesIO(copy.content)).format for copy in copies] == ["JPEG"] * 2


@pytest.mark.parametrize("kind", MAKERS)
@given(part=st.floats(0, 0.999))
def test_every_proper_beginning_of_a_photo_is_refused(kind, part) -> None:
    content = honest(kind)
    found, _ = worker.examine_bytes(content[: int(part * len(content))], LIMITS)
    assert found["fault"] in {
        "photos.empty",
        "photos.not_an_image",
        "photos.type_not_accepted",
        "photos.truncated",
        "photos.broken",
    }


numbers = st.one_of(st.floats(), st.integers(), st.fractions(), st.none(), st.text(max_size=3))
coordinate = st.one_of(numbers, st.lists(numbers, max_size=4), st.tuples(numbers, numbers, numbers))
letters = st.one_of(
    st.sampled_from(["N", "S", "E", "W"]), st.text(max_size=2), st.binary(max_size=2)
)


@given(coordinate, letters, coordinate, letters)
def test_a_claimed_position_lies_on_earth(latitude, north, longitude, east) -> None:
    found = claimed_position(latitude, north, longitude, east)
    if found is not None:
        lon, lat = found
        assert -180 <= lon <= 180
        assert -90 <= lat <= 90
        assert found != (0, 0)


@given(st.datetimes(min_value=pictures.china_time(1991, 1, 1, 0).replace(tzinfo=None)))
def test_every_moment_a_camera_writes_is_read_back(moment) -> None:
    if moment.year > 9998:
        return
    text = moment.strftime("%Y:%m:%d %H:%M:%S")
    found = claimed_time(text, "+08:00")
    assert found is not None
    assert (
        found.astimezone(pictures.china_time(2026, 1, 1, 0).tzinfo).strftime("%Y:%m:%d %H:%M:%S")
        == text
    )


@given(st.text(), st.text(max_size=8))
def test_any_text_is_a_time_or_none(taken, offset) -> None:
    found = claimed_time(plain_text(taken), plain_text(offset))
    assert found is None or found.tzinfo is not None


@given(hashes, hashes, hashes)
def test_distance_is_a_metric(one, two, three) -> None:
    assert hamming(one, one) == 0
    assert hamming(one, two) == hamming(two, one) <= 64
    assert hamming(one, three) <= hamming(one, two) + hamming(two, three)
    assert (likeness(hamming(one, two)) is Likeness.COPY) == (hamming(one, two) <= 4)
