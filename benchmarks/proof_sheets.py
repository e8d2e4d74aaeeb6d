"""A sheet of two hundred faces as PDF: one document, against one document for each face.

The naive way is what a program does that has no sheets: it sets every face by itself. It is
measured on a few faces, because it takes so long, and given for each. Laying out a face and making
its QR code count in all three. The target is 20 faces a second.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import Any

from registry.core import printing
from registry.signage.rules.face import Format, Layout, Plate, draw, plain
from registry.signage.rules.kinds import Ground
from registry.signage.rules.maker_sheet import sheet

FACES, ALONE, ROUNDS = 200, 5, 3
FORM = Format(Layout.NAME, 1200, 450)


def measure() -> list[dict[str, Any]]:
    """The rows of the table; milliseconds for each face."""
    many, alone, true_size = [], [], []
    for turn in range(ROUNDS):
        many.append(timed(partial(contact, f"A{turn}"), FACES))
        true_size.append(timed(partial(ordered, f"B{turn}"), FACES))
        alone.append(timed(partial(contact, f"C{turn}", ALONE), ALONE, each_alone=True))
    speeds = [f"{1000 / min(samples):.0f} faces/s at best" for samples in (many, true_size)]
    return [
        {
            "measure": f"proof sheet: {FACES} faces, many to a page, for each face",
            "ours": many,
            "anchor": alone,
            "unit": "ms",
            "note": f"{speeds[0]}; goal 20; anchor: a document for each face",
        },
        {
            "measure": f"maker's order: {FACES} faces at true size with the list, for each face",
            "ours": true_size,
            "anchor": alone,
            "unit": "ms",
            "note": f"{speeds[1]}; goal 20; anchor: a document for each face",
        },
    ]


def timed(made: Callable[[], dict[str, Any]], faces: int, *, each_alone: bool = False) -> float:
    """Milliseconds for each face, from the text on it to the PDF."""
    started = time.perf_counter()
    data = made()
    sheets = [{**data, "faces": [one]} for one in data["faces"]] if each_alone else [data]
    for one in sheets:
        printing.pdf("faces.typ", one)
    return (time.perf_counter() - started) * 1000 / faces


def lines(run: str, count: int) -> list[dict[str, Any]]:
    """Rows of a list, every one with a code of its own."""
    return [
        {
            "turn": number + 1,
            "code": f"K{run}-{number:03d}-XA9",
            "hanzi": f"长江西路{number}巷",
            "roman": f"CHANGJIANG XILU {number} XIANG",
            "ground": "blue" if number % 2 else "green",
            "width_mm": FORM.width_mm,
            "height_mm": FORM.height_mm,
        }
        for number in range(count)
    ]


def drawings(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The faces of these rows."""
    return [plain(draw(plate_of(one), FORM)) for one in rows]


def plate_of(one: dict[str, Any]) -> Plate:
    """What stands on a face, its QR code included."""
    url = f"https://dm.example.cn/s/{one['code'].replace('-', '')}"
    return Plate(one["hanzi"], one["roman"], Ground(one["ground"]), code=one["code"], url=url)


def contact(run: str, count: int = FACES) -> dict[str, Any]:
    """A sheet with two faces in a row."""
    rows = lines(run, count)
    faces = zip(rows, drawings(rows), strict=True)
    return {
        "language": "zh-CN",
        "heading": "校样",
        "foot": "校样",
        "across": 2,
        "faces": [{"drawing": drawing, "caption": one["code"]} for one, drawing in faces],
    }


def ordered(run: str) -> dict[str, Any]:
    """What a maker is sent."""
    rows = lines(run, FACES)
    return sheet(rows, drawings(rows), [], "0" * 64)
