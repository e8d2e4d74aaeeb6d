"""Findings go along when two records of a place become one, and back when the records part.

What is still to be done is done at the place that goes on. What the merge itself answers ends with
that as its reason: two records of one name are no two places of one name any more.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry.core import journal
from registry.core.text import T, Text
from registry.core.work import Work
from registry.places.models import PlaceFinding
from registry.places.queries import PlaceCard, place_cards
from registry.places.queries.findings import ended_by_key, finding, findings_of
from registry.places.rules.finding import FINDING_LABELS, FindingKind, FindingStatus
from registry.places.rules.merging import Kept

_COLUMNS = (
    *("place_id", "other_id", "name", "finding_key", "county_id", "division_path"),
    *("status", "assignee_id", "assignee_name", "ended_by_name", "reason"),
)
_NO_LONGER_TWO = T("两条记录已合并为一个地名，不再是两处同名")
_KNOWN_THERE = T("合并后的地名已有同一个问题，见那一条")
_OTHER_NAME = T("合并后的标准名不是这个名称，不再同名")
_CHANGED = T("合并之后又办理过")


def follow_merge_of_findings(work: Work, *, absorbed_id: str, into_id: str) -> dict[str, Any]:
    """Move what is still to be done about an absorbed place to the one it went into, or end it.

    A finding that somebody has taken stays theirs. No permission is asked: whoever had the right
    to merge causes it. Returns what `follow_parting_of_findings` takes back, by finding.
    """
    rows = findings_of(work.session, absorbed_id)
    card = place_cards(work.session, [into_id])[into_id]
    followed: dict[str, Any] = {}
    for row in rows:
        before = _state(row)
        key = _key_there(row, absorbed_id, into_id)
        why = _answered(work, row, card, absorbed_id, key)
        if why is None:
            _move(row, card, absorbed_id, key)
            verb, reason = "places.finding_moved", ""
        else:
            _end(work, row, why)
            verb, reason = "places.finding_settled", why.msgid
        row.row_version += 1
        work.session.add(row)
        work.session.flush()
        after = {**_state(row), "merged": absorbed_id, "into": into_id}
        subject = ("place_finding", row.id)
        journal.record(work, verb, subject, before=before, after=after, reason=reason)
        followed[row.id] = {"before": before, "version": row.row_version}
    return followed


def _state(row: PlaceFinding) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _COLUMNS}


def _key_there(row: PlaceFinding, absorbed_id: str, into_id: str) -> str:
    """The key by which the gazetteer would find the same at the place that goes on."""
    if not row.by_rule:
        return row.finding_key
    ids = [into_id if one == absorbed_id else one for one in (row.place_id, row.other_id) if one]
    return ":".join((row.kind, *sorted(ids)))


def _answered(
    work: Work, row: PlaceFinding, card: PlaceCard, absorbed_id: str, key: str
) -> Text | None:
    """Why nothing is left to do about it; None where there is."""
    if {row.place_id, row.other_id} == {absorbed_id, card.id}:
        return _NO_LONGER_TWO
    if row.kind == FindingKind.SHARED_NAME and row.by_rule and row.name != card.standard_name:
        return _OTHER_NAME
    if key != row.finding_key and ended_by_key(work.session, [key]):
        return _KNOWN_THERE
    return None


def _move(row: PlaceFinding, card: PlaceCard, absorbed_id: str, key: str) -> None:
    row.finding_key = key
    if row.other_id == absorbed_id:
        row.other_id = card.id
    if row.place_id == absorbed_id:
        row.place_id, row.name = card.id, card.standard_name
        row.county_id = card.county_id or card.division_id
        row.division_path = card.division_path


def _end(work: Work, row: PlaceFinding, why: Text) -> None:
    # In the words of the catalogue, so that it can be read in either language later.
    row.status, row.reason = FindingStatus.RESOLVED.value, why.msgid
    row.ended_at, row.ended_by_name = work.at, work.actor.name


def follow_parting_of_findings(
    work: Work, *, into_id: str, absorbed_id: str, followed: Mapping[str, Any]
) -> list[Kept]:
    """Put findings back as they were before the merge; returns what stays and why.

    What somebody has taken, ended or raised again since stays where it is, and so does what the
    gazetteer has found anew meanwhile at the place it would go back to.
    """
    kept = []
    for ident, told in followed.items():
        row = finding(work.session, ident)
        before: Mapping[str, Any] = told["before"]
        if row is None:
            continue
        taken = ended_by_key(work.session, [before["finding_key"]])
        is_taken = any(other.id != ident for other in taken.values())
        if row.row_version != told["version"] or is_taken:
            kept.append(Kept(FINDING_LABELS[FindingKind(row.kind)], _CHANGED, row.name))
            continue
        was = _state(row)
        for name, value in before.items():
            setattr(row, name, value)
        row.ended_at = None
        row.row_version += 1
        work.session.add(row)
        work.session.flush()
        after = {**_state(row), "parted": absorbed_id, "from": into_id}
        journal.record(
            work, "places.finding_moved", ("place_finding", ident), before=was, after=after
        )
    return kept
