"""会签: recording each department's consent with its paper, and taking back what was wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import DepartmentConsent, Nomination
from registry.heritage.queries import NoticeView
from registry.heritage.rules import Status
from registry.heritage.rules.signing import signing_faults
from registry.heritage.services.moving import load, programme_of, require_impartial
from registry.sources import queries as source_queries
from registry.sources import services as source_services
from registry.sources.rules import SourceType
from registry.sources.services import PreparedFile


@dataclass(frozen=True, slots=True)
class ConsentPaper:
    """A paper by which one department, or several together, consent."""

    departments: tuple[str, ...]
    consent_no: str
    signed_on: date


def record_consent(
    work: Work, nomination_id: str, *, paper: ConsentPaper, scan: PreparedFile
) -> list[DepartmentConsent]:
    """Record that departments named in the rules consent to what the present notice shows.

    The scan becomes a document of the register, private until somebody publishes it; several
    departments may sign one paper, at once or one after another.

    Raises:
        Forbidden: needs `heritage.decide` for the division, and not one's own file.
        Refused: `heritage.not_under_notice`, `heritage.no_sign_off` (nobody has to sign).
        Invalid: fields `departments`, `consent_no`, `signed_on`.
    """
    nomination, notice = _under_notice(work, nomination_id)
    _programme, rules = programme_of(work, nomination)
    if not rules.departments:
        raise Refused("heritage.no_sign_off", T("这个名录不要会签"))
    standing = queries.sign_off(work.session, nomination, rules)
    faults = signing_faults(
        rules.departments,
        chosen=paper.departments,
        signed=frozenset(row.department for row in standing.signed),
        consent_no=paper.consent_no,
        signed_on=paper.signed_on,
        today=china_date(work.at),
    )
    if faults:
        raise Invalid(faults)
    written = _rows(work, notice, paper, scan)
    work.session.flush()
    after = {
        "departments": [row.department for row in written],
        "document_no": paper.consent_no,
        "notice": notice.id,
        "sha256": scan.sha256,
    }
    journal.record(work, "heritage.consented", ("nomination", nomination.id), after=after)
    return written


def _rows(
    work: Work, notice: NoticeView, paper: ConsentPaper, scan: PreparedFile
) -> list[DepartmentConsent]:
    source_id, file_id = _kept(work, notice, paper, scan)
    rows = [
        DepartmentConsent(
            **stamp(work),
            nomination_id=notice.nomination_id,
            notice_id=notice.id,
            department=department,
            document_no=paper.consent_no,
            signed_on=paper.signed_on,
            source_id=source_id,
            file_id=file_id,
            sha256=scan.sha256,
            recorded_by_name=work.actor.name,
        )
        for department in dict.fromkeys(paper.departments)
    ]
    work.session.add_all(rows)
    return rows


def _kept(
    work: Work, notice: NoticeView, paper: ConsentPaper, scan: PreparedFile
) -> tuple[str, str]:
    """The document of the paper and the file of its scan; both are reused by who signs it later."""
    known = queries.consent_by_number(work.session, notice.id, paper.consent_no)
    source_id = (
        known.source_id
        if known
        else source_services.add_source(
            work, source_type=SourceType.ARCHIVE, title=f"{paper.consent_no} 会签意见"
        ).id
    )
    same = source_queries.file_with_digest(work.session, source_id, scan.sha256)
    if same is not None:
        return source_id, same
    return source_id, source_services.attach_file(work, source_id, scan, caption="会签").id


def withdraw_consent(work: Work, consent_id: str, *, reason: str) -> DepartmentConsent:
    """Take back a consent that was recorded wrongly or that the department has taken back.

    Raises:
        NotFound: `heritage.unknown_consent`. Forbidden: as `record_consent`.
        Refused: `heritage.not_under_notice`. Conflict: `heritage.consent_withdrawn`.
        Invalid: field `withdraw_reason`.
    """
    row = queries.consent(work.session, consent_id)
    if row is None:
        raise NotFound("heritage.unknown_consent", T("没有这条会签"))
    nomination, notice = _under_notice(work, row.nomination_id)
    if row.withdrawn_at is not None or row.notice_id != notice.id:
        raise Conflict("heritage.consent_withdrawn", T("这条会签已经撤下"))
    if not reason.strip():
        raise Invalid({"withdraw_reason": [T("请写明理由，它会留在办理记录里")]})
    row.withdrawn_at = work.at
    row.withdrawn_by_name = work.actor.name
    row.withdrawn_reason = reason.strip()
    work.session.add(row)
    work.session.flush()
    journal.record(
        work,
        "heritage.consent_withdrawn",
        ("nomination", nomination.id),
        before={"department": row.department, "document_no": row.document_no},
        after={"withdrawn_at": work.at},
        reason=reason,
    )
    return row


def _under_notice(work: Work, nomination_id: str) -> tuple[Nomination, NoticeView]:
    """A file under notice on which this person may act, and its notice."""
    nomination = load(work, nomination_id)
    work.actor.require(Permission.DECIDE, nomination.division_path)
    require_impartial(work, nomination)
    notice = queries.current_notice(work.session, nomination.id)
    if nomination.status != Status.NOTICE or notice is None:
        message = T("只有在公示期间到决定以前可以会签")
        advice = T("各部门会签的是公示的内容；退回后再公示，要重新会签。")
        raise Refused("heritage.not_under_notice", message, advice=advice)
    return nomination, notice
