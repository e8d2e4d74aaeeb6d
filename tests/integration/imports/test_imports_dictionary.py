"""Each field of the data dictionary that a table can hold comes in, goes out, is taken back."""

from __future__ import annotations

import csv
import io

import pytest

from imports import services
from imports.rules.outcome import Outcome
from imports.rules.targets import Target
from imports.services.exporting import EXPORTED
from registry.core.actor import SYSTEM
from registry.core.sheets import write_csv
from registry.places import queries as places
from registry.places.queries import PlaceFilter
from registry.places.queries.matching import known_places
from registry.places.queries.past import states
from registry.places.services.details import amend
from registry.sources import queries as sources
from tests.support.importing import Importer, outcomes

BARE = {"标准名称": "小李街", "类别": "街巷", "县区": "肥西县", "乡镇": "三河镇"}
#: By column of the file: its cell, and where it stands afterwards (a column of the place, of its
#: name, or a kind of claim) with its value there.
KNOWN = {
    "条例类别": ("街路巷", "place.legal_kind", "street"),
    "其他编码": ("旧-12、GEO/7;x,y", "place.other_codes", ["旧-12", "GEO/7", "x,y"]),
    "认定时的政区": ("巢湖地区肥西县三河区", "place.division_text", "巢湖地区肥西县三河区"),
    "重要地理方位意义": ("是", "place.positional_importance", True),
    "认定的依据": ("肥西地名办〔2024〕3号", "place.positional_basis", "肥西地名办〔2024〕3号"),
    "批准文件": ("肥政秘〔1998〕12号", "name.approval_document", "肥政秘〔1998〕12号"),
    "批准依据": ("批准", "name.approval_basis", "approved"),
    "用字说明": ("旧作小李巷，巷为俗写", "name.orthography_note", "旧作小李巷，巷为俗写"),
    "民族文字": ("Lij Gai", "name.minority_text", "Lij Gai"),
    "语种": ("壮语", "name.minority_language", "za"),
    "命名时间": ("清光绪三年", "name.valid_from_verbatim", "清光绪三年"),
    "名称停用时间": ("1958年", "name.valid_to_verbatim", "1958年"),
    "设立年份": ("1877年", "claim.settlement_founded", "设立于1877年"),
    "首见记载": ("嘉庆志卷二", "claim.name_first_record", "嘉庆志卷二"),
    "沿用": ("清至今", "claim.name_continuous", "清至今"),
    "更名情况": ("1958年改今名", "claim.renamed", "1958年改今名"),
    "地位": ("旧时米市", "claim.regional_role", "旧时米市"),
    "遗存": ("石板路一段", "claim.remains", "石板路一段"),
    "传说": ("李公施粥", "claim.legend", "李公施粥"),
    "来历": ("李姓聚居", "claim.origin", "李姓聚居"),
    "含义": ("李家的街", "claim.meaning", "李家的街"),
    "历史沿革": ("清属三河镇", "claim.evolution", "清属三河镇"),
}
FULL = {**BARE, **{column: cell for column, (cell, _, _) in KNOWN.items()}}
SHAPED = {
    "经度": "117.245",
    "纬度": "31.51",
    "坐标系": "WGS84",
    "资料来源": "《肥西县地名录》第12页",
    "几何图形": '{"type":"LineString","coordinates":[[117.244,31.51],[117.246,31.511]]}',
}


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@pytest.fixture
def importer(runtime):
    """Files in the system's name."""
    return Importer(runtime)


def state(runtime, text: str = "小李街") -> tuple[str, dict]:
    """(id, everything that is kept of it) of the place that a search finds first."""
    with runtime.database.read() as session:
        place_id = places.search(session, PlaceFilter(q=text)).items[0].card.id
        return place_id, states(session, [place_id])[place_id]


def stands(found: dict) -> dict[str, object]:
    """What stands, by `place.column`, `name.column` of the standard name, `claim.kind`."""
    standard = next(one for one in found["names"] if one["name_kind"] == "standard")
    told = {f"place.{name}": value for name, value in found["place"].items()}
    told |= {f"name.{name}": value for name, value in standard.items()}
    return told | {f"claim.{one['claim_type']}": one["value_text"] for one in found["claims"]}


def exported(runtime) -> bytes:
    """The export of everything."""
    out = io.BytesIO()
    with runtime.database.read() as session:
        write_csv(out, services.exported_headers(), services.exported_rows(session))
    return out.getvalue()


@pytest.mark.database
@pytest.mark.parametrize("first", [None, BARE], ids=["new", "added later"])
def test_each_field_comes_in_goes_out_and_is_taken_back(runtime, importer, first):
    before: dict[str, object] = {}
    if first is not None:
        importer.bring([first], name="零.csv")
        before = stands(state(runtime)[1])
    run = importer.bring([{**FULL, **SHAPED}], name="一.csv")
    assert run.done == {"create" if first is None else "update": 1}, importer.rows(run.id)
    place_id, found = state(runtime)
    told = stands(found)
    assert {where: told[where] for _, where, _ in KNOWN.values()} == {
        where: value for _, where, value in KNOWN.values()
    }
    assert found["geometry"]["geometry_type"] == "LineString"
    assert (told["place.lon"], told["place.lat"]) == (117.245, 31.51)
    # The same file again, and the export of all this, change nothing.
    again = importer.bring([{**FULL, **SHAPED}], name="一.csv")
    assert outcomes(again) == {"unchanged": 1}
    content = exported(runtime)
    row = next(
        one
        for one in csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
        if one["标准名称"] == "小李街"
    )
    assert (row["条例类别"], row["其他编码"]) == ("街路巷", "旧-12\nGEO/7\nx,y")
    assert (row["认定时的政区"], row["设立年份"]) == ("巢湖地区肥西县三河区", "1877年")
    run_id = importer.start(content, name="导出.csv", profile="generic")
    assert set(outcomes(importer.check(run_id))) == {"unchanged"}
    assert importer.undo(run.id).done["undo_reversed"] == 1
    with runtime.database.read() as session:
        after = known_places(session, [place_id])[place_id]
    if first is None:
        assert after.fields["entity_status"] == "withdrawn"
    else:
        now = stands(state(runtime)[1])
        counted = {"place.row_version", "place.updated_at", "place.updated_by"}
        assert {name: now.get(name) for name in before.keys() - counted} == {
            name: before[name] for name in before.keys() - counted
        }
        assert now.keys() == before.keys()


def test_what_a_row_was_taken_from_is_the_passage_its_place_and_statements_rest_on(
    runtime, importer
):
    rows = [
        {**FULL, "资料来源及出处": "《肥西县地名录》第12页"},
        {**FULL, "标准名称": "小张街", "资料来源及出处": "《肥西县地名录》第12页"},
        {**FULL, "标准名称": "小赵街", "资料来源及出处": "三河镇王某口述"},
        {**FULL, "标准名称": "小孙街", "资料来源及出处": ""},
    ]
    run = importer.bring(rows, name="普查.csv")
    assert run.done == {"create": 4}
    with runtime.database.read() as session:
        passages = {one.quote for one in sources.citations_of_source(session, run.source_id)}
        assert passages == {"", "《肥西县地名录》第12页", "三河镇王某口述"}
        cited = {
            name: sources.citation(session, state(runtime, name)[1]["place"]["citation_id"]).quote
            for name in ("小李街", "小张街", "小赵街", "小孙街")
        }
        claim = state(runtime, "小赵街")[1]["claims"][0]
        (evidence,) = claim["evidence"]
        assert sources.citation(session, evidence["citation_id"]).quote == "三河镇王某口述"
    assert cited == {
        "小李街": "《肥西县地名录》第12页",
        "小张街": "《肥西县地名录》第12页",
        "小赵街": "三河镇王某口述",
        "小孙街": "",
    }


@pytest.mark.parametrize(
    ("cells", "code", "column"),
    [
        ({"条例类别": "第九类"}, "value_unknown", "条例类别"),
        ({"其他编码": "A-1、3.4E+11"}, "code_mangled", "其他编码"),
        ({"其他编码": "、".join(f"c{n}" for n in range(21))}, "too_many", "其他编码"),
        ({"重要地理方位意义": "是"}, "positional_basis_missing", "重要地理方位意义"),
        ({"重要地理方位意义": "否", "认定的依据": "某文"}, "positional_denied", "重要地理方位意义"),
        ({"批准依据": "经批准"}, "approval_document_missing", "批准依据"),
        ({"批准依据": "领导同意"}, "value_unknown", "批准依据"),
        ({"民族文字": "Lij", "语种": "火星语"}, "value_unknown", "语种"),
        ({"几何图形": "LINESTRING(1 2)"}, "shape_unread", "几何图形"),
    ],
)
def test_a_field_that_says_nothing_usable_names_its_column(importer, cells, code, column):
    run_id = importer.start([{**BARE, **cells}])
    assert outcomes(importer.check(run_id)) == {"rejected": 1}
    problem = next(one for row in importer.rows(run_id) for one in row.problems)
    assert (problem["code"], problem["column"]) == (code, column)


def test_a_legal_kind_that_nobody_chose_gives_way_and_one_that_somebody_chose_does_not(
    runtime, importer, work_as
):

    park = {**BARE, "标准名称": "小李广场", "类别": "其他"}
    importer.bring([park], name="一.csv")
    run_id = importer.start([{**park, "条例类别": "城市公园"}], name="二.csv")
    assert outcomes(importer.check(run_id)) == {"update": 1}
    place_id, _ = state(runtime, "小李广场")
    with work_as(SYSTEM) as work:
        details = {"legal_kind": "facility", "positional_importance": True}
        details |= {"positional_basis": "现场核实"}
        amend(work, place_id, details, reason="核实")
    assert outcomes(importer.check(run_id)) == {"conflict": 1}
    (row,) = importer.rows(run_id)
    assert row.outcome is Outcome.CONFLICT
    assert [one["column"] for one in row.problems] == ["条例类别"]


def test_no_field_that_can_be_chosen_in_the_page_is_thrown_away():
    """Each field of places has a column of the export, or a reason why it has none."""
    elsewhere = {
        # Read into other columns: the division, the position, the kind, the description.
        *("listed", "province", "division", "division_code", "edition", "coordinates", "points"),
        *("lon_to", "lat_to", "category_name", "remark", "division_history", "abolished"),
        # Kept among the other codes; kept as a passage of the source.
        *("source_id", "source_text"),
    }
    lists = ("house_number", "building", "postcode", "step_", "sign_")
    own = {one.value for one in Target if not one.value.startswith(lists)} | {"sign_count"}
    assert own - {one.value for one in EXPORTED} == elsewhere
