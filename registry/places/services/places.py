"""Taking in places, one or many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from registry.core import journal
from registry.core.work import Work
from registry.places.models import Place
from registry.places.rules import NameKind, PlaceKind
from registry.places.services.place_rows import NewPlace, PlaceRows

_BATCH = 500


def add_place(work: Work, row: NewPlace) -> str:
    """Take in one place with its names; returns its id.

    Raises:
        Forbidden: needs `places.edit` for its division.
        Invalid: a name with markup or control characters, no or two standard names, a bad position
            or shape, a column against the data dictionary.
        NotFound: `places.division_unknown`.
        Refused: `places.secret`: whatever is not public never reaches a table.
    """
    rows = PlaceRows(work, {row.division_id})
    place_id = rows.take(row)
    rows.write()
    standard = next(name for name in row.names if name.name_kind == NameKind.STANDARD)
    after = {
        "standard_name": standard.text,
        "kind": PlaceKind(row.kind).value,
        "division_id": row.division_id,
        "names": [name.text for name in row.names],
        "lon": row.position.lon if row.position else None,
        "lat": row.position.lat if row.position else None,
    }
    journal.record(work, "places.added", ("place", place_id), after=after)
    return place_id


def add_places(work: Work, rows: Iterable[NewPlace]) -> list[str]:
    """Take in many places in one act with one journal entry; those whose id exists are left alone.

    Returns the ids that were added. Raises as `add_place`; then nothing of the act is written.
    """
    wanted = list(rows)
    here = _existing(work.session, [row.id for row in wanted if row.id])
    fresh = [row for row in wanted if row.id not in here]
    if not fresh:
        return []
    builder = PlaceRows(work, {row.division_id for row in fresh})
    added = []
    for row in fresh:
        added.append(builder.take(row))
        if len(builder.places) >= _BATCH:
            builder.write()
    builder.write()
    digest = hashlib.sha256("\n".join(added).encode()).hexdigest()
    after = {"count": len(added), "first": added[0], "last": added[-1], "ids_sha256": digest}
    journal.record(work, "places.list_added", ("place_list", digest[:16]), after=after)
    return added


def _existing(session: Session, place_ids: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for start in range(0, len(place_ids), _BATCH):
        chunk = place_ids[start : start + _BATCH]
        found.update(session.scalars(select(col(Place.id)).where(col(Place.id).in_(chunk))))
    return found
