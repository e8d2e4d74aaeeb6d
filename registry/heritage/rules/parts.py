"""申报表: the parts A to F of a dossier, what each asks and why, and how much of it is there.

After the application forms of the census, DB41/T 2438-2023 Annex A to C and published practice;
the wording of the questions is this project's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.core.text import T, Text


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the form: what it is called, why it is asked, and whether it takes prose."""

    key: str
    label: Text
    why: Text
    is_prose: bool = True


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the form; parts without questions are computed from what is elsewhere."""

    key: str
    title: Text
    questions: tuple[Question, ...] = ()


_FACTS = T("写清对象是谁、有多大，名单上才不会认错")
_STORY = T("来历、含义和沿革分开写，每一处都要能在论据里找到依据")
_LIVING = T("软性条件靠它判断，也是保护的对象")
_PLAN = T("认定以后要照它保护，更名前也要先有保护措施")
_PROOF = T("评审人和日后的人凭它核对")

PARTS: tuple[Part, ...] = (
    Part(
        "A",
        T("基本事实"),
        (
            Question("area", T("面积"), _FACTS, is_prose=False),
            Question("population", T("人口"), _FACTS, is_prose=False),
            Question("seat", T("驻地"), _FACTS, is_prose=False),
            Question("other_titles", T("已有的称号"), T("文保单位、历史文化名镇等称号优先考虑")),
        ),
    ),
    Part(
        "B",
        T("价值和证明"),
        (
            Question("origin", T("地名来历"), _STORY),
            Question("meaning", T("地名含义"), _STORY),
            Question("evolution", T("沿革"), _STORY),
            Question("remains", T("留存的格局和建筑"), _LIVING),
            Question("regional_role", T("在当地的地位"), _LIVING),
            Question("legends", T("传说"), T("传说另写，不混进证据")),
        ),
    ),
    Part("C", T("证据清单")),
    Part(
        "D",
        T("保护计划"),
        (
            Question("aims", T("目标"), _PLAN),
            Question("measures", T("措施"), _PLAN),
            Question("sign_plan", T("标志"), T("认定以后要设立保护标志")),
            Question("budget", T("经费"), _PLAN, is_prose=False),
            Question("responsible", T("负责单位"), _PLAN, is_prose=False),
            Question("term", T("年限"), _PLAN, is_prose=False),
        ),
    ),
    Part("E", T("各级意见")),
    Part(
        "F",
        T("照片、图件和授权"),
        (
            Question("attachments", T("照片和图件清单"), _PROOF),
            Question("consents", T("授权和同意"), T("没有作者和被拍摄人的同意就不能公开")),
        ),
    ),
)
QUESTIONS: dict[str, Question] = {q.key: q for part in PARTS for q in part.questions}


@dataclass(frozen=True, slots=True)
class Missing:
    """Something a part does not say yet, and why that matters."""

    label: Text
    why: Text
    key: str = ""


@dataclass(frozen=True, slots=True)
class PartState:
    """How much of a part is there."""

    part: Part
    filled: int
    total: int
    missing: Sequence[Missing]


@dataclass(frozen=True, slots=True)
class Meter:
    """How complete a dossier is, part by part. It measures and asks; only gaps block."""

    parts: Sequence[PartState]

    @property
    def filled(self) -> int:
        """What is there."""
        return sum(part.filled for part in self.parts)

    @property
    def total(self) -> int:
        """What is asked for."""
        return sum(part.total for part in self.parts)

    @property
    def percent(self) -> int:
        """Whole percent; never 100 while anything is missing."""
        return self.filled * 100 // self.total if self.total else 0


def meter(
    answers: Mapping[str, str], computed: Mapping[str, Sequence[tuple[Missing, bool]]]
) -> Meter:
    """How complete a dossier is.

    `answers` are the written ones by question; `computed` gives for a part what is looked up
    instead of asked: what it is and whether it is there.
    """
    return Meter([_state(part, answers, computed.get(part.key, ())) for part in PARTS])


def _state(
    part: Part, answers: Mapping[str, str], computed: Sequence[tuple[Missing, bool]]
) -> PartState:
    asked = [
        (Missing(q.label, q.why, q.key), bool(answers.get(q.key, "").strip()))
        for q in part.questions
    ]
    everything = [*computed, *asked]
    missing = [what for what, there in everything if not there]
    return PartState(part, len(everything) - len(missing), len(everything), missing)
