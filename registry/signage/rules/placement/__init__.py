"""Placement rules: what they say, what is wrong with a set of them, and what they propose."""

from registry.signage.rules.placement.crossing import Road, crossings_of, entrances_of
from registry.signage.rules.placement.differing import Difference, Present, differ
from registry.signage.rules.placement.drawing import Pin, Plan, draw_plan
from registry.signage.rules.placement.engine import NOTES, Facts, Outcome, Spot, propose
from registry.signage.rules.placement.measuring import Track
from registry.signage.rules.placement.rule import (
    WAY_LABELS,
    Body,
    Crossing,
    PlacementRule,
    Way,
    rule_changes,
    rules_faults,
    rules_from,
    rules_hash,
    rules_plain,
)
from registry.signage.rules.placement.shipped import SHIPPED, ShippedRules
from registry.signage.rules.placement.states import (
    CHANGE_LABELS,
    PROPOSAL_LABELS,
    Change,
    ProposalStatus,
)

__all__ = [
    "CHANGE_LABELS",
    "NOTES",
    "PROPOSAL_LABELS",
    "SHIPPED",
    "WAY_LABELS",
    "Body",
    "Change",
    "Crossing",
    "Difference",
    "Facts",
    "Outcome",
    "Pin",
    "PlacementRule",
    "Plan",
    "Present",
    "ProposalStatus",
    "Road",
    "ShippedRules",
    "Spot",
    "Track",
    "Way",
    "crossings_of",
    "differ",
    "draw_plan",
    "entrances_of",
    "propose",
    "rule_changes",
    "rules_faults",
    "rules_from",
    "rules_hash",
    "rules_plain",
]
