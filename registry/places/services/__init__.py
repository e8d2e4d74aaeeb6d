"""Every write of the gazetteer."""

from __future__ import annotations

from registry.places.services.claims import (
    JUDGES,
    add_evidence,
    assert_claim,
    correct_claim,
    remove_evidence,
    set_claim_status,
)
from registry.places.services.details import amend, locate
from registry.places.services.divisions import NewDivision, add_divisions
from registry.places.services.geometry import NewGeometry, set_geometry
from registry.places.services.lifecycle import reopen, retire
from registry.places.services.names import (
    add_name,
    approve_roman,
    protect_name,
    rename,
    standard_name,
)
from registry.places.services.past import keep, keep_many, restore
from registry.places.services.place_rows import NewPlace, NewPosition
from registry.places.services.places import add_place, add_places
from registry.places.services.rowing import NewName

__all__ = [
    "JUDGES",
    "NewDivision",
    "NewGeometry",
    "NewName",
    "NewPlace",
    "NewPosition",
    "add_divisions",
    "add_evidence",
    "add_name",
    "add_place",
    "add_places",
    "amend",
    "approve_roman",
    "assert_claim",
    "correct_claim",
    "keep",
    "keep_many",
    "locate",
    "protect_name",
    "remove_evidence",
    "rename",
    "reopen",
    "restore",
    "retire",
    "set_claim_status",
    "set_geometry",
    "standard_name",
]
