"""Words of lists for what a name rests on: its legal kind, its approval, its language."""

from __future__ import annotations

import re

from imports.rules.problems import BadValueError
from registry.places.rules import (
    APPROVAL_BASIS_LABELS,
    LEGAL_KIND_LABELS,
    ApprovalBasis,
    LegalKind,
)

_LEGAL_WORDS = {
    **{str(label): kind for kind, label in LEGAL_KIND_LABELS.items()},
    **{kind.value: kind for kind in LegalKind},
    # The numbers and the short words by which offices write the eight kinds of 条例 art. 3.
    "自然地理实体名称": LegalKind.NATURAL,
    "行政区划名称": LegalKind.DIVISION,
    "政区": LegalKind.DIVISION,
    "村民委员会": LegalKind.COMMITTEE_SEAT,
    "居民委员会": LegalKind.COMMITTEE_SEAT,
    "村（居）民委员会所在地": LegalKind.COMMITTEE_SEAT,
    "村民委员会所在地": LegalKind.COMMITTEE_SEAT,
    "居民委员会所在地": LegalKind.COMMITTEE_SEAT,
    "城市公园": LegalKind.PARK_RESERVE,
    "自然保护地": LegalKind.PARK_RESERVE,
    "街路巷名称": LegalKind.STREET,
    "道路": LegalKind.STREET,
    "住宅区": LegalKind.ESTATE_BUILDING,
    "楼宇": LegalKind.ESTATE_BUILDING,
    "住宅区、楼宇": LegalKind.ESTATE_BUILDING,
    "住宅区、楼宇名称": LegalKind.ESTATE_BUILDING,
    "设施": LegalKind.FACILITY,
    "交通运输、水利、电力、通信、气象等设施": LegalKind.FACILITY,
    "其他": LegalKind.OTHER,
    "其他地理实体": LegalKind.OTHER,
}


def legal_kind(text: str) -> str:
    """One of the eight kinds of 地名管理条例 art. 3, by its words."""
    found = _LEGAL_WORDS.get(text) or _LEGAL_WORDS.get(text.lower())
    if found is None:
        choices = "自然地理实体、行政区划、街路巷、住宅区、楼宇、设施、其他"
        raise BadValueError("value_unknown", value=text[:40], choices=choices)
    return found.value


_APPROVAL_WORDS = {
    **{str(label): basis for basis, label in APPROVAL_BASIS_LABELS.items()},
    **{basis.value: basis for basis in ApprovalBasis},
    "批准": ApprovalBasis.APPROVED,
    "已批准": ApprovalBasis.APPROVED,
    "政府批准": ApprovalBasis.APPROVED,
    "约定俗成": ApprovalBasis.USAGE,
    "普查确认": ApprovalBasis.USAGE,
    "官方名单": ApprovalBasis.OFFICIAL_LIST,
    "未记录": ApprovalBasis.UNRECORDED,
}


def approval(text: str) -> str:
    """Why a name may be called standard (条例 art. 4); "" where the file says nobody knows."""
    found = _APPROVAL_WORDS.get(text)
    if found is None:
        raise BadValueError("value_unknown", value=text[:40], choices="经批准、约定俗成、官方名单")
    return "" if found is ApprovalBasis.UNRECORDED else found.value


_LANGUAGES = {
    "蒙古语": "mn",
    "蒙古族": "mn",
    "蒙古文": "mn",
    "藏语": "bo",
    "藏文": "bo",
    "维吾尔语": "ug",
    "维吾尔文": "ug",
    "彝语": "ii",
    "彝文": "ii",
    "壮语": "za",
    "壮文": "za",
    "朝鲜语": "ko",
    "朝鲜文": "ko",
    "哈萨克语": "kk",
    "哈萨克文": "kk",
    "汉语": "zh",
    "汉文": "zh",
}
_LANGUAGE_CODE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")


def language(text: str) -> str:
    """The code of a language, by the word that forms write."""
    found = _LANGUAGES.get(text) or (text if _LANGUAGE_CODE.fullmatch(text) else None)
    if found is None:
        choices = "蒙古语、藏语、维吾尔语、彝语、壮语、朝鲜语、哈萨克语、汉语"
        raise BadValueError("value_unknown", value=text[:40], choices=choices)
    return found


_YES = frozenset({"是", "有", "具有", "√", "1", "y", "yes", "true"})
_NO = frozenset({"否", "无", "没有", "不具有", "×", "0", "n", "no", "false"})


def yes_or_no(text: str) -> bool:
    """是 or 否."""
    word = text.lower()
    if word not in _YES | _NO:
        raise BadValueError("value_unknown", value=text[:40], choices="是、否")
    return word in _YES
