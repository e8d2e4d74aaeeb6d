"""Intake: from bytes somebody sent to a judged, measured photo, decoded in a bounded child."""
