"""The stage on which reports are sent."""

from __future__ import annotations

from tests.support.signs import land, seen, stage

__all__ = ["land", "seen", "stage"]
