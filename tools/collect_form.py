"""Write the survey form for ODK Collect from the questions and vocabularies of signage.

    python -m tools.collect_form           write registry/data/collect_form.xml
    python -m tools.collect_form --check   change nothing; fail when the file is not right

pyxform makes the XForm, as it does for every XLSForm; it is no part of the installed program.
"""

from __future__ import annotations

import argparse
import gettext
import sys
from pathlib import Path

from pyxform.xls2xform import convert

from registry.core.text import Text
from registry.signage.rules.collect import FORM_ID
from registry.signage.rules.collect.form import FILE
from registry.signage.rules.collect.questions import CHOICES, QUESTIONS, TITLE, VERSION

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "registry" / "data" / FILE
CATALOGUES = ROOT / "registry" / "translations"
CHINESE, ENGLISH = "中文 (zh)", "English (en)"
Row = dict[str, str]


def _languages(column: str, text: Text | None) -> Row:
    if text is None:
        return {}
    said = gettext.translation("signage", CATALOGUES, ["en"]).gettext(text.msgid)
    return {f"{column}::{CHINESE}": text.msgid, f"{column}::{ENGLISH}": said}


def survey() -> list[Row]:
    """The rows of the XLSForm."""
    rows = []
    for question in QUESTIONS:
        row = {"type": question.kind, "name": question.name, **dict(question.extra)}
        row |= _languages("label", question.label) | _languages("hint", question.hint)
        rows.append(row | ({"required": "yes"} if question.required else {}))
    return rows


def choices() -> list[Row]:
    """The choices of every list, in the order of the vocabulary."""
    return [
        {"list_name": name, "name": code, **_languages("label", label)}
        for name, words in CHOICES.items()
        for code, label in words.items()
    ]


def _header(rows: list[Row]) -> list[dict[str, None]]:
    return [dict.fromkeys(column for row in rows for column in row)]


def built() -> str:
    """The XForm as it should be."""
    settings = {
        "form_id": FORM_ID,
        "form_title": TITLE.msgid,
        "version": VERSION,
        "default_language": CHINESE,
    }
    sheets = {"survey": survey(), "choices": choices(), "settings": [settings]}
    made = convert({**sheets, **{f"{name}_header": _header(rows) for name, rows in sheets.items()}})
    return str(made.xform).rstrip("\n") + "\n"


def main() -> int:
    """Write the form, or say whether it is right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    text = built()
    if check:
        is_right = TARGET.exists() and TARGET.read_text(encoding="utf-8") == text
        print("as it should be" if is_right else "python -m tools.collect_form writes another one")
        return 0 if is_right else 1
    TARGET.write_text(text, encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {len(text.encode())} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
