"""Who has signed jointly and who has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session, col, select

from registry.heritage.models import DepartmentConsent, Nomination
from registry.heritage.queries.notices import current_notice
from registry.heritage.rules import RuleSet


@dataclass(frozen=True, slots=True)
class SignOff:
    """Joint sign-off of a file: the departments in the order of the rules, who signed, who not."""

    departments: Sequence[str]
    signed: Sequence[DepartmentConsent]
    withdrawn: Sequence[DepartmentConsent] = ()

    @property
    def missing(self) -> list[str]:
        """The departments whose consent is not there."""
        there = {row.department for row in self.signed}
        return [name for name in self.departments if name not in there]

    @property
    def rows(self) -> list[tuple[str, DepartmentConsent | None]]:
        """Every department with its consent, or None."""
        there = {row.department: row for row in self.signed}
        return [(name, there.get(name)) for name in self.departments]


@dataclass(frozen=True, slots=True)
class PublicConsent:
    """What anybody reads of a consent: no staff, no scan."""

    department: str
    document_no: str
    signed_on: date


def sign_off(session: Session, file: Nomination, rules: RuleSet) -> SignOff:
    """The sign-off of a file under its present notice; before one nobody has signed."""
    notice = current_notice(session, file.id)
    rows = [] if notice is None else _consents(session, notice.id)
    return SignOff(
        departments=rules.departments,
        signed=[row for row in rows if row.withdrawn_at is None],
        withdrawn=[row for row in rows if row.withdrawn_at is not None],
    )


def consents_of_notice(session: Session, notice_id: str) -> list[PublicConsent]:
    """The consents to what a notice froze, as anybody may read them."""
    return [
        PublicConsent(row.department, row.document_no, row.signed_on)
        for row in _consents(session, notice_id)
        if row.withdrawn_at is None
    ]


def consent(session: Session, consent_id: str) -> DepartmentConsent | None:
    """One consent."""
    return session.get(DepartmentConsent, consent_id, populate_existing=True)


def consent_by_number(
    session: Session, notice_id: str, document_no: str
) -> DepartmentConsent | None:
    """A consent by this paper to this notice: other departments may have signed the same one."""
    found = (row for row in _consents(session, notice_id) if row.document_no == document_no)
    return next(found, None)


def _consents(session: Session, notice_id: str) -> list[DepartmentConsent]:
    statement = (
        select(DepartmentConsent)
        .where(DepartmentConsent.notice_id == notice_id)
        .order_by(col(DepartmentConsent.created_at), col(DepartmentConsent.id))
    )
    return list(session.exec(statement))
