"""Which columns of a document and of a passage can be corrected, and the words for them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from registry.core.text import T, Text
from registry.sources.rules.kind import GRADE_LABELS, SOURCE_TYPE_LABELS

SOURCE_FIELD_LABELS: dict[str, Text] = {
    "source_type": T("来源类别"),
    "title": T("书名或标题"),
    "author": T("作者"),
    "edition": T("版本"),
    "compiled_period": T("成书年代"),
    "holder": T("收藏单位"),
    "shelfmark": T("馆藏编号"),
    "url": T("网址"),
    "accessed_on": T("查阅日期"),
    "licence": T("许可"),
    "grade": T("证据等级"),
    "authenticity_note": T("真伪说明"),
    "note": T("备注"),
}

CITATION_FIELD_LABELS: dict[str, Text] = {
    "locator": T("卷、页"),
    "quote": T("原文"),
    "quote_punctuated": T("标点"),
    "translation": T("译文"),
    "grade": T("证据等级"),
    "second_hand_via": T("转引自"),
    "inspected_by": T("目验人"),
    "inspected_on": T("目验日期"),
}

FIELD_LABELS = {"source": SOURCE_FIELD_LABELS, "citation": CITATION_FIELD_LABELS}
_DATES = frozenset({"accessed_on", "inspected_on"})


def kept_state(subject_type: str, row: object) -> dict[str, Any]:
    """What can be corrected of a document or passage, as plain data."""
    values = {name: getattr(row, name) for name in FIELD_LABELS[subject_type]}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
    }


def typed_state(state: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data as the columns hold it."""
    return {
        name: date.fromisoformat(value) if name in _DATES and value else value
        for name, value in state.items()
    }


def worded_state(state: Mapping[str, Any]) -> dict[str, Any]:
    """Plain data with codes as the words that people read."""
    words: dict[str, Mapping[Any, Text]] = {
        "grade": GRADE_LABELS,
        "source_type": SOURCE_TYPE_LABELS,
    }
    return {name: words.get(name, {}).get(value, value) for name, value in state.items()}
