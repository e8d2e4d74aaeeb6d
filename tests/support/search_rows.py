"""Everything that stands in the search index, comparable whatever numbers its names were given."""

from __future__ import annotations

from sqlmodel import Session, col, select

from registry.places.models import PlaceGram, PlaceKey, PlaceLine


def search_rows(session: Session) -> set[tuple]:
    """Everything in the index, with the name in the place of its number."""
    lines = {
        line.number: (line.name_id, line.place_id, line.tier, line.rank, line.own_keys, line.shown)
        for line in session.exec(select(PlaceLine))
    }
    grams = {(row.gram, row.rank, lines[row.number]) for row in session.exec(select(PlaceGram))}
    keys = {
        (row.script, row.tier, row.key, row.rank, lines[row.number])
        for row in session.exec(select(PlaceKey).where(col(PlaceKey.script) != "e"))
    }
    return set(lines.values()) | grams | keys
