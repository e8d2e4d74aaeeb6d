"""`registry photos inspect`: one JSON line a file, without a database and without settings."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from registry.cli.storing import sweep
from registry.photos import services
from registry.photos.cli import group
from tests.support import pictures

ROOT = Path(__file__).resolve().parents[3]
KEYS = {"file", "verdict", "reason", "format", "width", "height", "taken_at", "position"}


def inspect(*arguments: object) -> tuple[Result, list[dict]]:
    result = CliRunner().invoke(group, ["inspect", *map(str, arguments)])
    return result, [json.loads(line) for line in result.stdout.splitlines()]


def written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_an_accepted_photo_says_what_it_claims(tmp_path: Path) -> None:
    photo = written(tmp_path / "三河镇.jpg", pictures.jpeg(exif=pictures.phone_exif()))
    result, (line,) = inspect(photo)
    assert result.exit_code == 0
    assert line.keys() >= KEYS
    assert line["file"] == str(photo)
    assert (line["verdict"], line["reason"], line["format"]) == ("accepted", None, "jpeg")
    assert (line["width"], line["height"]) == (640, 480)
    assert line["taken_at"] == "2026-05-01T01:30:00+00:00"
    assert line["position"] == list(pictures.SANHE_LON_LAT)


def test_refused_files_have_a_reason_and_make_the_status_two(tmp_path: Path) -> None:
    good = written(tmp_path / "good.heic", pictures.heic())
    renamed = written(tmp_path / "page.jpg", b"<html><script>alert(1)</script>")
    broken = written(tmp_path / "broken.png", pictures.halved(pictures.png()))
    result, lines = inspect(good, renamed, broken, tmp_path / "missing.jpg", tmp_path)
    assert result.exit_code == 2
    assert [line["verdict"] for line in lines] == ["accepted"] + ["refused"] * 4
    assert [line["reason"] for line in lines] == [
        None,
        "photos.not_an_image",
        "photos.truncated",
        "photos.unreadable",
        "photos.unreadable",
    ]
    assert all(line.keys() >= KEYS for line in lines)
    assert all(line["message"] for line in lines[1:])


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    result, (line,) = inspect(tmp_path / "pipe.jpg")
    assert (result.exit_code, line["reason"]) == (2, "photos.unreadable")


def test_limits_may_be_lowered(tmp_path: Path) -> None:
    photo = written(tmp_path / "photo.jpg", pictures.jpeg())
    for option, reason in (("--max-bytes", "too_large"), ("--max-pixels", "too_many_pixels")):
        result, (line,) = inspect(photo, option, "1000")
        assert (result.exit_code, line["reason"]) == (2, f"photos.{reason}")


def test_no_file_is_a_mistake_of_usage() -> None:
    result, _ = inspect()
    assert result.exit_code == 2
    assert "FILE" in result.stderr


@pytest.mark.parametrize("name", [b"caf\xe9.jpg", "照片 1.jpg".encode()])
def test_any_name_of_a_file_is_json(tmp_path: Path, name: bytes) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/" + name))
    _, (line,) = inspect_in_a_process(written(path, pictures.jpeg()))
    assert line["verdict"] == "accepted"


def inspect_in_a_process(*files: Path) -> tuple[int, list[dict]]:
    """As an outside program calls it: no environment, another folder, nothing initialised."""
    done = subprocess.run(
        [sys.executable, "-c", "from registry.photos.cli import group; group()", "inspect", *files],
        cwd=files[0].parent,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
    )
    assert done.stderr == b""
    return done.returncode, [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_no_settings_and_no_database_are_needed(tmp_path: Path) -> None:
    good = written(tmp_path / "good.jpg", pictures.jpeg())
    bomb = written(tmp_path / "bomb.png", pictures.bomb())
    status, lines = inspect_in_a_process(good, bomb)
    assert status == 2
    assert [line["reason"] for line in lines] == [None, "photos.too_many_pixels"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bomb.png", "good.jpg"]


def test_the_sweep_removes_what_broken_uploads_left(
    runtime, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REGISTRY_DATABASE_URL", settings.resolved_database_url)
    monkeypatch.setenv("REGISTRY_MEDIA_URL", settings.resolved_media_url)
    left = services.prepare(runtime.store, pictures.jpeg())
    for wanted in ("0", "3", "0"):
        result = CliRunner().invoke(sweep)
        assert result.output == f"blobs removed: {wanted}\n"
        for digest in (left.sha256, left.large_key, left.small_key):
            if runtime.store.exists(digest):
                os.utime(runtime.store.root / digest[:2] / digest, (0, 0))
    assert list(runtime.store.blobs()) == []
