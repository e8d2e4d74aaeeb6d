"""What an expert of the bureau would try: a bad copy of a notice, secret rows, twins."""

from __future__ import annotations

import io
import json
import zipfile

import pypdfium2
import pytest
from sqlalchemy import text

from imports import services
from registry.accounts.rules import Permission
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden, Invalid, NotFound
from registry.core.glyphs import undrawable
from registry.demo import plates
from registry.places import queries as places
from registry.places.queries import PlaceFilter
from registry.places.queries.matching import known_places
from tests.support.batch_eight import CLEAN, CORRUPTED, as_list
from tests.support.importing import Importer, csv_bytes, outcomes

SECRET = "不可外传的沿革"


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@pytest.fixture
def importer(runtime):
    """Files in the system's name."""
    return Importer(runtime)


def names(runtime) -> set[str]:
    """Every name in the registry."""
    with runtime.database.read() as session:
        return set(session.scalars(text("SELECT text FROM place_name")))


def everything(runtime) -> str:
    """All that the database holds, as text."""
    found = []
    with runtime.database.read() as session:
        for table in (
            "import_run",
            "import_row",
            "journal_entry",
            "place",
            "place_name",
            "claim",
            "job",
        ):
            rows = session.execute(text(f"SELECT * FROM {table}")).mappings()  # noqa: S608
            found += [json.dumps(dict(row), default=str, ensure_ascii=False) for row in rows]
    return "\n".join(found)


def census_row(number: int, **more: str) -> dict[str, str]:
    """A row of the census form."""
    row = {
        "代码": f"340123101222000{number:05d}",
        "标准名称": f"普查{'甲乙丙丁戊己庚辛'[number]}庄",
        "罗马字母拼写": "",
        "使用时间": "现今",
        "密级": "",
        "标牌个数": "3",
        "东经": "117°14′42.0″",
        "北纬": "31°30′36.0″",
        "坐标系": "CGCS2000",
        "类别名称": "农村居民点",
        "图上名称": "",
        "地名含义": "",
        "历史沿革": "",
        "所在(跨)行政区": "安徽省合肥市肥西县三河镇",
    }
    return {**row, **more}


# --- acceptance test 2: the corrupted copy of batch 8


def test_acceptance_2_every_row_of_the_corrupted_copy_is_a_question_and_nothing_new_comes_of_it(
    runtime, importer
):
    before = names(runtime)
    run_id = importer.start(as_list(CORRUPTED), name="第八批.txt", profile="batch")
    assert outcomes(importer.check(run_id)) == {"conflict": len(CORRUPTED)}
    done = importer.apply(run_id).done
    assert done == {"conflict": len(CORRUPTED)}
    assert names(runtime) == before
    assert not {"永谷镇", "苏州市", "奇县镇", "小溪镇"} & names(runtime)


def test_acceptance_2_the_clean_list_knows_hefeis_own_and_asks_about_the_others(importer):
    run_id = importer.start(as_list(CLEAN), name="第八批.txt", profile="batch")
    checked = importer.check(run_id)
    assert outcomes(checked) == {"unchanged": 2, "conflict": len(CLEAN) - 2}


def test_a_slip_of_the_pen_in_hefei_proposes_the_town_that_is_meant(importer):
    run_id = importer.start(as_list(CORRUPTED), name="第八批.txt", profile="batch")
    importer.check(run_id)
    proposed = {row.name: [match["name"] for match in row.matches] for row in importer.rows(run_id)}
    assert "散兵镇" in proposed["散乓镇"]


# --- acceptance test 3: secrecy


@pytest.mark.database
def test_acceptance_3_a_secret_row_is_counted_and_nothing_of_it_is_kept_anywhere(
    runtime, importer, caplog
):
    rows = [
        census_row(0),
        census_row(1, 密级="秘密", 历史沿革=SECRET, 标准名称="密庄"),
        census_row(2, 密级="内部", 历史沿革=SECRET, 标准名称="内庄"),
        census_row(3, 密级="公开"),
    ]
    content = csv_bytes(rows)
    run = importer.bring(content, name="普查.csv")
    assert run.profile == "census"
    assert (run.counts["rejected"], run.counts["secret"]) == (2, 2)
    assert run.done == {"create": 2, "rejected": 2, "secret": 2}
    kept = {row.number: row for row in importer.rows(run.id)}
    assert [kept[number].is_secret for number in (3, 4)] == [True, True]
    held = everything(runtime)
    for word in (SECRET, "密庄", "内庄"):
        assert word not in held
        assert word not in caplog.text
    with pytest.raises(NotFound):
        runtime.store.read(run.file_sha256)


def test_a_mapping_that_leaves_the_column_out_does_not_open_it(runtime, importer):
    run_id = importer.start([census_row(0, 密级="机密")], name="普查.csv")
    run = importer.run(run_id)
    mapping = run.column_mapping
    columns = {target: column for target, column in mapping.columns.items() if target != "secrecy"}
    with runtime.write(SYSTEM) as work:
        closed = type(mapping)(columns, {"secrecy": "公开"}, mapping.match_only)
        services.set_mapping(work, run_id, closed, profile="census", reading={})
    with pytest.raises(Invalid):
        importer.check(run_id)
    assert services.look(runtime, importer.run(run_id)).first[0] == ("",) * len(census_row(0))


def test_a_recorded_paper_opens_this_one_file(runtime, importer, cast):
    run_id = importer.start([census_row(0, 密级="秘密")], name="普查.csv")
    assert importer.check(run_id).counts["secret"] == 1
    paper = {"number": "合民解密〔2026〕3号", "issuer": "合肥市民政局", "sha256": "a" * 64}
    for part, actor in cast.everybody().items():
        if part != "steward":
            assert not actor.may(Permission.PLACE_EDIT)
            with pytest.raises(Forbidden), runtime.write(actor) as work:
                services.record_paper(work, run_id, **paper)
    with runtime.write(cast.steward) as work:
        services.record_paper(work, run_id, **paper)
    assert outcomes(importer.check(run_id)) == {"create": 1}
    assert importer.apply(run_id).done == {"create": 1}
    other = importer.start([census_row(1, 密级="秘密")], name="普查.csv")
    assert importer.check(other).counts["secret"] == 1


def test_plates_of_the_census_are_a_claim_of_its_registrar(runtime, importer):
    importer.bring([census_row(0)], name="普查.csv")
    with runtime.database.read() as session:
        hit = places.search(session, PlaceFilter(q="普查甲庄")).items[0]
        place = known_places(session, [hit.card.id])[hit.card.id]
    assert place.fields["claimed_sign_count"] == 3
    assert (round(hit.card.lon, 4), round(hit.card.lat, 4)) == (117.245, 31.51)


# --- acceptance test 4: twins


def national(code: str, category: str, name: str) -> dict[str, str]:
    """A row of the national database's list."""
    return {
        "id": code[-6:],
        "standard_name": name,
        "roman_alphabet_spelling": "",
        "place_type": "行政村" if category == "21610" else "村民委员会",
        "place_type_code": category,
        "place_code": code,
        "province_name": "安徽省",
        "city_name": "合肥市",
        "area_name": "肥西县",
        "area": "340123101",
        "gdm": "[[117.2451234,31.5101234]]",
    }


AREA = national("34012310121610000099", "21610", "新桥畔村")
BODY = national("34012310127610000099", "27610", "新桥畔村民委员会")


@pytest.mark.database
@pytest.mark.parametrize("order", ["area first", "body first", "two files"])
def test_acceptance_4_one_village_registered_twice_is_one_place(runtime, importer, order):
    with runtime.database.read() as session:
        before = {(o.county_id, o.stratum): o.names for o in places.counts_in_scope(session)}
    files = {"area first": [[AREA, BODY]], "body first": [[BODY, AREA]]}.get(
        order, [[AREA], [BODY]]
    )
    for number, rows in enumerate(files):
        run = importer.bring(rows, name=f"国家库{number}.csv")
        assert run.profile == "national"
    with runtime.database.read() as session:
        after = {(o.county_id, o.stratum): o.names for o in places.counts_in_scope(session)}
        found = places.search(session, PlaceFilter(q="新桥畔")).items
        hits = [hit for hit in found if hit.matched.way != "fuzzy"]
        place = known_places(session, [hits[0].card.id])[hits[0].card.id]
    assert sum(after.values()) == sum(before.values()) + 1
    assert len(hits) == 1
    codes = {place.fields["place_code"], place.fields["twin_place_code"]}
    assert codes == {AREA["place_code"], BODY["place_code"]}
    names = {place.name, *(text for _, text in place.others)}
    assert names == {"新桥畔村", "新桥畔村民委员会"}
    again = importer.bring([row for rows in files for row in rows], name="再来.csv")
    assert set(again.done) <= {"unchanged"}, again.done


@pytest.mark.database
def test_a_row_without_a_kind_may_be_told_to_be_a_known_place(runtime, importer):
    rows = [{"标准名称": "古城", "市": "合肥市", "县区": "", "别名": "古城集"}]
    run_id = importer.start(rows)
    assert outcomes(importer.check(run_id)) == {"conflict": 1}
    (row,) = importer.rows(run_id)
    town = next(match["place_id"] for match in row.matches if match["name"] == "古城镇")
    with runtime.write(SYSTEM) as work:
        services.decide_row(work, run_id, row.number, "use", town)
    assert importer.apply(run_id).done["update"] == 1
    with runtime.database.read() as session:
        hit, *_others = places.search(session, PlaceFilter(q="古城集"), 5, None).items
    assert hit.card.id == town


# --- acceptance test 13: a rare character on every way in and out


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_acceptance_13_a_rare_character_is_the_same_by_every_way_and_never_a_box(
    runtime, importer, client, encoding
):
    rows = "名称,类别,县区,乡镇\r\n烔炀老庄,自然村,巢湖市,烔炀镇\r\n"
    importer.bring(rows.encode(encoding), name="名单.csv")
    with runtime.database.read() as session:
        card = places.search(session, PlaceFilter(q="烔炀老庄")).items[0].card
    assert (card.standard_name, card.division_text) == ("烔炀老庄", "巢湖市 · 烔炀镇")

    page = client.get(f"/places/{card.id}").get_data(as_text=True)
    assert "烔炀老庄" in page
    bundle = zipfile.ZipFile(io.BytesIO(client.get(f"/places/{card.id}/archive.zip").data))
    document = pypdfium2.PdfDocument(bundle.read("record.pdf"))
    try:
        printed = document[0].get_textpage().get_text_bounded()
    finally:
        document.close()
    assert "烔炀老庄" in printed
    assert "〔U+" not in printed
    # The picture: what is drawn of these characters is not what a font draws of one it lacks.
    assert undrawable("烔炀老庄") == set()
    drawn = [
        plates.face(plates.Plate(one, ""), 400).tobytes() for one in ("烔", "炀", "\U0010fffd")
    ]
    assert len(set(drawn)) == 3
