"""What becomes of a recognition afterwards: suspended, restored, revoked; never deleted."""

from __future__ import annotations

from sqlmodel import select

from registry.core import journal
from registry.core.errors import Invalid, Refused
from registry.core.text import T, Text
from registry.core.work import Work
from registry.heritage.models import Nomination, Recognition
from registry.heritage.rules import Action, IssuerNature, Revoked, Status
from registry.heritage.rules.notice import document_number
from registry.heritage.rules.states import AFTERWARDS, next_status
from registry.heritage.services.listing import next_edition, publish_edition
from registry.heritage.services.marking import follow
from registry.heritage.services.moving import (
    check_seen,
    load,
    move,
    programme_of,
    require_reviewer,
)
from registry.places import services as place_services


def change_standing(
    work: Work,
    nomination_id: str,
    *,
    action: Action,
    reason: str,
    seen_version: int,
    document_no: str,
) -> Recognition:
    """Suspend, restore or revoke a recognition, each with its reason and its document.

    A suspended name stays in the list, marked, and stays protected. A revoked one leaves the list
    with a new edition, loses the protection that came from it, and may be nominated anew.

    Raises:
        Forbidden: needs `heritage.decide` for the division, and not one's own file.
        Refused: `heritage.not_now`. Invalid: fields `reason`, `document_no`.
        Conflict: someone was first.
    """
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    require_reviewer(work, nomination, action)
    if action not in AFTERWARDS:
        raise Refused("heritage.not_now", T("这里只办理暂停、恢复和撤销认定"))
    _programme, rules = programme_of(work, nomination)
    number = document_number(document_no)
    if next_status(Status(nomination.status), action, rules.levels) is not None:
        _check(reason, number)
    move(work, nomination, action, reason=reason, seen_version=seen_version)
    statement = select(Recognition).where(Recognition.nomination_id == nomination_id)
    recognition = work.session.exec(statement).one()
    basis = f"{number} {reason.strip()}"[:400]
    if action is Action.REVOKE:
        _revoke(work, nomination, recognition, number or "", basis)
    else:
        suspends = action is Action.SUSPEND
        recognition.suspended_at = work.at if suspends else None
        recognition.suspended_basis = basis if suspends else ""
        work.session.add(recognition)
        work.session.flush()
    return recognition


def _check(reason: str, number: str | None) -> None:
    faults: dict[str, list[Text]] = {}
    if not reason.strip():
        faults["reason"] = [T("请写明理由，它会留在办理记录里")]
    if number is None:
        faults["document_no"] = [T("请按文号的格式填写，例如 民地字〔2014〕142号")]
    if faults:
        raise Invalid(faults)


def _revoke(
    work: Work, nomination: Nomination, recognition: Recognition, number: str, basis: str
) -> None:
    programme, _rules = programme_of(work, nomination)
    edition = next_edition(work, programme, number)
    recognition.revoked_at = work.at
    recognition.revoked_basis = basis
    recognition.revoked_edition = edition.number
    work.session.add(recognition)
    work.session.flush()
    is_official = IssuerNature(programme.issuer_nature) is IssuerNature.GOVERNMENT
    if is_official:
        protection = f"{programme.title} {recognition.document_no}"
        place_services.release_name(work, nomination.place_id, basis=protection, reason=basis)
    follow(work.session, [nomination.place_id])
    list_sha256 = publish_edition(work, programme, edition)
    after = {"document_no": number, "edition": edition.number, "list_sha256": list_sha256}
    subject = ("recognition", recognition.id)
    journal.record(work, "heritage.delisted", subject, after=after, reason=basis)
    if not is_official:
        return
    work.announce(
        Revoked(
            place_id=nomination.place_id,
            recognition_id=recognition.id,
            document_no=number,
        )
    )
