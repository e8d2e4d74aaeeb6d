"""Background tiles: none by default, only the named host allowed, shifted ones refused."""

from __future__ import annotations

import pytest

from registry.maps.rules import tile_fault, tile_hosts, tile_layers
from registry.settings import Settings

OWN = "https://tiles.example.cn/{z}/{x}/{y}.png"


def made(**values) -> Settings:
    return Settings(_env_file=None, **values)


def test_no_tiles_and_no_host_by_default():
    assert tile_layers(made()) == ()
    assert tile_hosts(made()) == ()


def test_tianditu_is_asked_for_its_web_mercator_layers_only():
    layers = tile_layers(made(tianditu_key="abc123"))
    assert ["vec_w" in layers[0].url, "cva_w" in layers[1].url] == [True, True]
    assert all("TILEMATRIXSET=w" in layer.url and "_c/" not in layer.url for layer in layers)
    assert all(layer.url.endswith("tk=abc123") for layer in layers)


def test_only_the_hosts_of_the_layer_may_send_images():
    hosts = tile_hosts(made(tianditu_key="abc123"))
    assert hosts == tuple(f"https://t{number}.tianditu.gov.cn" for number in range(8))
    assert tile_hosts(made(map_tiles_url=OWN)) == ("https://tiles.example.cn",)


def test_tiles_from_our_own_server_need_no_other_host():
    settings = made(map_tiles_url="/tiles/{z}/{x}/{y}.png")
    assert tile_fault(settings) is None
    assert tile_hosts(settings) == ()


def test_an_operators_tiles_come_before_tianditu():
    layers = tile_layers(made(map_tiles_url=OWN, tianditu_key="abc123"))
    assert [layer.url for layer in layers] == [OWN]


@pytest.mark.parametrize(
    "url",
    [
        "https://webrd01.is.autonavi.com/{z}/{x}/{y}",
        "https://rt0.map.gtimg.com/{z}/{x}/{y}",
        "http://mt0.google.cn/{z}/{x}/{y}",
        "https://t0.tianditu.gov.cn/vec_c/wmts?{z}{x}{y}",
        "https://tiles.example.cn/{z}/{x}.png",
        "javascript:alert({x}{y}{z})",
        "//tiles.example.cn/{z}/{x}/{y}",
        "https://a.example; script-src *//{z}/{x}/{y}",
        "https://[half/{z}/{x}/{y}",
    ],
)
def test_shifted_misprojected_and_malformed_tiles_are_refused(url):
    settings = made(map_tiles_url=url)
    assert tile_fault(settings) is not None
    assert tile_layers(settings) == ()
    assert tile_hosts(settings) == ()


def test_tiles_without_an_approval_number_are_refused_in_the_china_profile():
    osm = "https://tile.openstreetmap.org/{z}/{x}/{y}.png"
    assert tile_fault(made(map_tiles_url=osm)) is None
    assert tile_fault(made(map_tiles_url=osm, profile="china")) is not None


def test_a_key_that_is_not_a_key_is_refused():
    assert tile_hosts(made(tianditu_key="abc&x=1")) == ()
