"""备案 and 公告: opened by an approval, recorded and published by the bureau, never forgotten."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import update
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.db import rowcount
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.heritage.models import Announcement, Filing
from registry.heritage.rules.duties import ANNOUNCEMENT, FILING, Start, due_on, lacking
from registry.heritage.rules.notice import canonical, document_number, sha256_of
from registry.places import queries as place_queries

ANNOUNCEMENT_FORMAT = "place-name-announcement-1"


@dataclass(frozen=True, slots=True)
class Approval:
    """批准: what was approved, by whom, when and by which document."""

    place_id: str
    authority: str
    approved_on: date
    document_no: str = ""
    #: Approved by another department: the announcement is counted from its filing (art. 14).
    by_other_department: bool = False


@dataclass(frozen=True, slots=True)
class AnnouncementText:
    """The words of an announcement; the six legal fields and where it is published."""

    standard_name: str
    roman: str
    division_text: str
    location_text: str
    authority: str
    approved_on: date
    channels: str
    published_on: date
    file_no: str = ""


def register_approval(work: Work, approval: Approval) -> tuple[Filing, Announcement]:
    """Open both duties for an approval: of a street, a village, or a recognition.

    Raises:
        Forbidden: needs `heritage.notice` for the place's division. NotFound: unknown place.
        Invalid: fields `approved_on` (in the future), `authority`, `document_no`.
    """
    card = place_queries.place_card(work.session, approval.place_id)
    if card is None:
        raise NotFound("places.unknown", T("没有这个地名"))
    work.actor.require(Permission.NOTICE, card.division_path)
    faults: dict[str, list[Text]] = {}
    if approval.approved_on > china_date(work.at):
        faults["approved_on"] = [T("批准日期不能在今天之后")]
    if not approval.authority.strip():
        faults["authority"] = [T("请填写这一项")]
    number = document_number(approval.document_no) if approval.document_no.strip() else ""
    if number is None:
        faults["document_no"] = [T("请按文号的格式填写，例如 民地字〔2014〕142号")]
    if faults or number is None:
        raise Invalid(faults)
    return open_duties(work, approval, document_no=number)


def open_duties(
    work: Work, approval: Approval, *, document_no: str, recognition_id: str | None = None
) -> tuple[Filing, Announcement]:
    """Write both records with their clocks; no leave is asked: an approval causes it."""
    card = place_queries.place_cards(work.session, [approval.place_id])[approval.place_id]
    filing = Filing(
        **stamp(work),
        place_id=card.id,
        recognition_id=recognition_id,
        division_path=card.division_path,
        place_name=card.standard_name,
        authority=approval.authority,
        document_no=document_no,
        approved_on=approval.approved_on,
        due_on=due_on(approval.approved_on, FILING),
    )
    work.session.add(filing)
    work.session.flush()
    start = Start.FILING if approval.by_other_department else Start.APPROVAL
    begun = start is Start.APPROVAL
    announcement = Announcement(
        **stamp(work),
        filing_id=filing.id,
        place_id=card.id,
        division_path=card.division_path,
        starts_with=start.value,
        due_on=due_on(approval.approved_on, ANNOUNCEMENT) if begun else None,
        standard_name=card.standard_name,
        roman=card.roman_toned,
        division_text=card.division_text,
        authority=approval.authority,
        approved_on=approval.approved_on,
    )
    work.session.add(announcement)
    work.session.flush()
    after = {
        "place": card.id,
        "approved_on": approval.approved_on,
        "filing_due_on": filing.due_on,
        "announcement": announcement.id,
        "announcement_due_on": announcement.due_on,
    }
    journal.record(work, "heritage.approval_registered", ("filing", filing.id), after=after)
    return filing, announcement


def record_filing(
    work: Work, filing_id: str, *, to_body: str, filed_on: date, receipt: str
) -> Filing:
    """Record that an approval was filed; where the announcement waits for it, its clock starts.

    Raises:
        Forbidden: needs `heritage.notice`. Invalid: fields `filed_on`, `to_body`.
        Conflict: `heritage.already_filed`.
    """
    filing = work.session.get(Filing, filing_id)
    if filing is None:
        raise NotFound("heritage.unknown_filing", T("没有这条备案"))
    work.actor.require(Permission.NOTICE, filing.division_path)
    faults: dict[str, list[Text]] = {}
    if not filing.approved_on <= filed_on <= china_date(work.at):
        faults["filed_on"] = [T("备案日期应在批准日期和今天之间")]
    if not to_body.strip():
        faults["to_body"] = [T("请填写这一项")]
    if faults:
        raise Invalid(faults)
    values = {
        "to_body": to_body.strip(),
        "receipt": receipt.strip(),
        "filed_on": filed_on,
        "filed_at": work.at,
        "filed_by_name": work.actor.name,
    }
    _once(work, Filing, filing_id, col(Filing.filed_on), values, _already_filed)
    work.session.refresh(filing)
    after = {"to": filing.to_body, "filed_on": filed_on, "due_on": filing.due_on}
    journal.record(work, "heritage.filed", ("filing", filing_id), after=after)
    _start_clock(work, filing, filed_on)
    return filing


def _start_clock(work: Work, filing: Filing, filed_on: date) -> None:
    due = due_on(filed_on, ANNOUNCEMENT)
    statement = (
        update(Announcement)
        .where(col(Announcement.filing_id) == filing.id, col(Announcement.due_on).is_(None))
        .values(due_on=due)
    )
    if rowcount(work.session.exec(statement)):
        after = {"announcement_due_on": due}
        subject = ("filing", filing.id)
        journal.record(work, "heritage.announcement_clock_started", subject, after=after)


def _already_filed() -> Conflict:
    return Conflict("heritage.already_filed", T("这条备案已经登记过了"))


def publish_announcement(
    work: Work, announcement_id: str, *, text: AnnouncementText
) -> Announcement:
    """Publish an announcement with its six fields; frozen and hashed, never changed afterwards.

    Raises:
        Forbidden: needs `heritage.notice`. Invalid: every missing one of the six fields,
        `channels`, `published_on`. Conflict: `heritage.already_announced`.
    """
    row = work.session.get(Announcement, announcement_id)
    if row is None:
        raise NotFound("heritage.unknown_announcement", T("没有这份公告"))
    work.actor.require(Permission.NOTICE, row.division_path)
    _check(work, row, text)
    said = _facts(text)
    snapshot = canonical({"format": ANNOUNCEMENT_FORMAT, "announcement": row.id, **said})
    values = {
        **{name: getattr(text, name) for name in AnnouncementText.__slots__},
        "published_at": work.at,
        "published_by_name": work.actor.name,
        "snapshot": snapshot,
        "sha256": sha256_of(snapshot),
    }
    column = col(Announcement.published_on)
    _once(work, Announcement, announcement_id, column, values, _already_announced)
    work.session.refresh(row)
    after = {"published_on": row.published_on, "due_on": row.due_on, "sha256": row.sha256}
    journal.record(work, "heritage.announced", ("announcement", row.id), after=after)
    return row


def _facts(text: AnnouncementText) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name in AnnouncementText.__slots__
        for value in (getattr(text, name),)
    }


def _check(work: Work, row: Announcement, text: AnnouncementText) -> None:
    faults: dict[str, list[Text]] = {
        name: [T("公告必须写明这一项")] for name in lacking(_facts(text))
    }
    if not text.channels.strip():
        faults["channels"] = [T("请填写这一项")]
    if not row.approved_on <= text.published_on <= china_date(work.at):
        faults["published_on"] = [T("公告日期应在批准日期和今天之间")]
    if faults:
        raise Invalid(faults)


def _already_announced() -> Conflict:
    return Conflict("heritage.already_announced", T("这份公告已经发布，发布后不能改"))


def _once(
    work: Work, table: Any, row_id: str, empty: Any, values: dict[str, Any], taken: Any
) -> None:
    """Write only where nobody has yet; else the conflict."""
    statement = (
        update(table)
        .where(table.id == row_id, empty.is_(None))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if rowcount(work.session.exec(statement)) != 1:
        raise taken()
