"""The forms of those who keep the gazetteer: leave, all errors at once, text kept, 303."""

from __future__ import annotations

import pytest

from registry.places import queries

FORMS = ("claims", "names", "rename", "spelling", "position")
HTML = {"Accept": "text/html"}


def post(client, path, data):
    return client.post(path, data=data, headers=HTML)


@pytest.mark.parametrize("form", FORMS)
def test_each_form_is_shown_to_a_steward_and_refused_to_others(
    client, sign_in, gazetteer, form
) -> None:
    path = f"/places/{gazetteer.places['sanhe']}/{form}"
    assert client.get(path, headers=HTML).status_code == 303
    assert post(client, path, {}).status_code in {401, 403}
    for person in ("stranger", "crew"):
        sign_in(client, person)
        assert client.get(path, headers=HTML).status_code == 403
        assert post(client, path, {}).status_code == 403
    sign_in(client, "reviewer_county")
    assert client.get(path, headers=HTML).status_code == (200 if form == "claims" else 403)
    sign_in(client, "steward")
    assert client.get(path, headers=HTML).status_code == 200
    unknown = path.replace(gazetteer.places["sanhe"], "0" * 16)
    assert client.get(unknown, headers=HTML).status_code == 404
    assert "cookie" not in client.get(path, headers=HTML).text.lower()


def test_a_claim_form_tells_all_errors_at_once_and_keeps_the_text(
    client, sign_in, gazetteer
) -> None:
    sign_in(client, "compiler")
    path = f"/places/{gazetteer.places['sanhe']}/claims"
    sent = {
        "claim_type": "settlement_founded",
        "value_text": "",
        "year_from_min": "abc",
        "year_to_min": "0",
        "stance": "perhaps",
        "new_title": "一本<没写类别>的书",
        "new_url": "javascript:alert(1)",
        "inspected_on": "昨天",
        "quote": "原文 <script>alert(1)</script>",
    }
    answer = post(client, path, sent)
    assert answer.status_code == 422
    for name in ("value_text", "year_from_min", "year_to_min", "stance", "new_source_type",
                 "new_url", "inspected_on"):  # fmt: skip
        assert f'href="#field-{name}"' in answer.text, name
    assert "原文 &lt;script&gt;alert(1)&lt;/script&gt;" in answer.text
    assert "abc" in answer.text
    assert "一本&lt;没写类别&gt;的书" in answer.text


def test_a_claim_with_a_new_source_is_saved_whole(runtime, client, sign_in, gazetteer) -> None:
    place_id = gazetteer.places["sanhe"]
    sign_in(client, "compiler")
    sent = {
        "claim_type": "name_first_record",
        "value_text": "名见于楚",
        "year_from_min": "-475",
        "year_from_max": "-221",
        "era_verbatim": "战国",
        "stance": "supports",
        "new_title": "某县志",
        "new_source_type": "gazetteer",
        "locator": "卷五",
        "quote": "三河镇在县南",
        "inspected_on": "2026-01-05",
    }
    answer = post(client, f"/places/{place_id}/claims", sent)
    assert answer.status_code == 303
    assert answer.location.endswith(f"/places/{place_id}")
    with runtime.database.read() as session:
        claim = queries.claims_of(session, place_id)[0]
    assert (claim.years.from_min, claim.years.from_max) == (-474, -220)
    assert claim.evidence[0].citation.source_title == "某县志"
    assert claim.evidence[0].citation.inspected_by
    page = client.get(f"/places/{place_id}", headers=HTML).text
    assert "公元前475年" in page
    assert "主张已登记" in page


def test_a_refused_claim_leaves_no_source_behind(runtime, client, sign_in, gazetteer) -> None:
    sign_in(client, "compiler")
    sent = {"claim_type": "origin", "value_text": "来历", "stance": "supports",
            "new_title": "孤本", "new_source_type": "gazetteer"}  # fmt: skip
    answer = post(client, f"/places/{'0' * 16}/claims", sent)
    assert answer.status_code == 404
    assert "孤本" not in client.get("/sources").text


def test_a_name_a_spelling_and_a_position_go_through_their_forms(
    runtime, client, sign_in, gazetteer
) -> None:
    place_id = gazetteer.places["cuzhen"]
    sign_in(client, "steward")
    sent = {"text": "浮槎", "name_kind": "historical", "year_from_min": "618",
            "year_to_max": "907", "from_verbatim": "唐", "approval_basis": "usage"}  # fmt: skip
    assert post(client, f"/places/{place_id}/names", sent).status_code == 303
    sent = {"toned": "Cuōzhèn Zhèn", "basis": "地名志"}
    assert post(client, f"/places/{place_id}/spelling", sent).status_code == 303
    sent = {"lon": "117.45", "lat": "31.85", "datum": "cgcs2000", "method": "gnss",
            "source": "实测", "accuracy_m": "6", "seen_version": "1"}  # fmt: skip
    assert post(client, f"/places/{place_id}/position", sent).status_code == 303
    page = client.get(f"/places/{place_id}", headers=HTML).text
    assert "浮槎" in page
    assert "不早于618年至不晚于907年" in page
    assert "117.45" in page
    late = post(client, f"/places/{place_id}/position", {**sent, "lon": "117.46"})
    assert late.status_code == 409
    assert "117.46" in late.text
    with runtime.database.read() as session:
        assert queries.place_card(session, place_id).lon == 117.45


@pytest.mark.parametrize(
    ("lon", "lat", "word"),
    [
        ("31.85", "117.45", "写反"),
        ("nan", "31", "有限"),
        ("inf", "1", "有限"),
        ("2.35", "48.85", "不在中国"),
        ("一百一十七", "31", "数字"),
    ],
)
def test_a_wrong_position_is_told_and_kept(client, sign_in, gazetteer, lon, lat, word) -> None:
    sign_in(client, "steward")
    sent = {"lon": lon, "lat": lat, "datum": "gcj02", "method": "gnss", "source": ""}
    answer = post(client, f"/places/{gazetteer.places['cuzhen']}/position", sent)
    assert answer.status_code == 422
    assert word in answer.text
    assert "坐标系的数值要先换算" in answer.text
    assert f'value="{lon}"' in answer.text
    assert 'href="#field-source"' in answer.text


def test_a_likely_map_shift_is_told_and_not_corrected(client, sign_in, gazetteer) -> None:
    place_id = gazetteer.places["sanhe"]
    sign_in(client, "steward")
    sent = {"lon": "117.2554", "lat": "31.5081", "datum": "wgs84", "method": "map_pin",
            "source": "某地图", "seen_version": "1"}  # fmt: skip
    assert post(client, f"/places/{place_id}/position", sent).status_code == 303
    page = client.get(f"/places/{place_id}", headers=HTML).text
    assert "火星坐标" in page
    assert "117.2554" in page


def test_renaming_a_protected_place_without_a_measure_says_the_article(
    runtime, client, sign_in, cast, gazetteer
) -> None:
    from registry.places import services

    place_id = gazetteer.places["sanhe"]
    with runtime.write(cast.steward) as work:
        services.protect_name(work, place_id, basis="保护名录")
    sign_in(client, "steward")
    sent = {"new_text": "新三河镇", "basis": "某号", "seen_version": "2"}
    answer = post(client, f"/places/{place_id}/rename", sent)
    assert answer.status_code == 422
    assert "第二十五条" in answer.text
    assert 'value="新三河镇"' in answer.text
    assert 'value="某号"' in answer.text
    # The summary leads to the field that is missing, which says what to do.
    summary, field = answer.text.split('id="error-summary"')[1].split(
        'id="field-protection_measure"'
    )
    assert summary.count('href="#field-protection_measure"') == 2
    assert 'id="error-protection_measure"' in summary
    assert 'aria-invalid="true"' in field[:200]
    answer = post(client, f"/places/{place_id}/rename", {**sent, "protection_measure": "立碑"})
    assert answer.status_code == 303


def test_a_source_is_registered_through_its_form(client, sign_in, gazetteer) -> None:
    assert post(client, "/sources", {"title": "x"}).status_code in {401, 403}
    sign_in(client, "expert")
    answer = post(client, "/sources", {"title": "", "source_type": "novel", "url": "ftp://x"})
    assert answer.status_code == 422
    for name in ("title", "source_type", "url"):
        assert f'href="#field-{name}"' in answer.text
    answer = post(client, "/sources", {"title": "某碑", "source_type": "stone", "edition": "拓本"})
    assert answer.status_code == 303
    assert "某碑" in client.get(answer.location).text
