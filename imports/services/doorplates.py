"""Doorplates on their way in: a row is a number at a place that is registered, never a place.

The same walk as for places, with the same report, cursor and undoing; only what a row is compared
with and what is written differ.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import Session

from imports.models import ImportRun
from imports.rules.draft import PlaceDraft
from imports.rules.matching import Plan
from imports.rules.outcome import Outcome
from imports.services.at_places import AtPlacePlanner
from imports.services.planning import Planner
from imports.services.seen import Earlier, Seen
from registry.core.work import Work
from registry.places.queries import matching as known
from registry.signage.queries.doorplates import Key, numbers_among
from registry.signage.services.doorplates import NewDoorplate, Origin, register_doorplates


class DoorPlanner(AtPlacePlanner):
    """Plans for the rows of a file of doorplates."""

    def plan(
        self, session: Session, drafts: Sequence[tuple[PlaceDraft, int]], seen: Seen
    ) -> list[Plan]:
        """What would be done with each row, in order."""
        standing = [draft for draft, _content in drafts if self.looked_for(draft)]
        roads = self.found(session, standing)
        plans = [self.placed(draft, roads.get(draft.number)) for draft, _content in drafts]
        there = numbers_among(session, {key_of(plan) for plan in plans if plan.place is not None})
        seen.expect(hash(key_of(plan)) for plan in plans if plan.outcome is Outcome.CREATE)
        for plan, (_draft, content) in zip(plans, drafts, strict=True):
            if plan.outcome is Outcome.CREATE:
                self._compare(plan, there, seen, content)
        return plans

    def decided(self, session: Session, draft: PlaceDraft, place_id: str) -> Plan | None:
        """The plan for a row of which a person said at which place it stands."""
        place = known.known_places(session, [place_id]).get(place_id)
        if place is None or place.merged_into is not None:
            return None
        plan = Plan(draft, Outcome.CREATE, place)
        if numbers_among(session, {key_of(plan)}):
            plan.outcome = Outcome.UNCHANGED
        return plan

    def lacks(self, draft: PlaceDraft) -> None:
        """Tell of a row without a house number."""
        if not draft.fields.get("house_number"):
            column = draft.columns.get("house_number", "")
            if not any(one.column == column for one in draft.problems):
                draft.tell(column, "", "house_number_missing")

    def _compare(self, plan: Plan, there: set[Key], seen: Seen, content: int) -> None:
        key = key_of(plan)
        if key in there:
            plan.outcome = Outcome.UNCHANGED
            return
        before = seen.look((hash(key),))
        if before is None:
            seen.note(Earlier(plan.draft.number, content, 0), (hash(key),))
        elif before.content == content:
            plan.outcome = Outcome.UNCHANGED
        else:
            plan.outcome = Outcome.CONFLICT
            column = plan.draft.columns.get("house_number", "")
            plan.draft.tell(column, key[2], "same_as_row", row=before.number)


def key_of(plan: Plan) -> Key:
    """Place, building and number of a row whose place is known."""
    fields = plan.draft.fields
    place_id = plan.place_id or ""
    return place_id, fields.get("building") or "", fields.get("house_number") or ""


def create_doorplates(
    work: Work, planner: Planner, run: ImportRun, plans: Sequence[Plan]
) -> tuple[list[str], dict[int, str]]:
    """Write the new doorplates among these; their ids, and by row the place they stand at.

    Two rows of one batch about one number are one doorplate: the second is told as unchanged.
    """
    found: dict[Key, Plan] = {}
    for plan in plans:
        if plan.outcome is Outcome.CREATE and plan.place is not None:
            if key_of(plan) in found:
                plan.outcome = Outcome.UNCHANGED
            else:
                found[key_of(plan)] = plan
    origin = Origin(run.id, run.citation_id)
    ids = register_doorplates(work, [_plate(planner, plan) for plan in found.values()], origin)
    return ids, {plan.draft.number: key[0] for key, plan in found.items()}


def _plate(planner: Planner, plan: Plan) -> NewDoorplate:
    draft, (place_id, building, number) = plan.draft, key_of(plan)
    point = draft.point
    return NewDoorplate(
        row=draft.number,
        place_id=place_id,
        road=draft.name,
        number=number,
        building=building,
        postcode=draft.fields.get("postcode") or "",
        county_id=planner.divisions.county_of(draft.division_id) or draft.division_id,
        division_id=draft.division_id,
        division_path=planner.divisions.by_id[draft.division_id].path,
        lon=point.lon if point else None,
        lat=point.lat if point else None,
    )
