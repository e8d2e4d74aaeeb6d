"""Pages of the gazetteer; every module registers its pages on the one blueprint."""

from __future__ import annotations

from registry.places.views import (
    archive,
    claims,
    details,
    division_record,
    divisions,
    editing,
    findings,
    history,
    leading,
    listing,
    merging,
    name_facts,
    naming,
    readings,
    reclassing,
    spelling,
)
from registry.places.views.showing import blueprint

__all__ = [
    "archive",
    "blueprint",
    "claims",
    "details",
    "division_record",
    "divisions",
    "editing",
    "findings",
    "history",
    "leading",
    "listing",
    "merging",
    "name_facts",
    "naming",
    "readings",
    "reclassing",
    "spelling",
]
