"""The shell that folium writes: no address outside, the same each time, kept for the next start."""

from __future__ import annotations

import subprocess
import sys

from registry.maps.rules import TileLayer
from registry.maps.views import shell as shell_room
from registry.settings import Settings


def test_the_shell_is_one_element_and_one_script_without_any_address():
    drawn = shell_room.render(())
    assert drawn.html == '<div class="folium-map" id="map_shell" ></div>'
    assert "L.map(" in drawn.script
    for word in ("http:", "https:", "//cdn", "jquery", "bootstrap", "<script", "style="):
        assert word not in (drawn.html + drawn.script).lower()


def test_the_shell_is_the_same_each_time_it_is_written():
    assert shell_room.render(()) == shell_room.render(())


def test_an_operators_tiles_are_part_of_the_shell_and_of_its_digest():
    layer = TileLayer("https://tiles.example.cn/{z}/{x}/{y}.png", "abc", 17, "图")
    drawn = shell_room.render((layer,))
    assert "tiles.example.cn" in drawn.script
    assert drawn.digest != shell_room.render(()).digest


def test_a_kept_shell_spares_the_next_start_folium(tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path)
    first = shell_room.shell(settings)
    assert list((tmp_path / "cache").glob("map-shell-*.json"))
    script = (
        "import sys; from registry.settings import Settings;"
        "from registry.maps.views.shell import shell;"
        f"drawn = shell(Settings(_env_file=None, data_dir={str(tmp_path)!r}));"
        "print(drawn.digest, 'folium' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == [first.digest, "False"]


def test_a_damaged_kept_shell_is_written_anew(tmp_path):
    settings = Settings(_env_file=None, data_dir=tmp_path)
    first = shell_room.shell(settings)
    (kept,) = (tmp_path / "cache").glob("map-shell-*.json")
    kept.write_text("{", encoding="utf-8")
    shell_room._kept.cache_clear()
    assert shell_room.shell(settings) == first


def test_a_data_folder_that_cannot_be_written_costs_only_time(tmp_path):
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert shell_room.shell(Settings(_env_file=None, data_dir=blocked)).html
