"""A form with a position, as people type one: both numbers or neither."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator

from registry.core.forms import Blank, Form, Wrong
from registry.core.geo import Position, position_fault
from registry.core.text import T

Degrees = Annotated[float | None, Blank]


class Positioned(Form):
    """A form with a position: both numbers or neither, inside China, not exchanged."""

    lon: Degrees = None
    lat: Annotated[Degrees, Field(validate_default=True)] = None

    @field_validator("lat")
    @classmethod
    def _whole(cls, lat: float | None, info: ValidationInfo) -> float | None:
        if "lon" not in info.data:
            return lat
        lon = info.data["lon"]
        if (lon is None) != (lat is None):
            raise Wrong(T("经度和纬度要一起填"))
        fault = None if lon is None or lat is None else position_fault(lon, lat)
        if fault is not None:
            raise Wrong(fault)
        return lat

    @property
    def position(self) -> Position | None:
        """The position, where one was given."""
        if self.lon is None or self.lat is None:
            return None
        return Position(self.lon, self.lat)
