"""What becomes of a row of a published list: a new candidate, one already there, or a question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from imports.rules.draft import PlaceDraft
from imports.rules.mapping import header_key
from imports.rules.matching import Plan
from imports.rules.notice import Notice
from imports.rules.outcome import Outcome
from imports.rules.problems import Problem, Weight
from registry.heritage.rules import ListedName
from registry.heritage.rules.candidates import Entry, batch_number

#: What a list says of an entry besides its name and its divisions, by the headers of its columns.
CLASS_HEADERS = ("category", "类别", "类型", "称号", "名录类别", "申报类别")
BATCH_HEADERS = ("batch", "批次")
TEXT_HEADERS = ("text",)

#: A list need not say what kind of place it names, nor where it lies: nothing is concluded then.
_SILENT = frozenset({"kind_unknown", "division_missing", "not_in_registry"})


@dataclass(frozen=True, slots=True)
class ListColumns:
    """Where a row says its class, its batch and its whole text; None where no column does."""

    heritage_class: int | None
    batch: int | None
    text: int | None

    def listed(self, cells: Sequence[str]) -> dict[str, str]:
        """What the cells of a row say, the text put together where no column holds it."""
        whole = self._cell(cells, self.text)
        return {
            "class": self._cell(cells, self.heritage_class),
            "batch": self._cell(cells, self.batch),
            "text": whole or " ".join(cell.strip() for cell in cells if cell.strip()),
        }

    @staticmethod
    def _cell(cells: Sequence[str], at: int | None) -> str:
        return cells[at].strip() if at is not None and at < len(cells) else ""


def list_columns(columns: Sequence[str]) -> ListColumns:
    """The columns of a list that are no fields of a place."""
    keys = [header_key(column) for column in columns]

    def found(headers: Sequence[str]) -> int | None:
        wanted = [header_key(one) for one in headers]
        return next((keys.index(one) for one in wanted if one in keys), None)

    return ListColumns(found(CLASS_HEADERS), found(BATCH_HEADERS), found(TEXT_HEADERS))


def listed_name(draft: PlaceDraft, notice: Notice, place_id: str | None) -> ListedName:
    """The row as it is taken in; what it does not say itself is said of the whole list."""
    listed, where = draft.listed, str(draft.fields.get("division_text") or "")
    return ListedName(
        number=draft.number,
        text=listed.get("text", "") or draft.name,
        name=draft.name,
        programme_class=(listed.get("class") or notice.heritage_class)[:60],
        division_text=where.removesuffix(draft.name),
        place_id=place_id,
        batch=batch_number(listed.get("batch") or notice.batch)[:60],
        year=str(notice.published_on.year),
    )


def judged(
    plan: Plan,
    entry: Entry | None,
    *,
    is_cited: bool,
    recognitions: Sequence[str],
) -> Plan:
    """The plan for a row of a list, from what comparing it with the registry found.

    `entry`: the candidate that it names already, `is_cited` where this very notice did;
    `recognitions`: titles that its place has. A row that contradicts the registry, or may be
    several places, stays a question; one that says nothing wrong and meets no place becomes a
    candidate whose place is open, never one that was guessed.
    """
    draft = plan.draft
    unmatched = any(one.code == "not_in_registry" for one in draft.problems)
    draft.problems = [one for one in draft.problems if one.code not in _SILENT]
    if not (draft.listed.get("class") or "").strip():
        draft.tell("", "", "class_missing")
        plan.outcome = Outcome.REJECTED
        return plan
    if entry is not None:
        draft.listed["candidate_id"] = entry.id
        plan.outcome = Outcome.UNCHANGED if is_cited else Outcome.UPDATE
        draft.tell("", "", "listed_already" if is_cited else "candidate_already")
        return plan
    if plan.outcome is Outcome.UNCHANGED and plan.place is not None:
        plan.outcome = Outcome.CREATE
        for title in recognitions:
            plan.outcome = Outcome.CONFLICT
            draft.tell("", draft.name, "recognised_already", title=title)
        return plan
    is_silent = not draft.division_id and all(one.code == "weak_match" for one in _doubts(plan))
    if plan.place is None and (not _doubts(plan) or is_silent):
        plan.outcome = Outcome.CREATE
        draft.problems = [one for one in draft.problems if one.weight is Weight.NOTE]
        draft.tell("", "", "place_open" if not plan.matches else "place_open_perhaps")
        return plan
    if unmatched:
        draft.tell("", draft.name, "place_not_found")
    plan.outcome = Outcome.CONFLICT
    return plan


def _doubts(plan: Plan) -> list[Problem]:
    """The findings of a plan that a person has to weigh."""
    return [one for one in plan.draft.problems if one.weight is not Weight.NOTE]


def repeated(plan: Plan, number: int) -> Plan:
    """A row that says again what an earlier row of the same file says."""
    plan.outcome = Outcome.UNCHANGED
    plan.draft.problems = []
    plan.draft.tell("", "", "listed_twice", row=number)
    return plan
