"""Rows about places that are registered, never new ones: found by name in their division.

What stands at a place (a house number) or is said of it (a step) is compared by who extends this.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, ClassVar

from sqlmodel import Session

from imports.rules.draft import PlaceDraft
from imports.rules.known import KnownLike
from imports.rules.matching import Plan
from imports.rules.outcome import Outcome
from imports.rules.problems import Weight
from imports.services.planning import Planner
from registry.places.queries import matching as known

# What only a row that becomes a place must say.
_NOT_ABOUT_PLACES = frozenset({"kind_unknown", "name_illegible", "far_from_division"})


class AtPlacePlanner(Planner):
    """Plans for rows that find the place they are about and make none."""

    unknown: ClassVar[str] = "road_unknown"

    def lacks(self, draft: PlaceDraft) -> None:
        """Tell what the row must say besides, and does not."""

    def looked_for(self, draft: PlaceDraft) -> bool:
        """Whether the row says enough to look for its place."""
        draft.problems = [one for one in draft.problems if one.code not in _NOT_ABOUT_PLACES]
        if draft.is_secret:
            draft.tell("", "", "secret")
            return False
        self.lacks(draft)
        if draft.division_id and not self.may_write(draft.division_id):
            name = self.divisions.name_of(draft.division_id)
            draft.tell("", name, "division_out_of_scope")
        return bool(draft.name) and draft.weight is not Weight.ERROR

    def found(self, session: Session, drafts: Sequence[PlaceDraft]) -> dict[int, list[KnownLike]]:
        """By row: the places of that name in the row's division, else in its county."""
        counties = {self.divisions.county_of(draft.division_id) for draft in drafts}
        asked: Collection[str] | None = None
        if None not in counties:
            asked = {one for one in counties if one}
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

    def placed(self, draft: PlaceDraft, places: Sequence[KnownLike] | None) -> Plan:
        """The row at its place; in question where there are several, refused where none."""
        if places is None:
            return Plan(draft, Outcome.REJECTED)
        column = draft.columns.get("name", "")
        if len(places) > 1:
            draft.tell(column, draft.name, "road_ambiguous", count=len(places), name=draft.name)
        if places and draft.weight is Weight.NOTE:
            return Plan(draft, Outcome.CREATE, places[0])
        if places:
            plan = Plan(draft, Outcome.CONFLICT)
            plan.matches = [self.match(one) for one in places[:10]]
            return plan
        draft.tell(column, draft.name, self.unknown, name=draft.name)
        return Plan(draft, Outcome.REJECTED)

    def match(self, place: KnownLike) -> dict[str, Any]:
        """A place as a candidate that a person may choose."""
        division = self.divisions.name_of(place.division_id)
        said = {"name": place.name, "division": division, "score": 100, "reasons": []}
        return {"place_id": place.id, **said}


def _touch(one: str, other: str) -> bool:
    """Whether one of two divisions lies in the other, or they are the same."""
    return f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
