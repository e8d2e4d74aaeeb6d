"""The directory adapter: one read-only file a blob, made durable before it gets its name."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from registry.storage import failures
from registry.storage.port import Blob, check_digest, chunks, digest_of, mismatch

_INCOMING = ".incoming"
_PRIVATE_FOLDER = 0o700
_PRIVATE_FILE = 0o400


class DirectoryStore:
    """Blobs in `<root>/<first two digits>/<digest>`; readable by this program's account only.

    A blob is written under a temporary name in `<root>/.incoming`, synced, renamed, and the folder
    synced: at every moment it is there whole or not at all.
    """

    def __init__(self, root: Path) -> None:
        self.root = root.absolute()
        with _plain_failures():
            _make_folder(self.root)
            _make_folder(self.root / _INCOMING)

    def put(self, digest: str, content: bytes | BinaryIO, *, is_checked: bool = False) -> bool:
        """See BlobStore.put."""
        path = self._path(digest)
        with _plain_failures():
            _make_folder(path.parent)
            temporary = self._write(digest, content, is_checked=is_checked)
            try:
                with _locked(path.parent):
                    if self._is_whole(path, digest):
                        os.utime(path)
                        return False
                    temporary.replace(path)
                    _sync_folder(path.parent)
                    return True
            finally:
                temporary.unlink(missing_ok=True)

    def open(self, digest: str) -> BinaryIO:
        """See BlobStore.open."""
        path = self._path(digest)
        with _plain_failures():
            try:
                return path.open("rb")
            except FileNotFoundError:
                raise failures.missing(digest) from None

    def read(self, digest: str) -> bytes:
        """See BlobStore.read."""
        with self.open(digest) as stream, _plain_failures():
            return stream.read()

    def exists(self, digest: str) -> bool:
        """See BlobStore.exists."""
        return self._path(digest).is_file()

    def delete(self, digest: str, *, put_before: datetime | None = None) -> bool:
        """See BlobStore.delete."""
        path = self._path(digest)
        if not path.parent.is_dir():
            return False
        # The same lock as in put: an upload that has just renewed this blob has won.
        with _plain_failures(), _locked(path.parent), suppress(FileNotFoundError):
            if put_before is None or path.stat().st_mtime < put_before.timestamp():
                path.unlink()
                _sync_folder(path.parent)
                return True
        return False

    def blobs(self) -> Iterator[Blob]:
        """See BlobStore.blobs."""
        with _plain_failures():
            for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
                for path in folder.iterdir():
                    # Removed since it was listed: then it is not there, and that is no failure.
                    with suppress(FileNotFoundError):
                        status = path.stat()
                        put_at = datetime.fromtimestamp(status.st_mtime, UTC)
                        yield Blob(path.name, status.st_size, put_at)

    def discard_partial(self, before: datetime) -> int:
        """See BlobStore.discard_partial."""
        found = 0
        with _plain_failures():
            for path in (self.root / _INCOMING).iterdir():
                with suppress(FileNotFoundError):
                    if path.stat().st_mtime < before.timestamp():
                        path.unlink()
                        found += 1
        return found

    def check(self) -> None:
        """See BlobStore.check."""
        with _plain_failures(), tempfile.TemporaryFile(dir=self.root / _INCOMING) as probe:
            probe.write(b"?")
            probe.flush()

    def _path(self, digest: str) -> Path:
        return self.root / check_digest(digest)[:2] / digest

    def _write(self, digest: str, content: bytes | BinaryIO, *, is_checked: bool) -> Path:
        """Write and sync the content under a temporary name; nothing stays if that fails."""
        number, name = tempfile.mkstemp(prefix=f"{digest[:12]}-", dir=self.root / _INCOMING)
        with ExitStack() as undo:
            undo.callback(Path(name).unlink)
            hasher = None if is_checked else hashlib.sha256()
            with os.fdopen(number, "wb") as stream:
                for chunk in chunks(content):
                    if hasher:
                        hasher.update(chunk)
                    stream.write(chunk)
                stream.flush()
                os.fchmod(stream.fileno(), _PRIVATE_FILE)
                os.fsync(stream.fileno())
            if hasher and hasher.hexdigest() != digest:
                raise mismatch(digest, hasher.hexdigest())
            undo.pop_all()
        return Path(name)

    @staticmethod
    def _is_whole(path: Path, digest: str) -> bool:
        # Hashing what is there costs milliseconds, and finds a disk that has gone bad while the
        # right bytes are still in our hands.
        try:
            with path.open("rb") as stream:
                return digest_of(stream) == digest
        except FileNotFoundError:
            return False


@contextmanager
def _plain_failures() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise failures.explain(error) from error


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Alone in this folder, among all threads and processes; the kernel frees a dead one's lock."""
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(number, fcntl.LOCK_EX)
        yield
    finally:
        os.close(number)


def _make_folder(folder: Path) -> None:
    """Make a private folder and those above it, each durable before anything is put into it."""
    if folder.is_dir():
        return
    if not folder.parent.is_dir():
        _make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=_PRIVATE_FOLDER)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
