"""Taking a field report in: declared first, then each photo, exactly once for each identifier."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, NotFound
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.photos import services as photos
from registry.photos.services import Prepared
from registry.signage import queries
from registry.signage.models import DeclaredPhoto, FieldReport, ReportPhoto, Sign
from registry.signage.queries.signs import target_of
from registry.signage.rules.checks import distance_of, shift_suspect
from registry.signage.rules.first_steps import what_first
from registry.signage.rules.fixes import skew_s
from registry.signage.rules.kinds import ReportKind
from registry.signage.rules.states import (
    REPORTABLE,
    SIGN_LABELS,
    PhotoRole,
    ReportStatus,
    SignState,
    SignStep,
)
from registry.signage.rules.validity import claims_installed
from registry.signage.services.checking import ask_checks
from registry.signage.services.moving import step_sign
from registry.signage.services.parts import check_not_withdrawn, drop_parts
from registry.signage.services.pictures import check_files, check_photos, check_pixels
from registry.signage.services.proofs import sign_found
from registry.signage.services.submission import Declaration, Declared, Receipt, Submission


def submit_report(
    work: Work,
    submission: Submission,
    *,
    near: Prepared,
    far: Prepared,
    extra: Mapping[PhotoRole, Prepared] = MappingProxyType({}),
) -> Receipt:
    """Keep a report with its photos at once; repeating it is answered with the same receipt.

    The same steps as of a phone that sends piece by piece, in one unit of work. Raises what
    `declare_report` and `attach_photo` raise.
    """
    pictures = {PhotoRole.NEAR: near, PhotoRole.FAR: far, **extra}
    declared = {role: Declared(each.sha256, each.byte_size) for role, each in pictures.items()}
    if queries.report_by_client_id(work.session, submission.client_id) is None:
        sign = sign_found(work, submission.sign_id)
        work.actor.require(Permission.REPORT, sign.division_path)
        check_open(sign)
        check_photos(work.session, sign, pictures, submission.shared_sign_id)
    receipt = declare_report(work, submission, declared)
    was_whole = not receipt.missing
    for picture in pictures.values():
        receipt = attach_photo(work, submission.client_id, picture)
    row = own_report(work.session, work.actor.id, submission.client_id)
    return receipt_of(work.session, row, repeated=was_whole)


def declare_report(work: Work, submission: Submission, declared: Declaration) -> Receipt:
    """Keep what was seen and which photos will come; the report is incomplete until they have.

    Repeating it is answered with what is stored by now. `declared` names near and far, and what
    else was taken.

    Raises:
        NotFound: `signage.sign_unknown`.
        Forbidden: outside the person's divisions.
        Conflict: `signage.client_id_taken` where the identifier holds other content (the message
            says what), `signage.not_reportable` where the sign was not made yet or was removed.
        Invalid: a picture that was used for another sign, or twice in this report.
    """
    sign = sign_found(work, submission.sign_id)
    work.actor.require(Permission.REPORT, sign.division_path)
    digest = submission.digest({role: each.sha256 for role, each in declared.items()})
    stored = queries.report_by_client_id(work.session, submission.client_id)
    if stored is not None:
        return _repeated(work, stored, digest)
    check_open(sign)
    if submission.shared_sign_id is not None:
        sign_found(work, submission.shared_sign_id)
    check_files(work.session, sign, declared, submission.shared_sign_id)
    row = _row(work, sign, submission, digest)
    try:
        # Two copies of one request may arrive at once: the unique constraint decides, not the look
        # above. The savepoint keeps the unit of work usable for the one that lost.
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError:
        stored = queries.report_by_client_id(work.session, submission.client_id)
        if stored is None:
            raise
        return _repeated(work, stored, digest)
    return _declared(work, row, declared)


def _declared(work: Work, row: FieldReport, declared: Declaration) -> Receipt:
    for role, each in declared.items():
        work.session.add(
            DeclaredPhoto(
                report_id=row.id, role=role.value, sha256=each.sha256, byte_size=each.byte_size
            )
        )
    work.session.flush()
    after = row.model_dump(exclude=_NOT_CONTENT)
    after["photos"] = {role.value: each.sha256 for role, each in declared.items()}
    return receipted(work, row, "signage.report_declared", after)


_NOT_CONTENT = {"created_at", "created_by", "receipt_seq", "receipt_hash"}


def receipted(
    work: Work,
    row: FieldReport,
    verb: str,
    after: Mapping[str, object],
    *,
    declared: Mapping[str, DeclaredPhoto] | None = None,
) -> Receipt:
    """Write the journal entry that the sender is given as a receipt from now on."""
    entry = journal.record(work, verb, ("field_report", row.id), after=after)
    row.receipt_seq, row.receipt_hash = entry.seq, entry.hash
    work.session.add(row)
    work.session.flush()
    return receipt_of(work.session, row, declared=declared)


def attach_photo(work: Work, client_id: str, picture: Prepared) -> Receipt:
    """Attach a stored photo to the report that declared its bytes; the last one completes it.

    Repeating it is answered with what is stored by now.

    Raises:
        NotFound: `signage.report_unknown` where this person declared no such report,
            `signage.photo_not_declared` where the report did not declare these bytes.
        Conflict: `signage.report_withdrawn`.
        Invalid: `photo`: the pixels were used for another sign, or for the other photo.
    """
    row = own_report(work.session, work.actor.id, client_id)
    work.actor.require(Permission.REPORT, row.division_path)
    check_not_withdrawn(row)
    return attach_examined(work, row, picture)


def attach_examined(work: Work, row: FieldReport, picture: Prepared) -> Receipt:
    """`attach_photo` for a report whose sender has been looked at before."""
    declared = queries.declared_of(work.session, row.id)
    role = role_in(declared, picture.sha256)
    held = queries.photos_of(work.session, [row.id])[row.id]
    if role in held:
        return receipt_of(work.session, row, repeated=True)
    check_pixels(work.session, row, role, picture, held)
    try:
        with work.session.begin_nested():
            _attach(work, row, role, picture)
    except IntegrityError:
        if role not in queries.photos_of(work.session, [row.id])[row.id]:
            raise
        return receipt_of(work.session, row, repeated=True)
    if declared[role].arrived_at is None:
        declared[role].arrived_at = work.at
        drop_parts(work, row.id, picture.sha256)
    # What kept it from being opened before is over, such as another report that used it.
    declared[role].fault = ""
    is_whole = {role, *held} == set(declared)
    return _complete(work, row) if is_whole else receipt_of(work.session, row)


def _attach(work: Work, row: FieldReport, role: str, picture: Prepared) -> None:
    photo = photos.keep(work, picture, role=role)
    work.session.add(
        ReportPhoto(
            report_id=row.id,
            role=role,
            photo_id=photo.id,
            sha256=picture.sha256,
            pixel_sha256=picture.pixel_sha256,
            phash=picture.phash,
            dhash=picture.dhash,
        )
    )
    work.session.flush()


def _complete(work: Work, row: FieldReport) -> Receipt:
    row.status, row.photo_fault = ReportStatus.RECEIVED.value, ""
    row.completed_at = row.completed_at or work.at
    after = row.model_dump(exclude=_NOT_CONTENT)
    after["photos"] = receipt_of(work.session, row).photos
    done = receipted(work, row, "signage.report_received", after)
    ask_checks(work, row.id)
    sign = sign_found(work, row.sign_id)
    if sign.state == SignState.MADE and claims_installed(ReportKind(row.kind)):
        step_sign(work, sign, SignStep.CLAIM)
    return done


def own_report(session: Session, person_id: str | None, client_id: str) -> FieldReport:
    """The report this person declared under an identifier; NotFound `signage.report_unknown`."""
    row = queries.report_by_client_id(session, client_id)
    if row is None or row.reporter_id != person_id:
        raise NotFound("signage.report_unknown", T("没有这份上报"))
    return row


def declared_photo(session: Session, row: FieldReport, sha256: str) -> DeclaredPhoto:
    """The photo that a report declared by these bytes; NotFound `signage.photo_not_declared`."""
    declared = queries.declared_of(session, row.id)
    return declared[role_in(declared, sha256)]


def role_in(declared: Mapping[str, DeclaredPhoto], sha256: str) -> str:
    """The role of these bytes among declared photos; NotFound `signage.photo_not_declared`."""
    for role, each in declared.items():
        if each.sha256 == sha256:
            return role
    raise NotFound("signage.photo_not_declared", T("这份上报没有申报这张照片"))


def _repeated(work: Work, stored: FieldReport, digest: str) -> Receipt:
    is_own = stored.reporter_id == work.actor.id
    if stored.content_sha256 == digest and is_own:
        return receipt_of(work.session, stored, repeated=True)
    declared = queries.declared_of(work.session, stored.id)
    raise Conflict(
        "signage.client_id_taken",
        T(
            "编号 %(id)s 下已经存有另一份上报：%(at)s 收到，近照 %(near)s，远照 %(far)s",
            id=stored.client_id,
            at=stored.received_at.isoformat(timespec="seconds"),
            near=declared[PhotoRole.NEAR].sha256[:12],
            far=declared[PhotoRole.FAR].sha256[:12],
        ),
        advice=T("先前那份没有变。请重新打开这块标志的上报页，再报一次"),
        stored={
            "received_at": stored.received_at.isoformat(),
            "content_sha256": stored.content_sha256,
            "photos": {role: each.sha256 for role, each in declared.items()},
        }
        if is_own
        else None,
    )


def check_open(sign: Sign) -> None:
    """Conflict `signage.not_reportable` unless a crew may report on a sign in this state."""
    state = SignState(sign.state)
    if state not in REPORTABLE:
        raise Conflict(
            "signage.not_reportable",
            T("这块标志现在是“%(state)s”，还不能上报", state=SIGN_LABELS[state][1]),
            advice=what_first(state, SignStep.VERIFY),
        )


def _row(work: Work, sign: Sign, submission: Submission, digest: str) -> FieldReport:
    requirement = (
        queries.requirement(work.session, sign.requirement_id) if sign.requirement_id else None
    )
    target, here = target_of(sign, requirement), submission.position
    skew = skew_s(submission.phone_now, work.at) if submission.phone_now else None
    return FieldReport(
        client_id=submission.client_id,
        content_sha256=digest,
        sign_id=sign.id,
        place_id=sign.place_id,
        division_path=sign.division_path,
        reporter_id=work.actor.id,
        reporter_name=work.actor.name,
        kind=submission.kind.value,
        condition=submission.condition.value,
        defects=sorted(defect.value for defect in submission.defects),
        observed_hanzi=submission.observed_hanzi,
        observed_roman=submission.observed_roman,
        captured_at=submission.captured_at,
        received_at=work.at,
        clock_skew_s=skew,
        lon=here.lon if here else None,
        lat=here.lat if here else None,
        accuracy_m=here.accuracy_m if here else None,
        fix_age_s=submission.fix_age_s,
        fixes=[asdict(fix) for fix in submission.fixes],
        capture_source=submission.capture_source.value,
        distance_m=distance_of(target, here),
        shift_suspect=shift_suspect(target, here),
        note=submission.note,
        shared_sign_id=submission.shared_sign_id,
        client=submission.client,
        mock_position=submission.mock_position,
        status=ReportStatus.INCOMPLETE.value,
        **stamp(work),
    )


def receipt_of(
    session: Session,
    row: FieldReport,
    *,
    repeated: bool = False,
    declared: Mapping[str, DeclaredPhoto] | None = None,
) -> Receipt:
    """The receipt of a stored report, the same each time it is asked for.

    `declared` are its declared photos where the caller has just read them.
    """
    declared = queries.declared_of(session, row.id) if declared is None else declared
    held = {role: each.sha256 for role, each in declared.items() if each.arrived_at is not None}
    return Receipt(
        report_id=row.id,
        client_id=row.client_id,
        sign_id=row.sign_id,
        status=row.shown_status,
        received_at=row.received_at,
        completed_at=row.completed_at,
        photos=held,
        declared={role: Declared(each.sha256, each.byte_size) for role, each in declared.items()},
        offsets=queries.offsets_of(session, row.id) if len(held) < len(declared) else {},
        fault=row.photo_fault,
        content_sha256=row.content_sha256,
        journal_seq=row.receipt_seq or 0,
        chain_head=row.receipt_hash,
        repeated=repeated,
    )
