"""Programmes with their rule sets read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, select

from registry.core.text import Text
from registry.heritage.models import Nomination, Programme
from registry.heritage.rules import IssuerNature, RuleSet, Status, read_rule_set
from registry.heritage.rules.batches import (
    Batch,
    BatchState,
    batch_named,
    entry_fault,
    open_batches,
)
from registry.heritage.rules.programme import NATURE_LABELS
from registry.heritage.rules.states import EDITABLE


@dataclass(frozen=True, slots=True)
class ProgrammeView:
    """One edition of a programme as pages show it; texts in Chinese and, where given, English."""

    id: str
    key: str
    title: str
    title_en: str
    issuer: str
    issuer_en: str
    nature_label: Text
    is_government: bool
    heritage_class: str
    common_class: str
    classes: Sequence[str]
    rules: RuleSet
    note: str
    note_en: str
    superseded_at: datetime | None
    simulated: bool = False


def programmes(session: Session) -> list[ProgrammeView]:
    """The editions in force, in their order."""
    statement = (
        select(Programme)
        .where(col(Programme.superseded_at).is_(None))
        .order_by(col(Programme.position), col(Programme.key))
    )
    return [view_of(row) for row in session.exec(statement)]


def programme(session: Session, programme_id: str) -> ProgrammeView | None:
    """One edition, in force or superseded."""
    row = session.get(Programme, programme_id)
    return None if row is None else view_of(row)


def programme_edition(session: Session, key: str, edition: str) -> Programme | None:
    """The row of one edition of a programme."""
    statement = select(Programme).where(Programme.key == key, Programme.edition == edition)
    return session.exec(statement).one_or_none()


def editions_in_force(session: Session, key: str) -> list[Programme]:
    """The rows of a programme that new files may still be made under: one, or none."""
    statement = select(Programme).where(
        Programme.key == key, col(Programme.superseded_at).is_(None)
    )
    return list(session.exec(statement))


def batches_called(session: Session, key: str) -> tuple[Batch, ...]:
    """The batches of a programme as they are called now: those of the edition in force.

    A file under an earlier edition joins them too: a batch is called for the whole programme.
    """
    found = editions_in_force(session, key)
    return read_rule_set(found[0].rule_set).batches if found else ()


@dataclass(frozen=True, slots=True)
class BatchStanding:
    """Which batch a file is in, and what keeps it from being submitted; `choices` are open today.

    `batch` has no days where the programme no longer names it; None where none was chosen.
    """

    batch: Batch | None
    state: BatchState | None
    fault: Text | None
    choices: Sequence[Batch]


def batch_standing(session: Session, file: Nomination, today: date) -> BatchStanding:
    """The batch of a file as it stands on a day in China."""
    called = batches_called(session, file.programme_key)
    named = batch_named(called, file.batch)
    fault = None
    if Status(file.status) in EDITABLE:
        fault = entry_fault(called, file.batch, today, was_entered=file.round > 0)
    return BatchStanding(
        batch=named or (Batch(file.batch) if file.batch else None),
        state=None if named is None else named.state(today),
        fault=fault,
        choices=open_batches(called, today),
    )


def view_of(row: Programme) -> ProgrammeView:
    """An edition as pages show it."""
    nature = IssuerNature(row.issuer_nature)
    return ProgrammeView(
        id=row.id,
        key=row.key,
        title=row.title,
        title_en=row.title_en,
        issuer=row.issuer,
        issuer_en=row.issuer_en,
        nature_label=NATURE_LABELS[nature],
        is_government=nature is IssuerNature.GOVERNMENT,
        heritage_class=row.heritage_class,
        common_class=row.common_class,
        classes=row.classes,
        rules=read_rule_set(row.rule_set),
        note=row.note,
        note_en=row.note_en,
        superseded_at=row.superseded_at,
        simulated=row.simulated,
    )
