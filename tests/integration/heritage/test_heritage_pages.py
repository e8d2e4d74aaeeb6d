"""The pages of heritage: a file walked by forms alone, texts kept, people confidential."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

from registry.core.actor import SYSTEM
from registry.core.clock import china_date
from registry.heritage import queries
from registry.heritage.rules.notice import sha256_of
from registry.sources import services as sources

from .conftest import running

CLAIM = {
    "settlement-text": "唐墓志记此地为龙城里",
    "settlement-earliest": "618",
    "settlement-latest": "907",
    "settlement-era_verbatim": "唐",
    "settlement-source_title": "唐墓志",
    "settlement-source_type": "stone",
    "settlement-edition": "拓本",
    "settlement-locator": "第三行",
    "settlement-quote": "葬于龙城里",
    "name-text": "墓志已用龙城之名",
    "name-earliest": "618",
    "name-latest": "907",
    "name-source_title": "唐墓志",
    "name-source_type": "stone",
    "name-edition": "拓本",
    "name-locator": "第三行",
    "name-quote": "葬于龙城里",
}


def draft(scene, **more) -> dict[str, str]:
    return {
        "place_id": scene.place_id,
        "programme_id": scene.programme_id,
        "reference_year": "2026",
        "summary": "河边的村。",
        **CLAIM,
        **more,
    }


def version(client, path: str) -> str:
    return re.search(r'name="seen_version" value="(\d+)"', client.get(path).text).group(1)


def test_a_file_is_walked_to_the_notice_by_forms_alone(scene, client, sign_in):
    sign_in(client, "compiler")
    page = client.get(f"/heritage/nominations/new?place={scene.place_id}")
    assert page.status_code == 200
    made = client.post("/heritage/nominations", data=draft(scene))
    assert made.status_code == 303
    path = made.headers["Location"]
    sent = {"action": "submit", "seen_version": version(client, path)}
    assert client.post(f"{path}/decisions", data=sent).status_code == 303
    for part in ("reviewer_county", "reviewer_city", "reviewer_province"):
        sign_in(client, part)
        sent = {"action": "forward", "seen_version": version(client, path)}
        assert client.post(f"{path}/decisions", data=sent).status_code == 303
    sign_in(client, "expert")
    sheet = {"seen_version": version(client, path)}
    for key in ("settlement_age", "name_age", "remains"):
        sheet |= {f"verdict-{key}": "meets", f"reason-{key}": "看过拓片"}
    assert client.post(f"{path}/findings", data=sheet).status_code == 303
    vote = {"seen_version": version(client, path), "choice": "approve", "vote_reason": ""}
    assert client.post(f"{path}/votes", data=vote).status_code == 303
    sign_in(client, "steward")
    today = china_date(datetime.now(UTC))
    terms = {
        "seen_version": version(client, path),
        "starts_on": today.isoformat(),
        "ends_on": (today + timedelta(days=6)).isoformat(),
        "issuer": "合肥市民政局",
        "contact": "0551-1234567",
    }
    assert client.post(f"{path}/notice", data=terms).status_code == 303
    page = client.get(path)
    assert page.status_code == 200
    assert "龙城村" in client.get("/heritage").text
    early = {"action": "recognise", "reason": "好", "document_no": "合民〔2026〕1号"}
    early["seen_version"] = version(client, path)
    refused = client.post(f"{path}/decisions", data=early)
    assert refused.status_code == 422
    assert "公示期还没有结束" in refused.text


def test_a_form_with_every_field_wrong_names_them_all_and_keeps_the_words(scene, client, sign_in):
    sign_in(client, "compiler")
    wrong = draft(
        scene,
        programme_id="",
        reference_year="明年",
        **{
            "settlement-earliest": "0",
            "settlement-latest": "x",
            "settlement-source_type": "",
            "name-text": "",
            "name-earliest": "1000",
            "name-latest": "900",
        },
    )
    page = client.post("/heritage/nominations", data=wrong)
    assert page.status_code == 422
    for field in (
        "programme_id",
        "reference_year",
        "settlement-earliest",
        "settlement-latest",
        "settlement-source_type",
        "name-text",
    ):
        assert f'id="error-{field}"' in page.text, field
    for words in ("唐墓志记此地为龙城里", "葬于龙城里", "明年", "河边的村。"):
        assert words in page.text
    with scene.work_as(SYSTEM) as work:
        assert queries.nominations(work.session) == []


def test_years_the_wrong_way_round_are_told_at_the_field(scene, client, sign_in):
    sign_in(client, "compiler")
    wrong = draft(scene, **{"name-earliest": "1000", "name-latest": "900"})
    page = client.post("/heritage/nominations", data=wrong)
    assert 'id="error-name-latest"' in page.text


def test_a_second_file_for_the_same_list_is_a_conflict_and_keeps_the_words(scene, client, sign_in):
    scene.nominate()
    sign_in(client, "compiler")
    page = client.post("/heritage/nominations", data=draft(scene))
    assert page.status_code == 409
    assert "葬于龙城里" in page.text


def test_a_draft_is_written_claimed_cited_and_thinned_by_its_forms(scene, client, sign_in):
    found = scene.nominate(claims=[])
    path = f"/heritage/nominations/{found}"
    sign_in(client, "compiler")
    for form in ("edit", "claims?criterion=name_age"):
        assert client.get(f"{path}/{form}").status_code == 200
    edited = {"seen_version": "1", "reference_year": "2026", "summary": "改过的概述"}
    assert client.post(f"{path}/edit", data=edited).status_code == 303
    assert client.post(f"{path}/edit", data=edited).status_code == 409
    claim = {
        "seen_version": "2",
        "criterion": "name_age",
        "claim_type": "name_first_record",
        "text": "墓志已用此名",
        "earliest": "618",
        "latest": "907",
        "stance": "supports",
    }
    assert client.post(f"{path}/claims", data=claim).status_code == 303
    assert client.post(f"{path}/claims", data={**claim, "text": ""}).status_code == 422
    page = client.get(path).text
    link = re.search(rf"{path}/claims/(\w+)/citations", page).group(1)
    assert "没有出处" in page
    cite = f"{path}/claims/{link}/citations"
    assert client.get(cite).status_code == 200
    blank = client.post(cite, data={"seen_version": "3", "stance": "supports"})
    assert blank.status_code == 422
    words = {"seen_version": "3", "stance": "supports", "source_title": "唐墓志"}
    bare = client.post(cite, data={**words, "source_type": "stone", "second_hand_via": "县志"})
    assert bare.status_code == 422
    for field in ("edition", "locator", "quote"):
        assert f'id="error-{field}"' in bare.text, field
    # What was typed stays, and the summary leads to each field.
    assert 'value="唐墓志"' in bare.text
    assert 'value="县志"' in bare.text
    assert bare.text.count('href="#field-') >= 3
    whole = {"source_type": "stone", "edition": "拓本", "locator": "第三行", "quote": "龙城里"}
    assert client.post(cite, data={**words, **whole}).status_code == 303
    removed = client.post(f"{path}/claims/{link}/remove", data={"seen_version": "4"})
    assert removed.status_code == 303
    assert client.get(f"{path}/claims/{link}/citations").status_code == 404


def test_a_source_is_searched_for_in_each_part_and_everything_typed_stays(
    scene, client, sign_in, runtime
):
    with runtime.write(scene.cast.steward) as work:
        for n in range(320):
            sources.add_source(work, source_type="press", title=f"甲报第{n:03}期")
        last = sources.add_source(work, source_type="stone", title="龟趺残碑", edition="拓本").id
    sign_in(client, "compiler")
    new = "/heritage/nominations"
    typed = draft(scene) | {f"name-{name}": "" for name in ("source_title", "edition")}
    asked = {**typed, "name-source_q": "残碑", "find_source": "name-"}
    page = client.post(new, data=asked)
    assert page.status_code == 200
    assert f'name="name-source_id" value="{last}"' in page.text
    assert f'name="settlement-source_id" value="{last}"' in page.text  # among the newest
    for words in ("唐墓志记此地为龙城里", "葬于龙城里", 'value="残碑"', "河边的村。"):
        assert words in page.text, words
    with runtime.database.read() as session:
        assert queries.nominations_of_place(session, scene.place_id) == []
    saved = client.post(new, data={**typed, "name-source_id": last, "name-source_q": "残碑"})
    assert saved.status_code == 303
    assert "龟趺残碑" in client.get(saved.location).text
    path = saved.location
    asking = {"seen_version": "1", "stance": "supports", "source_q": "甲报 007", "find_source": ""}
    claim = {"criterion": "name_age", "claim_type": "origin", "text": "写到一半", **asking}
    page = client.post(f"{path}/claims", data=claim)
    assert page.status_code == 200
    assert "甲报第007期" in page.text
    assert "写到一半" in page.text
    link = re.search(rf"{path}/claims/(\w+)/citations", client.get(path).text).group(1)
    page = client.post(f"{path}/claims/{link}/citations", data={**asking, "quote": "抄了一半"})
    assert page.status_code == 200
    assert "甲报第007期" in page.text
    assert "抄了一半" in page.text


def test_a_conflict_shows_the_file_as_it_is_and_keeps_the_reason(scene, client, sign_in):
    found = scene.nominate()
    scene.submit(found)
    seen = scene.version(found)
    scene.forward(found, scene.cast.reviewer_county)
    sign_in(client, "reviewer_county")
    sent = {"action": "return", "reason": "补一张拓片", "seen_version": str(seen)}
    page = client.post(f"/heritage/nominations/{found}/decisions", data=sent)
    assert page.status_code == 409
    assert "别人先处理了" in page.text


def test_anybody_objects_gets_a_receipt_and_stays_unknown(scene, client, sign_in):
    found, notice_id = running(scene)
    page = client.get(f"/heritage/notices/{notice_id}")
    assert page.status_code == 200
    wrong = client.post(f"/heritage/notices/{notice_id}/objections", data={"text": "碑是宋碑"})
    assert wrong.status_code == 422
    assert "碑是宋碑" in wrong.text
    for field in ("ground", "person_name", "person_contact"):
        assert f'id="error-{field}"' in wrong.text
    sent = {
        "ground": "age",
        "text": "碑是宋碑",
        "person_name": "王小明",
        "person_contact": "13900001111",
    }
    done = client.post(f"/heritage/notices/{notice_id}/objections", data=sent)
    assert done.status_code == 303
    receipt = client.get(done.headers["Location"])
    assert receipt.status_code == 200
    assert client.get("/heritage/receipts/0000").status_code == 404
    sign_in(client, "compiler")
    pages = [
        receipt.text,
        client.get(f"/heritage/notices/{notice_id}").text,
        client.get(f"/heritage/nominations/{found}").text,
    ]
    for text in pages:
        assert "王小明" not in text
        assert "13900001111" not in text
        assert "碑是宋碑" not in text


def test_only_those_who_answer_see_who_objected(scene, client, sign_in):
    found, notice_id = running(scene)
    objection_id = scene.object_(notice_id, datetime.now(UTC))
    path = f"/heritage/objections/{objection_id}/answer"
    for part in ("compiler", "expert", "reviewer_county", "crew", "stranger"):
        sign_in(client, part)
        assert client.get(path).status_code == 403
        assert "王小明" not in client.get(f"/heritage/nominations/{found}").text
    sign_in(client, "steward")
    assert "王小明" in client.get(path).text
    assert client.post(path, data={}).status_code == 422
    answer = {"outcome": "dismissed", "answer": "有年号", "public_summary": "认为年代有误"}
    assert client.post(path, data=answer).status_code == 303
    assert client.post(path, data=answer).status_code == 409
    public = client.get(f"/heritage/notices/{notice_id}").text
    assert "认为年代有误" in public
    assert "有年号" in public


def test_the_frozen_text_is_served_byte_for_byte(scene, client):
    _found, notice_id = scene.notified()
    answer = client.get(f"/heritage/notices/{notice_id}/snapshot.json")
    assert answer.mimetype == "application/json"
    assert json.loads(answer.data)["place"]["name"] == "龙城村"
    page = client.get(f"/heritage/notices/{notice_id}").text
    assert sha256_of(answer.data.decode()) in page


def test_the_faults_of_a_notice_stand_at_its_own_fields(scene, client, sign_in):
    found = scene.judged()
    path = f"/heritage/nominations/{found}"
    sign_in(client, "steward")
    today = china_date(datetime.now(UTC)).isoformat()
    terms = {
        "seen_version": version(client, path),
        "starts_on": today,
        "ends_on": today,
        "issuer": "合肥市民政局",
        "contact": "0551",
    }
    page = client.post(f"{path}/notice", data=terms)
    assert page.status_code == 422
    assert 'id="error-notice_reason"' in page.text
    assert client.post(f"{path}/notice", data={}).status_code == 422


def test_a_published_notice_is_not_closed_early_by_its_form(scene, client, sign_in):
    found, notice_id = running(scene)
    sign_in(client, "steward")
    page = client.post(f"/heritage/notices/{notice_id}/close", data={"close_reason": "快"})
    assert page.status_code == 422
    assert "不能提前截止" in page.text
    assert scene.status(found) == "notice"


def test_a_draft_is_its_compiler_s_own(scene, client, sign_in):
    found = scene.nominate()
    for part, expected in (("compiler", 200), ("reviewer_county", 403), ("steward", 200)):
        sign_in(client, part)
        assert client.get(f"/heritage/nominations/{found}").status_code == expected


def test_what_is_unknown_is_not_found(scene, client, sign_in):
    sign_in(client, "steward")
    for path in (
        "/heritage/nominations/nothing",
        "/heritage/notices/nothing",
        "/heritage/recognitions/nothing",
        "/heritage/objections/nothing/answer",
        "/heritage/notices/nothing/snapshot.json",
    ):
        assert client.get(path).status_code == 404
    for path in (
        "/heritage/nominations/nothing/decisions",
        "/heritage/nominations/nothing/notice",
        "/heritage/notices/nothing/close",
        "/heritage/objections/nothing/answer",
    ):
        assert client.post(path, data={"action": "reject", "seen_version": "1"}).status_code in {
            404,
            422,
        }
