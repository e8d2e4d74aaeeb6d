"""What people send about places: searches, claims, names, positions."""

from __future__ import annotations

from registry.places.forms.claim import ClaimForm, parse_claim
from registry.places.forms.name import NameForm, RenameForm, RomanForm, parse_name, parse_rename
from registry.places.forms.position import PositionForm, parse_position
from registry.places.forms.search import PlaceQuery

__all__ = [
    "ClaimForm",
    "NameForm",
    "PlaceQuery",
    "PositionForm",
    "RenameForm",
    "RomanForm",
    "parse_claim",
    "parse_name",
    "parse_position",
    "parse_rename",
]
