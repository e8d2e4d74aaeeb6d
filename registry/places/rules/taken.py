"""Which steps a name had taken by the end of a day, from what a higher floor tells of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

_MISSING: Mapping[str, Any] = {"state": "missing", "on": None, "basis": "", "note": ""}


def steps_by(
    rows: Iterable[Mapping[str, Any]], name: str, on: date | None
) -> list[Mapping[str, Any]]:
    """The steps of one name, each once, in the order of the rows; later ones are missing.

    `rows`: a mapping for each step of each name of a place, with `name`, `step`, `state` and the
    day `on`; the first name's come whole.
    """
    told = list(rows)
    found = {row["step"]: {**row, **_MISSING} for row in reversed(told)}
    for row in told:
        later = on is not None and (row["on"] is None or row["on"] > on)
        if row["name"] == name and not later:
            found[row["step"]] = {**row}
    return [found[step] for step in dict.fromkeys(row["step"] for row in told)]
