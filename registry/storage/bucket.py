"""The S3 adapter: the same layout as a folder, in a bucket of any S3-compatible server."""

from __future__ import annotations

import base64
import hashlib
import io
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import IO, Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
)

from registry.storage import failures
from registry.storage.port import Blob, check_digest, chunks, mismatch

_IN_MEMORY = 8 * 1024 * 1024
# Younger than this no sweep looks at a blob, so a repeated put need not renew it.
_FRESH = timedelta(hours=1)
_GONE = frozenset({"404", "NoSuchKey", "NotFound"})
_FULL = frozenset({"507", "InsufficientStorage", "XMinioStorageFull", "QuotaExceeded"})
_THERE_ALREADY = frozenset({"412", "PreconditionFailed", "409", "ConditionalRequestConflict"})


class BucketStore:
    """Blobs as objects `<prefix>/<first two digits>/<digest>` of one existing bucket.

    A put is one conditional request with a checksum, so an object is there whole or not at all.
    S3 has no condition on the age of what is deleted: `delete(put_before=…)` looks first, and a
    sweep must therefore leave alone what is younger than the longest unit of work.
    """

    def __init__(
        self,
        *,
        bucket: str,
        prefix: str = "",
        endpoint: str | None = None,
        region: str | None = None,
        credentials: tuple[str, str] | None = None,
    ) -> None:
        self.bucket = bucket
        self.prefix = f"{prefix}/" if prefix else ""
        self._endpoint = endpoint
        self._region = region
        self._credentials = credentials or (None, None)
        self._lock = threading.Lock()
        self._opened: Any = None

    def put(self, digest: str, content: bytes | BinaryIO, *, is_checked: bool = False) -> bool:
        """See BlobStore.put."""
        key = self._key(digest)
        with _plain_failures(), tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as spool:
            _copy(content, cast("IO[bytes]", spool), digest, is_checked=is_checked)
            if self._upload(key, spool, digest, IfNoneMatch="*"):
                return True
            there = self._head(key)
            is_fresh = there is not None and datetime.now(UTC) - there["LastModified"] < _FRESH
            if there is None or not is_fresh or there["ContentLength"] != _size(spool):
                self._upload(key, spool, digest)
            return there is None

    def open(self, digest: str) -> BinaryIO:
        """See BlobStore.open."""
        with _plain_failures():
            try:
                answer = self._client.get_object(Bucket=self.bucket, Key=self._key(digest))
            except ClientError as error:
                if _code(error) in _GONE:
                    raise failures.missing(digest) from None
                raise
        return io.BufferedReader(_Body(answer["Body"]))

    def read(self, digest: str) -> bytes:
        """See BlobStore.read."""
        with self.open(digest) as stream:
            return stream.read()

    def exists(self, digest: str) -> bool:
        """See BlobStore.exists."""
        with _plain_failures():
            return self._head(self._key(digest)) is not None

    def delete(self, digest: str, *, put_before: datetime | None = None) -> bool:
        """See BlobStore.delete."""
        key = self._key(digest)
        with _plain_failures():
            there = self._head(key)
            if there is None or (put_before is not None and there["LastModified"] >= put_before):
                return False
            self._client.delete_object(Bucket=self.bucket, Key=key)
            return True

    def blobs(self) -> Iterator[Blob]:
        """See BlobStore.blobs."""
        with _plain_failures():
            pages = self._client.get_paginator("list_objects_v2")
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
                for item in page.get("Contents", ()):
                    digest = item["Key"].rpartition("/")[2]
                    # A bucket may hold what other programs put there; only our own keys are ours.
                    if len(digest) == 64 and item["Key"] == self._key(digest):
                        yield Blob(digest, item["Size"], item["LastModified"])

    def discard_partial(self, before: datetime) -> int:  # noqa: ARG002 - the port's own signature
        """See BlobStore.discard_partial; a single conditional request leaves nothing unfinished."""
        return 0

    def check(self) -> None:
        """See BlobStore.check."""
        with _plain_failures():
            self._client.head_bucket(Bucket=self.bucket)

    @property
    def _client(self) -> Any:
        # Made on first use, so that a server which forks its workers does not share connections.
        with self._lock:
            if self._opened is None:
                self._opened = boto3.session.Session().client(
                    "s3",
                    endpoint_url=self._endpoint,
                    region_name=self._region or ("us-east-1" if self._endpoint else None),
                    aws_access_key_id=self._credentials[0],
                    aws_secret_access_key=self._credentials[1],
                    config=_config(path_style=self._endpoint is not None),
                )
            return self._opened

    def _key(self, digest: str) -> str:
        return f"{self.prefix}{check_digest(digest)[:2]}/{digest}"

    def _head(self, key: str) -> dict[str, Any] | None:
        try:
            return cast("dict[str, Any]", self._client.head_object(Bucket=self.bucket, Key=key))
        except ClientError as error:
            if _code(error) in _GONE:
                return None
            raise

    def _upload(self, key: str, spool: Any, digest: str, **condition: str) -> bool:
        """One put; False where the condition says that the object is there already."""
        size = _size(spool)
        spool.seek(0)
        try:
            self._client.put_object(
                Bucket=self.bucket,
                Key=key,
                Body=spool,
                ContentLength=size,
                ContentType="application/octet-stream",
                ChecksumSHA256=base64.b64encode(bytes.fromhex(digest)).decode(),
                **condition,
            )
        except ClientError as error:
            if condition and _code(error) in _THERE_ALREADY:
                return False
            raise
        return True


class _Body(io.RawIOBase):
    """A response body as a plain stream whose failures are Problems."""

    def __init__(self, body: Any) -> None:
        self._body = body

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _plain_failures():
            piece = self._body.read(len(buffer))
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._body.close()
        super().close()


def _config(*, path_style: bool) -> Config:
    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if path_style else "auto"},
        retries={"mode": "standard", "max_attempts": 3},
        connect_timeout=5,
        read_timeout=30,
    )


def _copy(content: bytes | BinaryIO, spool: IO[bytes], digest: str, *, is_checked: bool) -> None:
    hasher = None if is_checked else hashlib.sha256()
    for chunk in chunks(content):
        if hasher:
            hasher.update(chunk)
        spool.write(chunk)
    if hasher and hasher.hexdigest() != digest:
        raise mismatch(digest, hasher.hexdigest())


def _size(spool: Any) -> int:
    return int(spool.seek(0, io.SEEK_END))


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))


@contextmanager
def _plain_failures() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        raise (failures.full() if _code(error) in _FULL else failures.unavailable()) from error
    except BotoCoreError as error:
        raise failures.unavailable() from error
    except OSError as error:
        raise failures.explain(error) from error
