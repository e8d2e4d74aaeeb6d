"""Every hostile or broken file gets its own refusal, in bounded time, and nothing stays behind."""

import tempfile
import zipfile

import pytest

from imports.readers import Limits, child, open_table
from imports.readers.faults import PROBLEMS, refusal_codes, unreadable
from imports.services import limits_of
from registry.core.errors import Refused
from registry.settings import Settings
from tests.support.hostile_files import HOSTILE, xlsx
from tests.support.tables import refusal
from tests.support.workbooks import rewritten

#: What may come of a file that asks for more than the machine should give.
EXHAUSTED = {"imports.takes_too_much", "imports.decoder_died", "imports.too_many_columns"}


@pytest.fixture(autouse=True)
def scratch(tmp_path, monkeypatch):
    """A folder for temporary files that is empty before and after."""
    folder = tmp_path / "scratch"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("what", HOSTILE)
def test_a_hostile_file_is_refused_with_its_reason(what, tmp_path):
    name, code, make = HOSTILE[what]
    found = refusal(make(tmp_path / "digest"), name, Limits(memory_bytes=256 * 1024 * 1024))
    assert found in ({f"imports.{code}"} if code else EXHAUSTED)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "digest"
    with path.open("wb") as file:
        file.truncate(600 * 1024 * 1024)
    assert refusal(path) == "imports.file_too_large"
    with pytest.raises(Refused) as told:
        open_table(path, "a.csv", limits=Limits(file_bytes=500_000_000))
    assert str(told.value.message) == "文件约 630 MB，超过了 500 MB 的上限"
    assert "REGISTRY_IMPORT_MAX_MB" in str(told.value.advice)


def test_a_limit_raised_by_the_operator_is_the_readers_limit_too(tmp_path):
    path = tmp_path / "digest"
    with path.open("wb") as file:
        file.truncate(600 * 1024 * 1024)
    limits = limits_of(Settings(_env_file=None, import_max_mb=2000))
    assert limits.file_bytes == 2_000_000_000
    # It is opened and read: nothing but zeros.
    assert refusal(path, limits=limits) == "imports.empty_file"


def test_an_archive_of_too_many_files_is_refused(tmp_path):
    path = tmp_path / "digest"
    with zipfile.ZipFile(path, "w") as archive:
        for number in range(60):
            archive.writestr(f"{number}.shp", b"")
    assert refusal(path, limits=Limits(entries=50)) == "imports.zip_entries"


def test_two_entries_of_one_name_are_refused(tmp_path):
    path = tmp_path / "digest"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.shp", b"1")
        archive.writestr("A.SHP", b"2")
    assert refusal(path) == "imports.zip_twice"


def test_a_child_that_takes_too_long_is_ended(tmp_path):
    path = tmp_path / "digest"
    path.write_bytes(xlsx())
    assert refusal(path, "a.xlsx", Limits(wall_seconds=0.001)) == "imports.takes_too_long"


def test_a_child_that_dies_refuses_one_file_and_no_more(tmp_path, monkeypatch):
    path = tmp_path / "digest"
    path.write_bytes(xlsx())
    with monkeypatch.context() as patch:
        patch.setattr(child, "_PROGRAM", "import os; os.abort()")
        assert refusal(path, "a.xlsx") == "imports.decoder_died"
        patch.setattr(child, "_PROGRAM", "import os, signal; os.kill(os.getpid(), signal.SIGXCPU)")
        assert refusal(path, "a.xlsx") == "imports.takes_too_long"
    assert len(list(open_table(path, "a.xlsx").rows())) == 1


def test_a_child_that_lies_is_not_believed(tmp_path, monkeypatch):
    path = tmp_path / "digest"
    path.write_bytes(xlsx())
    lie = (
        "import socket; from registry.photos.intake.frames import Channel\n"
        "Channel(socket.socket(fileno=0)).send({'kind': 'refused', 'code': 'made_up'}, b'')\n"
    )
    program = child._PROGRAM.split("from imports", maxsplit=1)[0] + lie
    monkeypatch.setattr(child, "_PROGRAM", program)
    assert refusal(path, "a.xlsx") == "imports.decoder_died"


def test_a_child_writes_no_file_and_sees_no_environment(tmp_path, monkeypatch):
    out = tmp_path / "written"
    probe = (
        "from imports.readers.worker import _lock_down\n"
        "from imports.readers.table import Limits\n"
        "import os; _lock_down(Limits())\n"
        f"assert set(os.environ) <= {{'OPENBLAS_NUM_THREADS', 'LC_ALL'}}\n"
        f"open({str(out)!r}, 'w').write('x')\n"
    )
    program = child._PROGRAM.split("from imports", maxsplit=1)[0] + probe
    monkeypatch.setattr(child, "_PROGRAM", program)
    path = tmp_path / "digest"
    path.write_bytes(xlsx())
    assert refusal(path, "a.xlsx") == "imports.decoder_died"
    assert out.read_bytes() == b""


def test_a_sheet_with_broken_formulas_does_not_end_the_reading(tmp_path):
    path = tmp_path / "digest"
    path.write_bytes(xlsx())
    rewritten(path, {"xl/calcChain.xml": b"<calcChain/>"})
    assert len(list(open_table(path, "a.xlsx").rows())) == 1


@pytest.mark.parametrize("code", sorted(refusal_codes()))
def test_every_refusal_has_words_and_a_remedy(code):
    names = ("size", "limit", "n", "line", "row", "at", "kind", "name", "missing", "format")
    facts = dict.fromkeys(names, 1)
    refused = unreadable(code, **facts)
    assert isinstance(refused, Refused)
    assert refused.code == f"imports.{code}"
    assert str(refused.message)
    assert str(refused.advice)


def test_every_problem_of_a_row_has_words_and_a_remedy():
    assert all(str(text) for fault in PROBLEMS.values() for text in (fault.text, fault.remedy))
