"""Shipped candidate records: what public pages say about names, each with its sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from imports.shipped.keys import place_id, source_id
from registry.heritage.rules import Candidate, CandidateState


def candidate_rows(rows: Iterable[Mapping[str, Any]]) -> Iterator[Candidate]:
    """Candidate records of `heritage_candidates.json`; a record says no more than its sources."""
    for row in rows:
        yield Candidate(
            key=row["key"],
            name=row["name"],
            programme_class=row["programme_class"],
            state=CandidateState(row["state"]),
            list_key=row["list"],
            division_text=_division_text(row),
            place_id=place_id(row["place_ref"]),
            batch=row["batch"],
            year=row["year"],
            source_ids=tuple(source_id(key) for key in row["sources"]),
            note=row["note"],
        )


def _division_text(row: Mapping[str, str]) -> str:
    """合肥市庐江县龙桥镇; a town is not said to lie in itself."""
    town = "" if row["town"] == row["name"] else row["town"]
    return f"合肥市{row['county']}{town}"
