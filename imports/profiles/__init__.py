"""The column mappings that ship: by which headers each kind of file is known and read."""

from __future__ import annotations

from imports.profiles.batch import BATCH
from imports.profiles.census import CENSUS
from imports.profiles.doorplates import DOORPLATES
from imports.profiles.generic import GENERIC
from imports.profiles.linked_places import LINKED_PLACES
from imports.profiles.national import NATIONAL
from imports.profiles.nbs import NBS
from imports.profiles.signs import SIGNS
from imports.profiles.steps import STEPS
from imports.rules.mapping import Profile

PROFILES: tuple[Profile, ...] = (
    CENSUS,
    NATIONAL,
    NBS,
    LINKED_PLACES,
    BATCH,
    DOORPLATES,
    STEPS,
    SIGNS,
    GENERIC,
)
_BY_NAME = {profile.name: profile for profile in PROFILES}


def profile_named(name: str) -> Profile | None:
    """A shipped profile by its name, or None."""
    return _BY_NAME.get(name)


__all__ = ["GENERIC", "PROFILES", "profile_named"]
