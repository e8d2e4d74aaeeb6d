"""Shipped sources: the public pages and data sets that the other files point at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from imports.shipped.keys import source_id
from registry.core.work import Work
from registry.sources import queries, services

Row = Mapping[str, str]


def add_missing_sources(work: Work, rows: Iterable[Row]) -> int:
    """Add the sources that are not there yet; returns how many. What is there is left alone."""
    added = 0
    for row in rows:
        own = source_id(row["key"])
        if queries.source(work.session, own) is not None:
            continue
        services.add_source(
            work,
            source_id=own,
            source_type=row["source_type"],
            title=row["title"],
            grade=row["grade"],
            accessed_on=date.fromisoformat(row["accessed_on"]),
            url=row["url"],
            licence=row["licence"],
            authenticity_note=row["authenticity_note"],
            note=row["note"],
        )
        added += 1
    return added
