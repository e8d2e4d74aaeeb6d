"""The blob store: bytes kept under their own SHA-256, in a folder or in an S3-compatible bucket."""

from registry.storage.opening import open_store
from registry.storage.port import Blob, BlobStore, check_digest, digest_of

__all__ = ["Blob", "BlobStore", "check_digest", "digest_of", "open_store"]
