"""The stage on which tests of signage play."""

from __future__ import annotations

from tests.support.collect import key_of, phone, site, stored
from tests.support.signs import land, seen, stage

__all__ = ["key_of", "land", "phone", "seen", "site", "stage", "stored"]
