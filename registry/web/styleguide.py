"""Shows every part of the pages in every state, for those who build pages; demo profile only."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from flask import Blueprint
from flask.typing import ResponseReturnValue

from registry.core.text import T
from registry.edge import access, http

blueprint = Blueprint("styleguide", __name__)

#: Names that break layouts: the longest there is, one of one character, rare characters, none.
LONG_NAME = "新疆维吾尔自治区克孜勒苏柯尔克孜自治州阿图什市哈拉峻乡琼哈拉峻村"
LONG_ROMAN = (
    "Xīnjiāng Wéiwú'ěr Zìzhìqū Kèzīlèsū Kē'ěrkèzī Zìzhìzhōu "
    "Ātúshí Shì Hālājùn Xiāng Qióng Hālājùn Cūn"
)


@blueprint.get("/styleguide")
@access.public
def guide_show() -> ResponseReturnValue:
    """Every part, in every state, with names that are too long, too short and too rare."""
    return http.page(
        "web/styleguide.html", long_name=LONG_NAME, long_roman=LONG_ROMAN, **_samples()
    )


@blueprint.get("/styleguide/field")
@access.public
def field_show() -> ResponseReturnValue:
    """The parts as crews see them: large, in the sun, with the bar under the thumb."""
    return http.page("web/styleguide_field.html")


def _samples() -> dict[str, Any]:
    now = http.runtime().clock.now()
    periods = [
        (now - timedelta(days=6), now + timedelta(days=14)),
        (now - timedelta(days=19), now + timedelta(hours=30)),
        (now - timedelta(days=24), now - timedelta(days=4)),
    ]
    return {
        "now": now,
        "periods": periods,
        "wrong": {
            "name": [T("请填写标准地名")],
            "lon": [T("经度应在 73 到 135 之间，经度和纬度是不是写反了？")],
            "origin": [T("至少写一句来历"), T("请注明出处")],
        },
        "typed": {"name": "", "lon": "31.86", "origin": "据说", "grade": "B"},
        "names_through_time": _names_through_time(),
    }


def _names_through_time() -> list[SimpleNamespace]:
    def span(start: int, end: int, *, sure: bool, label: str) -> SimpleNamespace:
        return SimpleNamespace(start=start, end=end, sure=sure, label=label)

    return [
        SimpleNamespace(
            name="槀皋",
            roman="Gǎogāo",
            kind=T("历史地名"),
            spans=[span(-480, 280, sure=False, label="-480 – 280")],
        ),
        SimpleNamespace(
            name="柘皋",
            roman="Zhègāo",
            kind=T("标准地名"),
            spans=[
                span(620, 1130, sure=True, label="620 – 1130"),
                span(1368, 2026, sure=True, label="1368 – 2026"),
            ],
        ),
    ]
