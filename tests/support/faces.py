"""Faces of every format as screen and paper draw them, and the pictures to compare them with.

python -m tests.support.faces draws the references anew; look at them before they are committed.
"""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pypdfium2
from jinja2 import Environment, FileSystemLoader
from PIL import Image

from registry.core import printing
from registry.signage.rules.face import SHIPPED, UNSIZED, Face, Format, Layout, Plate, draw, plain
from registry.signage.rules.kinds import Ground

URL = "https://dm.example.cn/s/K7Q4M2XA9"
CODE = "K7Q-4M2-XA9"
WIDTH = 400
REFERENCES = Path(__file__).parents[1] / "unit" / "signage" / "references"
FORMATS = {one.code: one.face for one in SHIPPED}


def plate(hanzi: str = "长江西路", roman: str = "CHANGJIANG XILU", **values) -> Plate:
    given = {"ground": Ground.BLUE, "code": CODE, "url": URL, **values}
    return Plate(hanzi, roman, **given)


#: Every kind of face: its plate and its format.
KINDS: dict[str, tuple[Plate, Format]] = {
    "east_west": (plate(), Format(Layout.NAME, 1400, 490)),
    "north_south": (plate("金寨路", "JINZHAI LU", ground=Ground.GREEN), UNSIZED),
    "apostrophe": (plate("天鹅湖路", "TIAN\N{RIGHT SINGLE QUOTATION MARK}EHU LU"), UNSIZED),
    "minority": (plate("南宁路", "NANNING LU", minority="Roen Namzningz"), UNSIZED),
    "tibetan": (plate("拉萨路", "LASA LU", minority="ལྷ་ས"), UNSIZED),
    "uyghur": (plate("乌鲁木齐路", "WULUMUQI LU", minority="ئۈرۈمچى"), UNSIZED),
    "mongolian": (plate("呼和浩特路", "HUHEHAOTE LU", minority="ᠬᠥᠬᠡᠬᠣᠲᠠ"), UNSIZED),
    "korean": (plate("延吉路", "YANJI LU", minority="연길"), UNSIZED),
    "yi": (plate("凉山路", "LIANGSHAN LU", minority="ꆃꎭ"), UNSIZED),
    "dai": (plate("景洪路", "JINGHONG LU", minority="ᦵᦋᦲᧂᦣᦳᧂᧈ"), UNSIZED),
    "dehong": (plate("芒市路", "MANGSHI LU", minority="ᥛᥫᥒᥰ ᥑᥩᥢᥴ"), UNSIZED),
    "rare": (plate("烔垾㘵𡌶村", "TONGHANLANGKAN CUN"), UNSIZED),
    "heritage": (plate("柘皋镇", "ZHEGAO ZHEN", ground=Ground.HERITAGE), UNSIZED),
    "estate": (plate("锦绣社区", "JINXIU SHEQU"), FORMATS["estate"]),
    "building": (plate("锦绣社区", "JINXIU SHEQU", number="12"), FORMATS["building"]),
    "door_large": (
        plate("长江西路", number="188", postcode="230031"),
        FORMATS["door_large"],
    ),
    "door_middle": (plate("长江西路", number="188-2"), FORMATS["door_middle"]),
    "door_small": (plate("长江西路", number="7"), FORMATS["door_small"]),
    "long_road": (
        plate("合肥经济技术开发区翡翠湖环湖东路", number="1888附12"),
        FORMATS["door_middle"],
    ),
    "long_estate": (
        plate(
            "合肥经济技术开发区锦绣社区", "HEFEI JINGJI JISHU KAIFAQU JINXIU SHEQU", number="128"
        ),
        FORMATS["building"],
    ),
}

_TEMPLATES = Environment(
    loader=FileSystemLoader(printing.templates()), autoescape=True, keep_trailing_newline=True
)


def svg(face: Face) -> str:
    """The face as the page shows it."""
    return _TEMPLATES.get_template("signage/proof_face.svg").render(face=face)


def sheet(*faces: Face) -> dict:
    """What the printed sheet is filled with."""
    return {
        "language": "zh-CN",
        "heading": "牌面",
        "foot": "牌面",
        "across": 1,
        "faces": [{"drawing": plain(face), "caption": ""} for face in faces],
    }


def on_paper(face: Face) -> Image.Image:
    """The face in the PDF, drawn by PDFium, `WIDTH` pixels wide."""
    document = pypdfium2.PdfDocument(printing.pdf("faces.typ", sheet(face)))
    try:
        page = document[0]
        # Drawn four times as large, so that the margins are cut off to a quarter of a pixel.
        scale = 4 * WIDTH / (180 / 25.4 * 72)
        whole = page.render(scale=scale).to_pil().convert("RGB")
    finally:
        document.close()
    # 14 mm of margin at the left, 16 at the top; the face is 180 mm wide.
    left, top = (round(mm / 25.4 * 72 * scale) for mm in (14, 16))
    high = round(WIDTH * face.height / face.width)
    return whole.crop((left, top, left + 4 * WIDTH, top + 4 * high)).reduce(4)


def on_screen(face: Face) -> Image.Image:
    """The SVG of the page, drawn by resvg (inside typst) with the shipped fonts."""
    drawn = io.BytesIO(printing.picture("drawing.typ", {"svg": svg(face)}, dots_per_inch=288))
    with Image.open(drawn) as picture:
        return picture.convert("RGB").reduce(4)


def reference(kind: str) -> Path:
    """Where the picture that somebody has looked at is kept."""
    return REFERENCES / f"{kind}.png"


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of squares of four by four pixels of which a channel differs by over a sixth.

    A row or column of pixels at the edge may be missing; pictures of other sizes are wholly unlike.
    """
    if max(abs(one.width - other.width), abs(one.height - other.height)) > 1:
        return 1.0
    size = (min(one.width, other.width), min(one.height, other.height))
    small = [np.asarray(each.crop((0, 0, *size)).reduce(4), dtype=float) for each in (one, other)]
    return float((np.abs(small[0] - small[1]).max(axis=2) > 255 / 6).mean())


def main() -> None:
    """Draw the references anew."""
    REFERENCES.mkdir(exist_ok=True)
    for kind, (words, form) in KINDS.items():
        out = io.BytesIO()
        on_paper(draw(words, form)).quantize(24).save(out, format="PNG", optimize=True)
        reference(kind).write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
