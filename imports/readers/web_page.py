"""The words of a saved web page: its one table of names where it has one, else line by line.

Nothing is fetched and no script is run; what is not shown on the page is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

from imports.readers import encodings
from imports.readers.faults import too_large
from imports.readers.headers import known_words
from imports.readers.markup import root_of
from imports.readers.sniffing import Kind, sniff

#: A notice is a page or two; the frame of a government site around it is larger than the notice.
PAGE_BYTES: Final = 4 * 1024 * 1024
_ROOTS: Final = frozenset({"html", "body", "table", "div", "head", "article", "section", "p"})
_UNSEEN: Final = frozenset(
    {"script", "style", "template", "noscript", "select", "button", "nav", "svg", "head"}
)
_BLOCKS: Final = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "table", "tr", "section", "article", "hr", "td", "th"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "header", "footer", "main", "tbody"}
)
#: Enough to see what a notice calls itself.
_MOST_WORDS: Final = 20_000
_DEEPEST: Final = 200
_HEADER_WORDS: Final = 2


class _Page(HTMLParser):
    """Lines of text in order, and every table that holds no other as rows of cells."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = []
        self.tables: list[list[list[str]]] = []
        self._line: list[str] = []
        self._unseen: list[str] = []
        self._open: list[list[list[str]]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        if tag == "body":
            # The end of a head need not be written.
            self._unseen = []
        if tag in _UNSEEN or self._unseen:
            if tag in _UNSEEN and len(self._unseen) < _DEEPEST:
                self._unseen.append(tag)
            return
        if tag in _BLOCKS:
            self._end_line()
        if tag == "table" and len(self._open) < _DEEPEST:
            self._end_cell()
            self._open.append([])
        elif tag == "tr" and self._open:
            self._end_cell()
            self._open[-1].append([])
        elif tag in {"td", "th"} and self._open:
            self._end_cell()
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if self._unseen:
            if tag in self._unseen:
                while self._unseen.pop() != tag:
                    pass
            return
        if tag in _BLOCKS:
            self._end_line()
        if tag in {"td", "th", "tr", "table"}:
            self._end_cell()
        if tag == "table" and self._open:
            self.tables.append([row for row in self._open.pop() if any(row)])

    def handle_data(self, data: str) -> None:
        if self._unseen:
            return
        self._line.append(data)
        if self._cell is not None:
            self._cell.append(data)

    def close(self) -> None:
        super().close()
        self._end_line()

    def _end_line(self) -> None:
        text = _squeezed(self._line)
        if text:
            self.lines.append(text)
        self._line = []

    def _end_cell(self) -> None:
        if self._cell is not None and self._open:
            if not self._open[-1]:
                self._open[-1].append([])
            self._open[-1][-1].append(_squeezed(self._cell))
        self._cell = None


def _squeezed(parts: list[str]) -> str:
    return " ".join("".join(parts).replace("\u00a0", " ").split())


def page_text(markup: str) -> tuple[str, str]:
    """(what a list reader is given, all the words of the page).

    A table whose first row holds headings that offices write becomes rows with tabs; a page
    without one, or with a table that only places things on the page, becomes its lines.
    """
    page = _Page()
    page.feed(markup)
    page.close()
    words = "\n".join(page.lines)
    tables = [rows for rows in page.tables if len(rows) > 1 and _is_headed(rows[0])]
    if not tables:
        return words, words
    chosen = max(tables, key=len)
    width = max(len(row) for row in chosen)
    rows = [[*row, *[""] * (width - len(row))] for row in chosen]
    return "\n".join("\t".join(row) for row in rows) + "\n", words


def _is_headed(row: list[str]) -> bool:
    return known_words(row) >= _HEADER_WORDS


@dataclass(frozen=True, slots=True)
class Words:
    """A file that holds a list, in a form that the list readers know, and the words beside it.

    `name` is what the file is called for its reader: what a page became is plain text.
    """

    path: Path
    name: str
    words: str


def plain_list(path: Path, file_name: str, folder: Path, encoding: str = "") -> Words:
    """The file as it is, or where it is a web page, its list as a text file in `folder`.

    Refused: as `open_table` for what is no text or table at all, `too_large` for a page beyond
    PAGE_BYTES.
    """
    if sniff(path) is not Kind.TEXT:
        return Words(path, file_name, "")
    scan = encodings.scan(path, encoding)
    sample = encodings.sample_text(path, scan).lstrip()
    if not sample.startswith("<"):
        return Words(path, file_name, sample[:_MOST_WORDS])
    if not _is_page(sample):
        return Words(path, file_name, "")
    size = path.stat().st_size
    if size > PAGE_BYTES:
        raise too_large(size, PAGE_BYTES)
    with scan.open(path) as text:
        listed, words = page_text(text.read())
    made = folder / "page.txt"
    made.write_text(listed, encoding="utf-8")
    return Words(made, "page.txt", words[:_MOST_WORDS])


def _is_page(sample: str) -> bool:
    start = sample[:4096].lower()
    return root_of(sample) in _ROOTS or any(f"<{one}" in start for one in ("html", "body", "meta"))
