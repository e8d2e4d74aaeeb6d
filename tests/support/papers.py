"""The papers of a recognition as the tests print them, and as pictures to compare them with.

python -m tests.support.papers draws the references anew; look at them before they are committed.
"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image

from registry.core import printing
from registry.heritage.rules.certificate import WORDS, Certified, sheet

RARE = "烔垾㘵𡌶"
URL = "https://dm.example.cn/heritage/recognitions/k0r3vzmqs6ndcqe1"
SAID = Certified(
    recognition_id="k0r3vzmqs6ndcqe1",
    place_name=RARE,
    division_text="安徽省合肥市巢湖市",
    programme_key="anhui-ancient-village",
    edition_number=3,
    document_no="民地字〔2026〕142号",
    recognised_on=date(2026, 3, 9),
)
WIDTH = 800
TEMPLATES = ("certificate.typ", "plaque.typ")
REFERENCES = Path(__file__).parents[1] / "unit" / "heritage" / "references"


def data(name: str = RARE) -> dict:
    said = replace(SAID, place_name=name)
    words = {key: str(text) for key, text in WORDS.items()}
    return {
        **sheet(said, words, roman="Tónghàn", url=URL),
        "language": "zh-CN",
        "title": "安徽省千年古村落",
        "statement": "列入安徽省千年古村落",
        "issuer": "安徽省民政厅",
        "division": said.division_text,
        "edition": "第 3 版",
        "is_simulated": False,
    }


def rendered(template: str, name: str = RARE) -> Image.Image:
    """The one page of a paper's PDF, drawn by PDFium, in greys and `WIDTH` pixels wide."""
    document = pypdfium2.PdfDocument(printing.pdf(template, data(name)))
    try:
        assert len(document) == 1
        page = document[0]
        picture = page.render(scale=WIDTH / page.get_width()).to_pil().convert("L")
    finally:
        document.close()
    return picture


def reference(template: str) -> Path:
    """Where the picture that somebody has looked at is kept."""
    return REFERENCES / f"{template.removesuffix('.typ')}.png"


def unlike(one: Image.Image, other: Image.Image) -> float:
    """The share of squares of four by four pixels whose mean grey differs by more than a sixth.

    Edges that another version of the renderer smooths otherwise vanish in the mean; a stroke that
    is elsewhere does not. Pictures of different sizes are wholly unlike.
    """
    if one.size != other.size:
        return 1.0
    small = [np.asarray(each.reduce(4), dtype=float) for each in (one, other)]
    return float((np.abs(small[0] - small[1]) > 255 / 6).mean())


def main() -> None:
    """Draw the references anew."""
    REFERENCES.mkdir(exist_ok=True)
    for template in TEMPLATES:
        # Sixteen greys are enough to compare by, and small enough to keep.
        picture = rendered(template).quantize(16)
        out = io.BytesIO()
        picture.save(out, format="PNG", optimize=True)
        reference(template).write_bytes(out.getvalue())


if __name__ == "__main__":
    main()
