"""What a face is made of: boxes, lettering and a code, each with its place in millimetres."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; `line` is the width of its outline, `fill` or `stroke` may be empty."""

    x: float
    y: float
    width: float
    height: float
    radius: float = 0.0
    fill: str = ""
    stroke: str = ""
    line: float = 0.0
    kind: str = "box"


@dataclass(frozen=True, slots=True)
class Lettering:
    """A run of characters on its baseline, exactly `width` wide whatever font draws it."""

    text: str
    language: str
    x: float
    baseline: float
    size: float
    width: float
    fill: str
    kind: str = "lettering"


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: `side` millimetres with its quiet zone, `modules` squares along a side."""

    x: float
    y: float
    side: float
    modules: int
    path: str
    kind: str = "code"


@dataclass(frozen=True, slots=True)
class Script:
    """A line in a script of its own as one path, drawn in a box of `box_width` by `box_height`."""

    x: float
    y: float
    width: float
    height: float
    box_width: int
    box_height: int
    path: str
    fill: str
    text: str
    kind: str = "script"


@dataclass(frozen=True, slots=True)
class Pointer(Script):
    """An arrow, painted as a line in a script of its own is; `text` is the character for it."""


Shape = Box | Lettering | Code | Script


@dataclass(frozen=True, slots=True)
class Face:
    """A whole face, its shapes in the order in which they are painted. Lengths in millimetres.

    `is_sized` is False where no size is known: then only the proportions count.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    title: str
    is_sized: bool

    @property
    def letterings(self) -> tuple[Lettering, ...]:
        """The runs of characters alone."""
        return tuple(one for one in self.shapes if isinstance(one, Lettering))

    @property
    def band(self) -> Script | None:
        """The line in a script of its own, where there is one."""
        return next((one for one in self.shapes if type(one) is Script), None)

    @property
    def pointers(self) -> tuple[Pointer, ...]:
        """The arrows, from the left."""
        return tuple(one for one in self.shapes if isinstance(one, Pointer))

    @property
    def code(self) -> Code | None:
        """The QR code, where the sign has one yet."""
        return next((one for one in self.shapes if isinstance(one, Code)), None)


def plain(face: Face) -> dict[str, Any]:
    """The same as plain data: what the printed sheet is made from and its hash is taken of."""
    return {
        "width": face.width,
        "height": face.height,
        "is_sized": face.is_sized,
        "shapes": [asdict(one) for one in face.shapes],
    }
