"""Rows of signage: positions, signs, reports, checks, verdicts, orders, phones, Collect, counts."""

from registry.signage.models.checking import PhotoCheck
from registry.signage.models.collect import CollectFile, CollectKey, CollectSubmission
from registry.signage.models.counters import ReporterWeek, SignCount, SignTally
from registry.signage.models.orders import WorkOrder, WorkOrderItem
from registry.signage.models.phones import FieldPhone
from registry.signage.models.rows import (
    DeclaredPhoto,
    FieldReport,
    PhotoPart,
    PlacementCheck,
    PlacementProposal,
    PlacementRuleSet,
    ReportComment,
    ReportPhoto,
    Sign,
    SignRequirement,
    Verification,
)

__all__ = [
    "CollectFile",
    "CollectKey",
    "CollectSubmission",
    "DeclaredPhoto",
    "FieldPhone",
    "FieldReport",
    "PhotoCheck",
    "PhotoPart",
    "PlacementCheck",
    "PlacementProposal",
    "PlacementRuleSet",
    "ReportComment",
    "ReportPhoto",
    "ReporterWeek",
    "Sign",
    "SignCount",
    "SignRequirement",
    "SignTally",
    "Verification",
    "WorkOrder",
    "WorkOrderItem",
]
