"""Programmes and candidate records that come from files: idempotent, never a recognition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict
from registry.core.ids import stable_id
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import CandidateRecord, Programme
from registry.heritage.rules import (
    Candidate,
    IssuerNature,
    ProgrammeFacts,
    SourceNote,
)
from registry.heritage.services.editions import checked_rules
from registry.heritage.services.marking import follow
from registry.places.queries.merges import living_id
from registry.sources import queries as source_queries


@dataclass(frozen=True, slots=True)
class Recorded:
    """How many records were added, changed, and already there."""

    added: int
    changed: int
    same: int


def add_programme(work: Work, facts: ProgrammeFacts, *, position: int = 0) -> Programme:
    """Add an edition of a programme, or find the one that is already there.

    An older edition of the same key is superseded: files begun under it keep it, new ones cannot.

    Raises:
        Refused: `heritage.bad_rule_set`. Conflict: `heritage.edition_exists`, where this edition
        is there with other contents (a changed rule set is a new edition).
    """
    work.actor.require(Permission.DECIDE, "")
    rules = checked_rules(facts.rule_set)
    values = {**asdict(facts), "edition": rules.edition, "position": position}
    values["classes"] = list(facts.classes)
    values["issuer_nature"] = facts.issuer_nature.value
    known = queries.programme_edition(work.session, facts.key, rules.edition)
    if known is not None:
        if known.rule_set != values["rule_set"]:
            raise Conflict("heritage.edition_exists", T("这一版标准已有不同的内容，请另立新版"))
        return known
    _supersede(work, facts.key)
    programme = Programme(**stamp(work), **values)
    programme.id = stable_id("programme", facts.key, rules.edition)
    # The rules of a programme are facts of their document, also where a demonstration uses them.
    programme.simulated = False
    work.session.add(programme)
    work.session.flush()
    after = {"key": facts.key, "edition": rules.edition, "title": facts.title}
    journal.record(work, "heritage.programme_added", ("programme", programme.id), after=after)
    return programme


def _supersede(work: Work, key: str) -> None:
    for older in queries.editions_in_force(work.session, key):
        older.superseded_at = work.at
        work.session.add(older)


def add_programmes(work: Work, rows: Iterable[Mapping[str, Any]]) -> list[Programme]:
    """Add programmes from the rows of a file such as `registry/data/programmes.json`.

    A row may say which editions it `replaces`. It is then left out where another one is in force:
    what the bureau has made of a programme is not undone by the next release.
    """
    return [
        _kept(work, row) or add_programme(work, _facts(row), position=position)
        for position, row in enumerate(rows)
    ]


def _kept(work: Work, row: Mapping[str, Any]) -> Programme | None:
    """The edition in force that a row may not replace, or None."""
    if "replaces" not in row:
        return None
    known = {*row["replaces"], row["rule_set"]["edition"]}
    in_force = queries.editions_in_force(work.session, row["key"])
    return next((found for found in in_force if found.edition not in known), None)


def _facts(row: Mapping[str, Any]) -> ProgrammeFacts:
    values = {name: value for name, value in row.items() if name != "replaces"}
    values["issuer_nature"] = IssuerNature(row["issuer_nature"])
    values["classes"] = tuple(row.get("classes", ()))
    return ProgrammeFacts(**values)


def record_candidates(work: Work, rows: Iterable[Candidate]) -> Recorded:
    """Write what published lists say about names; a second run of the same rows changes nothing.

    One journal entry for the whole batch, with the earlier contents of every changed record.
    """
    work.actor.require(Permission.DECIDE, "")
    known = queries.candidates_by_key(work.session)
    added, before, same = [], {}, 0
    touched: set[str | None] = set()
    for position, row in enumerate(rows):
        values = _candidate_values(work, row, position)
        record = known.get(row.key)
        if record is None:
            fresh = CandidateRecord(**stamp(work), key=row.key, **values)
            fresh.id = stable_id("candidate_record", row.key)
            fresh.simulated = False
            work.session.add(fresh)
            added.append(row.key)
            touched.add(row.place_id)
            continue
        earlier = {name: getattr(record, name) for name in values}
        if earlier == values:
            same += 1
            continue
        before[row.key] = earlier
        touched |= {row.place_id, earlier["place_id"]}
        for name, value in values.items():
            setattr(record, name, value)
        work.session.add(record)
    work.session.flush()
    if added or before:
        after = {"added": added, "changed": sorted(before)}
        subject = ("candidate_record", "batch")
        journal.record(work, "heritage.candidates_recorded", subject, before=before, after=after)
        follow(work.session, touched)
    return Recorded(added=len(added), changed=len(before), same=same)


def _candidate_values(work: Work, row: Candidate, position: int) -> dict[str, Any]:
    return {
        "list_key": row.list_key,
        "name": row.name,
        "division_text": row.division_text,
        # A list keeps naming the record it named when it shipped, also once that was merged.
        "place_id": living_id(work.session, row.place_id) if row.place_id else None,
        "programme_class": row.programme_class,
        "batch": row.batch,
        "year": row.year,
        "state": row.state.value,
        "sources": [asdict(source) for source in (*_registered(work, row), *row.sources)],
        "note": row.note,
        "position": position,
    }


def _registered(work: Work, row: Candidate) -> list[SourceNote]:
    # What the source was called when it was read is kept with the record.
    found = [source_queries.source(work.session, source_id) for source_id in row.source_ids]
    return [SourceNote(source.title, source.url, source.id) for source in found if source]
