"""The stores that must all keep the same promises."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.storage import BlobStore, open_store
from tests.support.object_store import ObjectStore, object_store

__all__ = ["object_store"]


@pytest.fixture(params=["directory", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BlobStore]:
    """An empty store, by each adapter in turn."""
    if request.param == "directory":
        yield open_store(str(tmp_path / "media"))
        return
    server: ObjectStore = request.getfixturevalue("object_store")
    yield open_store(server.url(tmp_path.name), credentials=server.credentials)
