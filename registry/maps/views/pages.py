"""The map's page, its script, its screens, its cards, its base layer: all public, all from here."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from registry.core.errors import NotFound
from registry.core.forms import parse
from registry.core.text import T
from registry.coverage import queries as coverage
from registry.coverage.rules import (
    HERITAGE,
    STRATUM_ORDER,
    Figures,
    RateKind,
    figure_rate,
    sentence,
    stratum_label,
)
from registry.edge import access, http, language
from registry.maps import queries
from registry.maps.forms import BaseQuery, ScreenQuery
from registry.maps.rules import LAYER_LABELS, Layer
from registry.maps.views.answers import division_json, place_json, screen_json
from registry.maps.views.shell import ELEMENT, HOME, REACH, shell
from registry.places.rules import reader_decimals

blueprint = Blueprint("maps", __name__)

STRATA = (*STRATUM_ORDER, HERITAGE)
YEAR = 31_536_000


@blueprint.get("/")
@access.public
def map_show() -> ResponseReturnValue:
    """The map with the coverage figures beside it; without scripts the same as a list."""
    runtime = http.runtime()
    with http.reading() as session:
        counts = coverage.standing(session, runtime.clock.now())
    headline = coverage.headline_of(counts)
    layer, stratum = _chosen(headline)
    drawn = shell(runtime.settings)
    own = queries.basemap(runtime.settings.data_dir)
    # The shell is folium's own markup around a fixed id: nothing of a person's goes into it.
    html = Markup(drawn.html)  # noqa: S704
    return http.page(
        "maps/map_show.html",
        active="map",
        shell_html=html,
        shell_digest=drawn.digest,
        config=json.dumps(_config(layer, stratum, own), ensure_ascii=False),
        layers=[(item, LAYER_LABELS[item]) for item in Layer],
        layer=layer,
        stratum=stratum,
        strata=[(key, stratum_label(key)) for key in STRATA],
        sentence=sentence(headline.lead, language.moment(headline.as_of)),
        lead_rate=figure_rate(headline.lead, RateKind.NAMES) if headline.lead else None,
        rows=_cover_rows(headline),
        counties=_county_rows(counts),
        unlocated=sum(row.names - row.located for row in counts.figures),
        map_source=_source(own),
        map_approval_number=runtime.settings.map_approval_number,
    )


def _cover_rows(headline: coverage.Headline) -> list[dict[str, Any]]:
    """A line for each stratum that has anything to count; heritage signs by their positions."""
    rows = [(row, RateKind.NAMES) for row in headline.strata if row.names]
    if headline.heritage is not None:
        rows.append((headline.heritage, RateKind.POSITIONS))
    return [_cover_row(row, kind) for row, kind in rows]


def _cover_row(row: Figures, kind: RateKind) -> dict[str, Any]:
    return {"label": stratum_label(row.stratum), "rate": figure_rate(row, kind)}


def _chosen(headline: coverage.Headline) -> tuple[Layer, str]:
    """The layer and stratum in the address; what is unknown there falls back to the first."""
    wanted, stratum = request.args.get("layer", ""), request.args.get("stratum", "")
    layer = Layer(wanted) if wanted in set(Layer) else Layer.PLACES
    lead = headline.lead.stratum if headline.lead else STRATUM_ORDER[0]
    return layer, str(stratum if stratum in STRATA else lead)


def _source(own: queries.Basemap | None) -> str:
    settings = http.runtime().settings
    sources = [settings.map_source]
    if own is not None:
        sources.append(f"{own.meta.attribution} {own.meta.approval_number}")
    return ";".join(source for source in sources if source)


def _county_rows(counts: coverage.Standing) -> list[dict[str, Any]]:
    names: dict[str, int] = {}
    for row in counts.figures:
        names[row.county_id] = names.get(row.county_id, 0) + row.names
    return [
        {"id": county.id, "name": county.name, "names": names.get(county.id, 0)}
        for county in counts.counties
    ]


def _config(layer: Layer, stratum: str, own: queries.Basemap | None) -> dict[str, Any]:
    return {
        "element": ELEMENT,
        "home": HOME,
        "reach": REACH,
        "layer": layer.value,
        "stratum": stratum,
        "place": request.args.get("place", "")[:16],
        "levels": [level for level, _features in own.levels] if own else None,
        "base_version": own.meta.sha256[:12] if own else "water",
        "urls": {
            "data": url_for("maps.screen_list"),
            "place": url_for("maps.place_card", place_id=""),
            "division": url_for("maps.division_card", division_id=""),
            "base": url_for("maps.base_show"),
            "sprite": url_for("static", filename="icons/sprite.svg"),
        },
        "words": {name: language.say(text) for name, text in _WORDS.items()},
    }


_WORDS = {
    "map": T("地图：方向键移动，加减号缩放，Tab 键逐个到达"),
    "zoom_in": T("放大"),
    "zoom_out": T("缩小"),
    "loading": T("正在读取…"),
    "failed": T("没有连上服务器：图上可能不是最新的，移动地图会再试"),
    "cluster": T("这里有 %(n)d 个，放大查看"),
    "inside": T("本屏 %(n)d 个"),
    "inside_none": T("本屏没有已定位的点，数字在圆圈里"),
    "more": T("另有 %(n)d 个未列出"),
    "simulated": T("演示数据"),
}


@blueprint.get("/map/shell.js")
@access.public
def shell_script() -> ResponseReturnValue:
    """The script that folium wrote; a browser keeps it for as long as its digest is the same."""
    drawn = shell(http.runtime().settings)
    response = _cached(drawn.script.encode(), drawn.digest, "text/javascript; charset=utf-8")
    if request.args.get("v") == drawn.digest:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response


@blueprint.get("/map/base.json")
@access.public
def base_show() -> ResponseReturnValue:
    """Water, and the operator's areas where there are any, as fine as the zoom needs."""
    query = parse(BaseQuery, request.args)
    layer = queries.base_layer(http.runtime().settings.data_dir, query.zoom)
    return _cached(layer.body, layer.etag, "application/json")


@blueprint.get("/map/data")
@access.public
def screen_list() -> ResponseReturnValue:
    """One screen of one layer as GeoJSON: points or clusters, and the circles of divisions."""
    return _json_bytes(*_screen(parse(ScreenQuery, request.args)))


@dataclass(frozen=True, slots=True)
class _Asked:
    """What an answer depends on, besides the state of the registry."""

    query: ScreenQuery
    language: str
    decimals: int | None


_KEPT: OrderedDict[tuple[str, str, _Asked], tuple[bytes, str]] = OrderedDict()
_MOST_KEPT = 256


def _screen(query: ScreenQuery) -> tuple[bytes, str]:
    """The body of a screen and its tag, kept until the next write anywhere in the registry."""
    runtime = http.runtime()
    asked = _Asked(query, language.tag(), _decimals())
    with http.reading() as session:
        key = (str(runtime.database.url), queries.state_of(session), asked)
        kept = _KEPT.get(key)
        if kept is not None:
            return kept
        stratum = query.stratum if query.stratum in STRATA else str(STRATUM_ORDER[0])
        shown = queries.screen(session, query.layer, query.bbox, query.zoom)
        circles = queries.circles(session, query.layer, stratum, runtime.clock.now())
    fresh = _encoded(screen_json(query.layer, shown, circles, asked.decimals))
    _KEPT[key] = fresh
    while len(_KEPT) > _MOST_KEPT:
        _KEPT.popitem(last=False)
    return fresh


@blueprint.get("/map/places/", defaults={"place_id": ""})
@blueprint.get("/map/places/<place_id>")
@access.public
def place_card(place_id: str) -> ResponseReturnValue:
    """The card of a place."""
    with http.reading() as session:
        info = queries.place_info(session, place_id)
    if info is None:
        raise NotFound("places.unknown", T("没有这个地名"))
    return _json(place_json(info, _decimals()))


@blueprint.get("/map/divisions/", defaults={"division_id": ""})
@blueprint.get("/map/divisions/<division_id>")
@access.public
def division_card(division_id: str) -> ResponseReturnValue:
    """The card of a county: its figures, a row for each stratum."""
    with http.reading() as session:
        info = queries.division_info(session, division_id, http.runtime().clock.now())
    if info is None:
        raise NotFound("places.unknown_division", T("没有这个区划"))
    return _json(division_json(info))


def _decimals() -> int | None:
    """How exact coordinates may be: the public sees them rounded, staff see all."""
    return reader_decimals(http.actor(), http.runtime().settings.coordinate_decimals)


def _json(body: Mapping[str, Any]) -> Response:
    return _json_bytes(*_encoded(body))


def _encoded(body: Mapping[str, Any]) -> tuple[bytes, str]:
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return text, hashlib.sha256(text).hexdigest()[:24]


def _json_bytes(body: bytes, etag: str) -> Response:
    return _cached(body, etag, "application/json")


def _cached(body: bytes, etag: str, mimetype: str) -> Response:
    """Asked again, an unchanged answer is 304 and empty."""
    response = Response(body, mimetype=mimetype)
    response.set_etag(etag)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response
