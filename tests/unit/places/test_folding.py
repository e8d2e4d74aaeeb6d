"""Search keys: folding of variants, grams, pinyin keys and the kind of a query."""

from __future__ import annotations

import pytest

from registry import data
from registry.places.rules.folding import (
    QueryKind,
    fold,
    grams,
    pinyin_keys,
    query_key,
    query_kind,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("龍橋鎮", "龙桥镇"),
        ("廬江縣", "庐江县"),
        ("肥東縣", "肥东县"),
        ("眾興鄉", "众兴乡"),
        ("眾興郷", "众兴乡"),
        ("髙劉街道", "高刘街道"),
        ("柘皐鎮", "柘皋镇"),
        ("柘臯鎮", "柘皋镇"),
        ("長臨河鎮", "长临河镇"),
        ("東　顧 山", "东顾山"),
        ("ＡＢＣ１２３", "abc123"),
        ("三\u200b河镇", "三河镇"),
        ("鎭", "镇"),
        ("烔炀镇", "烔炀镇"),
        ("㘵垾𡌶", "㘵垾𡌶"),
    ],
)
def test_variants_width_and_invisible_characters_do_not_hide_a_name(text, folded):
    assert fold(text) == folded


def test_folding_keeps_two_different_characters_of_shipped_names_apart():
    names = {row["name"] for row in data.table("divisions.csv")}
    folded: dict[str, set[str]] = {}
    for name in names:
        folded.setdefault(fold(name), set()).add(name)
    assert [group for group in folded.values() if len(group) > 1] == []


def test_the_table_of_variants_leads_to_an_end_in_one_step():
    rows = {row["variant"]: row["folded"] for row in data.table("variants.csv")}
    assert len(rows) > 3000
    assert all(target not in rows for target in rows.values())
    assert all(len(variant) == 1 for variant in rows)


def test_grams_are_characters_pairs_and_triples_each_once():
    assert grams("撮镇镇") == ("撮", "镇", "撮镇", "镇镇", "撮镇镇")
    assert grams("三三三三") == ("三", "三三", "三三三")
    assert grams("𡌶集") == ("𡌶", "集", "𡌶集")
    assert grams("三") == ("三",)
    assert grams("") == ()


@pytest.mark.parametrize(
    ("roman", "full", "initials", "words"),
    [
        ("Héféi Shì", "hefeishi", "hfs", "hs"),
        ("Hefei Shi", "hefeishi", "hfs", "hs"),
        ("Lù'ān Lù", "luanlu", "lal", "ll"),
        ("LU’AN LU", "luanlu", "lal", "ll"),
        ("Lǜdì Lù", "lvdilu", "ldl", "ll"),
        ("Tiān'é Hú", "tianehu", "teh", "th"),
        ("3 Huanlu", "3huanlu", "3hl", "3h"),
        ("Wangang", "wangang", "wg", "w"),
        ("Yinan Lu", "yinanlu", "ynl", "yl"),
        ("Changlinhe Zhen", "changlinhezhen", "clhz", "cz"),
        ("", "", "", ""),
    ],
)
def test_pinyin_keys_have_no_tones_spaces_or_apostrophes(roman, full, initials, words):
    keys = pinyin_keys(roman)
    assert (keys.full, keys.initials, keys.words) == (full, initials, words)


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        ("三河", QueryKind.HANZI),
        ("三", QueryKind.HANZI),
        ("烔", QueryKind.HANZI),
        ("hefei", QueryKind.PINYIN),
        ("hef", QueryKind.PINYIN),
        ("Lu'an", QueryKind.PINYIN),
        ("Lǜdì", QueryKind.PINYIN),
        ("slh", QueryKind.INITIALS),
        ("clhz", QueryKind.INITIALS),
        ("340122101", QueryKind.CODE),
        ("3401", QueryKind.CODE),
        ("柘皋zhen", QueryKind.MIXED),
        ("（", QueryKind.HANZI),
        ("  ", QueryKind.EMPTY),
        ("\u200b", QueryKind.EMPTY),
    ],
)
def test_what_was_typed_decides_the_index(query, kind):
    assert query_kind(query) is kind


def test_a_query_in_latin_letters_meets_the_key_of_the_name():
    for typed in ("Lù'ān", "lu’an", "LUAN", "lu an"):
        assert pinyin_keys("Lu'an Lu").full.startswith(query_key(typed))
    assert query_key("Lüdi") == query_key("lvdi") == "lvdi"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("sănhé", "sanhe"),  # a round mark where the third tone's is not to be had
        ("Sa\u0304nhe\u0301", "sanhe"),  # letters and marks apart
        ("lu:di", "lvdi"),
        ("Lu\u0308di", "lvdi"),
        ("nǚ", "nv"),
        ("xī'ān", "xian"),
        ("san´he", "sanhe"),
        ("s. h. z.", "shz"),
    ],
)
def test_letters_are_read_as_people_manage_to_type_them(typed, key):
    assert query_key(typed) == key
    assert query_kind(typed) in {QueryKind.PINYIN, QueryKind.INITIALS}
