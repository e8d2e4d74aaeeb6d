"""What a maker is sent: the lines of an order, the list and the sheet of faces, in Chinese.

A line says all that its face is drawn from, so an order that is frozen can be drawn without reading
names, formats or signs again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from registry.core.text import T, Text
from registry.signage.rules.face import Face, Format, Layout, Plate, draw
from registry.signage.rules.kinds import ARROW_LABELS, GROUND_LABELS, Arrow, Ground

Line = Mapping[str, Any]
_TURN = ((T("序号"), "turn"),)
_OF_SIGN = (
    (T("标志编号"), "code"),
    (T("汉字"), "hanzi"),
    (T("罗马字母"), "roman"),
    (T("少数民族文字"), "minority"),
    (T("箭头"), "arrows"),
)
_OF_PLATE = (
    (T("门牌编码"), "code"),
    (T("名称"), "hanzi"),
    (T("楼栋"), "building"),
    (T("门牌号"), "number"),
    (T("邮编"), "postcode"),
    (T("罗马字母"), "roman"),
)
_OF_BOTH = (
    (T("宽（毫米）"), "width_mm"),
    (T("高（毫米）"), "height_mm"),
    (T("规格"), "format"),
    (T("材质"), "material"),
    (T("底色"), "ground"),
    (T("数量"), "quantity"),
    (T("地名"), "place"),
    (T("区划"), "division"),
    (T("二维码内容"), "url"),
)


def is_of_plates(lines: Sequence[Line]) -> bool:
    """Whether an order is one of doorplates; never both in one order."""
    return "doorplate_id" in lines[0]


def line_face(line: Line) -> Face:
    """The face of a line, drawn from nothing but the line. Measures in millimetres."""
    measures = (line[name] for name in ("width_mm", "height_mm", "rim_mm", "qr_mm"))
    plate = Plate(
        line["hanzi"],
        line["roman"],
        Ground(line["ground"]),
        minority=line.get("minority", ""),
        arrows=line.get("arrows", ""),
        number=line.get("building", "") + line.get("number", ""),
        postcode=line.get("postcode", ""),
        code=line["code"],
        url=line["url"],
    )
    return draw(plate, Format(Layout(line["layout"]), *measures))


def table(lines: Sequence[Line]) -> tuple[list[str], list[list[str | int | float]]]:
    """Headings and rows of the list, one row for each line."""
    columns = (*_TURN, *(_OF_PLATE if is_of_plates(lines) else _OF_SIGN), *_OF_BOTH)
    return [str(head) for head, _ in columns], [
        [_cell(line, name) for _, name in columns] for line in lines
    ]


def _cell(line: Line, name: str) -> str | int | float:
    if name == "ground":
        return str(GROUND_LABELS[Ground(line[name])])
    if name == "arrows":
        return str(ARROW_LABELS[Arrow(line[name])]) if line[name] else ""
    value: str | int | float = line[name]
    return value


def size_words(line: Line) -> str:
    """Width and height in millimetres."""
    return f"{line['width_mm']:g} × {line['height_mm']:g}"


def sheet(
    lines: Sequence[Line], drawings: Sequence[Line], terms: Sequence[str], digest: str
) -> dict[str, Any]:
    """What `faces.typ` is filled with: the list, then every face on a page of its own, 1 : 1.

    `terms` are lines over the list (maker, day); `digest` is the order's, to be compared.
    """
    captions = [f"{one['turn']} · {one['code']} · {size_words(one)} mm" for one in lines]
    of_plates = is_of_plates(lines)
    shown: tuple[Text, ...] = (
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
