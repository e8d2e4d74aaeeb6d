"""The directory adapter's own promises: private, durable in the right order, mended."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from registry.core.errors import OutOfSpace, Unavailable
from registry.storage import digest_of
from registry.storage.directory import DirectoryStore

CONTENT = b"bytes of a photo"
DIGEST = digest_of(CONTENT)


@pytest.fixture
def store(tmp_path: Path) -> DirectoryStore:
    return DirectoryStore(tmp_path / "deep" / "media")


def blob_file(store: DirectoryStore) -> Path:
    return store.root / DIGEST[:2] / DIGEST


def test_only_the_owner_may_read_and_nobody_write(store: DirectoryStore) -> None:
    generous = os.umask(0)
    try:
        store.put(DIGEST, CONTENT)
    finally:
        os.umask(generous)
    assert blob_file(store).stat().st_mode & 0o777 == 0o400
    for folder in (store.root, store.root / ".incoming", blob_file(store).parent):
        assert folder.stat().st_mode & 0o777 == 0o700


def test_the_bytes_are_durable_before_the_name_and_the_name_before_the_answer(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def seen_fsync(number: int) -> None:
        target = Path(f"/proc/self/fd/{number}").readlink()
        events.append(f"sync {'folder ' + target.name if target.is_dir() else 'bytes'}")
        fsync(number)

    def seen_replace(self: Path, target: Path) -> Path:
        events.append("name")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", seen_fsync)
    monkeypatch.setattr(Path, "replace", seen_replace)
    store.put(DIGEST, CONTENT)
    assert events == ["sync folder media", "sync bytes", "name", f"sync folder {DIGEST[:2]}"]


def test_a_damaged_blob_is_mended_by_the_next_put(store: DirectoryStore) -> None:
    store.put(DIGEST, CONTENT)
    blob_file(store).chmod(0o600)
    blob_file(store).write_bytes(b"rotten")
    assert store.put(DIGEST, CONTENT) is True
    assert store.read(DIGEST) == CONTENT


def test_a_repeated_put_renews_an_old_blob(store: DirectoryStore) -> None:
    store.put(DIGEST, CONTENT)
    os.utime(blob_file(store), (0, 0))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    store.put(DIGEST, CONTENT)
    assert store.delete(DIGEST, put_before=yesterday) is False
    assert store.exists(DIGEST)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT])
def test_a_full_disk_is_told_as_such_and_leaves_nothing(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def no_room(_number: int) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "fsync", no_room)
    with pytest.raises(OutOfSpace) as caught:
        store.put(DIGEST, CONTENT)
    assert (caught.value.code, caught.value.status) == ("storage.full", 507)
    assert not store.exists(DIGEST)
    assert list((store.root / ".incoming").iterdir()) == []


def test_a_failing_disk_is_unavailable(
    store: DirectoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(DIGEST, CONTENT)

    def broken(*_args: object, **_more: object) -> None:
        raise OSError(errno.EIO, "I/O error")

    monkeypatch.setattr(Path, "open", broken)
    with pytest.raises(Unavailable) as caught:
        store.read(DIGEST)
    assert caught.value.code == "storage.unavailable"


def test_unfinished_puts_are_discarded_when_they_are_old(store: DirectoryStore) -> None:
    left = store.root / ".incoming" / "left-by-a-crash"
    left.write_bytes(b"half")
    now = datetime.now(UTC)
    assert store.discard_partial(now - timedelta(hours=1)) == 0
    assert store.discard_partial(now + timedelta(hours=1)) == 1
    assert not left.exists()


def test_a_store_that_cannot_be_written_does_not_check_well(store: DirectoryStore) -> None:
    (store.root / ".incoming").rmdir()
    with pytest.raises(Unavailable):
        store.check()
