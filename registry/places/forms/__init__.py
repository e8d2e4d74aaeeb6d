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
from registry.places.forms.details import (
    DetailsForm,
    ReopenForm,
    RestoreForm,
    RetireForm,
    ShapeForm,
    parse_details,
    parse_shape,
)
from registry.places.forms.name import (
    FACTS,
    NameCheckQuery,
    NameEditForm,
    NameForm,
    NameRemovalForm,
    NamingForm,
    PartsForm,
    RenameForm,
    RomanForm,
    parse_name,
    parse_name_edit,
    parse_rename,
)
from registry.places.forms.position import PositionForm, parse_position
from registry.places.forms.reading import (
    QueueQuery,
    QueueSpellingForm,
    ReadingForm,
    RetireReadingForm,
    VersionForm,
)
from registry.places.forms.search import PlaceQuery

__all__ = [
    "FACTS",
    "ClaimForm",
    "DetailsForm",
    "NameCheckQuery",
    "NameEditForm",
    "NameForm",
    "NameRemovalForm",
    "NamingForm",
    "PartsForm",
    "PassageForm",
    "PlaceQuery",
    "PositionForm",
    "QueueQuery",
    "QueueSpellingForm",
    "ReadingForm",
    "RemovalForm",
    "RenameForm",
    "ReopenForm",
    "RestoreForm",
    "RetireForm",
    "RetireReadingForm",
    "RomanForm",
    "ShapeForm",
    "StatementForm",
    "StatusForm",
    "VersionForm",
    "parse_claim",
    "parse_details",
    "parse_name",
    "parse_name_edit",
    "parse_passage",
    "parse_position",
    "parse_rename",
    "parse_shape",
    "parse_statement",
]
