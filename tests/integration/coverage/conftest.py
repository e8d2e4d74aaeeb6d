"""The invented gazetteer for these tests."""

from tests.integration.maps.gazetteer import gazetteer

__all__ = ["gazetteer"]
