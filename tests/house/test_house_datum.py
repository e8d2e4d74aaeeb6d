"""No set of seven parameters between datums lies in the program, and none is asked of a library.

They are controlled in China; a coordinate of Beijing 1954 or Xi'an 1980 is refused with the reason.
"""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
#: The words by which such a set, or a library that applies one, goes.
WORDS = (b"towgs84", b"helmert", b"bursa", b"molodensky", b"transformer.from", b"position vector")
FOLDERS = ("registry", "imports", "static/js", "tools", "templates")


def files():
    for folder in FOLDERS:
        yield from (path for path in (ROOT / folder).rglob("*") if path.is_file())


def test_no_parameters_of_a_controlled_datum_are_shipped_or_asked_for():
    found = {
        str(path.relative_to(ROOT)): word.decode()
        for path in files()
        if path.suffix not in {".pyc", ".png", ".ttf", ".woff2", ".gz"}
        for word in WORDS
        if word in path.read_bytes().lower()
    }
    assert found == {}
