"""The layers of the map, one at a time."""

from __future__ import annotations

from enum import StrEnum

from registry.core.text import T, Text


class Layer(StrEnum):
    """What the map shows."""

    PLACES = "places"
    HERITAGE = "heritage"
    SIGNS = "signs"
    COVERAGE = "coverage"


LAYER_LABELS: dict[Layer, Text] = {
    Layer.PLACES: T("地名"),
    Layer.HERITAGE: T("古镇古村"),
    Layer.SIGNS: T("地名标志"),
    Layer.COVERAGE: T("覆盖率"),
}
