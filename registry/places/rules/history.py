"""What the journal's verbs about a place are called on its page, and which values it shows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.core.text import T, Text

VERB_LABELS: dict[str, Text] = {
    "places.added": T("登记"),
    "places.named": T("命名"),
    "places.name_added": T("增加名称"),
    "places.name_divided": T("改专名和通名"),
    "places.name_corrected": T("更正名称"),
    "places.name_removed": T("去掉误录的名称"),
    "places.renamed": T("更名"),
    "places.roman_approved": T("审定拼写"),
    "places.located": T("确定位置"),
    "places.amended": T("改登记内容"),
    "places.reclassified": T("改类"),
    "places.reclassing_undone": T("撤销改类"),
    "places.shaped": T("画图形"),
    "places.shape_removed": T("去掉图形"),
    "places.retired": T("记为消失"),
    "places.reopened": T("恢复为现存"),
    "places.restored": T("退回历史版本"),
    "places.name_protected": T("列入保护"),
    "places.name_released": T("解除一项保护依据"),
    "places.claim_asserted": T("提出史实主张"),
    "places.evidence_added": T("补充出处"),
    "places.evidence_removed": T("撤下出处"),
    "places.claim_corrected": T("更正史实主张"),
    "places.claim_judged": T("评定史实主张"),
    "places.merged": T("另一条记录并入此处"),
    "places.absorbed": T("并入另一条记录"),
    "places.parted": T("撤销合并"),
    "places.parent_moved": T("上级地名随合并变更"),
    "sources.edited": T("更正了所引的来源"),
    "sources.citation_edited": T("更正了引文"),
}
_SHOWN = {
    "places.merged": "absorbed_name",
    "places.absorbed": "into_name",
    "places.name_added": "text",
    "places.name_divided": "parts",
    "places.name_removed": "text",
    "places.named": "standard_name",
    "places.renamed": "standard_name",
    "places.roman_approved": "roman_toned",
    "places.claim_asserted": "value_text",
    "places.claim_corrected": "value_text",
    "places.name_protected": "protection_basis",
    "places.name_released": "protection_basis",
    "places.located": "position_source",
    "places.amended": "description",
    "places.shaped": "geometry_source",
    "places.retired": "basis",
    "places.restored": "standard_name",
}


def verb_label(verb: str) -> Text:
    """The word for a verb; what other capabilities wrote about a place is "a record"."""
    return VERB_LABELS.get(verb, T("记录"))


def shown_change(
    verb: str, before: Mapping[str, Any] | None, after: Mapping[str, Any] | None
) -> tuple[str, str]:
    """(old, new) as the page shows them; empty where there is nothing a reader needs.

    Coordinates are left out: the journal holds them exactly, and this page is public.
    """
    key = _SHOWN.get(verb)
    if key is None:
        return "", ""
    old, new = (before or {}).get(key) or "", (after or {}).get(key) or ""
    return str(old), str(new)
