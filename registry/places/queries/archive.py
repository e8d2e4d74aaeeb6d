"""一地一档: everything that is known of one place as plain data, and the files it rests on."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from registry.core import journal
from registry.core.journal import JournalEntry
from registry.places.models import PlaceMerge, PlacePast
from registry.places.queries.cards import place_cards
from registry.places.queries.division_changes import division_page
from registry.places.queries.divisions import division, divisions
from registry.places.queries.past import State, states
from registry.places.rules.archive import FORMAT, VERSION, public_place, public_row, rounded
from registry.sources import queries as source_queries
from registry.sources.queries import SourceFileView

_MOST_ENTRIES = 100_000

Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PlaceRecord:
    """The data of the file, and which stored files of its sources go with it."""

    data: Record
    files: Sequence[SourceFileView]


def place_record(session: Session, place_id: str, *, decimals: int | None) -> PlaceRecord | None:
    """Everything about one place, in a fixed order; None where there is no such place.

    `decimals` is None for the whole record. Otherwise it is the public one: coordinates with so
    many decimals, no names of staff, no past states, public files only.
    """
    found = states(session, [place_id]).get(place_id)
    if found is None:
        return None
    is_public = decimals is not None
    entries = _entries(session, place_id)
    past = _past(session, place_id, is_public=is_public)
    reasons = {row["until_at"]: row["reason"] for row in past} if is_public else {}
    cited = _citations(session, found)
    kept = [row["source_id"] for row in cited]
    files = _files(session, kept, _heard(session, found, kept), public_only=is_public)
    data: Record = {
        "format": FORMAT,
        "version": VERSION,
        "variant": "public" if is_public else "full",
        "as_of": _as_of(entries),
        **_present(found, decimals),
        "parent": _card(session, found["place"]["parent_place_id"]),
        "division": _division(session, found["place"]),
        "citations": [_public(row, "citation") if is_public else row for row in cited],
        "sources": _sources(session, cited, is_public=is_public),
        "past": past,
        "corrections": _corrections(session, cited, is_public=is_public),
        "merges": _merges(session, place_id, is_public=is_public),
        "journal": [_entry(entry, reasons, is_public=is_public) for entry in entries],
    }
    return PlaceRecord(_plain(data), files)


def _plain(data: Record) -> Record:
    loaded: Record = json.loads(json.dumps(data, ensure_ascii=False, default=_as_text))
    return loaded


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def _public(row: Mapping[str, Any], kind: str) -> Record:
    return public_row(row, kind)


def _present(found: State, decimals: int | None) -> Record:
    """The place, its names, its claims and its shape as they stand now."""
    if decimals is None:
        return {key: found[key] for key in ("place", "names", "claims", "geometry")}
    shape = found["geometry"]
    return {
        "place": public_place(found["place"], decimals),
        "names": [public_row(name, "name") for name in found["names"]],
        "claims": [public_row(claim, "claim") for claim in found["claims"]],
        "geometry": None if shape is None else rounded(public_row(shape, "geometry"), decimals),
    }


def _entries(session: Session, place_id: str) -> list[JournalEntry]:
    newest_first = journal.history(session, ("place", place_id), limit=_MOST_ENTRIES)
    return newest_first[::-1]


def _as_of(entries: Sequence[JournalEntry]) -> Record | None:
    # No date of writing: the file of a place that nobody changed is the same file.
    if not entries:
        return None
    last = entries[-1]
    return {"seq": last.seq, "at": last.at.isoformat(), "hash": last.hash}


def _entry(entry: JournalEntry, reasons: Mapping[datetime, str], *, is_public: bool) -> Record:
    # The journal cannot be said anew; the kept state of the same act can, and migration 0006 did.
    said = {
        "seq": entry.seq,
        "at": entry.at.isoformat(),
        "verb": entry.verb,
        "reason": reasons.get(entry.at, entry.reason),
        "simulated": entry.simulated,
        "prev_hash": entry.prev_hash,
        "hash": entry.hash,
    }
    if is_public:
        return said
    subject = [entry.subject_type, entry.subject_id]
    who = {"actor_id": entry.actor_id, "actor_name": entry.actor_name, "subject": subject}
    return {**said, **who, "before": entry.before, "after": entry.after}


def _citations(session: Session, found: State) -> list[Record]:
    ids = {found["place"]["citation_id"], *(name["citation_id"] for name in found["names"])}
    ids |= {item["citation_id"] for claim in found["claims"] for item in claim["evidence"]}
    cited = source_queries.citations(session, sorted(one for one in ids if one))
    return [asdict(cited[key]) for key in sorted(cited)]


def _corrections(session: Session, cited: Sequence[Record], *, is_public: bool) -> list[Record]:
    """What was corrected in the passages and documents, oldest first; in public when and why."""
    found = source_queries.corrections(session, [row["id"] for row in cited])
    if not is_public:
        return [asdict(one) for one in found]
    told = ("subject_type", "subject_id", "at", "verb", "reason", "simulated")
    return [{name: getattr(one, name) for name in told} for one in found]


def _sources(session: Session, cited: Sequence[Record], *, is_public: bool) -> list[Record]:
    found = source_queries.sources_by_id(session, sorted({row["source_id"] for row in cited}))
    rows = [
        {key: value for key, value in asdict(found[one]).items() if key != "label"}
        for one in sorted(found)
    ]
    return [public_row(row, "source") if is_public else row for row in rows]


def _heard(session: Session, found: State, kept: Sequence[str]) -> list[SourceFileView]:
    """Recordings of its names that stand in documents from which nothing else is cited."""
    ids = sorted({name["reading_audio"] for name in found["names"] if name["reading_audio"]})
    heard = (source_queries.source_file(session, one) for one in ids)
    return [file for file in heard if file is not None and file.source_id not in kept]


def _files(
    session: Session,
    source_ids: Sequence[str],
    heard: Sequence[SourceFileView],
    *,
    public_only: bool,
) -> list[SourceFileView]:
    wanted = sorted(set(source_ids))
    found = source_queries.files_of_sources(session, wanted, public_only=public_only)
    recordings = [file for file in heard if file.public or not public_only]
    return [file for one in wanted for file in found[one]] + recordings


def _card(session: Session, place_id: str | None) -> Record | None:
    if place_id is None:
        return None
    card = place_cards(session, [place_id]).get(place_id)
    return None if card is None else {"id": card.id, "name": card.standard_name}


def _division(session: Session, place: Record) -> Record:
    """Where it lies now, where it was said to lie when it was entered, and what happened since."""
    own = division(session, place["division_id"])
    path = [part for part in (own.path if own else "").split("/") if part]
    known = divisions(session, path)
    fields = ("id", "scheme", "edition", "code", "name", "level")
    changes: dict[str, Record] = {}
    for one in path:
        page = division_page(session, one)
        for change in (*page.led_here, *page.led_on) if page else ():
            changes[change.id] = {
                "on": change.on,
                "kind": change.kind,
                "before": change.before.name if change.before else None,
                "after": change.after.name if change.after else None,
                "basis": change.basis,
                "note": change.note,
            }
    return {
        "then": place["division_text"],
        "now": [{key: getattr(known[one], key) for key in fields} for one in path if one in known],
        "changes": sorted(changes.values(), key=lambda row: (row["on"], str(row["before"]))),
    }


def _past(session: Session, place_id: str, *, is_public: bool) -> list[Record]:
    statement = (
        select(PlacePast).where(col(PlacePast.place_id) == place_id).order_by(col(PlacePast.number))
    )
    rows = []
    for row in session.exec(statement):
        said = {"number": row.number, "until_at": row.until_at, "verb": row.verb}
        said["reason"] = row.reason
        if not is_public:
            said |= {"actor_id": row.actor_id, "actor_name": row.actor_name, "state": row.state}
            said["import_run_id"] = row.import_run_id
        rows.append(said)
    return rows


def _merges(session: Session, place_id: str, *, is_public: bool) -> list[Record]:
    statement = (
        select(PlaceMerge)
        .where(or_(col(PlaceMerge.absorbed_id) == place_id, col(PlaceMerge.into_id) == place_id))
        .order_by(col(PlaceMerge.created_at), col(PlaceMerge.id))
    )
    rows = list(session.exec(statement))
    ids = [one for row in rows for one in (row.absorbed_id, row.into_id)]
    cards = place_cards(session, ids)
    merges = []
    for row in rows:
        said = {
            **row.model_dump(),
            "absorbed_name": cards[row.absorbed_id].standard_name,
            "into_name": cards[row.into_id].standard_name,
        }
        merges.append(public_row(said, "merge") if is_public else said)
    return merges
