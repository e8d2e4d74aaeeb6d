"""Places that a reviewer circles on a photo, so that whoever took it sees what is meant."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from registry.core.text import T, Text
from registry.signage.rules.states import PhotoRole

MOST = 8
LEAST = 0.005
"""Parts of a photo: what is smaller was a slip of the finger."""

AREAS: dict[str, Text] = {
    "1": T("左上"),
    "2": T("中上"),
    "3": T("右上"),
    "4": T("左中"),
    "5": T("正中"),
    "6": T("右中"),
    "7": T("左下"),
    "8": T("中下"),
    "9": T("右下"),
}
"""The ninths of a photo, for whoever cannot draw."""

_THIRD = 1 / 3


@dataclass(frozen=True, slots=True)
class Circle:
    """One circled place: left, top, width and height as parts (0 to 1) of the upright photo."""

    role: PhotoRole
    left: float
    top: float
    width: float
    height: float

    def plain(self) -> dict[str, Any]:
        """The same as plain JSON."""
        return {**asdict(self), "role": self.role.value}


def area(name: str) -> Circle:
    """One ninth of a photo, written `near-5`; ValueError where there is none of that name."""
    role, _, cell = name.partition("-")
    if cell not in AREAS:
        raise ValueError(name)
    row, column = divmod(int(cell) - 1, 3)
    return Circle(PhotoRole(role), column * _THIRD, row * _THIRD, _THIRD, _THIRD)


def circles_of(stored: Iterable[Mapping[str, Any]]) -> list[Circle]:
    """Circles as they are stored with a verdict."""
    return [Circle(**{**each, "role": PhotoRole(each["role"])}) for each in stored]
