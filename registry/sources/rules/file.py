"""Files of a source: what they show, which formats they may have, told by their own bytes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum

from registry.core.text import T, Text


class FileRole(StrEnum):
    """What a file shows of its source."""

    SCAN = "scan"
    RUBBING = "rubbing"
    PHOTO = "photo"
    MAP = "map"
    AUDIO = "audio"
    PAPER = "paper"
    DATA = "data"
    PAGE = "page"


FILE_ROLE_LABELS: dict[FileRole, Text] = {
    FileRole.SCAN: T("书影"),
    FileRole.RUBBING: T("拓片"),
    FileRole.PHOTO: T("照片"),
    FileRole.MAP: T("地图"),
    FileRole.AUDIO: T("录音"),
    FileRole.PAPER: T("文件扫描件"),
    FileRole.DATA: T("数据文件"),
    FileRole.PAGE: T("网页存档"),
}


class Family(StrEnum):
    """What a format is for."""

    PICTURE = "picture"
    PAGES = "pages"
    SOUND = "sound"
    TABLE = "table"
    FILM = "film"
    WEB = "web"


@dataclass(frozen=True, slots=True)
class FileKind:
    """A format: how it is called, its media type, its usual endings.

    `is_photo` where the intake of photographs reads it and makes copies without metadata.
    """

    label: str
    media_type: str
    endings: tuple[str, ...]
    family: Family
    is_photo: bool = False


_JPEG = FileKind("JPEG", "image/jpeg", ("jpg", "jpeg"), Family.PICTURE, is_photo=True)
_PNG = FileKind("PNG", "image/png", ("png",), Family.PICTURE, is_photo=True)
_WEBP = FileKind("WebP", "image/webp", ("webp",), Family.PICTURE, is_photo=True)
_HEIC = FileKind("HEIC", "image/heic", ("heic", "heif"), Family.PICTURE, is_photo=True)
_TIFF = FileKind("TIFF", "image/tiff", ("tif", "tiff"), Family.PICTURE)
_PDF = FileKind("PDF", "application/pdf", ("pdf",), Family.PAGES)
_MP3 = FileKind("MP3", "audio/mpeg", ("mp3",), Family.SOUND)
_WAV = FileKind("WAV", "audio/wav", ("wav",), Family.SOUND)
_M4A = FileKind("M4A", "audio/mp4", ("m4a",), Family.SOUND)
_OGG = FileKind("Ogg", "audio/ogg", ("ogg", "oga", "opus"), Family.SOUND)
_FLAC = FileKind("FLAC", "audio/flac", ("flac",), Family.SOUND)
_MP4 = FileKind("MP4", "video/mp4", ("mp4", "m4v"), Family.FILM)
_MOV = FileKind("MOV", "video/quicktime", ("mov", "qt"), Family.FILM)
_WEBM = FileKind("WebM", "video/webm", ("webm",), Family.FILM)
_OFFICE = "application/vnd.openxmlformats-officedocument."
_DOCX = FileKind("DOCX", f"{_OFFICE}wordprocessingml.document", ("docx",), Family.PAGES)
_XLSX = FileKind("XLSX", f"{_OFFICE}spreadsheetml.sheet", ("xlsx",), Family.TABLE)
_OPEN = "application/vnd.oasis.opendocument."
_ODT = FileKind("ODT", f"{_OPEN}text", ("odt",), Family.PAGES)
_ODS = FileKind("ODS", f"{_OPEN}spreadsheet", ("ods",), Family.TABLE)
_HTML = FileKind("HTML", "text/html", ("html", "htm"), Family.WEB)
_MHTML = FileKind("MHTML", "multipart/related", ("mhtml", "mht"), Family.WEB)
_TEXT = FileKind("TXT", "text/plain", ("txt", "csv", "tsv", "json", "geojson"), Family.TABLE)

KINDS = (
    *(_JPEG, _PNG, _WEBP, _HEIC, _TIFF, _PDF, _MP3, _WAV, _M4A, _OGG, _FLAC),
    *(_DOCX, _XLSX, _ODT, _ODS, _TEXT, _HTML, _MHTML),
)
#: Saved pages: a browser may run what is in them, so they are handed out as plain bytes only.
PAGE_TYPES = frozenset({_HTML.media_type, _MHTML.media_type})
#: Told apart from the others, so that a message can name them; no file of a source is a film.
FILMS = (_MP4, _MOV, _WEBM)
ACCEPTED_ENDINGS = tuple(ending for kind in KINDS for ending in kind.endings)

_MAGIC = (
    (b"\xff\xd8\xff", _JPEG),
    (b"\x89PNG\r\n\x1a\n", _PNG),
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
    (b"%PDF-", _PDF),
    (b"ID3", _MP3),
    (b"\xff\xfb", _MP3),
    (b"\xff\xf3", _MP3),
    (b"\xff\xf2", _MP3),
    (b"OggS", _OGG),
    (b"fLaC", _FLAC),
)
_RIFF = {b"WEBP": _WEBP, b"WAVE": _WAV}
_BRANDS = {b"M4A ": _M4A, b"M4B ": _M4A, b"heic": _HEIC, b"heix": _HEIC, b"mif1": _HEIC}
# ISO base media files name their brand after `ftyp`; those of films begin in one of these ways.
_FILM_BRANDS = (b"isom", b"iso", b"mp4", b"avc1", b"M4V", b"dash", b"3gp", b"f4v", b"MSNV")
_INSIDE_ZIP = {"word/document.xml": _DOCX, "xl/workbook.xml": _XLSX}
_ODF = {_ODT.media_type.encode(): _ODT, _ODS.media_type.encode(): _ODS}
# Formats whose beginning would pass for text.
_FOREIGN = (b"GIF8", b"%!PS", b"{\\rtf")
HEAD = 65_536
"""Bytes of the beginning that `sniff` wants to see."""


def sniff(head: bytes, names_inside: Callable[[], Collection[str]]) -> FileKind | None:
    """The format told by the first bytes; None where it is none of ours.

    `names_inside` is asked for the members' names where the file is a ZIP. Neither the file's name
    nor what the browser says of it counts.
    """
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return kind
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head[4:8] == b"ftyp":
        return _sniff_brand(head[8:12])
    if head.startswith(b"\x1aE\xdf\xa3"):
        # EBML holds many things; its document type stands near the beginning.
        return _WEBM if b"webm" in head[:64] else None
    if head.startswith(b"PK\x03\x04"):
        return _sniff_zip(head, names_inside)
    return None if head.startswith(_FOREIGN) else _sniff_text(head)


def _sniff_text(head: bytes) -> FileKind | None:
    text = _decoded(head)
    if text is None or not _reads_as_text(text):
        return None
    if _MIME.search(text[:_MIME_HEAD]) and "multipart/related" in text[:_MIME_HEAD]:
        return _MHTML
    if text.lstrip("\ufeff \t\r\n").startswith("<"):
        # Other markup (SVG, XML) stays out: nothing that is cited comes as such.
        return _HTML if _PAGE.match(text) else None
    return _TEXT


#: DOC, XLS, PPT and WPS of once: a container that may hold programs beside its text.
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
#: Formats that we do not take in, by how they begin: a file that lies is told what it is.
_NOT_OURS: tuple[tuple[bytes, Text], ...] = (
    (b"MZ", T("Windows 程序")),
    (b"\x7fELF", T("Linux 程序")),
    (b"#!", T("脚本")),
    (b"GIF8", T("GIF 图片")),
    (b"BM", T("BMP 图片")),
    (b"PK\x03\x04", T("ZIP 压缩包")),
    (b"Rar!", T("RAR 压缩包")),
    (b"7z\xbc\xaf", T("7z 压缩包")),
    (b"\x1f\x8b", T("gzip 压缩包")),
    (OLD_OFFICE, T("旧版 Office 文件")),
    (b"{\\rtf", T("RTF 文件")),
    (b"%!PS", T("PostScript 文件")),
    (b"\x1aE\xdf\xa3", T("Matroska 录像")),
    (b"RIFF", T("AVI 等 RIFF 文件")),
    (b"<", T("SVG、XML 或不完整的网页")),
)


def foreign_label(head: bytes) -> Text | None:
    """What a file is that `sniff` does not take for one of ours; None where that is not known."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip() or head
    return next((label for magic, label in _NOT_OURS if start.startswith(magic)), None)


def _sniff_brand(brand: bytes) -> FileKind | None:
    if brand == b"qt  ":
        return _MOV
    return _BRANDS.get(brand) or (_MP4 if brand.startswith(_FILM_BRANDS) else None)


def _sniff_zip(head: bytes, names_inside: Callable[[], Collection[str]]) -> FileKind | None:
    for said, kind in _ODF.items():
        # OpenDocument puts its type first and uncompressed, so that it can be read from here.
        if head[30 : 38 + len(said)] == b"mimetype" + said:
            return kind
    names = set(names_inside())
    found = [kind for name, kind in _INSIDE_ZIP.items() if name in names]
    return found[0] if len(found) == 1 and "[Content_Types].xml" in names else None


# A page saved by a browser as one file is a mail message without a mail (RFC 2557).
_MIME = re.compile(r"^MIME-Version:", re.MULTILINE | re.IGNORECASE)
_MIME_HEAD = 4096
_PAGE = re.compile(
    r"[\ufeff\s]*(?:<\?xml[^>]*\?>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*(?:<!doctype\s+html\b|<html[\s>])",
    re.IGNORECASE | re.DOTALL,
)


def _decoded(head: bytes) -> str | None:
    """The head as text in one of the encodings that files come in; None where it is none."""
    if not head.strip():
        return None
    for encoding in ("utf-8-sig", "gb18030", "utf-16"):
        if encoding == "utf-16" and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        # A file that goes on beyond the head may be cut in the middle of a character.
        for cut in range(4 if len(head) >= HEAD else 1):
            try:
                return head[: len(head) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None


def _reads_as_text(text: str) -> bool:
    return not any((ord(char) < 32 and char not in "\t\r\n\f") or char == "\x7f" for char in text)


def is_named_as(name: str, kind: FileKind) -> bool:
    """Whether the ending of a name is one of the format's."""
    return name.rpartition(".")[2].lower() in kind.endings


_FITTING: dict[FileRole, frozenset[Family]] = {
    FileRole.SCAN: frozenset({Family.PICTURE, Family.PAGES}),
    FileRole.RUBBING: frozenset({Family.PICTURE, Family.PAGES}),
    FileRole.PHOTO: frozenset({Family.PICTURE}),
    FileRole.MAP: frozenset({Family.PICTURE, Family.PAGES, Family.TABLE}),
    FileRole.AUDIO: frozenset({Family.SOUND}),
    FileRole.PAPER: frozenset({Family.PICTURE, Family.PAGES}),
    FileRole.DATA: frozenset({Family.TABLE, Family.PAGES}),
    FileRole.PAGE: frozenset({Family.WEB, Family.PAGES, Family.PICTURE}),
}


def role_fits(role: FileRole, kind: FileKind) -> bool:
    """Whether a file of this format can be what the person says it is."""
    return kind.family in _FITTING[role]


def publication_faults(
    role: FileRole | str, *, licence: str, consent: str, media_type: str = ""
) -> dict[str, list[Text]]:
    """What is missing before everybody may have a file, by field."""
    faults: dict[str, list[Text]] = {}
    if media_type in PAGE_TYPES:
        text = T("存下的网页里可能有脚本，只供工作人员下载；请公开网址，或另存为 PDF 再公开")
        faults["public"] = [text]
    if not licence.strip():
        faults["licence"] = [T("要公开，请写明许可或版权状况")]
    if role == FileRole.AUDIO and not consent.strip():
        faults["consent"] = [T("要公开录音，请写明谁同意、什么时候同意")]
    return faults


_LONGEST_NAME = 120
# Separators, and what file systems of others refuse or give a meaning to.
_BAD = frozenset('<>:"|?*')


def safe_name(raw: str) -> str:
    """The last part of a name from outside, without anything that could lead elsewhere.

    Folders, control and direction marks, leading dots and what file systems forbid are gone; at
    the most 120 characters, the ending kept. Empty becomes `file`.
    """
    last = unicodedata.normalize("NFC", raw).replace("\\", "/").rpartition("/")[2]
    kept = "".join("_" if char in _BAD else char for char in last if _is_plain(char))
    name = " ".join(kept.split()).strip(". ")
    if not name:
        return "file"
    stem, dot, ending = name.rpartition(".")
    if not dot or len(ending) > 10:
        return name[:_LONGEST_NAME]
    return stem[: _LONGEST_NAME - len(ending) - 1].strip(". ") + dot + ending


def _is_plain(char: str) -> bool:
    # Cc, Cf, Cs, Co, Cn: among Cf are the marks that turn the direction of what follows.
    return not unicodedata.category(char).startswith("C")
