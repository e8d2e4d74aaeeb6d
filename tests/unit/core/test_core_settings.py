"""Settings are typed, named in errors as they are written, and never give a secret away."""

from __future__ import annotations

from pathlib import Path

import pytest

from registry.settings import Profile, SettingsError, load


def test_a_production_start_without_secret_names_the_line_to_add(tmp_path: Path) -> None:
    settings = load(_env_file=None, data_dir=tmp_path)
    with pytest.raises(SettingsError, match=r"REGISTRY_SECRET_KEY=\S{32,}"):
        settings.require_production_ready()


def test_the_suggested_secret_is_never_used_by_itself(tmp_path: Path) -> None:
    assert load(_env_file=None, data_dir=tmp_path).secret_key == ""


def test_the_china_profile_needs_source_and_approval_number(tmp_path: Path) -> None:
    chosen = {"data_dir": tmp_path, "secret_key": "x" * 40, "profile": Profile.CHINA}
    with pytest.raises(SettingsError, match="REGISTRY_MAP_APPROVAL_NUMBER"):
        load(_env_file=None, **chosen).require_production_ready()
    full = load(_env_file=None, **chosen, map_source="某地图", map_approval_number="皖S(2026)1号")
    full.require_production_ready()


def test_wrong_values_are_all_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_PORT", "eighty")
    monkeypatch.setenv("REGISTRY_PROFILE", "test")
    with pytest.raises(SettingsError) as caught:
        load(_env_file=None)
    assert "REGISTRY_PORT" in str(caught.value)
    assert "REGISTRY_PROFILE" in str(caught.value)


def test_a_file_fills_what_the_environment_leaves_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "registry.toml"
    file.write_text('port = 9001\nbureau_name = "某市民政局"\n', encoding="utf-8")
    monkeypatch.setenv("REGISTRY_SETTINGS_FILE", str(file))
    monkeypatch.setenv("REGISTRY_PORT", "9002")
    settings = load(_env_file=None)
    assert (settings.port, settings.bureau_name) == (9002, "某市民政局")


def test_several_processes_ask_for_postgresql(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="PostgreSQL"):
        load(_env_file=None, data_dir=tmp_path, workers=2)


def test_hosts_are_separated_by_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REGISTRY_ALLOWED_HOSTS", "a.example, b.example")
    assert load(_env_file=None).allowed_hosts == ("a.example", "b.example")
