"""Opening a file of any format: what it is by its content, and the reader for it."""

from __future__ import annotations

from pathlib import Path

from imports.readers.table import Limits, Reading, Table


def open_table(
    path: Path,
    file_name: str,
    reading: Reading = Reading(),  # noqa: B008 - frozen
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> Table:
    """The file as a table, whatever format it has.

    `path` is where the bytes lie, `file_name` what the person called it. Refused, with a code of
    its own for each reason, where it cannot be read; nothing is written anywhere.
    """
    raise NotImplementedError(path, file_name, reading, limits)
