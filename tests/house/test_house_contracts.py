"""The import contracts name every capability there is, so that none lives outside them."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent


@pytest.fixture(scope="module")
def contracts():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    found = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    return {contract["id"]: contract for contract in found}


def packages(*rooms: str) -> set[str]:
    """The packages of the registry that have one of these rooms."""
    return {
        folder.name
        for folder in (ROOT / "registry").iterdir()
        if any((folder / room).is_dir() or (folder / f"{room}.py").exists() for room in rooms)
    }


def test_every_capability_keeps_the_rooms(contracts):
    held = {name.removeprefix("registry.") for name in contracts["rooms"]["containers"]}
    assert packages("views", "models") - {"web", "demo", "cli"} <= held


def test_every_capabilitys_tables_are_private(contracts):
    private = {
        name.removeprefix("tables-of-") for name in contracts if name.startswith("tables-of-")
    }
    # The importers are a package beside the registry.
    assert packages("models") == private - {"importers"}


def test_the_contracts_of_the_house_are_there(contracts):
    assert {"floors", "rooms", "pure-rules", "http", "importers", "neighbours", "cycles"} <= set(
        contracts
    )
