"""Checks across fields together with checks of fields: all errors of a form at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel

from registry.core.errors import Invalid
from registry.core.forms import parse
from registry.core.text import Text

F = TypeVar("F", bound=BaseModel)
Faults = dict[str, list[Text]]


def parse_whole(
    form: type[F], raw: Mapping[str, Any], check: Callable[[Mapping[str, Any]], Faults]
) -> F:
    """Read a form; `check` looks at the raw fields together and runs whatever the fields say.

    Raises:
        Invalid: every wrong field at once; a field's own errors stand before those of `check`.
    """
    faults: Faults = {}
    parsed = None
    try:
        parsed = parse(form, raw)
    except Invalid as invalid:
        faults.update(invalid.fields)
    for name, texts in check(raw).items():
        if name not in faults:
            faults[name] = texts
    if faults or parsed is None:
        raise Invalid(faults)
    return parsed


def filled(raw: Mapping[str, Any], name: str) -> bool:
    """Whether a field holds more than spaces."""
    return bool(str(raw.get(name) or "").strip())


def number(raw: Mapping[str, Any], name: str) -> int | None:
    """A whole number, or None where there is none or something else."""
    try:
        return int(str(raw.get(name) or "").strip())
    except ValueError:
        return None
