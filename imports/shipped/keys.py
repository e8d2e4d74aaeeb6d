"""Identifiers of shipped rows, the same in every installation."""

from __future__ import annotations

from registry.core.ids import stable_id


def place_id(key: str) -> str:
    """A shipped place, by its key in divisions.csv or places.csv (nbs-2023:340123101)."""
    return stable_id("place", key)


def source_id(key: str) -> str:
    """A shipped source, by its key in sources.json (S1, D1)."""
    return stable_id("source", key)


def division_key(key: str) -> tuple[str, str, str]:
    """nbs-2023:340123101 → (nbs, 2023, 340123101): scheme, edition, code; code alone is no key."""
    listed, _, code = key.partition(":")
    scheme, _, edition = listed.partition("-")
    return scheme, edition, code
