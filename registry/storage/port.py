"""The port: what the program may ask of a blob store, whichever adapter stands behind it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO, Final, Protocol

_DIGEST: Final = re.compile(r"[0-9a-f]{64}")
# A write of more than a mebibyte at once makes the system look for memory in one piece, which took
# longer than hashing and flushing together (docs/PERFORMANCE.md).
CHUNK: Final = 256 * 1024


@dataclass(frozen=True, slots=True)
class Blob:
    """One stored blob: its digest, its size in bytes, and when it was last put (aware UTC)."""

    digest: str
    size: int
    put_at: datetime


class BlobStore(Protocol):
    """Bytes under their own SHA-256 digest (64 lower-case hexadecimal digits), which is their key.

    The same bytes are stored once, and what is stored under a digest never changes. So a put may
    be repeated, by anyone, at any time. Failures that are nobody's mistake are Problems:
    `storage.full` (507), `storage.unavailable` (503), `storage.missing` (404).
    """

    def put(self, digest: str, content: bytes | BinaryIO, *, is_checked: bool = False) -> bool:
        """Keep `content` durably; whether it was new. When this returns, a power cut loses nothing.

        A put of bytes already there renews their `put_at`, which protects them from a sweep, and
        mends a copy that was damaged on the disk. Content that has another digest is refused with
        ValueError, and nothing is kept; `is_checked` says that the caller has just compared these
        very bytes with it, and spares a second look.
        """
        ...

    def open(self, digest: str) -> BinaryIO:
        """A stream to read forward and close; NotFound where there is no such blob."""
        ...

    def read(self, digest: str) -> bytes:
        """All the bytes; NotFound where there is no such blob."""
        ...

    def exists(self, digest: str) -> bool:
        """Whether the blob is there. Its bytes are not looked at."""
        ...

    def delete(self, digest: str, *, put_before: datetime | None = None) -> bool:
        """Remove a blob; whether one was removed. A missing one is no error.

        With `put_before` only a blob last put before that moment goes: a sweep passes it, so that
        it cannot remove what an upload has just found to be there already.
        """
        ...

    def blobs(self) -> Iterator[Blob]:
        """Every stored blob, in no promised order; what appears meanwhile may or may not come."""
        ...

    def discard_partial(self, before: datetime) -> int:
        """Remove what puts that died before that moment left unfinished; how many there were."""
        ...

    def check(self) -> None:
        """Raise a Problem unless the store answers and can be written to."""
        ...


def check_digest(digest: str) -> str:
    """The digest itself; ValueError where a text is none (so no text can become another path)."""
    if _DIGEST.fullmatch(digest) is None:
        raise ValueError(f"not a SHA-256 digest: {digest[:80]!r}")
    return digest


def digest_of(content: bytes | BinaryIO) -> str:
    """The SHA-256 of bytes, or of a stream from where it stands to its end."""
    hasher = hashlib.sha256()
    for chunk in chunks(content):
        hasher.update(chunk)
    return hasher.hexdigest()


def chunks(content: bytes | BinaryIO) -> Iterator[bytes | memoryview]:
    """The content piece by piece, at most `CHUNK` octets each."""
    if isinstance(content, bytes):
        whole = memoryview(content)
        yield from (whole[at : at + CHUNK] for at in range(0, len(whole), CHUNK))
        return
    while chunk := content.read(CHUNK):
        yield chunk


def mismatch(digest: str, found: str) -> ValueError:
    """The error for content that is not what its digest says: a mistake of the caller."""
    return ValueError(f"content has digest {found}, not {digest}")
