"""What the documents promise exists, and what exists is documented."""

import re
from pathlib import Path

import click
import pytest

from registry.cli.main import cli
from registry.settings import PREFIX, Settings

ROOT = Path(__file__).resolve().parent.parent.parent
READMES = ("README.md", "README.zh-CN.md")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*?## ", read("Makefile"), re.MULTILINE))


def made(name: str) -> set[str]:
    """The make commands in a document's code, not in its prose."""
    code = re.findall(r"```.*?```|`[^`\n]+`", read(name), re.DOTALL)
    return {target for part in code for target in re.findall(r"\bmake ([a-z-]+)", part)}


def commands(group: click.Command, path: tuple[str, ...] = ()) -> dict[str, click.Command]:
    if not isinstance(group, click.Group):
        return {" ".join(path): group}
    found: dict[str, click.Command] = {}
    for name, command in group.commands.items():
        found |= commands(command, (*path, name))
    return found


def test_every_setting_is_documented_and_no_other():
    text = read("docs/OPERATIONS.md")
    written = set(re.findall(rf"`({PREFIX}[A-Z0-9_]+)", text))
    assert written == {PREFIX + name.upper() for name in Settings.model_fields}


def test_every_command_explains_itself_and_is_documented():
    text = read("docs/OPERATIONS.md")
    silent = [name for name, command in commands(cli).items() if not command.help]
    missing = [name for name in commands(cli) if f"registry {name}" not in text]
    assert (silent, missing) == ([], [])


@pytest.mark.parametrize("name", READMES)
def test_the_make_commands_of_a_readme_exist(name):
    assert {"run", "test"} <= made(name)
    assert made(name) <= targets()


def test_both_readmes_name_the_same_commands():
    assert made(READMES[0]) == made(READMES[1])


def test_ci_runs_the_readmes_test_command():
    assert re.search(r"^make test$", read(".ci/run"), re.MULTILINE)


def test_links_between_documents_lead_somewhere():
    documents = [ROOT / name for name in READMES] + sorted((ROOT / "docs").rglob("*.md"))
    broken = [
        f"{document.relative_to(ROOT)}: {target}"
        for document in documents
        for target in re.findall(r"\]\(([^)#\s]+)", document.read_text(encoding="utf-8"))
        if "://" not in target and not (document.parent / target).exists()
    ]
    assert broken == []


@pytest.mark.parametrize("lock", ["run", "test"])
def test_a_lock_holds_hashes_and_no_address(lock):
    text = read(f"requirements/{lock}.txt")
    assert "://" not in text
    pinned = re.findall(r"^[a-z0-9][^\n]*==", text, re.MULTILINE)
    assert pinned
    assert all(
        "--hash=sha256:" in part
        for part in re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    )


def test_the_catalogues_are_complete():
    from tools import messages

    assert messages.main(["--all", "--check"]) == 0
