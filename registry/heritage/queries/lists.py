"""Protection lists by edition, and recognitions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, func, select

from registry.core.text import Text
from registry.heritage.models import ListEdition, Programme, Recognition
from registry.heritage.rules.programme import NATURE_LABELS, IssuerNature


@dataclass(frozen=True, slots=True)
class RecognitionView:
    """A recognised name: by whom, when, by which document, in which edition of the list."""

    id: str
    nomination_id: str
    place_id: str
    place_name: str
    division_text: str
    programme_id: str
    programme_key: str
    programme_title: str
    programme_title_en: str
    heritage_class: str
    issuer: str
    issuer_en: str
    #: An association's title is no recognition by an authority, and is shown as what it is.
    is_government: bool
    nature_label: Text
    rules_edition: str
    edition_number: int
    document_no: str
    recognised_on: date
    decided_by_name: str
    suspended_at: datetime | None
    suspended_basis: str
    revoked_at: datetime | None
    revoked_basis: str
    revoked_edition: int | None
    simulated: bool


@dataclass(frozen=True, slots=True)
class EditionView:
    """One edition of a protection list: what entered and left with it, and how long it was then."""

    number: int
    document_no: str
    published_at: datetime
    added: Sequence[RecognitionView]
    removed: Sequence[RecognitionView]
    total: int
    sha256: str


def recognition(session: Session, recognition_id: str) -> RecognitionView | None:
    """One recognition."""
    found = _recognitions(session, Recognition.id == recognition_id)
    return found[0] if found else None


def has_namesake(session: Session, found: RecognitionView) -> bool:
    """Whether another recognised place bears this name in this division: 呈坎, town and village."""
    statement = select(func.count()).where(
        Recognition.place_name == found.place_name,
        Recognition.division_text == found.division_text,
        Recognition.place_id != found.place_id,
    )
    return bool(session.exec(statement).one())


def recognitions_by_place(
    session: Session, place_ids: Iterable[str]
) -> dict[str, list[RecognitionView]]:
    """The recognitions in force by place; places without one are left out."""
    wanted = list(dict.fromkeys(place_ids))
    found: dict[str, list[RecognitionView]] = {}
    for start in range(0, len(wanted), 400):
        chunk = wanted[start : start + 400]
        condition = col(Recognition.place_id).in_(chunk)
        for view in _recognitions(session, condition, col(Recognition.revoked_at).is_(None)):
            found.setdefault(view.place_id, []).append(view)
    return found


def protection_list(session: Session) -> dict[str, list[EditionView]]:
    """Every list by programme key, its editions newest first. Recognised names only."""
    entered: dict[tuple[str, int], list[RecognitionView]] = {}
    left: dict[tuple[str, int], list[RecognitionView]] = {}
    for view in _recognitions(session):
        entered.setdefault((view.programme_key, view.edition_number), []).append(view)
        if view.revoked_edition is not None:
            left.setdefault((view.programme_key, view.revoked_edition), []).append(view)
    statement = select(ListEdition).order_by(
        col(ListEdition.programme_key), col(ListEdition.number)
    )
    lists: dict[str, list[EditionView]] = {}
    totals: dict[str, int] = {}
    for row in session.exec(statement):
        added = entered.get((row.programme_key, row.number), [])
        removed = left.get((row.programme_key, row.number), [])
        before = totals.get(row.programme_key, 0)
        totals[row.programme_key] = before + len(added) - len(removed)
        edition = EditionView(
            row.number,
            row.document_no,
            row.published_at,
            added,
            removed,
            totals[row.programme_key],
            row.sha256,
        )
        lists.setdefault(row.programme_key, []).insert(0, edition)
    return lists


def edition_text(session: Session, programme_key: str, number: int) -> tuple[str, str] | None:
    """The frozen text of an edition and its SHA-256; None where there is none."""
    statement = select(ListEdition).where(
        ListEdition.programme_key == programme_key, ListEdition.number == number
    )
    row = session.exec(statement).one_or_none()
    return None if row is None or not row.sha256 else (row.snapshot, row.sha256)


def last_edition_number(session: Session, programme_key: str) -> int:
    """The number of a list's latest edition; 0 before the first."""
    statement = select(func.max(ListEdition.number)).where(
        col(ListEdition.programme_key) == programme_key
    )
    return session.exec(statement).one() or 0


def _recognitions(session: Session, *conditions: object) -> list[RecognitionView]:
    statement = (
        select(Recognition, Programme)
        .join(Programme, col(Programme.id) == col(Recognition.programme_id))
        .where(*conditions)  # type: ignore[arg-type]
        .order_by(col(Recognition.recognised_on), col(Recognition.id))
    )
    return [_recognition(row, programme) for row, programme in session.exec(statement)]


def _recognition(row: Recognition, programme: Programme) -> RecognitionView:
    nature = IssuerNature(programme.issuer_nature)
    return RecognitionView(
        id=row.id,
        nomination_id=row.nomination_id,
        place_id=row.place_id,
        place_name=row.place_name,
        division_text=row.division_text,
        programme_id=row.programme_id,
        programme_key=row.programme_key,
        programme_title=programme.title,
        programme_title_en=programme.title_en,
        heritage_class=programme.heritage_class,
        issuer=programme.issuer,
        issuer_en=programme.issuer_en,
        is_government=nature is IssuerNature.GOVERNMENT,
        nature_label=NATURE_LABELS[nature],
        rules_edition=programme.edition,
        edition_number=row.edition_number,
        document_no=row.document_no,
        recognised_on=row.recognised_on,
        decided_by_name=row.decided_by_name,
        suspended_at=row.suspended_at,
        suspended_basis=row.suspended_basis,
        revoked_at=row.revoked_at,
        revoked_basis=row.revoked_basis,
        revoked_edition=row.revoked_edition,
        simulated=row.simulated,
    )
