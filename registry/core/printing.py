"""Paper: data set by typst in a child process, with the shipped fonts and nothing else.

Data goes in as JSON and is never pasted into markup, so whatever a person typed stays text.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import registry
from registry.core import glyphs
from registry.core.errors import Unavailable
from registry.core.text import T

SECONDS = 60.0
"""How long one document may take; a place with thousands of changes takes about two."""

_alone = threading.Lock()
# -I: neither the caller's environment nor its working folder can put a module in the way.
_PROGRAM = """
import json, sys, typst
order = json.loads(sys.stdin.buffer.read())
compiler = typst.Compiler(
    order["template"], root=order["root"], font_paths=[order["fonts"]], ignore_system_fonts=True,
    sys_inputs={"data": order["data"]},
)
more = {} if order["format"] == "pdf" else {"ppi": order["ppi"]}
made = compiler.compile(format=order["format"], timestamp=0, **more)
sys.stdout.buffer.write(made if isinstance(made, bytes) else made[0])
"""


def is_available() -> bool:
    """Whether typst is installed (the extra `pdf`)."""
    return find_spec("typst") is not None


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """A template of `templates/print` filled with data, as PDF; the same bytes for the same data.

    Characters that no shipped font can draw stand there as 〔U+…〕. One document at a time in this
    process, in a child with a time limit.

    Raises:
        Unavailable: `print.not_installed`, `print.busy`, `print.slow`.
    """
    return _made(template, data, {"format": "pdf"})


def picture(template: str, data: Mapping[str, Any], *, dots_per_inch: float = 96.0) -> bytes:
    """The first page as PNG. Raises as `pdf` does."""
    return _made(template, data, {"format": "png", "ppi": dots_per_inch})


def _made(template: str, data: Mapping[str, Any], order: dict[str, Any]) -> bytes:
    if not is_available():
        raise Unavailable("print.not_installed", T("没有安装排版程序，不能生成 PDF"))
    root = templates() / "print"
    order |= {
        "template": str(root / template),
        "root": str(root),
        "fonts": str(glyphs.folder()),
        "data": json.dumps(_plain(data), ensure_ascii=False),
    }
    if not _alone.acquire(timeout=SECONDS):
        raise Unavailable("print.busy", T("正在排版别的文件，请过一分钟再试"))
    try:
        return _run(json.dumps(order).encode())
    finally:
        _alone.release()


def _run(order: bytes) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and program
            [sys.executable, "-I", "-c", _PROGRAM],
            input=order,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "0"},
        )
    except subprocess.TimeoutExpired as error:
        raise Unavailable("print.slow", T("排版用的时间超过了上限，没有生成 PDF")) from error
    if done.returncode != 0:
        # A fault of ours, in a template: it belongs into the log, not before a reader.
        raise RuntimeError(f"typst failed: {done.stderr.decode(errors='replace')[-2000:]}")
    return done.stdout


def _plain(value: Any) -> Any:
    """The same data with a plain sign for every character that would be an empty box."""
    if isinstance(value, str):
        shown = glyphs.printable()
        return "".join(
            c if ord(c) in shown or c in "\n\t " else f"〔U+{ord(c):04X}〕" for c in value
        )
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _shown(char: str, shown: frozenset[int]) -> bool:
    return ord(char) in shown or char in "\n\t "


@cache
def templates() -> Path:
    """The folder of templates: beside the package, or inside it in a wheel."""
    package = Path(registry.__file__).parent
    inside = package / "_shipped" / "templates"
    return inside if inside.is_dir() else package.parent / "templates"
