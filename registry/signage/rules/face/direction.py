"""Which ground a road's sign has by the way the road runs: east-west blue, north-south green."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence

from registry.signage.rules.kinds import Ground


def ground_by_line(geojson: str) -> Ground | None:
    """The ground by the drawn line (WGS 84 GeoJSON text); None where no line is drawn.

    What counts is how far the ends of its parts lie apart, so that bends and ramps do not. That
    directions are told by colour is the code of GB 17733.1-1999; that east-west is the blue one
    is practice, so a person may decide otherwise.
    """
    found = json.loads(geojson) if geojson else {}
    if found.get("type") == "LineString":
        parts: Sequence[Sequence[Sequence[float]]] = [found["coordinates"]]
    elif found.get("type") == "MultiLineString":
        parts = found["coordinates"]
    else:
        return None
    east = north = 0.0
    for part in parts:
        if len(part) < 2:
            continue
        first, last = part[0], part[-1]
        east += abs(last[0] - first[0]) * math.cos(math.radians(first[1]))
        north += abs(last[1] - first[1])
    if east == north == 0.0:
        return None
    return Ground.BLUE if east >= north else Ground.GREEN
