"""New names against what is there: homonyms by index, scopes, blocks and what sets them aside."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden, Invalid, NotFound, Refused
from registry.places import queries, services
from registry.places.queries.homonyms import divisions_called, name_report
from registry.places.rules import EntityStatus, NameKind, PlaceKind
from registry.places.services import NewName, NewPlace

HTML = {"Accept": "text/html"}


def report(runtime, name, kind, division_id, **more):
    with runtime.database.read() as session:
        return name_report(session, name=name, kind=kind, division_id=division_id, **more)


def codes(runtime, *asked, **more) -> dict[str, list[str]]:
    found = report(runtime, *asked, **more)
    return {
        item.code: [found.cards[place_id].standard_name for place_id in item.others]
        for item in found.findings
    }


@pytest.fixture
def town(gazetteer):
    """The division of 撮镇镇 in 肥东县."""
    from tests.integration.places.conftest import nbs

    return nbs("340122101")


@pytest.mark.database
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("三河镇", {"duplicate": ["三河镇"]}),
        ("三河鎮", {"duplicate": ["三河镇"], "variant_character": []}),
        ("三和镇", {"homophone": ["三河镇"]}),
        ("散合镇", {"homophone_toneless": ["三河镇"]}),
        ("三河乡", {"same_specific": ["三河镇"]}),
        ("三河街道", {"same_specific": ["三河镇"]}),
        ("鹊渚", {"generic_missing": [], "former_name": ["三河镇"]}),
        ("石塘岗镇", {}),
    ],
)
def test_a_township_is_compared_with_all_townships_of_the_province(
    runtime, gazetteer, name, expected
) -> None:
    assert codes(runtime, name, PlaceKind.TOWNSHIP, gazetteer.feidong) == expected


@pytest.mark.database
def test_committees_are_compared_in_their_county_by_their_everyday_names(
    runtime, gazetteer, town
) -> None:
    kind = PlaceKind.COMMUNITY
    assert codes(runtime, "三河社区", kind, town) == {"duplicate": ["三河社区居民委员会"]}
    assert codes(runtime, "三禾社区居民委员会", kind, town) == {"homophone": ["三河社区居民委员会"]}
    assert codes(runtime, "三河村", PlaceKind.VILLAGE_COMMITTEE, town) == {
        "same_specific": ["三河社区居民委员会"]
    }
    assert codes(runtime, "三河社区", kind, gazetteer.feixi) == {}


@pytest.mark.database
def test_streets_are_sure_in_their_town_and_doubtful_elsewhere_in_the_county(
    runtime, gazetteer, town
) -> None:
    from tests.integration.places.conftest import nbs

    with runtime.write(SYSTEM) as work:
        services.add_places(
            work,
            [NewPlace(PlaceKind.ROAD, division, [NewName("人民路")]) for division in (town,)],
        )
    kind = PlaceKind.STREET_LANE
    assert codes(runtime, "人民路", kind, town) == {"duplicate": ["人民路"]}
    assert codes(runtime, "仁民路", kind, town) == {"homophone": ["人民路"]}
    assert codes(runtime, "人民路", kind, nbs("340122105")) == {"duplicate_nearby": ["人民路"]}
    assert codes(runtime, "人民路", kind, gazetteer.feixi) == {}


@pytest.mark.database
def test_estates_and_buildings_are_compared_with_each_other_and_with_no_street(
    runtime, gazetteer, town
) -> None:
    from tests.integration.places.conftest import nbs

    with runtime.write(SYSTEM) as work:
        rows = [
            NewPlace(PlaceKind.RESIDENTIAL, town, [NewName("琥珀花园")]),
            NewPlace(PlaceKind.ROAD, town, [NewName("虎坡路")]),
        ]
        services.add_places(work, rows)
    kind = PlaceKind.BUILDING
    assert codes(runtime, "琥珀大厦", kind, town) == {"same_specific": ["琥珀花园"]}
    kind = PlaceKind.RESIDENTIAL
    assert codes(runtime, "琥珀花园", kind, town) == {"duplicate": ["琥珀花园"]}
    assert codes(runtime, "虎魄花园", kind, town) == {"homophone": ["琥珀花园"]}
    assert codes(runtime, "琥珀花园", kind, nbs("340122105")) == {"duplicate_nearby": ["琥珀花园"]}
    assert codes(runtime, "琥珀花园", kind, gazetteer.feixi) == {}
    assert codes(runtime, "威尼斯国际公寓", kind, town) == {"foreign_name": [], "overblown": []}
    found = report(runtime, "琥珀花园", kind, town)
    assert "第九条" in str(found.findings[0].article)


@pytest.mark.database
def test_an_estate_is_spelled_counted_and_found_as_what_it_is(runtime, client, town) -> None:
    with runtime.write(SYSTEM) as work:
        row = NewPlace(PlaceKind.RESIDENTIAL, town, [NewName("琥珀小区")], category_code="22100")
        place_id = services.add_place(work, row)
    with runtime.database.read() as session:
        card = queries.place_card(session, place_id)
        strata = {row.stratum: row.names for row in queries.counts_in_scope(session)}
    assert (card.roman_toned, card.stratum) == ("Hǔpò Xiǎoqū", "estate")
    assert strata["estate"] == 1
    found = client.get("/api/v1/places?kind=residential").json
    assert [item["standard_name"] for item in found["items"]] == ["琥珀小区"]
    facts = client.get(f"/api/v1/places/{place_id}").json["facts"]
    assert (facts["legal_kind"], facts["category_code"]) == ("estate_building", "22100")
    page = client.get(f"/places/{place_id}", headers={**HTML, "Accept-Language": "en"}).text
    assert "Residential estate" in page


def test_other_kinds_are_no_homonyms_of_a_rule_but_are_listed(runtime, gazetteer) -> None:
    found = report(runtime, "小三河", PlaceKind.NATURAL_VILLAGE, gazetteer.feixi)
    assert (found.rule, list(found.findings), found.is_blocked) == (None, [], False)
    assert [(item.text, str(item.likeness)) for item in found.namesakes] == [("小三河", "same")]
    assert codes(runtime, "天鹅湖镇", PlaceKind.TOWNSHIP, gazetteer.feixi) == {}


def test_the_place_itself_and_what_has_gone_are_no_duplicates(runtime, cast, gazetteer) -> None:
    sanhe = gazetteer.places["sanhe"]
    own = {"place_id": sanhe}
    assert codes(runtime, "三河镇", PlaceKind.TOWNSHIP, gazetteer.feixi, **own) == {}
    with runtime.write(cast.steward) as work:
        services.retire(
            work,
            sanhe,
            status=EntityStatus.VANISHED,
            on=runtime.clock.now().date(),
            basis="撤镇",
        )
    assert codes(runtime, "三河镇", PlaceKind.TOWNSHIP, gazetteer.feixi) == {
        "former_name": ["三河镇"]
    }


def test_a_division_is_found_by_code_or_name_without_its_twin(runtime, gazetteer) -> None:
    with runtime.database.read() as session:
        assert [item.code for item in divisions_called(session, "三河镇")] == ["340123101"]
        assert [item.name for item in divisions_called(session, "340122")] == ["肥东县"]
        assert divisions_called(session, "没有") == []
    with pytest.raises(NotFound):
        report(runtime, "新镇", PlaceKind.TOWNSHIP, "0" * 16)


def test_a_rename_that_the_rules_bar_needs_the_approval_and_a_reason(
    runtime, cast, gazetteer
) -> None:
    place_id = gazetteer.places["cuzhen"]
    sent = {"new_text": "三和镇", "basis": "皖民〔2026〕9 号"}
    with pytest.raises(services.NameBarred) as barred, runtime.write(cast.steward) as work:
        services.rename(work, place_id, **sent)
    assert barred.value.code == "places.name_barred"
    assert [item.code for item in barred.value.findings] == ["homophone"]
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.rename(work, place_id, **{**sent, "basis": " "}, override_reason="历史沿用")
    with runtime.write(cast.steward) as work:
        services.rename(work, place_id, **sent, override_reason="历史沿用")
    with runtime.database.read() as session:
        entry = journal.history(session, ("place", place_id))[0]
        assert queries.place_card(session, place_id).standard_name == "三和镇"
    assert entry.after["overridden"] == ["homophone"]
    assert entry.after["overridden_for"] == [gazetteer.places["sanhe"]]
    assert entry.after["override_reason"] == "历史沿用"


def test_a_warning_does_not_stop_a_rename_and_protection_is_never_set_aside_by_a_reason(
    runtime, cast, gazetteer
) -> None:
    place_id = gazetteer.places["cuzhen"]
    with runtime.write(cast.steward) as work:
        services.rename(work, place_id, new_text="三河乡", basis="某号")
        services.protect_name(work, place_id, basis="名录")
    with pytest.raises(Refused) as refused, runtime.write(cast.steward) as work:
        services.rename(work, place_id, new_text="新乡", basis="某号", override_reason="理由")
    assert refused.value.code == "places.rename_protected"


def test_a_new_name_is_registered_with_its_approval_or_refused(runtime, cast, gazetteer) -> None:
    def row(name):
        return NewPlace(PlaceKind.TOWNSHIP, gazetteer.feidong, [NewName(name)])

    for person in (cast.crew, cast.compiler, cast.expert, cast.stranger, cast.administrator):
        with pytest.raises(Forbidden), runtime.write(person) as work:
            services.name_place(work, row("青龙镇"), basis="某号")
    with pytest.raises(Invalid), runtime.write(cast.steward) as work:
        services.name_place(work, row("青龙镇"), basis=" ")
    with pytest.raises(services.NameBarred), runtime.write(cast.steward) as work:
        services.name_place(work, row("三河镇"), basis="某号")
    with runtime.write(cast.steward) as work:
        fresh = services.name_place(work, row("青龙镇"), basis="某号")
        forced = services.name_place(work, row("三河镇"), basis="二号", override_reason="另县")
    with runtime.database.read() as session:
        name = queries.place_dossier(session, fresh).names[0]
        verbs = [entry.verb for entry in journal.history(session, ("place", forced))]
        entry = journal.history(session, ("place", forced))[0]
    assert (name.name_kind, name.approval_document) == (NameKind.STANDARD, "某号")
    assert verbs == ["places.named", "places.added"]
    assert entry.after["overridden"] == ["duplicate"]


def test_the_checker_shows_spelling_homonyms_and_articles_to_staff_only(
    client, sign_in, gazetteer
) -> None:
    path = "/places/name-check"
    asked = {"name": "三和镇", "kind": "township", "division": gazetteer.feidong}
    assert client.get(path, headers=HTML).status_code == 303
    for person in ("stranger", "crew"):
        sign_in(client, person)
        assert client.get(path, headers=HTML).status_code == 403
    sign_in(client, "compiler")
    page = client.get(path, query_string=asked, headers=HTML)
    assert page.status_code == 200
    for words in ("Sānhé Zhèn", "SANHE ZHEN", "范围内已有同音的名称", "第九条", "不能批准"):
        assert words in page.text
    assert f'/places/{gazetteer.places["sanhe"]}"' in page.text
    assert "登记新地名" not in page.text
    wrong = client.get(path, query_string={**asked, "kind": "planet", "name": ""}, headers=HTML)
    assert wrong.status_code == 422
    assert "#field-kind" in wrong.text
    lost = client.get(path, query_string={**asked, "division": "nowhere"}, headers=HTML)
    assert lost.status_code == 422
    assert "没有政区“nowhere”" in lost.text


@pytest.mark.parametrize("written", ["肥东县", "合肥市 · 肥东县", "合肥市肥东县", "340122"])
def test_the_checker_takes_a_division_as_people_write_it(client, sign_in, gazetteer, written):
    sign_in(client, "compiler")
    asked = {"name": "三和镇", "kind": "township", "division": written}
    page = client.get("/places/name-check", query_string=asked, headers=HTML)
    assert page.status_code == 200, page.text
    assert "范围内已有同音的名称" in page.text
    assert "肥东县" in page.text


def test_the_checker_registers_a_name_and_keeps_what_was_typed(
    runtime, client, sign_in, gazetteer
) -> None:
    sign_in(client, "steward")
    sent = {"name": "三和镇", "kind": "township", "division": gazetteer.feidong, "basis": "某号"}
    refused = client.post("/places/name-check/register", data=sent, headers=HTML)
    assert refused.status_code == 422
    assert "某号" in refused.text
    assert 'name="override_reason"' in refused.text
    done = client.post(
        "/places/name-check/register",
        data={**sent, "override_reason": "批准文件写明"},
        headers=HTML,
    )
    assert done.status_code == 303
    page = client.get(done.headers["Location"], headers=HTML)
    assert "三和镇" in page.text
    assert (
        "登记新地名"
        in client.get(
            "/places/name-check", query_string=sent | {"name": "青龙镇"}, headers=HTML
        ).text
    )


def test_the_rename_form_shows_the_findings_before_anything_is_written(
    runtime, client, sign_in, gazetteer
) -> None:
    place_id = gazetteer.places["cuzhen"]
    path = f"/places/{place_id}/rename"
    sign_in(client, "steward")
    sent = {"new_text": "三和镇", "basis": "某号", "seen_version": "1"}
    shown = client.post(path, data={**sent, "preview": "1"}, headers=HTML)
    assert shown.status_code == 200
    assert "范围内已有同音的名称" in shown.text
    refused = client.post(path, data=sent, headers=HTML)
    assert refused.status_code == 422
    assert "按命名规则" in refused.text
    with runtime.database.read() as session:
        assert queries.place_card(session, place_id).standard_name == "撮镇镇"
    done = client.post(path, data={**sent, "override_reason": "批准文件写明"}, headers=HTML)
    assert done.status_code == 303


WHOLE_KEYS = text(
    "EXPLAIN SELECT number FROM place_key WHERE script = 'p' AND tier IN (0, 1, 2) "
    "AND key IN ('sanhezhen', 'sanhexiang')"
)


@pytest.mark.database
def test_a_homonym_is_looked_up_in_the_index(runtime, gazetteer) -> None:
    statement = WHOLE_KEYS
    if runtime.database.is_sqlite:
        statement = text(WHOLE_KEYS.text.replace("EXPLAIN", "EXPLAIN QUERY PLAN"))
    with runtime.database.read() as session:
        if not runtime.database.is_sqlite:
            # A table of ten rows is cheaper to read through; the question is whether it must be.
            session.execute(text("SET LOCAL enable_seqscan = off"))
        told = " ".join(str(row) for row in session.execute(statement))
    assert "SCAN" not in told.replace("Index", "")
    assert "PRIMARY KEY" in told or "pk_place_key" in told
