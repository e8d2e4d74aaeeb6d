"""What a map asks for, from the query string to typed values."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field

from registry.core.forms import Query, Wrong
from registry.core.text import T
from registry.maps.rules import Box, Layer, box_fault, box_of


def _box(value: object) -> Box:
    try:
        box = box_of(str(value)[:200])
    except ValueError:
        raise Wrong(T("范围要写成四个数：西,南,东,北")) from None
    fault = box_fault(box)
    if fault is not None:
        raise Wrong(fault)
    return box


class ScreenQuery(Query):
    """One screen: which box, how near, which layer."""

    bbox: Annotated[Box, BeforeValidator(_box)]
    zoom: int = Field(ge=0, le=22)
    layer: Layer = Layer.PLACES
    stratum: str = Field("", max_length=20, pattern=r"^[a-z_]*$")


class BaseQuery(Query):
    """How near the base layer is looked at; `v` names the version, for the browser's store."""

    zoom: int = Field(9, ge=0, le=22)
    v: str = Field("", max_length=64)
