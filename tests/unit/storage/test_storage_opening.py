"""From a URL to a store."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from registry.core.errors import Unavailable
from registry.storage import open_store
from registry.storage.bucket import BucketStore
from registry.storage.directory import DirectoryStore


def test_a_path_and_a_file_url_open_the_same_folder(tmp_path: Path) -> None:
    folder = tmp_path / "照片 1"
    for url in (str(folder), folder.as_uri(), f"file://localhost{folder.as_uri()[7:]}"):
        store = open_store(url)
        assert isinstance(store, DirectoryStore)
        assert store.root == folder
    assert folder.is_dir()


def test_a_bucket_url_names_bucket_prefix_endpoint_and_region() -> None:
    store = open_store("s3://photos/hefei/media/?endpoint=https://s3.example.cn&region=cn-east-1")
    assert isinstance(store, BucketStore)
    assert (store.bucket, store.prefix) == ("photos", "hefei/media/")
    assert store._endpoint == "https://s3.example.cn"
    assert store._region == "cn-east-1"


def test_a_bucket_needs_no_prefix_and_no_options() -> None:
    store = open_store("s3://photos")
    assert isinstance(store, BucketStore)
    assert (store.bucket, store.prefix) == ("photos", "")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ftp://example.org/media",
        "file://",
        "file:///",
        "file://server/media",
        "s3://",
        "s3:///prefix",
        "s3://bucket?colour=blue",
    ],
)
def test_what_names_no_store_is_refused(url: str) -> None:
    with pytest.raises(ValueError):
        open_store(url)


def test_keys_do_not_belong_into_a_url_and_are_not_repeated() -> None:
    with pytest.raises(ValueError) as caught:
        open_store("s3://AKIA123:hunter2@bucket/prefix")
    assert "hunter2" not in str(caught.value)


def test_a_missing_boto3_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "registry.storage.bucket")
    monkeypatch.setitem(sys.modules, "boto3", None)
    with pytest.raises(ValueError, match="boto3"):
        open_store("s3://bucket")


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unavailable) as caught:
        open_store(str(tmp_path / "file" / "media"))
    assert caught.value.code == "storage.unavailable"


def test_opening_a_folder_does_not_load_boto3(tmp_path: Path) -> None:
    program = (
        "import sys, registry.storage; registry.storage.open_store(sys.argv[1]);"
        "sys.exit('boto3' in sys.modules)"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], cwd=root, timeout=60)
    assert done.returncode == 0
