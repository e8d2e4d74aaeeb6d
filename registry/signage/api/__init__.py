"""The interface for phones: declare a report, send its photos, ask what is stored."""

from __future__ import annotations

from registry.signage.api import phones, photos, reports, today
from registry.signage.api.answers import api

__all__ = ["api", "phones", "photos", "reports", "today"]
