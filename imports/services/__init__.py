"""What importing writes: runs, their checks, their application, their undoing."""

from __future__ import annotations

from registry.runtime import Runtime


def wire(runtime: Runtime) -> None:
    """Connect the background work of importers to its handlers."""
