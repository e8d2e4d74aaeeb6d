"""ZIP files that are the same byte for byte whenever their content is, written as a stream."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import BinaryIO

from registry.core.errors import Conflict
from registry.core.text import T
from registry.storage import digest_of

MANIFEST = "manifest-sha256.txt"
_PIECE = 256 * 1024
# The earliest moment a ZIP can name: when a file was written says nothing of what is in it.
_MOMENT = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Member:
    """A file of a bundle: where it lies, its digest, and how to read it (once, forward)."""

    path: str
    size: int
    sha256: str
    open: Callable[[], BinaryIO]


def of_bytes(path: str, content: bytes) -> Member:
    """A member whose bytes are at hand."""
    return Member(path, len(content), digest_of(content), lambda: io.BytesIO(content))


def write(target: BinaryIO, members: Iterable[Member]) -> None:
    """Write a ZIP with a manifest (`sha256sum -c` reads it) of all members; sorted, uncompressed.

    Nothing is compressed: pictures would not get smaller, and what is read in fifty years should
    need as little as can be. Members are copied in pieces and proven on the way.

    Raises:
        Conflict: `storage.damaged`, where a stored file no longer is what its digest says.
    """
    named = {member.path: member for member in members}
    lines = "".join(f"{one.sha256}  {path}\n" for path, one in sorted(named.items()))
    named[MANIFEST] = of_bytes(MANIFEST, lines.encode())
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for _, member in sorted(named.items()):
            _copy(archive, member)


def _copy(archive: zipfile.ZipFile, member: Member) -> None:
    info = zipfile.ZipInfo(member.path, _MOMENT)
    info.compress_type = zipfile.ZIP_STORED
    info.create_system = 3
    info.external_attr = 0o644 << 16
    info.file_size = member.size
    hasher = hashlib.sha256()
    with member.open() as source, archive.open(info, "w") as out:
        while piece := source.read(_PIECE):
            hasher.update(piece)
            out.write(piece)
    if hasher.hexdigest() != member.sha256:
        raise Conflict(
            "storage.damaged",
            T("存储里的一个文件已经损坏：%(path)s", path=member.path),
            advice=T("请运行 registry verify 查明是哪一个，再从备份恢复"),
        )
