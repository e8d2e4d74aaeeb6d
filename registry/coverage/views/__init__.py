"""Pages of coverage: how things stand, and frozen snapshots of it."""

from __future__ import annotations

from registry.coverage.views import dashboard, snapshots, standing
from registry.coverage.views.blueprint import blueprint

__all__ = ["blueprint", "dashboard", "snapshots", "standing"]
