"""证书和匾牌: what stands on them, and the code by which anybody checks them in the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import segno

from registry.core.ids import stable_id
from registry.core.text import T, Text

_GROUP = 4
#: Light modules around a QR code (ISO/IEC 18004 asks for four).
QUIET = 4


@dataclass(frozen=True, slots=True)
class Certified:
    """What a certificate says of a recognition."""

    recognition_id: str
    place_name: str
    division_text: str
    programme_key: str
    edition_number: int
    document_no: str
    recognised_on: date


def verification_code(said: Certified) -> str:
    """Sixteen letters and digits in fours: another name, date or number gives another code.

    It is no secret and proves nothing alone: it ties a paper to its page in the register, where
    the same words are read.
    """
    parts = (
        said.recognition_id,
        said.place_name,
        said.division_text,
        said.programme_key,
        str(said.edition_number),
        said.document_no,
        said.recognised_on.isoformat(),
    )
    return grouped(stable_id("certificate", *parts))


def grouped(code: str) -> str:
    """A code as it is printed: capitals in groups of four."""
    plain = code.upper()
    return "-".join(plain[at : at + _GROUP] for at in range(0, len(plain), _GROUP))


def same_code(typed: str, code: str) -> bool:
    """Whether somebody typed this code: case, spaces and hyphens do not matter."""
    return _bare(typed) == _bare(code)


def _bare(code: str) -> str:
    return "".join(char for char in code.upper() if char.isalnum())


def modules(url: str) -> list[str]:
    """The QR code of an address, row by row: "1" is dark; the quiet zone is in it."""
    matrix = segno.make(url, error="m", micro=False).matrix
    side = len(matrix) + 2 * QUIET
    blank = "0" * side
    rows = [
        "0" * QUIET + "".join("1" if dark else "0" for dark in row) + "0" * QUIET for row in matrix
    ]
    return [blank] * QUIET + rows + [blank] * QUIET


def sheet(said: Certified, words: Mapping[str, str], *, roman: str, url: str) -> dict[str, Any]:
    """What the templates `certificate.typ` and `plaque.typ` are filled with.

    `words` are the labels and texts in the reader's language by key.
    """
    code = verification_code(said)
    return {
        **words,
        "name": said.place_name,
        "roman": roman,
        "document_no": said.document_no,
        "day": said.recognised_on.isoformat(),
        "year": str(said.recognised_on.year),
        "code": code,
        "qr": modules(url),
    }


#: The words on the papers, by the key under which the templates know them.
WORDS: dict[str, Text] = {
    "heading": T("地名文化遗产认定证书"),
    "division_label": T("所属政区"),
    "document_label": T("文号"),
    "day_label": T("认定日期"),
    "edition_label": T("名录版次"),
    "code_label": T("核验码"),
    "check": T("扫描二维码，或在登记页上输入核验码，核对地名、文号和日期。"),
    "simulated": T("演示数据，不是真实的证书"),
}
