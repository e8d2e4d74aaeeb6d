"""Romanisation: the vectors of the 1984 rules and of signs that stood on real streets."""

from __future__ import annotations

import pytest

from registry import data
from registry.places.rules.romanise import (
    Reading,
    Role,
    SignTextFault,
    entity_class_named,
    entity_class_of,
    propose,
    shipped_polyphones,
    shipped_readings,
    short_name,
    sign_text_problem,
    split,
)
from tests.support.spelling_cases import VECTORS


@pytest.mark.parametrize(("hanzi", "entity_class", "toned", "sign"), VECTORS)
def test_acceptance_1_the_class_of_the_entity_decides_the_spelling(
    hanzi, entity_class, toned, sign
):
    proposal = propose(hanzi, entity_class)
    assert (proposal.toned, proposal.sign) == (toned, sign)
    assert sign_text_problem(proposal.sign) is None


@pytest.mark.parametrize(
    ("hanzi", "kind", "toned", "parts"),
    [
        ("長臨河鎮", "township", "Chánglínhé Zhèn", ("長臨河", "鎮")),
        ("三河鎮", "township", "Sānhé Zhèn", ("三河", "鎮")),
        ("長江西路", "road", "Chángjiāng Xīlù", ("長江", "西路")),
        ("烔煬鎮", "township", "Tóngyáng Zhèn", ("烔煬", "鎮")),
    ],
)
def test_traditional_characters_are_read_and_cut_as_the_usual_ones(hanzi, kind, toned, parts):
    proposal = propose(hanzi, entity_class_of(kind, hanzi))
    assert (proposal.toned, (proposal.specific, proposal.generic)) == (toned, parts)
    assert proposal.hanzi == hanzi


def test_a_leader_is_no_road_of_the_east():
    assert propose("毛泽东路", "road").plain == "Maozedong Lu"
    assert propose("张治中路", "road").plain == "Zhangzhizhong Lu"
    assert propose("中央公园", "residential").plain == "Zhongyang Gongyuan"


def test_the_same_hanzi_are_one_word_as_a_natural_village_and_two_as_a_town():
    assert propose("三河镇", "market_town").plain == "Sanhezhen"
    assert propose("三河镇", "town").plain == "Sanhe Zhen"


def test_an_absorbed_generic_belongs_to_the_specific():
    proposal = propose("撮镇镇", "town")
    assert (proposal.specific, proposal.generic, proposal.absorbed) == ("撮镇", "镇", True)
    assert propose("散兵镇", "town").absorbed is False


def test_a_modifier_is_part_of_the_generic_it_is_written_with():
    cut = split("长江西路", "road")
    assert (cut.specific, cut.generic) == ("长江", "西路")
    assert "modifier_joined" in cut.rules


def test_an_ordinal_is_a_number_and_a_date_is_not():
    roles = [part.role for part in propose("三环路", "road").parts]
    assert roles == [Role.NUMBER, Role.GENERIC]
    assert "street_number" not in propose("五四路", "road").basis


def test_the_local_table_outranks_the_reader():
    wrong = {"长": "zhǎng", "丰": "fēng", "县": "xiàn"}
    proposal = propose("长丰县", "county", reader=lambda text: [wrong[char] for char in text])
    assert proposal.plain == "Changfeng Xian"
    bare = propose("长丰县", "county", reader=lambda text: [wrong[c] for c in text], readings={})
    assert bare.plain == "Zhangfeng Xian"
    assert bare.needs_second_person


def test_the_longest_row_of_the_local_table_wins():
    rows = {"长": Reading("长", ("cháng",)), "长子": Reading("长子", ("zhǎng", "zǐ"))}
    proposal = propose("长子县", "county", readings=rows)
    assert proposal.plain == "Zhangzi Xian"


def test_a_settled_polyphone_is_marked_and_asks_nobody():
    proposal = propose("六安路", "road")
    assert [(found.hanzi, found.settled) for found in proposal.polyphones] == [("六", True)]
    assert not proposal.needs_second_person


@pytest.mark.parametrize("name", ["散兵镇", "冶父山镇", "磨店街道", "乐桥镇"])
def test_readings_that_nobody_has_confirmed_ask_for_a_second_person(name):
    proposal = propose(name, entity_class_of("township", name))
    assert proposal.to_confirm
    assert proposal.needs_second_person


def test_a_character_without_a_reading_gives_no_spelling_at_all():
    proposal = propose("㘵湖村", "natural_village", reader=lambda _: ["", "hú", "cūn"])
    assert (proposal.toned, proposal.sign, proposal.unread) == ("", "", ("㘵",))
    assert proposal.needs_second_person


def test_a_reader_that_loses_characters_is_refused():
    with pytest.raises(ValueError, match="syllables"):
        propose("三河镇", "town", reader=lambda _: ["sān"])


@pytest.mark.parametrize(("hanzi", "entity_class"), [("", "town"), ("   ", "town"), ("三河", "x")])
def test_nothing_and_unknown_classes_are_refused(hanzi, entity_class):
    with pytest.raises(ValueError):
        propose(hanzi, entity_class)


@pytest.mark.parametrize(
    ("listed", "short"),
    [
        ("万慈社区居民委员会", "万慈社区"),
        ("八斗社区村民委员会", "八斗社区"),
        ("代塘村民委员会", "代塘村"),
        ("花塘村委会", "花塘村"),
        ("马郢村村民委员会", "马郢村"),
        ("四冲村居民委员会", "四冲村"),
        ("魏武民族社区村民委员会", "魏武民族社区"),
        ("琼临居民委员会", "琼临居委会"),
        ("阿奎利亚社区居民委员", "阿奎利亚社区"),
        ("科学岛社区", "科学岛社区"),
        ("三河镇", "三河镇"),
        ("", ""),
    ],
)
def test_committee_words_leave_the_short_name(listed, short):
    assert short_name(listed) == short


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("CHANGJIANG RD", SignTextFault.ENGLISH),
        ("CHANGJIANG ROAD", SignTextFault.ENGLISH),
        ("HUAIHE ST.", SignTextFault.ENGLISH),
        ("SANHE TOWN", SignTextFault.ENGLISH),
        ("CHAO LAKE", SignTextFault.ENGLISH),
        ("WEST CHANGJIANG LU", SignTextFault.ENGLISH),
        ("WU4LU", SignTextFault.TONE_DIGIT),
        ("CHÁNGJIĀNG LÙ", SignTextFault.TONE_MARK),
        ("LU'AN LU", SignTextFault.APOSTROPHE),
        ("Changjiang Lu", SignTextFault.NOT_CAPITALS),
        ("长江 LU", SignTextFault.HANZI),
        ("CHANGJIANGG LU", SignTextFault.NOT_PINYIN),
        ("S101", SignTextFault.TONE_DIGIT),
        ("S101 LU", SignTextFault.TONE_DIGIT),
        ("TIANE HU", SignTextFault.UNPARTED),
        ("HAER LU", SignTextFault.UNPARTED),
        ("HUAR CENTER", SignTextFault.ENGLISH),
        ("ROUTE 3", SignTextFault.ENGLISH),
        ("", SignTextFault.EMPTY),
        (" - ", SignTextFault.EMPTY),
    ],
)
def test_what_may_not_stand_on_a_sign_is_named_with_its_word(text, fault):
    problem = sign_text_problem(text)
    assert problem is not None
    assert problem.fault is fault
    assert problem.word in text
    assert problem.word in str(problem.message)


@pytest.mark.parametrize(
    "text", ["WUSI LU", "LU’AN LU", "3 HUANLU", "LÜDI LU", "DI-9 LONG", "HUAR XIANG"]
)
def test_pinyin_in_capitals_may_stand_on_a_sign(text):
    assert sign_text_problem(text) is None


def test_every_row_of_the_tables_has_a_syllable_for_each_character():
    for row in shipped_readings().values():
        assert len(row.hanzi) == len(row.syllables), row
    for hanzi, options in shipped_polyphones().items():
        assert len(hanzi) == 1
        assert len(set(options)) > 1, hanzi


def test_the_shipped_spellings_are_what_the_rules_propose():
    for row in data.table("divisions.csv"):
        proposal = propose(row["name"], row["entity_class"])
        assert (proposal.toned, proposal.plain) == (row["roman_toned"], row["roman_plain"])
        assert row["to_confirm"] == ("yes" if proposal.needs_second_person else "no"), row["name"]


@pytest.mark.parametrize(
    ("word", "hanzi", "expected"),
    [
        ("township", "合肥新站高新技术产业开发区", "zone"),
        ("township", "撮镇镇", "town"),
        ("township", "铭传乡", "township"),
        ("township", "明光路街道", "subdistrict"),
        ("county", "蜀山区", "district"),
        ("county", "巢湖市", "county"),
        ("functional_zone", "合肥经济技术开发区", "zone"),
        ("other", "赤阑桥", "bridge"),
        ("other", "五一广场", "open_space"),
    ],
)
def test_one_function_tells_the_class_and_town_level_zones_are_zones(word, hanzi, expected):
    from registry.places.rules import spelling

    assert entity_class_of(word, hanzi) == expected
    assert vars(spelling)["entity_class_of"] is entity_class_of
    assert spelling.proposal_for(word, hanzi).entity_class == expected


@pytest.mark.parametrize(
    ("word", "hanzi", "plain"),
    [
        ("town", "三十岗乡", "Sanshigang Xiang"),
        ("town", "三河", "Sanhe"),
        ("town", "撮镇镇", "Cuozhen Zhen"),
        ("subdistrict", "滨湖世纪社区", "Binhu Shiji Shequ"),
    ],
)
def test_units_of_one_level_asked_for_by_one_word_keep_the_generic_they_have(word, hanzi, plain):
    assert propose(hanzi, entity_class_named(word, hanzi)).plain == plain


def test_the_shipped_zones_have_one_class_by_kind_and_are_spelled_as_they_are_stored():
    from registry.places.rules.spelling import proposal_for

    rows = list(data.table("divisions.csv"))
    zones = [row for row in rows if row["entity_class"] == "zone" and row["kind"] != "other"]
    assert {row["level"] for row in zones} == {"functional_zone", "township"}
    assert {entity_class_of(row["kind"], row["name"]) for row in zones} == {"zone"}
    for row in rows:
        assert proposal_for(row["kind"], row["name"]).toned == row["roman_toned"], row["name"]


@pytest.mark.parametrize(
    ("word", "hanzi", "expected"),
    [
        ("town", "撮镇镇", "town"),
        ("township", "撮镇镇", "town"),
        ("township", "某某", "township"),
        ("county", "蜀山区", "district"),
        ("street", "三环路", "road"),
        ("street_lane", "一巷", "lane"),
        ("lake", "天鹅湖", "water"),
        ("village_committee", "唐嘴村", "village"),
    ],
)
def test_a_class_may_be_asked_for_by_its_own_name_a_kind_or_a_plain_word(word, hanzi, expected):
    assert entity_class_named(word, hanzi) == expected


def test_a_word_that_names_no_class_is_refused():
    with pytest.raises(ValueError, match="kind"):
        entity_class_named("planet", "火星")


def test_a_kind_of_place_that_nobody_knows_has_no_class():
    with pytest.raises(ValueError, match="kind"):
        entity_class_of("planet", "火星")
