"""Alike or not: the traps of real lists, the order of candidates, ties, symmetry."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from registry import data
from registry.core.geo import Position
from registry.places.rules import LegalKind, PlaceKind
from registry.places.rules.likeness import (
    ASK,
    REASON_WORDS,
    Described,
    area_of,
    bare,
    called,
    clear_match,
    kinds_go_together,
    legal_kinds_go_together,
    likeness,
    ranked,
    reason_words,
    similarity,
)

CITY, COUNTY, TOWN, OTHER_TOWN = "city", "feidong", "shitang", "baoji"
HERE = Position(117.6, 31.9)


def place(name, kind=PlaceKind.NATURAL_VILLAGE, *, roman="", division=(CITY, COUNTY, TOWN), **more):
    others = tuple(called(other) for other in more.pop("others", ()))
    county = more.pop("county_id", division[1] if len(division) > 1 else None)
    return Described(
        called(name, roman), kind, others=others, division=division, county_id=county, **more
    )


def codes_of(one, other):
    return [reason.code for reason in likeness(one, other).reasons]


def metres_east(metres):
    return Position(HERE.lon + metres / 94_300, HERE.lat)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (place("大郢"), place("大郢")),
        (place("烔煬", division=(CITY, COUNTY, TOWN)), place("烔炀")),
        (place("三汊河"), place("小三河", others=["三汊河"])),
        (
            place("龙城村", PlaceKind.VILLAGE_COMMITTEE),
            place("龙城村民委员会", PlaceKind.COMMUNITY),
        ),
        (place("大徐", roman="Dàxú"), place("大许", roman="Dàxú")),
        (place("李家大院子", position=HERE), place("李家大园子", position=metres_east(120))),
        (
            place("大郢", position=HERE),
            place("大郢", division=(CITY, COUNTY, OTHER_TOWN), position=metres_east(40)),
        ),
        (place("长江西路", PlaceKind.ROAD), place("长江西路", PlaceKind.STREET_LANE)),
        (place("石塘镇", division=(CITY, COUNTY)), place("石塘镇")),
    ],
)
def test_what_a_person_should_look_at(one, other) -> None:
    assert likeness(one, other).worth_asking, likeness(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (place("三河", PlaceKind.TOWNSHIP), place("三河镇", PlaceKind.TOWNSHIP)),
        (place("三河镇", PlaceKind.TOWNSHIP), place("三河村民委员会", PlaceKind.VILLAGE_COMMITTEE)),
        (place("古城镇", PlaceKind.TOWNSHIP), place("古城社区居委会", PlaceKind.COMMUNITY)),
        (place("官亭社区", PlaceKind.COMMUNITY), place("官亭村", PlaceKind.VILLAGE_COMMITTEE)),
        (place("大郢"), place("大郢", division=(CITY, COUNTY, OTHER_TOWN))),
        (
            place("大郢", division=(CITY, COUNTY, TOWN, "a")),
            place("大郢", division=(CITY, COUNTY, TOWN, "b")),
        ),
        (place("万岗"), place("万岗社区", PlaceKind.COMMUNITY)),
        (place("东村"), place("西村")),
        (place("新建路", PlaceKind.ROAD), place("新建村", PlaceKind.NATURAL_VILLAGE)),
        (place("大郢", position=HERE), place("大郢", position=metres_east(9000), division=())),
        (place("甲庄", position=HERE), place("乙圩", position=HERE)),
    ],
)
def test_what_is_no_question(one, other) -> None:
    assert not likeness(one, other).worth_asking, likeness(one, other)


def shipped_places():
    """Every town and village of the shipped list, as places in their own divisions."""
    rows = [row for row in data.table("divisions.csv") if row["scheme"] == "nbs"]
    parents = {row["key"]: row["parent_key"] for row in rows}
    counties = {row["key"] for row in rows if row["level"] in {"county", "functional_zone"}}
    for row in rows:
        path, at = [], row["key"]
        while at:
            path.insert(0, at)
            at = parents.get(at, "")
        if row["kind"] and row["level"] in {"township", "village"}:
            county = next((part for part in path if part in counties), None)
            yield place(
                row["name"],
                row["kind"],
                roman=row["roman_toned"],
                division=tuple(path),
                county_id=county,
            )


def test_gucheng_is_one_town_and_three_communities() -> None:
    found = [one for one in shipped_places() if bare(one.standard.folded) == "古城"]
    assert sorted(one.kind for one in found) == ["community"] * 3 + ["township"]
    pairs = list(combinations(found, 2))
    assert len(pairs) == 6
    assert [likeness(*pair).score for pair in pairs if likeness(*pair).worth_asking] == []


def test_61_village_names_cover_127_rows_and_none_of_them_is_a_question() -> None:
    by_name = defaultdict(list)
    for one in shipped_places():
        if one.kind != PlaceKind.TOWNSHIP:
            by_name[one.standard.text].append(one)
    shared = [group for group in by_name.values() if len(group) > 1]
    assert (len(shared), sum(len(group) for group in shared)) == (61, 127)
    pairs = [pair for group in shared for pair in combinations(group, 2)]
    assert [pair for pair in pairs if likeness(*pair).worth_asking] == []


def test_twins_of_the_national_database_are_known_by_their_categories() -> None:
    area = place("龙城村", PlaceKind.VILLAGE_COMMITTEE, category="21610")
    body = place("龙城村民委员会", PlaceKind.VILLAGE_COMMITTEE, category="27610")
    assert {"twin_codes", "same_area"} <= set(codes_of(area, body))
    assert likeness(area, body).score > 80
    other = place("龙城村民委员会", PlaceKind.VILLAGE_COMMITTEE, category="27620")
    assert "twin_codes" not in codes_of(area, other)


def test_a_code_in_common_is_stronger_than_another_name_and_kind() -> None:
    codes = frozenset({"34012210000000000001"})
    one = place("石塘桥", PlaceKind.SITE, codes=codes)
    other = place("石塘大桥", PlaceKind.ROAD, codes=codes)
    assert likeness(one, other).worth_asking
    assert codes_of(one, other)[0] == "same_code"


def test_two_numbers_of_one_category_speak_against() -> None:
    numbers = [frozenset({f"3401221000000000000{n}"}) for n in (1, 2)]
    one, other = (place("大郢", codes=own, category="22200") for own in numbers)
    assert likeness(one, other).score == likeness(place("大郢"), place("大郢")).score - 10


def test_distance_counts_less_where_a_position_is_a_guess_and_not_for_roads() -> None:
    def score(metres, kind=PlaceKind.NATURAL_VILLAGE, **more):
        here, there = (
            place("长乐街路", kind, position=spot, **more) for spot in (HERE, metres_east(metres))
        )
        return likeness(here, there).score

    assert score(30) > score(200) > score(800) > score(2000) > score(5000)
    assert score(30, rough=True) < score(30)
    assert score(5000, rough=True) == score(2000)
    assert score(5000, PlaceKind.ROAD) == score(2000, PlaceKind.ROAD)


def test_a_second_property_changes_the_score() -> None:
    wanted = place("大郢")
    elsewhere = place("大郢", division=(CITY, "feixi", "sanhe"))
    town = place("大郢", PlaceKind.TOWNSHIP)
    assert likeness(wanted, wanted).score > likeness(wanted, town).score
    assert likeness(wanted, wanted).score > likeness(wanted, elsewhere).score


def test_candidates_come_best_first_and_a_tie_has_no_winner() -> None:
    here = (CITY, COUNTY, TOWN)
    wanted = place("大郢", division=here)
    twins = [("b", place("大郢")), ("a", place("大郢")), ("c", place("小郢"))]
    matches = ranked(wanted, twins)
    assert [match.place_id for match in matches] == ["a", "b", "c"]
    assert clear_match(matches) is None
    alone = clear_match(ranked(wanted, [twins[0], twins[2]]))
    assert alone is not None
    assert alone.place_id == "b"
    assert clear_match([]) is None
    assert clear_match(ranked(wanted, [("d", place("大郢", division=("x", "y")))])) is None


@pytest.mark.parametrize(
    ("name", "area", "without"),
    [
        ("龙城村", ("龙城", "村"), "龙城"),
        ("龙城村民委员会", ("龙城", "村"), "龙城"),
        ("万慈社区居民委员会", ("万慈", "社区"), "万慈"),
        ("高刘居民委员会", ("高刘", "社区"), "高刘"),
        ("三河镇", None, "三河"),
        ("中镇", None, "中镇"),
        ("大郢", None, "大郢"),
    ],
)
def test_generics_are_put_aside_for_comparing_only(name, area, without) -> None:
    assert area_of(name) == area
    assert bare(name) == without


def test_kinds_that_are_two_words_for_one_thing() -> None:
    assert kinds_go_together(PlaceKind.ROAD, PlaceKind.STREET_LANE)
    assert kinds_go_together(PlaceKind.SITE, PlaceKind.OTHER)
    assert not kinds_go_together(PlaceKind.OTHER, PlaceKind.TOWNSHIP)
    assert not kinds_go_together(PlaceKind.VILLAGE_COMMITTEE, PlaceKind.NATURAL_VILLAGE)
    assert legal_kinds_go_together(LegalKind.NATURAL, LegalKind.OTHER)
    assert not legal_kinds_go_together(LegalKind.NATURAL, LegalKind.STREET)
    assert legal_kinds_go_together(LegalKind.FACILITY, LegalKind.ESTATE_BUILDING)


def test_short_names_are_the_same_or_not() -> None:
    assert similarity("东村", "西村") == 0
    assert similarity("东村", "东村") == 1
    assert similarity("李家大院子", "李家大园子") > 0.7


def test_every_reason_has_its_words() -> None:
    assert str(reason_words("near", {"m": 12})) == "相距 12 米"
    assert str(reason_words("of a later version")) == "其他理由"
    assert all("%" not in str(reason_words(code, {"m": 1, "km": 2})) for code in REASON_WORDS)


NAMES = st.sampled_from(["大郢", "小郢", "三河", "三河镇", "龙城村", "龙城村民委员会", "古城社区"])
PATHS = st.sampled_from(
    [(), (CITY,), (CITY, COUNTY), (CITY, COUNTY, TOWN), (CITY, COUNTY, TOWN, "v"), (CITY, "x", "y")]
)
PLACES = st.builds(
    place,
    NAMES,
    st.sampled_from(["", *PlaceKind]),
    division=PATHS,
    others=st.lists(NAMES, max_size=2),
    position=st.none() | st.floats(0, 20_000).map(metres_east),
    rough=st.booleans(),
    codes=st.frozensets(st.sampled_from(["1" * 20, "2" * 20, "7"]), max_size=2),
    category=st.sampled_from(["", "21610", "27610", "22200"]),
)


@given(PLACES, PLACES)
@example(place("大郢", PlaceKind.TOWNSHIP), place("大郢", ""))
def test_likeness_is_the_same_from_both_sides_and_within_bounds(one, other) -> None:
    found = likeness(one, other)
    turned = likeness(other, one)
    assert found.score == turned.score
    assert {reason.code for reason in found.reasons} == {reason.code for reason in turned.reasons}
    assert 0 <= found.score <= 100
    assert found.worth_asking is (found.score >= ASK)
    assert {reason.code for reason in found.reasons} <= set(REASON_WORDS)
