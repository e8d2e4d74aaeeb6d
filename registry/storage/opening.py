"""From a URL in the settings to an open store."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from registry.storage.directory import DirectoryStore
from registry.storage.port import BlobStore

_BUCKET_OPTIONS = frozenset({"endpoint", "region"})


def open_store(url: str, *, credentials: tuple[str, str] | None = None) -> BlobStore:
    """Open `/a/folder`, `file:///a/folder` or `s3://bucket/prefix?endpoint=https://…&region=…`.

    A folder is made where there is none. A bucket must exist; `credentials` are access key and
    secret, and without them boto3 looks where it always does (AWS_ACCESS_KEY_ID and so on).
    ValueError where the URL names no store; Unavailable where the folder cannot be made.
    """
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return _open_bucket(url, credentials)
    if parts.scheme == "file":
        if parts.netloc not in {"", "localhost"} or not parts.path.strip("/"):
            raise ValueError(f"a file URL needs an absolute path, as in file:///srv/media: {url}")
        return DirectoryStore(Path(unquote(parts.path)))
    if "://" in url or not url:
        raise ValueError(f"not a store: {url!r} (a folder, file:///… or s3://bucket/prefix)")
    return DirectoryStore(Path(url))


def _open_bucket(url: str, credentials: tuple[str, str] | None) -> BlobStore:
    # boto3 takes more than a second to import, and is an extra: only where a bucket is used.
    try:
        from registry.storage.bucket import BucketStore
    except ModuleNotFoundError as error:
        raise ValueError("an s3:// store needs boto3: install with the extra `s3`") from error

    parts = urlsplit(url)
    options = parse_qs(parts.query, strict_parsing=bool(parts.query))
    unknown = set(options) - _BUCKET_OPTIONS
    if unknown or not parts.hostname or "@" in parts.netloc:
        raise ValueError(
            f"not an S3 store: s3://{parts.hostname or ''}{parts.path}; write "
            "s3://bucket/prefix?endpoint=…&region=… and keep keys out of it"
        )
    return BucketStore(
        bucket=parts.netloc,
        prefix=parts.path.strip("/"),
        endpoint=options.get("endpoint", [None])[-1],
        region=options.get("region", [None])[-1],
        credentials=credentials,
    )
