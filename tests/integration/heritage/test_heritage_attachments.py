"""Files of a dossier: what they really are, who may have them, and what a notice freezes."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace

import pytest

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, NotFound, Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action
from registry.heritage.services import AttachmentSaid
from registry.places.views.archive import write_archive
from tests.integration.heritage.conftest import AFTER, RULES, START, acting_also_as, running
from tests.support.pictures import jpeg, phone_exif, scene

PDF = b"%PDF-1.4 the consent of an elder"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41" + bytes(range(256)) * 8
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(64)
OPEN = AttachmentSaid(caption="唐墓志拓片", licence="cc_by", public=True)
CLOSED = AttachmentSaid(caption="同意书", licence="review_only")
NEEDED = "全景照片"


@pytest.fixture
def put(runtime, scene):
    """Attach bytes to a dossier as its compiler; `name` is what the file is called."""

    def do(found, content, said=CLOSED, name="a.pdf", who=None):
        kept = services.keep_attachment(
            runtime.store,
            io.BytesIO(content),
            file_name=name,
            max_bytes=10_000_000,
            photo_limits=None,
        )
        with scene.work_as(who or scene.cast.compiler, at=START) as work:
            return services.attach(work, found, kept, said).id

    return do


@pytest.fixture
def asking(scene):
    """The same scene under rules that ask for a file."""
    with scene.work_as(SYSTEM) as work:
        programme = services.add_programmes(
            work,
            [
                {
                    "key": "test-asking",
                    "title": "要附件的名录",
                    "issuer": "省民政厅",
                    "issuer_nature": "government",
                    "heritage_class": "千年古村落",
                    "rule_set": {**RULES, "attachments": [NEEDED, "授权书"]},
                }
            ],
        )[0]
    return replace(scene, programme_id=programme.id)


def missing_of(scene, found):
    with scene.work_as(SYSTEM) as work:
        meter = queries.dossier(work.session, found, SYSTEM).meter
    return [
        str(what.label) for part in meter.parts if part.part.key == "F" for what in part.missing
    ]


def notified_with(scene, put, *files):
    """A dossier whose notice runs now, with files; each (content, said, name)."""
    found = scene.nominate()
    ids = [put(found, *one) for one in files]
    made = replace_nominate(scene, found)
    return ids, running(made)


def replace_nominate(scene, found):
    """The scene whose walk starts from a draft that is there already."""

    class Walk(type(scene)):  # type: ignore[misc]
        def nominate(self, **_more):
            return found

    return Walk(**{name: getattr(scene, name) for name in scene.__dataclass_fields__})


@pytest.mark.database
def test_a_file_makes_a_new_version_and_stays_in_the_past_when_withdrawn(scene, put):
    found = scene.nominate()
    seen = scene.version(found)
    first = put(found, PDF)
    assert scene.version(found) == seen + 1
    with pytest.raises(Conflict) as twice:
        put(found, PDF)
    assert twice.value.code == "heritage.attachment_exists"
    with scene.work_as(scene.cast.compiler) as work:
        services.withdraw_attachment(work, first, reason="扫描不清")
    again = put(found, PDF)
    with scene.work_as(SYSTEM) as work:
        rows = queries.attachments_of(work.session, found)
        verbs = [one.verb for one in journal.history(work.session, ("nomination", found))]
    assert [(one.id, one.withdrawn_reason) for one in rows] == [(first, "扫描不清"), (again, "")]
    assert {"heritage.attached", "heritage.attachment_withdrawn"} <= set(verbs)
    with pytest.raises(Conflict), scene.work_as(scene.cast.compiler) as work:
        services.withdraw_attachment(work, first, reason="再撤一次")


def test_only_the_compiler_attaches_and_only_while_the_dossier_is_written(scene, put):
    found = scene.nominate()
    kept = put(found, PDF)
    twin = acting_also_as(scene.cast.steward, Role.COMPILER)
    others = [who for part, who in scene.cast.everybody().items() if part != "compiler"]
    for number, who in enumerate((*others, twin)):
        with pytest.raises(Forbidden):
            put(found, PDF + bytes([number]), who=who)
        with pytest.raises(Forbidden), scene.work_as(who) as work:
            services.withdraw_attachment(work, kept, reason="不要")
    scene.submit(found)
    with pytest.raises(Refused) as late:
        put(found, PDF + b"2")
    assert late.value.code == "heritage.not_editable"
    with pytest.raises(Refused), scene.work_as(scene.cast.compiler) as work:
        services.withdraw_attachment(work, kept, reason="不要")
    seen = scene.version(found)
    with scene.work_as(scene.cast.reviewer_county, at=START) as work:
        services.review(work, found, action=Action.RETURN, reason="补照片", seen_version=seen)
    assert put(found, PDF + b"3")


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"MZ\x90\x00 a program", "照片.jpg", "Windows"),
        (b"<html><script>", "说明.pdf", "HTML"),
        (PDF, "照片.jpg", "PDF"),
        (MP4, "录音.mp3", "MP4"),
        (b"PK\x03\x04 an archive", "全部.pdf", "ZIP"),
        (b"plain words", "说明.txt", "TXT"),
        (b"", "空.pdf", "空"),
    ],
)
def test_a_file_that_lies_is_told_what_it_is(runtime, scene, content, name, told):
    with pytest.raises(Invalid) as wrong:
        services.keep_attachment(
            runtime.store,
            io.BytesIO(content),
            file_name=name,
            max_bytes=10_000_000,
            photo_limits=None,
        )
    assert told in " ".join(str(text) for text in wrong.value.fields["file"])
    assert list(runtime.store.blobs()) == []


@pytest.mark.parametrize(
    ("said", "content", "name", "wrong"),
    [
        (replace(CLOSED, shows_people=True), PDF, "a.pdf", {"consent"}),
        (replace(CLOSED, public=True), PDF, "a.pdf", {"public"}),
        (
            replace(CLOSED, public=True, shows_people=True, serves="别的"),
            PDF,
            "a.pdf",
            {"consent", "public", "serves"},
        ),
        (CLOSED, WAV, "a.wav", {"consent"}),
        (OPEN, b"II*\x00" + bytes(40), "a.tif", {"public"}),
    ],
)
def test_what_is_said_of_a_file_has_to_hold(scene, put, said, content, name, wrong):
    found = scene.nominate()
    with pytest.raises(Invalid) as invalid:
        put(found, content, said, name)
    assert set(invalid.value.fields) == wrong
    with scene.work_as(SYSTEM) as work:
        assert queries.attachments_of(work.session, found) == []


def test_the_meter_counts_the_files_that_the_rules_require(asking, put):
    found = asking.nominate()
    both = missing_of(asking, found)
    kept = put(found, jpeg(), replace(CLOSED, serves=NEEDED), "a.jpg")
    assert len(missing_of(asking, found)) == len(both) - 1
    with asking.work_as(asking.cast.compiler) as work:
        services.withdraw_attachment(work, kept, reason="换一张")
    assert missing_of(asking, found) == both


@pytest.mark.database
def test_a_notice_freezes_the_files_and_shows_only_what_is_public(scene, put, client):
    content = jpeg(scene_picture(), exif=phone_exif())
    ids, (_found, notice) = notified_with(
        scene, put, (content, OPEN, "a.jpg"), (PDF, CLOSED, "秘密.pdf")
    )
    frozen = client.get(f"/heritage/notices/{notice}/snapshot.json")
    listed = json.loads(frozen.text)["attachments"]
    assert [one["id"] for one in listed] == ids
    assert [one.get("caption") for one in listed] == ["唐墓志拓片", None]
    page = client.get(f"/heritage/notices/{notice}").text
    assert listed[1]["sha256"] in page
    assert "秘密" not in page + frozen.text
    copy = client.get(f"/heritage/attachments/{ids[0]}/copy")
    assert copy.status_code == 200
    assert b"Exif" not in copy.data
    hidden = [f"{ids[0]}/original", f"{ids[1]}/original", f"{ids[1]}/copy", "nothing/copy"]
    told = {client.get(f"/heritage/attachments/{path}").status_code for path in hidden}
    assert told == {404}


def scene_picture():
    return scene(seed=7)


def test_before_the_notice_a_file_is_for_those_who_may_read_the_dossier(
    scene, put, client, sign_in
):
    found = scene.nominate()
    kept = put(found, PDF, OPEN)
    path = f"/heritage/attachments/{kept}/original"
    assert client.get(path).status_code == 404
    sign_in(client, "reviewer_county")
    assert client.get(path).status_code == 404
    scene.submit(found)
    assert client.get(path).data == PDF
    sign_in(client, "crew")
    assert client.get(path).status_code == 404
    with scene.work_as(SYSTEM) as work:
        view = queries.attachment(work.session, kept)
        assert not queries.is_shown(work.session, view)


def test_files_are_served_in_ranges_and_run_nowhere(scene, put, client, sign_in):
    found = scene.nominate()
    kept = put(found, MP4, CLOSED, "录像.mp4")
    sign_in(client, scene.cast.compiler)
    path = f"/heritage/attachments/{kept}/original"
    whole = client.get(path)
    part = client.get(path, headers={"Range": "bytes=10-29"})
    assert (whole.data, whole.headers["Accept-Ranges"]) == (MP4, "bytes")
    assert (part.status_code, part.data) == (206, MP4[10:30])
    assert part.headers["Content-Range"] == f"bytes 10-29/{len(MP4)}"
    assert client.get(path, headers={"Range": "bytes=99999-"}).status_code == 416
    assert whole.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in whole.headers["Content-Security-Policy"]
    assert whole.headers["Content-Disposition"].startswith("inline")
    paper = put(found, PDF)
    shown = client.get(f"/heritage/attachments/{paper}/original")
    assert shown.headers["Content-Disposition"].startswith("attachment")
    known = client.get(path, headers={"If-None-Match": whole.headers["ETag"]})
    assert known.status_code == 304


@pytest.mark.database
def test_the_file_of_the_place_holds_all_of_them_and_the_public_one_what_was_shown(
    scene, put, runtime, app
):
    content = jpeg(scene_picture())
    ids, (found, _notice) = notified_with(
        scene, put, (content, OPEN, "a.jpg"), (PDF, CLOSED, "秘密.pdf")
    )
    kept = {one: members(runtime, scene.place_id, is_public=one) for one in (False, True)}
    assert {f"originals/{found}/{ids[0]}-a.jpg", f"originals/{found}/{ids[1]}-秘密.pdf"} <= kept[
        False
    ]
    # While the notice runs its own page shows them.
    assert not any(found in name for name in kept[True])


def members(runtime, place_id, *, is_public):
    """The names in the file of a place, without the folder that holds them all."""
    target = io.BytesIO()
    write_archive(runtime, place_id, target, is_public=is_public)
    with zipfile.ZipFile(target) as archive:
        return set(archive.namelist())


def test_after_the_decision_the_public_file_holds_what_was_shown(scene, put, runtime, app):
    found = scene.nominate()
    shown = put(found, jpeg(scene_picture()), OPEN, "a.jpg")
    put(found, PDF, CLOSED, "秘密.pdf")
    walk = replace_nominate(scene, found)
    walk.notified()
    walk.recognise(found, AFTER)
    names = members(runtime, scene.place_id, is_public=True)
    assert f"originals/{found}/{shown}.jpg" in names
    assert not any("秘密" in name for name in names)


def test_the_page_takes_a_file_names_every_fault_and_keeps_the_words(scene, client, sign_in):
    found = scene.nominate()
    sign_in(client, scene.cast.compiler)
    page = f"/heritage/nominations/{found}/attachments"
    assert "200 MB" in client.get(page).text
    wrong = client.post(page, data={"caption": "", "licence": "mine", "consent": "王大爷"})
    assert wrong.status_code == 422
    for name in ("file", "caption", "licence"):
        assert f'id="error-{name}"' in wrong.text
    assert "王大爷" in wrong.text
    lying = {"caption": "照片", "licence": "cc0", "file": (io.BytesIO(b"MZ\x90\x00"), "a.jpg")}
    told = client.post(page, data=lying)
    assert (told.status_code, "Windows" in told.text) == (422, True)
    good = {**lying, "file": (io.BytesIO(PDF), "a.pdf")}
    assert client.post(page, data=good).status_code == 303
    with scene.work_as(SYSTEM) as work:
        kept = queries.attachments_of(work.session, found)[0].id
    gone = f"/heritage/attachments/{kept}/withdraw"
    assert 'id="error-withdraw_reason"' in client.post(gone, data={"withdraw_reason": ""}).text
    assert client.post(gone, data={"withdraw_reason": "选错"}).status_code == 303
    assert "选错" in client.get(page).text
    sign_in(client, "reviewer_county")
    assert client.get(page).status_code == 403


def test_an_unknown_file_is_told_so(scene):
    with pytest.raises(NotFound), scene.work_as(scene.cast.compiler) as work:
        services.withdraw_attachment(work, "nothing", reason="没有")
