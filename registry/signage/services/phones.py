"""What phones say they still keep, so that a crew leader sees it before it is lost."""

from __future__ import annotations

import os.path
from dataclasses import dataclass
from datetime import datetime, timedelta

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.rows import stamp
from registry.core.work import Work
from registry.signage import queries
from registry.signage.models import FieldPhone
from registry.signage.rules.fixes import skew_s

STILL_THERE = timedelta(hours=1)
"""How old `seen_at` may grow before an announcement that says nothing new is written down."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What a phone says of itself. `oldest_saved_at` and `client_now` are by its own clock."""

    unsent: int
    oldest_saved_at: datetime | None
    client_now: datetime
    persisted: bool | None
    app: str


def announce_phone(work: Work, device_id: str, said: Announced) -> FieldPhone:
    """Keep what a phone says it still has; the same again within the hour writes nothing.

    Returns the row as it stands. Raises Forbidden where the person may not report.
    """
    work.actor.require(Permission.REPORT)
    row = queries.phone_of(work.session, device_id, work.actor.id or "")
    # Both moments come from one clock: whatever it says, the age between them is right.
    skew = said.client_now - work.at
    oldest = None
    if said.unsent and said.oldest_saved_at is not None:
        oldest = min(said.oldest_saved_at - skew, work.at)
    # Units of work that write wait for one another: nobody makes the row between look and write.
    if row is None:
        row = FieldPhone(
            device_id=device_id,
            person_id=work.actor.id or "",
            person_name=work.actor.name,
            seen_at=work.at,
            **stamp(work),
        )
    elif _says_nothing_new(row, said, oldest, work.at):
        return row
    before = _kept(row)
    row.unsent, row.oldest_saved_at = said.unsent, oldest
    row.skew_s = skew_s(said.client_now, work.at)
    row.persisted, row.app, row.seen_at = said.persisted, said.app, work.at
    row.person_name, row.division_path = work.actor.name, _common_path(work)
    work.session.add(row)
    work.session.flush()
    journal.record(
        work, "signage.phone_announced", ("field_phone", row.id), before=before, after=_kept(row)
    )
    return row


def _says_nothing_new(
    row: FieldPhone, said: Announced, oldest: datetime | None, now: datetime
) -> bool:
    if row.unsent != said.unsent or row.persisted != said.persisted or row.app != said.app:
        return False
    if (oldest is None) != (row.oldest_saved_at is None):
        return False
    moved = oldest and row.oldest_saved_at and abs(oldest - row.oldest_saved_at)
    return not (moved and moved > timedelta(minutes=2)) and now - row.seen_at < STILL_THERE


def _kept(row: FieldPhone) -> dict[str, object]:
    return {
        "device_id": row.device_id,
        "unsent": row.unsent,
        "oldest_saved_at": row.oldest_saved_at,
        "persisted": row.persisted,
        "app": row.app,
    }


def _common_path(work: Work) -> str:
    """The smallest division that holds everywhere this person reports."""
    paths = work.actor.scopes.get(Permission.REPORT, ())
    if not paths or "" in paths:
        return ""
    return os.path.commonpath(paths) if len(paths) > 1 else paths[0]
