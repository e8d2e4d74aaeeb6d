"""The plan of a place: what is required, what the rules would change, what they can't say."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session

from registry.places.queries.surveyed import Surveyed, roads_near, surveyed
from registry.signage.models import PlacementCheck, PlacementProposal, SignRequirement
from registry.signage.queries.placement import checks_of, open_proposals_of
from registry.signage.queries.requirements import requirements_of_place
from registry.signage.rules.placement import Pin, Plan, Road, crossings_of, draw_plan
from registry.signage.rules.placement.crossing import area_rings, line_tracks
from registry.signage.rules.states import RequirementStatus


@dataclass(frozen=True, slots=True)
class SignPlan:
    """A place with its positions and open proposals; both lists with the numbers of the plan."""

    place: Surveyed
    check: PlacementCheck | None
    required: list[tuple[int, SignRequirement]]
    proposed: list[tuple[int, PlacementProposal]]
    drawing: Plan | None

    @property
    def is_current(self) -> bool:
        """Whether the rules were applied to the place as it is now."""
        return self.check is not None and self.check.place_version == self.place.version


def sign_plan(session: Session, place_id: str) -> SignPlan | None:
    """The plan of a place, or None where there is no such place."""
    place = surveyed(session, [place_id]).get(place_id)
    if place is None:
        return None
    required = list(enumerate(requirements_of_place(session, place_id), start=1))
    first = len(required) + 1
    proposed = list(enumerate(open_proposals_of(session, place_id), start=first))
    pins = [
        Pin(number, "exempt" if row.status == RequirementStatus.EXEMPT else "due", row.lon, row.lat)
        for number, row in required
        if row.lon is not None and row.lat is not None
    ]
    pins += [
        Pin(number, row.change, row.lon, row.lat)
        for number, row in proposed
        if row.lon is not None and row.lat is not None and row.change != "drop"
    ]
    return SignPlan(
        place=place,
        check=checks_of(session, [place_id]).get(place_id),
        required=required,
        proposed=proposed,
        drawing=draw_plan(place.geojson, _across(session, place), pins),
    )


def _across(session: Session, place: Surveyed) -> list[str]:
    tracks = line_tracks(place.geojson) or area_rings(place.geojson)
    if not tracks:
        return []
    roads = [Road(one.id, one.name, "", one.geojson) for one in roads_near(session, place)]
    met = {road.id: road.geojson for one in crossings_of(tracks, roads) for road in one.others}
    return [met[key] for key in sorted(met)]
