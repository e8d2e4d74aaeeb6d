"""Intake: from bytes somebody sent to a judged, measured photo, decoded in a bounded child."""

from registry.photos.intake.examining import Examined, examine

__all__ = ["Examined", "examine"]
