"""The installation that a command works on: put together as for the server, and checked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from registry.core.schema import revision_state
from registry.runtime import Runtime, build
from registry.settings import Settings


@contextmanager
def opened(settings: Settings) -> Iterator[Runtime]:
    """The installation of these settings, put together as for the server."""
    from imports.services import wire
    from registry import loop

    runtime = build(settings)
    loop.wire(runtime)
    wire(runtime)
    try:
        yield runtime
    finally:
        runtime.close()


def require_migrated(runtime: Runtime) -> None:
    """Refuse a database that is not at this program's revision, with what to do."""
    state = revision_state(runtime.database)
    if not state.current:
        msg = (
            f"the database is at {state.found or 'nothing'}, this program needs {state.wanted}. "
            "Run: registry init"
        )
        raise click.ClickException(msg)
