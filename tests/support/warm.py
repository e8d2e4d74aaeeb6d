"""What tests of one process may share because it depends on the code alone: compiled text.

Each test has its own application and its own engine; without this each of them would compile the
same templates and the same statements again, which was more than half of the time of a run.
"""

from __future__ import annotations

from types import CodeType
from typing import Any

from flask import Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, Engine


class _Compiled(BytecodeCache):
    """Templates by their name and source, for the life of the process."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[bucket.key, bucket.checksum] = bucket.code


_TEMPLATES = _Compiled()
_DIALECTS: dict[str, tuple[Dialect, Any]] = {}


def templates(app: Flask) -> None:
    """Let the application take templates that an earlier one has compiled."""
    app.jinja_env.bytecode_cache = _TEMPLATES


def statements(engine: Engine) -> None:
    """Let the engine take statements that an earlier one of its kind has compiled.

    The key of a compiled statement holds the dialect itself, so that is shared as well; it keeps
    nothing of a connection.
    """
    dialect, cache = _DIALECTS.setdefault(
        engine.dialect.name, (engine.dialect, engine._compiled_cache)
    )
    engine.dialect, engine._compiled_cache = dialect, cache
