"""A worker killed before, and one killed after, the server took the mail: nothing is lost."""

from __future__ import annotations

import pytest

from registry.accounts.queries import notices as queries
from registry.accounts.services import mailing
from registry.accounts.services.mailing import send_mail
from tests.integration.accounts.test_accounts_notices import (
    ITEM,
    office,
    server,
    state,
    steward,
    tell,
)

__all__ = ["office", "server", "steward"]


class KilledError(BaseException):
    """As a signal: nothing after it is done."""


def test_killed_before_the_server_heard_of_it_the_mail_goes_out_once(
    office, server, steward, work_as, monkeypatch
):
    (found,) = tell(work_as, steward, ITEM)
    with monkeypatch.context() as patch:
        patch.setattr(mailing, "_deliver", _killed)
        with pytest.raises(KilledError):
            send_mail(office, found)
    assert state(office, found)[0] == "sending"
    send_mail(office, found)
    send_mail(office, found)
    assert len(server.mails) == 1
    with office.database.read() as session:
        row = queries.notice(session, found)
        assert row.mail_attempts == 2
        assert row.mail_started_at <= row.mail_sent_at


def test_killed_after_the_server_took_it_the_mail_is_sent_again_under_the_same_identity(
    office, server, steward, work_as, monkeypatch
):
    (found,) = tell(work_as, steward, ITEM)
    real = mailing._deliver

    def taken_and_killed(settings, message):
        real(settings, message)
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(mailing, "_deliver", taken_and_killed)
        with pytest.raises(KilledError):
            send_mail(office, found)
    send_mail(office, found)
    send_mail(office, found)
    assert {mail["Message-ID"] for mail in server.mails} == {f"<{found}@example.cn>"}
    assert len(server.mails) == 2


def _killed(_settings, _message):
    raise KilledError
