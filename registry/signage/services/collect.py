"""What ODK Collect sends: kept part by part, then one report by the intake of all reports."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.errors import Conflict, NotFound, TooLarge
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.photos.services import Prepared
from registry.signage.models import CollectFile, CollectSubmission
from registry.signage.queries.collect import abandoned_forms, files_of, filled_form
from registry.signage.rules.states import PhotoRole
from registry.signage.services.proofs import sign_found
from registry.signage.services.reports import check_open, own_report, receipt_of, submit_report
from registry.signage.services.submission import Receipt, Submission

MOST_UNEXPECTED = 20
"""Files that a form does not declare, for one submission."""


@dataclass(frozen=True, slots=True)
class Filled:
    """One filled-in form. `submission.client_id` is its instanceID; `xml` is kept word for word."""

    submission: Submission
    form_version: str
    device_id: str
    started_at: datetime | None
    ended_at: datetime | None
    xml: str
    near_file: str
    far_file: str

    @property
    def roles(self) -> dict[str, PhotoRole]:
        """What each declared file shows."""
        return {self.near_file: PhotoRole.NEAR, self.far_file: PhotoRole.FAR}


@dataclass(frozen=True, slots=True)
class Arrived:
    """One file of a request whose bytes are stored; `picture` where the form declares it."""

    name: str
    sha256: str
    byte_size: int
    picture: Prepared | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a submission has come. `digests` are those of the declared files that are held.

    Without a receipt and with nothing missing, the report is still to be made from the digests.
    """

    submission_id: str
    digests: Mapping[PhotoRole, str]
    missing: Sequence[str]
    unexpected: Sequence[str]
    receipt: Receipt | None


def keep_filled(work: Work, key_id: str, filled: Filled, files: Sequence[Arrived]) -> Standing:
    """Keep one request of a submission; with the last file it becomes a report.

    The same again changes nothing; a request may bring any of the files.

    Raises:
        NotFound, Forbidden: as `declare_report`.
        Conflict: `signage.collect_taken` where the identifier holds another form,
            `signage.collect_file` where a file of this name has other bytes.
        TooLarge: more undeclared files than are kept.
        Refused, Invalid, Conflict: as `submit_report`, and then nothing of this request is kept.
    """
    sign = sign_found(work, filled.submission.sign_id)
    work.actor.require(Permission.REPORT, sign.division_path)
    row = _submission(work, key_id, filled)
    added = [file for file in files if _added(work, row, filled, file)]
    if added:
        journal.record(
            work,
            "signage.collect_received",
            ("collect_submission", row.id),
            after={
                "instance": row.instance_id,
                "xml": row.xml_sha256,
                "files": {file.name: file.sha256 for file in added},
            },
        )
    pictures = {file.name: file.picture for file in files if file.picture is not None}
    near, far = pictures.get(filled.near_file), pictures.get(filled.far_file)
    if near is not None and far is not None and row.report_id is None:
        _take_in(work, row, filled.submission, near, far)
    return _standing(work, row, filled)


def take_in(work: Work, filled: Filled, *, near: Prepared, far: Prepared) -> Standing:
    """Make the report of a submission whose files came in several requests.

    Raises what `submit_report` raises; the submission then stays as it is, without a report.
    """
    row = _known(work, filled)
    if row.report_id is None:
        _take_in(work, row, filled.submission, near, far)
    return _standing(work, row, filled)


def standing_of(work: Work, filled: Filled) -> Standing:
    """How far a submission has come, from what is stored."""
    return _standing(work, _known(work, filled), filled)


def _known(work: Work, filled: Filled) -> CollectSubmission:
    row = filled_form(work.session, filled.submission.client_id)
    if row is None:
        raise NotFound("signage.report_unknown", T("没有这份上报"))
    return _same(work, row, filled)


def _submission(work: Work, key_id: str, filled: Filled) -> CollectSubmission:
    stored = filled_form(work.session, filled.submission.client_id)
    if stored is not None:
        return _same(work, stored, filled)
    sign = sign_found(work, filled.submission.sign_id)
    check_open(sign)
    row = CollectSubmission(
        **stamp(work),
        instance_id=filled.submission.client_id,
        person_id=work.actor.id or "",
        person_name=work.actor.name,
        key_id=key_id,
        sign_id=sign.id,
        division_path=sign.division_path,
        form_version=filled.form_version,
        device_id=filled.device_id,
        started_at=filled.started_at,
        ended_at=filled.ended_at,
        xml=filled.xml,
        xml_sha256=_digest(filled.xml),
        near_file=filled.near_file,
        far_file=filled.far_file,
    )
    try:
        # Two requests of one submission at once: the unique constraint decides who began it.
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError:
        return _known(work, filled)
    return row


def _digest(xml: str) -> str:
    return hashlib.sha256(xml.encode()).hexdigest()


def _same(work: Work, row: CollectSubmission, filled: Filled) -> CollectSubmission:
    if row.person_id == work.actor.id and row.xml_sha256 == _digest(filled.xml):
        return row
    raise Conflict(
        "signage.collect_taken",
        T("这个 instanceID 下已经收到另一份内容，先前那份没有变。请另填一份新的"),
    )


def _added(work: Work, row: CollectSubmission, filled: Filled, file: Arrived) -> bool:
    """Note a file; False where it was here before."""
    held = {each.name: each for each in files_of(work.session, row.id)}
    if file.name in held:
        if held[file.name].sha256 == file.sha256:
            return False
        raise Conflict(
            "signage.collect_file",
            T("文件 %(name)s 先前收到的是别的内容，先前那份没有变", name=file.name),
        )
    role = filled.roles.get(file.name)
    if role is None and sum(not each.role for each in held.values()) >= MOST_UNEXPECTED:
        raise TooLarge(
            "signage.collect_files",
            T("表单没有提到的文件最多收 %(n)d 个", n=MOST_UNEXPECTED),
        )
    work.session.add(
        CollectFile(
            submission_id=row.id,
            name=file.name,
            role=role.value if role else "",
            sha256=file.sha256,
            byte_size=file.byte_size,
            at=work.at,
        )
    )
    work.session.flush()
    return True


def _take_in(
    work: Work, row: CollectSubmission, submission: Submission, near: Prepared, far: Prepared
) -> None:
    receipt = submit_report(work, submission, near=near, far=far)
    row.report_id = receipt.report_id
    work.session.add(row)
    work.session.flush()


def _standing(work: Work, row: CollectSubmission, filled: Filled) -> Standing:
    files = {file.name: file for file in files_of(work.session, row.id)}
    receipt = None
    if row.report_id is not None:
        report = own_report(work.session, work.actor.id, row.instance_id)
        receipt = receipt_of(work.session, report)
    return Standing(
        submission_id=row.id,
        digests={role: files[name].sha256 for name, role in filled.roles.items() if name in files},
        missing=[name for name in filled.roles if name not in files],
        unexpected=[name for name, file in files.items() if not file.role],
        receipt=receipt,
    )


def drop_abandoned(work: Work, *, before: datetime) -> int:
    """Forget submissions whose files never all came; how many. The journal keeps what there was.

    `before` must lie further back than a phone may wait for signal: Collect itself keeps the form
    until everything was sent, and would begin it anew.
    """
    rows = abandoned_forms(work.session, before)
    for row in rows:
        files = files_of(work.session, row.id)
        work.session.execute(delete(CollectFile).where(col(CollectFile.submission_id) == row.id))
        work.session.delete(row)
        journal.record(
            work,
            "signage.collect_dropped",
            ("collect_submission", row.id),
            before={
                "instance": row.instance_id,
                "person": row.person_id,
                "sign": row.sign_id,
                "since": row.created_at,
                "declared": [row.near_file, row.far_file],
                "files": {file.name: file.sha256 for file in files},
            },
        )
    return len(rows)
