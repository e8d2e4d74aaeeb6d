"""Pages of coverage: how things stand, frozen snapshots, monthly reports, steps."""

from __future__ import annotations

from registry.coverage.views import (
    comparing,
    dashboard,
    days,
    exemptions,
    problems,
    reports,
    snapshots,
    standing,
    steps,
)
from registry.coverage.views.blueprint import blueprint

__all__ = [
    "blueprint",
    "comparing",
    "dashboard",
    "days",
    "exemptions",
    "problems",
    "reports",
    "snapshots",
    "standing",
    "steps",
]
