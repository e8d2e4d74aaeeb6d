"""What the child does with a file, run here in the test's own process."""

from __future__ import annotations

import io
import re
import socket
import struct
import threading

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageCms, ImageStat, JpegImagePlugin
from PIL.PngImagePlugin import PngInfo

from registry.photos.intake import pixels, worker
from registry.photos.intake.frames import Channel, ClosedError
from registry.photos.rules import Limits
from tests.support import pictures
from tests.support.pictures import BLUE, GREEN, HOSTILE, RED, UNUSUAL, WHITE

LIMITS = Limits()
SECRETS = (b"Telephone", b"2026:05:01", b"Exif", b"ns.adobe.com", b"ICC_PROFILE", b"secret remark")


def examined(content: bytes, limits: Limits = LIMITS):
    found, copies = worker.examine_bytes(content, limits)
    return found, [Image.open(io.BytesIO(copy.content)) for copy in copies]


def corners(picture: Image.Image) -> list[str]:
    """Which colour lies in each corner: top left, top right, bottom left, bottom right."""
    names = {"R": RED, "G": GREEN, "B": BLUE, "W": WHITE}
    inset_x, inset_y = picture.width // 8, picture.height // 8
    spots = [
        (x, y)
        for y in (inset_y, picture.height - inset_y)
        for x in (inset_x, picture.width - inset_x)
    ]

    def nearest(spot: tuple[int, int]) -> str:
        seen = np.array(picture.convert("RGB").getpixel(spot), dtype=int)
        return min(names, key=lambda name: int(np.abs(seen - names[name]).sum()))

    return [nearest(spot) for spot in spots]


def markers(content: bytes) -> list[int]:
    """The markers of a JPEG up to its scan."""
    found, position = [], 2
    while True:
        kind, length = struct.unpack("!xBH", content[position : position + 4])
        found.append(kind)
        if kind == 0xDA:
            return found
        position += 2 + length


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_its_code(name: str) -> None:
    make, code = HOSTILE[name]
    found, copies = worker.examine_bytes(make(), LIMITS)
    assert found["fault"] == code
    assert copies == []


@pytest.mark.parametrize("name", UNUSUAL)
def test_an_unusual_photo_is_taken_in(name: str) -> None:
    make, kind = UNUSUAL[name]
    found, (large, small) = examined(make())
    assert found["format"] == kind
    assert max(large.size) <= 1600
    assert max(small.size) <= 320
    assert (large.mode, large.format) == ("RGB", "JPEG")
    assert [list(large.size), list(small.size)] == found["sizes"]
    for key in ("phash", "dhash"):
        assert re.fullmatch("[0-9a-f]{16}", found[key])


def test_a_large_photo_is_shrunk_to_both_sizes_and_a_small_one_is_not_enlarged() -> None:
    found, (large, small) = examined(pictures.jpeg(pictures.scene(4000, 3000)))
    assert (found["width"], found["height"]) == (4000, 3000)
    assert (large.size, small.size) == ((1500, 1125), (320, 240))
    _, (large, small) = examined(pictures.jpeg(pictures.scene(3264, 2448)))
    assert (large.size, small.size) == ((1600, 1200), (320, 240))
    _, (large, small) = examined(pictures.png(pictures.scene(200, 100)))
    assert large.size == small.size == (200, 100)


@pytest.mark.parametrize(
    ("size", "eighths", "decoded"),
    [
        ((1600, 1200), 8, (1600, 1200)),
        ((2878, 1619), 8, (2878, 1619)),
        ((2881, 2161), 4, (1441, 1081)),
        ((3264, 2448), 4, (1632, 1224)),
        ((4000, 3000), 3, (1500, 1125)),
        ((3024, 4032), 3, (1134, 1512)),
        ((4001, 3001), 3, (1501, 1126)),
        ((5760, 3240), 2, (1440, 810)),
        ((11520, 1080), 1, (1440, 135)),
    ],
)
@pytest.mark.parametrize("told", [{}, {"progressive": True}, {"subsampling": 0}])
def test_a_jpeg_is_decoded_at_the_least_scale_that_makes_a_large_copy(
    size: tuple[int, int], eighths: int, decoded: tuple[int, int], told: dict[str, object]
) -> None:
    whole = pictures.scene(*size)
    out = io.BytesIO()
    whole.save(out, "JPEG", quality=92, **told)
    picture = JpegImagePlugin.JpegImageFile(io.BytesIO(out.getvalue()))
    assert pixels.eighths_of(max(size)) == eighths
    pixels.decode(picture)
    assert picture.size == decoded
    # It is the whole picture at that size, not a part of it or another: nearer than 38 dB.
    careful = whole.resize(decoded, Image.Resampling.LANCZOS)
    assert ImageStat.Stat(ImageChops.difference(picture, careful)).rms < [255 / 10 ** (38 / 20)] * 3


@pytest.mark.parametrize(
    ("orientation", "expected"),
    [
        (1, "RGBW"),
        (2, "GRWB"),
        (3, "WBGR"),
        (4, "BWRG"),
        (5, "RBGW"),
        (6, "BRWG"),
        (7, "WGBR"),
        (8, "GWRB"),
        (0, "RGBW"),
        (99, "RGBW"),
    ],
)
@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png, pictures.webp])
def test_copies_stand_upright(make, orientation: int, expected: str) -> None:
    told = pictures.exif(orientation=orientation)
    found, (large, small) = examined(make(pictures.quarters(), exif=told))
    turned = 5 <= orientation <= 8
    assert (found["width"], found["height"]) == ((480, 640) if turned else (640, 480))
    assert large.size == (found["width"], found["height"])
    assert "".join(corners(large)) == "".join(corners(small)) == expected


def test_a_heic_is_turned_once_and_not_twice() -> None:
    picture = pictures.quarters()
    plain, (upright, _) = examined(pictures.heic(picture))
    assert "".join(corners(upright)) == "RGBW"
    told = pictures.phone_exif(orientation=6)
    found, (large, _) = examined(pictures.heic(picture, exif=told.tobytes()))
    assert found["format"] == plain["format"] == "heic"
    assert found["position"] == pictures.SANHE_LON_LAT
    assert found["taken_at"] == "2026-05-01T01:30:00+00:00"
    shown = {"RGBW": (640, 480), "BRWG": (480, 640)}["".join(corners(large))]
    assert (found["width"], found["height"]) == large.size == shown


@pytest.mark.parametrize("make", [pictures.jpeg, pictures.png, pictures.webp])
def test_time_and_place_are_read_as_claims(make) -> None:
    found, _ = examined(make(exif=pictures.phone_exif()))
    assert found["taken_at"] == "2026-05-01T01:30:00+00:00"
    assert found["taken_at_text"] == "2026:05:01 09:30:00+08:00"
    assert found["position"] == pictures.SANHE_LON_LAT


@pytest.mark.parametrize(
    "position",
    [
        ((0.0, 0.0, 0.0), (0.0, 0.0, 0.0)),
        ((1e9, 0.0, 0.0), (117.0, 0.0, 0.0)),
    ],
)
def test_a_stripped_or_absurd_position_is_no_claim_and_the_photo_stands(position) -> None:
    found, _ = examined(pictures.jpeg(exif=pictures.phone_exif(position=position)))
    assert found["position"] is None
    assert found["taken_at"] is not None


def test_a_position_of_nothing_divided_by_nothing_is_no_claim() -> None:
    honest = pictures.phone_exif().tobytes()
    degrees = struct.pack("<2I", 31, 1)
    assert degrees in honest
    for rational in ((0, 0), (1, 0)):
        raw = honest.replace(degrees, struct.pack("<2I", *rational))
        found, _ = examined(pictures.jpeg(exif=raw))
        assert found["position"] is None
        assert found["taken_at"] is not None


@pytest.mark.parametrize(
    "raw",
    [
        b"Exif\0\0",
        b"Exif\0\0MM\0*\xff\xff\xff\xff",
        b"Exif\0\0II*\0\x08\0\0\0\xff\xff" + b"\x12\x01\x03\0\xff\xff\xff\x7f" * 50,
        b"Exif\0\0II*\0\x08\0\0\0\x01\0\x69\x87\x04\0\1\0\0\0\x08\0\0\0\0\0\0\0",
        b"Exif\0\0" + bytes(60_000),
    ],
)
def test_hostile_metadata_claims_nothing_and_harms_nothing(raw: bytes) -> None:
    found, (large, _) = examined(pictures.jpeg(pictures.quarters(), exif=raw))
    assert (found["taken_at"], found["position"]) == (None, None)
    assert "".join(corners(large)) == "RGBW"


def test_oversized_tags_are_not_believed() -> None:
    told = pictures.phone_exif(taken="2026:05:01 09:30:00" + "A" * 30_000)
    found, _ = examined(pictures.jpeg(exif=told))
    assert found["taken_at"] is None
    assert len(found["taken_at_text"]) <= 80


def test_public_copies_carry_no_metadata_whatever_the_original_carries() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    common = {"exif": pictures.phone_exif(), "icc_profile": profile}
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/">http://ns.adobe.com/xap/1.0/ secret remark'
    text = PngInfo()
    text.add_text("Comment", "secret remark")
    originals = [
        pictures.jpeg(**common, comment=b"secret remark", xmp=xmp),
        pictures.png(**common, pnginfo=text),
        pictures.webp(**common, xmp=xmp),
        pictures.heic(exif=pictures.phone_exif().tobytes()),
    ]
    for original in originals:
        assert any(secret in original for secret in SECRETS)
        _, copies = worker.examine_bytes(original, LIMITS)
        for copy in copies:
            assert not any(secret in copy.content for secret in SECRETS)
            # JFIF, tables, frame, scan; no application data, no comment.
            assert set(markers(copy.content)) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}
            opened = Image.open(io.BytesIO(copy.content))
            assert not opened.getexif()
            assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_colours_of_another_space_are_moved_to_srgb() -> None:
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    # A space whose red is sRGB's green and the other way round, under another name.
    red, green = (profile.find(name) for name in (b"rXYZ", b"gXYZ"))
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    renamed = bytes(profile).replace("sRGB".encode("utf-16-be"), "test".encode("utf-16-be"))
    _, (large, _) = examined(pictures.jpeg(pictures.quarters(), icc_profile=renamed))
    assert "".join(corners(large)[:2]) == "GR"


def test_a_broken_colour_profile_is_ignored() -> None:
    for rubbish in (b"rubbish", bytes(2_000_000)):
        _, (large, _) = examined(pictures.jpeg(pictures.quarters(), icc_profile=rubbish))
        assert "".join(corners(large)) == "RGBW"


def test_transparency_becomes_white() -> None:
    clear = Image.new("RGBA", (400, 300), (*RED, 0))
    _, (large, _) = examined(pictures.png(clear))
    assert min(large.getpixel((200, 150))) > 250


def test_sixteen_bits_keep_their_shades() -> None:
    _, (large, _) = examined(UNUSUAL["sixteen-bit png"][0]())
    shades = [large.convert("L").getpixel((320, y)) for y in (2, 240, 477)]
    assert shades[0] < 5
    assert abs(shades[1] - 128) < 5
    assert shades[2] > 250


def test_an_mpo_is_its_first_picture() -> None:
    found, (large, _) = examined(pictures.mpo())
    assert (found["width"], found["height"]) == (640, 480)
    assert "".join(corners(large)) == "RGBW"


def test_an_edit_of_metadata_alone_leaves_the_pixel_digest() -> None:
    picture = pictures.scene(2000, 1500)
    first, _ = examined(pictures.jpeg(picture, exif=pictures.phone_exif()))
    forged, _ = examined(
        pictures.jpeg(picture, exif=pictures.phone_exif(taken="2026:06:01 09:30:00", orientation=6))
    )
    other, _ = examined(pictures.jpeg(picture, quality=80))
    assert first["pixel_sha256"] == forged["pixel_sha256"]
    assert first["taken_at"] != forged["taken_at"]
    assert first["pixel_sha256"] != other["pixel_sha256"]


def test_limits_are_held_before_decoding() -> None:
    content = pictures.jpeg()
    for limits, fault in (
        (Limits(bytes=len(content) - 1), "photos.too_large"),
        (Limits(pixels=640 * 480 - 1), "photos.too_many_pixels"),
    ):
        found, _ = worker.examine_bytes(content, limits)
        assert found["fault"] == fault
    assert "fault" not in worker.examine_bytes(content, Limits(pixels=640 * 480))[0]


def test_running_out_of_memory_ends_the_process_after_an_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_memory(*_args: object) -> None:
        raise MemoryError

    monkeypatch.setattr(worker, "_bound", lambda _limits: None)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        asked, answering = Channel(ours), Channel(theirs)
        for place in ("open_picture", "decode"):
            monkeypatch.setattr(worker, place, no_memory)
            asked.send({"bytes": 40_000_000}, pictures.jpeg())
            assert worker._serve(answering) is False
            assert asked.receive(0) == ({"fault": "photos.bomb", "facts": {}}, [])
            monkeypatch.undo()
            monkeypatch.setattr(worker, "_bound", lambda _limits: None)
        asked.send({"bytes": 40_000_000}, pictures.jpeg())
        thread = threading.Thread(target=worker._serve, args=(answering,))
        thread.start()
        found, copies = asked.receive(2**24)
        thread.join()
    assert found["format"] == "jpeg"
    assert len(copies) == 2


def test_a_decoder_that_fails_oddly_is_a_broken_photo(monkeypatch: pytest.MonkeyPatch) -> None:
    def odd(*_args: object) -> None:
        raise RuntimeError("a decoder's own idea")

    for place in ("open_picture", "decode"):
        with monkeypatch.context() as patched:
            patched.setattr(worker, place, odd)
            assert worker.examine_bytes(pictures.jpeg(), LIMITS)[0]["fault"] == "photos.broken"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"\0\0",
        b"\xff\xff\xff\xff",
        b"\0\0\0\x02[]",
        b'\0\0\0\x10{"lengths":[-1]}',
        b'\0\0\0\x11{"lengths":[999]}',
        b'\0\0\0\x0f{"lengths":[4]}xy',
    ],
)
def test_a_frame_that_is_none_closes_the_channel(sent: bytes) -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.sendall(sent)
        theirs.shutdown(socket.SHUT_WR)
        with pytest.raises(ClosedError):
            Channel(ours).receive(100)
