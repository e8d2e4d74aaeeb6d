"""What people send about places: searches, claims, names, positions."""

from __future__ import annotations

from registry.places.forms.claim import (
    ClaimForm,
    PassageForm,
    RemovalForm,
    StatementForm,
    StatusForm,
    parse_claim,
    parse_passage,
    parse_statement,
)
from registry.places.forms.name import NameForm, RenameForm, RomanForm, parse_name, parse_rename
from registry.places.forms.position import PositionForm, parse_position
from registry.places.forms.search import PlaceQuery

__all__ = [
    "ClaimForm",
    "NameForm",
    "PassageForm",
    "PlaceQuery",
    "PositionForm",
    "RemovalForm",
    "RenameForm",
    "RomanForm",
    "StatementForm",
    "StatusForm",
    "parse_claim",
    "parse_name",
    "parse_passage",
    "parse_position",
    "parse_rename",
    "parse_statement",
]
