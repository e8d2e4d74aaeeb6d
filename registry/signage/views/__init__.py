"""Pages of signage: for crews, for the desk, for reviewers, and for someone before a sign."""

from __future__ import annotations

from registry.signage.views import (
    field,
    orders,
    overview,
    placement,
    proofs,
    review,
    rule_sets,
    visitor,
)
from registry.signage.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "field",
    "orders",
    "overview",
    "placement",
    "proofs",
    "review",
    "rule_sets",
    "visitor",
]
