"""The wheel holds everything the application reads, though templates and static lie outside it."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    """A folder with the built wheel's content, as pip would lay it out."""
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def run(unpacked, program, *arguments):
    """Run a program on the unpacked wheel, away from the checkout."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-c", program, *arguments]
    cwd = unpacked.parent
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_is_found_before_the_checkout(unpacked):
    where = run(unpacked, "import registry, imports; print(registry.__file__, imports.__file__)")
    assert all(Path(path).is_relative_to(unpacked) for path in where.split())


@pytest.mark.parametrize("name", ["templates", "static"])
def test_every_template_and_static_file_is_in_the_wheel(unpacked, name):
    program = f"from registry.web.factory import shipped; print(shipped({name!r}))"
    folder = Path(run(unpacked, program).strip())
    assert folder.is_relative_to(unpacked)
    inside = {path.relative_to(folder) for path in folder.rglob("*") if path.is_file()}
    outside = {path.relative_to(ROOT / name) for path in (ROOT / name).rglob("*") if path.is_file()}
    assert inside == outside


def test_data_catalogues_fonts_and_migrations_are_in_the_wheel(unpacked):
    for folder in ("data", "fonts", "translations", "migrations"):
        here = ROOT / "registry" / folder
        names = {
            path.relative_to(here)
            for path in here.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        there = unpacked / "registry" / folder
        assert names
        assert {name for name in names if not (there / name).is_file()} == set()


def test_the_command_line_runs_from_the_wheel(unpacked):
    program = "import sys; from registry.cli import main; sys.argv[0] = 'registry'; main()"
    assert "demo" in run(unpacked, program, "--help")
