"""Dated steps of names on their way in: a row says which steps a registered name took, and when.

The same walk as for places, with the same report, cursor and undoing. 设标 has no column: it
follows from the signs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from imports.models import ImportRun
from imports.rules.draft import PlaceDraft
from imports.rules.known import KnownLike
from imports.rules.mapping import STEP_COLUMNS
from imports.rules.matching import Plan
from imports.rules.outcome import Outcome
from imports.rules.problems import Weight
from imports.rules.targets import Target
from imports.services.at_places import AtPlacePlanner
from imports.services.planning import Planner
from imports.services.seen import Earlier, Seen
from registry.core.clock import china_date
from registry.core.work import Work
from registry.places.queries import matching as known
from registry.signage.queries.steps import GONE, Standing, standing_steps
from registry.signage.rules.steps import BY_HAND, NewStep, Step, before_naming
from registry.signage.services.steps import ArrivingStep, register_steps

_NOTE = Target.STEP_NOTE.value


class StepPlanner(AtPlacePlanner):
    """Plans for the rows of a file of steps."""

    unknown = "step_place_unknown"

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        # What earlier rows of this file bring: an order may be broken between two rows.
        self._coming = Seen()

    def plan(
        self, session: Session, drafts: Sequence[tuple[PlaceDraft, int]], seen: Seen
    ) -> list[Plan]:
        """What would be done with each row, in order."""
        looked = [draft for draft, _content in drafts if self.looked_for(draft)]
        places = self.found(session, looked)
        plans = [self.placed(draft, self._named(draft, places)) for draft, _content in drafts]
        standing = standing_steps(session, [plan.place.id for plan in plans if plan.place])
        seen.expect(_key(plan.place.id, step) for plan in plans if plan.place for step in BY_HAND)
        self._coming = seen
        for plan in plans:
            if plan.outcome is Outcome.CREATE:
                self._compare(plan, standing, seen)
        return plans

    def decided(self, session: Session, draft: PlaceDraft, place_id: str) -> Plan | None:
        """The plan for a row of which a person said of which place it is."""
        place = known.known_places(session, [place_id]).get(place_id)
        if place is None or place.merged_into is not None:
            return None
        plan = Plan(draft, Outcome.CREATE, place)
        told = len(draft.problems)
        self._compare(plan, standing_steps(session, [place_id]), Seen())
        return plan if len(draft.problems) == told else None

    def lacks(self, draft: PlaceDraft) -> None:
        """Tell of dates without a basis, of a basis without its date, of a row without any."""
        dated = 0
        for step, (on, basis) in STEP_COLUMNS.items():
            has_day, has_basis = bool(draft.fields.get(on)), bool(draft.fields.get(basis))
            column = draft.columns.get(on, "")
            is_told = any(one.column == column for one in draft.problems)
            dated += has_day or has_basis or is_told
            if has_day:
                self._check_day(draft, column, draft.fields[on])
            if has_day and not has_basis:
                draft.tell(draft.columns.get(basis, column), "", "step_basis_missing", step=step)
            elif has_basis and not has_day and not is_told and basis in draft.columns:
                draft.tell(column, "", "step_date_missing", step=step)
        if not dated:
            draft.tell("", "", "step_none")

    def _named(
        self, draft: PlaceDraft, places: Mapping[int, list[KnownLike]]
    ) -> list[KnownLike] | None:
        """Places that bear the name as their standard name before those that bear it otherwise."""
        found = places.get(draft.number)
        if not found:
            return found
        standard = [one for one in found if one.name == draft.name]
        if not standard:
            column = draft.columns.get("name", "")
            draft.tell(column, draft.name, "step_other_name", name=found[0].name)
        return standard or found

    def _compare(self, plan: Plan, standing: Standing, seen: Seen) -> None:
        """Leave out what stands, tell what stands otherwise or cannot be."""
        place, draft = plan.place, plan.draft
        if place is None:
            return
        told = len(draft.problems)
        if place.fields.get("entity_status") in GONE:
            draft.tell(draft.columns.get("name", ""), draft.name, "step_place_gone")
        fresh = [
            said
            for said in steps_said(draft)
            if self._is_new(draft, place, said, standing)
            and self._is_first(draft, place.id, said, seen)
        ]
        self._check_order(draft, place, fresh, standing)
        if draft.weight is Weight.ERROR:
            plan.outcome = Outcome.REJECTED
        elif len(draft.problems) > told:
            plan.outcome = Outcome.CONFLICT
        elif not fresh:
            plan.outcome = Outcome.UNCHANGED
        else:
            for said in fresh:
                row = Earlier(draft.number, hash((said.on, said.basis)), said.on.toordinal())
                seen.note(row, (_key(place.id, said.step),))

    def _is_new(
        self, draft: PlaceDraft, place: KnownLike, said: NewStep, standing: Standing
    ) -> bool:
        there = standing.get((place.id, place.name, said.step.value))
        if there is None:
            return True
        if (there.marked_on, there.basis) != (said.on, said.basis):
            column = draft.columns.get(STEP_COLUMNS[said.step][0], "")
            old = f"{there.marked_on.isoformat()} {there.basis}"
            draft.tell(column, said.on.isoformat(), "step_differs", step=said.step.value, old=old)
        return False

    def _is_first(self, draft: PlaceDraft, place_id: str, said: NewStep, seen: Seen) -> bool:
        before = seen.look((_key(place_id, said.step),))
        if before is None:
            return True
        if before.content != hash((said.on, said.basis)):
            column = draft.columns.get(STEP_COLUMNS[said.step][0], "")
            draft.tell(column, said.on.isoformat(), "step_same_row", row=before.number)
        return False

    def _check_day(self, draft: PlaceDraft, column: str, text: str) -> None:
        on = date.fromisoformat(text)
        if on > china_date(self.now):
            draft.tell(column, text, "step_future")

    def _days_coming(self, place_id: str) -> dict[Step, date]:
        found = {step: self._coming.look((_key(place_id, step),)) for step in BY_HAND}
        return {step: date.fromordinal(row.about) for step, row in found.items() if row}

    def _check_order(
        self,
        draft: PlaceDraft,
        place: KnownLike,
        fresh: Sequence[NewStep],
        standing: Standing,
    ) -> None:
        days = {
            **self._days_coming(place.id),
            **{
                Step(key[2]): row.marked_on
                for key, row in standing.items()
                if key[:2] == (place.id, place.name)
            },
            **{said.step: said.on for said in fresh},
        }
        early: set[Step] = set()
        for said in fresh:
            early.update(before_naming(said.step, said.on, days))
        if early and not draft.fields.get(_NOTE):
            first = STEP_COLUMNS[min(early, key=list(Step).index)][0]
            draft.tell(draft.columns.get(first, ""), "", "step_before_naming")


def _key(place_id: str, step: Step) -> int:
    """A step as rows of a file are told apart."""
    return hash((place_id, step.value))


def steps_said(draft: PlaceDraft) -> list[NewStep]:
    """The steps that a row tells whole, in order."""
    found = []
    for step, (on, basis) in STEP_COLUMNS.items():
        day, paper = draft.fields.get(on), draft.fields.get(basis)
        if day and paper:
            note = draft.fields.get(_NOTE) or ""
            found.append(NewStep(step, date.fromisoformat(day), paper, note))
    return found


def create_steps(
    work: Work, planner: Planner, run: ImportRun, plans: Sequence[Plan]
) -> tuple[list[str], dict[int, str]]:
    """Enter what is new of these rows; the ids, and by row the place it is about."""
    made = [plan for plan in plans if plan.outcome is Outcome.CREATE and plan.place is not None]
    taken = set(standing_steps(work.session, [plan.place.id for plan in made if plan.place]))
    arriving, places = [], {}
    for plan in made:
        place = plan.place
        if place is None:
            continue
        places[plan.draft.number] = place.id
        path = planner.divisions.by_id[place.division_id].path
        for said in steps_said(plan.draft):
            key = (place.id, place.name, said.step.value)
            if key not in taken:
                taken.add(key)
                number = plan.draft.number
                arriving.append(ArrivingStep(number, place.id, place.name, path, said))
    return register_steps(work, arriving, run.id), places
