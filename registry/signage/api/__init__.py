"""The interfaces for phones: the app's own, and the door of ODK Collect (`collect`)."""

from __future__ import annotations

from registry.signage.api import phones, photos, reports, today
from registry.signage.api.answers import api

__all__ = ["api", "phones", "photos", "reports", "today"]
