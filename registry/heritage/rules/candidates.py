"""What published pages say about names: candidate records, which are never recognitions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
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


#: How far each goes towards a recognition, which none of them is: the furthest is shown.
_STRENGTH = (
    CandidateState.NOT_SOURCED,
    CandidateState.FILED,
    CandidateState.CANDIDATE,
    CandidateState.REPORTED,
    CandidateState.ANNOUNCED,
)


def furthest(states: Iterable[CandidateState]) -> CandidateState:
    """What is shown of an entry that several lists name."""
    return max(states, key=_STRENGTH.index)


class ListKind(StrEnum):
    """名单种类: put up for objections before a decision (公示), or published after one (公布)."""

    GONGSHI = "gongshi"
    GONGBU = "gongbu"


LIST_KIND_LABELS: dict[ListKind, Text] = {
    ListKind.GONGSHI: T("公示名单（决定之前，征求异议）"),
    ListKind.GONGBU: T("公布的名单（公告、通知，已作决定）"),
}
#: A published list that lies here in full is no second-hand report, and recognises nothing either.
LISTED_AS_PUBLISHED = T("收入的名单写明已公布。那次认定不是在本系统里办理的，本系统不据此认定。")
LIST_KIND_STATES: dict[ListKind, CandidateState] = {
    ListKind.GONGSHI: CandidateState.CANDIDATE,
    ListKind.GONGBU: CandidateState.ANNOUNCED,
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


@dataclass(frozen=True, slots=True)
class NoticeList:
    """A list that somebody published, and the file in which it was handed in here.

    `list_key`: a key of `LIST_LABELS`, or in words what the names are proposed for. A notice often
    has no number. `import_run_id`, `file_name`, `file_sha256` lead to the file.
    """

    kind: ListKind
    title: str
    published_on: date
    list_key: str
    ends_on: date | None = None
    document_no: str = ""
    issuer: str = ""
    source_id: str | None = None
    import_run_id: str = ""
    file_name: str = ""
    file_sha256: str = ""

    def is_same_notice(self, other: NoticeList) -> bool:
        """Whether two files hold one notice: the same bytes, number, or title and day."""
        if self.file_sha256 and self.file_sha256 == other.file_sha256:
            return True
        if self.kind is not other.kind:
            return False
        if self.document_no and other.document_no:
            return self.document_no == other.document_no
        return (self.title, self.published_on) == (other.title, other.published_on)


@dataclass(frozen=True, slots=True)
class ListedName:
    """One row of such a list: its number in the file, as it is written, and what it stands for.

    `place_id` is None where the place is open: nobody could say with certainty which is meant.
    """

    number: int
    text: str
    name: str
    programme_class: str
    division_text: str = ""
    place_id: str | None = None
    batch: str = ""
    year: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate record as rows of a list are compared with it."""

    id: str
    list_key: str
    programme_class: str
    batch: str
    name: str
    division_text: str
    place_id: str | None

    def is_named_by(self, row: ListedName, list_key: str) -> bool:
        """Whether the row is this entry: same list and class, no other batch, same place.

        A name is no key: without a place on both sides name and division must be written alike.
        """
        if (self.list_key, self.programme_class) != (list_key, row.programme_class):
            return False
        if self.batch and row.batch and self.batch != row.batch:
            return False
        if self.place_id and row.place_id:
            return self.place_id == row.place_id
        return (self.name, self.division_text) == (row.name, row.division_text)


_DIGITS = {digit: value for value, digit in enumerate("零一二三四五六七八九")}


def batch_number(text: str) -> str:
    """第八批 and 8 are one batch: the number alone; what is no number stays as it is."""
    bare = text.strip().removeprefix("第").removesuffix("批").strip()
    if not bare or any(one not in _DIGITS and one != "十" for one in bare):
        return bare
    tens, ten, ones = bare.rpartition("十")
    if not ten:
        return str(_DIGITS[bare]) if len(bare) == 1 else bare
    if len(tens) > 1 or len(ones) > 1 or tens == "十":
        return bare
    return str(_DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0))
