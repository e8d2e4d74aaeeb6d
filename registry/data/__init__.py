"""The data that ships with the program: read from the package, never from a path of the machine."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

FILES = (
    "division_changes.csv",
    "divisions.csv",
    "divisions_past.csv",
    "heritage_candidates.json",
    "naming_words.csv",
    "places.csv",
    "points.csv",
    "polyphones.csv",
    "programmes.json",
    "readings.csv",
    "sign_reader_characters.txt",
    "sources.json",
    "syllables.txt",
    "variants.csv",
    "water.geojson",
)


@dataclass(frozen=True, slots=True)
class Attribution:
    """Whom shipped data is owed to: shown wherever the data is shown, in either language."""

    key: str
    used_for_zh: str
    used_for_en: str
    holder: str
    licence: str
    url: str


def text(name: str) -> str:
    """One shipped file as text (UTF-8); `name` is one of `FILES` or ATTRIBUTION.md."""
    return files(__name__).joinpath(name).read_text(encoding="utf-8")


def table(name: str) -> list[dict[str, str]]:
    """The rows of a shipped CSV file, every value as text, empty where nothing is known."""
    return list(csv.DictReader(io.StringIO(text(name))))


def document(name: str) -> Any:
    """The content of a shipped JSON or GeoJSON file."""
    return json.loads(text(name))


@cache
def attributions() -> tuple[Attribution, ...]:
    """Every holder to be named beside the data, in the order of ATTRIBUTION.md's table."""
    rows = [line for line in text("ATTRIBUTION.md").splitlines() if line.startswith("| ")]
    cells = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    return tuple(Attribution(*row) for row in cells[2:])
