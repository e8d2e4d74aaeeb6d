"""Doorplates on their way in: a row is a number at a place that is registered, never a place.

The same walk as for places, with the same report, cursor and undoing; only what a row is compared
with and what is written differ.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from imports.models import ImportRun
from imports.rules.draft import PlaceDraft
from imports.rules.known import KnownLike
from imports.rules.matching import Plan
from imports.rules.outcome import Outcome
from imports.rules.problems import Weight
from imports.services.planning import Planner, Seen
from registry.core.work import Work
from registry.places.queries import matching as known
from registry.signage.queries.doorplates import Key, numbers_among
from registry.signage.services.doorplates import NewDoorplate, Origin, register_doorplates

_NOT_ABOUT_PLATES = frozenset({"kind_unknown", "name_illegible", "far_from_division"})


class DoorPlanner(Planner):
    """Plans for the rows of a file of doorplates."""

    def plan(
        self, session: Session, drafts: Sequence[tuple[PlaceDraft, int]], seen: Seen
    ) -> list[Plan]:
        """What would be done with each row, in order."""
        standing = [draft for draft, _content in drafts if self._can_be_looked_for(draft)]
        roads = self._roads(session, standing)
        plans = [self._plan(draft, roads.get(draft.number)) for draft, _content in drafts]
        there = numbers_among(session, {key_of(plan) for plan in plans if plan.place is not None})
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

    def _can_be_looked_for(self, draft: PlaceDraft) -> bool:
        draft.problems = [one for one in draft.problems if one.code not in _NOT_ABOUT_PLATES]
        if draft.is_secret:
            draft.tell("", "", "secret")
            return False
        if not draft.fields.get("house_number"):
            column = draft.columns.get("house_number", "")
            if not any(one.column == column for one in draft.problems):
                draft.tell(column, "", "house_number_missing")
        if draft.division_id and not self.may_write(draft.division_id):
            name = self.divisions.name_of(draft.division_id)
            draft.tell("", name, "division_out_of_scope")
        return bool(draft.name) and draft.weight is not Weight.ERROR

    def _roads(self, session: Session, drafts: Sequence[PlaceDraft]) -> dict[int, list[KnownLike]]:
        """By row: the places of that name in the row's division, else in its county."""
        counties = {self.divisions.county_of(draft.division_id) for draft in drafts}
        asked = None if None in counties else {one for one in counties if one}
        ids = known.ids_by_name(session, {draft.name for draft in drafts}, asked)
        places = known.known_places(session, {one for some in ids.values() for one in some})
        return {
            draft.number: self._near(
                draft, [places[one] for one in dict.fromkeys(ids.get(draft.name, ()))]
            )
            for draft in drafts
        }

    def _near(self, draft: PlaceDraft, found: Sequence[KnownLike]) -> list[KnownLike]:
        county = self.divisions.county_of(draft.division_id)
        living = [one for one in found if one.merged_into is None]
        if county is not None:
            living = [one for one in living if one.county_id in {None, county}]
        here = self.divisions.by_id[draft.division_id].path
        closer = [one for one in living if _touch(here, self.divisions.by_id[one.division_id].path)]
        return closer or living

    def _plan(self, draft: PlaceDraft, roads: Sequence[KnownLike] | None) -> Plan:
        if roads is None:
            return Plan(draft, Outcome.REJECTED)
        column = draft.columns.get("name", "")
        if len(roads) > 1:
            draft.tell(column, draft.name, "road_ambiguous", count=len(roads), name=draft.name)
        if roads and draft.weight is Weight.NOTE:
            return Plan(draft, Outcome.CREATE, roads[0])
        if roads:
            plan = Plan(draft, Outcome.CONFLICT)
            plan.matches = [self._match(one) for one in roads[:10]]
            return plan
        draft.tell(column, draft.name, "road_unknown", name=draft.name)
        return Plan(draft, Outcome.REJECTED)

    def _match(self, place: KnownLike) -> dict[str, Any]:
        division = self.divisions.name_of(place.division_id)
        said = {"name": place.name, "division": division, "score": 100, "reasons": []}
        return {"place_id": place.id, **said}

    def _compare(self, plan: Plan, there: set[Key], seen: Seen, content: int) -> None:
        key = key_of(plan)
        if key in there:
            plan.outcome = Outcome.UNCHANGED
            return
        before = seen.look((hash(key),), content)
        if before is None:
            seen.note(plan.draft, (hash(key),), content)
            return
        number, is_same, _category = before
        plan.outcome = Outcome.UNCHANGED if is_same else Outcome.CONFLICT
        if not is_same:
            column = plan.draft.columns.get("house_number", "")
            plan.draft.tell(column, key[2], "same_as_row", row=number)


def _touch(one: str, other: str) -> bool:
    """Whether one of two divisions lies in the other, or they are the same."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")


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
