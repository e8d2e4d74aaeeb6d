"""ZIP archives from outside: judged by their directory first, unpacked under names of our own."""

from __future__ import annotations

import re
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from imports.readers.faults import unreadable
from imports.readers.table import MIB, Limits

_CHUNK: Final = 256 * 1024
#: Below so much nothing is a bomb, whatever the ratio.
_SMALL: Final = 16 * MIB
_IS_ENCRYPTED: Final = 0x1
_IS_UTF8: Final = 0x800
_NESTED: Final = re.compile(r"\.(zip|kmz|rar|7z|gz|bz2|xz|tar|tgz|xlsx|ods|docx)$", re.IGNORECASE)
_DRIVE: Final = re.compile(r"^[A-Za-z]:")
_FAULTS: Final = (
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    EOFError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One file in an archive."""

    info: zipfile.ZipInfo
    #: As people see it: names without a mark for UTF-8 are GB 18030 where that is possible.
    name: str


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive; whatever goes wrong in reading it is `zip_damaged`."""
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except _FAULTS as error:
        raise unreadable("zip_damaged") from error


def entries(archive: zipfile.ZipFile, size: int, limits: Limits) -> list[Entry]:
    """The files in the archive, judged by its directory alone; nothing is inflated.

    Refused: zip_entries, zip_twice, zip_inflates, zip_path, zip_link, zip_encrypted.
    """
    infos = archive.infolist()
    if len(infos) > limits.entries:
        raise unreadable("zip_entries", n=len(infos), limit=limits.entries)
    found = [Entry(info, name_of(info)) for info in infos if not info.is_dir()]
    seen: set[str] = set()
    for entry in found:
        _check(entry)
        if entry.name.lower() in seen:
            raise unreadable("zip_twice", name=entry.name[:120])
        seen.add(entry.name.lower())
    _check_sizes(found, size, limits)
    return found


def refuse_nested(found: list[Entry]) -> None:
    """Refused, zip_nested, where an archive lies inside; office formats hold some rightly."""
    for entry in found:
        if _NESTED.search(entry.name):
            raise unreadable("zip_nested", name=entry.name[:120])


def name_of(info: zipfile.ZipInfo) -> str:
    """The name of a file in an archive as the person who packed it saw it."""
    if info.flag_bits & _IS_UTF8:
        return info.filename
    try:
        # What carries no mark was read as CP 437; Windows in China writes its own code page.
        return info.filename.encode("cp437").decode("gb18030")
    except UnicodeError:
        return info.filename


def unpack(archive: zipfile.ZipFile, entry: Entry, target: Path, limits: Limits) -> None:
    """Write one file of the archive to `target`, never more than it announced.

    Refused: zip_inflates, zip_damaged (checksum, length).
    """
    written = 0
    with archive.open(entry.info) as source, target.open("xb") as sink:
        while chunk := source.read(_CHUNK):
            written += len(chunk)
            if written > min(entry.info.file_size, limits.inflated_bytes):
                raise unreadable("zip_inflates", limit=limits.inflated_bytes // MIB)
            sink.write(chunk)


@contextmanager
def scratch() -> Iterator[TemporaryDirectory[str]]:
    """A folder to unpack into. It goes with the table that keeps it, at once where none is made."""
    folder = TemporaryDirectory(prefix="import-")
    try:
        yield folder
    except BaseException:
        folder.cleanup()
        raise


def beginning(archive: zipfile.ZipFile, entry: Entry, size: int) -> bytes:
    """The first bytes of one file of the archive."""
    with archive.open(entry.info) as source:
        return source.read(size)


def _check(entry: Entry) -> None:
    info, name = entry.info, entry.name
    for each in {info.filename, info.orig_filename, name}:
        parts = each.replace("\\", "/").split("/")
        if ".." in parts or each.startswith(("/", "\\")) or _DRIVE.match(each) or "\0" in each:
            raise unreadable("zip_path", name=name.replace("\0", "")[:120])
    # The upper half holds the Unix mode where the archive was made on such a system.
    mode = info.external_attr >> 16
    if mode and stat.S_IFMT(mode) not in {0, stat.S_IFREG}:
        raise unreadable("zip_link", name=name[:120])
    if info.flag_bits & _IS_ENCRYPTED:
        raise unreadable("zip_encrypted")


def _check_sizes(found: list[Entry], size: int, limits: Limits) -> None:
    packed = sum(entry.info.compress_size for entry in found)
    inflated = sum(entry.info.file_size for entry in found)
    # More compressed bytes than the file has: entries lie over one another.
    is_overlapping = packed > size
    is_bomb = inflated > _SMALL and inflated > limits.ratio * size
    if inflated > limits.inflated_bytes or is_bomb or is_overlapping:
        raise unreadable("zip_inflates", limit=limits.inflated_bytes // MIB)
