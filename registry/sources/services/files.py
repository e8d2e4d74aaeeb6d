"""Files of sources: what they are by their own bytes, stored first, then a row."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from sqlmodel import select

from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.clock import china_date
from registry.core.errors import Conflict, Invalid, NotFound, Refused, TooLarge
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.photos import services as photos
from registry.photos.rules import Limits
from registry.sources.models import Source, SourceFile
from registry.sources.rules import (
    FILE_ROLE_LABELS,
    FileKind,
    FileRole,
    foreign_label,
    is_named_as,
    publication_faults,
    role_fits,
    safe_name,
    sniff,
)
from registry.sources.rules.file import ACCEPTED_ENDINGS, HEAD, OLD_OFFICE
from registry.sources.services.sources import require_add, require_keeper
from registry.storage import BlobStore, digest_of

_MOST_MEMBERS = 10_000
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file whose bytes are durably stored, whatever it is for; no row points at it yet."""

    file_name: str
    kind: FileKind
    size: int
    sha256: str
    public_sha256: str = ""
    preview_sha256: str = ""


@dataclass(frozen=True, slots=True)
class PreparedFile:
    """A file whose bytes are durably stored and which no row points at yet."""

    role: FileRole
    file_name: str
    media_type: str
    size: int
    sha256: str
    public_sha256: str = ""
    preview_sha256: str = ""


def prepare_file(
    store: BlobStore,
    stream: BinaryIO,
    *,
    file_name: str,
    role: FileRole | str,
    max_bytes: int,
    photo_limits: Limits,
) -> PreparedFile:
    """Look at an uploaded file and store it: outside any transaction, bytes before row.

    The stream must be seekable; it is read in pieces. Pictures go through the intake of
    photographs, which makes copies without metadata for the public.

    Raises:
        Refused: `sources.file_empty`, `sources.file_unknown`, `sources.file_misnamed`,
            `sources.file_role`, or a `photos.…` code for a picture that cannot be read.
        TooLarge: `sources.file_too_large`.
    """
    wanted = FileRole(role)

    def check(kind: FileKind) -> None:
        if not role_fits(wanted, kind):
            raise _wrong_role(wanted, kind)

    kept = keep_file(
        store,
        stream,
        file_name=file_name,
        max_bytes=max_bytes,
        photo_limits=photo_limits,
        check=check,
    )
    return PreparedFile(
        wanted,
        kept.file_name,
        kept.kind.media_type,
        kept.size,
        kept.sha256,
        kept.public_sha256,
        kept.preview_sha256,
    )


def keep_file(
    store: BlobStore,
    stream: BinaryIO,
    *,
    file_name: str,
    max_bytes: int,
    photo_limits: Limits,
    check: Callable[[FileKind], None],
    endings: Sequence[str] = ACCEPTED_ENDINGS,
) -> KeptFile:
    """Look at a file and store it, for whoever gives files a row of their own.

    `check` is asked about the format before anything is stored, and raises where it will not do;
    `endings` are what a message then names as accepted. Otherwise as `prepare_file`.
    """
    name = safe_name(file_name)
    size = _checked_size(stream, max_bytes)
    kind = _kind_of(stream, name, endings)
    check(kind)
    stream.seek(0)
    if kind.is_photo:
        photo = photos.prepare(store, stream, limits=photo_limits)
        return KeptFile(name, kind, size, photo.sha256, photo.large_key, photo.small_key)
    digest = digest_of(stream)
    stream.seek(0)
    store.put(digest, stream)
    return KeptFile(name, kind, size, digest)


def _checked_size(stream: BinaryIO, max_bytes: int) -> int:
    size = stream.seek(0, 2)
    stream.seek(0)
    if size == 0:
        raise Refused(
            "sources.file_empty", T("文件是空的"), advice=T("请检查文件能否打开，再重新选择")
        )
    if size > max_bytes:
        raise TooLarge(
            "sources.file_too_large",
            T(
                "文件约 %(size)d MB，超过了 %(limit)d MB 的上限",
                size=-(-size // _MEGABYTE),
                limit=max_bytes // _MEGABYTE,
            ),
            advice=T("请分成几个文件，或降低扫描的分辨率"),
        )
    return size


def _kind_of(stream: BinaryIO, name: str, endings: Sequence[str]) -> FileKind:
    head = stream.read(HEAD)
    kind = sniff(head, lambda: _members(stream))
    if kind is None:
        label = foreign_label(head)
        raise Refused(
            "sources.file_unknown",
            T("认不出这个文件的格式")
            if label is None
            else T("%(name)s 的内容是%(kind)s，这里不收", name=name, kind=label),
            advice=T("请用 WPS 或 Office 打开，另存为 PDF 或 DOCX、XLSX 再交；旧格式里可能藏有宏")
            if head.startswith(OLD_OFFICE)
            else T("接受的格式：%(formats)s", formats=", ".join(endings)),
        )
    if not is_named_as(name, kind):
        raise Refused(
            "sources.file_misnamed",
            T("文件名说的和内容不一样：%(name)s 的内容是 %(kind)s", name=name, kind=kind.label),
            advice=T("请用 .%(ending)s 作后缀，或选对文件", ending=kind.endings[0]),
        )
    return kind


def _members(stream: BinaryIO) -> Collection[str]:
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            return archive.namelist()[:_MOST_MEMBERS]
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ()


def _wrong_role(role: FileRole, kind: FileKind) -> Refused:
    words = T("%(kind)s 文件不能作“%(role)s”", kind=kind.label, role=FILE_ROLE_LABELS[role])
    return Refused("sources.file_role", words, advice=T("请选对文件，或改选它是什么"))


def attach_file(
    work: Work,
    source_id: str,
    prepared: PreparedFile,
    *,
    caption: str = "",
    licence: str = "",
    consent: str = "",
    retrieved_on: date | None = None,
    public: bool = False,
) -> SourceFile:
    """Write the row of a prepared file. `retrieved_on`: the day in China on which it was got.

    Raises:
        NotFound: `sources.unknown`. Conflict: `sources.file_exists`, the same bytes once more.
        Forbidden: needs `sources.add` or `heritage.nominate`; to make it public `places.edit`.
        Invalid: made public without a licence, or a recording without consent; got tomorrow.
    """
    require_add(work)
    _check_day(work, retrieved_on)
    if work.session.get(Source, source_id) is None:
        raise NotFound("sources.unknown", T("没有这份文献来源"))
    same = select(SourceFile.id).where(
        SourceFile.source_id == source_id, SourceFile.sha256 == prepared.sha256
    )
    if work.session.exec(same).first() is not None:
        raise Conflict("sources.file_exists", T("这份来源已经有这个文件了"))
    row = SourceFile(
        **stamp(work),
        source_id=source_id,
        role=prepared.role.value,
        file_name=prepared.file_name,
        media_type=prepared.media_type,
        size=prepared.size,
        sha256=prepared.sha256,
        public_sha256=prepared.public_sha256,
        preview_sha256=prepared.preview_sha256,
        caption=caption,
        licence=licence,
        consent=consent,
        retrieved_on=retrieved_on,
    )
    _publish(work, row, public=public)
    work.session.add(row)
    work.session.flush()
    after = {"file_id": row.id, "file_name": row.file_name, "sha256": row.sha256, **_said(row)}
    journal.record(work, "sources.file_added", ("source", source_id), after=after)
    return row


def edit_file(
    work: Work,
    file_id: str,
    *,
    caption: str,
    licence: str,
    consent: str,
    retrieved_on: date | None,
    public: bool,
    reason: str,
) -> bool:
    """Change what is said of a file and who may have it; whether anything differed.

    Raises:
        NotFound: `sources.unknown_file`. Forbidden: as `edit_source`; to make it public or take it
            back `places.edit`. Invalid: as `attach_file`, or no reason.
    """
    row = work.session.get(SourceFile, file_id, populate_existing=True)
    if row is None:
        raise NotFound("sources.unknown_file", T("没有这个文件"))
    require_keeper(work, row.created_by)
    _check_day(work, retrieved_on)
    before = _said(row)
    row.caption, row.licence, row.consent = caption, licence, consent
    row.retrieved_on = retrieved_on
    _publish(work, row, public=public)
    after = _said(row)
    if after == before:
        return False
    if not reason.strip():
        raise Invalid({"reason": [T("请写明为什么改")]})
    work.session.add(row)
    work.session.flush()
    subject = ("source", row.source_id)
    before, after = {"file_id": file_id, **before}, {"file_id": file_id, **after}
    journal.record(
        work, "sources.file_edited", subject, before=before, after=after, reason=reason.strip()
    )
    return True


def _check_day(work: Work, retrieved_on: date | None) -> None:
    if retrieved_on is not None and retrieved_on > china_date(work.at):
        raise Invalid({"retrieved_on": [T("日期不能晚于今天")]})


def _publish(work: Work, row: SourceFile, *, public: bool) -> None:
    if public != bool(row.public):
        work.actor.require(Permission.PLACE_EDIT)
    if public:
        faults = publication_faults(
            row.role, licence=row.licence, consent=row.consent, media_type=row.media_type
        )
        if faults:
            raise Invalid(faults)
    row.public = public


def _said(row: SourceFile) -> dict[str, object]:
    return {
        "caption": row.caption,
        "licence": row.licence,
        "consent": row.consent,
        "retrieved_on": row.retrieved_on.isoformat() if row.retrieved_on else None,
        "public": row.public,
    }
