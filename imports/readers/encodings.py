"""The encoding of a text file: byte-order mark, else strict UTF-8, else GB 18030; never a guess.

A statistical judge takes a short GB 18030 table for Big5 and makes rubbish of it without an error.
"""

from __future__ import annotations

import codecs
import io
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Final

from imports.readers.faults import unreadable

_CHUNK: Final = 1024 * 1024
SAMPLE_CHARS: Final = 64 * 1024
#: So many characters beyond ASCII, all well formed, make a file UTF-8 although a byte further down
#: is broken: text in GB 18030 fails within the first few.
_CERTAIN: Final = 20

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What a person may choose → the codec. GBK and GB 2312 are parts of GB 18030.
CODECS: Final = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "utf-8-sig": "utf-8",
    "gb18030": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "cp936": "gb18030",
    "utf-16": "utf-16-le",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "big5": "big5",
}
ENCODING_NAMES: Final = {
    "utf-8": "UTF-8",
    "gb18030": "GB 18030",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "big5": "Big5",
}


@dataclass(frozen=True, slots=True)
class Scan:
    """What one pass over a text file found."""

    codec: str
    #: Length of the byte-order mark.
    skip: int = 0
    lines: int = 0
    longest: int = 0
    #: About where that is: the line at which the piece that holds it begins.
    longest_line: int = 1
    is_cut: bool = False
    is_damaged: bool = False
    has_odd_quotes: bool = False
    #: Something in it that a row has to be looked at for: NUL, broken bytes, "E+".
    is_suspicious: bool = False

    def open(self, path: Path) -> IO[str]:
        """The text, line ends untouched, broken bytes as U+FFFD."""
        raw = path.open("rb")
        raw.seek(self.skip)
        return io.TextIOWrapper(raw, encoding=self.codec, errors="replace", newline="")


class _BadBytesError(Exception):
    def __init__(self, line: int, wide: int) -> None:
        super().__init__(line)
        self.line = line
        self.wide = wide


def scan(path: Path, encoding: str) -> Scan:
    """Find the encoding and measure the text in one pass (two where it is not UTF-8).

    Refused: encoding_name, encoding_unknown, byte_order.
    """
    with path.open("rb") as file:
        sample = file.read(SAMPLE_CHARS)
    skip, codec = _mark(sample)
    if encoding:
        chosen = CODECS.get(encoding.strip().lower())
        if chosen is None:
            raise unreadable("encoding_name", name=encoding[:40])
        if encoding.strip().lower() == "utf-16" and codec == "utf-16-be":
            chosen = codec
        return _measured(path, chosen, skip if chosen == codec else 0)
    if codec.startswith("utf-16") and _is_swapped(sample[skip:], codec):
        raise unreadable("byte_order")
    codec = codec or _unmarked_utf16(sample)
    if codec:
        return _measured(path, codec, skip)
    return _utf8_or_gb18030(path)


def utf16_text(sample: bytes) -> str | None:
    """The beginning of a file as text where it is UTF-16, with or without a mark; else None."""
    skip, codec = _mark(sample)
    codec = codec or _unmarked_utf16(sample)
    return sample[skip:].decode(codec, errors="replace") if codec.startswith("utf-16") else None


def sample_text(path: Path, found: Scan, chars: int = SAMPLE_CHARS) -> str:
    """The beginning of the text."""
    with found.open(path) as text:
        return text.read(chars)


def _mark(sample: bytes) -> tuple[int, str]:
    for mark, codec in _MARKS:
        if sample.startswith(mark):
            return len(mark), codec
    return 0, ""


def _unmarked_utf16(sample: bytes) -> str:
    """UTF-16 without a mark: NUL in one half of the pairs only, one for each comma and line end."""
    if b"\0" not in sample:
        return ""
    sample = sample[: len(sample) // 2 * 2]
    halves = (sample[0::2].count(0), sample[1::2].count(0))
    if min(halves) > 0:
        return ""
    codec = "utf-16-be" if halves[0] else "utf-16-le"
    if max(halves) < sum(sample.count(byte) for byte in b"\n\r,\t;|"):
        return ""
    text = sample.decode(codec, errors="replace")
    plain = "\0" not in text and any(sign in text for sign in "\n\r,\t;|")
    return codec if plain else ""


def _is_swapped(sample: bytes, codec: str) -> bool:
    """Whether separators appear only when the bytes are read the other way round."""
    even = sample[: len(sample) // 2 * 2]
    other = "utf-16-be" if codec == "utf-16-le" else "utf-16-le"
    here, there = (even.decode(name, errors="replace") for name in (codec, other))
    signs = "\n\r,\t;|"
    return not any(sign in here for sign in signs) and any(sign in there for sign in signs)


def _utf8_or_gb18030(path: Path) -> Scan:
    try:
        return _measure(path, Scan("utf-8"), "strict")
    except _BadBytesError as bad:
        utf8 = bad
    if utf8.wide >= _CERTAIN:
        return _measured(path, "utf-8", 0)
    try:
        return _measure(path, Scan("gb18030"), "strict")
    except _BadBytesError as bad:
        raise unreadable("encoding_unknown", line=max(utf8.line, bad.line)) from None


def _measured(path: Path, codec: str, skip: int) -> Scan:
    """The text in an encoding that is certain: broken bytes are the rows' problem."""
    start = Scan(codec, skip)
    try:
        return _measure(path, start, "strict")
    except _BadBytesError:
        found = _measure(path, start, "replace")
        return replace(found, is_damaged=True, is_suspicious=True)


def _measure(path: Path, start: Scan, errors: str) -> Scan:
    gauge = _Gauge()
    decoder = codecs.getincrementaldecoder(start.codec)(errors)
    is_cut = False
    with path.open("rb") as file:
        file.seek(start.skip)
        while chunk := file.read(_CHUNK):
            try:
                gauge.take(decoder.decode(chunk))
            except UnicodeDecodeError as error:
                gauge.take(error.object[: error.start].decode(start.codec, errors="replace"))
                raise _BadBytesError(gauge.lines + 1, gauge.wide) from None
    try:
        gauge.take(decoder.decode(b"", final=True))
    except UnicodeDecodeError:
        is_cut = True
    return replace(
        start,
        lines=gauge.lines + (gauge.tail > 0),
        longest=max(gauge.longest, gauge.tail),
        longest_line=gauge.longest_line,
        is_cut=is_cut,
        has_odd_quotes=gauge.quotes % 2 == 1,
        is_suspicious=gauge.is_suspicious or is_cut,
    )


class _Gauge:
    """Counts over a text that comes in pieces."""

    def __init__(self) -> None:
        self.lines = self.longest = self.tail = self.quotes = self.wide = 0
        self.longest_line = 1
        self.is_suspicious = False

    def take(self, text: str) -> None:
        """Count one more piece."""
        if not text:
            return
        if self.wide < _CERTAIN and not text.isascii():
            self.wide += sum(sign > "\x7f" for sign in text[:SAMPLE_CHARS])
        self.quotes += text.count('"')
        self.is_suspicious = self.is_suspicious or any(
            sign in text for sign in ("\0", "E+", "e+", "\ufffd")
        )
        line, *others = text.split("\n" if "\n" in text else "\r")
        longest = max(self.tail + len(line), *map(len, others), 0)
        if longest > self.longest:
            self.longest, self.longest_line = longest, self.lines + 1
        self.lines += len(others)
        self.tail = len(others[-1]) if others else self.tail + len(line)
