"""Rows of signage: positions, signs, doorplates, proofs, reports, verdicts, orders, steps."""

from registry.signage.models.checking import PhotoCheck
from registry.signage.models.collect import CollectFile, CollectKey, CollectSubmission
from registry.signage.models.comments import ReportComment
from registry.signage.models.counters import (
    ReporterWeek,
    SignBody,
    SignCount,
    SignTally,
    VerdictWeek,
)
from registry.signage.models.doorplates import (
    Doorplate,
    DoorplateBatch,
    DoorplateBatchItem,
    DoorplateCode,
    DoorplateCount,
)
from registry.signage.models.hints import SignHint
from registry.signage.models.keeping import CheckInterval
from registry.signage.models.neighbours import SignDisagreement
from registry.signage.models.orders import WorkOrder, WorkOrderItem
from registry.signage.models.phones import FieldPhone
from registry.signage.models.problems import HintCount, ProblemCount, SignProblem
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
    ReportPhoto,
    Sign,
    SignRequirement,
)
from registry.signage.models.sampling import SampleUnit, SignSample
from registry.signage.models.steps import NameStep
from registry.signage.models.verdicts import Verification

__all__ = [
    "CheckInterval",
    "CollectFile",
    "CollectKey",
    "CollectSubmission",
    "DeclaredPhoto",
    "Doorplate",
    "DoorplateBatch",
    "DoorplateBatchItem",
    "DoorplateCode",
    "DoorplateCount",
    "FieldPhone",
    "FieldReport",
    "HintCount",
    "MakerOrder",
    "MakerOrderItem",
    "NameStep",
    "PhotoCheck",
    "PhotoPart",
    "PlacementCheck",
    "PlacementProposal",
    "PlacementRuleSet",
    "ProblemCount",
    "ProofBatch",
    "ProofBatchItem",
    "ReportComment",
    "ReportPhoto",
    "ReporterWeek",
    "SampleUnit",
    "Sign",
    "SignBody",
    "SignCount",
    "SignDisagreement",
    "SignFace",
    "SignFormat",
    "SignHint",
    "SignProblem",
    "SignRequirement",
    "SignSample",
    "SignTally",
    "VerdictWeek",
    "Verification",
    "WorkOrder",
    "WorkOrderItem",
]
