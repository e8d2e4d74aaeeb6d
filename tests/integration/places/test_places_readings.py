"""Local readings and the polyphone desk: two persons, what counts where, what comes in doubt."""

from __future__ import annotations

import pytest
from sqlmodel import col, select

from registry.accounts.rules import Grant, Role, actor_for
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.places import services
from registry.places.models import PlaceName
from registry.places.queries import doubts
from registry.places.queries.readings import local_readings
from registry.places.rules import NameKind, PlaceKind
from registry.places.rules.romanise import EntityClass
from registry.places.rules.spelling import Doubt
from registry.places.services import NewName, NewPlace
from tests.support.people import play
from tests.support.spelling_cases import VECTORS

KINDS = {
    EntityClass.TOWN: PlaceKind.TOWNSHIP,
    EntityClass.TOWNSHIP: PlaceKind.TOWNSHIP,
    EntityClass.SUBDISTRICT: PlaceKind.TOWNSHIP,
    EntityClass.COUNTY: PlaceKind.COUNTY,
    EntityClass.DISTRICT: PlaceKind.COUNTY,
    EntityClass.ROAD: PlaceKind.ROAD,
    EntityClass.LANE: PlaceKind.STREET_LANE,
    EntityClass.NATURAL_VILLAGE: PlaceKind.NATURAL_VILLAGE,
    EntityClass.VILLAGE: PlaceKind.VILLAGE_COMMITTEE,
    EntityClass.COMMUNITY: PlaceKind.COMMUNITY,
    EntityClass.WATER: PlaceKind.WATER,
    EntityClass.LANDFORM: PlaceKind.LANDFORM,
    EntityClass.SITE: PlaceKind.SITE,
    EntityClass.OPEN_SPACE: PlaceKind.OTHER,
}
LOCAL = {"hanzi": "石塘", "toned": "dàn táng", "basis": "石塘老人读音"}


@pytest.fixture
def second(runtime, cast):
    """A second steward: nobody approves what they proposed themselves."""
    with runtime.write(SYSTEM) as work:
        return play(work, "second_steward", Role.STEWARD)


def name_of(runtime, place_id: str) -> PlaceName:
    with runtime.database.read() as session:
        statement = select(PlaceName).where(
            PlaceName.place_id == place_id, PlaceName.name_kind == NameKind.STANDARD.value
        )
        return session.exec(statement).one()


def last_entry(runtime, subject: tuple[str, str]):
    with runtime.database.read() as session:
        return journal.history(session, subject)[0]


def in_doubt(runtime, **more) -> dict[str, doubts.DoubtView]:
    with runtime.database.read() as session:
        return {item.text: item for item in doubts.doubtful_names(session, **more).items}


@pytest.mark.database
def test_every_name_of_the_case_table_is_stored_as_the_rules_spell_it(runtime, gazetteer) -> None:
    cases = [case for case in VECTORS if EntityClass(case[1]) in KINDS]
    assert len(cases) > 45
    rows = [
        NewPlace(KINDS[EntityClass(kind)], gazetteer.feidong, [NewName(hanzi)])
        for hanzi, kind, *_ in cases
    ]
    with runtime.write(SYSTEM) as work:
        ids = services.add_places(work, rows)
        stored = {
            row.place_id: row
            for row in work.session.exec(select(PlaceName).where(col(PlaceName.place_id).in_(ids)))
        }
    for place_id, (hanzi, _, toned, sign) in zip(ids, cases, strict=True):
        row = stored[place_id]
        assert (row.roman_toned, row.roman_sign, row.roman_status) == (toned, sign, "proposed"), (
            hanzi
        )
        assert row.specific + row.generic == hanzi


@pytest.mark.database
def test_a_reading_counts_once_a_second_person_approved_it_and_marks_what_disagrees(
    runtime, cast, second, gazetteer
) -> None:
    shitang = gazetteer.places["sh1tang"]
    with runtime.write(cast.steward) as work:
        reading = services.propose_reading(work, **LOCAL)
    assert name_of(runtime, shitang).roman_doubt is False
    with pytest.raises(Refused) as own, runtime.write(cast.steward) as work:
        services.approve_reading(work, reading)
    assert own.value.code == "places.reading_own"
    with runtime.write(second) as work:
        assert services.approve_reading(work, reading) == 1
    assert name_of(runtime, shitang).roman_doubt is True
    waiting = in_doubt(runtime)["石塘镇"]
    assert waiting.reasons == (Doubt.DIFFERS,)
    assert (waiting.stored, waiting.proposed) == ("Shítáng Zhèn", "Dàntáng Zhèn")
    entry = last_entry(runtime, ("local_reading", reading))
    assert (entry.verb, entry.actor_id) == ("places.reading_approved", second.id)
    assert entry.after["names_marked"] == 1
    with runtime.write(second) as work:
        fresh = services.add_place(
            work, NewPlace(PlaceKind.NATURAL_VILLAGE, gazetteer.feidong, [NewName("小石塘")])
        )
    assert name_of(runtime, fresh).roman_toned == "Xiǎodàntáng"
    with runtime.write(cast.steward) as work:
        assert services.retire_reading(work, reading, reason="记错了") == 2
    assert name_of(runtime, shitang).roman_doubt is False
    assert name_of(runtime, fresh).roman_doubt is True
    assert last_entry(runtime, ("local_reading", reading)).reason == "记错了"


def test_a_reading_of_one_division_counts_there_only(runtime, cast, second, gazetteer) -> None:
    with runtime.write(cast.steward) as work:
        reading = services.propose_reading(
            work, hanzi="三河", toned="shān hé", basis="本地", division_id=gazetteer.feixi
        )
    with runtime.write(second) as work:
        services.approve_reading(work, reading)
        ids = [
            services.add_place(
                work, NewPlace(PlaceKind.NATURAL_VILLAGE, division, [NewName("三河湾")])
            )
            for division in (gazetteer.feixi, gazetteer.feidong)
        ]
    assert [name_of(runtime, place_id).roman_plain for place_id in ids] == ["Shanhewan", "Sanhewan"]
    assert list(in_doubt(runtime)) == ["三河镇"]
    assert list(in_doubt(runtime, county_id=gazetteer.feixi)) == ["三河镇"]
    assert in_doubt(runtime, county_id=gazetteer.feidong) == {}


def test_who_may_propose_and_who_may_decide(runtime, cast, second, gazetteer) -> None:
    for part, person in cast.everybody().items():
        may = part.startswith("reviewer") or part in {"compiler", "expert", "steward"}
        sent = {**LOCAL, "hanzi": f"石{'甲乙丙丁戊己庚辛壬癸子丑寅'[len(part) % 12]}"}
        try:
            with runtime.write(person) as work:
                reading = services.propose_reading(work, **sent)
        except Forbidden:
            assert not may, part
        else:
            assert may, part
            with runtime.write(second) as work:
                services.retire_reading(work, reading, reason="试")
    with runtime.write(cast.compiler) as work:
        reading = services.propose_reading(work, **LOCAL)
    for part, person in cast.everybody().items():
        if part == "steward":
            continue
        for act in (services.approve_reading, services.retire_reading):
            with pytest.raises(Forbidden), runtime.write(person) as work:
                act(work, reading, **({"reason": "x"} if act is services.retire_reading else {}))
    with pytest.raises(Forbidden), runtime.write(cast.compiler) as work:
        services.recount_doubts(work)


def test_a_scoped_person_decides_in_the_own_county_only(runtime, cast, gazetteer) -> None:
    steward = actor_for(cast.expert.id, "肥东", [Grant(Role.STEWARD, gazetteer.feidong_path)])
    with pytest.raises(Forbidden), runtime.write(steward) as work:
        services.propose_reading(work, **LOCAL)
    with runtime.write(cast.compiler) as work:
        here = services.propose_reading(work, **LOCAL, division_id=gazetteer.feidong)
        there = services.propose_reading(work, **LOCAL, division_id=gazetteer.feixi)
        everywhere = services.propose_reading(work, **LOCAL)
    with runtime.write(steward) as work:
        services.approve_reading(work, here)
    for reading in (there, everywhere):
        with pytest.raises(Forbidden) as refused, runtime.write(steward) as work:
            services.approve_reading(work, reading)
        assert refused.value.code == "access.out_of_scope"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"hanzi": " "}, "hanzi"),
        ({"hanzi": "<石>"}, "hanzi"),
        ({"hanzi": "石" * 21}, "hanzi"),
        ({"toned": "dàn"}, "toned"),
        ({"toned": "dàntáng"}, "toned"),
        ({"toned": "dan4 tang2"}, "toned"),
        ({"toned": ""}, "toned"),
        ({"basis": " "}, "basis"),
    ],
)
def test_a_bad_reading_is_told_by_field(runtime, cast, changes, field) -> None:
    with pytest.raises(Invalid) as wrong, runtime.write(cast.compiler) as work:
        services.propose_reading(work, **{**LOCAL, **changes})
    assert list(wrong.value.fields) == [field]


def test_the_same_characters_have_one_row_a_division_and_a_retired_one_is_proposed_anew(
    runtime, cast, second, gazetteer
) -> None:
    with runtime.write(cast.compiler) as work:
        reading = services.propose_reading(work, **LOCAL)
    for again in (LOCAL, {**LOCAL, "toned": "shí táng"}):
        with pytest.raises(Conflict) as there, runtime.write(cast.expert) as work:
            services.propose_reading(work, **again)
        assert there.value.code == "places.reading_exists"
    with runtime.write(second) as work:
        services.retire_reading(work, reading, reason="不对")
    with pytest.raises(Refused), runtime.write(second) as work:
        services.approve_reading(work, reading)
    with runtime.write(cast.expert) as work:
        assert services.propose_reading(work, **LOCAL) == reading
    with pytest.raises(Conflict), runtime.write(second) as work:
        services.approve_reading(work, reading, seen_version=1)
    with runtime.write(second) as work:
        services.approve_reading(work, reading, seen_version=3)
    with runtime.database.read() as session:
        row = local_readings(session)[0]
    assert (row.status, row.proposed_by, row.division_name) == ("approved", cast.expert.id, "")


def test_what_is_not_there_is_told(runtime, cast) -> None:
    with pytest.raises(NotFound), runtime.write(cast.steward) as work:
        services.approve_reading(work, "0" * 16)
    with pytest.raises(NotFound), runtime.write(cast.steward) as work:
        services.propose_reading(work, **LOCAL, division_id="0" * 16)
    with pytest.raises(NotFound), runtime.write(cast.steward) as work:
        services.approve_roman(work, "0" * 16, toned="A", basis="x")


@pytest.mark.database
def test_a_name_with_an_open_reading_is_approved_by_somebody_else(
    runtime, cast, second, gazetteer
) -> None:
    with runtime.write(cast.steward) as work:
        open_one = services.add_name(
            work, gazetteer.places["sanhe"], NewName("曲塘镇", NameKind.ALIAS)
        )
        sure_one = services.add_name(
            work, gazetteer.places["sanhe"], NewName("王镇", NameKind.ALIAS)
        )
        services.approve_roman(work, sure_one, toned="Wáng Zhèn", basis="县志")
    sent = {"toned": "Qūtáng Zhèn", "basis": "县志"}
    with pytest.raises(Refused) as own, runtime.write(cast.steward) as work:
        services.approve_roman(work, open_one, **sent)
    assert own.value.code == "places.roman_own"
    with runtime.write(second) as work:
        services.approve_roman(work, open_one, **sent)
    with runtime.database.read() as session:
        row = session.get(PlaceName, open_one)
    assert (row.roman_status, row.roman_approved_by, row.roman_doubt) == (
        "approved",
        second.id,
        False,
    )
    assert row.roman_approved_at is not None
    assert row.reading_basis == "县志"


def test_an_approved_spelling_stays_off_the_desk_until_a_later_reading(
    runtime, cast, second, gazetteer
) -> None:
    place_id = gazetteer.places["sh1tang"]
    name_id = name_of(runtime, place_id).id
    with runtime.write(cast.steward) as work:
        services.approve_roman(work, name_id, toned="Shítáng Zhèn", basis="县志")
        reading = services.propose_reading(work, **LOCAL)
    with runtime.write(second) as work:
        assert services.approve_reading(work, reading) == 1
    assert in_doubt(runtime)["石塘镇"].reasons == (Doubt.NEWER_READING,)
    with runtime.write(second) as work:
        services.approve_roman(work, name_id, toned="Shítáng Zhèn", basis="再审，仍读 shí")
    assert in_doubt(runtime) == {}
    with runtime.write(SYSTEM) as work:
        assert services.recount_doubts(work) == 0


@pytest.mark.parametrize(
    ("toned", "word"),
    [
        ("Shitang Town", "Town"),
        ("Shitang Rd", "Rd"),
        ("Shitang Street", "Street"),
        ("Shitang Village", "Village"),
        ("Tian'e Lake", "Lake"),
        ("SHITANG ST.", "ST."),
    ],
)
def test_acceptance_1_english_generics_are_refused_with_the_rule(
    runtime, cast, gazetteer, toned, word
) -> None:
    name_id = name_of(runtime, gazetteer.places["sh1tang"]).id
    with pytest.raises(Invalid) as refused, runtime.write(cast.steward) as work:
        services.approve_roman(work, name_id, toned=toned, basis="x")
    text = str(refused.value.fields["toned"][0])
    assert word.upper() in text
    assert "第十五条" in text
    assert "GB 17733" in text
    with pytest.raises(Invalid) as refused, runtime.write(cast.steward) as work:
        services.add_name(
            work,
            gazetteer.places["sh1tang"],
            NewName("石塘", NameKind.SHORT, roman_toned=toned),
        )
    assert "roman_toned" in refused.value.fields


def test_two_people_who_approve_at_once_do_not_overwrite_each_other(
    runtime, cast, second, gazetteer
) -> None:
    name_id = name_of(runtime, gazetteer.places["sh1tang"]).id
    seen = {"seen_toned": "Shítáng Zhèn", "basis": "县志"}
    with runtime.write(cast.steward) as work:
        services.approve_roman(work, name_id, toned="Shìtáng Zhèn", **seen)
    with pytest.raises(Conflict), runtime.write(second) as work:
        services.approve_roman(work, name_id, toned="Shítāng Zhèn", **seen)


def test_a_person_says_which_part_is_the_generic(runtime, cast, gazetteer) -> None:
    place_id = gazetteer.places["gucheng"]
    name_id = name_of(runtime, place_id).id
    parts = services.NameParts("烔炀", "古城", absorbed=False)
    for person in (cast.crew, cast.compiler, cast.reviewer_city, cast.stranger):
        with pytest.raises(Forbidden), runtime.write(person) as work:
            services.divide_name(work, name_id, parts, reason="县志")
    for wrong, field in (
        (services.NameParts("烔炀", "城", absorbed=False), "specific"),
        (services.NameParts("", "烔炀古城", absorbed=False), "specific"),
    ):
        with pytest.raises(Invalid) as told, runtime.write(cast.steward) as work:
            services.divide_name(work, name_id, wrong, reason="县志")
        assert list(told.value.fields) == [field]
    with runtime.write(cast.steward) as work:
        services.divide_name(work, name_id, parts, reason="县志")
    row = name_of(runtime, place_id)
    assert (row.specific, row.generic) == ("烔炀", "古城")
    entry = last_entry(runtime, ("place", place_id))
    assert (entry.verb, entry.after["parts"]) == ("places.name_divided", "烔炀 · 古城")
