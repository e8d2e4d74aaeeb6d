"""Loading the data that ships with the program: divisions, sources, places, lists, candidates."""

from __future__ import annotations

from dataclasses import dataclass, replace

from imports.shipped.candidate_list import candidate_rows
from imports.shipped.division_list import change_rows, division_rows, past_rows, twin_rows
from imports.shipped.place_list import missing_places
from imports.shipped.source_list import add_missing_sources
from registry import data
from registry.core.work import Work
from registry.heritage import services as heritage
from registry.places import services as places
from registry.signage import services as signage


@dataclass(frozen=True, slots=True)
class ImportSummary:
    """What one run added or changed; all zero where everything was there already."""

    sources_added: int
    divisions_added: int
    places_added: int
    candidates_added: int
    candidates_changed: int

    @property
    def is_empty(self) -> bool:
        """Whether the run found nothing to do."""
        counts = (self.sources_added, self.divisions_added, self.places_added)
        return not any((*counts, self.candidates_added, self.candidates_changed))


def load(work: Work) -> ImportSummary:
    """Load the shipped data in the caller's unit of work; a second run changes nothing.

    Identifiers come from the keys in the files, so every installation has the same ones. The rows
    are real also where the installation is a demonstration: only activity is simulated there.
    Places whose row exists are left alone: people may have corrected them since. A search index
    that an earlier release wrote is written anew.

    Raises:
        Forbidden: needs leave to edit places and sources and to record candidates.
    """
    real = replace(work, simulated=False)
    places.refresh_index(real.session)
    sources_added = add_missing_sources(real, data.document("sources.json"))
    divisions = data.table("divisions.csv")
    points = data.table("points.csv")
    listed = division_rows(divisions, points)
    past = past_rows(data.table("divisions_past.csv"))
    divisions_added = places.add_divisions(real, [*listed, *twin_rows(divisions), *past])
    places.add_division_changes(real, change_rows(data.table("division_changes.csv")))
    others = data.table("places.csv")
    candidates = data.document("heritage_candidates.json")
    missing = missing_places(real, divisions, others, points, candidates)
    added = places.add_places(real, missing)
    heritage.add_programmes(real, data.document("programmes.json"))
    signage.ship_rule_sets(real)
    signage.ship_formats(real)
    recorded = heritage.record_candidates(real, candidate_rows(candidates))
    return ImportSummary(
        sources_added=sources_added,
        divisions_added=divisions_added,
        places_added=len(added),
        candidates_added=recorded.added,
        candidates_changed=recorded.changed,
    )
