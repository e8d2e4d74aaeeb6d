"""The words for every column of a place, a name, a claim and a shape, and for what it holds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from registry.core.text import T, Text
from registry.places.rules.claim import (
    CLAIM_STATUS_LABELS,
    CLAIM_TYPE_LABELS,
    STANCE_LABELS,
    Years,
    years_text,
)
from registry.places.rules.kind import (
    APPROVAL_BASIS_LABELS,
    DIRECTION_LABELS,
    ENTITY_STATUS_LABELS,
    LEGAL_KIND_LABELS,
    NAME_KIND_LABELS,
    PLACE_KIND_LABELS,
)
from registry.places.rules.position import DATUM_LABELS, POSITION_METHOD_LABELS
from registry.places.rules.shape import GEOMETRY_LABELS

#: Columns that hold the identifier of another row; what it is called is looked up by the caller.
REFERENCES = frozenset(
    {
        *("division_id", "parent_place_id", "citation_id", "merged_into", "absorbed_from"),
        *("name_id", "reading_audio"),
    }
)

PLACE_LABELS: dict[str, Text] = {
    "standard_name": T("标准名"),
    "kind": T("类别"),
    "legal_kind": T("条例类别"),
    "entity_status": T("状态"),
    "retired_on": T("消失日期"),
    "retired_basis": T("消失的依据"),
    "merged_into": T("并入"),
    "division_id": T("所属政区"),
    "division_text": T("认定时的政区"),
    "parent_place_id": T("上级地名"),
    "managing_body": T("管理主体"),
    "place_code": T("地名代码"),
    "category_code": T("类别代码"),
    "twin_place_code": T("另一登记的代码"),
    "twin_category_code": T("另一登记的类别"),
    "other_codes": T("其他编码"),
    "from_text": T("起点"),
    "to_text": T("止点"),
    "direction": T("走向"),
    "road_class": T("道路等级"),
    "length_m": T("长（米）"),
    "width_m": T("宽（米）"),
    "elevation_m": T("高程（米）"),
    "description": T("地理实体描述"),
    "positional_importance": T("重要地理方位意义"),
    "positional_basis": T("认定的依据"),
    "claimed_sign_count": T("标牌个数（登记人所报）"),
    "secrecy": T("密级"),
    "protected": T("列入保护"),
    "protection_basis": T("保护依据"),
    "citation_id": T("资料来源"),
    "position": T("位置"),
    "accuracy_m": T("误差（米）"),
    "datum": T("原坐标系"),
    "position_method": T("怎么知道的"),
    "position_source": T("位置来源"),
    "original_coord": T("原始坐标"),
}

NAME_LABELS: dict[str, Text] = {
    "text": T("汉字"),
    "name_kind": T("名称类型"),
    "specific": T("专名"),
    "generic": T("通名"),
    "generic_absorbed": T("通名专名化"),
    "roman_toned": T("拼写"),
    "roman_sign": T("标志上的拼写"),
    "roman_status": T("拼写状态"),
    "reading_basis": T("读音依据"),
    "reading_audio": T("读音录音"),
    "years": T("使用年代"),
    "valid_from_verbatim": T("起用（原文）"),
    "valid_to_verbatim": T("停用（原文）"),
    "years_computed_by": T("年代换算"),
    "minority_text": T("民族文字"),
    "minority_language": T("语种"),
    "orthography_note": T("用字说明"),
    "approval_basis": T("批准依据"),
    "approval_document": T("批准文件"),
    "protected": T("列入保护"),
    "citation_id": T("资料来源"),
    "absorbed_from": T("来自并入的地名"),
}

CLAIM_LABELS: dict[str, Text] = {
    "claim_type": T("主张类型"),
    "value_text": T("内容"),
    "name_id": T("说的是哪个名称"),
    "years": T("年代"),
    "era_verbatim": T("年代（原文）"),
    "computed_by": T("年代换算"),
    "method": T("换算方法"),
    "gaps": T("中断"),
    "status": T("采信状态"),
    "status_reason": T("评定理由"),
    "evidence": T("出处"),
}

SHAPE_LABELS: dict[str, Text] = {
    "geometry_type": T("图形"),
    "source": T("图形来源"),
    "method": T("怎么知道的"),
    "datum": T("原坐标系"),
    "accuracy_m": T("误差（米）"),
    "geojson": T("图形的坐标"),
}

SECRECY_LABELS: dict[str, Text] = {"public": T("公开"), "unknown": T("未标注")}
_ROMAN_STATUS = {"proposed": T("待审定"), "approved": T("已审定")}

_WORDS: dict[str, Mapping[Any, Text]] = {
    "kind": PLACE_KIND_LABELS,
    "legal_kind": LEGAL_KIND_LABELS,
    "entity_status": ENTITY_STATUS_LABELS,
    "direction": DIRECTION_LABELS,
    "secrecy": SECRECY_LABELS,
    "datum": DATUM_LABELS,
    "position_method": POSITION_METHOD_LABELS,
    "method": POSITION_METHOD_LABELS,
    "name_kind": NAME_KIND_LABELS,
    "roman_status": _ROMAN_STATUS,
    "approval_basis": APPROVAL_BASIS_LABELS,
    "claim_type": CLAIM_TYPE_LABELS,
    "status": CLAIM_STATUS_LABELS,
    "geometry_type": GEOMETRY_LABELS,
}

#: How a value is set: words of ours, a code or a number, pinyin, or data in Chinese.
WORDS, CODE, DIGITS, ROMAN, DATA = "words", "code", "digits", "roman", "data"
_FORMS = {
    **dict.fromkeys(("place_code", "category_code", "twin_place_code"), CODE),
    **dict.fromkeys(("twin_category_code", "other_codes", "original_coord"), CODE),
    **dict.fromkeys(("length_m", "width_m", "elevation_m", "accuracy_m"), DIGITS),
    **dict.fromkeys(("claimed_sign_count", "retired_on", "position"), DIGITS),
    **dict.fromkeys(("roman_toned", "roman_sign"), ROMAN),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as a page shows it: words of ours (`Text`) or data, and how it is set."""

    value: Text | str
    form: str

    def __bool__(self) -> bool:
        """Whether there is anything to show."""
        return bool(self.value)


def shown(name: str, value: Any, called: Mapping[str, str]) -> Shown:
    """What a column holds, for people. `called`: what rows are called, by identifier."""
    words = _words(name, value)
    if words is not None:
        return Shown(words, WORDS)
    if name in REFERENCES and isinstance(value, str):
        return Shown(called.get(value, value), DATA)
    if isinstance(value, list):
        return Shown("，".join(str(item) for item in value), _FORMS.get(name, DATA))
    form = _FORMS.get(name, DIGITS if isinstance(value, int | float) else DATA)
    text = f"{value:g}" if isinstance(value, float) else str(value or "")
    return Shown("0" if value == 0 else text, form)


def _words(name: str, value: Any) -> Text | None:
    if isinstance(value, Text):
        return value
    if isinstance(value, bool):
        return T("是") if value else T("否")
    return _WORDS.get(name, {}).get(value) if value and isinstance(value, str) else None


def name_fields(row: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a name that people compare; its four years as one."""
    found = {name: row.get(name) for name in NAME_LABELS if name != "years"}
    span = ("valid_from_min", "valid_from_max", "valid_to_min", "valid_to_max")
    found["years"] = years_text(Years(*(row.get(name) for name in span)))
    if row.get("roman_status") == "proposed":
        # Until a person approves it, the ground is what rules and tables the program went by.
        found["reading_basis"] = ""
    return found


def claim_fields(row: Mapping[str, Any], called: Mapping[str, str]) -> dict[str, Any]:
    """The columns of a claim that people compare; its years, gaps and evidence each as one."""
    found = {name: row.get(name) for name in CLAIM_LABELS if name != "years"}
    found["method"] = str(row.get("method") or "")
    span = ("year_from_min", "year_from_max", "year_to_min", "year_to_max")
    found["years"] = years_text(Years(*(row.get(name) for name in span)))
    found["gaps"] = [_gap(gap) for gap in row.get("gaps") or []]
    found["evidence"] = [
        f"{STANCE_LABELS[item['stance']]}：{called.get(item['citation_id'], item['citation_id'])}"
        for item in row.get("evidence", [])
    ]
    return found


def _gap(gap: Mapping[str, Any]) -> str:
    ends = "–".join("" if gap.get(end) is None else str(gap[end]) for end in ("from", "to"))
    return f"{gap.get('verbatim') or ends} {gap.get('reason') or ''}".strip()


def place_fields(
    row: Mapping[str, Any], position: Callable[[Any, Any], str], *, exact: bool
) -> dict[str, Any]:
    """The columns of a place that people compare; its two coordinates as one.

    `position` writes them as exactly as the reader may know them; the original text is for who
    may know all of it (`exact`).
    """
    found = {name: row.get(name) for name in PLACE_LABELS if name != "position"}
    found["position"] = position(row.get("lon"), row.get("lat"))
    if not exact:
        found["original_coord"] = ""
    return found
