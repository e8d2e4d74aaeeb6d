"""One Chinese text has one English wording, whichever catalogue a page takes it from."""

from collections import defaultdict
from pathlib import Path

from babel.messages.pofile import read_po

CATALOGUES = (
    Path(__file__).resolve().parent.parent.parent
    / "registry"
    / "translations"
    / "en"
    / "LC_MESSAGES"
)


def test_catalogues_agree_on_the_english_of_a_text():
    wordings = defaultdict(set)
    for path in sorted(CATALOGUES.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id:
                    wordings[str(message.id)].add(str(message.string))
    assert {text: said for text, said in wordings.items() if len(said) > 1} == {}
