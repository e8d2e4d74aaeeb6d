"""What can be wrong with a file sent as a photo, as stable codes; refusals.py has the words."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """Why a file is refused. The values are a public interface: programs may depend on them."""

    EMPTY = "photos.empty"
    TOO_LARGE = "photos.too_large"
    NOT_AN_IMAGE = "photos.not_an_image"
    TYPE_NOT_ACCEPTED = "photos.type_not_accepted"
    TOO_MANY_PIXELS = "photos.too_many_pixels"
    TRUNCATED = "photos.truncated"
    BROKEN = "photos.broken"
    ANIMATED = "photos.animated"
    POLYGLOT = "photos.polyglot"
    BOMB = "photos.bomb"
    CRASHED = "photos.crashed"
    UNREADABLE = "photos.unreadable"


class FaultError(Exception):
    """A fault in one file, with the figures its message names."""

    def __init__(self, fault: Fault, **facts: int | str) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.facts = facts
