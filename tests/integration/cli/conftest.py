"""The console script in this process, with an environment of the test's own."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from registry import cli
from tests.support.signs import land, seen, stage

__all__ = ["land", "seen", "stage"]


@dataclass(frozen=True)
class Ran:
    """What a command left behind."""

    code: int
    out: str
    err: str


@pytest.fixture
def registry_command(
    settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Ran]:
    """Run `registry …` on this test's database and store, without a secret key."""
    monkeypatch.chdir(tmp_path)  # no .env lies there
    monkeypatch.setenv("REGISTRY_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("REGISTRY_MEDIA_URL", settings.media_url)
    monkeypatch.setenv("REGISTRY_DATA_DIR", str(settings.data_dir))

    def run(*words: str, **environment: str) -> Ran:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setattr(sys, "argv", ["registry", *words])
            for name, value in environment.items():
                patch.setenv(f"REGISTRY_{name}", value)
            with pytest.raises(SystemExit) as ended:
                cli.main()
        told = capsys.readouterr()
        code = ended.value.code
        return Ran(code if isinstance(code, int) else 0, told.out, told.err)

    return run
