"""What a maker is sent: the rows of the list and the sheet of faces, in Chinese, as frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registry.core.text import T
from registry.signage.rules.kinds import GROUND_LABELS, Ground

COLUMNS = (
    T("序号"),
    T("标志编号"),
    T("汉字"),
    T("罗马字母"),
    T("少数民族文字"),
    T("宽（毫米）"),
    T("高（毫米）"),
    T("规格"),
    T("材质"),
    T("底色"),
    T("数量"),
    T("地名"),
    T("区划"),
    T("二维码内容"),
)
"""Headings of the list, in the order of `row`."""


def row(line: Mapping[str, Any]) -> list[str | int | float]:
    """A line of an order as a row of the list. Widths and heights in millimetres."""
    return [
        line["turn"],
        line["code"],
        line["hanzi"],
        line["roman"],
        line["minority"],
        line["width_mm"],
        line["height_mm"],
        line["format"],
        line["material"],
        str(GROUND_LABELS[Ground(line["ground"])]),
        line["quantity"],
        line["place"],
        line["division"],
        line["url"],
    ]


def size_words(line: Mapping[str, Any]) -> str:
    """Width and height in millimetres."""
    return f"{line['width_mm']:g} × {line['height_mm']:g}"


def sheet(
    lines: Sequence[Mapping[str, Any]],
    drawings: Sequence[Mapping[str, Any]],
    terms: Sequence[str],
    digest: str,
) -> dict[str, Any]:
    """What `faces.typ` is filled with: the list, then every face on a page of its own, 1 : 1.

    `terms` are lines over the list (maker, day); `digest` is the order's, to be compared.
    """
    captions = [f"{one['turn']} · {one['code']} · {size_words(one)} mm" for one in lines]
    of_plates = "doorplate_id" in lines[0]
    shown = (
        T("序号"),
        T("门牌编码") if of_plates else T("标志编号"),
        T("汉字"),
        T("门牌号") if of_plates else T("罗马字母"),
        T("尺寸（毫米）"),
        T("底色"),
    )
    return {
        "language": "zh-CN",
        "heading": str(T("门牌牌面制作单") if of_plates else T("标志牌面制作单")),
        "foot": str(T("内容校验 %(digest)s", digest=digest[:16])),
        "lines": list(terms),
        "columns": [str(one) for one in shown],
        "list": [
            [
                str(one["turn"]),
                one["code"],
                one["hanzi"],
                one["building"] + one["number"] if of_plates else one["roman"],
                size_words(one),
                str(GROUND_LABELS[Ground(one["ground"])]),
            ]
            for one in lines
        ],
        "true_size": True,
        "across": 1,
        "faces": [
            {"drawing": drawing, "caption": caption}
            for drawing, caption in zip(drawings, captions, strict=True)
        ],
    }
