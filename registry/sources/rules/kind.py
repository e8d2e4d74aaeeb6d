"""Kinds of sources and grades of evidence, in the order of their weight."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class SourceType(StrEnum):
    """来源类别: what a document is; the order is the order of weight, heaviest first."""

    INSCRIPTION = "inscription"
    STONE = "stone"
    OFFICIAL_HISTORY = "official_history"
    GAZETTEER = "gazetteer"
    LITERATURE = "literature"
    ARCHIVE = "archive"
    GENEALOGY = "genealogy"
    OLD_MAP = "old_map"
    ARCHAEOLOGY = "archaeology"
    MODERN_GAZETTEER = "modern_gazetteer"
    OFFICIAL_LIST = "official_list"
    DATASET = "dataset"
    ORAL = "oral"
    PRESS = "press"


SOURCE_TYPE_LABELS: dict[SourceType, Text] = {
    SourceType.INSCRIPTION: T("甲骨、金文、简帛"),
    SourceType.STONE: T("碑刻、墓志"),
    SourceType.OFFICIAL_HISTORY: T("正史、实录、会典、一统志"),
    SourceType.GAZETTEER: T("府州县志"),
    SourceType.LITERATURE: T("文集、笔记、诗词"),
    SourceType.ARCHIVE: T("档案、契约、鱼鳞册"),
    SourceType.GENEALOGY: T("族谱"),
    SourceType.OLD_MAP: T("旧地图"),
    SourceType.ARCHAEOLOGY: T("考古报告"),
    SourceType.MODERN_GAZETTEER: T("现代地名志、地名普查"),
    SourceType.OFFICIAL_LIST: T("政府文件、公告、名录"),
    SourceType.DATASET: T("公开数据"),
    SourceType.ORAL: T("口述"),
    SourceType.PRESS: T("新闻、网页"),
}


class Grade(StrEnum):
    """证据等级: A primary, B period secondary, C modern, D oral or legend."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


GRADE_LABELS: dict[Grade, Text] = {
    Grade.A: T("A 原始材料"),
    Grade.B: T("B 同期转述"),
    Grade.C: T("C 近人著述"),
    Grade.D: T("D 口述传说"),
}

_USUAL = {
    SourceType.INSCRIPTION: Grade.A,
    SourceType.STONE: Grade.A,
    SourceType.OFFICIAL_HISTORY: Grade.B,
    SourceType.GAZETTEER: Grade.B,
    SourceType.LITERATURE: Grade.B,
    SourceType.ARCHIVE: Grade.A,
    SourceType.GENEALOGY: Grade.C,
    SourceType.OLD_MAP: Grade.B,
    SourceType.ARCHAEOLOGY: Grade.A,
    SourceType.MODERN_GAZETTEER: Grade.C,
    SourceType.OFFICIAL_LIST: Grade.C,
    SourceType.DATASET: Grade.C,
    SourceType.ORAL: Grade.D,
    SourceType.PRESS: Grade.D,
}


def usual_grade(source_type: SourceType) -> Grade:
    """The grade offered for a kind of source; the person who cites it decides."""
    return _USUAL[source_type]
