"""The changes of a place, newest first, each compared with what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from registry.core import journal
from registry.core.journal import JournalEntry
from registry.places.models import Place, PlaceName, PlacePast
from registry.places.queries.divisions import path_texts
from registry.places.queries.past import State, states
from registry.places.rules import NameKind
from registry.places.rules.past import Difference, differences, mentioned
from registry.sources import queries as source_queries

PAGE = 30


@dataclass(frozen=True, slots=True)
class ChangeView:
    """One change: when, by whom, why, and what differs. `number` is the state before it.

    `number` is None for what only the journal knows (`said`: old and new as it says them).
    """

    number: int | None
    at: datetime
    verb: str
    actor_name: str
    reason: str
    import_run_id: str | None
    differences: Sequence[Difference]
    said: tuple[Mapping[str, Any] | None, Mapping[str, Any] | None] = (None, None)
    simulated: bool = False


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes, newest first, and the number to go on from; None where these were the last."""

    items: Sequence[ChangeView]
    next: int | None


@dataclass(frozen=True, slots=True)
class Beginning:
    """How the record of a place began: when, and from which row of which run of the importers."""

    at: datetime
    actor_name: str
    import_run_id: str | None
    import_row: int | None
    simulated: bool


def changes(
    session: Session,
    place_id: str,
    *,
    decimals: int | None,
    before: int | None = None,
    limit: int = PAGE,
) -> ChangePage:
    """A page of the changes of a place. `before`: only states with a smaller number.

    `decimals`: how exactly the reader may know coordinates, None for exactly.
    """
    statement = (
        select(PlacePast)
        .where(col(PlacePast.place_id) == place_id)
        .order_by(col(PlacePast.number).desc())
        .limit(limit + 1)
    )
    if before is not None:
        statement = statement.where(col(PlacePast.number) < before)
    rows = list(session.exec(statement))
    shown = rows[:limit]
    after = _after(session, place_id, before)
    items = [] if after is None else _compared(session, shown, after, decimals)
    is_last = len(rows) <= limit
    items = _with_journal(session, place_id, items, shown, first=before is None, last=is_last)
    return ChangePage(items, None if is_last else shown[-1].number)


def _after(session: Session, place_id: str, before: int | None) -> State | None:
    """The state that the newest change of the page led to."""
    if before is None:
        return states(session, [place_id]).get(place_id)
    row = session.get(PlacePast, (place_id, before))
    return None if row is None else row.state


def _compared(
    session: Session, rows: Sequence[PlacePast], after: State, decimals: int | None
) -> list[ChangeView]:
    called = names_of(session, mentioned([after, *(row.state for row in rows)]))
    items = []
    for row in rows:
        items.append(
            ChangeView(
                number=row.number,
                at=row.until_at,
                verb=row.verb,
                actor_name=row.actor_name,
                reason=row.reason,
                import_run_id=row.import_run_id,
                differences=differences(row.state, after, called, decimals),
            )
        )
        after = row.state
    return items


def _with_journal(
    session: Session,
    place_id: str,
    items: list[ChangeView],
    rows: Sequence[PlacePast],
    *,
    first: bool,
    last: bool,
) -> list[ChangeView]:
    """Together with what the journal alone knows: acts from before states were kept, simulation."""
    kept = {row.until_at for row in rows}
    since = None if last or not rows else rows[-1].until_at
    until = None if first or not rows else rows[0].until_at
    journalled = journal.history(session, ("place", place_id), limit=500)
    simulated = {entry.at for entry in journalled if entry.simulated}
    marked = [replace(item, simulated=item.at in simulated) for item in items]
    told = [
        _told(entry)
        for entry in journalled
        if entry.at not in kept
        and entry.verb != "places.added"
        and (since is None or entry.at > since)
        and (until is None or entry.at < until)
    ]
    # Sorting is stable: changes of one moment stay in the order of their numbers.
    return sorted([*marked, *told], key=lambda item: item.at, reverse=True)


def _told(entry: JournalEntry) -> ChangeView:
    return ChangeView(
        number=None,
        at=entry.at,
        verb=entry.verb,
        actor_name=entry.actor_name,
        reason=entry.reason,
        import_run_id=None,
        differences=(),
        said=(entry.before, entry.after),
        simulated=entry.simulated,
    )


def beginning(session: Session, place_id: str) -> Beginning | None:
    """How the record of a place began, or None where there is no such place."""
    place = session.get(Place, place_id)
    if place is None:
        return None
    entries = journal.history(session, ("place", place_id), limit=500)
    added = next((entry for entry in entries if entry.verb == "places.added"), None)
    return Beginning(
        at=place.created_at,
        actor_name=added.actor_name if added else "",
        import_run_id=place.import_run_id,
        import_row=place.import_row,
        simulated=place.simulated,
    )


def names_of(session: Session, ids: Mapping[str, Iterable[str]]) -> dict[str, str]:
    """What divisions, places and citations are called, by identifier (`rules.past.mentioned`)."""
    called = path_texts(session, ids.get("division_id", ()))
    places = {
        place_id
        for name in ("parent_place_id", "merged_into", "absorbed_from")
        for place_id in ids.get(name, ())
    }
    if places:
        statement = select(PlaceName.place_id, PlaceName.text).where(
            col(PlaceName.place_id).in_(sorted(places)),
            col(PlaceName.name_kind) == NameKind.STANDARD.value,
        )
        called |= dict(session.exec(statement).all())
    cited = source_queries.citations(session, sorted(ids.get("citation_id", ())))
    called |= {
        citation.id: f"{citation.source_title} {citation.locator}".strip()
        for citation in cited.values()
    }
    return called
