"""Checks are made by a job, kept once each, and shown with how far they can be trusted."""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageOps

from registry.core.errors import Conflict, Forbidden, Invalid
from registry.photos import services as photos
from registry.signage import queries, services
from registry.signage.queries import Progressing
from registry.signage.rules.checks import KINDS, Result
from registry.signage.rules.kinds import ReasonCode
from registry.signage.rules.states import Verdict
from tests.support.pictures import jpeg, scene
from tests.support.signs import picture, text_of

pytestmark = pytest.mark.database


@pytest.fixture
def checked(app, run_jobs, seen):
    """The checks of a report by key, after the worker has done what waits."""

    def look(receipt):
        run_jobs()
        return {check.key: check for check in seen(queries.checks_stored, receipt.report_id)}

    return look


def prepared(runtime, content):
    return photos.prepare(runtime.store, io.BytesIO(content))


def mirrored(content):
    out = io.BytesIO()
    ImageOps.mirror(Image.open(io.BytesIO(content))).save(out, "JPEG", quality=90)
    return out.getvalue()


def test_every_check_is_kept_once_and_made_again_on_demand(
    stage, checked, cast, work_as, seen, runtime
):
    receipt = stage.sent(stage.made())
    assert seen(queries.how_far, receipt.report_id, runtime.clock.now()) is Progressing.RUNNING
    first = checked(receipt)
    assert list(first) == list(KINDS)
    assert seen(queries.how_far, receipt.report_id, runtime.clock.now()) is Progressing.DONE
    with work_as(cast.reviewer_county) as work:
        services.recheck_report(work, receipt.report_id)
    assert checked(receipt) == first


def test_a_mirrored_copy_of_anothers_photo_is_found(stage, checked, runtime, cast):
    content = jpeg(scene(seed=7))
    sign = stage.made()
    stage.sent(sign, near=prepared(runtime, content))
    again = stage.sent(sign, cast.other_crew, near=prepared(runtime, mirrored(content)))
    found = checked(again)
    assert (found["mirror"].result, found["mirror"].reason) == (Result.FLAG, "copies")
    assert found["likeness"].result is Result.OK
    assert found["brightness"].measured["n"] > 0


def test_a_photo_is_used_for_two_signs_only_where_that_was_declared(stage, checked, land):
    one, other = stage.made(), stage.made(land.other_id)
    near, far = picture("near"), picture("far")
    stage.sent(one, near=near, far=far)
    with pytest.raises(Invalid) as caught:
        stage.sent(other, near=near, far=far)
    assert set(caught.value.fields) == {"near", "far"}
    shared = stage.sent(other, near=near, far=far, shared_sign_id=one.id)
    found = checked(shared)
    assert (found["same_file"].result, found["same_file"].reason) == (Result.OK, "shared")
    assert found["likeness"].reason == "nothing_to_compare"


def test_what_was_rejected_elsewhere_is_told_and_a_resubmission_is_none(stage, checked, land):
    one, other = stage.made(), stage.made(land.other_id)
    near = picture("near")
    stage.judged(
        stage.sent(one, near=near), Verdict.REJECT, reason_code=ReasonCode.OTHER, reason="x"
    )
    assert checked(stage.sent(one, near=near))["same_file"].reason == "resubmission"
    stage.judged(stage.sent(one), Verdict.REJECT, reason_code=ReasonCode.OTHER, reason="x")
    again = picture("again")
    stage.judged(
        stage.sent(one, near=again), Verdict.REJECT, reason_code=ReasonCode.OTHER, reason="x"
    )
    found = checked(stage.sent(other, near=again))["same_file"]
    assert (found.result, found.reason) == (Result.FLAG, "other_place")


def test_a_report_can_be_judged_while_checks_run_and_its_sheet_says_so(
    app, client, sign_in, stage, run_jobs
):
    receipt = stage.sent(stage.made())
    sign_in(client, "reviewer_county")
    page = text_of(client.get(f"/signage/reports/{receipt.report_id}"))
    assert "检查还在进行" in page
    run_jobs()
    page = text_of(client.get(f"/signage/reports/{receipt.report_id}"))
    assert "检查还在进行" not in page
    assert "可信到什么程度" in page
    assert "读不到这张照片的缩略图" in page


def test_what_a_reviewer_had_before_them_is_not_made_again(stage, checked, cast, work_as):
    receipt = stage.sent(stage.made())
    before = checked(receipt)
    stage.judged(receipt)
    with pytest.raises(Conflict) as caught, work_as(cast.reviewer_county) as work:
        services.recheck_report(work, receipt.report_id)
    assert caught.value.code == "signage.already_decided"
    assert checked(receipt) == before


def test_only_reviewers_ask_for_checks(stage, cast, work_as):
    receipt = stage.sent(stage.made())
    for actor in (cast.crew, cast.stranger):
        with pytest.raises(Forbidden), work_as(actor) as work:
            services.recheck_report(work, receipt.report_id)
        with pytest.raises(Forbidden), work_as(actor) as work:
            services.recheck_waiting(work)
