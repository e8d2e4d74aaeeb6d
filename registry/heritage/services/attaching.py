"""附件: taking a stored file into a dossier, and taking one back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from sqlalchemy.exc import IntegrityError

from registry.core import journal
from registry.core.errors import Conflict, Invalid, NotFound, Refused, TooLarge
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work
from registry.heritage import queries
from registry.heritage.models import Attachment, AttachmentPast, Nomination
from registry.heritage.rules import RuleSet
from registry.heritage.rules.attachments import (
    ACCEPTED,
    ACCEPTED_ENDINGS,
    is_accepted,
    kind_faults,
    saying_faults,
)
from registry.heritage.services.drafting import require_editable
from registry.heritage.services.moving import check_seen, compare_and_set, load, programme_of
from registry.photos.rules import Limits
from registry.sources import services as sources
from registry.sources.rules import FileKind
from registry.sources.services import KeptFile
from registry.storage import BlobStore


@dataclass(frozen=True, slots=True)
class AttachmentSaid:
    """What the compiler says of a file."""

    caption: str
    licence: str
    consent: str = ""
    shows_people: bool = False
    serves: str = ""
    public: bool = False


def keep_attachment(
    store: BlobStore,
    stream: BinaryIO,
    *,
    file_name: str,
    max_bytes: int,
    photo_limits: Limits,
) -> KeptFile:
    """Look at a file and store it, outside any unit of work: bytes before row.

    Raises:
        Invalid: field `file`, with what the file really is where it lies or is none of ours.
    """
    return examined(
        store,
        stream,
        file_name=file_name,
        max_bytes=max_bytes,
        photo_limits=photo_limits,
        check=_check,
        endings=ACCEPTED_ENDINGS,
    )


def examined(
    store: BlobStore,
    stream: BinaryIO,
    *,
    file_name: str,
    max_bytes: int,
    photo_limits: Limits,
    check: Callable[[FileKind], None],
    endings: Sequence[str],
) -> KeptFile:
    """`sources.services.keep_file`, its refusals told as a fault of the field `file`.

    Raises:
        Invalid: field `file`.
    """
    try:
        return sources.keep_file(
            store,
            stream,
            file_name=file_name,
            max_bytes=max_bytes,
            photo_limits=photo_limits,
            check=check,
            endings=endings,
        )
    except (Refused, TooLarge) as problem:
        told = [problem.message, *([problem.advice] if problem.advice else [])]
        raise Invalid({"file": told}) from problem


def _check(kind: FileKind) -> None:
    if not is_accepted(kind):
        raise Refused(
            "heritage.attachment_kind",
            T("%(kind)s 文件不能作附件", kind=kind.label),
            advice=T("接受的格式：%(formats)s", formats=", ".join(ACCEPTED_ENDINGS)),
        )


def require_attachable(work: Work, nomination_id: str, said: AttachmentSaid) -> Nomination:
    """The file of this compiler, where it may be attached to and what is said is sound.

    Raises:
        NotFound, Forbidden, Refused: as `update_draft`. Invalid: fields `consent`, `public`,
            `serves`.
    """
    nomination = load(work, nomination_id)
    require_editable(nomination, work.actor)
    _programme, rules = programme_of(work, nomination)
    if faults := said_faults(said, rules):
        raise Invalid(faults)
    return nomination


def said_faults(said: AttachmentSaid, rules: RuleSet) -> dict[str, list[Text]]:
    """What is wrong with what is said of a file under these rules, by field."""
    faults = saying_faults(
        licence=said.licence,
        consent=said.consent,
        shows_people=said.shows_people,
        public=said.public,
    )
    if said.serves and said.serves not in rules.attachments:
        faults["serves"] = [T("这个名录没有要求这一项附件；请重新选择")]
    return faults


def attach(work: Work, nomination_id: str, kept: KeptFile, said: AttachmentSaid) -> Attachment:
    """Take a stored file into the dossier, which becomes a new version by it.

    Raises:
        As `require_attachable`; Conflict: `heritage.attachment_exists`, the same bytes once more.
    """
    nomination = require_attachable(work, nomination_id, said)
    if faults := kind_faults(kept.kind, consent=said.consent, public=said.public):
        raise Invalid(faults)
    # Adding a file writes over nobody's words, so that no page has to say which version it read.
    compare_and_set(work, nomination, nomination.version)
    row = _row(work, nomination, kept, said)
    try:
        # Two requests with one file at once: the partial unique index decides.
        with work.session.begin_nested():
            work.session.add(row)
            work.session.flush()
    except IntegrityError as error:
        message = T("这份申报已经有这个文件了")
        raise Conflict("heritage.attachment_exists", message) from error
    journal.record(
        work,
        "heritage.attached",
        ("nomination", nomination_id),
        after={
            "attachment": row.id,
            "media_type": row.media_type,
            "size": row.size,
            "sha256": row.sha256,
            "licence": row.licence,
            "serves": row.serves,
            "public": row.public,
        },
    )
    return row


def _row(work: Work, nomination: Nomination, kept: KeptFile, said: AttachmentSaid) -> Attachment:
    return Attachment(
        **stamp(work),
        nomination_id=nomination.id,
        file_name=kept.file_name,
        media_type=kept.kind.media_type,
        size=kept.size,
        sha256=kept.sha256,
        public_sha256=kept.public_sha256,
        preview_sha256=kept.preview_sha256,
        caption=said.caption,
        licence=said.licence,
        shows_people=said.shows_people,
        consent=said.consent,
        serves=said.serves,
        public=said.public,
        added_by_name=work.actor.name,
        version=nomination.version,
    )


#: What may be corrected of a file; its bytes are another file.
_SAID = ("caption", "licence", "consent", "shows_people", "serves", "public")


def correct_attachment(
    work: Work, attachment_id: str, *, said: AttachmentSaid, reason: str, seen_version: int
) -> Attachment:
    """Say something else of a file in a dossier that is being written; the earlier words are kept.

    The dossier becomes a new version by it, so that votes on it are asked for anew where what is
    said counts. The same words again write nothing. Who consented is a person's matter: the
    journal says that it changed, the kept row says how.

    Raises:
        NotFound: `heritage.unknown_attachment`. Forbidden, Refused: as `update_draft`.
        Conflict: `heritage.attachment_withdrawn`, or the dossier was changed since it was read.
        Invalid: fields `consent`, `public`, `serves`, `correction_reason`.
    """
    row, nomination = _standing(work, attachment_id)
    check_seen(nomination, seen_version)
    after = {name: getattr(said, name) for name in _SAID}
    before = {name: getattr(row, name) for name in _SAID}
    changed = [name for name in _SAID if before[name] != after[name]]
    if not changed:
        return row
    _check_correction(work, nomination, row, said, reason)
    compare_and_set(work, nomination, seen_version)
    past = AttachmentPast(
        **stamp(work),
        **before,
        attachment_id=row.id,
        number=len(queries.attachment_past(work.session, [row.id]).get(row.id, ())) + 1,
        corrected_by_name=work.actor.name,
        reason=reason.strip(),
    )
    for name, value in after.items():
        setattr(row, name, value)
    row.version = nomination.version
    work.session.add_all([past, row])
    work.session.flush()
    shown = [name for name in changed if name != "consent"]
    journal.record(
        work,
        "heritage.attachment_corrected",
        ("nomination", row.nomination_id),
        before={"attachment": row.id, **{name: before[name] for name in shown}},
        after={"changed": changed, **{name: after[name] for name in shown}},
        reason=past.reason,
    )
    return row


def _standing(work: Work, attachment_id: str) -> tuple[Attachment, Nomination]:
    """A file that is in a dossier, and the dossier while its compiler may write it."""
    row = queries.attachment_row(work.session, attachment_id)
    if row is None:
        raise NotFound("heritage.unknown_attachment", T("没有这个附件"))
    nomination = load(work, row.nomination_id)
    require_editable(nomination, work.actor)
    if row.withdrawn_at is not None:
        raise Conflict("heritage.attachment_withdrawn", T("这个附件已经撤下"))
    return row, nomination


def _check_correction(
    work: Work, nomination: Nomination, row: Attachment, said: AttachmentSaid, reason: str
) -> None:
    _programme, rules = programme_of(work, nomination)
    faults = said_faults(said, rules)
    kind = next((one for one in ACCEPTED if one.media_type == row.media_type), None)
    if kind is not None:
        for name, told in kind_faults(kind, consent=said.consent, public=said.public).items():
            faults.setdefault(name, []).extend(told)
    if not reason.strip():
        faults["correction_reason"] = [T("请写明理由，它会留在办理记录里")]
    if faults:
        raise Invalid(faults)


def withdraw_attachment(work: Work, attachment_id: str, *, reason: str) -> Attachment:
    """Take a file out of a dossier that is being written; it stays in its past.

    Raises:
        NotFound: `heritage.unknown_attachment`. Forbidden, Refused: as `update_draft`.
        Conflict: `heritage.attachment_withdrawn`. Invalid: field `withdraw_reason`.
    """
    row, nomination = _standing(work, attachment_id)
    if not reason.strip():
        raise Invalid({"withdraw_reason": [T("请写明理由，它会留在办理记录里")]})
    compare_and_set(work, nomination, nomination.version)
    row.withdrawn_at = work.at
    row.withdrawn_by_name = work.actor.name
    row.withdrawn_reason = reason.strip()
    work.session.add(row)
    work.session.flush()
    journal.record(
        work,
        "heritage.attachment_withdrawn",
        ("nomination", row.nomination_id),
        before={"attachment": row.id, "sha256": row.sha256},
        after={"withdrawn_at": work.at},
        reason=row.withdrawn_reason,
    )
    return row
