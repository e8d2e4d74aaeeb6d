"""The changes of a place, newest first, each compared with what it changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from sqlmodel import Session, col, select

from registry.core import journal
from registry.core.journal import JournalEntry
from registry.places.models import Place, PlaceName, PlacePast
from registry.places.queries.divisions import path_texts
from registry.places.queries.past import State, kept_until, states
from registry.places.rules import NameKind
from registry.places.rules.past import Difference, correction, differences, mentioned
from registry.sources import queries as source_queries
from registry.sources.queries import Correction
from registry.sources.rules.fields import FIELD_LABELS, worded_state

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
    is_last = len(rows) <= limit
    span = _Span(
        None if is_last or not shown else shown[-1].until_at,
        None if before is None else kept_until(session, place_id, before),
    )
    after = _after(session, place_id, before)
    items = [] if after is None else _compared(session, shown, after, decimals, span)
    items = _with_journal(session, place_id, items, shown, span)
    return ChangePage(items, None if is_last else shown[-1].number)


def changes_since(
    session: Session, place_id: str, version: int, *, decimals: int | None
) -> list[ChangeView]:
    """What became of a place after it stood at `version` of its row, newest first, at most a page.

    `decimals` as for `changes`.
    """
    statement = select(PlacePast).where(col(PlacePast.place_id) == place_id)
    newest = session.exec(statement.order_by(col(PlacePast.number).desc()).limit(PAGE))
    later = {row.number for row in newest if row.state["place"]["row_version"] >= version}
    found = changes(session, place_id, decimals=decimals).items
    return [item for item in found if item.number in later]


def row_version(session: Session, place_id: str) -> int:
    """The version of a place's row now."""
    return session.get_one(Place, place_id).row_version


def state_of_version(session: Session, place_id: str, version: int | None) -> State | None:
    """The columns of a place as they were at a version of its row (None: now), else None."""
    now = states(session, [place_id]).get(place_id)
    if now is None or version is None or now["place"]["row_version"] == version:
        return None if now is None else now["place"]
    statement = select(PlacePast).where(col(PlacePast.place_id) == place_id)
    newest = session.exec(statement.order_by(col(PlacePast.number).desc()).limit(PAGE))
    kept = (row.state["place"] for row in newest)
    return next((state for state in kept if state["row_version"] == version), None)


class _Span(NamedTuple):
    """What a page covers: the time between two kept states; None is open."""

    since: datetime | None
    until: datetime | None

    def holds(self, moment: datetime) -> bool:
        is_after = self.since is None or moment > self.since
        return is_after and (self.until is None or moment < self.until)


def _after(session: Session, place_id: str, before: int | None) -> State | None:
    """The state that the newest change of the page led to."""
    if before is None:
        return states(session, [place_id]).get(place_id)
    row = session.get(PlacePast, (place_id, before))
    return None if row is None else row.state


def _compared(
    session: Session,
    rows: Sequence[PlacePast],
    after: State,
    decimals: int | None,
    span: _Span,
) -> list[ChangeView]:
    ids = mentioned([after, *(row.state for row in rows)])
    called = names_of(session, ids)
    found = source_queries.corrections(session, ids["citation_id"])
    items = _corrected(session, rows, after, [one for one in found if span.holds(one.at)], decimals)
    for row in rows:
        if found:
            # What a change says of a passage, it says as the passage stood then.
            called |= _passages(session, ids["citation_id"], row.until_at)
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


def _corrected(
    session: Session,
    rows: Sequence[PlacePast],
    after: State,
    found: Sequence[Correction],
    decimals: int | None,
) -> list[ChangeView]:
    """Corrections of what the place cited when they were made."""
    if not found:
        return []
    passages = source_queries.citations(
        session, mentioned([after, *(row.state for row in rows)])["citation_id"]
    )
    items = []
    for one in found:
        state = next((row.state for row in reversed(rows) if row.until_at > one.at), after)
        if datetime.fromisoformat(state["place"]["created_at"]) > one.at:
            continue
        cited = mentioned([state])["citation_id"]
        sources = {passages[cited_id].source_id for cited_id in cited}
        if one.subject_id in (cited if one.subject_type == "citation" else sources):
            items.append(_as_change(one, is_public=decimals is not None))
    return [item for item in items if item.differences[0].fields]


def _as_change(one: Correction, *, is_public: bool) -> ChangeView:
    labels = dict(FIELD_LABELS[one.subject_type])
    if is_public:
        # Who looked at an original is a person's name.
        labels.pop("inspected_by", None)
    words = (worded_state(one.before), worded_state(one.after))
    return ChangeView(
        number=None,
        at=one.at,
        verb=one.verb,
        actor_name=one.actor_name,
        reason=one.reason,
        import_run_id=None,
        differences=[correction(one.subject_type, one.title, labels, words)],
        simulated=one.simulated,
    )


def _with_journal(
    session: Session,
    place_id: str,
    items: list[ChangeView],
    rows: Sequence[PlacePast],
    span: _Span,
) -> list[ChangeView]:
    """Together with what the journal alone knows: acts from before states were kept, simulation."""
    kept = {row.until_at for row in rows}
    journalled = journal.history(session, ("place", place_id), limit=500)
    simulated = {entry.at for entry in journalled if entry.simulated}
    marked = [replace(item, simulated=item.simulated or item.at in simulated) for item in items]
    told = [
        _told(entry)
        for entry in journalled
        if entry.at not in kept and entry.verb != "places.added" and span.holds(entry.at)
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
    """What other rows are called, by identifier (`rules.past.mentioned`)."""
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
    called |= _recordings(session, ids.get("reading_audio", ()))
    return called | _passages(session, ids.get("citation_id", ()))


def _recordings(session: Session, ids: Iterable[str]) -> dict[str, str]:
    """What recordings are called that everybody may hear; of the others no name is told."""
    found = (source_queries.source_file(session, one) for one in sorted(ids))
    return {file.id: file.caption or file.file_name for file in found if file and file.public}


def _passages(
    session: Session, ids: Iterable[str], moment: datetime | None = None
) -> dict[str, str]:
    """What passages are called, or were at a moment, by id."""
    cited = source_queries.citations(session, sorted(ids), moment)
    return {
        citation.id: f"{citation.source_title} {citation.locator}".strip()
        for citation in cited.values()
    }
