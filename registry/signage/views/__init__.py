"""Pages of signage: for crews, for the desk, for reviewers, and for someone before a sign."""

from __future__ import annotations

from registry.signage.views import (
    bundle,
    collect,
    doorplates,
    field,
    formats,
    keeping,
    maker_orders,
    neighbours,
    orders,
    overview,
    phone,
    phones,
    placement,
    proof_batches,
    proofs,
    redaction,
    review,
    rule_sets,
    sampling,
    visitor,
    withdrawal,
)
from registry.signage.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "bundle",
    "collect",
    "doorplates",
    "field",
    "formats",
    "keeping",
    "maker_orders",
    "neighbours",
    "orders",
    "overview",
    "phone",
    "phones",
    "placement",
    "proof_batches",
    "proofs",
    "redaction",
    "review",
    "rule_sets",
    "sampling",
    "visitor",
    "withdrawal",
]
