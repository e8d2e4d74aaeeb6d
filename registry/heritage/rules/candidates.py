"""What published pages say about names: candidate records, which are never recognitions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text


class CandidateState(StrEnum):
    """来源所示状态: what the sources of a candidate record really support."""

    ANNOUNCED = "announced"
    REPORTED = "reported"
    CANDIDATE = "candidate"
    FILED = "filed"
    NOT_SOURCED = "not_sourced"


CANDIDATE_LABELS: dict[CandidateState, Text] = {
    CandidateState.ANNOUNCED: T("来源载明已公布"),
    CandidateState.REPORTED: T("有报道称已认定"),
    CandidateState.CANDIDATE: T("公示名单候选"),
    CandidateState.FILED: T("已申报，结果未见"),
    CandidateState.NOT_SOURCED: T("无名录依据"),
}
CANDIDATE_TONES: dict[CandidateState, str] = {
    CandidateState.ANNOUNCED: "info",
    CandidateState.REPORTED: "waiting",
    CandidateState.CANDIDATE: "waiting",
    CandidateState.FILED: "neutral",
    CandidateState.NOT_SOURCED: "problem",
}
CANDIDATE_MEANINGS: dict[CandidateState, Text] = {
    CandidateState.ANNOUNCED: T("转载的名单写明已公布。原件未见，本系统不据此认定。"),
    CandidateState.REPORTED: T("新闻或政府网页说已成功，没有看到名单。"),
    CandidateState.CANDIDATE: T("只在公示的候选名单里见到。公示名单不等于认定。"),
    CandidateState.FILED: T("只知道申报过，没有看到结果。"),
    CandidateState.NOT_SOURCED: T("没有见到任何名录写有这个名字，只见于旅游宣传等文字。"),
}


#: What the lists are called that candidate records come from.
LIST_LABELS: dict[str, Text] = {
    "anhui": T("安徽省千年古镇、千年古村落"),
    "chaohu": T("巢湖市地名文化遗产保护名录（首批）"),
    "anhui_old_village": T("安徽省级古村落"),
    "china_traditional_village": T("中国传统村落"),
}


@dataclass(frozen=True, slots=True)
class SourceNote:
    """One published page behind a candidate record; `id` where it is a registered source."""

    title: str
    url: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One name as published lists give it; `key` keeps it the same over repeated imports.

    `place_id` is None where no registered place could be matched with certainty.
    `programme_class` is the list's own class (such as 千年古镇), not the kind of the place;
    `source_ids` name registered sources, `sources` pages that are not registered.
    """

    key: str
    name: str
    programme_class: str
    state: CandidateState
    list_key: str = ""
    division_text: str = ""
    place_id: str | None = None
    batch: str = ""
    year: str = ""
    source_ids: tuple[str, ...] = ()
    sources: tuple[SourceNote, ...] = ()
    note: str = ""
