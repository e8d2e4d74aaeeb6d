"""What heritage announces to its neighbours."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Recognised:
    """A name has entered a protection list, in this unit of work."""

    place_id: str
    recognition_id: str
    place_name: str
    programme_title: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Revoked:
    """A recognition was revoked: whoever acted on it may take that back."""

    place_id: str
    recognition_id: str
    document_no: str
