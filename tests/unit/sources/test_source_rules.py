"""What a grade promises, which format a file has, and names that lead nowhere else."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.sources.rules import (
    FileRole,
    Grade,
    SourceType,
    evidence_faults,
    grade_faults,
    is_named_as,
    publication_faults,
    role_fits,
    safe_name,
    sniff,
    usual_grade,
)
from registry.sources.rules.file import HEAD

NOTHING = {"locator": "", "quote": ""}


@pytest.mark.parametrize(
    ("grade", "missing"),
    [(Grade.A, {"locator", "quote"}), (Grade.B, {"quote"}), (Grade.C, set()), (Grade.D, set())],
)
def test_a_better_grade_promises_more(grade, missing) -> None:
    assert set(evidence_faults(grade, **NOTHING)) == missing
    assert evidence_faults(grade, locator="卷三", quote="葬于龙城里") == {}


def test_primary_material_names_its_edition() -> None:
    assert set(grade_faults("A", edition=" ")) == {"edition"}
    assert grade_faults("A", edition="拓本") == {}
    assert grade_faults("B", edition="") == {}
    assert usual_grade(SourceType.STONE) is Grade.A


def zipped(*names: str, first: tuple[str, bytes] | None = None) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        if first:
            archive.writestr(*first)
        for name in names:
            archive.writestr(name, b"x")
    return target.getvalue()


ODS = b"application/vnd.oasis.opendocument.spreadsheet"
OFFICE = ("[Content_Types].xml", "xl/workbook.xml")
KNOWN = {
    "JPEG": b"\xff\xd8\xff\xe0rest",
    "PNG": b"\x89PNG\r\n\x1a\nrest",
    "TIFF": b"II*\x00rest",
    "PDF": b"%PDF-1.7\n",
    "MP3": b"ID3\x04rest",
    "WAV": b"RIFF\x00\x00\x00\x00WAVEfmt ",
    "WebP": b"RIFF\x00\x00\x00\x00WEBPVP8 ",
    "M4A": b"\x00\x00\x00\x20ftypM4A \x00",
    "HEIC": b"\x00\x00\x00\x20ftypheic\x00",
    "Ogg": b"OggS\x00",
    "FLAC": b"fLaC\x00",
    "XLSX": zipped(*OFFICE),
    "DOCX": zipped("[Content_Types].xml", "word/document.xml"),
    "ODS": zipped("content.xml", first=("mimetype", ODS)),
    "TXT": "地名,拼写\n烔炀镇,Tóngyáng Zhèn\n".encode(),
    "HTML": "<!-- saved from url=(0014)about:internet --><!DOCTYPE html><p>公告".encode("gb18030"),
    "MHTML": (
        b"From: <Saved by Blink>\r\nSubject: =?utf-8?B?5YWs5ZGK?=\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/related;\r\n\ttype="text/html"; boundary="x"\r\n\r\n--x\r\n'
    ),
}


def kind_of(content: bytes):
    def names():
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.namelist()

    return sniff(content, names)


@pytest.mark.parametrize("label", KNOWN)
def test_a_format_is_told_by_the_bytes(label) -> None:
    kind = kind_of(KNOWN[label])
    assert kind is not None
    assert kind.label == label
    assert is_named_as(f"a.{kind.endings[0].upper()}", kind)
    assert not is_named_as("a.exe", kind)


@pytest.mark.parametrize(
    "content",
    [
        b"<script>alert(1)</script>",
        b"<?xml version='1.0'?><!-- html --><kml/>",
        b"<!--" * 16_000,
        b'  <svg xmlns="http://www.w3.org/2000/svg"/>',
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02\x01",
        b"GIF89a",
        b"\x00\x00\x00\x20ftypjp2 \x00",
        b"text with a \x00 in it",
        b"   \n",
        zipped("run.exe"),
        zipped(*OFFICE, "word/document.xml"),
    ],
)
def test_what_is_none_of_ours_is_not_guessed(content) -> None:
    assert kind_of(content) is None


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_may_be_cut_in_the_middle_of_a_character(encoding) -> None:
    content = ("烔炀镇" * 12_000).encode(encoding)
    for cut in range(4):
        assert kind_of(content[: HEAD + cut]) is not None


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("..\\..\\windows\\a.png", "a.png"),
        ("/etc/shadow", "shadow"),
        ("..", "file"),
        ("", "file"),
        (".htaccess", "htaccess"),
        ("碑\u202egnp.exe", "碑gnp.exe"),
        ("a\x00b\n.pdf", "ab.pdf"),
        ('书"影<1>?.jpg', "书_影_1__.jpg"),
        ("肥" * 300 + ".jpeg", "肥" * 115 + ".jpeg"),
    ],
)
def test_a_name_leads_nowhere_else(raw, name) -> None:
    assert safe_name(raw) == name


@given(st.text(max_size=300))
def test_no_name_holds_a_path_or_a_control_character(raw) -> None:
    name = safe_name(raw)
    assert 0 < len(name) <= 120
    assert not set(name) & set('/\\\x00\n<>:"|?*')
    assert name.strip(". ") == name
    assert safe_name(name) == name


def test_a_saved_page_is_a_page_and_nothing_else() -> None:
    for label in ("HTML", "MHTML"):
        fitting = [role for role in FileRole if role_fits(role, kind_of(KNOWN[label]))]
        assert fitting == [FileRole.PAGE]
        faults = publication_faults(
            FileRole.PAGE, licence="x", consent="", media_type=kind_of(KNOWN[label]).media_type
        )
        assert set(faults) == {"public"}
    assert not publication_faults(
        FileRole.PAGE, licence="x", consent="", media_type="application/pdf"
    )


def test_a_role_asks_for_a_fitting_format() -> None:
    assert role_fits(FileRole.AUDIO, kind_of(KNOWN["MP3"]))
    assert not role_fits(FileRole.AUDIO, kind_of(KNOWN["PDF"]))
    assert not role_fits(FileRole.PHOTO, kind_of(KNOWN["PDF"]))
    assert role_fits(FileRole.SCAN, kind_of(KNOWN["TIFF"]))


def test_what_everybody_may_have_says_by_which_right() -> None:
    assert set(publication_faults("scan", licence="", consent="")) == {"licence"}
    assert set(publication_faults("audio", licence="CC BY", consent="")) == {"consent"}
    assert publication_faults("audio", licence="CC BY", consent="王某 2026-05-01") == {}
