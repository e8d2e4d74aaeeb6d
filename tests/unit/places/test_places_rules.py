"""Kinds, strata, years, public positions, the order of search: what needs no database."""

from __future__ import annotations

import pytest

from registry.core.actor import ANONYMOUS, SYSTEM
from registry.places.forms.years import astronomical
from registry.places.rules import (
    CLAIM_STATUS_LABELS,
    CLAIM_TYPE_LABELS,
    ENTITY_STATUS_LABELS,
    LEGAL_KIND_LABELS,
    NAME_KIND_LABELS,
    PLACE_KIND_LABELS,
    POSITION_METHOD_LABELS,
    STRATUM_LABELS,
    ClaimStatus,
    ClaimType,
    EntityStatus,
    LegalKind,
    NameKind,
    PlaceKind,
    PositionMethod,
    Stratum,
    Years,
    is_division,
    kind_label,
    legal_kind_of,
    public_position,
    reader_decimals,
    stratum_of,
    year_text,
    years_faults,
    years_text,
)
from registry.places.rules.history import shown_change, verb_label
from registry.places.rules.terms import Way, best_standing, plan_of, sort_key_of, terms_of


@pytest.mark.parametrize(
    ("labels", "values"),
    [
        (PLACE_KIND_LABELS, PlaceKind),
        (STRATUM_LABELS, Stratum),
        (LEGAL_KIND_LABELS, LegalKind),
        (NAME_KIND_LABELS, NameKind),
        (ENTITY_STATUS_LABELS, EntityStatus),
        (CLAIM_TYPE_LABELS, ClaimType),
        (CLAIM_STATUS_LABELS, ClaimStatus),
        (POSITION_METHOD_LABELS, PositionMethod),
    ],
)
def test_every_value_has_a_word(labels, values) -> None:
    assert set(labels) == set(values)


def test_every_kind_is_counted_in_one_stratum_and_has_a_legal_kind() -> None:
    assert {stratum_of(kind) for kind in PlaceKind} == set(Stratum)
    assert legal_kind_of("functional_zone") is LegalKind.OTHER
    assert legal_kind_of("road") is LegalKind.STREET


@pytest.mark.parametrize(
    ("kind", "name", "word"),
    [
        ("township", "撮镇镇", "镇"),
        ("township", "逍遥津街道", "街道"),
        ("township", "杨庙乡", "乡"),
        ("township", "某农场", "乡、镇、街道"),
        ("county", "巢湖市", "县级市"),
        ("county", "包河区", "区"),
        ("water", "巢湖", "河湖水系"),
    ],
)
def test_a_place_is_called_by_its_own_word(kind, name, word) -> None:
    assert str(kind_label(kind, name)) == word


def test_a_place_is_its_division_where_kind_and_level_are_the_same() -> None:
    assert is_division("township", "township")
    assert is_division("community", "village")
    assert not is_division("natural_village", "village")
    assert not is_division("township", "county")


@pytest.mark.parametrize(
    ("year", "words"), [(618, "618年"), (1, "1年"), (0, "公元前1年"), (-220, "公元前221年")]
)
def test_years_are_written_without_a_year_nought(year, words) -> None:
    assert str(year_text(year)) == words


@pytest.mark.parametrize(("written", "stored"), [(-221, -220), (-1, 0), (1, 1), (None, None)])
def test_written_years_become_astronomical(written, stored) -> None:
    assert astronomical(written) == stored


@pytest.mark.parametrize(
    ("years", "words"),
    [
        (Years(), None),
        (Years(618, 618), "618年"),
        (Years(618, 907), "618年到907年之间"),
        (Years(618, 618, 907, 907), "618年至907年"),
        (Years(618, 618, 618, 618), "618年"),
        (Years(None, 907), "不晚于907年"),
        (Years(618, None), "不早于618年"),
        (Years(None, None, 900, 907), "至900年到907年之间"),
    ],
)
def test_an_interval_is_put_into_words_with_its_uncertainty(years, words) -> None:
    text = years_text(years)
    assert (None if text is None else _flat(text)) == words


def _flat(text) -> str:
    params = {name: _flat(v) if hasattr(v, "msgid") else v for name, v in text.params.items()}
    return text.msgid % params if params else text.msgid


@pytest.mark.parametrize(
    ("years", "fields"),
    [
        (Years(618, 907, 960, 1279), set()),
        (Years(907, 618), {"year_from_max"}),
        (Years(None, None, 5, 1), {"year_to_max"}),
        (Years(900, 900, None, 800), {"year_to_min"}),
        (Years(-20_000, 9999), {"year_from_min", "year_from_max"}),
    ],
)
def test_faults_of_an_interval_name_their_fields(years, fields) -> None:
    assert set(years_faults(years)) == fields


def test_the_public_gets_rounded_positions_and_staff_exact_ones() -> None:
    assert public_position(117.1234567, 31.7654321, 4) == (117.1235, 31.7654)
    assert public_position(117.1234567, 31.7654321, None) == (117.1234567, 31.7654321)
    assert public_position(None, None, 4) is None
    assert reader_decimals(ANONYMOUS, 4) == 4
    assert reader_decimals(SYSTEM, 4) is None


def test_history_shows_words_and_never_coordinates() -> None:
    assert str(verb_label("places.renamed")) == "更名"
    assert str(verb_label("signage.something")) == "记录"
    located = {"lon": 117.1234567, "position_source": "实测"}
    assert shown_change("places.located", None, located) == ("", "实测")
    assert shown_change("places.added", None, {"standard_name": "x"}) == ("", "")


def test_the_streams_of_a_query_are_in_the_promised_order() -> None:
    ways = [stream.way for stream in plan_of("三河").streams]
    assert ways == [Way.EXACT] * 3 + [Way.PREFIX] * 3 + [Way.INFIX]
    latin = [stream.way for stream in plan_of("sanhe").streams]
    both = [Way.PINYIN] * 6 + [Way.INITIALS] * 6
    assert latin == [*ways, *both, *[Way.FUZZY] * 3]
    assert plan_of("三河镇").streams[-1].way is Way.FUZZY
    assert plan_of("340123101").streams[0].way is Way.CODE
    assert plan_of("   ") is None
    assert plan_of("") is None


def test_a_place_stands_where_its_best_name_stands() -> None:
    plan = plan_of("三河")
    standard = terms_of("township", "standard", "三河镇", "Sānhé Zhèn")
    exact = terms_of("township", "alias", "三河", "Sānhé")
    standing, way = best_standing(plan, [(1, standard), (2, exact)])
    assert (way, standing[3]) == (Way.EXACT, 2)
    assert best_standing(plan, []) is None


def test_lists_are_in_pinyin_order_and_unread_names_stand_last() -> None:
    assert sort_key_of("肥东县", "Féidōng Xiàn") < sort_key_of("合肥市", "Héféi Shì")
    assert sort_key_of("紫蓬山", "Zǐpéng Shān") < sort_key_of("𡌶上", "")
