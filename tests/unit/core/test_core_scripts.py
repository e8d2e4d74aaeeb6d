"""Texts in the scripts of China's minority languages are shaped, or refused with a reason."""

from __future__ import annotations

import re

import pytest
from fontTools.ttLib import TTFont

from registry.core import glyphs
from registry.core.scripts import SCRIPTS, faults, outline, script_of

DRAWN = {
    "藏文": "ལྷ་ས",
    "阿拉伯字母（维吾尔文、哈萨克文、柯尔克孜文）": "ئۈرۈمچى",
    "蒙古文（含托忒文、锡伯文、满文）": "ᠬᠥᠬᠡᠬᠣᠲᠠ",
    "规范彝文": "ꆃꎭ",
    "德宏傣文": "ᥛᥫᥒᥰ ᥑᥩᥢᥴ",
    "西双版纳傣文（新）": "ᦵᦋᦲᧂᦣᦳᧂᧈ",
    "傈僳文": "ꓠꓴ ꓙꓯꓽ",
    "朝鲜文": "연길",
}


def heard(text):
    return " ".join(str(one) for one in faults(text))


def test_real_words_of_every_script_with_a_font_are_drawn():
    assert {str(one.name) for one in SCRIPTS if one.font} == set(DRAWN)
    for name, word in DRAWN.items():
        assert faults(word) == [], name
        assert str(script_of(word).name) == name
        drawn = outline(word)
        numbers = [float(one) for one in re.findall(r"-?[\d.]+", drawn.path)]
        assert min(numbers) == 0, "the path begins at the corner of its box"
        assert max(numbers) == max(drawn.width, drawn.height)


def test_arabic_letters_join_and_those_kept_apart_do_not():
    joined, apart = outline("بب"), outline("ب\u200cب")
    assert joined.width < apart.width
    assert joined.path != apart.path


def test_digits_in_arabic_keep_their_own_direction():
    one_two, two_one = outline("كوچا12").path, outline("كوچا21").path
    # Digits stand at the left, behind what is read first, and the first of them leftmost: its path
    # is drawn at the corner in both, so the words begin alike with 1, and not with 2.
    assert one_two.partition("Z")[0] == outline("كوچا1").path.partition("Z")[0]
    assert one_two.partition("Z")[0] != two_one.partition("Z")[0]


def test_tibetan_letters_stack():
    assert outline("ལྷ").width < outline("ལ").width + outline("ཧ").width
    assert outline("ལྷ").height > outline("ལ").height


def test_a_mongolian_letter_has_the_form_of_its_place_in_the_word():
    # As 3.x of the font has it and 2.x had not: g after a front vowel ends otherwise than after a
    # back one (notofonts/mongolian 23).
    font = TTFont(glyphs.folder() / "RegistryMongolian-Regular.ttf")
    assert font["name"].getDebugName(5).startswith("Version 3.")
    alone, word = outline("ᠠ"), outline("ᠠᠠ")
    assert word.width < 2 * alone.width
    front, back = outline("ᠡᠭ").path, outline("ᠠᠭ").path
    assert front.split("M")[-1] != back.split("M")[-1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ᨠ", "西双版纳老傣文"),
        ("𖼀", "滇东北苗文（柏格理字母）"),
        ("ལྷ연", "藏文、朝鲜文"),
        ("ི", "附标前面缺少字母"),
        ("똠", "U+B620 HANGUL SYLLABLE"),
        ("अ", "U+0905 DEVANAGARI LETTER A"),
    ],
)
def test_what_cannot_be_drawn_rightly_is_refused_by_the_name_of_its_script(text, said):
    assert said in heard(text)
    with pytest.raises(ValueError, match=re.escape(text)):
        outline(text)


def test_latin_spellings_of_minority_languages_are_lettering():
    for text in ("Namzningz", "Roen Namzningz", "Qeefndongb Naanl"):
        assert faults(text) == []
        assert script_of(text) is None


def test_every_font_says_its_licence_and_is_named_in_the_list_of_sources():
    said = (glyphs.folder() / "OFL.txt").read_text(encoding="utf-8")
    for one in SCRIPTS:
        if one.font:
            font = TTFont(glyphs.folder() / one.font, lazy=True)
            assert re.search("OFL|openfontlicense", font["name"].getDebugName(14))
            assert one.font.partition("-")[0] in said
