"""Rows of signage: required positions, signs, reports and photos, checks, verdicts, tallies."""

from registry.signage.models.checking import PhotoCheck
from registry.signage.models.tables import (
    DeclaredPhoto,
    FieldPhone,
    FieldReport,
    PhotoPart,
    PlacementCheck,
    PlacementProposal,
    PlacementRuleSet,
    ReportPhoto,
    Sign,
    SignRequirement,
    SignTally,
    Verification,
)

__all__ = [
    "DeclaredPhoto",
    "FieldPhone",
    "FieldReport",
    "PhotoCheck",
    "PhotoPart",
    "PlacementCheck",
    "PlacementProposal",
    "PlacementRuleSet",
    "ReportPhoto",
    "Sign",
    "SignRequirement",
    "SignTally",
    "Verification",
]
