"""Files and functions stay small enough to be read, and are named for what they hold."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDERS = ("registry", "imports", "tools", "tests", "benchmarks", "templates", "static", "docs")
FILE_LINES = 400
FUNCTION_LINES = 50
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}

#: What may be longer, and why.
LONGER_FILES: dict[str, str] = {
    "docs/DATA-MODEL.md": "generated from the models",
}
LONGER_FUNCTIONS: dict[str, str] = {
    "tests/support/heritage_acts.py::heritage_acts": "a table: one form for each write, no logic",
    "tests/support/town_acts.py::place_acts": "the same",
}


def tracked(*suffixes: str) -> list[Path]:
    """Files of our own with these endings."""
    return [
        path
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in suffixes
        and not {"vendor", "__pycache__", "translations", "versions", "data"} & set(path.parts)
    ]


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


SOURCES = tracked(".py", ".html", ".css", ".js", ".md")
PROGRAMS = tracked(".py")


def test_no_file_is_too_long():
    long = {
        name_of(path): lines
        for path in SOURCES
        if (lines := path.read_text(encoding="utf-8").count("\n")) > FILE_LINES
    }
    assert {name: lines for name, lines in long.items() if name not in LONGER_FILES} == {}
    assert set(LONGER_FILES) <= set(long), "an exception that is no longer needed"


def functions(path: Path) -> list[tuple[str, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        (f"{name_of(path)}::{node.name}", (node.end_lineno or 0) - node.lineno + 1)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def test_no_function_is_too_long():
    long = {
        name: lines
        for path in PROGRAMS
        for name, lines in functions(path)
        if lines > FUNCTION_LINES
    }
    assert {name: lines for name, lines in long.items() if name not in LONGER_FUNCTIONS} == {}
    assert set(LONGER_FUNCTIONS) <= set(long), "an exception that is no longer needed"


def test_no_file_has_a_name_that_says_nothing():
    assert [name_of(path) for path in tracked(".py", ".js") if path.stem in FORBIDDEN] == []


def test_test_files_have_names_of_their_own():
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("word", ["TO" + "DO", "FIX" + "ME", "X" * 3, "pragma: no" + " cover"])
def test_nothing_is_left_for_later(word):
    found = [
        name_of(path)
        for path in [*SOURCES, ROOT / "Makefile", ROOT / "pyproject.toml"]
        if re.search(rf"\b{word}\b", path.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_no_test_is_skipped_or_expected_to_fail():
    marks = re.compile(r"pytest\.(mark\.)?(skip|skipif|xfail|importorskip)\b")
    here = Path(__file__).name
    found = [
        name_of(path)
        for path in (ROOT / "tests").rglob("*.py")
        if path.name != here and marks.search(path.read_text(encoding="utf-8"))
    ]
    assert found == []
