"""The stage on which tests of signage play."""

from __future__ import annotations

from tests.support.signs import land, seen, stage

__all__ = ["land", "seen", "stage"]
