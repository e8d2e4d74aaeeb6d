"""What is wrong with a coordinate, in words, with what to do about it."""

from __future__ import annotations

from registry.core.text import T, Text


class CoordinateFault(ValueError):  # noqa: N818 - it is what is wrong with a cell, told to a person
    """Why a coordinate cannot be used: a stable `code`, `text` for a person, and the `remedy`."""

    def __init__(self, code: str, text: Text, remedy: Text | None = None) -> None:
        super().__init__(code, str(text))
        self.code = code
        self.text = text
        self.remedy = remedy or _REMEDY


_REMEDY = T("请核对原始资料，写成十进制度，例如经度 117.283、纬度 31.861")

CONTROLLED = T(
    "这是 1954 年北京坐标系或 1980 西安坐标系的数值。它们与 2000 国家大地坐标系之间的转换参数"
    "属于国家秘密，本系统不保存、不使用任何转换参数"
)
CONTROLLED_REMEDY = T("请由有资质的测绘单位依法转换为 2000 国家大地坐标系后再导入；名称可以先导入")


def controlled() -> CoordinateFault:
    """The refusal of old datums (测绘地理信息管理工作国家秘密范围的规定, 2020 and 2003)."""
    return CoordinateFault("coordinate.controlled_datum", CONTROLLED, CONTROLLED_REMEDY)


def outside() -> CoordinateFault:
    """The refusal of a point that is not in China."""
    return CoordinateFault("coordinate.outside_china", T("这个位置不在中国境内，请检查经纬度"))
