"""A position as typed in: swapped, outside China, not finite, of another datum: all is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from registry.core.forms import Blank, Form, Line, OptionalLine
from registry.core.geo import position_fault
from registry.core.text import T
from registry.places.forms.gathering import Faults, parse_whole
from registry.places.forms.name import RowVersion
from registry.places.rules import STORED_AS_IS, Datum, PositionMethod


class PositionForm(Form):
    """`POST /places/<id>/position`, decimal degrees."""

    lon: float
    lat: float
    accuracy_m: Annotated[Annotated[float, Field(ge=0, le=100_000)] | None, Blank] = None
    method: PositionMethod
    datum: Datum
    source: Line
    original_coord: OptionalLine = ""
    seen_version: RowVersion


def parse_position(raw: Mapping[str, Any]) -> PositionForm:
    """Read the form.

    Raises:
        Invalid: every wrong field at once. Nothing is swapped or converted silently.
    """
    return parse_whole(PositionForm, raw, _faults)


def _faults(raw: Mapping[str, Any]) -> Faults:
    faults: Faults = {}
    lon, lat = _degrees(raw, "lon"), _degrees(raw, "lat")
    if lon is not None and lat is not None:
        fault = position_fault(lon, lat)
        if fault is not None:
            faults["lon"] = [fault]
    if raw.get("datum") in set(Datum) - STORED_AS_IS:
        faults["datum"] = [T("这个坐标系的数值要先换算，不能直接使用")]
    return faults


def _degrees(raw: Mapping[str, Any], name: str) -> float | None:
    try:
        return float(str(raw.get(name) or "").strip())
    except ValueError:
        return None
