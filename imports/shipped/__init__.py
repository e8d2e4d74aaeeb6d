"""The data that ships with the program, on its way in by the services."""

from __future__ import annotations

from imports.shipped.loading import ImportSummary, load

__all__ = ["ImportSummary", "load"]
