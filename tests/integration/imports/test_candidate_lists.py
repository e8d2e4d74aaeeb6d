"""A notice's list becomes candidates: seen first, traced row by row, and nothing is recognised."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import text

from imports import services
from imports.rules.notice import Notice
from imports.rules.outcome import Decision, RunState
from registry.accounts.rules import Permission
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Forbidden, Refused
from registry.core.sheets import write_xlsx
from registry.heritage import queries as heritage
from registry.heritage.rules import CandidateState, ListKind
from registry.places import queries as places
from registry.places import services as place_services
from registry.places.queries import PlaceFilter
from registry.places.services import NewName, NewPlace
from tests.support.batch_eight import CORRUPTED, as_list
from tests.support.importing import Importer, csv_bytes, outcomes

NOTICE = Notice(
    kind=ListKind.GONGSHI,
    title="关于安徽省第八批千年古镇、千年古村落名单的公示",
    document_no="皖民区划函〔2021〕8号",
    issuer="安徽省民政厅",
    published_on=date(2021, 1, 15),
    ends_on=date(2021, 1, 21),
    list_key="anhui",
)
#: Two that the shipped data has as candidates, one corrupted, one new, one without a division.
LIST = """关于安徽省第八批千年古镇、千年古村落名单的公示
现将名单予以公示，公示时间：2021年1月15日至1月21日。
千年古镇（4个）
合肥市（2个）：肥东县八斗镇、巢湖市散兵镇
苏州市萧县永谷镇
合肥市肥东县梁园镇
千年古村落（2个）
洪疃
合肥市巢湖市中庙街道白衣村
联系电话：0551-65606000
安徽省民政厅
"""
TABLES = ("nomination", "recognition", "decision", "list_edition", "sign_requirement", "place")


@pytest.fixture
def database_url(shipped_database):
    """Every test of this file starts with the shipped data in its database."""
    return shipped_database


@pytest.fixture
def importer(runtime):
    """Files in the system's name."""
    return Importer(runtime)


def start(importer: Importer, content: bytes | str = LIST, name: str = "名单.txt", **more) -> str:
    """Take a list in up to its dry run."""
    data = content if isinstance(content, bytes) else content.encode()
    notice = replace(NOTICE, **more)
    file = services.take_list_file(
        importer.runtime, io.BytesIO(data), file_name=name, notice=notice
    )
    with importer.runtime.write(importer.actor) as work:
        run_id = services.start_list(work, file).id
    importer.check(run_id)
    return run_id


def decide(importer: Importer, run_id: str, number: int, *said: str) -> None:
    """Say what becomes of a row."""
    with importer.runtime.write(importer.actor) as work:
        services.decide_row(work, run_id, number, *said)


def listed(runtime) -> dict[str, heritage.CandidateView]:
    """The candidates that some list names, by name."""
    with runtime.database.read() as session:
        return {one.name: one for one in heritage.candidates(session) if one.mentions}


def counted(runtime, tables: Sequence[str] = TABLES) -> dict[str, int]:
    """How many rows there are in what a list must never touch."""
    with runtime.database.read() as session:
        return {
            one: session.scalar(text(f"SELECT count(*) FROM {one}"))  # noqa: S608
            for one in tables
        }


@pytest.mark.database
def test_every_row_is_told_before_anything_is_written_and_traced_after_it(runtime, importer):
    tables = ("candidate_list", "candidate_mention", "candidate_record", "source")
    before = counted(runtime, tables)
    run_id = start(importer)
    assert counted(runtime, tables) == before
    rows = {row.name: row for row in importer.rows(run_id)}
    assert {name: row.outcome.value for name, row in rows.items()} == {
        "八斗镇": "update",
        "散兵镇": "update",
        "永谷镇": "conflict",
        "梁园镇": "create",
        "洪疃": "create",
        "白衣村": "create",
    }
    assert {one["code"] for one in rows["永谷镇"].problems} >= {"division_unknown"}
    assert importer.apply(run_id).done == {"create": 3, "update": 2, "conflict": 1}
    found = listed(runtime)
    assert set(found) == {"八斗镇", "散兵镇", "梁园镇", "洪疃", "白衣村"}
    mention = found["梁园镇"].mentions[0]
    run = importer.run(run_id)
    assert (mention.title, mention.document_no, mention.issuer) == (
        NOTICE.title,
        NOTICE.document_no,
        NOTICE.issuer,
    )
    assert (mention.published_on, mention.ends_on) == (NOTICE.published_on, NOTICE.ends_on)
    assert (mention.file_name, mention.file_sha256) == (run.file_name, run.file_sha256)
    assert (mention.import_run_id, mention.row_number) == (run_id, 4)
    assert mention.text == "合肥市肥东县梁园镇"
    assert (found["梁园镇"].batch, found["梁园镇"].programme_class) == ("8", "千年古镇")
    with runtime.database.read() as session:
        entries = journal.latest(session, limit=5)
        own = next(one for one in entries if one.verb == "heritage.candidate_list_taken_in")
        assert (own.after["title"], len(own.after["added"])) == (NOTICE.title, 3)


@pytest.mark.database
@pytest.mark.parametrize("kind", list(ListKind))
def test_no_place_is_recognised_made_or_given_a_sign_by_any_list(runtime, importer, kind):
    before = counted(runtime)
    told = LIST if kind is ListKind.GONGSHI else LIST.partition("千年古镇（4个）")[2]
    title = NOTICE.title if kind is ListKind.GONGSHI else "关于公布第八批千年古镇名单的通知"
    run_id = start(importer, f"千年古镇（4个）{told}", kind=kind, title=title)
    for row in importer.rows(run_id):
        if row.outcome.value == "conflict":
            decide(importer, run_id, row.number, Decision.CREATE)
    assert importer.apply(run_id).done["create"] == 4
    assert counted(runtime) == before
    found = listed(runtime)["梁园镇"]
    wanted = CandidateState.CANDIDATE if kind is ListKind.GONGSHI else CandidateState.ANNOUNCED
    assert found.state is wanted
    assert "认定" in str(found.meaning)
    with runtime.database.read() as session:
        card = places.place_card(session, found.place_id)
        assert heritage.recognitions_by_place(session, [card.id]) == {}
        marked = places.search(session, PlaceFilter(q="梁园镇", heritage="candidate"))
        assert [hit.card.id for hit in marked.items] == [card.id]
        assert not places.search(session, PlaceFilter(q="梁园镇", heritage="recognised")).items


def test_a_name_without_a_division_is_kept_open_and_not_guessed(runtime, importer):
    run_id = start(importer)
    row = next(row for row in importer.rows(run_id) if row.name == "洪疃")
    assert [match["name"] for match in row.matches] == ["洪疃村"]
    importer.apply(run_id)
    found = listed(runtime)["洪疃"]
    assert (found.place_id, found.division_text) == (None, "")
    again = start(importer, "千年古村落\n洪疃\n", title="另一份公示", document_no="")
    match = next(row for row in importer.rows(again)).draft["listed"]["candidate_id"]
    assert match == found.id


def test_a_person_may_say_otherwise_of_any_row(runtime, importer):
    run_id = start(importer)
    rows = {row.name: row for row in importer.rows(run_id)}
    village = rows["洪疃"].matches[0]["place_id"]
    decide(importer, run_id, rows["洪疃"].number, Decision.USE, village)
    decide(importer, run_id, rows["梁园镇"].number, Decision.CREATE)
    decide(importer, run_id, rows["八斗镇"].number, Decision.SKIP)
    decide(importer, run_id, rows["永谷镇"].number, Decision.CREATE)
    importer.check(run_id)
    kept = {row.name: row.decision for row in importer.rows(run_id)}
    assert kept["八斗镇"] is Decision.SKIP
    assert importer.apply(run_id).done == {"create": 4, "update": 1, "skipped": 1}
    found = listed(runtime)
    assert found["洪疃"].place_id == village
    assert (found["梁园镇"].place_id, found["永谷镇"].place_id) == (None, None)
    assert "八斗镇" not in found


def test_town_and_village_of_one_name_are_a_question_with_both(runtime, importer):
    with runtime.write(SYSTEM) as work:
        division = places.divisions_under(work.session, "")[0].id
        made = {
            kind: place_services.add_place(work, NewPlace(kind, division, [NewName(name)]))
            for kind, name in (("township", "呈坎镇"), ("natural_village", "呈坎村"))
        }
    run_id = start(importer, "千年古镇\n呈坎\n千年古村落\n呈坎\n")
    rows = importer.rows(run_id)
    assert [row.outcome.value for row in rows] == ["conflict", "conflict"]
    assert all({m["place_id"] for m in row.matches} == set(made.values()) for row in rows)
    decide(importer, run_id, 1, Decision.USE, made["township"])
    decide(importer, run_id, 2, Decision.USE, made["natural_village"])
    assert importer.apply(run_id).done == {"create": 2}
    with runtime.database.read() as session:
        held = {
            one.programme_class: one.place_id
            for one in heritage.candidates(session)
            if one.name == "呈坎"
        }
    assert held == {"千年古镇": made["township"], "千年古村落": made["natural_village"]}


def test_the_corrupted_copy_makes_questions_only(runtime, importer):
    run_id = start(importer, as_list(CORRUPTED))
    assert outcomes(importer.run(run_id)) == {"conflict": len(CORRUPTED)}
    assert importer.apply(run_id).done == {"conflict": len(CORRUPTED)}
    assert listed(runtime) == {}


@pytest.mark.database
def test_the_same_list_twice_writes_nothing_twice(runtime, importer):
    importer.apply(start(importer))
    tables = ("candidate_list", "candidate_mention", "candidate_record", "source")
    before = counted(runtime, tables)
    copy = start(importer, LIST.replace("\n", "\r\n"), name="转发.txt")
    assert outcomes(importer.run(copy)) == {"unchanged": 5, "conflict": 1}
    assert importer.apply(copy).done == {"unchanged": 5, "conflict": 1}
    assert counted(runtime, tables) == before


def test_another_notice_with_the_same_names_is_cited_beside_the_first(runtime, importer):
    importer.apply(start(importer))
    told = "千年古镇\n合肥市肥东县梁园镇\n合肥市肥东县梁园镇\n"
    title = "关于公布安徽省第八批千年古镇的通知"
    run_id = start(
        importer, told, kind=ListKind.GONGBU, title=title, document_no="皖民地字〔2021〕9号"
    )
    assert outcomes(importer.run(run_id)) == {"update": 1, "unchanged": 1}
    importer.apply(run_id)
    found = listed(runtime)["梁园镇"]
    assert [one.kind for one in found.mentions] == [ListKind.GONGSHI, ListKind.GONGBU]
    assert found.state is CandidateState.ANNOUNCED
    importer.undo(run_id)
    assert listed(runtime)["梁园镇"].state is CandidateState.CANDIDATE


def test_a_list_taken_back_leaves_no_candidate_and_loses_no_row(runtime, importer):
    run_id = start(importer)
    importer.apply(run_id)
    town = listed(runtime)["梁园镇"].place_id
    kept = counted(runtime, ("candidate_record", "candidate_mention"))
    run = importer.undo(run_id, "公示文件拿错了")
    assert (run.state, run.done["undo_reversed"]) == (RunState.UNDONE, 3)
    assert listed(runtime) == {}
    assert counted(runtime, ("candidate_record", "candidate_mention")) == kept
    with runtime.database.read() as session:
        assert heritage.candidates(session, town) == []
        assert not places.search(session, PlaceFilter(q="梁园镇", heritage="candidate")).items
        shipped = [one for one in heritage.candidates(session) if one.name == "八斗镇"]
        assert [one.mentions for one in shipped] == [[]]


# --- what is handed in


@pytest.mark.parametrize(
    ("title", "content", "kind"),
    [
        ("第八批名单", "关于公布第八批千年古镇名单的通知\n合肥市肥东县梁园镇\n", ListKind.GONGSHI),
        ("第八批名单", "经公示无异议，现予公布。\n千年古镇\n肥东县梁园镇\n", ListKind.GONGSHI),
        ("关于第八批千年古镇名单的公示", "千年古镇\n肥东县梁园镇\n", ListKind.GONGBU),
        ("第八批名单", "现将名单予以公示。\n千年古镇\n肥东县梁园镇\n", ListKind.GONGBU),
    ],
)
def test_a_list_that_calls_itself_the_other_kind_is_refused(
    runtime, importer, title, content, kind
):
    before = counted(runtime, ("import_run",))
    with pytest.raises(Refused) as refused:
        start(importer, content, title=title, kind=kind)
    assert refused.value.code == "imports.other_kind"
    assert refused.value.advice
    assert counted(runtime, ("import_run",)) == before


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "imports.empty_file"),
        (b"  \n\n", "imports.empty_file"),
        (b"%PDF-1.7 scanned", "imports.unsupported"),
        (
            "今天天气很好。我们去了公园；回来的路上下了雨！".encode(),
            "imports.no_records",
        ),
        (b"<html><body><p>404 Not Found</p></body></html>", "imports.no_records"),
    ],
)
def test_what_is_no_list_is_refused_with_words_and_leaves_nothing(runtime, importer, content, code):
    before = counted(runtime, ("import_run", "journal_entry"))
    with pytest.raises(Refused) as refused:
        start(importer, content)
    assert refused.value.code == code
    assert counted(runtime, ("import_run", "journal_entry")) == before


PAGE = """<!DOCTYPE html><html><head><title>公示</title><script>var x = "<p>肥东县假镇</p>"</script>
<body><nav>首页 &gt; 公示公告</nav><h1>{title}</h1><p>现将名单予以公示。</p>{body}
<p>联系电话：0551-65606000</p></body></html>"""
TABLE = """<table><tr><th>序号<th>市<th>县区<th>乡镇<th>名称<th>类别</tr>
<tr><td>1</td><td>合肥市</td><td>肥东县</td><td></td><td>梁园镇</td><td>千年古镇</td></tr>
<tr><td>2<td>合肥市<td>巢湖市<td>烔炀镇<td>唐嘴村<td>千年古村落</table>"""


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_saved_page_is_read_by_its_table_or_its_lines(runtime, importer, encoding):
    page = PAGE.format(title=NOTICE.title, body=TABLE)
    run_id = start(importer, page.encode(encoding), name="公示.html")
    named = {row.name: row.draft["listed"]["class"] for row in importer.rows(run_id)}
    assert named == {"梁园镇": "千年古镇", "唐嘴村": "千年古村落"}
    lines = "<p>千年古镇（1个）</p><div>合肥市<b>肥东县</b>梁园镇</div><p>千年古村落<br>洪疃</p>"
    run_id = start(importer, PAGE.format(title=NOTICE.title, body=lines).encode(encoding))
    assert [row.name for row in importer.rows(run_id)] == ["梁园镇", "洪疃"]
    assert importer.apply(run_id).done == {"create": 2}
    digest = importer.run(run_id).file_sha256
    assert "假镇" in runtime.store.read(digest).decode(encoding), "the page itself is kept"


def test_a_csv_and_a_sheet_say_the_same(importer, tmp_path):
    rows = [
        {"序号": "1", "县区": "肥东县", "名称": "梁园镇", "类别": "千年古镇", "批次": "第八批"},
        {"序号": "2", "县区": "巢湖市", "名称": "银屏镇", "类别": "千年古镇", "批次": "第八批"},
    ]
    sheet = tmp_path / "单.xlsx"
    write_xlsx(sheet, list(rows[0]), [list(row.values()) for row in rows], title="名单")
    for content, name in ((csv_bytes(rows, "gb18030"), "单.csv"), (sheet.read_bytes(), "单.xlsx")):
        run_id = start(importer, content, name=name, title="另一批的公示", document_no=name)
        found = [(row.name, row.draft["listed"]["batch"]) for row in importer.rows(run_id)]
        assert found == [("梁园镇", "第八批"), ("银屏镇", "第八批")]


def test_a_list_without_classes_needs_one_for_all(runtime, importer):
    told = "合肥市肥东县梁园镇\n合肥市肥东县包公镇\n"
    run_id = start(importer, told)
    assert outcomes(importer.run(run_id)) == {"rejected": 2}
    assert importer.codes(run_id) == {1: {"class_missing"}, 2: {"class_missing"}}
    run_id = start(importer, told, heritage_class="千年古镇")
    assert outcomes(importer.run(run_id)) == {"create": 2}


def test_what_a_heading_counts_and_what_was_read_are_compared(importer):
    run_id = start(importer, LIST.replace("千年古镇（4个）", "千年古镇（11个）"))
    facts = {one["code"]: one["params"] for one in importer.run(run_id).facts}
    assert facts["list_count"] == {"heading": "千年古镇", "told": 11, "read": 4}


def test_only_whoever_decides_takes_a_list_in(runtime, importer, cast):
    assert not cast.reviewer_county.may(Permission.DECIDE, "")
    with pytest.raises(Forbidden):
        start(Importer(runtime, cast.reviewer_county))


def test_a_place_withdrawn_after_the_dry_run_is_told_and_the_rest_is_taken(runtime, importer):
    run_id = start(importer)
    with runtime.write(SYSTEM) as work:
        village = places.search(work.session, PlaceFilter(q="洪疃村")).items[0].card.id
    decide(importer, run_id, 5, Decision.USE, village)
    with runtime.write(SYSTEM) as work:
        work.session.execute(
            text("UPDATE place SET entity_status = 'withdrawn' WHERE id = :id"), {"id": village}
        )
    assert importer.apply(run_id).done == {"create": 2, "update": 2, "conflict": 2}
    told = next(row for row in importer.rows(run_id) if row.name == "洪疃")
    assert "gone_meanwhile" in {one["code"] for one in told.problems}
