"""Deciding on the pages of importing: columns, profiles, conflicts, papers, suspicious datums."""

from __future__ import annotations

import io

from imports import queries
from imports.rules.outcome import Decision
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.datum import Wgs84Point, wgs84_to_gcj02
from registry.places import services as place_services
from registry.places.services import NewName, NewPlace, NewPosition
from tests.integration.imports_pages.conftest import NEW
from tests.support.signs import text_of

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
#: Rows that may be the town of that name, or something else.
UNSURE = {**NEW, "类别": "", "县区": "肥东县", "乡镇": "", "经度": "", "纬度": ""}


def rows_of(desk, run_id):
    with desk.runtime.database.read() as session:
        return {row.number: row for row in queries.every_row(session, run_id)}


def test_a_column_is_used_once_and_secrecy_cannot_be_left_out(desk):
    run_id = desk.hand_in()
    answer = desk.mapping(run_id, then="preview", **{"column-1": "name", "column-6": ""})
    assert answer.status_code == 422
    assert "已经用作这个字段" in text_of(answer)
    answer = desk.mapping(run_id, then="preview", **{"column-6": ""})
    assert answer.status_code == 422
    assert "要用作密级" in text_of(answer)
    answer = desk.mapping(run_id, then="preview", **{"column-0": ""})
    assert answer.status_code == 422
    assert "请指明名称在哪一列" in text_of(answer)


def test_two_people_at_one_mapping_are_told(desk):
    run_id = desk.hand_in()
    assert desk.mapping(run_id, then="preview").status_code == 303
    answer = desk.mapping(run_id, then="preview", seen_version="1")
    assert answer.status_code == 409
    assert "别人已经改过这个批次" in text_of(answer)


def test_a_mapping_is_kept_and_used_for_the_next_file(desk):
    odd = {"村庄叫法": "小李庄", "哪一类": "自然村", "哪个县": "肥西县", "哪个镇": "三河镇"}
    mine = {"column-0": "name", "column-1": "kind", "column-2": "county", "column-3": "township"}
    run_id = desk.hand_in([odd])
    assert desk.mapping(run_id, then="keep", **mine).status_code == 422
    answer = desk.mapping(run_id, then="keep", profile_title="三河镇的表", **mine)
    assert answer.status_code == 303, text_of(answer)
    second = desk.hand_in([{**odd, "村庄叫法": "大王庄"}])
    assert "三河镇的表" in desk.text(f"/imports/{second}/mapping")
    assert desk.mapping(second, then="profile", profile="三河镇的表").status_code == 303
    assert desk.mapping(second, then="check").status_code == 303
    desk.run_jobs()
    assert "会新增 1 个地名" in desk.text(f"/imports/{second}")


def test_a_conflict_shows_its_candidates_with_reasons_and_is_decided(desk, gazetteer):
    run_id = desk.check([{**UNSURE, "标准名称": "古城"}])
    page = desk.text(f"/imports/{run_id}?outcome=conflict")
    assert "专名相同，通名不同" in page
    town = gazetteer["古城镇的地名"]
    row = f"/imports/{run_id}/rows/2"
    assert desk.client.post(row, data={"choice": "use:"}).status_code == 422
    refused = desk.client.post(row, data={"choice": "create"})
    assert refused.status_code == 422
    assert "不能新增" in text_of(refused)
    assert desk.client.post(row, data={"choice": f"use:{town}"}).status_code == 303
    assert rows_of(desk, run_id)[2].decided_place_id == town
    assert "已定" in desk.text(f"/imports/{run_id}?outcome=conflict")


def test_rows_in_the_same_case_are_decided_with_one_word(desk):
    rows = [{**NEW, "标准名称": name, "纬度": "31.9"} for name in ("龙城村", "岱山村", "唐嘴村")]
    rows = [{**row, "县区": "肥东县", "乡镇": "石塘镇", "经度": "117.9"} for row in rows]
    run_id = desk.check([*rows, {**UNSURE, "标准名称": "古城"}])
    assert desk.run(run_id).counts["conflict"] == 4
    place = rows_of(desk, run_id)[2].place_id
    answer = desk.client.post(
        f"/imports/{run_id}/rows/2", data={"choice": f"use:{place}", "alike": "1"}
    )
    assert answer.status_code == 303
    found = rows_of(desk, run_id)
    assert [found[number].decision for number in (2, 3, 4)] == [Decision.USE] * 3
    assert found[5].decision is Decision.NONE
    assert len({found[number].decided_place_id for number in (2, 3, 4)}) == 3
    assert "同样情况的 3 行都这样定了" in desk.text(f"/imports/{run_id}?outcome=conflict")


def villages_shifted(work_as, town: str) -> list[dict[str, str]]:
    """Six registered villages, and a file that has them where commercial maps draw them."""
    rows = []
    with work_as(SYSTEM) as work:
        for number, name in enumerate(("东郢", "西郢", "南郢", "北郢", "中郢", "上郢")):
            lon, lat = 117.20 + number * 0.01, 31.50 + number * 0.01
            spot = NewPosition(lon, lat, "gnss", "测试")
            row = NewPlace("natural_village", town, [NewName(name)], position=spot)
            place_services.add_place(work, row)
            shifted = wgs84_to_gcj02(Wgs84Point(lon, lat))
            told = {"经度": f"{shifted.lon:.6f}", "纬度": f"{shifted.lat:.6f}"}
            rows.append({**NEW, "标准名称": name, **told})
    return rows


def test_a_shifted_batch_is_shown_with_its_numbers_and_nothing_is_corrected(
    desk, work_as, gazetteer
):
    rows = villages_shifted(work_as, gazetteer["三河镇"])
    run_id = desk.check(rows)
    assert desk.run(run_id).counts["conflict"] == 6
    page = desk.text(f"/imports/{run_id}")
    assert "整批坐标像是偏移过的地图坐标" in page
    assert "6 个已有位置的地名里" in page
    assert "像是 GCJ-02 偏移（1 次）" in page
    answer = desk.mapping(run_id, then="check", **{"constant-datum": "gcj02"})
    assert answer.status_code == 303
    desk.run_jobs()
    # Only their 密级 is new now; read as WGS 84 each position was a contradiction.
    assert desk.run(run_id).counts["update"] == 6
    assert "整批坐标" not in desk.text(f"/imports/{run_id}")


def test_the_paper_lets_one_file_in_and_is_in_the_journal(desk):
    run_id = desk.check([{**NEW, "标准名称": "保密庄", "密级": "秘密"}])
    page = desk.text(f"/imports/{run_id}")
    assert "登记解密依据" in page
    paper = f"/imports/{run_id}/paper"
    answer = desk.client.post(paper, data={"number": "", "issuer": ""})
    assert answer.status_code == 422
    form = {"number": "皖解密〔2026〕1号", "issuer": "保密局"}
    answer = desk.client.post(paper, data={**form, "file": (io.BytesIO(b"no paper"), "a.pdf")})
    assert answer.status_code == 422
    assert "皖解密〔2026〕1号" in text_of(answer)
    answer = desk.client.post(paper, data={**form, "file": (io.BytesIO(PDF), "a.pdf")})
    assert answer.status_code == 303, text_of(answer)
    desk.run_jobs()
    desk.apply(run_id)
    assert desk.names("保密庄") == ["保密庄"]
    assert "皖解密〔2026〕1号" in desk.text(f"/imports/{run_id}")
    with desk.runtime.database.read() as session:
        verbs = {entry.verb for entry in journal.history(session, ("import_run", run_id))}
    assert "imports.paper_recorded" in verbs
