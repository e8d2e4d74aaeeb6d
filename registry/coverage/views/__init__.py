"""Pages of coverage: how things stand, frozen snapshots of it, monthly reports."""

from __future__ import annotations

from registry.coverage.views import dashboard, exemptions, reports, snapshots, standing
from registry.coverage.views.blueprint import blueprint

__all__ = ["blueprint", "dashboard", "exemptions", "reports", "snapshots", "standing"]
