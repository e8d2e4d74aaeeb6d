"""What is said of a file is corrected without taking it out: its past, its leave, its page."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.heritage import queries, services
from registry.heritage.services import AttachmentSaid
from tests.support.signs import text_of

from .conftest import START

PDF = b"%PDF-1.4 the consent of an elder"
SAID = AttachmentSaid(caption="墓志拓片", licence="review_only")
BETTER = AttachmentSaid(
    caption="北宋墓志拓片", licence="cc_by", consent="李某，2026-02-01 同意书", public=True
)


@pytest.fixture
def attached(runtime, scene):
    """A draft with one file."""
    found = scene.nominate()
    kept = services.keep_attachment(
        runtime.store, io.BytesIO(PDF), file_name="a.pdf", max_bytes=10_000, photo_limits=None
    )
    with scene.work_as(scene.cast.compiler, at=START) as work:
        return found, services.attach(work, found, kept, SAID).id


def correct(scene, file: str, said=BETTER, who=None, *, reason: str = "年代写错", seen: int = 0):
    with scene.work_as(SYSTEM) as work:
        row = queries.attachment(work.session, file)
    seen = seen or scene.version(row.nomination_id)
    with scene.work_as(who or scene.cast.compiler, at=START) as work:
        return services.correct_attachment(
            work, file, said=said, reason=reason, seen_version=seen
        ).version


@pytest.mark.database
def test_new_words_stand_and_the_earlier_ones_are_kept_with_who_and_why(scene, attached, runtime):
    found, file = attached
    version = scene.version(found)
    assert correct(scene, file) == version + 1
    assert correct(scene, file, replace(BETTER, caption="宋墓志拓片"), reason="又核") == version + 2
    with runtime.database.read() as session:
        now = queries.attachment(session, file)
        past = queries.attachment_past(session, [file])[file]
        entry = journal.history(session, ("nomination", found))[1]
    assert (now.caption, now.licence, now.public) == ("宋墓志拓片", "cc_by", True)
    assert [(one.number, one.caption, one.reason) for one in past] == [
        (2, "北宋墓志拓片", "又核"),
        (1, "墓志拓片", "年代写错"),
    ]
    assert past[0].corrected_by_name == scene.cast.compiler.name
    assert entry.verb == "heritage.attachment_corrected"
    assert (entry.before["caption"], entry.after["caption"]) == ("墓志拓片", "北宋墓志拓片")
    assert "consent" in entry.after["changed"]
    assert "李某" not in str((entry.before, entry.after)), "who consented is a person's matter"


def test_the_same_words_write_nothing(scene, attached):
    found, file = attached
    version = scene.version(found)
    assert correct(scene, file, SAID) == version
    assert scene.version(found) == version


@pytest.mark.parametrize(
    ("said", "reason", "field"),
    [
        (replace(BETTER, licence="review_only"), "改", "public"),
        (replace(BETTER, shows_people=True, consent=""), "改", "consent"),
        (replace(BETTER, serves="没有要求的一项"), "改", "serves"),
        (BETTER, " ", "correction_reason"),
    ],
)
def test_every_fault_is_told_by_its_field_and_nothing_is_written(
    scene, attached, said, reason, field
):
    found, file = attached
    version = scene.version(found)
    with pytest.raises(Invalid) as wrong:
        correct(scene, file, said, reason=reason)
    assert set(wrong.value.fields) == {field}
    assert scene.version(found) == version
    with scene.work_as(SYSTEM) as work:
        assert queries.attachment_past(work.session, [file]) == {}


def test_only_its_compiler_and_only_while_the_file_is_written(scene, attached):
    found, file = attached
    for who in (scene.cast.reviewer_county, scene.cast.steward, scene.cast.stranger):
        with pytest.raises(Forbidden):
            correct(scene, file, who=who)
    with pytest.raises(NotFound), scene.work_as(scene.cast.compiler, at=START) as work:
        services.correct_attachment(work, "0" * 16, said=BETTER, reason="改", seen_version=1)
    seen = scene.version(found)
    correct(scene, file)
    with pytest.raises(Conflict):
        correct(scene, file, SAID, seen=seen)
    with scene.work_as(scene.cast.compiler, at=START) as work:
        services.withdraw_attachment(work, file, reason="选错文件")
    with pytest.raises(Conflict) as gone:
        correct(scene, file, SAID)
    assert gone.value.code == "heritage.attachment_withdrawn"
    scene.submit(found)
    with pytest.raises(Refused):
        correct(scene, file, SAID)


@pytest.mark.database
def test_nothing_is_corrected_in_a_file_that_others_judge(scene, attached):
    found, file = attached
    scene.submit(found)
    for part in ("county", "city", "province"):
        scene.forward(found, getattr(scene.cast, f"reviewer_{part}"))
    with pytest.raises(Refused) as refused:
        correct(scene, file)
    assert refused.value.code == "heritage.not_editable"


def test_its_compiler_corrects_it_on_a_page_and_reads_what_it_said_before(
    scene, attached, client, sign_in
):
    found, file = attached
    sign_in(client, "compiler")
    listed = client.get(f"/heritage/nominations/{found}/attachments").get_data(as_text=True)
    assert f"/heritage/attachments/{file}/edit" in listed
    page = client.get(f"/heritage/attachments/{file}/edit").get_data(as_text=True)
    assert "墓志拓片" in page
    form = {
        "caption": "北宋墓志拓片",
        "licence": "cc_by",
        "public": "1",
        "correction_reason": "",
        "seen_version": str(scene.version(found)),
    }
    refused = client.post(f"/heritage/attachments/{file}/edit", data=form)
    assert refused.status_code == 422
    assert "北宋墓志拓片" in text_of(refused)
    form["correction_reason"] = "年代写错"
    answer = client.post(f"/heritage/attachments/{file}/edit", data=form)
    assert answer.status_code == 303
    listed = client.get(f"/heritage/nominations/{found}/attachments").get_data(as_text=True)
    assert "从前的说明" in listed
    assert listed.index("北宋墓志拓片") < listed.index("年代写错")
    sign_in(client, "steward")
    assert client.get(f"/heritage/attachments/{file}/edit").status_code == 403
