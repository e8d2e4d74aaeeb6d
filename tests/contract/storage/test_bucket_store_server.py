"""What only the S3 adapter promises, against a real server."""

from __future__ import annotations

import socket
import time
from datetime import timedelta
from pathlib import Path

import pytest

from registry.core.errors import Unavailable
from registry.storage import bucket as bucket_module
from registry.storage import digest_of, open_store
from registry.storage.bucket import BucketStore
from tests.support.object_store import ObjectStore

CONTENT = b"bytes of a photo"
DIGEST = digest_of(CONTENT)


@pytest.fixture
def bucket(object_store: ObjectStore, tmp_path: Path) -> BucketStore:
    found = open_store(object_store.url(tmp_path.name), credentials=object_store.credentials)
    assert isinstance(found, BucketStore)
    return found


def test_two_prefixes_do_not_see_each_other(
    bucket: BucketStore, object_store: ObjectStore, tmp_path: Path
) -> None:
    url = object_store.url(f"{tmp_path.name}-other")
    other = open_store(url, credentials=object_store.credentials)
    bucket.put(DIGEST, CONTENT)
    assert not other.exists(DIGEST)
    assert list(other.blobs()) == []


def test_what_others_keep_in_the_bucket_is_no_blob(bucket: BucketStore) -> None:
    for name in ("readme.txt", f"zz/{DIGEST}", DIGEST):
        bucket._client.put_object(Bucket=bucket.bucket, Key=f"{bucket.prefix}{name}", Body=b"x")
    assert list(bucket.blobs()) == []


def test_an_old_blob_is_renewed_by_a_repeated_put(
    bucket: BucketStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put(DIGEST, CONTENT)
    (first,) = bucket.blobs()
    time.sleep(1.1)  # the server tells whole seconds
    monkeypatch.setattr(bucket_module, "_FRESH", timedelta(0))
    assert bucket.put(DIGEST, CONTENT) is False
    (second,) = bucket.blobs()
    assert second.put_at > first.put_at


def test_an_object_of_another_size_is_mended_by_the_next_put(bucket: BucketStore) -> None:
    bucket._client.put_object(Bucket=bucket.bucket, Key=bucket._key(DIGEST), Body=b"rotten")
    bucket.put(DIGEST, CONTENT)
    assert bucket.read(DIGEST) == CONTENT


def test_a_wrong_secret_is_unavailable(object_store: ObjectStore) -> None:
    stranger = open_store(object_store.url("x"), credentials=("key-of-the-tests", "guessed"))
    for use in (
        stranger.check,
        lambda: stranger.put(DIGEST, CONTENT),
        lambda: stranger.read(DIGEST),
        lambda: list(stranger.blobs()),
    ):
        with pytest.raises(Unavailable) as caught:
            use()
        assert caught.value.code == "storage.unavailable"


def test_a_bucket_that_does_not_exist_is_unavailable(object_store: ObjectStore) -> None:
    url = f"s3://no-such-bucket/x?endpoint={object_store.endpoint}"
    store = open_store(url, credentials=object_store.credentials)
    with pytest.raises(Unavailable):
        store.check()


def test_a_server_that_is_not_there_is_unavailable() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{held.getsockname()[1]}"
        store = open_store(f"s3://b/x?endpoint={endpoint}", credentials=("a", "b"))
        with pytest.raises(Unavailable):
            store.put(DIGEST, CONTENT)
