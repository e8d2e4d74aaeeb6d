"""Every SELECT of the gazetteer, by what comes back."""

from __future__ import annotations

from registry.places.queries.cards import PlaceCard, place_card, place_cards
from registry.places.queries.claims import ClaimView, EvidenceView, claims, claims_of
from registry.places.queries.divisions import (
    DivisionView,
    counties,
    division,
    division_by_code,
    divisions,
    divisions_under,
    scope_choices,
    township_of,
    twin_of,
)
from registry.places.queries.dossier import NameView, PlaceDossier, known_dossier, place_dossier
from registry.places.queries.resting import source_panel
from registry.places.queries.scopes import (
    LocatedPlace,
    UnlocatedCount,
    located_in,
    unlocated_by_county,
)
from registry.places.queries.search import Matched, PlaceFilter, PlaceHit, count, search, unlocated
from registry.places.queries.tallies import ScopeCount, counts_in_scope
from registry.places.rules import public_position

__all__ = [
    "ClaimView",
    "DivisionView",
    "EvidenceView",
    "LocatedPlace",
    "Matched",
    "NameView",
    "PlaceCard",
    "PlaceDossier",
    "PlaceFilter",
    "PlaceHit",
    "ScopeCount",
    "UnlocatedCount",
    "claims",
    "claims_of",
    "count",
    "counties",
    "counts_in_scope",
    "division",
    "division_by_code",
    "divisions",
    "divisions_under",
    "known_dossier",
    "located_in",
    "place_card",
    "place_cards",
    "place_dossier",
    "public_position",
    "scope_choices",
    "search",
    "source_panel",
    "township_of",
    "twin_of",
    "unlocated",
    "unlocated_by_county",
]
