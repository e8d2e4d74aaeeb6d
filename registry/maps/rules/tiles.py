"""Background tiles an operator may add: which hosts, which layers, and which are refused.

天地图 publishes each layer in Web Mercator (`_w`) and in plain longitude and latitude (`_c`); only
the first fits this map. Its tiles are in CGCS2000, so WGS 84 points need no conversion on them.
Commercial Chinese map tiles are shifted (GCJ-02, BD-09): a point drawn on them would stand some 560
metres away from where it is, so they are refused by name.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from registry.core.text import T, Text
from registry.settings import Profile, Settings

TIANDITU_SUBDOMAINS = "01234567"
_TIANDITU = (
    "https://t{{s}}.tianditu.gov.cn/{name}_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0"
    "&LAYER={name}&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles"
    "&TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}&tk={key}"
)
_SHIFTED = (
    "autonavi.com", "amap.com", "gtimg.com", "map.qq.com", "google.cn", "baidu.com", "bdimg.com",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TileLayer:
    """One background layer as Leaflet wants it."""

    url: str
    subdomains: str
    max_zoom: int
    attribution: str


def tile_layers(settings: Settings) -> tuple[TileLayer, ...]:
    """The background layers that the settings ask for, lowest first; none is the default.

    A layer that `tile_fault` refuses is left out.
    """
    if tile_fault(settings) is not None:
        return ()
    if settings.map_tiles_url:
        return (
            TileLayer(
                settings.map_tiles_url,
                "abc",
                settings.map_tiles_max_zoom,
                settings.map_tiles_attribution,
            ),
        )
    if settings.tianditu_key:
        credit = settings.map_tiles_attribution or "天地图"
        return tuple(
            TileLayer(
                _TIANDITU.format(name=name, key=settings.tianditu_key),
                TIANDITU_SUBDOMAINS,
                18,
                credit,
            )
            for name in ("vec", "cva")
        )
    return ()


def tile_hosts(settings: Settings) -> tuple[str, ...]:
    """The origins that images may come from besides our own, for `img-src` of the page's policy."""
    hosts: list[str] = []
    for layer in tile_layers(settings):
        parts = urlsplit(layer.url)
        if not parts.netloc:
            continue
        names = layer.subdomains if "{s}" in parts.netloc else "-"
        for name in names:
            origin = f"{parts.scheme}://{parts.netloc.replace('{s}', name)}"
            if origin not in hosts:
                hosts.append(origin)
    return tuple(hosts)


def tile_fault(settings: Settings) -> Text | None:
    """Why the tiles that the settings name can't be used, or None."""
    url = settings.map_tiles_url
    if not url:
        return _key_fault(settings.tianditu_key)
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return T("瓦片地址写法不对")
    return _form_fault(url, parts, host) or _origin_fault(parts, host, settings.profile)


def _form_fault(url: str, parts: SplitResult, host: str) -> Text | None:
    if not all(f"{{{part}}}" in url for part in "zxy"):
        return T("瓦片地址里要有 {z}、{x}、{y}")
    own = url.startswith("/") and not url.startswith("//")
    if not own and (parts.scheme not in {"http", "https"} or not host):
        return T("瓦片地址要以 https:// 或 / 开头")
    if any(char in parts.netloc for char in " ;,'\"*@"):
        return T("瓦片地址的主机名里有不能用的符号")
    return None


def _origin_fault(parts: SplitResult, host: str, profile: Profile) -> Text | None:
    if _belongs(host, _SHIFTED):
        return T("这家的瓦片有坐标偏移（GCJ-02 或 BD-09），与本站的点相差约 560 米，不能用")
    if host.endswith("tianditu.gov.cn") and "_c/" in parts.path:
        return T("天地图请用 _w 图层：_c 图层是经纬度投影，叠上来位置不对")
    if profile is Profile.CHINA and _belongs(host, ("openstreetmap.org",)):
        return T("china 模式下的底图须有审图号，不能用这家的瓦片")
    return None


def _key_fault(key: str) -> Text | None:
    if key and not key.isalnum():
        return T("天地图密钥只含字母和数字")
    return None


def _belongs(host: str, domains: tuple[str, ...]) -> bool:
    return any(host == domain or host.endswith("." + domain) for domain in domains)
