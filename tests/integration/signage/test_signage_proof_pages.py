"""Pages of proofs: a face in its format beside the approved text; batches decided on a page."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import text

from registry.core.ids import stable_id
from registry.places import services as places
from registry.signage import queries, services
from registry.signage.models import SignFace
from registry.signage.queries.proofing import proofed
from registry.signage.rules.face import Format, Layout
from registry.signage.rules.states import SignState
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
            {"said": "\N{MONGOLIAN LETTER MA}\N{MONGOLIAN LETTER A}", "place": land.village_id},
        )
    sign_in(client, "steward")
    answer = client.post(f"/signage/requirements/{requirement.id}/proof", data=FACE)
    page = text_of(answer)
    assert answer.status_code == 422
    assert 'id="error-text_minority"' in page
    assert "U+182E" in page
    assert "U+1820" in page


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
