"""Every format with every ill it can have: told with a code and a remedy, and nothing is written.

The cross of FORMATS and ILLS; what a format cannot have (a shapefile's cell of two megabytes) is
left out by its traits. Each is handed in and tried as at the desk, within bounded memory.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest

from tests.support.every_format import FORMATS, ROWS, Format
from tests.support.import_trials import counted, tried
from tests.support.workbooks import rewritten

pytestmark = pytest.mark.filterwarnings("ignore::RuntimeWarning:pyogrio")

#: What one file may cost this process beside what it has already, in MiB.
_MEMORY: Final = 192
_CODECS: Final = ("utf-8", "gb18030", "utf-16-le")
_BAD: Final = "赵家坝村"
_EXTERNAL: Final = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
_LAUGHS: Final = (
    b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "' + b"&a;" * 50 + b'"><!ENTITY c "&b;&b;">]>'
)
_HTML: Final = b"<html><body><table><tr><td>x</td></tr></table></body></html>"
#: Where the text of a packed format lies.
_PARTS: Final = {"xlsx": "xl/worksheets/sheet1.xml", "ods": "content.xml", "kmz": "doc.kml"}

Change = Callable[[Format, Path], None]


@dataclass(frozen=True)
class Ill:
    """One ill: how a file gets it (`make` writes it), which trait a format needs to have it, and
    the code that is told: of the file, which then is not read, or of a row.
    """  # noqa: D205

    make: Change
    code: str
    needs: str = ""


def _rows(*first: str, extra: int = 0) -> Change:
    return lambda form, path: form.write(path, [first, *ROWS[1:]] if first else [], extra)


def _bytes(content: bytes) -> Change:
    def written(_form: Format, path: Path) -> None:
        path.write_bytes(content)

    return written


def _sound(form: Format, path: Path) -> None:
    form.write(path, ROWS, 0)


def _cut_inside_a_character(form: Format, path: Path) -> None:
    """The file ends with half of its last Chinese character."""
    _sound(form, path)
    content = path.read_bytes()
    words = [word.encode(codec) for word in ("户", "村") for codec in _CODECS]
    word = next(word for word in words if word in content)
    path.write_bytes(content[: content.rindex(word) + len(word) - 1])


def _with_doctype(doctype: bytes) -> Change:
    """A document type before the first element, with an entity that is asked for."""

    def make(form: Format, path: Path) -> None:
        _sound(form, path)
        part = _PARTS.get(form.kind)
        if part is None:
            path.write_bytes(_declared(path.read_bytes(), doctype))
            return
        with zipfile.ZipFile(path) as archive:
            body = archive.read(part)
        rewritten(path, {part: _declared(body, doctype)})

    return make


def _declared(body: bytes, doctype: bytes) -> bytes:
    head, end, rest = body.partition(b"?>") if body.startswith(b"<?xml") else (b"", b"", body)
    return head + end + doctype + rest.replace("约9户".encode(), b"&e;&c;", 1)


def _with_entry(name: str, content: bytes) -> Change:
    def make(form: Format, path: Path) -> None:
        _sound(form, path)
        with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, content)

    return make


def _inflating(form: Format, path: Path) -> None:
    """Another part that is nothing but spaces, and a thousand times smaller when it is packed."""
    _with_entry(f"more.{form.ending}.xml", b" " * 40_000_000)(form, path)


ILLS: Final[dict[str, Ill]] = {
    "empty": Ill(_bytes(b""), "empty_file"),
    "only NUL": Ill(_bytes(b"\0" * 9000), "empty_file"),
    "page": Ill(_bytes(_HTML), "html"),
    "no rows": Ill(_rows(), "no_records", "cells"),
    "NUL in a name": Ill(_rows(f"赵\0{_BAD[1:]}", "", "x"), "nul_removed"),
    "cut character": Ill(_cut_inside_a_character, "cut_character", "text"),
    "cell of 2 MB": Ill(_rows(_BAD, "", "长" * 700_000), "cell_too_long", "long"),
    "ragged": Ill(_rows(_BAD, "", "x", "多", "余"), "ragged", "grid"),
    "200 columns": Ill(_rows(*ROWS[0], extra=201), "too_many_columns", "cells"),
    "mangled code": Ill(_rows(_BAD, "3.40123E+11", "x"), "mangled_number", "cells"),
    "external entity": Ill(_with_doctype(_EXTERNAL), "doctype", "xml"),
    "growing entity": Ill(_with_doctype(_LAUGHS), "doctype", "xml"),
    "inflating": Ill(_inflating, "zip_inflates", "zip"),
    "way out": Ill(_with_entry("../../etc/cron.d/x", b"x"), "zip_path", "zip"),
}
#: What a family of formats tells otherwise: broken markup and JSON cannot be read at all, a sheet
#: has no delimiter to go wrong, so that what stands too much is a column of its own.
_OTHERWISE: Final = {
    ("no rows", "grid"): "header_only",
    ("NUL in a name", "markup"): "damaged",
    ("cut character", "json"): "json_damaged",
    ("cut character", "markup"): "damaged",
    ("ragged", "sheet"): "unnamed_columns",
}
_CASES: Final = [
    (ill, name)
    for ill, each in ILLS.items()
    for name, form in FORMATS.items()
    if not each.needs or each.needs in form.traits
]


def expected(ill: str, form: Format) -> str:
    """The code of an ill in a format."""
    others = (
        code for (one, trait), code in _OTHERWISE.items() if one == ill and trait in form.traits
    )
    return next(others, ILLS[ill].code)


@pytest.fixture
def bounded_memory():
    """The test may not need much more memory at any moment than there was in use before it."""
    Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
    before = _memory("VmRSS")
    yield
    assert _memory("VmHWM") - before < _MEMORY


def _memory(what: str) -> float:
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith(what))


@pytest.mark.usefixtures("bounded_memory")
@pytest.mark.parametrize(("ill", "name"), _CASES)
def test_every_ill_of_every_format_is_told_and_nothing_is_written(ill, name, trying, tmp_path):
    (runtime, town), form, path = trying, FORMATS[name], tmp_path / "digest"
    ILLS[ill].make(form, path)
    before = counted(runtime)
    trial = tried(runtime, path, f"a.{form.ending}", town)
    told = {code for codes in trial.codes.values() for code in codes}
    told |= {fact["code"] for fact in trial.run.facts} | {trial.refused}
    assert expected(ill, form) in told
    assert counted(runtime) == before
    if not trial.refused:
        # One bad row takes no other with it.
        assert trial.run.counts["rows"] == len(ROWS)
        assert set(trial.outcomes.values()) <= {"create", "rejected", "conflict"}


def test_every_format_meets_every_ill_that_it_can_have():
    families = {ill: {name for each, name in _CASES if each == ill} for ill in ILLS}
    assert families["empty"] == families["page"] == set(FORMATS)
    assert families["inflating"] == families["way out"] == {"xlsx", "ods", "shapefile", "kmz"}
    assert families["external entity"] == {"xlsx", "ods", "kml", "kmz", "gpx"}
