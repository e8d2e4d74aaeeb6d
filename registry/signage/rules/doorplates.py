"""Doorplates (门牌): house numbers of a road, a village or an estate, by the hundred thousand.

They are a stratum of their own. A doorplate is no place name: it counts in no rate of names, and
signs of names are never added to doorplates (79 of the one stood to 1 of the other in 2005).
"""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from registry.core.text import T, Text

NUMBER_CHARS = 20
BUILDING_CHARS = 60
_ALLOWED = re.compile(r"[0-9A-Z\u3400-\u9fff\U00020000-\U000323af/#-]+")


class DoorplateState(StrEnum):
    """门牌状态: in the register by what a file says, or taken back with that file."""

    CLAIMED = "claimed"
    WITHDRAWN = "withdrawn"


DOORPLATE_LABELS: dict[DoorplateState, tuple[str, Text]] = {
    DoorplateState.CLAIMED: ("waiting", T("已登记，未核验")),
    DoorplateState.WITHDRAWN: ("neutral", T("已撤回")),
}


def house_number(text: str) -> str:
    """A number as it is compared and cast: １２－３号 → 12-3.

    Digits and letters in their narrow forms, no spaces, no 号 at the end; 附, 甲 and the like stay.

    Raises:
        ValueError: no digit in it, a character that no number has, or too long.
    """
    plain = "".join(unicodedata.normalize("NFKC", text).upper().split())
    plain = plain.replace("—", "-").replace("–", "-").replace("−", "-").removesuffix("号")
    good = _ALLOWED.fullmatch(plain) and any(char.isdigit() for char in plain)
    if not good or len(plain) > NUMBER_CHARS:
        raise ValueError(text)
    return plain


def written(road: str, building: str, number: str) -> str:
    """The address as people write it: 长江西路12号, 长江西路3栋12号."""
    return f"{road}{building}{number}号"
