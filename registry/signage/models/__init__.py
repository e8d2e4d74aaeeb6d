"""Rows of signage: positions, signs, doorplates, proofs, reports, verdicts, orders, phones."""

from registry.signage.models.checking import PhotoCheck
from registry.signage.models.collect import CollectFile, CollectKey, CollectSubmission
from registry.signage.models.counters import ReporterWeek, SignCount, SignTally
from registry.signage.models.doorplates import Doorplate, DoorplateCount
from registry.signage.models.orders import WorkOrder, WorkOrderItem
from registry.signage.models.phones import FieldPhone
from registry.signage.models.proofing import (
    MakerOrder,
    MakerOrderItem,
    ProofBatch,
    ProofBatchItem,
    SignFace,
    SignFormat,
)
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
    "Doorplate",
    "DoorplateCount",
    "FieldPhone",
    "FieldReport",
    "MakerOrder",
    "MakerOrderItem",
    "PhotoCheck",
    "PhotoPart",
    "PlacementCheck",
    "PlacementProposal",
    "PlacementRuleSet",
    "ProofBatch",
    "ProofBatchItem",
    "ReportComment",
    "ReportPhoto",
    "ReporterWeek",
    "Sign",
    "SignCount",
    "SignFace",
    "SignFormat",
    "SignRequirement",
    "SignTally",
    "Verification",
    "WorkOrder",
    "WorkOrderItem",
]
