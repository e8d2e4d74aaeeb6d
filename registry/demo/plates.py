"""Simulated sign photographs, drawn with Pillow; each says in the picture that it is simulated."""

from __future__ import annotations

import io
import random
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from PIL import Image, ImageDraw, ImageFilter, ImageFont

SIZE = (1600, 1200)
BLUE, GREEN, STONE = (20, 84, 160), (18, 120, 78), (92, 86, 78)
WHITE = (250, 250, 248)
MARK = "演示数据 SIMULATED"


@dataclass(frozen=True, slots=True)
class Plate:
    """What is written on a sign and how it is made."""

    hanzi: str
    roman: str
    ground: tuple[int, int, int] = BLUE


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
    return picture


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


def _finish(picture: Image.Image, rng: random.Random, when: str) -> bytes:
    picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.8)))
    noise = Image.effect_noise(SIZE, 18).convert("RGB")
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
    picture = _scene(rng).filter(ImageFilter.GaussianBlur(5))
    turned = face(plate, 1180).convert("RGBA")
    turned = turned.rotate(rng.uniform(-3, 3), resample=Image.Resampling.BICUBIC, expand=True)
    ImageDraw.Draw(picture).rectangle((760, 700, 840, SIZE[1]), fill=(128, 130, 134))
    place = ((SIZE[0] - turned.width) // 2, 300 + rng.randrange(-40, 40))
    picture.paste(turned, place, turned)
    return _finish(picture, rng, when)


def far(plate: Plate, seed: str, when: str) -> bytes:
    """A photograph that shows where the sign stands. JPEG bytes."""
    rng = random.Random("far" + seed)
    picture = _scene(rng)
    drawn = face(plate, 360)
    x, y = rng.randrange(250, 950), rng.randrange(430, 560)
    ImageDraw.Draw(picture).rectangle((x + 172, y + 60, x + 188, y + 480), fill=(128, 130, 134))
    picture.paste(drawn, (x, y))
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
