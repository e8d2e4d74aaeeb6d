"""A romanisation proposed for one name: toned, plain and sign form, with what it rests on."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from itertools import groupby

from registry import data
from registry.places.rules.romanise.entity import EntityClass
from registry.places.rules.romanise.generics import Role, Split, split
from registry.places.rules.romanise.lexicon import IS_WORD_OF_BODIES
from registry.places.rules.romanise.reading import (
    LIBRARY,
    Heard,
    Reader,
    Reading,
    ReadingTable,
    library_reader,
    read,
    shipped_polyphones,
    shipped_readings,
)
from registry.places.rules.romanise.sign_text import sign_of
from registry.places.rules.romanise.tones import plain_of, starts_open

_GENERIC_READINGS = {"弄": "lòng", "巷": "xiàng", "区": "qū", "会": "huì", "村": "cūn"}
_CODE = re.compile("[0-9A-Za-z]")
# What stands for itself: all of ASCII, and the marks that lists of names use.
_PUNCTUATION = frozenset(map(chr, range(128))) | frozenset("（）、·—")


@dataclass(frozen=True, slots=True)
class Part:
    """One written word of the proposal."""

    hanzi: str
    toned: str
    role: Role


@dataclass(frozen=True, slots=True)
class Polyphone:
    """A character with several living readings; `settled` when the local table decided it."""

    index: int
    hanzi: str
    chosen: str
    options: tuple[str, ...]
    settled: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the rules propose. A person decides; the forms are empty where a reading is missing.

    `toned` Cuōzhèn Zhèn · `plain` Cuozhen Zhen · `sign` CUOZHEN ZHEN · `basis` the rules used and
    where readings came from · `unread` characters that no reader knew.
    """

    hanzi: str
    entity_class: EntityClass
    toned: str
    plain: str
    sign: str
    specific: str
    generic: str
    absorbed: bool
    parts: tuple[Part, ...]
    polyphones: tuple[Polyphone, ...]
    basis: tuple[str, ...]
    unread: tuple[str, ...] = ()
    to_confirm: bool = False
    local: tuple[Reading, ...] = ()

    @property
    def needs_second_person(self) -> bool:
        """Whether somebody else has to confirm the reading.

        So for an open polyphone, a local reading that asks for it and an unread character.
        """
        open_readings = any(not found.settled for found in self.polyphones)
        return self.to_confirm or open_readings or bool(self.unread)


def propose(
    hanzi: str,
    entity_class: EntityClass | str,
    *,
    readings: Mapping[str, Reading] | None = None,
    reader: Reader | None = None,
    polyphones: Mapping[str, Sequence[str]] | None = None,
) -> Proposal:
    """Propose the romanisation of a name by the 1984 rules, the class of entity deciding.

    `readings` (local table) outranks `reader` (default: a library's guess). Raises `ValueError`
    for an empty name or an unknown class. Nothing here is a decision: store it as a proposal.
    """
    table = shipped_readings() if readings is None else readings
    kind = EntityClass(entity_class)
    if reader is None and polyphones is None and isinstance(table, ReadingTable):
        return _proposed_before(hanzi, kind, table)
    several = shipped_polyphones() if polyphones is None else polyphones
    return _propose(hanzi, kind, table, reader or library_reader, several)


@lru_cache(maxsize=1 << 12)
def _proposed_before(hanzi: str, kind: EntityClass, table: ReadingTable) -> Proposal:
    """Lists hold the same few names again and again: 王庄, 李庄, 小庄."""
    return _propose(hanzi, kind, table, library_reader, shipped_polyphones())


def _propose(
    hanzi: str,
    kind: EntityClass,
    table: Mapping[str, Reading],
    reader: Reader,
    several: Mapping[str, Sequence[str]],
) -> Proposal:
    name = unicodedata.normalize("NFC", "".join(hanzi.split()))
    if not name:
        message = "a name without characters cannot be romanised"
        raise ValueError(message)
    usual = _usual_form(name)
    if usual != name:
        found = _propose(usual, kind, table, reader, several)
        return _written_as(found, name)
    cut = split(name, kind)
    heard = read(name, table, reader)
    parts, unread = _write(cut, heard.toned)
    toned = "" if unread else _tidy(" ".join([part.toned for part in parts]))
    plain = plain_of(toned)
    return Proposal(
        hanzi=name,
        entity_class=kind,
        toned=toned,
        plain=plain,
        sign=sign_of(plain),
        specific=cut.specific,
        generic=cut.generic,
        absorbed=cut.absorbed,
        parts=parts,
        polyphones=_polyphones(cut, heard, several),
        basis=(*cut.rules, *_bases(name, heard.local)),
        unread=unread,
        to_confirm=any(row.confirm for row in heard.local),
        local=tuple(heard.local),
    )


def _usual_form(name: str) -> str:
    """長臨河鎮 → 长临河镇: traditional and variant characters are read and cut as the usual ones.

    Only characters outside GB 2312 are changed: 乾 stands for itself, and is read qián.
    """
    if name.isascii() or _is_common(name):
        return name
    return "".join(char if _is_common(char) else _variants().get(char, char) for char in name)


def _is_common(text: str) -> bool:
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@cache
def _variants() -> Mapping[str, str]:
    return {row["variant"]: row["folded"] for row in data.table("variants.csv")}


def _written_as(found: Proposal, name: str) -> Proposal:
    """The proposal with the characters of the name itself, one for one."""
    parts: list[Part] = []
    at = 0
    for part in found.parts:
        parts.append(replace(part, hanzi=name[at : at + len(part.hanzi)]))
        at += len(part.hanzi)
    heads = (part.hanzi for part in parts if part.role is not Role.GENERIC)
    tails = (part.hanzi for part in parts if part.role is Role.GENERIC)
    polyphones = tuple(replace(poly, hanzi=name[poly.index]) for poly in found.polyphones)
    return replace(
        found,
        hanzi=name,
        specific="".join(heads),
        generic="".join(tails),
        parts=tuple(parts),
        polyphones=polyphones,
    )


def _bases(name: str, local: Sequence[Reading]) -> list[str]:
    """Where the readings came from, in the order of their names."""
    if not local:
        return [LIBRARY]
    bases = {row.basis for row in local}
    if sum(len(row.hanzi) for row in local) < len(name):
        bases.add(LIBRARY)
    return sorted(bases)


def _write(cut: Split, toned: Sequence[str]) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    parts: list[Part] = []
    unread: list[str] = []
    at = 0
    for piece in cut.pieces:
        taken = toned[at : at + len(piece.hanzi)]
        at += len(piece.hanzi)
        if piece.digits:
            parts.append(Part(piece.hanzi, piece.digits, piece.role))
            continue
        written = [
            _itself(char) if char in _PUNCTUATION else syllable
            for char, syllable in zip(piece.hanzi, taken, strict=True)
        ]
        if piece.role is Role.GENERIC:
            written[-1] = _GENERIC_READINGS.get(piece.hanzi[-1], written[-1])
        if "" in written:
            unread += [char for char, text in zip(piece.hanzi, written, strict=True) if not text]
        parts.append(Part(piece.hanzi, _join(written, piece.hanzi), piece.role))
    return tuple(parts), tuple(unread)


def _of_code(pair: tuple[str, str]) -> bool:
    return _CODE.match(pair[0]) is not None


def _itself(char: str) -> str:
    """Digits, Latin letters and brackets stand for themselves."""
    return unicodedata.normalize("NFKC", char)


def _join(written: Sequence[str], hanzi: str) -> str:
    """Syllables as one word: first letter capital, apostrophe before a later a, o or e.

    Letters and digits that stand in the name itself are words of their own: B座 is B Zuo.
    """
    if _CODE.search(hanzi) and not hanzi.isascii():
        runs = [list(run) for _, run in groupby(zip(hanzi, written, strict=True), _of_code)]
        return " ".join(_join([part for _, part in run], "") for run in runs)
    word = ""
    for syllable in written:
        joins = word and starts_open(syllable) and word[-1].isalpha()
        word += f"'{syllable}" if joins else syllable
    for at, char in enumerate(word):
        if char.isalpha():
            return word[:at] + char.upper() + word[at + 1 :]
    return word


def _tidy(text: str) -> str:
    return text.replace(" )", ")").replace("( ", "(")


def _polyphones(
    cut: Split, heard: Heard, several: Mapping[str, Sequence[str]]
) -> tuple[Polyphone, ...]:
    """Open readings in everything but numbers and generics, whose readings the rules fix."""
    found: list[Polyphone] = []
    at = 0
    for piece in cut.pieces:
        if piece.role is Role.SPECIFIC and piece.hanzi not in IS_WORD_OF_BODIES:
            for index, char in enumerate(piece.hanzi, at):
                options = several.get(char, ())
                if len(options) > 1:
                    toned, settled = heard.toned[index], heard.settled[index]
                    found.append(Polyphone(index, char, toned, tuple(options), settled))
        at += len(piece.hanzi)
    return tuple(found)
