"""Taking a field report in: exactly once for each identifier a phone made, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, Invalid
from registry.core.geo import Position
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.photos import services as photos
from registry.photos.services import Prepared
from registry.signage import queries
from registry.signage.models import FieldReport, ReportPhoto, Sign
from registry.signage.queries.signs import target_of
from registry.signage.rules.checks import distance_of, shift_suspect
from registry.signage.rules.codes import grouped
from registry.signage.rules.kinds import CaptureSource, Condition, Defect, ReportKind
from registry.signage.rules.states import (
    REPORTABLE,
    SIGN_LABELS,
    PhotoRole,
    SignState,
    SignStep,
)
from registry.signage.rules.validity import claims_installed
from registry.signage.services.moving import step_sign
from registry.signage.services.proofs import sign_found

_MOST_SKEW_S = 2_000_000_000
"""Sixty years; a phone's clock may say anything, and the column holds 31 bits."""


@dataclass(frozen=True, slots=True)
class Submission:
    """What a crew member sends, besides the two photos.

    `client_id` is a UUID made before the first attempt and kept for every retry. `position` holds
    the accuracy in metres. `phone_now` is the phone's clock at sending; it is no part of the
    content, since it differs between retries.
    """

    client_id: str
    sign_id: str
    kind: ReportKind
    condition: Condition
    captured_at: datetime
    observed_hanzi: str = ""
    observed_roman: str = ""
    defects: tuple[Defect, ...] = ()
    position: Position | None = None
    fix_age_s: int | None = None
    capture_source: CaptureSource = CaptureSource.UNKNOWN
    note: str = ""
    phone_now: datetime | None = None

    def digest(self, near: str, far: str) -> str:
        """SHA-256 over everything that was seen, the digests of both originals with it."""
        body = {**asdict(self), "near": near, "far": far}
        del body["phone_now"]
        body["defects"] = sorted(body["defects"])
        text = json.dumps(body, ensure_ascii=False, sort_keys=True, default=str)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the sender is told is stored: quoted from the database, not from the request."""

    report_id: str
    client_id: str
    sign_id: str
    received_at: datetime
    photos: dict[str, str]
    content_sha256: str
    journal_seq: int
    chain_head: str
    repeated: bool


def submit_report(work: Work, submission: Submission, *, near: Prepared, far: Prepared) -> Receipt:
    """Keep a report with its two photos; repeating it is answered with the same receipt.

    Raises:
        NotFound: `signage.sign_unknown`.
        Forbidden: outside the person's divisions.
        Conflict: `signage.client_id_taken` where the identifier holds other content (the message
            says what), `signage.not_reportable` where the sign was not made yet or was removed.
        Invalid: a picture that was used for another sign, or twice in this report.
    """
    sign = sign_found(work, submission.sign_id)
    work.actor.require(Permission.REPORT, sign.division_path)
    digest = submission.digest(near.sha256, far.sha256)
    stored = queries.report_by_client_id(work.session, submission.client_id)
    if stored is not None:
        return _repeated(work, stored, digest)
    _check_open(sign)
    _check_photos(work.session, sign, near, far)
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
    return _completed(work, sign, row, {PhotoRole.NEAR: near, PhotoRole.FAR: far})


def _repeated(work: Work, stored: FieldReport, digest: str) -> Receipt:
    if stored.content_sha256 == digest and stored.reporter_id == work.actor.id:
        return receipt_of(work.session, stored, repeated=True)
    held = queries.photos_of(work.session, [stored.id])[stored.id]
    raise Conflict(
        "signage.client_id_taken",
        T(
            "编号 %(id)s 下已经存有另一份上报：%(at)s 收到，近照 %(near)s，远照 %(far)s",
            id=stored.client_id,
            at=stored.received_at.isoformat(timespec="seconds"),
            near=held[PhotoRole.NEAR].sha256[:12],
            far=held[PhotoRole.FAR].sha256[:12],
        ),
        advice=T("先前那份没有变。请重新打开这块标志的上报页，再报一次"),
    )


def _check_open(sign: Sign) -> None:
    state = SignState(sign.state)
    if state not in REPORTABLE:
        raise Conflict(
            "signage.not_reportable",
            T("这块标志现在是“%(state)s”，还不能上报", state=SIGN_LABELS[state][1]),
        )


def _check_photos(session: Session, sign: Sign, near: Prepared, far: Prepared) -> None:
    """One picture proves one sign: the same bytes or pixels for another sign are refused."""
    if near.sha256 == far.sha256 or (near.pixel_sha256 and near.pixel_sha256 == far.pixel_sha256):
        raise Invalid({"far": [T("近照和远照是同一张照片，请另拍一张看得出周围的")]})
    uses = queries.photo_uses(
        session,
        sha256=[near.sha256, far.sha256],
        pixel_sha256=[near.pixel_sha256, far.pixel_sha256],
    )
    faults: dict[str, list[Text]] = {}
    for use in uses:
        if use.sign.id == sign.id:
            continue
        same_as_near = use.photo.sha256 == near.sha256 or (
            use.photo.pixel_sha256 == near.pixel_sha256
        )
        words = T(
            "这张照片已经用在另一块标志上：%(name)s（编码 %(code)s），%(day)s 收到",
            name=use.sign.text_hanzi,
            code=grouped(use.sign.code),
            day=use.report.received_at.date().isoformat(),
        )
        faults.setdefault("near" if same_as_near else "far", []).append(words)
    if faults:
        raise Invalid(faults)


def _row(work: Work, sign: Sign, submission: Submission, digest: str) -> FieldReport:
    requirement = (
        queries.requirement(work.session, sign.requirement_id) if sign.requirement_id else None
    )
    target, here = target_of(sign, requirement), submission.position
    skew = None
    if submission.phone_now is not None:
        skew = round((submission.phone_now - work.at).total_seconds())
        skew = max(-_MOST_SKEW_S, min(_MOST_SKEW_S, skew))
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
        capture_source=submission.capture_source.value,
        distance_m=distance_of(target, here),
        shift_suspect=shift_suspect(target, here),
        note=submission.note,
        **stamp(work),
    )


def _completed(
    work: Work, sign: Sign, row: FieldReport, prepared: dict[PhotoRole, Prepared]
) -> Receipt:
    for role, picture in prepared.items():
        photo = photos.keep(work, picture, role=role.value)
        work.session.add(
            ReportPhoto(
                report_id=row.id,
                role=role.value,
                photo_id=photo.id,
                sha256=picture.sha256,
                pixel_sha256=picture.pixel_sha256,
                phash=picture.phash,
                dhash=picture.dhash,
            )
        )
    work.session.flush()
    after = row.model_dump(exclude={"created_at", "created_by", "receipt_seq", "receipt_hash"})
    after["photos"] = {role.value: picture.sha256 for role, picture in prepared.items()}
    entry = journal.record(work, "signage.report_received", ("field_report", row.id), after=after)
    row.receipt_seq, row.receipt_hash = entry.seq, entry.hash
    work.session.add(row)
    work.session.flush()
    if sign.state == SignState.MADE and claims_installed(ReportKind(row.kind)):
        step_sign(work, sign, SignStep.CLAIM)
    return receipt_of(work.session, row)


def receipt_of(session: Session, row: FieldReport, *, repeated: bool = False) -> Receipt:
    """The receipt of a stored report, the same each time it is asked for."""
    held = queries.photos_of(session, [row.id])[row.id]
    return Receipt(
        report_id=row.id,
        client_id=row.client_id,
        sign_id=row.sign_id,
        received_at=row.received_at,
        photos={role: photo.sha256 for role, photo in sorted(held.items(), reverse=True)},
        content_sha256=row.content_sha256,
        journal_seq=row.receipt_seq or 0,
        chain_head=row.receipt_hash,
        repeated=repeated,
    )
