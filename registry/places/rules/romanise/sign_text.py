"""What may stand on a sign of the GB 17733 family: Pinyin in capitals, never English."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from registry import data
from registry.core.text import T, Text
from registry.places.rules.romanise.tones import plain_of

__all__ = [
    "APOSTROPHE",
    "SignTextFault",
    "SignTextProblem",
    "plain_of",
    "sign_of",
    "sign_text_problem",
]

APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"
_ENGLISH = frozenset(
    """rd road st str street ave av avenue blvd boulevard ln lane alley hwy highway expressway ring
    no the of and town township village vill county district city province community subdistrict
    lake hill mountain mt mount bridge square park plaza station port pond reservoir canal
    temple pagoda pavilion tower gate cave island tunnel center harbor water pier route range house
    line area bar car river east west south north middle central
    upper lower old new site ruins garden estate building former residence""".split()  # noqa: SIM905 - a word list reads best as words
)
_GLUED_DIGIT = re.compile(r"[^\W\d_][0-9]|[0-9][^\W\d_]")
_WORD = re.compile(r"[^\s\-()]+")
# What is a code by itself: the number of a highway before its kind, S101 SHENGDAO (GB/T 917), the
# letter of a block or an exit, B ZUO.
_CODE = re.compile(
    r"\b[GSXYCZ]\d{1,4} (?=(?:(?:GUO|SHENG|XIAN|XIANG|CUN)DAO|GAOSU|GONGLU)\b)"
    r"|\b[A-Z] (?=(?:ZUO|QU|DONG|KU|KOU)\b)"
)


class SignTextFault(StrEnum):
    """Why a text may not stand on a place-name sign."""

    EMPTY = "empty"
    ENGLISH = "english"
    HANZI = "hanzi"
    TONE_DIGIT = "tone_digit"
    TONE_MARK = "tone_mark"
    APOSTROPHE = "apostrophe"
    UNPARTED = "unparted"
    NOT_CAPITALS = "not_capitals"
    NOT_PINYIN = "not_pinyin"


def _message(fault: SignTextFault, word: str) -> Text:
    messages = {
        SignTextFault.EMPTY: T("标牌上的拼音不能为空"),
        SignTextFault.ENGLISH: T(
            "地名标志只用汉语拼音，不用英文通名（《地名管理条例》第十五条，GB 17733）：%(word)s",
            word=word,
        ),
        SignTextFault.HANZI: T("拼音行里有汉字：%(word)s", word=word),
        SignTextFault.TONE_DIGIT: T("拼音里夹着数字：%(word)s", word=word),
        SignTextFault.TONE_MARK: T("标牌上的拼音不标声调：%(word)s", word=word),
        SignTextFault.APOSTROPHE: T("隔音符号请用 ’：%(word)s", word=word),
        SignTextFault.UNPARTED: T("以 a、o、e 开头的音节前缺隔音符号 ’：%(word)s", word=word),
        SignTextFault.NOT_CAPITALS: T("标牌上的拼音全部大写：%(word)s", word=word),
        SignTextFault.NOT_PINYIN: T("不是汉语拼音音节：%(word)s", word=word),
    }
    return messages[fault]


@dataclass(frozen=True, slots=True)
class SignTextProblem:
    """The first fault found and the word it is in."""

    fault: SignTextFault
    word: str

    @property
    def message(self) -> Text:
        """What to tell the person who typed it."""
        return _message(self.fault, self.word)


def sign_of(plain: str) -> str:
    """The plain form as a sign carries it: capitals, spaces, apostrophe U+2019."""
    return plain.upper().replace("'", APOSTROPHE)


def sign_text_problem(roman: str) -> SignTextProblem | None:
    """The first reason why `roman` may not stand on a place-name sign, None where it may.

    English generics are refused (GB 17733 signs carry Pinyin only), and so are digits for tones,
    tone marks, small letters, a typewriter apostrophe and words that are no Pinyin syllables.
    A few short English words could also be Pinyin (LA + KE); on a sign they are taken for English.
    """
    found = _WORD.findall(_CODE.sub("", unicodedata.normalize("NFC", roman)))
    if not found:
        return SignTextProblem(SignTextFault.EMPTY, "")
    for word in found:
        fault = _fault_of(word)
        if fault is not None:
            return SignTextProblem(fault, word)
    return None


def _fault_of(word: str) -> SignTextFault | None:
    letters = word.casefold()
    checks = (
        (SignTextFault.ENGLISH, letters.strip(".,") in _ENGLISH),
        (SignTextFault.HANZI, any(unicodedata.name(char, "").startswith("CJK") for char in word)),
        (SignTextFault.TONE_DIGIT, _GLUED_DIGIT.search(word) is not None),
        (SignTextFault.TONE_MARK, plain_of(word) != word),
        (SignTextFault.APOSTROPHE, "'" in word),
        (SignTextFault.NOT_CAPITALS, word != word.upper()),
        (SignTextFault.NOT_PINYIN, not word.isdecimal() and not _is_pinyin(letters)),
        (SignTextFault.UNPARTED, not word.isdecimal() and not _is_parted(letters)),
    )
    return next((fault for fault, found in checks if found), None)


@cache
def _syllables(*, later_open: bool) -> re.Pattern[str]:
    """A run of syllables, each with the r of 儿化 at most; `later_open`: any may begin a, o, e."""
    known = sorted(data.text("syllables.txt").split(), key=len, reverse=True)
    later = known if later_open else [word for word in known if word[0] not in "aoe"]
    return re.compile(f"(?:{'|'.join(known)})r?(?:(?:{'|'.join(later)})r?)*")


def _is_pinyin(letters: str) -> bool:
    """Whether each stretch between apostrophes is a run of syllables, each later one a, o or e."""
    first, *later = letters.split(APOSTROPHE)
    return all(
        _syllables(later_open=True).fullmatch(stretch) is not None for stretch in (first, *later)
    ) and all(stretch[:1] in {"a", "o", "e"} for stretch in later)


def _is_parted(letters: str) -> bool:
    """Whether no syllable inside a stretch begins with a, o or e: TIAN’E, never TIANE."""
    parts = letters.split(APOSTROPHE)
    return all(_syllables(later_open=False).fullmatch(stretch) is not None for stretch in parts)
