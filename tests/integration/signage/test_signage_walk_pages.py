"""One sign from requirement to verified by forms alone, as a browser without JavaScript."""

from __future__ import annotations

from registry.signage import queries
from registry.signage.rules.states import RequirementStatus, SignState
from tests.support.signs import HERE, form_of, text_of


def made_by_hand(client, sign_in, land, seen):
    """The desk's part: required, drawn, approved by a second person, made."""
    sign_in(client, "steward")
    page = client.get(f"/places/{land.village_id}/sign-requirements/new")
    assert page.status_code == 200
    asked = {
        "sign_type": "village",
        "position_role": "entrance",
        "basis": "测试规则第三条",
        "lon": str(HERE.lon),
        "lat": str(HERE.lat),
        "tolerance_m": "30",
    }
    answer = client.post(f"/places/{land.village_id}/sign-requirements", data=asked)
    assert answer.status_code == 303
    requirement = seen(queries.requirements_of_place, land.village_id)[0]
    where = f"/signage/requirements/{requirement.id}"
    assert "LONGCHENGCUN" in text_of(client.get(where))
    proof = {"text_hanzi": "龙城村", "text_roman": "LONGCHENGCUN", "ground": "blue"}
    assert client.post(f"{where}/proof", data=proof).status_code == 303
    sign = seen(queries.live_sign_of, requirement.id)

    sign_in(client, "reviewer_city")
    at = f"/signage/signs/{sign.id}"
    assert "compare-same" in text_of(client.get(at))
    decided = {"approve": "true", "row_version": str(sign.row_version)}
    assert client.post(f"{at}/proof", data=decided).status_code == 303

    sign_in(client, "steward")
    assert client.post(f"{at}/made", data={"maker": "测试标牌厂"}).status_code == 303
    return sign


def test_the_whole_way_by_hand(client, sign_in, land, seen):
    sign = made_by_hand(client, sign_in, land, seen)
    sign_in(client, "crew")
    home = text_of(client.get("/field"))
    assert "龙城村" in home
    assert f"/field/signs/{sign.id}" in home
    assert client.get(f"/field/signs/{sign.id}").status_code == 200
    answer = client.post("/field/reports", data=form_of(sign))
    assert answer.status_code == 303
    receipt = text_of(client.get(answer.headers["Location"]))
    report = seen(queries.reports_of_sign, sign.id)[0]
    held = seen(queries.photos_of, [report.id])[report.id]
    for quoted in (held["near"].sha256, held["far"].sha256, report.receipt_hash):
        assert quoted in receipt

    sign_in(client, "reviewer_county")
    sheet = f"/signage/reports/{report.id}"
    assert "标志记为“已核验”" in text_of(client.get(sheet))
    given = {"verdict": "accept", "place_ok": "1"}
    assert client.post(f"{sheet}/verdict", data=given).status_code == 303
    assert seen(queries.sign, sign.id).state == SignState.VERIFIED
    assert seen(queries.requirement, sign.requirement_id).status == RequirementStatus.SATISFIED

    client.post("/sign-out")
    page = client.get(f"/s/{sign.code}")
    assert page.status_code == 200
    assert "龙城村" in text_of(page)
    assert client.get(f"/photos/{held['near'].photo_id}/small").status_code == 200
