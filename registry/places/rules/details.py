"""What the columns of a place may hold: the data dictionary's shapes, checked for every writer."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from registry.core.forms import Wrong, clean_line, clean_prose
from registry.core.text import T, Text
from registry.places.rules.kind import Direction, EntityStatus, LegalKind, PlaceKind, Secrecy

Faults = dict[str, list[Text]]

# Characters a column holds.
_LINES = {
    "managing_body": 120,
    "division_text": 200,
    "from_text": 200,
    "to_text": 200,
    "road_class": 40,
    "positional_basis": 300,
}
_ENUMS: dict[str, type[StrEnum]] = {
    "kind": PlaceKind,
    "legal_kind": LegalKind,
    "entity_status": EntityStatus,
    "direction": Direction,
}
_MEASURES = {"length_m": (0.0, 20_000_000.0), "width_m": (0.0, 100_000.0)}
_HEIGHTS = {"elevation_m": (-500.0, 9_000.0)}
_CODES = ("place_code", "twin_place_code")
_CATEGORIES = ("category_code", "twin_category_code")
MAX_DESCRIPTION = 8000
MAX_CODES = 20
MAX_CODE = 40
MAX_SIGNS = 1_000_000

#: What a person may change of a place without renaming, moving or retiring it.
EDITABLE = frozenset(
    {
        *_LINES,
        *_ENUMS,
        *_MEASURES,
        *_HEIGHTS,
        *_CODES,
        *_CATEGORIES,
        *("division_id", "parent_place_id", "citation_id", "description", "secrecy"),
        *("positional_importance", "claimed_sign_count", "other_codes"),
    }
)

_CODE = re.compile(r"[0-9A-Za-z-]{1,20}")
_CATEGORY = re.compile(r"[0-9]{5}")


def is_twin_pair(first: str, second: str) -> bool:
    """Whether two category codes are the area (216xx) and the committee (276xx) of one village."""
    return {first[:3], second[:3]} == {"216", "276"} and first[3:] == second[3:]


def needs_positional_basis(legal_kind: LegalKind | str) -> bool:
    """Whether 条例 art. 3 takes in this kind only where it matters for finding one's way."""
    important = (LegalKind.ESTATE_BUILDING, LegalKind.FACILITY, LegalKind.OTHER)
    return LegalKind(legal_kind) in important


_KEPT_OUT_UNLESS = frozenset(item.value for item in Secrecy)


def is_secret(secrecy: object) -> bool:
    """Whether a 密级 keeps a place out of every table: anything but public and unknown."""
    return str(secrecy) not in _KEPT_OUT_UNLESS


def detail_faults(values: Mapping[str, Any]) -> Faults:
    """What is wrong with these columns of a place, all at once; columns not given are not asked.

    Category codes have the five digits of GB/T 18521; which of them exist is not checked, as no
    complete table of them may be shipped.
    """
    faults: Faults = {}
    for name, value in values.items():
        check = _CHECKS.get(name)
        fault = check(name, value) if check else None
        if fault is not None:
            faults[name] = [fault]
    sound = {name: value for name, value in values.items() if name not in faults}
    faults.update({name: [fault] for name, fault in _together(sound).items()})
    return faults


def _together(values: Mapping[str, Any]) -> dict[str, Text]:
    faults: dict[str, Text] = {}
    category, twin = values.get("category_code"), values.get("twin_category_code")
    if category and twin and not is_twin_pair(str(category), str(twin)):
        faults["twin_category_code"] = T("同一实体的另一类别代码只能是 216 与 276 相对的一对")
    code, other = values.get("place_code"), values.get("twin_place_code")
    if code and code == other:
        faults["twin_place_code"] = T("两个地名代码不能相同")
    if "positional_importance" in values and "positional_basis" in values:
        is_important = bool(values["positional_importance"])
        if is_important and not values["positional_basis"]:
            faults["positional_basis"] = T("认定具有重要地理方位意义，要写明依据")
        elif values["positional_basis"] and not is_important:
            faults["positional_importance"] = T("写了依据，请同时勾选认定")
    return faults


def _line(name: str, value: Any) -> Text | None:
    return _text(value, clean_line, _LINES[name])


def _prose(_name: str, value: Any) -> Text | None:
    return _text(value, clean_prose, MAX_DESCRIPTION)


def _text(value: Any, clean: Callable[[str], str], limit: int) -> Text | None:
    if not isinstance(value, str):
        return T("这里要填文字")
    try:
        clean(value)
    except Wrong as wrong:
        return wrong.text
    return T("最多 %(n)d 个字，请缩短", n=limit) if len(value) > limit else None


def _choice(name: str, value: Any) -> Text | None:
    is_known = value in {item.value for item in _ENUMS[name]}
    return None if is_known else T("请从列出的选项中选择")


def _code(_name: str, value: Any) -> Text | None:
    if value is None or (isinstance(value, str) and _CODE.fullmatch(value)):
        return None
    return T("地名代码最多 20 位，只有数字、字母和连字符")


def _category(_name: str, value: Any) -> Text | None:
    if value is None or (isinstance(value, str) and _CATEGORY.fullmatch(value)):
        return None
    return T("类别代码是 GB/T 18521 的五位数字，例如 22200")


def _measure(name: str, value: Any) -> Text | None:
    low, high = (_MEASURES | _HEIGHTS)[name]
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return T("请填写一个有限的数字")
    if value < low:
        return T("不能小于 %(n)s", n=f"{low:g}")
    return T("不能大于 %(n)s", n=f"{high:.0f}") if value > high else None


def _count(_name: str, value: Any) -> Text | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        return T("请填写整数")
    if value < 0:
        return T("不能小于 %(n)s", n="0")
    return T("不能大于 %(n)s", n=str(MAX_SIGNS)) if value > MAX_SIGNS else None


def _codes(_name: str, value: Any) -> Text | None:
    if isinstance(value, str) or not isinstance(value, Sequence) or len(value) > MAX_CODES:
        return T("最多 %(n)d 个编码，一行一个", n=MAX_CODES)
    faults = (_text(code, clean_line, MAX_CODE) for code in value)
    return next((fault for fault in faults if fault is not None), None)


_CHECKS: dict[str, Callable[[str, Any], Text | None]] = {
    **dict.fromkeys(_LINES, _line),
    **dict.fromkeys(_ENUMS, _choice),
    **dict.fromkeys([*_MEASURES, *_HEIGHTS], _measure),
    **dict.fromkeys(_CODES, _code),
    **dict.fromkeys(_CATEGORIES, _category),
    "description": _prose,
    "claimed_sign_count": _count,
    "other_codes": _codes,
}
