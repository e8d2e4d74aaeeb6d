"""Every write of the gazetteer."""

from __future__ import annotations

from registry.places.services.claims import add_evidence, assert_claim
from registry.places.services.divisions import NewDivision, add_divisions
from registry.places.services.names import (
    add_name,
    approve_roman,
    protect_name,
    rename,
    standard_name,
)
from registry.places.services.past import keep, keep_many, restore
from registry.places.services.places import (
    NewPlace,
    NewPosition,
    add_place,
    add_places,
    locate,
)
from registry.places.services.rowing import NewName

__all__ = [
    "NewDivision",
    "NewName",
    "NewPlace",
    "NewPosition",
    "add_divisions",
    "add_evidence",
    "add_name",
    "add_place",
    "add_places",
    "approve_roman",
    "assert_claim",
    "keep",
    "keep_many",
    "locate",
    "protect_name",
    "rename",
    "restore",
    "standard_name",
]
