"""The event that something of a place has changed which others compute from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceChanged:
    """A place was renamed, spelled, moved, reshaped, reclassified, ended or brought back.

    Announced in that unit of work, after the change.
    """

    place_id: str
