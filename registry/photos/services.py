"""Taking photos in, covering parts, letting the public see them, sweeping what nobody points at."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from registry.core import journal
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.rows import stamp
from registry.core.text import T
from registry.core.work import Work
from registry.photos import queries
from registry.photos.intake import covering, reading
from registry.photos.intake.examining import Examined, examine
from registry.photos.intake.looking import Look, look_at
from registry.photos.intake.reading import TextLine
from registry.photos.models import Photo, PhotoRedaction
from registry.photos.queries import Copies
from registry.photos.rules import (
    DERIVATION_VERSION,
    Cover,
    FaultError,
    Limits,
    RedactionReason,
    read_header,
    refusal,
    regions_fault,
    regions_of,
)
from registry.settings import Settings
from registry.storage import BlobStore, digest_of


@dataclass(frozen=True, slots=True)
class Prepared:
    """A photo whose bytes are durably stored and which no row points at yet.

    What others need of it before it is kept: `sha256`, `pixel_sha256`, `phash` and `dhash` tell it
    from other photos, `taken_at` and `position` (lon, lat in WGS 84) are its claims.
    """

    sha256: str
    pixel_sha256: str
    phash: str
    dhash: str
    format: str
    width: int
    height: int
    byte_size: int
    taken_at: datetime | None
    taken_at_text: str
    position: tuple[float, float] | None
    large_key: str
    large_size: tuple[int, int]
    small_key: str
    small_size: tuple[int, int]


def limits_of(settings: Settings) -> Limits:
    """The limits that this installation's settings name."""
    return Limits(
        bytes=settings.photo_max_bytes,
        pixels=settings.photo_max_pixels,
        memory_bytes=settings.photo_memory_mb * 1024 * 1024,
        cpu_seconds=settings.photo_seconds,
        # A child that shares its processor with others takes longer by the clock on the wall.
        wall_seconds=2.0 * settings.photo_seconds,
    )


def prepare(store: BlobStore, data: bytes | BinaryIO, *, limits: Limits | None = None) -> Prepared:
    """Examine one file and store its original and copies: bytes before row, always.

    To be called outside any transaction: it takes as long as decoding a photo takes. `Refused` with
    a stable `photos.…` code and advice where the file is not taken in; `Unavailable` where too many
    photos are being examined (`photos.busy`) or the store fails; `OutOfSpace` where it is full.
    A crash after this leaves blobs without a row, which `sweep` removes.
    """
    found = examine(data, limits)
    store.put(found.sha256, found.original)
    return _prepared(found, _put(store, found.large), _put(store, found.small))


def put_original(
    store: BlobStore, content: bytes, sha256: str, *, limits: Limits | None = None
) -> None:
    """Store a photo that will be opened later (`prepare`), once its header was looked at.

    `sha256` is the digest of the content, which the caller has taken. Costs one pass over the bytes
    and a durable put. Raises as `prepare`, without the faults that only decoding shows.
    """
    try:
        read_header(content, limits or Limits())
    except FaultError as fault:
        raise refusal(fault.fault, fault.facts) from fault
    store.put(sha256, content, is_checked=True)


def _put(store: BlobStore, content: bytes) -> str:
    digest = digest_of(content)
    store.put(digest, content)
    return digest


def _prepared(found: Examined, large_key: str, small_key: str) -> Prepared:
    return Prepared(
        sha256=found.sha256,
        pixel_sha256=found.pixel_sha256,
        phash=found.phash,
        dhash=found.dhash,
        format=found.format.value,
        width=found.width,
        height=found.height,
        byte_size=len(found.original),
        taken_at=found.taken_at,
        taken_at_text=found.taken_at_text,
        position=found.position,
        large_key=large_key,
        large_size=found.large_size,
        small_key=small_key,
        small_size=found.small_size,
    )


def look(store: BlobStore, small_key: str) -> Look | None:
    """How bright a photo is, and the hashes of its mirror image, from its small public copy.

    None where the store does not hold the copy or it cannot be read. Outside any transaction.
    """
    try:
        return look_at(store.read(small_key))
    except (NotFound, OSError):
        return None


def reads_text(settings: Settings) -> bool:
    """Whether this installation reads text in photos: asked for, and the extra `ocr` is here."""
    return settings.photo_reader and reading.is_installed()


def read_text(store: BlobStore, large_key: str) -> list[TextLine] | None:
    """The lines of text in a photo, from its large public copy, best effort.

    None where the copy cannot be had or the reader failed. Takes a second or two in a process of
    its own; outside any transaction, and only from a background worker.
    """
    content = _copy(store, large_key)
    return None if content is None else reading.shared().read(content)


def read_code(store: BlobStore, large_key: str) -> str | None:
    """What the QR code in a photo says, "" where none was found; otherwise as `read_text`."""
    content = _copy(store, large_key)
    return None if content is None else reading.shared().read_code(content)


def _copy(store: BlobStore, key: str) -> bytes | None:
    try:
        return store.read(key)
    except (NotFound, OSError):
        return None


def keep(work: Work, prepared: Prepared, *, role: str = "near", public: bool = False) -> Photo:
    """Write the row of a prepared photo.

    `role` is what the sender says the photo shows; it goes into the journal, and whoever attaches
    the photo to a report keeps it there.
    """
    lon, lat = prepared.position or (None, None)
    photo = Photo(
        **stamp(work),
        sha256=prepared.sha256,
        pixel_sha256=prepared.pixel_sha256,
        phash=prepared.phash,
        dhash=prepared.dhash,
        format=prepared.format,
        width=prepared.width,
        height=prepared.height,
        byte_size=prepared.byte_size,
        taken_at=prepared.taken_at,
        taken_at_text=prepared.taken_at_text,
        exif_lon=lon,
        exif_lat=lat,
        large_key=prepared.large_key,
        large_width=prepared.large_size[0],
        large_height=prepared.large_size[1],
        small_key=prepared.small_key,
        small_width=prepared.small_size[0],
        small_height=prepared.small_size[1],
        is_public=public,
        derivation_version=DERIVATION_VERSION,
    )
    work.session.add(photo)
    work.session.flush()
    after = {
        "role": role,
        "sha256": photo.sha256,
        "byte_size": photo.byte_size,
        "format": photo.format,
        "large": photo.large_key,
        "small": photo.small_key,
        "is_public": photo.is_public,
    }
    journal.record(work, "photo.kept", ("photo", photo.id), after=after)
    return photo


def publish(work: Work, photo_id: str, *, reason: str = "") -> Photo:
    """Let visitors see the public copies; repeating it changes nothing. NotFound `photos.unknown`.

    Who may decide that is for the capability that shows the photo to say.
    """
    return _show(work, photo_id, "photo.published", reason, is_public=True)


def withhold(work: Work, photo_id: str, *, reason: str = "") -> Photo:
    """Hide the public copies again; repeating it changes nothing. NotFound `photos.unknown`."""
    return _show(work, photo_id, "photo.withheld", reason, is_public=False)


def _known(work: Work, photo_id: str) -> Photo:
    photo = queries.photo(work.session, photo_id)
    if photo is None:
        raise NotFound("photos.unknown", T("没有这张照片"))
    return photo


def _show(work: Work, photo_id: str, verb: str, reason: str, *, is_public: bool) -> Photo:
    photo = _known(work, photo_id)
    if photo.is_public is not is_public:
        photo.is_public = is_public
        work.session.add(photo)
        work.session.flush()
        before = {"is_public": not is_public}
        after = {"is_public": is_public}
        journal.record(work, verb, ("photo", photo.id), before=before, after=after, reason=reason)
    return photo


@dataclass(frozen=True, slots=True)
class Covered:
    """Copies with regions covered whose bytes are durably stored and which no row points at yet.

    `made_from` is the uncovered large copy; the regions are parts of the upright picture.
    """

    made_from: str
    regions: tuple[Cover, ...]
    copies: Copies


def cover(store: BlobStore, made_from: str, regions: Sequence[Cover]) -> Covered:
    """Cover regions and strokes on the copies as first derived and store them, before any row.

    `made_from` is the key of that large copy (`queries.first_copies`). Outside any transaction. A
    crash after this leaves blobs without a row, which `sweep` removes.

    Raises:
        Invalid: `regions`: none, more than 40, outside the picture or too small.
        NotFound: `storage.missing`.
    """
    fault = regions_fault(regions)
    if fault is not None:
        raise Invalid({"regions": [fault]})
    large, small = covering.cover(store.read(made_from), regions)
    copies = Copies(_put(store, large.content), _put(store, small.content))
    return Covered(made_from, tuple(regions), copies)


@dataclass(frozen=True, slots=True)
class Why:
    """Why something is covered or uncovered: a reason, words, and the version somebody had seen."""

    reason: RedactionReason
    note: str
    seen_version: int


def redact(work: Work, photo_id: str, covered: Covered, why: Why) -> PhotoRedaction:
    """Show the covered copies from now on, to everybody: a new version of the whole set of regions.

    Digests and perceptual hashes stay those of the original. Who may decide that is for the
    capability that shows the photo to say, as with `publish`.

    Raises:
        NotFound: `photos.unknown`.
        Conflict: `photos.redacted_meanwhile` where the version seen is no longer the last.
    """
    photo, known = _seen(work, photo_id, why)
    first = queries.copies_at(photo, known, 0)
    if first is None or covered.made_from != first.large:
        raise ValueError("a cover is made from the copy as it was first derived")
    return _append(work, photo, len(known) + 1, covered.regions, covered.copies, why)


def restore_redaction(work: Work, photo_id: str, version: int, why: Why) -> PhotoRedaction:
    """Go back to an earlier version, 0 being the copies without cover: this is a new version.

    Raises:
        NotFound: `photos.unknown`. Invalid: `version` is none, or the one that is shown already.
        Conflict: `photos.redacted_meanwhile`.
    """
    photo, known = _seen(work, photo_id, why)
    copies = queries.copies_at(photo, known, version)
    if copies is None:
        raise Invalid({"version": [T("没有这一版")]})
    if copies == Copies(photo.large_key, photo.small_key):
        raise Invalid({"version": [T("现在显示的就是这一版")]})
    regions = regions_of(known[version - 1].regions) if version else ()
    return _append(work, photo, len(known) + 1, regions, copies, why, restores=version)


def _seen(work: Work, photo_id: str, why: Why) -> tuple[Photo, list[PhotoRedaction]]:
    photo = _known(work, photo_id)
    known = queries.redactions_of(work.session, photo_id)
    if len(known) != why.seen_version:
        raise Conflict(
            "photos.redacted_meanwhile",
            T("这张照片刚刚被别人改过遮盖"),
            advice=T("请看最新的一版，再决定还要不要改"),
        )
    return photo, known


def _append(
    work: Work,
    photo: Photo,
    version: int,
    regions: Sequence[Cover],
    copies: Copies,
    why: Why,
    *,
    restores: int | None = None,
) -> PhotoRedaction:
    before = {"large": photo.large_key, "small": photo.small_key}
    row = PhotoRedaction(
        **stamp(work),
        photo_id=photo.id,
        version=version,
        regions=[region.plain() for region in regions],
        reason=why.reason.value,
        note=why.note,
        restores=restores,
        by_id=work.actor.id,
        by_name=work.actor.name,
        at=work.at,
        before_large_key=photo.large_key,
        before_small_key=photo.small_key,
        large_key=copies.large,
        small_key=copies.small,
    )
    photo.large_key, photo.small_key = copies
    work.session.add_all([row, photo])
    work.session.flush()
    after = {
        "large": row.large_key,
        "small": row.small_key,
        "version": version,
        "regions": row.regions,
        "reason": row.reason,
    }
    verb = "photo.redacted" if restores is None else "photo.redaction_restored"
    subject = ("photo", photo.id)
    journal.record(work, verb, subject, before=before, after=after, reason=why.note)
    return row


def sweep(
    work: Work,
    store: BlobStore,
    *,
    put_before: datetime,
    used_elsewhere: Callable[[str], bool] = lambda _digest: False,
) -> int:
    """Remove blobs last put before a moment that nothing points at; how many there were.

    The moment must lie further back than any upload takes (a day is plenty): a blob is put, or put
    again, before its row is written. `used_elsewhere` speaks for other tables that keep blobs.
    """
    store.discard_partial(put_before)
    removed = 0
    for blob in store.blobs():
        if blob.put_at >= put_before or used_elsewhere(blob.digest):
            continue
        if not queries.in_use(work.session, blob.digest):
            removed += store.delete(blob.digest, put_before=put_before)
    if removed:
        journal.record(work, "photo.swept", ("store", "photos"), after={"blobs": removed})
    return removed
