"""Fetch the browser libraries that the pages ship with, pinned, and list their digests.

    python -m tools.vendor            fetch again with npm and rewrite static/vendor
    python -m tools.vendor --check    compare the files on disk with static/vendor/README.md

The built files are committed, so that running and testing need no node. npm asks whatever registry
the developer's own configuration names.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "static" / "vendor"
LIST = VENDOR / "README.md"


@dataclass(frozen=True)
class Library:
    """One pinned package: which of its files the pages need."""

    name: str
    version: str
    licence: str
    files: dict[str, str]
    """Path inside the package → path under static/vendor/<name>/."""


LIBRARIES = (
    Library(
        name="leaflet",
        version="1.9.4",
        licence="BSD-2-Clause",
        files={
            "LICENSE": "LICENSE",
            "dist/leaflet.js": "leaflet.js",
            "dist/leaflet.css": "leaflet.css",
            "dist/images/layers.png": "images/layers.png",
            "dist/images/layers-2x.png": "images/layers-2x.png",
            "dist/images/marker-icon.png": "images/marker-icon.png",
            "dist/images/marker-icon-2x.png": "images/marker-icon-2x.png",
            "dist/images/marker-shadow.png": "images/marker-shadow.png",
        },
    ),
    Library(
        name="idb",
        version="8.0.4",
        licence="ISC",
        files={"LICENSE": "LICENSE", "build/umd.js": "umd.js"},
    ),
    Library(
        name="fflate",
        version="0.8.3",
        licence="MIT",
        files={"LICENSE": "LICENSE", "umd/index.js": "umd.js"},
    ),
)

_INTRODUCTION = """\
# Libraries of other people, as they were published

Fetched from their npm packages by `python -m tools.vendor`, and committed, so that neither running
nor testing needs node or a network. One change is made: the line `//# sourceMappingURL=…` is
dropped, since that file is not shipped.
`python -m tools.vendor --check` compares the files with this list.
"""


def fetch(library: Library, folder: Path) -> None:
    """Write the library's files under static/vendor."""
    subprocess.run(
        ["npm", "pack", "--silent", f"{library.name}@{library.version}"], cwd=folder, check=True
    )
    with tarfile.open(next(folder.glob(f"{library.name}-*.tgz"))) as archive:
        for inside, outside in library.files.items():
            member = archive.extractfile(f"package/{inside}")
            if member is None:
                raise FileNotFoundError(inside)
            target = VENDOR / library.name / outside
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(_without_map(member.read()))


def _without_map(data: bytes) -> bytes:
    lines = data.split(b"\n")
    return b"\n".join(line for line in lines if not line.startswith(b"//# sourceMappingURL"))


def listing() -> str:
    """The README of static/vendor: versions, licences, SHA-256 of every file."""
    parts = [_INTRODUCTION]
    for library in LIBRARIES:
        parts.append(f"## {library.name} {library.version} ({library.licence})\n")
        parts.append("| file | bytes | SHA-256 |\n|---|---|---|")
        for outside in sorted(library.files.values()):
            data = (VENDOR / library.name / outside).read_bytes()
            digest = hashlib.sha256(data).hexdigest()
            parts.append(f"| {library.name}/{outside} | {len(data)} | `{digest}` |")
    return "\n".join(parts) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """Fetch or check; 1 where the files differ from the list."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    if parser.parse_args(arguments).check:
        if LIST.read_text(encoding="utf-8") == listing():
            return 0
        print("static/vendor differs from its README.md: run python -m tools.vendor")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        for library in LIBRARIES:
            fetch(library, Path(folder))
    LIST.write_text(listing(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
