"""Joint sign-off: recognition waits for every department that the rules name."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date, timedelta

import pytest

from registry.accounts.rules import Role
from registry.core import journal
from registry.core.actor import SYSTEM
from registry.core.errors import Conflict, Forbidden, Invalid, Refused
from registry.heritage import queries, services
from registry.heritage.rules import Action
from registry.sources.rules import FileRole
from registry.sources.services import PreparedFile

from .conftest import AFTER, RULES, START, acting_also_as, person, running

DEPARTMENTS = ["民政", "住房城乡建设", "文物"]
NUMBER = "民地字〔2026〕142号"
PDF = b"%PDF-1.4 signed and sealed"


@pytest.fixture
def joint(scene):
    """The scene with a programme that three departments sign."""
    with scene.work_as(scene.cast.steward, at=START - timedelta(hours=1)) as work:
        row = queries.programme_row(work.session, scene.programme_id)
        facts = replace(
            queries.facts_of(row),
            rule_set={**RULES, "edition": "joint", "departments": DEPARTMENTS},
        )
        made = services.add_edition(work, facts, supersedes_id=row.id, reason="五部门联合")
        return replace(scene, programme_id=made.id)


def scan(digest: str = "1") -> PreparedFile:
    return PreparedFile(FileRole.PAPER, "会签.pdf", "application/pdf", 9, digest * 64)


def sign(scene, found: str, *departments: str, who=None, number: str = NUMBER, digest: str = "1"):
    paper = services.ConsentPaper(departments, number, date(2026, 3, 1))
    with scene.work_as(who or scene.cast.steward, at=START + timedelta(hours=2)) as work:
        return services.record_consent(work, found, paper=paper, scan=scan(digest))


def withdraw(scene, consent_id: str, who=None, reason: str = "文号抄错"):
    with scene.work_as(who or scene.cast.steward, at=START + timedelta(hours=3)) as work:
        return services.withdraw_consent(work, consent_id, reason=reason)


def missing(scene, found: str) -> list[str]:
    with scene.work_as(SYSTEM) as work:
        file = queries.nomination(work.session, found)
        rules = queries.programme(work.session, file.programme_id).rules
        return queries.sign_off(work.session, file, rules).missing


@pytest.mark.database
def test_recognition_waits_until_all_have_signed(joint):
    found, _notice = joint.notified()
    with pytest.raises(Refused) as refused:
        joint.recognise(found, AFTER)
    assert refused.value.code == "heritage.consents_missing"
    sign(joint, found, "民政", "文物")
    with pytest.raises(Refused):
        joint.recognise(found, AFTER)
    assert missing(joint, found) == ["住房城乡建设"]
    sign(joint, found, "住房城乡建设", number="建村函〔2026〕8号", digest="2")
    made = joint.recognise(found, AFTER)
    with joint.work_as(SYSTEM) as work:
        entry = journal.history(work.session, ("recognition", made.id))[0]
    assert set(entry.after["consents"]) == {
        f"民政 {NUMBER}",
        f"文物 {NUMBER}",
        "住房城乡建设 建村函〔2026〕8号",
    }


def test_a_programme_that_names_none_waits_for_none(scene):
    found, _notice = scene.notified()
    with pytest.raises(Refused) as refused:
        sign(scene, found, "民政")
    assert refused.value.code == "heritage.no_sign_off"
    assert scene.recognise(found, AFTER)


@pytest.mark.database
def test_departments_that_sign_one_paper_share_its_document_and_scan(joint):
    found, _notice = joint.notified()
    first = sign(joint, found, "民政", "文物")
    later = sign(joint, found, "住房城乡建设")
    assert len({row.source_id for row in (*first, *later)}) == 1
    assert len({row.file_id for row in (*first, *later)}) == 1
    with joint.work_as(SYSTEM) as work:
        entries = journal.history(work.session, ("nomination", found))
    told = [entry.after for entry in entries if entry.verb == "heritage.consented"]
    assert told[-1] | {"notice": ""} == {
        "departments": ["民政", "文物"],
        "document_no": NUMBER,
        "notice": "",
        "sha256": "1" * 64,
    }


def test_only_the_bureau_there_and_not_on_its_own_file_records_a_consent(joint):
    found, _notice = joint.notified()
    row = sign(joint, found, "民政")[0]
    elsewhere = person("elsewhere", Role.STEWARD, joint.other_county_path)
    own = acting_also_as(joint.cast.compiler, Role.STEWARD)
    others = [who for part, who in joint.cast.everybody().items() if part != "steward"]
    for who in (*others, elsewhere, own):
        with pytest.raises(Forbidden):
            sign(joint, found, "文物", who=who)
        with pytest.raises(Forbidden):
            withdraw(joint, row.id, who=who)


@pytest.mark.parametrize(
    ("departments", "number", "wrong"),
    [
        ((), NUMBER, {"departments"}),
        (("水利",), NUMBER, {"departments"}),
        (("民政",), "民地字〔2026〕1号", {"departments"}),
        (("文物",), "民地字[2026]142号", {"consent_no"}),
        (("水利",), "民地字(2026)142号", {"departments", "consent_no"}),
    ],
)
def test_a_wrong_consent_is_named_field_by_field(joint, departments, number, wrong):
    found, _notice = joint.notified()
    sign(joint, found, "民政")
    with pytest.raises(Invalid) as refused:
        sign(joint, found, *departments, number=number)
    assert set(refused.value.fields) == wrong


def test_a_consent_taken_back_asks_for_another_and_stays_to_be_read(joint):
    found, _notice = joint.notified()
    row = sign(joint, found, *DEPARTMENTS)[0]
    with pytest.raises(Invalid):
        withdraw(joint, row.id, reason=" ")
    withdraw(joint, row.id)
    with pytest.raises(Conflict):
        withdraw(joint, row.id)
    assert missing(joint, found) == ["民政"]
    with pytest.raises(Refused):
        joint.recognise(found, AFTER)
    sign(joint, found, "民政", number="民地字〔2026〕143号", digest="3")
    assert joint.recognise(found, AFTER)


def test_a_file_returned_and_notified_again_is_signed_anew(joint):
    found, _notice = joint.notified()
    row = sign(joint, found, *DEPARTMENTS)[0]
    seen = joint.version(found)
    with joint.work_as(joint.cast.steward, at=START + timedelta(days=1)) as work:
        services.decide(work, found, action=Action.RETURN, reason="补拓片", seen_version=seen)
    assert missing(joint, found) == DEPARTMENTS
    for attempt in (lambda: sign(joint, found, "民政"), lambda: withdraw(joint, row.id)):
        with pytest.raises(Refused) as refused:
            attempt()
        assert refused.value.code == "heritage.not_under_notice"


def kinds(joint, found: str, who, at) -> dict[str, str]:
    """What waits of a file for somebody, with its detail, in words."""
    with joint.work_as(SYSTEM) as work:
        rows = queries.desk(work.session, who, at)
    mine = [row for row in rows if row.values.get("nomination_id") == found]
    return {str(row.kind): str(row.detail or "") for row in mine}


def test_consents_are_a_row_of_the_stewards_desk_from_the_first_day_until_all_have_signed(joint):
    found, notice = joint.notified()
    steward = joint.cast.steward
    sign(joint, found, "民政")
    waiting = "等 2 个部门会签"
    assert kinds(joint, found, steward, START) == {"会签": waiting, "公示中": ""}
    # The window is over: what is missing is named, and nothing can be decided.
    assert kinds(joint, found, steward, AFTER) == {"会签": waiting}
    joint.object_(notice, START + timedelta(hours=5))
    assert kinds(joint, found, steward, AFTER)["会签"] == waiting
    for who in (joint.cast.expert, joint.cast.reviewer_county, joint.cast.stranger):
        assert kinds(joint, found, who, AFTER) == {}
    for department, number, digest in (
        ("住房城乡建设", "建村函〔2026〕8号", "2"),
        ("文物", "文〔2026〕3号", "3"),
    ):
        sign(joint, found, department, number=number, digest=digest)
    assert "会签" not in kinds(joint, found, steward, AFTER)


def posted(name: str = "会签.pdf", content: bytes = PDF, **more: str) -> dict:
    form = {"departments": DEPARTMENTS, "consent_no": NUMBER, "signed_on": "2026-03-01", **more}
    return {**form, "file": (io.BytesIO(content), name)}


def test_a_scan_is_stored_and_the_public_reads_who_signed(joint, client, sign_in):
    found, notice = running(joint)
    sign_in(client, "steward")
    page = f"/heritage/nominations/{found}"
    sent = client.post(f"{page}/consents", data=posted())
    assert sent.status_code == 303
    assert "扫描件" in client.get(page).text
    sign_in(client, joint.cast.visitor)
    shown = client.get(f"/heritage/notices/{notice}").text
    assert all(name in shown for name in (*DEPARTMENTS, NUMBER))
    assert "扫描件" not in shown


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"content": b""}, {"file"}),
        ({"content": b"MZ\x90\x00 a program", "name": "会签.pdf"}, {"file"}),
        ({"content": PDF, "name": "会签.jpg"}, {"file"}),
        ({"consent_no": "民地字[2026]142号", "signed_on": "昨天"}, {"consent_no", "signed_on"}),
    ],
)
def test_a_scan_that_lies_and_wrong_fields_are_named_and_nothing_is_kept(
    joint, client, sign_in, change, wrong
):
    found, _notice = running(joint)
    sign_in(client, "steward")
    answer = client.post(f"/heritage/nominations/{found}/consents", data=posted(**change))
    assert answer.status_code == 422
    assert {name for name in wrong if f'id="error-{name}"' in answer.text} == wrong
    assert answer.text.count(" checked") >= len(DEPARTMENTS)
    assert missing(joint, found) == DEPARTMENTS
