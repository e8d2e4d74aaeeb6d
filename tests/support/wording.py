"""Pages as readers meet them: their words with the language each is marked with, their links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

#: Elements that hold the wordings of machines, which have no language.
NOT_WORDS = frozenset(["script", "style", "code", "kbd", "pre", "samp"])
EMPTY = frozenset(
    ["area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
#: What an opening tag ends that its author left open, as browsers read it.
ENDS = {"li": {"li"}, "option": {"option"}, "tr": {"tr", "td", "th"}, "td": {"td", "th"}}
ENDS |= {"th": ENDS["td"], "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "p": {"p"}}
SPOKEN = ("alt", "aria-label", "aria-description", "label", "placeholder", "title")


@dataclass(frozen=True, slots=True)
class Words:
    """A text of a page: the language marked on it or around it, and what holds it."""

    text: str
    language: str
    holder: str


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element that is open while the page is read."""

    tag: str
    language: str
    silent: bool


@dataclass(slots=True)
class Reading:
    """What a page says and where it leads."""

    words: list[Words] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.reading = Reading()
        self._open = [Leaf("", "", silent=False)]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if self._open[-1].tag in ENDS.get(tag, ()):
            self._open.pop()
        around = self._open[-1]
        language = said.get("lang") or said.get("xml:lang") or around.language
        mail = said.get("href", "").startswith("mailto:")
        leaf = Leaf(tag, language, around.silent or tag in NOT_WORDS or mail)
        self._note_attributes(leaf, said)
        if tag == "a" and said.get("href"):
            self.reading.links.append(said["href"])
        if tag not in EMPTY:
            self._open.append(leaf)

    def handle_endtag(self, tag: str) -> None:
        if any(leaf.tag == tag for leaf in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self._note(self._open[-1], data, self._open[-1].tag)

    def _note_attributes(self, leaf: Leaf, said: dict[str, str]) -> None:
        spoken = [name for name in said if name in SPOKEN or name.startswith("data-word")]
        if leaf.tag == "input" and said.get("type") in {"submit", "button", "reset"}:
            spoken.append("value")
        for name in spoken:
            self._note(leaf, said.get(name, ""), f"{leaf.tag}@{name}")

    def _note(self, leaf: Leaf, text: str, holder: str) -> None:
        if text.strip() and not leaf.silent:
            self.reading.words.append(Words(" ".join(text.split()), leaf.language, holder))


def read(html: str) -> Reading:
    """Read a page as it was sent, or as a browser wrote it down."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.reading


HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ]{3,}")
#: Latin words at home in a Chinese sentence: formats and systems without another name in use.
LOANS = frozenset(
    [
        "cgcs",
        "csv",
        "gcj",
        "gps",
        "html",
        "json",
        "mhtml",
        "pdf",
        "python",
        "sha",
        "utf",
        "wgs",
        "xlsx",
    ]
)


def strays(reading: Reading, page_language: str) -> Iterator[str]:
    """Words in another writing than the page's language that are not marked as such."""
    for words in reading.words:
        if words.language != page_language:
            continue
        if page_language == "en":
            stray = HAN.search(words.text) is not None
        else:
            stray = any(word.lower() not in LOANS for word in LATIN.findall(words.text))
        if stray:
            yield f"{words.holder}: {words.text[:80]}"
