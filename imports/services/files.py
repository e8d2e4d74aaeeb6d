"""The file of a run: its bytes in the store, opened as a table."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

from imports.queries import RunView
from imports.readers import Limits, Reading, Table, open_table
from imports.readers.faults import PROBLEMS as READER_PROBLEMS
from imports.readers.table import MEGABYTE
from imports.readers.web_page import plain_list
from imports.rules.problems import Weight
from registry.runtime import Runtime
from registry.settings import Settings

_READING = ("encoding", "delimiter", "header_row", "sheet", "layer")


def reading_of(mapping: Mapping[str, Any]) -> Reading:
    """How a person wants the file read, from what the run keeps."""
    told = mapping.get("reading") or {}
    return Reading(**{name: told[name] for name in _READING if told.get(name) not in {None, ""}})


def limits_of(settings: Settings) -> Limits:
    """What one file may cost; how large it may be is the operator's word, in the page as here."""
    return Limits(file_bytes=settings.import_max_mb * MEGABYTE)


_PREFIX = "registry-import-"
_DAY_S = 86_400


def _sweep_leftovers() -> None:
    """Remove copies that a worker left when it was killed: they may hold what must not be kept.

    Only those of a day ago or more: no reading takes that long, and another worker's stay.
    """
    before = time.time() - _DAY_S
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError):
            if folder.stat().st_mtime < before:
                shutil.rmtree(folder)


@contextmanager
def opened(runtime: Runtime, run: RunView) -> Iterator[Table]:
    """The run's file as a table, while it is needed.

    Raises:
        Refused: `imports.…`, for each reason why a file cannot be read. NotFound: the bytes have
            gone.
    """
    _sweep_leftovers()
    with tempfile.TemporaryDirectory(prefix=_PREFIX) as folder:
        path = Path(folder) / "file"
        with runtime.store.open(run.file_sha256) as source, path.open("wb") as target:
            shutil.copyfileobj(source, target, 1024 * 1024)
        limits, reading = limits_of(runtime.settings), reading_of(run.mapping)
        name = run.file_name
        if run.notice is not None:
            found = plain_list(path, name, Path(folder), reading.encoding)
            path, name = found.path, found.name
            reading = replace(reading, as_list=True)
        yield open_table(path, name, reading, limits)


def reader_fault(code: str) -> dict[str, Any]:
    """The parameters of a problem that the reader found: its words, and its weight."""
    fault = READER_PROBLEMS.get(code)
    if fault is None:
        return {}
    return {
        "said": [fault.text.msgid, fault.text.params],
        "advice": [fault.remedy.msgid, fault.remedy.params],
        "weight": int(Weight.ERROR if fault.rejects else Weight.NOTE),
    }
