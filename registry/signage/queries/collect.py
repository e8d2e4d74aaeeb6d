"""Keys of Collect, and what came through its door."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from registry.accounts import queries as accounts
from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.signage.models import CollectFile, CollectKey, CollectSubmission, FieldReport
from registry.signage.queries.scope import within


def key_digest(token: str) -> str:
    """What is stored of a key's token."""
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """Who holds a key, with no more leave than its door gives: to report."""

    key_id: str
    actor: Actor
    last_used_at: datetime | None


def key_holder(session: Session, token: str) -> KeyHolder | None:
    """The holder of a living key; None for an unknown or revoked one or a disabled person."""
    statement = select(CollectKey).where(CollectKey.token_digest == key_digest(token))
    row = session.exec(statement).one_or_none()
    if row is None or row.revoked_at is not None:
        return None
    who = accounts.actor(session, row.person_id)
    if who is None:
        return None
    leave = {Permission.REPORT.value: who.scopes.get(Permission.REPORT, ())}
    actor = Actor(id=who.id, name=who.name, roles=who.roles, scopes=leave)
    return KeyHolder(row.id, actor, row.last_used_at)


def collect_key(session: Session, key_id: str) -> CollectKey | None:
    """One key."""
    return session.get(CollectKey, key_id)


def living_keys(session: Session, person_ids: Collection[str]) -> Sequence[CollectKey]:
    """Keys of these people that were not revoked, newest first."""
    statement = select(CollectKey).where(
        col(CollectKey.person_id).in_(person_ids), col(CollectKey.revoked_at).is_(None)
    )
    return session.exec(
        statement.order_by(col(CollectKey.created_at).desc(), col(CollectKey.id))
    ).all()


def filled_form(session: Session, instance_id: str) -> CollectSubmission | None:
    """What came under this identifier, as it stands now."""
    statement = select(CollectSubmission).where(CollectSubmission.instance_id == instance_id)
    return session.exec(statement.execution_options(populate_existing=True)).one_or_none()


def files_of(session: Session, submission_id: str) -> list[CollectFile]:
    """The files of a submission, by name."""
    statement = select(CollectFile).where(CollectFile.submission_id == submission_id)
    return list(session.exec(statement.order_by(col(CollectFile.name))))


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A submission with files still to come, or with something that a leader should look at."""

    row: CollectSubmission
    held: tuple[str, ...]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    mock_position: bool = False


def unfinished_forms(session: Session, actor: Actor, limit: int = 100) -> list[Unfinished]:
    """Submissions without a report, one's own and of those one leads; oldest first."""
    statement = (
        select(CollectSubmission)
        .where(
            col(CollectSubmission.report_id).is_(None),
            or_(
                CollectSubmission.person_id == actor.id,
                within(CollectSubmission.division_path, actor, Permission.REQUIRE_SIGN),
            ),
        )
        .order_by(col(CollectSubmission.created_at), col(CollectSubmission.id))
        .limit(limit)
    )
    return [_unfinished(session, row) for row in session.exec(statement).all()]


def _unfinished(session: Session, row: CollectSubmission, *, mock: bool = False) -> Unfinished:
    files = files_of(session, row.id)
    declared = (row.near_file, row.far_file)
    held = tuple(file.name for file in files if file.role)
    missing = tuple(name for name in declared if name not in held)
    unexpected = tuple(file.name for file in files if not file.role)
    return Unfinished(row, held, missing, unexpected, mock)


def forms_to_look_at(session: Session, actor: Actor, limit: int = 50) -> list[Unfinished]:
    """Whole submissions that brought undeclared files or a made-up position; newest first."""
    with_strangers = select(CollectFile.submission_id).where(CollectFile.role == "")
    statement = (
        select(CollectSubmission, FieldReport.mock_position)
        .join(FieldReport, col(FieldReport.id) == col(CollectSubmission.report_id))
        .where(
            or_(
                col(FieldReport.mock_position).is_(True),
                col(CollectSubmission.id).in_(with_strangers),
            ),
            within(CollectSubmission.division_path, actor, Permission.REQUIRE_SIGN),
        )
        .order_by(col(CollectSubmission.created_at).desc(), col(CollectSubmission.id))
        .limit(limit)
    )
    return [_unfinished(session, row, mock=mock) for row, mock in session.exec(statement).all()]


def abandoned_forms(session: Session, before: datetime) -> Sequence[CollectSubmission]:
    """Submissions without a report whose first part came before a moment."""
    return session.exec(
        select(CollectSubmission).where(
            col(CollectSubmission.report_id).is_(None),
            col(CollectSubmission.created_at) < before,
        )
    ).all()


def is_collected(session: Session, digest: str) -> bool:
    """Whether a blob is a file that came with a submission."""
    statement = select(CollectFile.submission_id).where(CollectFile.sha256 == digest)
    return session.exec(statement.limit(1)).first() is not None


def account_panel(session: Session, actor: Actor, _person_id: str) -> Mapping[str, Any] | None:
    """One's own keys for the account page; None for somebody who does not report."""
    if actor.id is None or not actor.may(Permission.REPORT):
        return None
    return {"keys": living_keys(session, [actor.id])}
