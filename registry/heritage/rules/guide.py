"""引导填写: the dossier asked one question a page, in the order of the parts A to F.

Each step is tied to fields of the written form or to pages of their own (claims, attachments). The
wording and the examples are this project's own; the examples are about a village that does not
exist, and are shown as such.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import Text
from registry.heritage.rules.guide_words import STEP_WORDS
from registry.heritage.rules.parts import PARTS, Part
from registry.heritage.rules.programme import Criterion


class Elsewhere(StrEnum):
    """What is written on pages of its own: the step leads there and back."""

    CLAIMS = "claims"
    CITATIONS = "citations"
    ATTACHMENTS = "attachments"


@dataclass(frozen=True, slots=True)
class Step:
    """One page of the guide.

    `serves` names the criteria by their key or, where a machine computes them, by their kind; a
    programme that has none of them is served by the file as a whole.
    """

    key: str
    part: str
    fields: tuple[str, ...] = ()
    elsewhere: Elsewhere | None = None
    serves: tuple[str, ...] = ()

    @property
    def question(self) -> Text:
        """The question in plain words."""
        return STEP_WORDS[self.key][0]

    @property
    def why(self) -> Text:
        """What the reviewer does with the answer."""
        return STEP_WORDS[self.key][1]

    @property
    def example(self) -> str:
        """An answer as a compiler would write it, about a village that does not exist."""
        return STEP_WORDS[self.key][2]


_AGES = ("settlement_age", "name_age")
_STORY = ("name_age", "name_history", "history", "culture", "fame")
_LIVING = ("remains", "in_use")

STEPS: tuple[Step, ...] = (
    Step("batch", "A", ("batch",)),
    Step("applicant", "A", ("applicant", "contact")),
    Step("year", "A", ("reference_year",), serves=_AGES),
    Step("fit", "A", ("exception_reason",)),
    Step("size", "A", ("area", "population", "seat")),
    Step("titles", "A", ("other_titles",), serves=("culture", "value", "remains", "fame")),
    Step("claims", "B", elsewhere=Elsewhere.CLAIMS, serves=_AGES),
    Step("origin", "B", ("origin",), serves=_STORY),
    Step("meaning", "B", ("meaning",), serves=(*_STORY, "value")),
    Step("evolution", "B", ("evolution",), serves=(*_AGES, "name_history", "history")),
    Step("remains", "B", ("remains",), serves=_LIVING),
    Step("role", "B", ("regional_role",), serves=("regional_role", "value", "fame")),
    Step("legends", "B", ("legends",), serves=("culture",)),
    # Asked last of its part: by now there is something to sum up.
    Step("summary", "B", ("summary",)),
    Step("citations", "C", elsewhere=Elsewhere.CITATIONS, serves=_AGES),
    Step("plan", "D", ("protection_plan",)),
    Step("aims", "D", ("aims",)),
    Step("measures", "D", ("measures",)),
    Step("sign", "D", ("sign_plan",)),
    Step("means", "D", ("responsible", "budget", "term")),
    Step("files", "F", elsewhere=Elsewhere.ATTACHMENTS, serves=_LIVING),
    Step("pictures", "F", ("attachments",), serves=_LIVING),
    Step("consents", "F", ("consents",)),
)

#: The page after the last question: what is missing, and the way to submit.
CHECK = "check"

_BY_KEY = {step.key: step for step in STEPS}
_BY_FIELD = {field: step for step in STEPS for field in step.fields}
_LOOKED_UP = {"B": _BY_KEY["claims"], "C": _BY_KEY["citations"], "F": _BY_KEY["files"]}
_PARTS = {part.key: part for part in PARTS}


def step_of(key: str) -> Step | None:
    """The step with this key, or None."""
    return _BY_KEY.get(key)


def part_of(step: Step) -> Part:
    """The part of the form that a step belongs to."""
    return _PARTS[step.part]


def number_of(step: Step) -> int:
    """Which step it is, from 1."""
    return STEPS.index(step) + 1


def after(step: Step) -> str:
    """The key of the page that follows: the next step, or the check at the end."""
    number = number_of(step)
    return STEPS[number].key if number < len(STEPS) else CHECK


def before(step: Step) -> str:
    """The key of the step before, or "" on the first."""
    number = number_of(step)
    return STEPS[number - 2].key if number > 1 else ""


def step_for(part: str, field: str) -> Step | None:
    """Where something that is missing is answered: by its field, else by what its part looks up.

    None for what is no compiler's to answer here: facts of the place itself, opinions of levels.
    """
    return _BY_FIELD.get(field) if field else _LOOKED_UP.get(part)


def served(step: Step, criteria: Collection[Criterion]) -> list[Criterion]:
    """The criteria of this edition that the answer serves, in their order."""
    return [one for one in criteria if {one.key, one.kind.value} & set(step.serves)]
