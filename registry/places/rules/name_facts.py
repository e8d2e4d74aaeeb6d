"""What is known of a name besides its characters and spelling: its time, its ground, its scripts.

Shapes of the data dictionary (5.2): every writer is checked by the same rules.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from registry.core.text import T, Text
from registry.places.rules.claim import Years, years_faults
from registry.places.rules.kind import ApprovalBasis

YEARS = ("valid_from_min", "valid_from_max", "valid_to_min", "valid_to_max")
#: Columns of a name that can be corrected; spelling, parts and characters have their own verbs.
CORRECTABLE = (
    "name_kind",
    *YEARS,
    *("valid_from_verbatim", "valid_to_verbatim", "years_computed_by"),
    *("approval_basis", "approval_document", "citation_id"),
    *("minority_text", "minority_language", "orthography_note", "reading_audio"),
)
# BCP 47: a language, perhaps a script and a region: mn, mn-Mong, ug-Arab-CN.
_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-[A-Z]{2})?")

Faults = dict[str, list[Text]]


def fact_faults(facts: Mapping[str, Any]) -> Faults:
    """What is wrong with these columns of a name, all at once; those not given are empty.

    Years by the fields of their forms (`year_from_min`), all else by its column.
    """
    faults = years_faults(Years(*(facts.get(name) for name in YEARS)))
    if facts.get("approval_basis") == ApprovalBasis.APPROVED and not facts.get("approval_document"):
        faults["approval_document"] = [T("请写明批准文件和文号")]
    language, text = facts.get("minority_language") or "", facts.get("minority_text") or ""
    if text and not language:
        faults["minority_language"] = [T("写了民族文字，也请写明语种")]
    elif language and not _LANGUAGE.fullmatch(language):
        words = T("语种用代码：蒙古语 mn、藏语 bo、维吾尔语 ug、彝语 ii、壮语 za")
        faults["minority_language"] = [words]
    elif language and not text:
        faults["minority_text"] = [T("写了语种，也请写民族文字")]
    if facts.get("years_computed_by") and not any(facts.get(name) is not None for name in YEARS):
        faults["years_computed_by"] = [T("没有年份，就没有换算人")]
    return faults
