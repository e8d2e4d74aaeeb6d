"""Records out of a JSON file of any size, one at a time, wherever in it their list lies."""

from __future__ import annotations

import json
from collections.abc import Generator, Iterator
from typing import IO, Any, Final

from imports.readers.faults import unreadable

#: Keys under which known services and programs put their list of records.
LIST_KEYS: Final = ("features", "records", "rows", "list", "items", "data", "result", "content")
#: Keys of the envelopes around it.
ENVELOPE_KEYS: Final = ("data", "result", "page", "response", "body")
_ENVELOPES_DEEP: Final = 4
_READ_CHARS: Final = 1024 * 1024
#: One record, in characters.
ITEM_CHARS: Final = 16 * 1024 * 1024
_SPACE: Final = " \t\r\n\x1e\ufeff"

Record = dict[str, Any]


class RecordStream:
    """The records of one file, and what stood beside their list.

    It takes an array, an object with the list inside (also in envelopes), several of those one
    after another (pages of an answer saved to one file), and one object a line. `beside` fills as
    the text is read: a member that stands behind the list is known only at the end.
    """

    def __init__(self, text: IO[str], beside: Record) -> None:
        self.beside = beside
        self._text = text
        self._buffer = ""
        self._at = 0
        self._gone = 0
        self._is_end = False
        self._decoder = json.JSONDecoder(parse_constant=lambda _: None)

    def records(self) -> Generator[Record, None, None]:
        """Every record in order. Refused where the text is not JSON, with the place."""
        while self._peek():
            yield from self._value_records(0)
            if self._peek() == ",":
                self._at += 1

    def _value_records(self, depth: int) -> Iterator[Record]:
        """The records in the value that begins here."""
        if self._peek() == "[":
            yield from self._list_records()
            return
        if self._peek() != "{":
            raise self._damaged()
        whole = self._whole_here()
        if isinstance(whole, dict):
            yield from _records_of(whole, self.beside)
        else:
            yield from self._object_records(depth)

    def _object_records(self, depth: int) -> Iterator[Record]:
        """The records of an object too large for the buffer, member by member."""
        members: Record = {}
        found = False
        self._at += 1
        while self._peek() != "}":
            key = self._value()
            self._expect(":")
            sign = self._peek()
            if not isinstance(key, str):
                raise self._damaged()
            if key in LIST_KEYS and sign == "[":
                found = True
                self.beside.update(members)
                yield from self._list_records()
            elif key in ENVELOPE_KEYS and sign == "{" and depth < _ENVELOPES_DEEP:
                found = True
                yield from self._object_records(depth + 1)
            else:
                members[key] = self._value()
            self._separate("}")
        self._at += 1
        self.beside.update(members)
        if not found and members:
            yield members

    def _list_records(self) -> Iterator[Record]:
        self._expect("[")
        while self._peek() != "]":
            yield from _records_of(self._value(), self.beside)
            self._separate("]")
        self._at += 1

    def _whole_here(self) -> Any:
        """The value that begins here, if all of it is in the buffer already."""
        if len(self._buffer) - self._at < _READ_CHARS // 2:
            self._more()
        try:
            value, end = self._decoder.raw_decode(self._buffer, self._at)
        except json.JSONDecodeError:
            return None
        except RecursionError:
            raise unreadable("json_deep") from None
        self._at = end
        return value

    def _value(self) -> Any:
        """The next value, reading on until all of it is there."""
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._at)
            except RecursionError:
                raise unreadable("json_deep") from None
            except json.JSONDecodeError as error:
                is_short = error.msg.startswith("Unterminated") or error.pos >= (
                    len(self._buffer) - 12
                )
                if not is_short or not self._more():
                    raise self._damaged(error.pos) from None
            except ValueError:
                raise self._damaged() from None
            else:
                # A number that ends with the buffer may go on.
                if end < len(self._buffer) or not self._more():
                    self._at = end
                    return value

    def _peek(self) -> str:
        """The next sign that is not space; "" at the end."""
        while True:
            while self._at < len(self._buffer):
                sign = self._buffer[self._at]
                if sign not in _SPACE:
                    return sign
                self._at += 1
            if not self._more():
                return ""

    def _expect(self, sign: str) -> None:
        if self._peek() != sign:
            raise self._damaged()
        self._at += 1

    def _separate(self, closing: str) -> None:
        """Go over the comma to the next member, or stand at the closing sign."""
        if self._peek() == ",":
            self._at += 1
            if self._peek() == closing:
                raise self._damaged()
        elif self._peek() != closing:
            raise self._damaged()

    def _more(self) -> bool:
        """Read on; what is done with is let go."""
        if self._is_end:
            return False
        rest = self._buffer[self._at :]
        if len(rest) > ITEM_CHARS:
            raise unreadable("json_item_too_large", limit=ITEM_CHARS // 1024 // 1024)
        # As much again as is there: a long record is not parsed anew for each little piece.
        piece = self._text.read(max(_READ_CHARS, len(rest)))
        self._is_end = not piece
        self._gone += self._at
        self._buffer, self._at = rest + piece, 0
        return bool(piece)

    def _damaged(self, at: int | None = None) -> Exception:
        return unreadable("json_damaged", at=self._gone + (self._at if at is None else at) + 1)


def _records_of(value: Any, beside: Record, depth: int = 0) -> Iterator[Record]:
    """The records in a value that is in memory: itself, or the list inside."""
    if isinstance(value, list) and depth < _ENVELOPES_DEEP:
        for each in value:
            yield from _records_of(each, beside, depth + 1)
    elif isinstance(value, dict):
        inner = _list_in(value, depth)
        if inner is None:
            yield value
            return
        beside |= {key: each for key, each in value.items() if each is not inner}
        yield from _records_of(inner, beside, depth + 1)
    elif value is not None:
        raise unreadable("json_shape")


def _list_in(value: Record, depth: int) -> Any:
    """The list of records in an envelope, or the envelope inside this one; None for a record."""
    if depth >= _ENVELOPES_DEEP or value.get("type") == "Feature":
        return None
    for key in LIST_KEYS:
        inner = value.get(key)
        # In a list of records a member may be an empty list without being an envelope.
        if not isinstance(inner, list) or (depth and not inner):
            continue
        if all(isinstance(each, dict | list) for each in inner[:3]):
            return inner
    for key in ENVELOPE_KEYS:
        inner = value.get(key)
        if isinstance(inner, dict) and _list_in(inner, depth + 1) is not None:
            return inner
    return None
