"""Rows for the driver's own bulk insert: tuples in the order of a table's columns."""

from __future__ import annotations

import secrets
import time
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Table
from sqlmodel import Session, SQLModel

from registry.core.ids import ALPHABET

_PAIRS = [a + b for a in ALPHABET for b in ALPHABET]


def fresh_ids() -> Iterator[str]:
    """Identifiers like those of `core.ids.new_id`, one after another.

    40 bits of time, 10 of chance, and a count that begins by chance: rows of one batch lie
    together in every index, and a million of them cost a second.
    """
    while True:
        head = (int(time.time() * 1000) & ((1 << 40) - 1)) << 10 | secrets.randbits(10)
        prefix = "".join(_PAIRS[head >> shift & 1023] for shift in (40, 30, 20, 10, 0))
        for count in range(secrets.randbits(29), 1 << 30):
            middle = _PAIRS[count >> 20] + _PAIRS[count >> 10 & 1023]
            yield prefix + middle + _PAIRS[count & 1023]


class RowMaker:
    """Makes tuples for one table: the model's defaults, what holds for all rows, what differs."""

    def __init__(self, session: Session, model: type[SQLModel], shared: Mapping[str, Any]) -> None:
        table: Table = model.__table__  # type: ignore[attr-defined]
        dialect = session.connection().dialect
        self._at = {column.name: index for index, column in enumerate(table.columns)}
        self._converters: list[tuple[str, Any]] = []
        self._blank: list[Any] = []
        for column in table.columns:
            process = column.type.dialect_impl(dialect).bind_processor(dialect)
            if process is not None:
                self._converters.append((column.name, process))
            field = model.model_fields[column.name]
            value = field.get_default(call_default_factory=True, validated_data={})
            value = shared.get(column.name, None if field.is_required() else value)
            self._blank.append(process(value) if process is not None else value)

    def row(self, values: Mapping[str, Any]) -> tuple[Any, ...]:
        """One row; what is not among the values is the default."""
        made = self._blank.copy()
        at = self._at
        for name, value in values.items():
            made[at[name]] = value
        for name, process in self._converters:
            if name in values:
                made[at[name]] = process(values[name])
        return tuple(made)
