"""What earlier rows of a file were about: a little in memory, the rest in a file of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Final, NamedTuple

from registry.core.errors import OutOfSpace
from registry.core.text import T

#: Keys in memory, some ten megabytes. A file of a county never needs more.
MOST: Final = 50_000


class Earlier(NamedTuple):
    """An earlier row: its number, what it says as one number, and one more number about it."""

    number: int
    content: int
    about: int


class Seen:
    """Rows of this file that came before, by numbers that stand for what they are about.

    The first row of a key is the one that is remembered. Keys and contents are what `hash` gives.
    Beyond `most` keys what is remembered goes to a temporary database that SQLite removes by
    itself, also when the process is killed: its memory does not grow with the file. The rows of a
    batch are found there together, so say first which will be looked for (`expect`).
    """

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._young: dict[int, Earlier] = {}
        self._file: sqlite3.Connection | None = None
        #: What the file says of the keys that were asked for last; None: it has none.
        self._asked: dict[int, Earlier | None] = {}

    def expect(self, keys: Iterable[int]) -> None:
        """Find out about these keys all at once; those of the batch before are forgotten."""
        if len(self._young) > self._most:
            self._move()
        self._asked = {}
        if self._file is not None:
            self._ask({key for key in keys if key not in self._young})

    def look(self, keys: Iterable[int]) -> Earlier | None:
        """The earlier row by the first of these keys that has one."""
        for key in keys:
            found = self._find(key)
            if found is not None:
                return found
        return None

    def note(self, row: Earlier, keys: Iterable[int]) -> None:
        """Remember a row under those of these keys that have none."""
        for key in keys:
            if self._find(key) is None:
                self._young[key] = row

    def close(self) -> None:
        """Forget everything."""
        self._young.clear()
        self._asked.clear()
        if self._file is not None:
            self._file.close()
            self._file = None

    def _find(self, key: int) -> Earlier | None:
        found = self._young.get(key)
        if found is None and self._file is not None:
            if key not in self._asked:
                self._ask({key})
            found = self._asked[key]
        return found

    def _ask(self, keys: Collection[int]) -> None:
        if self._file is None:
            return
        self._asked.update(dict.fromkeys(keys))
        # In their order, so that neighbours are read together.
        wanted = json.dumps(sorted(keys))
        with _told(), closing(self._file.execute(_FOUND, (wanted,))) as rows:
            self._asked.update((key, Earlier(*row)) for key, *row in rows)

    def _move(self) -> None:
        with _told():
            if self._file is None:
                self._file = _temporary()
            rows = ((key, *self._young[key]) for key in sorted(self._young))
            self._file.execute("BEGIN")
            self._file.executemany("INSERT INTO seen VALUES (?, ?, ?, ?)", rows)
            self._file.execute("COMMIT")
        self._young.clear()


_FOUND = "SELECT s.* FROM json_each(?) AS w CROSS JOIN seen AS s WHERE s.key = w.value"


def _temporary() -> sqlite3.Connection:
    """A database of no name: SQLite unlinks its file as soon as it has made it."""
    made = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-8192"):
        made.execute(f"PRAGMA {pragma}")
    columns = "key INTEGER PRIMARY KEY, number INTEGER, content INTEGER, about INTEGER"
    made.execute(f"CREATE TABLE seen ({columns})")
    return made


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        text = T("服务器放临时文件的磁盘已满，文件没有读完，什么也没有写入；请联系管理员")
        raise OutOfSpace("imports.no_room", text) from error


@contextmanager
def remembering() -> Iterator[Seen]:
    """Rows that came before, as long as a file is read."""
    seen = Seen()
    try:
        yield seen
    finally:
        seen.close()
