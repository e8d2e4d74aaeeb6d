"""Photos from the command line: what intake says of a file."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any, BinaryIO

import click

from registry.core.errors import Refused
from registry.photos.intake.examining import Examined, examine
from registry.photos.rules import Fault, Limits, refusal

_REFUSED_STATUS = 2


@click.group("photos")
def group() -> None:
    """Photos: what the intake says of a file; sweeping the store."""


@group.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=click.Path(path_type=Path))
@click.option("--max-bytes", type=click.IntRange(1), default=Limits().bytes, show_default=True)
@click.option("--max-pixels", type=click.IntRange(1), default=Limits().pixels, show_default=True)
def inspect(files: tuple[Path, ...], max_bytes: int, max_pixels: int) -> None:
    """Print one JSON line for each FILE: accepted or refused, why, and what it claims.

    Nothing is stored, and no database or settings are needed. `position` is [lon, lat] in WGS 84
    and `taken_at` is UTC; both are claims of the file. Exit status 2 where any file was refused.
    """
    limits = Limits(bytes=max_bytes, pixels=max_pixels)
    lines = [_inspected(path, limits) for path in files]
    if any(line["verdict"] == "refused" for line in lines):
        raise SystemExit(_REFUSED_STATUS)


def _inspected(path: Path, limits: Limits) -> dict[str, Any]:
    try:
        with _opened(path) as stream:
            line = _accepted(path, examine(stream, limits))
    except Refused as refused:
        line = _refused(path, refused)
    except OSError as error:
        line = _refused(path, refusal(Fault.UNREADABLE))
        line["message"] = f"{line['message']} ({error.strerror})"
    # Each line as soon as it is known: a folder of photos takes a while.
    click.echo(json.dumps(line, ensure_ascii=False))
    return line


def _opened(path: Path) -> BinaryIO:
    # A pipe that nobody writes to would be waited for without end.
    if path.exists() and not path.is_file():
        raise OSError(errno.EINVAL, "not a regular file")
    return path.open("rb")


def _name(path: Path) -> str:
    # A name on the disk may be no text at all; the line must still be JSON.
    return os.fsencode(path).decode(errors="replace")


def _accepted(path: Path, found: Examined) -> dict[str, Any]:
    return {
        "file": _name(path),
        "verdict": "accepted",
        "reason": None,
        "format": found.format.value,
        "width": found.width,
        "height": found.height,
        "taken_at": found.taken_at.isoformat() if found.taken_at else None,
        "position": list(found.position) if found.position else None,
        "sha256": found.sha256,
    }


def _refused(path: Path, refused: Refused) -> dict[str, Any]:
    return {
        "file": _name(path),
        "verdict": "refused",
        "reason": refused.code,
        "message": str(refused.message),
        "format": None,
        "width": None,
        "height": None,
        "taken_at": None,
        "position": None,
    }
