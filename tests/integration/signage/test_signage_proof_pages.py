"""Pages of proofs: a face in its format beside the approved text; batches decided on a page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from registry.core.ids import stable_id
from registry.core.scripts import outline
from registry.places import services as places
from registry.signage import queries, services
from registry.signage.models import SignFace
from registry.signage.queries.proofing import proofed
from registry.signage.rules.face import Format, Layout
from registry.signage.rules.kinds import SignType
from registry.signage.rules.states import SignState
from tests.support.proof_acts import batch_of, face_fields
from tests.support.signs import text_of

FACE = {"text_hanzi": "龙城村", "text_roman": "LONGCHENGCUN", "ground": "blue"}


@pytest.fixture
def village_format(work_as, cast):
    with work_as(cast.steward) as work:
        return services.add_format(
            work,
            services.NewFormat(
                "village",
                "1",
                "村牌 1200 × 450",
                "village",
                Format(Layout.NAME, 1200, 450),
                "本市采购文件",
            ),
        )


def test_a_face_is_drawn_in_the_format_it_was_proofed_in(client, sign_in, stage, village_format):
    requirement = stage.requirement()
    sign_in(client, "steward")
    form = text_of(client.get(f"/signage/requirements/{requirement.id}"))
    assert f'value="{village_format.id}"' in form
    answer = client.post(
        f"/signage/requirements/{requirement.id}/proof", data={**FACE, "format": village_format.id}
    )
    assert answer.status_code == 303
    page = text_of(client.get(answer.location))
    assert 'viewBox="0 0 1200.0 450.0"' in page
    assert "本市采购文件" in page
    alone = client.get(f"{answer.location}/proof.svg")
    assert 'viewBox="0 0 1200.0 450.0"' in text_of(alone)


def test_a_format_of_another_type_is_refused_and_what_was_typed_stays(
    client, sign_in, stage, work_as, village_format
):
    requirement = stage.requirement()
    sign_in(client, "steward")
    wrong = {**FACE, "format": stable_id("sign-format", "estate", "2008-B.13")}
    answer = client.post(f"/signage/requirements/{requirement.id}/proof", data=wrong)
    assert answer.status_code == 422
    assert 'id="error-format"' in text_of(answer)
    assert 'value="龙城村"' in text_of(answer)


def test_a_name_changed_after_the_proof_is_marked_character_by_character(
    client, sign_in, stage, work_as, cast, land
):
    sign = stage.proof()
    with work_as(cast.steward) as work:
        places.rename(work, land.village_id, new_text="龙城寨", basis="批文", protection_measure="")
    sign_in(client, "reviewer_city")
    page = text_of(client.get(f"/signage/signs/{sign.id}"))
    assert re.search(r'class="differs">寨</td>', page)
    assert re.search(r'class="differs">村</td>', page)
    assert "与审定文字不符" in page


def test_a_proof_is_withdrawn_by_a_planner_with_a_reason(client, sign_in, stage, seen):
    sign = stage.approved()
    path = f"/signage/signs/{sign.id}/proof/withdrawal"
    for person, answer in (("crew", 403), ("reviewer_city", 403), ("stranger", 403)):
        sign_in(client, person)
        assert client.post(path, data={"reason": "x"}).status_code == answer, person
    sign_in(client, "steward")
    refused = client.post(path, data={"reason": " "})
    assert refused.status_code == 422
    assert 'id="error-reason"' in text_of(refused)
    done = client.post(path, data={"reason": "要改成南北走向"})
    assert done.status_code == 303
    assert "要改成南北走向" in text_of(client.get(done.location))
    assert seen(queries.sign, sign.id).state == SignState.PLANNED


def test_characters_that_no_shipped_font_draws_are_named_and_refused(
    client, sign_in, stage, land, work_as, cast
):
    requirement = stage.requirement()
    with work_as(cast.steward) as work:
        work.session.execute(
            text("UPDATE place_name SET minority_text = :said WHERE place_id = :place"),
            {"said": "\N{TAI THAM LETTER HIGH KA}", "place": land.village_id},
        )
    sign_in(client, "steward")
    answer = client.post(f"/signage/requirements/{requirement.id}/proof", data=FACE)
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'id="error-text_minority"' in page
    assert "西双版纳老傣文" in page


def test_a_script_with_a_font_is_cast_above_the_hanzi_and_ordered(
    client, sign_in, stage, land, work_as, cast
):
    requirement = stage.requirement()
    word = "ᠬᠥᠬᠡᠬᠣᠲᠠ"
    with work_as(cast.steward) as work:
        work.session.execute(
            text("UPDATE place_name SET minority_text = :said WHERE place_id = :place"),
            {"said": word, "place": land.village_id},
        )
    sign_in(client, "steward")
    answer = client.post(f"/signage/requirements/{requirement.id}/proof", data=FACE)
    assert answer.status_code == 303
    page = text_of(client.get(answer.location))
    assert outline(word).path in page
    assert word in page


def test_minority_script_stands_on_the_drawn_face(stage, work_as, cast):
    sign = stage.proof()
    with work_as(cast.steward) as work:
        face = work.session.get(SignFace, sign.id)
        face.text_minority = "Roen Namz"
        work.session.add(face)
    with work_as(cast.steward) as work:
        one = proofed(work.session, [work.session.get(type(sign), sign.id)])[sign.id]
        drawn = queries.drawing_of(one.sign, one.face, one.form, "https://dm.example.cn")
        assert "Roen Namz" in [run.text for run in drawn.letterings]
        assert one.is_stale


def decision(view, said: str, reason: str = "") -> dict[str, str]:
    """The same decision on every face of a batch."""
    fields = {}
    for one in view.faces:
        fields[f"version_{one.sign.id}"] = str(one.sign.row_version)
        fields[f"outcome_{one.sign.id}"] = said
        fields[f"reason_{one.sign.id}"] = reason
    return fields


def test_a_batch_is_filtered_ticked_and_sent_by_a_planner(client, sign_in, stage, land, seen):
    first, other = stage.requirement(), stage.requirement(land.other_id)
    sign_in(client, "steward")
    page = text_of(
        client.get(f"/signage/proof-batches/new?sign_type=village&county={land.county_id}")
    )
    assert f'value="{first.id}"' in page
    assert f'value="{other.id}"' in page
    assert first.id not in text_of(client.get("/signage/proof-batches/new?sign_type=lane"))
    none = client.get("/signage/proof-batches/new?county=&sign_type=&due_by=&returned=")
    assert first.id in text_of(none)
    sent = client.post("/signage/proof-batches", data=face_fields(first.id))
    assert sent.status_code == 303
    shown = text_of(client.get(sent.location))
    assert "龙城村" in shown
    assert 'name="outcome_' not in shown, "a planner does not decide"
    assert "1 / 1" in text_of(client.get("/signage/proof-batches"))


def test_a_batch_of_one_format_offers_what_that_format_is_made_for_and_it_alone(
    client, sign_in, stage, land, village_format, work_as
):
    village = stage.requirement()
    street = stage.requirement(land.road_id, sign_type=SignType.STREET)
    with work_as(stage.cast.steward) as work:
        face = Format(Layout.NAME, 900, 360)
        given = services.NewFormat("village-2", "1", "小村牌", "village", face, "采购文件")
        small = services.add_format(work, given).id
    sign_in(client, "steward")
    page = text_of(client.get(f"/signage/proof-batches/new?format={small}"))
    assert f'value="{village.id}"' in page
    assert street.id not in page
    offered = page.partition(f'name="format_{village.id}"')[2].partition("</select>")[0]
    assert small in offered
    assert offered.count("<option") == 1
    every = text_of(client.get("/signage/proof-batches/new"))
    assert street.id in every
    both = text_of(client.get(f"/signage/proof-batches/new?format={small}&sign_type=street"))
    assert village.id not in both
    for unknown in ("0" * 16, "nonsense"):
        answer = client.get(f"/signage/proof-batches/new?format={unknown}")
        assert answer.status_code == 422


def test_every_fault_of_a_batch_is_named_at_its_face_and_the_text_kept(
    client, sign_in, stage, land, seen
):
    one, two = stage.requirement(), stage.requirement(land.road_id)
    fields = {**face_fields(one.id, hanzi="龙成村"), **face_fields(two.id, roman="CHANGJIANG Rd")}
    fields |= {"position": [one.id, two.id], "shown": [one.id, two.id]}
    fields[f"hanzi_{two.id}"] = "长江西路"
    sign_in(client, "steward")
    answer = client.post("/signage/proof-batches", data=fields)
    page = text_of(answer)
    assert answer.status_code == 422
    assert f'id="error-hanzi_{one.id}"' in page
    assert f'id="error-roman_{two.id}"' in page
    assert 'value="龙成村"' in page
    assert 'value="CHANGJIANG Rd"' in page
    assert seen(queries.batches) == []
    nonsense = {"position": "<x>", "note": "n" * 400}
    assert client.post("/signage/proof-batches", data=nonsense).status_code == 422
    assert client.post("/signage/proof-batches", data={}).status_code == 422


def test_the_list_of_positions_goes_on_by_cursor(client, sign_in, stage):
    rows = {stage.requirement().id for _ in range(14)}
    sign_in(client, "steward")
    first = text_of(client.get("/signage/proof-batches/new"))
    on = re.search(r'href="([^"]*after=[^"]+)"', first)
    second = text_of(client.get(on.group(1).replace("&amp;", "&")))
    shown = [set(re.findall(r'name="position" value="(\w+)"', page)) for page in (first, second)]
    assert len(shown[0]) == 12
    assert shown[0] | shown[1] == rows
    assert client.get("/signage/proof-batches/new?after=x").status_code == 422


def test_a_second_person_decides_face_by_face_with_words(client, sign_in, stage, seen):
    view = batch_of(stage, 2)
    good, bad = view.faces
    path = f"/signage/proof-batches/{view.batch.id}"
    fields = decision(view, "approve") | {f"outcome_{bad.sign.id}": "return"}
    sign_in(client, "reviewer_city")
    assert f'name="outcome_{good.sign.id}"' in text_of(client.get(path))
    refused = client.post(f"{path}/decisions", data=fields)
    assert refused.status_code == 422
    assert f'id="error-reason_{bad.sign.id}"' in text_of(refused)
    assert seen(queries.sign, good.sign.id).state == SignState.PROOF, "all or nothing"
    said = fields | {f"reason_{bad.sign.id}": "底色应为绿"}
    assert client.post(f"{path}/decisions", data=said).status_code == 303
    assert seen(queries.sign, good.sign.id).state == SignState.APPROVED
    page = text_of(client.get(path))
    assert "底色应为绿" in page
    assert "outcome_" not in page
    again = client.post(f"{path}/decisions", data=said)
    assert again.status_code == 422


def test_all_faces_are_approved_or_returned_at_once(client, sign_in, stage, seen):
    approved, returned = batch_of(stage, 2), batch_of(stage, 2)
    sign_in(client, "reviewer_city")
    for view, more in ((approved, {"all": "approve"}), (returned, {"all": "return"})):
        fields = decision(view, "") | more | {"reason": "先别做"}
        answer = client.post(f"/signage/proof-batches/{view.batch.id}/decisions", data=fields)
        assert answer.status_code == 303
    for view, outcome in ((approved, "approved"), (returned, "returned")):
        items = [one.item for one in seen(queries.batch, view.batch.id).faces]
        assert {item.outcome for item in items} == {outcome}
        assert {item.reason for item in items} == ({"先别做"} if outcome == "returned" else {""})


def test_a_face_that_changed_since_it_was_read_or_whose_name_did_is_not_approved(
    client, sign_in, stage, work_as, cast, land, seen
):
    view = batch_of(stage)
    (one,) = view.faces
    path = f"/signage/proof-batches/{view.batch.id}/decisions"
    sign_in(client, "reviewer_city")
    stale = decision(view, "approve") | {f"version_{one.sign.id}": "77"}
    assert client.post(path, data=stale).status_code == 422
    assert client.post(path, data=stale | {f"version_{one.sign.id}": "x"}).status_code == 422
    with work_as(cast.steward) as work:
        places.rename(work, land.village_id, new_text="龙城寨", basis="批文", protection_measure="")
    answer = client.post(path, data=decision(view, "approve"))
    assert answer.status_code == 422
    assert "第 3 处应为“寨”，写成了“村”" in text_of(answer)
    assert seen(queries.sign, one.sign.id).state == SignState.PROOF


def test_who_prepared_a_batch_does_not_decide_it_and_is_told_so(
    client, sign_in, stage, work_as, cast, seen
):
    view = batch_of(stage)
    (one,) = view.faces
    with work_as(cast.steward) as work:
        sign = work.session.get(type(one.sign), one.sign.id)
        sign.proof_prepared_by = cast.reviewer_city.id
        work.session.add(sign)
    sign_in(client, "reviewer_city")
    path = f"/signage/proof-batches/{view.batch.id}"
    page = text_of(client.get(path))
    assert "自己出的校样要由另一个人审定" in page
    assert "outcome_" not in page
    answer = client.post(f"{path}/decisions", data=decision(view, "approve"))
    assert answer.status_code == 403
    assert "自己出的校样要由另一个人审定" in text_of(answer)
    assert seen(queries.sign, one.sign.id).state == SignState.PROOF


def test_only_planners_send_and_only_proof_readers_decide(client, sign_in, stage):
    view, row = batch_of(stage), stage.requirement()
    path = f"/signage/proof-batches/{view.batch.id}"
    for person in ("crew", "reviewer_county", "stranger"):
        sign_in(client, person)
        assert client.get(path).status_code == 403, person
        assert client.get("/signage/proof-batches").status_code == 403, person
    for person in ("crew", "reviewer_city", "stranger"):
        sign_in(client, person)
        answer = client.post("/signage/proof-batches", data=face_fields(row.id))
        assert answer.status_code == 403, person
    for person in ("crew", "steward", "stranger"):
        sign_in(client, person)
        answer = client.post(f"{path}/decisions", data=decision(view, "approve"))
        assert answer.status_code == 403, person
    sign_in(client, "steward")
    assert client.get("/signage/proof-batches/0123456789abcdef").status_code == 404
