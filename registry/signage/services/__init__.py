"""Every write of signage: positions, proofs, reports, verdicts; one journal entry beside each."""

from __future__ import annotations

from registry.signage.services.following import follow_merge, follow_parting
from registry.signage.services.proofs import (
    approve_proof,
    mark_made,
    prepare_proof,
    remove_sign,
    return_proof,
)
from registry.signage.services.reports import Receipt, Submission, receipt_of, submit_report
from registry.signage.services.requirements import (
    exempt,
    lift_exemption,
    place_requirement,
    require_heritage_sign,
    require_sign,
)
from registry.signage.services.verification import verify

__all__ = [
    "Receipt",
    "Submission",
    "approve_proof",
    "exempt",
    "follow_merge",
    "follow_parting",
    "lift_exemption",
    "mark_made",
    "place_requirement",
    "prepare_proof",
    "receipt_of",
    "remove_sign",
    "require_heritage_sign",
    "require_sign",
    "return_proof",
    "submit_report",
    "verify",
]
