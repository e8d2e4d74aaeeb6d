"""What every adapter of the blob store promises; each test runs on all of them."""

from __future__ import annotations

import io
import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from registry.core.errors import NotFound
from registry.storage import BlobStore, digest_of

HOUR = timedelta(hours=1)


def put(store: BlobStore, content: bytes) -> str:
    digest = digest_of(content)
    store.put(digest, content)
    return digest


@pytest.mark.parametrize("content", [b"", b"one", os.urandom(3_000_000)])
def test_what_is_put_comes_back_byte_for_byte(store: BlobStore, content: bytes) -> None:
    digest = put(store, content)
    assert store.read(digest) == content
    with store.open(digest) as stream:
        assert stream.read(2) + stream.read() == content


def test_a_stream_is_put_like_bytes(store: BlobStore) -> None:
    content = os.urandom(2_500_000)
    assert store.put(digest_of(content), io.BytesIO(content)) is True
    assert store.read(digest_of(content)) == content


def test_a_repeated_put_is_told_from_a_first_one_and_changes_nothing(store: BlobStore) -> None:
    content = b"sent twice by a phone that saw no answer"
    digest = digest_of(content)
    assert store.put(digest, content) is True
    assert store.put(digest, io.BytesIO(content)) is False
    assert store.read(digest) == content
    assert [blob.digest for blob in store.blobs()] == [digest]


def test_content_that_is_not_its_digest_is_refused_and_not_kept(store: BlobStore) -> None:
    digest = digest_of(b"what was announced")
    with pytest.raises(ValueError, match="content has digest"):
        store.put(digest, b"what came")
    assert not store.exists(digest)
    assert list(store.blobs()) == []


def test_what_the_caller_has_compared_is_kept_alike(store: BlobStore) -> None:
    content = os.urandom(700_000)
    digest = digest_of(content)
    assert store.put(digest, content, is_checked=True) is True
    assert store.put(digest, content, is_checked=True) is False
    assert store.read(digest) == content


def test_a_wrong_put_does_not_harm_what_is_there(store: BlobStore) -> None:
    digest = put(store, b"right")
    with pytest.raises(ValueError):
        store.put(digest, b"wrong")
    assert store.read(digest) == b"right"


@pytest.mark.parametrize("text", ["", "../../etc/passwd", "A" * 64, "g" * 64, "0" * 63, "0" * 65])
def test_only_a_digest_is_a_key(store: BlobStore, text: str) -> None:
    for use in (store.open, store.read, store.exists, store.delete):
        with pytest.raises(ValueError, match="not a SHA-256 digest"):
            use(text)
    with pytest.raises(ValueError, match="not a SHA-256 digest"):
        store.put(text, b"")


def test_what_is_not_there_is_missing(store: BlobStore) -> None:
    digest = digest_of(b"never put")
    assert not store.exists(digest)
    assert store.delete(digest) is False
    for use in (store.open, store.read):
        with pytest.raises(NotFound) as caught:
            use(digest)
        assert caught.value.code == "storage.missing"


def test_what_is_deleted_is_gone(store: BlobStore) -> None:
    digest = put(store, b"short-lived")
    assert store.delete(digest) is True
    assert not store.exists(digest)
    assert store.delete(digest) is False


def test_a_sweep_spares_what_was_put_since(store: BlobStore) -> None:
    digest = put(store, b"just arrived")
    now = datetime.now(UTC)
    assert store.delete(digest, put_before=now - HOUR) is False
    assert store.exists(digest)
    assert store.delete(digest, put_before=now + HOUR) is True
    assert not store.exists(digest)


def test_blobs_tells_digest_size_and_moment_of_each(store: BlobStore) -> None:
    began = datetime.now(UTC)
    contents = [b"", b"a", b"bb" * 1000]
    wanted = {put(store, content): len(content) for content in contents}
    found = list(store.blobs())
    assert {blob.digest: blob.size for blob in found} == wanted
    for blob in found:
        assert abs(blob.put_at - began) < HOUR


def test_blobs_lists_more_than_one_page_of_them(store: BlobStore) -> None:
    with ThreadPoolExecutor(8) as threads:
        wanted = set(threads.map(lambda n: put(store, b"%d" % n), range(1100)))
    assert {blob.digest for blob in store.blobs()} == wanted


def test_twenty_threads_that_put_the_same_bytes_leave_one_blob(store: BlobStore) -> None:
    content = os.urandom(500_000)
    digest = digest_of(content)
    with ThreadPoolExecutor(20) as threads:
        fresh = list(threads.map(lambda _: store.put(digest, content), range(20)))
    assert fresh.count(True) == 1
    assert [(blob.digest, blob.size) for blob in store.blobs()] == [(digest, len(content))]
    assert store.read(digest) == content


def test_nothing_unfinished_is_left_by_finished_puts(store: BlobStore) -> None:
    put(store, b"done")
    assert store.discard_partial(datetime.now(UTC) + HOUR) == 0


def test_a_store_that_works_checks_well(store: BlobStore) -> None:
    store.check()
    assert list(store.blobs()) == []
