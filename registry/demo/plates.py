"""Simulated sign photographs, drawn with Pillow; each says in the picture that it is simulated."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

SIZE = (1600, 1200)
BLUE, GREEN, STONE = (20, 84, 160), (18, 120, 78), (92, 86, 78)
WHITE = (250, 250, 248)
MARK = "演示数据 SIMULATED"


class Flaw(StrEnum):
    """What a photograph shows to be wrong with the body of a sign."""

    NONE = ""
    FADED = "faded"
    BROKEN = "broken"
    COVERED = "covered"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Plate:
    """What is written on a sign and how it is made; `flaw` is what became of it since."""

    hanzi: str
    roman: str
    ground: tuple[int, int, int] = BLUE
    flaw: Flaw = Flaw.NONE


@lru_cache(maxsize=16)
def _font(size: int, *, bold: bool = True) -> ImageFont.FreeTypeFont:
    name = "RegistrySans-Bold.otf" if bold else "RegistrySans-Regular.otf"
    with resources.as_file(resources.files("registry") / "fonts" / name) as path:
        return ImageFont.truetype(str(path), size)


def _fitted(text: str, width: int, size: int) -> ImageFont.FreeTypeFont:
    font = _font(size)
    length = font.getlength(text)
    return font if length <= width else _font(max(12, int(size * width / length)))


def face(plate: Plate, width: int) -> Image.Image:
    """The plate alone: Hanzi over pinyin, three to two, white on the ground colour."""
    height = int(width * 0.36)
    picture = Image.new("RGB", (width, height), plate.ground)
    draw = ImageDraw.Draw(picture)
    edge = max(4, width // 90)
    draw.rounded_rectangle(
        (edge, edge, width - edge, height - edge), radius=edge * 2, outline=WHITE, width=edge // 2
    )
    inner = width - 6 * edge
    hanzi = _fitted(plate.hanzi, inner, int(height * 0.44))
    roman = _fitted(plate.roman, inner, int(height * 0.22))
    draw.text((width / 2, height * 0.38), plate.hanzi, font=hanzi, fill=WHITE, anchor="mm")
    draw.text((width / 2, height * 0.78), plate.roman, font=roman, fill=WHITE, anchor="mm")
    return _spoiled(picture, plate.flaw)


def _spoiled(picture: Image.Image, flaw: Flaw) -> Image.Image:
    """The plate as sun or a lorry has left it."""
    width, height = picture.size
    if flaw is Flaw.FADED:
        return Image.blend(picture, Image.new("RGB", picture.size, (205, 205, 198)), 0.62)
    if flaw is Flaw.BROKEN:
        draw = ImageDraw.Draw(picture)
        corner = [(width * 0.72, 0), (width, 0), (width, height), (width * 0.84, height)]
        draw.polygon(corner, fill=(150, 146, 138))
        crack = [(0.72, 0), (0.78, 0.3), (0.73, 0.55), (0.84, 1)]
        line = [(x * width, y * height) for x, y in crack]
        draw.line(line, fill=(60, 58, 54), width=max(2, width // 80))
    return picture


def _leaves(picture: Image.Image, rng: random.Random, box: tuple[int, int, int, int]) -> None:
    """A hedge that has grown over the left half and more of a box in the picture."""
    draw = ImageDraw.Draw(picture)
    left, top, right, low = box
    size = (right - left) // 7
    for _ in range(70):
        x = left + int((right - left) * rng.random() ** 1.4 * 0.9)
        y, green = rng.randrange(top - size // 2, low + size // 2), rng.randrange(70, 130)
        radius = rng.randrange(size // 2, size)
        around = (x - radius, y - radius, x + radius, y + radius)
        draw.ellipse(around, fill=(green // 2, green, green // 3))


def _scene(rng: random.Random) -> Image.Image:
    width, height = SIZE
    top = (150 + rng.randrange(50), 185 + rng.randrange(40), 225 + rng.randrange(30))
    low = (225, 230, 232)
    picture = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(picture)
    horizon = int(height * rng.uniform(0.62, 0.74))
    for y in range(horizon):
        share = y / horizon
        draw.line(
            [(0, y), (width, y)],
            fill=tuple(int(a + (b - a) * share) for a, b in zip(top, low, strict=True)),
        )
    field = (96 + rng.randrange(40), 118 + rng.randrange(30), 70 + rng.randrange(30))
    draw.rectangle((0, horizon, width, height), fill=field)
    draw.polygon(
        [
            (width * 0.3, height),
            (width * 0.62, height),
            (width * 0.52, horizon),
            (width * 0.48, horizon),
        ],
        fill=(120, 120, 122),
    )
    for _ in range(rng.randrange(2, 5)):
        x, w, h = rng.randrange(0, width - 300), rng.randrange(160, 320), rng.randrange(90, 210)
        wall = rng.randrange(215, 240)
        draw.rectangle((x, horizon - h, x + w, horizon + 12), fill=(wall, wall - 4, wall - 12))
        draw.polygon(
            [(x - 14, horizon - h), (x + w / 2, horizon - h - 60), (x + w + 14, horizon - h)],
            fill=(72, 74, 80),
        )
    return picture


@lru_cache(maxsize=1)
def _noise() -> Image.Image:
    return Image.effect_noise(SIZE, 18).convert("RGB")


def _finish(picture: Image.Image, rng: random.Random, when: str) -> bytes:
    picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.8)))
    # One grain for all, moved: to draw it anew took a third of the time of a photograph.
    noise = ImageChops.offset(_noise(), rng.randrange(SIZE[0]), rng.randrange(SIZE[1]))
    picture = Image.blend(picture, noise, 0.05)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, SIZE[1] - 64, SIZE[0], SIZE[1]), fill=(20, 20, 20))
    draw.text((24, SIZE[1] - 32), MARK, font=_font(34), fill=(255, 206, 80), anchor="lm")
    draw.text((SIZE[0] - 24, SIZE[1] - 32), when, font=_font(30), fill=WHITE, anchor="rm")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()


def near(plate: Plate, seed: str, when: str) -> bytes:
    """A close photograph: the plate fills most of the picture. JPEG bytes."""
    rng = random.Random("near" + seed)
    # Out of focus: blurred as a small picture, which is the same to the eye.
    small = _scene(rng).resize((SIZE[0] // 4, SIZE[1] // 4), Image.Resampling.BOX)
    blurred = small.filter(ImageFilter.GaussianBlur(1.25))
    picture = blurred.resize(SIZE, Image.Resampling.BILINEAR)
    turned = face(plate, 1180).convert("RGBA")
    turned = turned.rotate(rng.uniform(-3, 3), resample=Image.Resampling.BICUBIC, expand=True)
    ImageDraw.Draw(picture).rectangle((760, 700, 840, SIZE[1]), fill=(128, 130, 134))
    place = ((SIZE[0] - turned.width) // 2, 300 + rng.randrange(-40, 40))
    if plate.flaw is not Flaw.GONE:
        picture.paste(turned, place, turned)
    if plate.flaw is Flaw.COVERED:
        around = (place[0], place[1], place[0] + turned.width, place[1] + turned.height)
        _leaves(picture, rng, around)
    return _finish(picture, rng, when)


def far(plate: Plate, seed: str, when: str) -> bytes:
    """A photograph that shows where the sign stands. JPEG bytes."""
    rng = random.Random("far" + seed)
    picture = _scene(rng)
    drawn = face(plate, 360)
    x, y = rng.randrange(250, 950), rng.randrange(430, 560)
    ImageDraw.Draw(picture).rectangle((x + 172, y + 60, x + 188, y + 480), fill=(128, 130, 134))
    if plate.flaw is not Flaw.GONE:
        picture.paste(drawn, (x, y))
    if plate.flaw is Flaw.COVERED:
        _leaves(picture, rng, (x, y, x + drawn.width, y + drawn.height))
    return _finish(picture, rng, when)


def page(title: str, text: str) -> bytes:
    """The picture of a page of a book that does not exist. JPEG bytes."""
    picture = Image.new("RGB", (900, 1200), (238, 228, 204))
    draw = ImageDraw.Draw(picture)
    for x in range(120, 840, 90):
        draw.line([(x, 90), (x, 1080)], fill=(150, 120, 92), width=2)
    # Columns run from the right, as in an old print.
    for column, words in enumerate((title, text[:10], text[10:])):
        for row, char in enumerate(words):
            place = (795 - 90 * column, 130 + 88 * row)
            draw.text(place, char, font=_font(56, bold=False), fill=(40, 32, 26), anchor="mm")
    draw.rectangle((0, 1136, 900, 1200), fill=(20, 20, 20))
    draw.text((24, 1168), MARK, font=_font(34), fill=(255, 206, 80), anchor="lm")
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=82)
    return out.getvalue()
