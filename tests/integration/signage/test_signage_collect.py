"""The door of ODK Collect, asked by a program that does what Collect does, over real HTTP."""

from __future__ import annotations

import csv
import hashlib
import io
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from registry.core import journal
from registry.core.actor import SYSTEM
from registry.signage import queries, services
from registry.signage.queries.collect import files_of
from tests.support.collect import (
    FAR,
    NEAR,
    Collect,
    FilledForm,
    NotSentError,
    fill,
    form_for,
    parsed,
)

LISTED = "{http://openrosa.org/xforms/xformsList}"
MANIFEST = "{http://openrosa.org/xforms/xformsManifest}"


def md5(content):
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


@pytest.mark.database
def test_a_filled_form_becomes_the_same_report_as_any_other(phone, stage, stored, seen, cast):
    sign = stage.made()
    form = form_for(sign, defects="faded loose", condition="worn")
    phone.send(form)
    report, held, kept = stored(form)
    assert phone.answers == [204, 201]
    assert (report.status, set(held)) == ("received", {"near", "far"})
    assert held["near"].sha256 == hashlib.sha256(NEAR).hexdigest()
    assert (report.reporter_id, report.client, report.capture_source) == (
        cast.crew.id,
        "openrosa",
        "camera",
    )
    assert (report.lon, report.lat, report.accuracy_m) == (117.283, 31.861, 4.8)
    assert (report.fix_age_s, report.mock_position) == (20, False)
    assert (report.condition, report.defects) == ("worn", ["faded", "loose"])
    assert (kept.report_id, kept.device_id, kept.xml) == (
        report.id,
        "collect:abc123",
        form.xml.decode(),
    )
    assert kept.ended_at - kept.started_at == timedelta(minutes=8)
    verbs = {each.verb for each in seen(journal.history, ("field_report", report.id))}
    assert verbs == {"signage.report_declared", "signage.report_received"}
    assert seen(queries.sign, sign.id).state == "installed_claimed"


def test_every_answer_has_the_protocols_headers_and_head_is_exactly_204(phone, stage):
    phone.send(form_for(stage.made()))
    phone.ask("GET", "/formList")
    with pytest.raises(NotSentError):
        phone.post(FilledForm(b"<a", {}, ""), [])
    Collect(phone.base + "x").ask("GET", "/formList")
    assert all(each["x-openrosa-version"] == "1.0" and each["date"] for each in phone.headers)
    assert phone.headers[0]["x-openrosa-accept-content-length"] == "10000000"
    assert phone.headers[1]["content-type"] == "text/xml; charset=utf-8"


@pytest.mark.database
def test_the_list_leads_to_the_form_and_to_the_persons_own_signs(phone, stage, cast):
    sign = stage.made()
    _, content = phone.ask("GET", "/formList")
    [form] = parsed(content)
    entry = {child.tag.removeprefix(LISTED): child.text for child in form}
    path = "/forms/sign_report"
    status, shown = phone.ask("GET", f"{path}.xml")
    assert status == 200
    assert entry["formID"] == "sign_report"
    assert entry["hash"] == f"md5:{md5(shown)}"
    assert entry["downloadUrl"] == f"{phone.base}{path}.xml"
    assert entry["manifestUrl"] == f"{phone.base}{path}/manifest"
    [media] = parsed(phone.ask("GET", f"{path}/manifest")[1])
    file = {child.tag.removeprefix(MANIFEST): child.text for child in media}
    _, table = phone.ask("GET", f"{path}/signs.csv")
    assert file == {
        "filename": "signs.csv",
        "hash": f"md5:{md5(table)}",
        "downloadUrl": f"{phone.base}{path}/signs.csv",
    }
    rows = {row["name"]: row for row in csv.DictReader(io.StringIO(table.decode()))}
    assert (rows[sign.code]["text"], rows[sign.code]["roman"]) == (sign.text_hanzi, sign.text_roman)
    assert rows[sign.code]["geometry"] == "31.861000 117.283000 0 0"
    assert rows[sign.code]["place"].endswith("肥东县")


def test_another_form_is_not_in_the_list(phone):
    assert list(parsed(phone.ask("GET", "/formList?formID=other")[1])) == []
    assert len(parsed(phone.ask("GET", "/formList?formID=sign_report&verbose=true")[1])) == 1


@pytest.mark.database
def test_split_requests_are_incomplete_and_visible_until_the_last(
    phone, stage, stored, seen, cast, client, sign_in
):
    form = form_for(stage.made())
    near, far = form.files
    assert near not in phone.post(form, [near], is_last=False)
    report, _, kept = stored(form)
    assert (phone.answers[-1], report, kept.report_id) == (202, None, None)
    for actor in (cast.crew, cast.crew_leader):
        [open_form] = seen(queries.unfinished_forms, actor)
        assert (open_form.held, open_form.missing) == ((near,), (far,))
    assert seen(queries.unfinished_forms, cast.other_crew) == []
    for part, is_shown in (("crew", True), ("crew_leader", True), ("other_crew", False)):
        sign_in(client, part)
        assert (far in client.get("/signage/collect").get_data(as_text=True)) == is_shown
    phone.post(form, [far])
    report, held, _ = stored(form)
    assert (phone.answers[-1], report.status, len(held)) == (201, "received", 2)
    assert seen(queries.unfinished_forms, cast.crew) == []


@pytest.mark.parametrize("chunked", [False, True])
def test_the_client_splits_by_the_servers_limit_and_may_send_in_chunks(
    site, key_of, cast, stage, stored, monkeypatch, chunked
):
    monkeypatch.setattr("registry.signage.api.collect.submission.SPLIT_AT", len(NEAR) + 3000)
    phone = Collect(f"{site}/openrosa/{key_of(cast.crew)}", chunked=chunked)
    form = form_for(stage.made())
    phone.send(form)
    assert phone.answers == [204, 202, 201]
    assert stored(form)[0].status == "received"


@pytest.mark.database
def test_the_same_again_is_received_again_and_changes_nothing(phone, stage, stored, seen):
    form = form_for(stage.made())
    phone.send(form)
    before = stored(form)[0], seen(journal.verify).entries
    phone.send(form)
    assert phone.answers == [204, 201, 204, 201]
    assert (stored(form)[0], seen(journal.verify).entries) == before


@pytest.mark.database
def test_other_content_under_the_same_identifier_is_a_conflict(
    phone, stage, stored, site, key_of, cast
):
    sign = stage.made()
    form = form_for(sign)
    near, _far = form.files
    phone.post(form, [near], is_last=False)
    other = form_for(sign, instance_id=form.instance_id, note="改过")
    with pytest.raises(NotSentError) as caught:
        phone.send(other)
    assert (caught.value.status, "instanceID" in caught.value.message) == (409, True)
    changed = FilledForm(form.xml, {near: FAR}, form.instance_id)
    with pytest.raises(NotSentError) as caught:
        phone.post(changed, [near])
    assert (caught.value.status, near in caught.value.message) == (409, True)
    theirs = Collect(f"{site}/openrosa/{key_of(cast.other_crew)}")
    with pytest.raises(NotSentError) as caught:
        theirs.send(form)
    assert caught.value.status == 409
    phone.send(form)
    assert stored(form)[0].note == "路口"


def test_a_file_nobody_declared_is_kept_and_shown(phone, stage, stored, seen, runtime, cast):
    form = form_for(stage.made())
    extra = FilledForm(form.xml, {**form.files, "audit.csv": b"event,node\n"}, form.instance_id)
    words = phone.post(extra, list(extra.files))
    _, held, kept = stored(form)
    files = {file.name: file for file in seen(files_of, kept.id)}
    assert ("audit.csv" in words, files["audit.csv"].role, len(held)) == (True, "", 2)
    assert runtime.store.read(files["audit.csv"].sha256) == b"event,node\n"
    assert seen(queries.is_collected, files["audit.csv"].sha256)
    [shown] = seen(queries.forms_to_look_at, cast.crew_leader)
    assert shown.unexpected == ("audit.csv",)


def test_there_is_an_end_to_files_nobody_declared(phone, stage, stored):
    form = form_for(stage.made())
    many = FilledForm(form.xml, {f"{n}.txt": b"x" for n in range(21)}, form.instance_id)
    with pytest.raises(NotSentError) as caught:
        phone.post(many, list(many.files))
    assert (caught.value.status, stored(form)[2]) == (413, None)


WRONG = {
    "sign": ({"sign": "123456789"}, 422, "没有这个编码"),
    "kind": ({"kind": "exploded"}, 422, "上报什么"),
    "condition": ({"condition": None}, 422, "状况"),
    "text": ({"observed_hanzi": ""}, 422, "读到的汉字"),
    "position": ({"here": "nowhere"}, 422, "标志的位置"),
    "exchanged position": ({"here": "117.28 31.86 0 5"}, 422, "标志的位置"),
    "time": ({"taken_at": "noon"}, 422, "拍摄时间"),
    "path": ({"near": "../../etc/passwd"}, 422, "近照"),
    "no identifier": ({"meta": ""}, 422, "instanceID"),
    "bad identifier": ({"meta": "<instanceID>uuid:7</instanceID>"}, 422, "instanceID"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_named_in_the_message_that_collect_shows(phone, stage, stored, case):
    changes, status, words = WRONG[case]
    form = form_for(stage.made(), **changes)
    with pytest.raises(NotSentError) as caught:
        phone.send(form)
    assert (caught.value.status, words in caught.value.message) == (status, True)
    assert stored(form)[2] is None


def test_all_wrong_answers_are_named_at_once(phone, stage):
    form = form_for(stage.made(), kind="exploded", condition="blue", here="", sign="x")
    with pytest.raises(NotSentError) as caught:
        phone.send(form)
    for words in ("哪一块标志", "上报什么", "状况", "标志的位置"):
        assert words in caught.value.message


def test_an_edit_of_what_arrived_is_refused_and_says_what_to_do(phone, stage, stored):
    sign = stage.made()
    form = form_for(sign)
    phone.send(form)
    edit = form_for(
        sign,
        meta=f"<instanceID>uuid:{'1' * 8}-0000-4000-8000-000000000000</instanceID>"
        f"<deprecatedID>uuid:{form.instance_id}</deprecatedID>",
    )
    with pytest.raises(NotSentError) as caught:
        phone.send(edit)
    assert (caught.value.status, "不能修改" in caught.value.message) == (422, True)
    assert stored(form)[0].note == "路口"


@pytest.mark.database
def test_a_position_that_an_app_made_up_is_kept_as_such_and_shown(phone, stage, stored, seen, cast):
    form = form_for(stage.made(), here="31.861 117.283 0.0 0.0")
    phone.send(form)
    report = stored(form)[0]
    assert (report.mock_position, report.accuracy_m) == (True, None)
    [shown] = seen(queries.forms_to_look_at, cast.crew_leader)
    assert (shown.row.report_id, shown.mock_position, shown.unexpected) == (report.id, True, ())


@pytest.mark.parametrize(
    "said", ["https://dm.example.cn/s/{code}", "{dashed}", "{lower}", "https://x/s/{code}/"]
)
def test_a_sign_is_found_by_what_its_plate_gives(phone, stage, stored, said):
    sign = stage.made()
    code = said.format(
        code=sign.code, lower=sign.code.lower(), dashed="-".join(re.findall("...", sign.code))
    )
    form = form_for(sign, way="scan", sign_scanned=code, sign=code)
    phone.send(form)
    assert stored(form)[0].sign_id == sign.id


def test_a_photo_that_cannot_be_opened_keeps_nothing_so_that_it_can_be_taken_anew(
    phone, stage, stored
):
    sign = stage.made()
    form = fill(sign.code, NEAR[: len(NEAR) // 2], FAR, observed_hanzi=sign.text_hanzi)
    with pytest.raises(NotSentError) as caught:
        phone.send(form)
    assert (caught.value.status, "近照" in caught.value.message) == (422, True)
    assert stored(form)[2] is None
    again = fill(sign.code, NEAR, FAR, instance_id=form.instance_id, note="重拍")
    phone.send(again)
    assert stored(again)[0].note == "重拍"


@pytest.mark.database
def test_a_photo_of_another_sign_is_refused_as_everywhere(phone, stage, stored, land):
    phone.send(form_for(stage.made()))
    form = form_for(stage.made(land.other_id))
    with pytest.raises(NotSentError) as caught:
        phone.send(form)
    assert (caught.value.status, "已经用在另一块标志上" in caught.value.message) == (422, True)
    assert stored(form)[0] is None


@pytest.mark.database
def test_twenty_deliveries_at_once_make_one_report(site, key_of, cast, stage, stored, seen):
    base = f"{site}/openrosa/{key_of(cast.crew)}"
    form = form_for(stage.made())

    def deliver(_number):
        phone = Collect(base)
        phone.send_until_done(form)
        return phone.answers[-1]

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(deliver, range(20)))
    report, held, kept = stored(form)
    assert (answers, report.status, len(held)) == ({201}, "received", 2)
    assert len(seen(files_of, kept.id)) == 2
    assert len(seen(queries.reports_of_sign, report.sign_id)) == 1
    verbs = [each.verb for each in seen(journal.history, ("field_report", report.id))]
    assert sorted(verbs) == ["signage.report_declared", "signage.report_received"]


@pytest.mark.database
def test_the_halves_of_a_form_at_once_make_one_whole_report(site, key_of, cast, stage, stored):
    base = f"{site}/openrosa/{key_of(cast.crew)}"
    form = form_for(stage.made())

    def deliver(name):
        return Collect(base).post(form, [name])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(deliver, [*form.files, *form.files]))
    report, held, _ = stored(form)
    assert (report.status, len(held)) == ("received", 2)


def test_forms_whose_photos_never_came_are_let_go_of_with_a_trace(
    phone, stage, stored, work_as, seen
):
    form, whole = form_for(stage.made()), None
    near = next(iter(form.files))
    phone.post(form, [near], is_last=False)
    kept = stored(form)[2]
    with work_as(SYSTEM) as work:
        assert services.drop_abandoned(work, before=kept.created_at) == 0
        assert services.drop_abandoned(work, before=work.at + timedelta(days=1)) == 1
    assert (stored(form)[2], seen(queries.is_collected, hashlib.sha256(NEAR).hexdigest())) == (
        None,
        False,
    )
    [entry] = [
        each
        for each in seen(journal.history, ("collect_submission", kept.id))
        if each.verb == "signage.collect_dropped"
    ]
    assert entry.before["files"] == {near: hashlib.sha256(NEAR).hexdigest()}
    phone.send(form)
    whole = stored(form)[0]
    with work_as(SYSTEM) as work:
        assert services.drop_abandoned(work, before=work.at + timedelta(days=1)) == 0
    assert stored(form)[0] == whole
