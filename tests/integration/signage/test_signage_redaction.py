"""Covering faces and plates on the photos of reports: who may, when, the page, the copies."""

from __future__ import annotations

import html
import json
import re

import pytest

from registry.accounts.rules import Role
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound
from registry.photos import queries as photo_queries
from registry.photos import services as photos
from registry.photos.rules import RedactionReason, Region, Stroke
from registry.photos.services import Why
from registry.signage import queries, services
from registry.signage.rules.states import PhotoRole
from registry.storage import digest_of
from tests.support.people import play
from tests.support.redaction_acts import street, street_photo
from tests.support.signs import text_of

pytestmark = pytest.mark.database

FACE = Region(0.25, 0.25, 0.5, 0.5)
FORM = {
    "left": ["25", "", "60"],
    "top": ["25", "", "60.5"],
    "width": ["20", "", "10"],
    "height": ["30", "", "10"],
    "reason": "plate",
    "note": "",
    "seen_version": "0",
}


@pytest.fixture
def elsewhere(work_as):
    """A reviewer of another county."""
    with work_as(SYSTEM) as work:
        return play(work, "elsewhere", Role.REVIEWER_COUNTY, scope="999999")


@pytest.fixture
def receipt(runtime, stage):
    """A report whose near photo has bytes in the store."""
    runtime.store.put(digest_of(street()), street())
    return stage.sent(stage.made(), near=street_photo())


@pytest.fixture
def cover(runtime, receipt, work_as, cast):
    made = photos.cover(runtime.store, digest_of(street()), [FACE])

    def act(actor=None, *, report=receipt.report_id, role="near", seen=0):
        why = Why(RedactionReason.FACE, "", seen)
        with work_as(actor or cast.reviewer_county) as work:
            return services.redact_photo(work, report, role, made, why)

    return act


@pytest.fixture
def near(seen, receipt):
    """The near photo as it is stored now."""

    def look():
        def one(session):
            held = queries.photos_of(session, [receipt.report_id])[receipt.report_id]
            return photo_queries.photo(session, held["near"].photo_id)

        return seen(one)

    return look


def page_of(receipt, role="near"):
    return f"/signage/reports/{receipt.report_id}/photos/{role}"


def test_only_who_verifies_in_its_divisions_covers_or_uncovers(
    cover, near, receipt, work_as, cast, elsewhere
):
    for actor in (cast.crew, cast.compiler, cast.steward, cast.stranger, elsewhere):
        with pytest.raises(Forbidden):
            cover(actor)
        with pytest.raises(Forbidden), work_as(actor) as work:
            services.restore_photo(work, receipt.report_id, "near", 0, why="x", seen_version=0)
    assert near().large_key == digest_of(street())
    for who, number in (("reviewer_county", 0), ("reviewer_city", 1)):
        assert cover(getattr(cast, who), seen=number) == number + 1
    for wrong in ({"report": "0000000000000000"}, {"role": "side"}):
        with pytest.raises(NotFound):
            cover(seen=2, **wrong)


def test_the_uncovered_copy_and_the_page_are_for_them_alone(
    client, sign_in, cover, receipt, elsewhere
):
    cover()
    uncovered = f"{page_of(receipt)}/versions/0/large"
    addresses = [uncovered, f"{page_of(receipt)}/versions/1/small", f"{page_of(receipt)}/redaction"]
    assert {client.get(each).status_code for each in addresses} <= {302, 303, 401}
    for who, status in (("crew", 403), ("stranger", 403), (elsewhere, 404)):
        sign_in(client, who)
        assert {client.get(each).status_code for each in addresses} == {status}
    sign_in(client, "reviewer_county")
    answers = [client.get(each) for each in addresses]
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.headers["Cache-Control"] for answer in answers} == {"private, no-store"}
    assert answers[0].data == street()
    assert answers[1].data != street()
    for lost in ("versions/2/large", "versions/0/original"):
        assert client.get(f"{page_of(receipt)}/{lost}").status_code == 404


def test_crew_reviewers_and_visitors_are_served_the_covered_copy(
    client, sign_in, cover, near, receipt, stage
):
    stage.judged(receipt)
    public = f"/photos/{near().id}/large"
    old = client.get(public)
    assert old.data == street()
    # A public photo may be covered later, too.
    cover()
    tag = {"If-None-Match": old.headers["ETag"]}
    for who in (None, "crew", "reviewer_county"):
        if who:
            sign_in(client, who)
        answer = client.get(public, headers=tag)
        assert answer.status_code == 200
        assert digest_of(answer.data) == near().large_key != digest_of(street())


def test_what_was_covered_before_the_verdict_is_published_covered(
    client, cover, near, receipt, stage
):
    cover()
    assert client.get(f"/photos/{near().id}/large").status_code == 404
    stage.judged(receipt)
    assert near().is_public
    answer = client.get(f"/photos/{near().id}/large")
    assert digest_of(answer.data) == near().large_key != digest_of(street())


def test_checks_look_at_the_copies_as_first_derived(cover, seen, receipt, near):
    before = near()
    cover()

    def facts(session):
        row = queries.report(session, receipt.report_id)
        return queries.facts_of(session, row, queries.sign(session, row.sign_id)).near

    found = seen(facts)
    assert (found.large_key, found.small_key) == (before.large_key, before.small_key)
    assert (found.phash, found.dhash, found.pixel_sha256) == (
        before.phash,
        before.dhash,
        before.pixel_sha256,
    )


def test_the_form_covers_goes_back_and_tells_what_happened(client, sign_in, receipt, near, seen):
    sign_in(client, "reviewer_county")
    answer = client.post(f"{page_of(receipt)}/redaction", data=FORM)
    assert answer.status_code == 303
    (version,) = seen(photo_queries.redactions_of, near().id)
    assert version.regions == [
        Region(0.25, 0.25, 0.2, 0.3).plain(),
        Region(0.6, 0.605, 0.1, 0.1).plain(),
    ]
    page = text_of(client.get(f"{page_of(receipt)}/redaction"))
    assert page.count("data-drawn") == 2
    assert 'name="top" value="60.5"' in page
    assert "车牌" in page
    assert version.by_name in page
    back = {"version": "0", "why": "框错了", "seen_version": "1"}
    assert client.post(f"{page_of(receipt)}/redaction/restore", data=back).status_code == 303
    assert near().large_key == digest_of(street())
    page = text_of(client.get(f"{page_of(receipt)}/redaction", headers={"Accept-Language": "en"}))
    assert "Back to nothing covered" in page
    assert "框错了" in page
    # What is shown is not offered; the cover before is.
    assert '<option value="1"' in page
    assert '<option value="0"' not in page


def test_each_wrong_number_is_named_with_its_rectangle_and_nothing_is_lost(
    client, sign_in, receipt, near
):
    sign_in(client, "reviewer_county")
    bad = {
        **FORM,
        "left": ["90", "x"],
        "top": ["10", "10"],
        "width": ["20", "10"],
        "height": ["0.1", "10"],
        "reason": "other",
    }
    answer = client.post(f"{page_of(receipt)}/redaction", data=bad)
    page = text_of(answer)
    assert answer.status_code == 422
    assert "第 2 个框：请填 0 到 100 之间的数字" in page
    assert "第 1 个框：宽和高不能小于 0.4%" in page
    assert 'id="error-note"' in page
    assert 'value="x"' in page
    over = client.post(f"{page_of(receipt)}/redaction", data={**bad, "left": ["90", "95"]})
    assert "第 1、2 个框超出了照片的边" in text_of(over)
    none = client.post(
        f"{page_of(receipt)}/redaction", data={"reason": "face", "seen_version": "0"}
    )
    assert "请至少画一个框" in text_of(none)
    many = {side: ["10"] * 41 for side in ("left", "top", "width", "height")}
    full = client.post(f"{page_of(receipt)}/redaction", data={**FORM, **many})
    assert "一张照片最多遮 40 处" in text_of(full)
    assert near().large_key == digest_of(street())


def test_whoever_comes_second_keeps_what_they_drew_and_sees_the_other(
    client, sign_in, receipt, cover
):
    sign_in(client, "reviewer_county")
    cover()
    answer = client.post(f"{page_of(receipt)}/redaction", data=FORM)
    page = text_of(answer)
    assert answer.status_code == 409
    assert "刚刚被别人改过遮盖" in page
    assert 'value="60.5"' in page
    assert 'name="seen_version" value="1"' in page
    back = {"version": "0", "why": "框错了", "seen_version": "0"}
    answer = client.post(f"{page_of(receipt)}/redaction/restore", data=back)
    assert answer.status_code == 409
    assert "框错了" in text_of(answer)


def test_the_page_names_other_reports_with_the_same_picture(client, sign_in, stage, receipt):
    shared, sign = street_photo(), stage.made()
    other = stage.sent(sign, far=shared)
    mine = stage.sent(stage.made(), far=shared, shared_sign_id=sign.id)
    sign_in(client, "reviewer_county")
    page = text_of(client.get(f"{page_of(mine, 'far')}/redaction"))
    assert f'href="{page_of(other, "far")}/redaction"' in page
    assert 'id="uses"' not in text_of(client.get(f"{page_of(receipt)}/redaction"))


def test_the_review_sheet_leads_to_the_page_for_who_may(client, sign_in, receipt):
    sign_in(client, "reviewer_county")
    page = text_of(client.get(f"/signage/reports/{receipt.report_id}"))
    assert f'href="{page_of(receipt)}/redaction"' in page
    sign_in(client, "compiler")
    assert "/redaction" not in text_of(client.get(f"/signage/reports/{receipt.report_id}"))


def test_every_photo_that_may_become_public_can_be_covered(client, sign_in, stage, work_as, cast):
    extra = {PhotoRole.BEFORE: street_photo(), PhotoRole.CODE: street_photo()}
    submission = stage.submission(stage.made())
    with work_as(cast.crew) as work:
        receipt = services.submit_report(
            work,
            submission,
            near=street_photo(),
            far=street_photo(),
            extra=extra,
        )
    sign_in(client, "reviewer_county")
    page = text_of(client.get(f"/signage/reports/{receipt.report_id}"))
    for role in PhotoRole:
        assert f'href="{page_of(receipt, role)}/redaction"' in page
        assert client.get(f"{page_of(receipt, role)}/redaction").status_code == 200


def test_going_back_names_a_version_there_is(work_as, receipt, cover, cast):
    cover()
    for version in (1, 7):
        with pytest.raises(Invalid), work_as(cast.reviewer_county) as work:
            services.restore_photo(
                work, receipt.report_id, "near", version, why="x", seen_version=1
            )
    with pytest.raises(Conflict), work_as(cast.reviewer_county) as work:
        services.restore_photo(work, receipt.report_id, "near", 0, why="x", seen_version=0)


BRUSHED = Stroke(0.05, ((0.1, 0.1), (0.4, 0.15), (0.5, 0.5)))
PAINTED = {"reason": "face", "note": "", "seen_version": "0"}


def test_strokes_are_kept_beside_rectangles_shown_again_and_left_out_when_unticked(
    client, sign_in, receipt, near, seen
):
    sign_in(client, "reviewer_county")
    both = {**FORM, "stroke": [json.dumps(BRUSHED.plain())]}
    assert client.post(f"{page_of(receipt)}/redaction", data=both).status_code == 303
    (version,) = seen(photo_queries.redactions_of, near().id)
    assert version.regions[2] == BRUSHED.plain()
    page = text_of(client.get(f"{page_of(receipt)}/redaction"))
    assert page.count("data-drawn") == 3
    assert "现在遮了 3 处" in page
    (value,) = re.findall(r'name="stroke" value="([^"]+)" checked id', page)
    assert json.loads(html.unescape(value)) == BRUSHED.plain()
    # Without a script a stroke is let go of by its tick; only what is sent is covered.
    assert (
        client.post(f"{page_of(receipt)}/redaction", data={**FORM, "seen_version": "1"}).status_code
        == 303
    )
    assert len(seen(photo_queries.redactions_of, near().id)[1].regions) == 2
    only = {**PAINTED, "seen_version": "2", "stroke": json.dumps(BRUSHED.plain())}
    assert client.post(f"{page_of(receipt)}/redaction", data=only).status_code == 303
    assert seen(photo_queries.redactions_of, near().id)[2].regions == [BRUSHED.plain()]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "第 1 笔读不出来"),
        ("[1", "第 1 笔读不出来"),
        ("null", "第 1 笔读不出来"),
        ('{"points": 5, "breadth": 0.1}', "第 1 笔读不出来"),
        ('{"points": [[0.1]], "breadth": 0.1}', "第 1 笔读不出来"),
        ('{"points": [["a", "b"]], "breadth": 0.1}', "第 1 笔读不出来"),
        ('{"left": 0.1, "top": 0.1, "width": 0.1, "height": 0.1}', "第 1 笔读不出来"),
        ('{"points": [[' + "9" * 400 + ', 0]], "breadth": 0.1}', "第 1 笔读不出来"),
        ("[" * 4000, "第 1 笔读不出来"),
        (json.dumps({"breadth": 0.1, "points": [[0.5, 0.5]] * 2000}), "第 1 笔读不出来"),
        ('{"points": [], "breadth": 0.1}', "第 1 笔超出了照片"),
        ('{"points": [[0.5, 1.2]], "breadth": 0.1}', "第 1 笔超出了照片"),
        ('{"points": [[0.5, NaN]], "breadth": 0.1}', "第 1 笔超出了照片"),
        ('{"points": [[0.5, 0.5]], "breadth": 0.9}', "第 1 笔超出了照片"),
        ('{"points": [[0.5, 0.5]], "breadth": 0.001}', "第 1 笔超出了照片"),
        (json.dumps({"breadth": 0.1, "points": [[0.5, 0.5]] * 121}), "第 1 笔超出了照片"),
    ],
)
def test_a_stroke_that_is_none_is_named_with_all_else_that_is_wrong_and_covers_nothing(
    client, sign_in, receipt, near, text, said
):
    sign_in(client, "reviewer_county")
    good = json.dumps(BRUSHED.plain())
    bad = {**PAINTED, "reason": "other", "left": "x", "stroke": [text, good]}
    answer = client.post(f"{page_of(receipt)}/redaction", data=bad)
    page = text_of(answer)
    assert answer.status_code == 422
    assert said in page
    assert 'id="error-note"' in page
    assert "请填 0 到 100 之间的数字" in page
    # What was painted well is still there, drawn and ticked.
    assert page.count("data-drawn") == 1
    assert page.count('name="stroke"') == 3
    assert near().large_key == digest_of(street())


def test_rectangles_and_strokes_together_have_one_limit(client, sign_in, receipt, near):
    sign_in(client, "reviewer_county")
    strokes = {"stroke": [json.dumps(BRUSHED.plain())] * 39}
    full = client.post(f"{page_of(receipt)}/redaction", data={**FORM, **strokes})
    assert full.status_code == 422
    assert "一张照片最多遮 40 处" in text_of(full)
    assert near().large_key == digest_of(street())
    none = client.post(f"{page_of(receipt)}/redaction", data=PAINTED)
    assert "请至少画一个框或一笔" in text_of(none)


def test_the_page_in_english_has_the_brush_and_no_stray_words(client, sign_in, receipt):
    sign_in(client, "reviewer_county")
    client.post(
        f"{page_of(receipt)}/redaction", data={**PAINTED, "stroke": json.dumps(BRUSHED.plain())}
    )
    page = text_of(client.get(f"{page_of(receipt)}/redaction", headers={"Accept-Language": "en"}))
    assert "Width of the brush" in page
    assert "Stroke 1" in page
