"""Pictures of the documents: what is shown is what is taken, and a small picture stays true."""

import io
import re
from pathlib import Path

from PIL import Image, ImageChops

from tools.pictures import BUDGET, FOLDER, PICTURES, small

ROOT = Path(__file__).resolve().parent.parent.parent.parent


def test_every_picture_has_a_name_of_its_own():
    names = [picture.name for picture in PICTURES]
    assert len(names) == len(set(names))


def test_the_folder_holds_what_is_taken_and_no_more():
    assert {path.stem for path in FOLDER.iterdir()} == {picture.name for picture in PICTURES}


def test_the_readmes_show_every_picture_between_them():
    text = "".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.md", "README.zh-CN.md")
    )
    shown = set(re.findall(r"docs/pictures/([a-z-]+)\.png", text))
    assert shown == {picture.name for picture in PICTURES}


def test_all_pictures_together_keep_to_their_limit():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) <= BUDGET


def test_a_small_picture_looks_the_same():
    picture = Image.new("RGB", (300, 200), (246, 243, 234))
    picture.paste((20, 84, 160), (20, 20, 180, 90))
    picture.paste((178, 46, 28), (200, 120, 260, 180))
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=0)
    made = small(out.getvalue())
    assert len(made) < len(out.getvalue()) / 20
    difference = ImageChops.difference(picture, Image.open(io.BytesIO(made)).convert("RGB"))
    assert max(difference.tobytes()) <= 8
