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
from registry.places.services.division_record import (
    record_division_change,
    withdraw_division_change,
)
from registry.places.services.divisions import (
    NewDivision,
    NewDivisionChange,
    add_division_changes,
    add_divisions,
)
from registry.places.services.geometry import NewGeometry, set_geometry
from registry.places.services.late_terms import refresh as refresh_index
from registry.places.services.lifecycle import reopen, retire
from registry.places.services.name_facts import correct_name, remove_name
from registry.places.services.names import (
    NameBarred,
    add_name,
    name_place,
    protect_name,
    release_name,
    rename,
    standard_name,
)
from registry.places.services.past import keep, keep_many, restore
from registry.places.services.place_rows import NewPlace, NewPosition
from registry.places.services.places import add_place, add_places
from registry.places.services.readings import (
    approve_reading,
    propose_reading,
    recount_doubts,
    retire_reading,
)
from registry.places.services.rowing import NewName
from registry.places.services.spellings import NameParts, approve_roman, divide_name

__all__ = [
    "JUDGES",
    "NameBarred",
    "NameParts",
    "NewDivision",
    "NewDivisionChange",
    "NewGeometry",
    "NewName",
    "NewPlace",
    "NewPosition",
    "add_division_changes",
    "add_divisions",
    "add_evidence",
    "add_name",
    "add_place",
    "add_places",
    "amend",
    "approve_reading",
    "approve_roman",
    "assert_claim",
    "correct_claim",
    "correct_name",
    "divide_name",
    "keep",
    "keep_many",
    "locate",
    "name_place",
    "propose_reading",
    "protect_name",
    "record_division_change",
    "recount_doubts",
    "refresh_index",
    "release_name",
    "remove_evidence",
    "remove_name",
    "rename",
    "reopen",
    "restore",
    "retire",
    "retire_reading",
    "set_claim_status",
    "set_geometry",
    "standard_name",
    "withdraw_division_change",
]
