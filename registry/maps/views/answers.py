"""Screens and cards as the JSON that the map's script reads, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import url_for

from registry.core.text import T, Text
from registry.coverage.rules import Figures, RateKind, figure_rate, stratum_label
from registry.edge import language
from registry.maps.queries import Circle, DivisionInfo, PlaceInfo
from registry.maps.rules import Cluster, Layer, Mark, Screen
from registry.places.queries import public_position
from registry.places.rules import PLACE_KIND_LABELS, PlaceKind

_SPOKEN: dict[Layer, Text] = {
    Layer.PLACES: T("%(name)s：%(n)d 个地名"),
    Layer.HERITAGE: T("%(name)s：%(n)d 个已认定的地名"),
    Layer.SIGNS: T("%(name)s：%(n)d 块已核验的标志"),
    Layer.COVERAGE: T("%(name)s：%(n)d 个已设标，应设 %(of)d 个"),
}
_KIND_WORDS: dict[str, Text] = {
    "place_name": T("地名标志"),
    "heritage": T("地名文化遗产标志"),
}


def screen_json(
    layer: Layer, shown: Screen, circles: Sequence[Circle], decimals: int | None
) -> dict[str, Any]:
    """A GeoJSON FeatureCollection of points and clusters; `divisions` holds the circles.

    The counts of all features add up to `inside`.
    """
    return {
        "type": "FeatureCollection",
        "layer": layer.value,
        "inside": shown.inside,
        "features": [
            *(_point(mark, decimals) for mark in shown.points),
            *(_cluster(cluster, decimals) for cluster in shown.clusters),
        ],
        "divisions": [_circle(layer, circle) for circle in circles],
    }


def _feature(lon: float, lat: float, properties: dict[str, Any]) -> dict[str, Any]:
    geometry = {"type": "Point", "coordinates": [lon, lat]}
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def _point(mark: Mark, decimals: int | None) -> dict[str, Any]:
    lon, lat = public_position(mark.lon, mark.lat, decimals) or (mark.lon, mark.lat)
    return _feature(
        lon,
        lat,
        {
            "count": 1,
            "id": mark.id,
            "place": mark.place_id,
            "name": mark.name,
            "tone": mark.tone,
            "word": language.say(_kind_word(mark)),
            "simulated": mark.simulated,
        },
    )


def _kind_word(mark: Mark) -> Text:
    if mark.kind in _KIND_WORDS:
        return _KIND_WORDS[mark.kind]
    return PLACE_KIND_LABELS[PlaceKind(mark.kind)]


def _cluster(cluster: Cluster, decimals: int | None) -> dict[str, Any]:
    box = cluster.box
    west, south = public_position(box.west, box.south, decimals) or (box.west, box.south)
    east, north = public_position(box.east, box.north, decimals) or (box.east, box.north)
    lon, lat = public_position(cluster.lon, cluster.lat, decimals) or (cluster.lon, cluster.lat)
    return _feature(lon, lat, {"count": cluster.count, "bbox": [west, south, east, north]})


def _circle(layer: Layer, circle: Circle) -> dict[str, Any]:
    numbers = {"name": circle.name, "n": circle.value, "of": circle.of}
    spoken = Text(_SPOKEN[layer].msgid, numbers)
    return _feature(
        circle.lon,
        circle.lat,
        {
            "id": circle.division_id,
            "name": circle.name,
            "text": circle.text,
            "spoken": language.say(spoken),
            "radius": circle.radius,
            "share": None if circle.share is None else round(circle.share, 2),
        },
    )


def place_json(info: PlaceInfo, decimals: int | None) -> dict[str, Any]:
    """What the card of a place shows."""
    card = info.card
    position = public_position(card.lon, card.lat, decimals)
    say = language.say
    states = [
        {"tone": "recognised", "label": _title(row.title, row.title_en)} for row in info.recognised
    ]
    states += [{"tone": tone, "label": say(words)} for tone, words in info.sign_states]
    if info.simulated:
        states.append({"tone": "simulated", "label": say(T("演示数据"))})
    signs = (
        T("标志 %(n)d/%(of)d 已核验", n=info.signs_verified, of=info.signs_due)
        if info.signs_due
        else T("还没有定应设点位")
    )
    return {
        "id": card.id,
        "name": card.standard_name,
        "roman": card.roman_toned,
        "kind": say(card.kind_label),
        "division": card.division_text,
        "states": states,
        "signs": say(signs),
        "note": "" if position else say(T("这个地名还没有位置，不在图上")),
        "lon": position[0] if position else None,
        "lat": position[1] if position else None,
        "href": url_for("places.place_show", place_id=card.id),
    }


def _title(title: str, title_en: str) -> str:
    return title_en if title_en and language.tag() == "en" else title


def division_json(info: DivisionInfo) -> dict[str, Any]:
    """What the card of a county shows: a row for each stratum, never their sum."""
    rows = [_row(row, RateKind.NAMES) for row in info.figures if row.names]
    if info.heritage is not None:
        rows.append(_row(info.heritage, RateKind.POSITIONS))
    unlocated = sum(row.names - row.located for row in info.figures)
    return {
        "id": info.division.id,
        "name": info.division.name,
        "rows": rows,
        "note": language.say(T("其中 %(n)d 个地名还没有位置，不在图上", n=unlocated))
        if unlocated
        else "",
        "href": url_for("places.place_list", county=info.division.id),
        "unsigned": url_for("coverage.name_list", county=info.division.id),
    }


def _row(figures: Figures, kind: RateKind) -> dict[str, str]:
    rate = figure_rate(figures, kind)
    return {
        "label": language.say(stratum_label(figures.stratum)),
        "parts": f"{rate.numerator}/{rate.denominator}",
        "text": rate.text if rate.percent is None else f"{rate.text}%",
    }
