"""What `registry doctor` looks at."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

from registry.core.errors import Problem
from registry.core.schema import revision_state
from registry.loop import own_naming_words
from registry.maps.rules import tile_fault
from registry.places.rules.naming_words import shipped_words
from registry.runtime import build
from registry.settings import Settings, SettingsError, load


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at."""

    name: str
    good: bool
    detail: str


def run() -> list[Check]:
    """All checks; those that need a working setting before them are left out when it fails."""
    found = [_python(), _sqlite()]
    try:
        settings = load()
        settings.require_production_ready()
    except SettingsError as error:
        return [*found, Check("settings", good=False, detail=str(error))]
    found.append(Check("settings", good=True, detail=f"profile {settings.profile.value}"))
    return [*found, *(_guarded(name, check, settings) for name, check in _LATER.items())]


def _python() -> Check:
    good = sys.version_info >= (3, 11)
    return Check("python", good, sys.version.split()[0] + ("" if good else ": needs 3.11 or newer"))


def _sqlite() -> Check:
    return Check("sqlite", sqlite3.sqlite_version_info >= (3, 35), sqlite3.sqlite_version)


def _guarded(name: str, check: Callable[[Settings], str], settings: Settings) -> Check:
    try:
        return Check(name, good=True, detail=check(settings))
    except (Problem, OSError, ValueError) as error:
        return Check(name, good=False, detail=str(error))


def _database(settings: Settings) -> str:
    runtime = build(settings)
    try:
        runtime.database.ping()
        state = revision_state(runtime.database)
    finally:
        runtime.close()
    if not state.current:
        msg = f"at {state.found or 'nothing'}, needs {state.wanted}; run: registry init"
        raise ValueError(msg)
    return f"{runtime.database.url.get_backend_name()} at {state.found}"


def _store(settings: Settings) -> str:
    runtime = build(settings)
    try:
        runtime.store.exists("0" * 64)
    finally:
        runtime.close()
    return settings.resolved_media_url


def _fonts(_settings: Settings) -> str:
    names = [item.name for item in (resources.files("registry") / "fonts").iterdir()]
    fonts = [name for name in names if name.endswith((".otf", ".ttf"))]
    if not fonts:
        msg = "the fonts are missing from this installation; install the package again"
        raise ValueError(msg)
    return ", ".join(sorted(fonts))


def _tiles(settings: Settings) -> str:
    fault = tile_fault(settings)
    if fault is not None:
        raise ValueError(str(fault))
    return settings.map_tiles_url or "offline base"


def _naming_words(settings: Settings) -> str:
    own = own_naming_words(settings)
    if own is None:
        return f"{len(shipped_words())} shipped words, not a complete list"
    return f"{len(own)} words of {settings.naming_words_file}"


_LATER: dict[str, Callable[[Settings], str]] = {
    "database": _database,
    "file store": _store,
    "fonts": _fonts,
    "map tiles": _tiles,
    "naming words": _naming_words,
}
