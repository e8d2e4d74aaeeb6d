"""One file examined: limits first, then a child decodes it while this process takes the digest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from registry.photos.intake import pool
from registry.photos.rules import (
    Fault,
    FaultError,
    Format,
    Limits,
    check_size,
    refusal,
    sniff,
)
from registry.storage import digest_of


@dataclass(frozen=True, slots=True)
class Examined:
    """What is known about an accepted photo, and the bytes to keep.

    `width` and `height` are those of the upright original in pixels; `taken_at` (aware UTC) and
    `position` (lon, lat in WGS 84) are claims of its metadata; the hashes are hexadecimal text.
    """

    original: bytes
    large: bytes
    small: bytes
    sha256: str
    pixel_sha256: str
    phash: str
    dhash: str
    format: Format
    width: int
    height: int
    large_size: tuple[int, int]
    small_size: tuple[int, int]
    taken_at: datetime | None
    taken_at_text: str
    position: tuple[float, float] | None


def examine(data: bytes | BinaryIO, limits: Limits | None = None) -> Examined:
    """Examine one file without keeping anything; `Refused` with a `photos.…` code where it is none.

    Takes no database and holds no transaction. `Unavailable` (`photos.busy`) where too many photos
    are being examined already.
    """
    limits = limits or Limits()
    try:
        content = _taken(data, limits)
        # Only the first bytes are looked at in this process: the rest is for the child.
        sniff(content)
        digests: list[str] = []
        found, copies = pool.shared().run(
            content, limits, lambda: digests.append(digest_of(content))
        )
    except FaultError as fault:
        raise refusal(fault.fault, fault.facts) from fault
    if "fault" in found:
        raise refusal(Fault(found["fault"]), found["facts"])
    return _examined(content, digests[-1], found, copies)


def _taken(data: bytes | BinaryIO, limits: Limits) -> bytes:
    """All the bytes, reading no further than one past the limit."""
    content = data if isinstance(data, bytes) else data.read(limits.bytes + 1)
    check_size(len(content), limits)
    return content


def _examined(content: bytes, sha256: str, found: dict[str, Any], copies: list[bytes]) -> Examined:
    large_size, small_size = ((width, height) for width, height in found["sizes"])
    taken_at, position = found["taken_at"], found["position"]
    return Examined(
        original=content,
        large=copies[0],
        small=copies[1],
        sha256=sha256,
        pixel_sha256=found["pixel_sha256"],
        phash=found["phash"],
        dhash=found["dhash"],
        format=Format(found["format"]),
        width=found["width"],
        height=found["height"],
        large_size=large_size,
        small_size=small_size,
        taken_at=datetime.fromisoformat(taken_at) if taken_at else None,
        taken_at_text=found["taken_at_text"],
        position=(position[0], position[1]) if position else None,
    )
