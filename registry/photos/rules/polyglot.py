"""Files that are a picture and something else at once.

Decision: bytes after the end of the picture are tolerated, because cameras put them there (video of
motion photos, depth maps, the makers' own trailers) and refusing them would refuse honest crews.
They do no harm: the original is kept private and is never served, and what the public sees is
encoded afresh from pixels. A file that another program would *open* as something else - an archive,
a PDF, a web page, a script or an executable - is refused: nobody makes one by taking a photo.
"""

from __future__ import annotations

import re
from typing import Final

_ARCHIVE_END = b"PK\x05\x06"
_ARCHIVE_END_LENGTH = 22
_ARCHIVE_COMMENT_MAX = 65_535
_PDF_WINDOW = 1024
_TRAILER_WINDOW = 1024 * 1024

_OPENERS: Final = (
    b"PK\x03\x04",
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"Rar!",
    b"7z\xbc\xaf\x27\x1c",
    b"\x1f\x8b",
    b"GIF8",
)
_MARKUP: Final = re.compile(rb"<(?:script|html|svg|!doctype|iframe|\?php)", re.IGNORECASE)


def is_polyglot(data: bytes, end: int) -> bool:
    """Whether a file whose picture ends at offset `end` would also open as something else."""
    trailer = data[end : end + _TRAILER_WINDOW]
    return (
        b"%PDF-" in data[:_PDF_WINDOW]
        or b"%PDF-" in trailer
        or trailer.lstrip(b"\x00\r\n\t ").startswith(_OPENERS)
        or _MARKUP.search(trailer) is not None
        or _is_archive(data)
    )


def _is_archive(data: bytes) -> bool:
    """Whether it ends as a ZIP does: a directory record whose comment reaches the last byte."""
    start = max(0, len(data) - _ARCHIVE_END_LENGTH - _ARCHIVE_COMMENT_MAX)
    at = data.rfind(_ARCHIVE_END, start)
    while at >= 0:
        entries = int.from_bytes(data[at + 10 : at + 12], "little")
        comment = int.from_bytes(data[at + 20 : at + 22], "little")
        if entries and at + _ARCHIVE_END_LENGTH + comment == len(data):
            return True
        at = data.rfind(_ARCHIVE_END, start, at)
    return False
