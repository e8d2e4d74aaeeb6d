"""The walk that proves every stored photo: each blob is read and hashed again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Session

from registry.core.errors import NotFound
from registry.photos.queries.rows import digests
from registry.storage import BlobStore, digest_of


@dataclass(frozen=True, slots=True)
class Verified:
    """One photo looked at; `fault` is empty where all its blobs are what their digests say."""

    id: str
    fault: str


def walk(session: Session, store: BlobStore) -> Iterator[Verified]:
    """Every photo in order of id, each with the first fault of its original and copies."""
    for photo_id, blobs in digests(session):
        faults = (fault_of(store, name, digest) for name, digest in blobs.items())
        yield Verified(photo_id, next((fault for fault in faults if fault), ""))


def fault_of(store: BlobStore, name: str, digest: str) -> str:
    """What is wrong with one stored blob; empty where it is what its digest says."""
    try:
        with store.open(digest) as stream:
            found = digest_of(stream)
    except NotFound:
        return f"the {name} is missing from the store ({digest})"
    return "" if found == digest else f"the {name} has changed: {found} is stored as {digest}"
