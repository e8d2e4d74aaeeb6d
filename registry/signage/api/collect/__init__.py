"""The door of ODK Collect and KoboCollect: OpenRosa over the same intake as every other report."""

from __future__ import annotations

from registry.signage.api.collect import forms, submission
from registry.signage.api.collect.door import NAME, door, tell

__all__ = ["NAME", "door", "forms", "submission", "tell"]
