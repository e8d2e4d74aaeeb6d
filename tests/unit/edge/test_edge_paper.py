"""Paper and bundles: rare characters drawn, data never markup, the same bytes for the same data."""

from __future__ import annotations

import hashlib
import io
import re
import subprocess
import zipfile
import zlib

import pytest
from fontTools.ttLib import TTFont

from registry.core import glyphs, printing
from registry.core.errors import Conflict, Unavailable
from registry.edge import bundle
from registry.edge.bundle import Member

RARE = "烔垾㘵𡌶"


def document(**changes):
    blank = {"title": "", "roman": "", "subtitle": "", "lead": [], "sections": []}
    return {"language": "zh-CN", **blank, **changes}


def said_in(pdf: bytes) -> str:
    """The characters that the fonts in a PDF say they draw (their ToUnicode tables)."""
    found = set()
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            text = zlib.decompress(stream)
        except zlib.error:
            continue
        for line in re.findall(rb"beginbf(?:char|range)\n(.*?)endbf", text, re.DOTALL):
            for code in re.findall(rb"<([0-9A-Fa-f]{4,8})>\s*$", line, re.MULTILINE):
                found.add(bytes.fromhex(code.decode()).decode("utf-16-be", errors="ignore"))
    return "".join(sorted(found))


@pytest.mark.parametrize("face", glyphs.FACES)
def test_the_table_of_characters_is_read_as_others_read_it(face) -> None:
    content = (glyphs.folder() / face).read_bytes()
    assert glyphs.code_points(content) == set(TTFont(io.BytesIO(content)).getBestCmap())


def test_rare_and_traditional_characters_can_be_drawn() -> None:
    assert glyphs.undrawable(f"{RARE}疃圩廬州府志·Tóngyáng 〔〕") == set()
    assert glyphs.undrawable("三\U0002f800河") == {"\U0002f800"}
    with pytest.raises(ValueError, match="cmap"):
        glyphs.code_points(b"\0" * 12)


def test_rare_characters_are_in_the_sheet_and_boxes_are_not() -> None:
    pdf = printing.pdf("archive.typ", document(title=RARE, subtitle="三\U0002f800河"))
    assert pdf.startswith(b"%PDF-")
    assert set(said_in(pdf)) >= {*RARE, *"三河〔+2F80〕"}
    assert "\U0002f800" not in said_in(pdf)


def test_each_rare_character_has_a_picture_of_its_own() -> None:
    pictures = {char: printing.picture("archive.typ", document(title=char)) for char in RARE}
    assert all(picture.startswith(b"\x89PNG") for picture in pictures.values())
    assert len(set(pictures.values())) == len(RARE)
    assert printing.picture("archive.typ", document(title="烔")) == pictures["烔"]
    assert printing.picture("archive.typ", document(title="")) not in pictures.values()


def test_what_people_typed_is_text_and_never_markup() -> None:
    words = '#read("/etc/passwd") *b* $x$ \\ "] } <a> @b'
    table = {"kind": "table", "head": ["a", "b"], "rows": [[words, "1"]]}
    blocks: list[dict] = [{"kind": kind, "text": words} for kind in ("text", "quote", "heading")]
    blocks += [
        table,
        {"kind": "rows", "rows": [[words, words]]},
        {"kind": "list", "items": [words]},
    ]
    sections = [{"title": words, "blocks": blocks}]
    pdf = printing.pdf("archive.typ", document(title=words, sections=sections))
    assert set(said_in(pdf)) >= set('#*$"]}<@')


def test_the_same_data_makes_the_same_sheet() -> None:
    data = document(title="烔炀镇", lead=["一"])
    assert printing.pdf("archive.typ", data) == printing.pdf("archive.typ", data)


def test_a_missing_or_slow_program_is_told(monkeypatch) -> None:
    monkeypatch.setattr(printing, "SECONDS", 0.0)
    with pytest.raises(Unavailable) as told:
        printing.pdf("archive.typ", document())
    assert told.value.code == "print.slow"
    monkeypatch.setattr(printing, "is_available", lambda: False)
    with pytest.raises(Unavailable) as told:
        printing.pdf("archive.typ", document())
    assert told.value.code == "print.not_installed"


def test_one_sheet_at_a_time_and_who_waits_too_long_is_told(monkeypatch) -> None:
    monkeypatch.setattr(printing, "SECONDS", 0.01)
    with printing._alone, pytest.raises(Unavailable) as told:
        printing.pdf("archive.typ", document())
    assert told.value.code == "print.busy"


def test_a_fault_in_a_template_is_a_fault_of_ours() -> None:
    with pytest.raises(RuntimeError, match="typst failed"):
        printing.pdf("archive.typ", {"title": "a"})


def written(*members: Member) -> bytes:
    target = io.BytesIO()
    bundle.write(target, members)
    return target.getvalue()


def test_a_bundle_is_sorted_undated_and_proves_itself(tmp_path) -> None:
    one, two = bundle.of_bytes("b/书 影.txt", "烔".encode()), bundle.of_bytes("a.txt", b"a")
    content = written(one, two)
    assert content == written(two, one)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["a.txt", "b/书 影.txt", bundle.MANIFEST]
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(tmp_path)
    check = ["sha256sum", "--strict", "-c", bundle.MANIFEST]
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 0
    (tmp_path / "a.txt").write_bytes(b"b")
    assert subprocess.run(check, cwd=tmp_path, capture_output=True).returncode == 1


def test_a_damaged_file_is_not_passed_on() -> None:
    digest = hashlib.sha256(b"good").hexdigest()
    with pytest.raises(Conflict) as told:
        written(Member("a", 4, digest, lambda: io.BytesIO(b"evil")))
    assert told.value.code == "storage.damaged"
