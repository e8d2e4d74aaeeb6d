"""实地核查: recording a visit, correcting its report, its photographs, and taking either back."""

from __future__ import annotations

from typing import BinaryIO, NoReturn

from sqlalchemy.exc import IntegrityError

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import Nomination, SiteVisit, SiteVisitPhoto, SiteVisitReport
from registry.heritage.rules import Status
from registry.heritage.rules.visits import (
    AMENDABLE,
    PHOTO_ENDINGS,
    VISITED,
    VisitSaid,
    may_visit,
    takes_part,
    visit_faults,
)
from registry.heritage.services.attaching import examined
from registry.heritage.services.moving import (
    check_seen,
    load,
    programme_of,
    require_impartial,
    require_turn,
)
from registry.photos.rules import Limits
from registry.sources.rules import FileKind
from registry.sources.services import KeptFile
from registry.storage import BlobStore


def record_visit(
    work: Work, nomination_id: str, *, said: VisitSaid, seen_version: int
) -> SiteVisit:
    """Say what was seen on the spot; it belongs to the version of the dossier that was read.

    The journal holds the hash of the report and not its words: it may name whom was asked.

    Raises:
        NotFound: unknown file. Forbidden: not a reviewer of this station in its division nor the
            bureau, one's own file, one that one keeps off or that is assigned to others.
        Conflict: the file was changed or decided since it was read.
        Refused: `heritage.not_under_review`. Invalid: `visited_on`, `place_visited`,
            `participants`, `report`, `seen-<criterion>`.
    """
    nomination = load(work, nomination_id)
    check_seen(nomination, seen_version)
    _require_visitor(work, nomination)
    _check(work, nomination, said)
    visit = SiteVisit(
        **stamp(work),
        nomination_id=nomination.id,
        version=nomination.version,
        round=nomination.round,
        station=nomination.status,
        visitor_id=work.actor.id or "",
        visitor_name=work.actor.name,
    )
    work.session.add(visit)
    work.session.flush()
    written = _write(work, visit, said, number=1)
    after = {
        "visit": visit.id,
        "visited_on": said.visited_on,
        "version": visit.version,
        "shared": said.shared,
        "report_sha256": written.sha256,
    }
    journal.record(work, "heritage.visited", ("nomination", nomination.id), after=after)
    return visit


def correct_visit(
    work: Work, visit_id: str, *, said: VisitSaid, reason: str, seen_number: int
) -> SiteVisitReport:
    """Write the report anew; the earlier text stays to be read beside it.

    Raises:
        NotFound: unknown visit. Forbidden: `heritage.not_visitor` and as `record_visit`.
        Refused: `heritage.visit_frozen`. Conflict: `heritage.visit_withdrawn`,
            `heritage.visit_corrected_meanwhile`. Invalid: as `record_visit`, `correction_reason`.
    """
    visit, nomination = _own(work, visit_id)
    last = queries.visit_reports(work.session, visit.id)[-1]
    if last.number != seen_number:
        _corrected_meanwhile()
    faults = _faults(work, nomination, said)
    if not reason.strip():
        faults["correction_reason"] = [T("请写明理由，它会留在办理记录里")]
    if faults:
        raise Invalid(faults)
    try:
        with work.session.begin_nested():
            written = _write(work, visit, said, number=last.number + 1, reason=reason.strip())
    except IntegrityError:
        _corrected_meanwhile()
    journal.record(
        work,
        "heritage.visit_corrected",
        ("nomination", nomination.id),
        before={"visit": visit.id, "report_sha256": last.sha256, "shared": last.shared},
        after={
            "visited_on": said.visited_on,
            "number": written.number,
            "report_sha256": written.sha256,
            "shared": said.shared,
        },
        reason=reason,
    )
    return written


def withdraw_visit(work: Work, visit_id: str, *, reason: str) -> SiteVisit:
    """Take a visit back: it counts for nothing and stays to be read.

    Raises:
        As `correct_visit`; the bureau may as well. Invalid: field `withdraw_reason`.
    """
    visit, nomination = _amendable(work, visit_id)
    if visit.visitor_id != work.actor.id:
        work.actor.require(Permission.DECIDE, nomination.division_path)
    if visit.withdrawn_at is not None:
        raise Conflict("heritage.visit_withdrawn", T("这次核查已经撤下"))
    visit.withdrawn_reason = _reason(reason)
    visit.withdrawn_at, visit.withdrawn_by_name = work.at, work.actor.name
    work.session.add(visit)
    work.session.flush()
    journal.record(
        work,
        "heritage.visit_withdrawn",
        ("nomination", nomination.id),
        before={"visit": visit.id},
        after={"withdrawn_at": work.at},
        reason=visit.withdrawn_reason,
    )
    return visit


def keep_visit_photo(
    store: BlobStore,
    stream: BinaryIO,
    *,
    file_name: str,
    max_bytes: int,
    photo_limits: Limits,
) -> KeptFile:
    """Look at a photograph and store it with its copies, outside any unit of work.

    Raises:
        Invalid: field `file`, with what the file really is where it is no photograph.
    """
    return examined(
        store,
        stream,
        file_name=file_name,
        max_bytes=max_bytes,
        photo_limits=photo_limits,
        check=_check_photo,
        endings=PHOTO_ENDINGS,
    )


def _check_photo(kind: FileKind) -> None:
    # Of other pictures no copy without metadata can be made, and these are shown to the applicant.
    if not kind.is_photo:
        raise Refused(
            "heritage.visit_photo_kind",
            T("%(kind)s 文件不能作核查照片", kind=kind.label),
            advice=T("接受的格式：%(formats)s", formats=", ".join(PHOTO_ENDINGS)),
        )


def add_visit_photo(work: Work, visit_id: str, kept: KeptFile, *, caption: str) -> SiteVisitPhoto:
    """Lay a stored photograph beside the report of one's own visit.

    Raises:
        As `correct_visit`; Invalid: field `caption`. Conflict: `heritage.visit_photo_exists`.
    """
    visit, nomination = _own(work, visit_id)
    if not caption.strip():
        raise Invalid({"caption": [T("请填写这一项")]})
    row = SiteVisitPhoto(
        **stamp(work),
        visit_id=visit.id,
        file_name=kept.file_name,
        media_type=kept.kind.media_type,
        size=kept.size,
        sha256=kept.sha256,
        public_sha256=kept.public_sha256,
        preview_sha256=kept.preview_sha256,
        caption=caption.strip(),
        added_by_name=work.actor.name,
    )
    try:
        # Two requests with one photograph at once: the partial unique index decides.
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError as error:
        message = T("这次核查已经有这张照片了")
        raise Conflict("heritage.visit_photo_exists", message) from error
    after = {"visit": visit.id, "photo": row.id, "sha256": row.sha256, "size": row.size}
    journal.record(work, "heritage.visit_photo_added", ("nomination", nomination.id), after=after)
    return row


def withdraw_visit_photo(work: Work, photo_id: str, *, reason: str) -> SiteVisitPhoto:
    """Take a photograph back; row and bytes stay.

    Raises:
        NotFound: unknown photograph; else as `correct_visit`. Invalid: field `withdraw_reason`.
    """
    row = queries.visit_photo_row(work.session, photo_id)
    if row is None:
        raise NotFound("heritage.unknown_visit_photo", T("没有这张核查照片"))
    visit, nomination = _own(work, row.visit_id)
    if row.withdrawn_at is not None:
        raise Conflict("heritage.visit_photo_withdrawn", T("这张照片已经撤下"))
    row.withdrawn_reason = _reason(reason)
    row.withdrawn_at, row.withdrawn_by_name = work.at, work.actor.name
    work.session.add(row)
    work.session.flush()
    journal.record(
        work,
        "heritage.visit_photo_withdrawn",
        ("nomination", nomination.id),
        before={"visit": visit.id, "photo": row.id, "sha256": row.sha256},
        after={"withdrawn_at": work.at},
        reason=row.withdrawn_reason,
    )
    return row


def _require_visitor(work: Work, nomination: Nomination) -> None:
    status = Status(nomination.status)
    path = nomination.division_path
    require_impartial(work, nomination)
    if status not in VISITED:
        if not takes_part(work.actor, path):
            work.actor.require(Permission.DECIDE, path)
        raise Refused(
            "heritage.not_under_review",
            T("这份申报现在不在审核或评审环节，不能记录实地核查"),
        )
    leave = queries.leave_at(work.session, nomination, status)
    compiler = nomination.compiler_id
    if leave is not None and not may_visit(
        work.actor, compiler_id=compiler, leave=leave, division_path=path
    ):
        work.actor.require(leave.permission, leave.path)
    if not work.actor.may(Permission.DECIDE, path):
        require_turn(work, nomination)


def _own(work: Work, visit_id: str) -> tuple[SiteVisit, Nomination]:
    """A visit for the person who made it, where it can still be changed."""
    visit, nomination = _amendable(work, visit_id)
    if visit.visitor_id != work.actor.id:
        raise Forbidden("heritage.not_visitor", T("只有去核查的人可以这样做"))
    if visit.withdrawn_at is not None:
        raise Conflict("heritage.visit_withdrawn", T("这次核查已经撤下"))
    return visit, nomination


def _amendable(work: Work, visit_id: str) -> tuple[SiteVisit, Nomination]:
    visit = work.session.get(SiteVisit, visit_id, populate_existing=True)
    if visit is None:
        raise NotFound("heritage.unknown_visit", T("没有这次实地核查"))
    nomination = load(work, visit.nomination_id)
    require_impartial(work, nomination)
    if not takes_part(work.actor, nomination.division_path):
        work.actor.require(Permission.DECIDE, nomination.division_path)
    if Status(nomination.status) not in AMENDABLE:
        raise Refused(
            "heritage.visit_frozen",
            T("公示以后核查报告是定稿，不能再改"),
            advice=T("需要补充时，请退回补证，或写内部备注。"),
        )
    return visit, nomination


def _faults(work: Work, nomination: Nomination, said: VisitSaid) -> dict[str, list[Text]]:
    _programme, rules = programme_of(work, nomination)
    return visit_faults(
        said,
        today=china_date(work.at),
        started_on=china_date(nomination.created_at),
        criteria={one.key for one in rules.criteria},
    )


def _check(work: Work, nomination: Nomination, said: VisitSaid) -> None:
    if faults := _faults(work, nomination, said):
        raise Invalid(faults)


def _write(
    work: Work, visit: SiteVisit, said: VisitSaid, *, number: int, reason: str = ""
) -> SiteVisitReport:
    row = SiteVisitReport(
        **stamp(work),
        visit_id=visit.id,
        number=number,
        visited_on=said.visited_on,
        place_visited=said.place_visited.strip(),
        participants=said.participants.strip(),
        report=said.report.strip(),
        observations=dict(said.observations),
        shared=said.shared,
        reason=reason,
        written_by_name=work.actor.name,
        sha256=said.sha256,
    )
    work.session.add(row)
    work.session.flush()
    return row


def _reason(reason: str) -> str:
    if not reason.strip():
        raise Invalid({"withdraw_reason": [T("请写明理由，它会留在办理记录里")]})
    return reason.strip()


def _corrected_meanwhile() -> NoReturn:
    raise Conflict(
        "heritage.visit_corrected_meanwhile",
        T("这份报告在您打开以后已经更正过"),
        advice=T("您写的内容没有写入。请看过最新的报告再更正。"),
    )
