"""Notices and their mails, over a real socket: one each, none to whom nobody asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from registry.accounts.models import Person
from registry.accounts.queries import notices as queries
from registry.accounts.rules import Role
from registry.accounts.rules.notices import MailState, NoticeKind
from registry.accounts.services.noticing import (
    choose_notices,
    keep_notices,
    look_for_notices,
    wire_notices,
)
from registry.core.actor import SYSTEM
from registry.core.panels import DeskItem
from registry.core.text import T
from registry.jobs import queries as job_queries
from registry.jobs.models import Job
from registry.jobs.services import renew
from registry.runtime import Runtime
from tests.support.mail_server import Fault, mail_server
from tests.support.people import play

pytestmark = pytest.mark.database
KINDS = [kind.value for kind in NoticeKind]
ITEM = DeskItem(kind=T("备案"), title="烔炀镇", endpoint="web.desk_show", detail=T("不外传"))


@pytest.fixture
def server():
    with mail_server() as found:
        yield found


@pytest.fixture
def office(runtime, server) -> Runtime:
    """The same installation with a mail server."""
    settings = runtime.settings.model_copy(
        update={
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_sender": "dm@example.cn",
            "smtp_tls": "none",
            "smtp_seconds": 0.5,
            "public_url": "https://dm.example.cn",
        }
    )
    found = replace(runtime, settings=settings)
    wire_notices(found)
    return found


@pytest.fixture
def steward(work_as):
    with work_as(SYSTEM) as work:
        person = play(work, "mailed", Role.STEWARD)
    with work_as(person) as work:
        choose_notices(work, mail_kinds=KINDS, address="", language="zh")
    return person


def tell(work_as, person, *items, can_send=True) -> list[str]:
    with work_as(SYSTEM) as work:
        keep_notices(work, person.id, items, can_send=can_send)
        return [row.id for row in queries.open_notices(work.session, person.id)]


def state(runtime, notice_id) -> tuple[str, str]:
    with runtime.database.read() as session:
        row = queries.notice(session, notice_id)
        return row.mail_state, row.mail_fault


def due_now(work_as, notice_id) -> None:
    """Back-off is over."""
    with work_as(SYSTEM) as work:
        job = job_queries.latest(work.session, "person_notice", notice_id, work.at)
        row = work.session.get_one(Job, job.id)
        row.run_after = work.at
        work.session.add(row)


def test_one_notice_is_one_mail_with_the_name_and_a_link_and_nothing_else(
    office, server, steward, work_as, run_jobs
):
    (found,) = tell(work_as, steward, ITEM)
    tell(work_as, steward, ITEM)
    run_jobs()
    assert len(server.mails) == 1
    mail = server.mails[0]
    assert mail["Subject"] == "有新的待办 · 备案 · 烔炀镇"
    assert mail["Message-ID"] == f"<{found}@example.cn>"
    text = mail.get_content()
    assert f"https://dm.example.cn/account/notices/{found}" in text
    assert "不外传" not in text
    assert state(office, found) == (MailState.SENT, "")


def test_a_mail_is_in_its_readers_language_and_goes_to_the_address_they_chose(
    office, server, steward, work_as, run_jobs
):
    with work_as(steward) as work:
        choose_notices(work, mail_kinds=KINDS, address="other@example.cn", language="en")
    tell(work_as, steward, ITEM)
    run_jobs()
    assert server.mails[0]["To"] == "other@example.cn"
    assert server.mails[0]["Subject"] == "Something new is waiting · Filing · 烔炀镇"
    assert "Sign in to see it" in server.mails[0].get_content()


def test_who_did_not_ask_gets_no_mail_and_the_page_tells_them(office, server, work_as, run_jobs):
    with work_as(SYSTEM) as work:
        person = play(work, "quiet", Role.STEWARD)
    (found,) = tell(work_as, person, ITEM)
    run_jobs()
    assert server.talks == 0
    assert state(office, found)[0] == MailState.NONE


def test_a_thing_that_is_done_ends_its_notice_and_its_mail_and_is_told_again_when_it_comes_back(
    office, server, steward, work_as, run_jobs
):
    (first,) = tell(work_as, steward, ITEM)
    assert tell(work_as, steward) == []
    run_jobs()
    assert server.mails == []
    assert state(office, first)[0] == MailState.NONE
    (second,) = tell(work_as, steward, ITEM)
    run_jobs()
    assert second != first
    assert len(server.mails) == 1


def test_a_deadline_is_told_when_it_is_near_and_when_it_has_passed(
    office, server, steward, work_as, run_jobs
):
    now = datetime.now(UTC)
    for days in (10, 2, -1):
        tell(work_as, steward, replace(ITEM, due_at=now + timedelta(days=days)))
        run_jobs()
    words = [mail["Subject"].split(" · ")[0] for mail in server.mails]
    assert words == ["有新的待办", "期限将到", "已过期限"]


@pytest.mark.parametrize("fault", [Fault.LATER, Fault.SLOW])
def test_a_server_that_cannot_now_is_asked_again_later(
    office, server, steward, work_as, run_jobs, fault
):
    server.faults = [fault]
    (found,) = tell(work_as, steward, ITEM)
    run_jobs()
    waiting, said = state(office, found)
    assert waiting == MailState.WAITING
    assert said
    assert server.mails == []
    due_now(work_as, found)
    run_jobs()
    assert len(server.mails) == 1
    assert state(office, found) == (MailState.SENT, "")


def test_a_line_cut_after_the_mail_was_taken_repeats_it_under_the_same_identity(
    office, server, steward, work_as, run_jobs
):
    server.faults = [Fault.CUTS]
    (found,) = tell(work_as, steward, ITEM)
    run_jobs()
    assert state(office, found)[0] == MailState.WAITING
    due_now(work_as, found)
    run_jobs()
    assert [mail["Message-ID"] for mail in server.mails] == [f"<{found}@example.cn>"] * 2
    assert state(office, found)[0] == MailState.SENT


def test_a_recipient_refused_for_good_is_given_up_at_once_and_the_administrator_is_told(
    office, server, steward, work_as, run_jobs
):
    server.faults = [Fault.REFUSES]
    (found,) = tell(work_as, steward, ITEM)
    run_jobs()
    assert state(office, found) == (MailState.GIVEN_UP, "SMTPRecipientsRefused 550")
    with office.database.read() as session:
        failed = job_queries.recent_failures(session, office.clock.now())
    assert [job.kind for job in failed] == ["accounts.send_mail"]
    assert "550" in failed[0].fault
    assert "example" not in failed[0].fault


def test_a_server_that_never_answers_is_given_up_after_five_attempts(
    office, server, steward, work_as, run_jobs
):
    server.faults = [Fault.LATER] * 9
    (found,) = tell(work_as, steward, ITEM)
    for _ in range(7):
        run_jobs()
        due_now(work_as, found)
    assert server.talks == 5
    assert state(office, found)[0] == MailState.GIVEN_UP


def test_an_address_that_is_a_list_is_never_written_to(office, server, steward, work_as, run_jobs):
    with work_as(SYSTEM) as work:
        row = work.session.get_one(Person, steward.id)
        row.notice_email = "a@b.cn,c@d.cn"
        work.session.add(row)
    (found,) = tell(work_as, steward, ITEM)
    run_jobs()
    assert server.talks == 0
    assert state(office, found)[0] == MailState.GIVEN_UP


def test_whoever_lost_their_leave_is_told_nothing_more(office, steward, work_as):
    office.panels.add_desk(lambda _session, _actor, _now: [ITEM])
    assert look_for_notices(office, steward.id) == 1
    with work_as(SYSTEM) as work:
        crew = play(work, "crew-only", Role.CREW)
    assert look_for_notices(office, crew.id) == 0


def test_looking_recurs_with_one_row_however_often_it_is_done(office, work_as, run_jobs):
    for _ in range(3):
        renew(office)
        renew(office)
        run_jobs()
        with work_as(SYSTEM) as work:
            row = job_queries.recurring(work.session, "accounts.look_for_notices")
            assert row.state == "done"
            row.finished_at = work.at - timedelta(minutes=11)
            work.session.add(row)
    with office.database.read() as session:
        assert sum(job_queries.counts(session).values()) == 1
