"""The stage on which files of dossiers are sent."""

from __future__ import annotations

from tests.integration.heritage.conftest import scene

__all__ = ["scene"]
