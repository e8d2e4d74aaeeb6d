"""What a map asks for, from the query string to typed values."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from registry.core.boxes import Box, asked_box
from registry.core.forms import Query
from registry.maps.rules import Layer


class ScreenQuery(Query):
    """One screen: which box, how near, which layer."""

    bbox: Annotated[Box, BeforeValidator(asked_box)]
    zoom: int = Field(ge=0, le=22)
    layer: Layer = Layer.PLACES
    stratum: str = Field("", max_length=20, pattern=r"^[a-z_]*$")


class BaseQuery(Query):
    """How near the base layer is looked at; `v` names the version, for the browser's store."""

    zoom: int = Field(9, ge=0, le=22)
    v: str = Field("", max_length=64)
