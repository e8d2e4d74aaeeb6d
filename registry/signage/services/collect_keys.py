"""Addresses for ODK Collect: made for one person, shown once, taken back."""

from __future__ import annotations

import secrets

from registry.accounts import queries as accounts
from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Forbidden, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.signage.models import CollectKey
from registry.signage.queries.collect import collect_key, key_digest, living_keys

MOST_KEYS = 5
"""Living keys of one person: a phone each, and one that was lost and not yet taken back."""


def make_key(work: Work, person_id: str, *, label: str) -> tuple[CollectKey, str]:
    """A key for oneself or for somebody whom one leads; its token is stored nowhere.

    Raises:
        Forbidden: the actor may not report, or does not lead all that the person reports on.
        Invalid: `person_id`: nobody who reports.
        Refused: `signage.collect_keys`: the person has as many as one may have.
    """
    _require_lead(work, person_id)
    if len(living_keys(work.session, [person_id])) >= MOST_KEYS:
        raise Refused(
            "signage.collect_keys",
            T("一个人最多 %(n)d 个上报地址，请先收回不再用的", n=MOST_KEYS),
        )
    token = secrets.token_urlsafe(32)
    row = CollectKey(
        **stamp(work), person_id=person_id, token_digest=key_digest(token), label=label
    )
    work.session.add(row)
    work.session.flush()
    after = {"person": person_id, "label": label}
    journal.record(work, "signage.collect_key_made", ("collect_key", row.id), after=after)
    return row, token


def revoke_key(work: Work, key_id: str) -> CollectKey:
    """Take a key back; from now on it opens nothing. Repeating it changes nothing.

    Raises NotFound `signage.collect_key_unknown` also where the actor may not lead its person.
    """
    row = collect_key(work.session, key_id)
    try:
        _require_lead(work, row.person_id if row else "", is_for_new=False)
    except Forbidden:
        row = None
    if row is None:
        raise NotFound("signage.collect_key_unknown", T("没有这个上报地址"))
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = work.at, work.actor.id
        work.session.add(row)
        work.session.flush()
        journal.record(work, "signage.collect_key_revoked", ("collect_key", row.id))
    return row


def touch_key(work: Work, key_id: str) -> None:
    """Note that a key was used (kept coarse: the caller decides how often)."""
    row = collect_key(work.session, key_id)
    if row is not None:
        row.last_used_at = work.at
        work.session.add(row)


def _require_lead(work: Work, person_id: str, *, is_for_new: bool = True) -> None:
    if person_id == work.actor.id:
        if is_for_new:
            work.actor.require(Permission.REPORT)
        return
    work.actor.require(Permission.REQUIRE_SIGN)
    person = accounts.actor(work.session, person_id)
    if person is None and not is_for_new:
        return
    paths = person.scopes.get(Permission.REPORT, ()) if person else ()
    if not paths and is_for_new:
        raise Invalid({"person_id": [T("请从列出的选项中选择")]})
    for path in paths:
        work.actor.require(Permission.REQUIRE_SIGN, path)
