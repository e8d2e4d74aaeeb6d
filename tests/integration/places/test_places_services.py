"""Writes of the gazetteer: who may, what the journal says, what the law refuses, who was first."""

from __future__ import annotations

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from registry.accounts.rules import Grant, Role, actor_for
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.core.geo import Position
from registry.places import queries, services
from registry.places.models import Place, PlaceKey, PlaceLine
from registry.places.queries import PlaceFilter
from registry.places.rules import NameKind, PlaceKind, PositionMethod, Years
from registry.places.services import NewDivision, NewName, NewPlace, NewPosition
from registry.sources import services as sources


@pytest.fixture
def sanhe(gazetteer) -> str:
    return gazetteer.places["sanhe"]


def history(runtime, place_id) -> list:
    with runtime.database.read() as session:
        return journal.history(session, ("place", place_id))


def found(runtime, query) -> list[str]:
    with runtime.database.read() as session:
        page = queries.search(session, PlaceFilter(q=query))
    return [hit.card.standard_name for hit in page.items]


def test_a_renamed_place_is_found_by_both_names_and_keeps_the_old_one(runtime, cast, sanhe) -> None:
    with runtime.write(cast.steward) as work:
        services.rename(work, sanhe, new_text="古三河镇", basis="皖民〔2026〕3 号")
    assert found(runtime, "古三河镇") == ["古三河镇"]
    assert "古三河镇" in found(runtime, "三河镇")
    with runtime.database.read() as session:
        dossier = queries.place_dossier(session, sanhe)
    old = next(name for name in dossier.names if name.text == "三河镇")
    assert (old.name_kind, dossier.row_version) == (NameKind.FORMER, 2)
    entry = history(runtime, sanhe)[0]
    assert entry.verb == "places.renamed"
    assert entry.before["standard_name"] == "三河镇"
    assert entry.after["standard_name"] == "古三河镇"
    assert entry.reason == "皖民〔2026〕3 号"
    assert entry.actor_id == cast.steward.id


def test_a_protected_name_is_renamed_only_with_a_measure(runtime, cast, sanhe) -> None:
    with runtime.write(cast.steward) as work:
        services.protect_name(work, sanhe, basis="保护名录第一版")
    with pytest.raises(Refused) as refused, runtime.write(cast.steward) as work:
        services.rename(work, sanhe, new_text="新镇", basis="某号", protection_measure="  ")
    assert refused.value.code == "places.rename_protected"
    assert found(runtime, "三河镇")[0] == "三河镇"
    with runtime.write(cast.steward) as work:
        services.rename(work, sanhe, new_text="新镇", basis="某号", protection_measure="立碑存名")
    assert history(runtime, sanhe)[0].after["protection_measure"] == "立碑存名"
    with runtime.database.read() as session:
        assert queries.place_card(session, sanhe).protected


def test_a_further_ground_of_protection_is_added_once(runtime, cast, sanhe) -> None:
    for basis in ("名录一", "名录二", "名录一"):
        with runtime.write(cast.steward) as work:
            services.protect_name(work, sanhe, basis=basis)
    with runtime.database.read() as session:
        assert queries.place_dossier(session, sanhe).protection_basis == "名录一；名录二"


def test_who_was_second_is_told_and_writes_nothing(runtime, cast, sanhe) -> None:
    with runtime.write(cast.steward) as work:
        services.rename(work, sanhe, new_text="先改镇", basis="一号", seen_version=1)
    with pytest.raises(Conflict) as late, runtime.write(cast.steward) as work:
        services.rename(work, sanhe, new_text="晚来的名镇", basis="二号", seen_version=1)
    assert late.value.code == "places.changed_meanwhile"
    assert found(runtime, "晚来的名镇") == []
    assert len(history(runtime, sanhe)) == 1


def test_only_a_steward_edits_places(runtime, cast, sanhe) -> None:
    for person in (*cast.everybody().values(), SYSTEM):
        may = person.is_system or "steward" in person.roles
        name = NewName(f"别名{(person.id or 'x')[:3]}", NameKind.ALIAS)
        if may:
            with runtime.write(person) as work:
                services.add_name(work, sanhe, name)
        else:
            with pytest.raises(Forbidden), runtime.write(person) as work:
                services.add_name(work, sanhe, name)
    assert len(history(runtime, sanhe)) == 2


def test_a_scoped_compiler_claims_inside_the_scope_only(runtime, cast, gazetteer) -> None:
    grant = Grant(Role.COMPILER, gazetteer.feidong_path)
    compiler = actor_for(cast.compiler.id, "肥东编撰人", [grant])
    legend = {"claim_type": "legend", "value_text": "相传"}
    with runtime.write(compiler) as work:
        services.assert_claim(work, place_id=gazetteer.places["cuzhen"], **legend)
    with pytest.raises(Forbidden) as refused, runtime.write(compiler) as work:
        services.assert_claim(work, place_id=gazetteer.places["sanhe"], **legend)
    assert refused.value.code == "access.out_of_scope"


def test_a_claim_needs_evidence_and_a_year_and_tells_both_at_once(runtime, cast, sanhe) -> None:
    with pytest.raises(Invalid) as refused, runtime.write(cast.compiler) as work:
        services.assert_claim(
            work, place_id=sanhe, claim_type="settlement_founded", value_text=" ",
            year_to_min=900, year_to_max=800,
        )  # fmt: skip
    wrong = refused.value.fields
    assert set(wrong) == {"value_text", "year_from_min", "year_to_max", "evidence"}


def test_a_claim_keeps_evidence_for_and_against(runtime, cast, sanhe) -> None:
    with runtime.write(cast.compiler) as work:
        book = sources.add_source(work, source_type="gazetteer", title="县志")
        good = sources.cite(work, source_id=book.id, locator="卷一")
        bad = sources.cite(work, source_id=book.id, locator="卷二", grade="D")
        services.assert_claim(
            work, place_id=sanhe, claim_type="settlement_founded", value_text="汉时已成聚落",
            year_from_min=-205, year_from_max=220, era_verbatim="汉",
            evidence=[(good.id, "supports"), (bad.id, "contradicts")],
        )  # fmt: skip
    with runtime.database.read() as session:
        claim = queries.claims_of(session, sanhe)[0]
    assert [(item.stance, item.citation.grade) for item in claim.evidence] == [
        ("supports", "B"),
        ("contradicts", "D"),
    ]
    assert (claim.year_from, claim.years.from_max, claim.year_to) == (-205, 220, None)
    assert claim.computed_by == cast.compiler.name
    assert str(claim.years_text) == "公元前206年到220年之间"


def test_a_position_is_checked_and_recorded(runtime, cast, gazetteer) -> None:
    place_id = gazetteer.places["cuzhen"]
    more = {"source": "现场测得", "method": PositionMethod.GNSS}
    for lon, lat in ((31.8, 117.3), (float("nan"), 31.8), (2.3, 48.9), (1e9, 3)):
        with pytest.raises(Invalid) as refused, runtime.write(cast.steward) as work:
            services.locate(work, place_id, Position(lon, lat), **more)
        assert "lon" in refused.value.fields
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.locate(work, place_id, Position(117.4, 31.9), datum="gcj02", **more)
    with runtime.write(cast.steward) as work:
        services.locate(work, place_id, Position(117.4, 31.9, 8), **more)
    with runtime.database.read() as session:
        card = queries.place_card(session, place_id)
        inside = queries.located_in(session, (117.3, 31.8, 117.5, 32.0))
    assert (card.lon, card.lat) == (117.4, 31.9)
    assert [row.name for row in inside] == ["撮镇镇"]
    assert history(runtime, place_id)[0].verb == "places.located"


@pytest.mark.parametrize("text", ["<b>镇</b>", "三\u200b河", "三\x00河", "", "  ", "长" * 61])
def test_a_name_with_markup_or_hidden_characters_is_refused(runtime, cast, sanhe, text) -> None:
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.add_name(work, sanhe, NewName(text, NameKind.ALIAS))
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.rename(work, sanhe, new_text=text, basis="某号")


def test_the_same_name_of_the_same_kind_is_added_once(runtime, cast, sanhe) -> None:
    with pytest.raises(Conflict), runtime.write(cast.steward) as work:
        services.add_name(work, sanhe, NewName("鹊渚", NameKind.FORMER))
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.add_name(work, sanhe, NewName("另一标准名"))


def test_an_approved_spelling_is_what_search_and_signs_use(runtime, cast, sanhe) -> None:
    with runtime.write(cast.steward) as work:
        name_id = services.standard_name(work, sanhe).id
        for wrong in ("Sanhe Town", "三河", ""):
            with pytest.raises(Invalid):
                services.approve_roman(work, name_id, toned=wrong, basis="审音")
        services.approve_roman(work, name_id, toned="Sānhè Zhèn", basis="审音")
    assert found(runtime, "sanhezhen") == ["三河镇"]
    with runtime.database.read() as session:
        assert queries.place_card(session, sanhe).roman_sign == "SANHE ZHEN"


def test_secret_rows_never_reach_the_table(runtime, gazetteer) -> None:
    row = NewPlace(PlaceKind.OTHER, gazetteer.feixi, [NewName("某处")], secrecy="秘密")
    with pytest.raises(Refused) as refused, runtime.write(SYSTEM) as work:
        services.add_place(work, row)
    assert refused.value.code == "places.secret"
    assert found(runtime, "某处") == []


def test_a_place_has_one_standard_name_and_a_known_division(runtime, gazetteer) -> None:
    for names in ([], [NewName("甲"), NewName("乙")], [NewName("甲", NameKind.ALIAS)]):
        with pytest.raises(Invalid), runtime.write(SYSTEM) as work:
            services.add_place(work, NewPlace(PlaceKind.OTHER, gazetteer.feixi, names))
    with pytest.raises(NotFound), runtime.write(SYSTEM) as work:
        services.add_place(work, NewPlace(PlaceKind.OTHER, "0" * 16, [NewName("甲")]))


def test_one_added_place_is_found_counted_and_in_the_journal(runtime, cast, gazetteer) -> None:
    where = NewPosition(117.2, 31.7, PositionMethod.MAP_PIN, "地图", accuracy_m=50)
    row = NewPlace(PlaceKind.ROAD, gazetteer.feixi, [NewName("三环路")], position=where)
    with runtime.write(cast.steward) as work:
        place_id = services.add_place(work, row)
    assert found(runtime, "3 huanlu") == ["三环路"]
    assert history(runtime, place_id)[0].after["standard_name"] == "三环路"
    with runtime.database.read() as session:
        counts = {(c.county_id, c.stratum): (c.names, c.located)
                  for c in queries.counts_in_scope(session)}  # fmt: skip
    assert counts[gazetteer.feixi, "road"] == (1, 1)
    assert counts[gazetteer.feixi, "township"] == (1, 1)
    assert counts[gazetteer.feidong, "settlement"] == (2, 0)
    assert counts[None, "district"] == (1, 0)


def test_a_list_taken_in_twice_changes_nothing(runtime, gazetteer) -> None:
    rows = [NewPlace(PlaceKind.CITY, gazetteer.feixi, [NewName("合肥")], id=key)
            for key in gazetteer.places.values()]  # fmt: skip
    division = NewDivision("nbs", "2023", "340100", "另一个名字", "city")
    with runtime.write(SYSTEM) as work:
        assert services.add_places(work, rows) == []
        assert services.add_divisions(work, [division]) == 0
    with runtime.database.read() as session:
        assert queries.division_by_code(session, "nbs", "2023", "340100").name == "合肥市"


def test_the_same_code_of_two_lists_is_two_divisions(runtime, gazetteer) -> None:
    twin = NewDivision("mca", "2026", "340123101", "别的镇", "township")
    with runtime.write(SYSTEM) as work:
        assert services.add_divisions(work, [twin]) == 1
    with runtime.database.read() as session:
        assert queries.division_by_code(session, "mca", "2026", "340123101").name == "别的镇"
        assert queries.division_by_code(session, "nbs", "2023", "340123101").name == "三河镇"
        assert {county.name for county in queries.counties(session)} == {"肥东县", "肥西县"}
        under = queries.divisions_under(session, gazetteer.feidong_path)
        assert {division.name for division in under} == {"撮镇镇", "石塘镇"}
        assert [row.count for row in queries.unlocated_by_county(session)] == [5, 2, 1]


def test_the_database_itself_refuses_a_half_position(runtime, sanhe) -> None:
    half = update(Place).where(Place.id == sanhe).values(lat=None)
    with runtime.write(SYSTEM) as work, pytest.raises(IntegrityError):
        work.session.execute(half)


def test_search_terms_are_those_of_the_names_and_nothing_else(runtime, cast, sanhe) -> None:
    with runtime.write(cast.steward) as work:
        services.rename(work, sanhe, new_text="新镇", basis="某号")
        rows = work.session.exec(
            select(PlaceKey)
            .join(PlaceLine, PlaceLine.number == PlaceKey.number)
            .where(PlaceLine.place_id == sanhe)
        ).all()
    hanzi = {row.key: row.tier for row in rows if row.script == "h"}
    assert hanzi == {"新镇": 1, "三河镇": 2, "鹊渚": 2, "三汊河": 2}
    assert {row.key for row in rows if row.script == "c"} == {"340123101", "340123102"}


def test_years_of_a_name_in_the_wrong_order_are_refused(runtime, cast, sanhe) -> None:
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.add_name(work, sanhe, NewName("旧称", NameKind.FORMER, years=Years(900, 800)))


def test_sources_are_added_by_those_who_may(runtime, cast) -> None:
    for person in (cast.stranger, cast.crew, cast.visitor, cast.administrator):
        with pytest.raises(Forbidden), runtime.write(person) as work:
            sources.add_source(work, source_type="press", title="某报")
    with runtime.write(cast.reviewer_county) as work:
        source = sources.add_source(work, source_type="stone", title="某碑")
        assert source.grade == "A"
        with pytest.raises(NotFound):
            sources.cite(work, source_id="0" * 16)
    with runtime.database.read() as session:
        entry = journal.history(session, ("source", source.id))[0]
    assert (entry.verb, entry.actor_id) == ("sources.added", cast.reviewer_county.id)
