"""Programmes with their rule sets read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from registry.core.text import Text
from registry.heritage.models import Programme
from registry.heritage.rules import IssuerNature, RuleSet, read_rule_set
from registry.heritage.rules.programme import NATURE_LABELS


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
