"""Pages of the desk: proofs, positions, signs, the review sheet."""

from __future__ import annotations

from dataclasses import astuple

from registry.signage import queries
from registry.signage.rules.states import ReportStatus, SignState
from tests.support.signs import HERE, text_of


def test_a_returned_proof_shows_its_reason_where_the_next_one_is_drawn(client, sign_in, stage):
    sign = stage.proof()
    sign_in(client, "reviewer_city")
    empty = {"approve": "false", "row_version": str(sign.row_version), "reason": ""}
    answer = client.post(f"/signage/signs/{sign.id}/proof", data=empty)
    assert answer.status_code == 422
    assert 'id="error-reason"' in text_of(answer)
    said = {**empty, "reason": "走向应为南北"}
    assert client.post(f"/signage/signs/{sign.id}/proof", data=said).status_code == 303
    sign_in(client, "steward")
    page = text_of(client.get(f"/signage/requirements/{sign.requirement_id}"))
    assert "走向应为南北" in page


def test_a_wrong_proof_names_its_differences(client, sign_in, stage):
    requirement = stage.requirement()
    sign_in(client, "steward")
    answer = client.post(
        f"/signage/requirements/{requirement.id}/proof",
        data={"text_hanzi": "龙成村", "text_roman": "LONGCHENG VILLAGE", "ground": "blue"},
    )
    page = text_of(answer)
    assert answer.status_code == 422
    assert "第 2 处应为“城”，写成了“成”" in page
    assert "不用英文通名" in page
    assert 'value="龙成村"' in page


def test_forms_of_the_desk_keep_what_was_typed(client, sign_in, stage, land):
    requirement, approved = stage.requirement(), stage.approved(land.other_id)
    sign_in(client, "steward")
    answer = client.post(
        f"/places/{land.village_id}/sign-requirements",
        data={"sign_type": "x", "lon": "nan", "lat": "31", "tolerance_m": "-1", "basis": ""},
    )
    page = text_of(answer)
    assert answer.status_code == 422
    for field in ("sign_type", "lat", "tolerance_m", "basis"):
        assert f'id="error-{field}"' in page, field
    at = f"/signage/requirements/{requirement.id}"
    for path, data in (
        ("position", {"lon": "1", "lat": "2", "tolerance_m": "30"}),
        ("exemption", {"exempt_reason": "在建", "exempt_until": "2020-01-01"}),
        ("exemption/end", {"reason": ""}),
    ):
        assert client.post(f"{at}/{path}", data=data).status_code == 422, path
    sign = f"/signage/signs/{approved.id}"
    assert client.post(f"{sign}/made", data={"maker": ""}).status_code == 422
    assert client.post(f"{sign}/removal", data={"reason": ""}).status_code == 422


def test_the_desk_moves_exempts_restores_and_removes(client, sign_in, stage, land, seen):
    requirement, sign = stage.requirement(), stage.made(land.other_id)
    sign_in(client, "steward")
    at = f"/signage/requirements/{requirement.id}"
    moved = {"lon": "117.3", "lat": "31.9", "tolerance_m": "50", "reason": "按现场"}
    assert client.post(f"{at}/position", data=moved).status_code == 303
    assert seen(queries.requirement, requirement.id).lon == 117.3
    exempted = {"exempt_reason": "在建", "exempt_paper": "民地〔2026〕1号"}
    assert client.post(f"{at}/exemption", data=exempted).status_code == 303
    assert "民地〔2026〕1号" in text_of(client.get(at))
    assert client.post(f"{at}/exemption/end", data={"reason": "已建成"}).status_code == 303
    gone = client.post(f"/signage/signs/{sign.id}/removal", data={"reason": "道路改线"})
    assert gone.status_code == 303
    assert seen(queries.sign, sign.id).state == SignState.REMOVED
    assert client.get("/signage?status=open").status_code == 200
    assert client.get("/signage?status=nonsense").status_code == 422
    assert client.get("/signage?colour=red").status_code == 422


def test_a_verdict_without_a_reason_keeps_the_sheet(client, sign_in, stage, seen):
    receipt = stage.sent(stage.made())
    sign_in(client, "reviewer_county")
    sheet = f"/signage/reports/{receipt.report_id}"
    for data, field in (
        ({"verdict": "reject", "reason": ""}, "reason"),
        ({"verdict": "needs_more", "reason": "x"}, "reason_code"),
        ({"verdict": "accept"}, "place_ok"),
    ):
        answer = client.post(f"{sheet}/verdict", data=data)
        assert answer.status_code == 422
        assert f'id="error-{field}"' in text_of(answer)
    assert seen(queries.report, receipt.report_id).status == ReportStatus.RECEIVED
    assert client.get("/signage/reports").status_code == 200


def test_acceptance_6_the_sheet_shows_shift_and_both_positions(client, sign_in, stage, run_jobs):
    from registry.core.geo import Position, to_gcj02

    lon, lat = astuple(to_gcj02(HERE))
    receipt = stage.sent(stage.made(), position=Position(lon, lat, 12.0))
    run_jobs()
    sign_in(client, "reviewer_county")
    page = text_of(client.get(f"/signage/reports/{receipt.report_id}"))
    assert "火星坐标" in page
    assert "sketch-due" in page
    assert "无法检查" in page


def test_the_proof_is_a_picture_without_scripts(client, sign_in, stage):
    sign = stage.proof()
    sign_in(client, "reviewer_city")
    answer = client.get(f"/signage/signs/{sign.id}/proof.svg")
    assert answer.mimetype == "image/svg+xml"
    assert "龙城村" in text_of(answer)
    assert "<script" not in text_of(answer)
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
