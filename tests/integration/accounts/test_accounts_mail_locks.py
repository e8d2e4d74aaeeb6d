"""Mails over an encrypted line with a password: neither ever leaves over an open one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from registry.accounts.rules.notices import MailState
from registry.accounts.services.noticing import wire_notices
from registry.settings import MailSecurity
from tests.integration.accounts.test_accounts_notices import (
    ITEM,
    due_now,
    state,
    steward,
    tell,
)
from tests.support.mail_server import Lock, identity_in, mail_server

__all__ = ["steward"]

NAME, PASSWORD = "registry", "open sesame"
ACCOUNT = f"{NAME}:{PASSWORD}"


@pytest.fixture
def identity(tmp_path):
    """The key and certificate of a server called localhost."""
    return identity_in(tmp_path / "identity")


@pytest.fixture
def trusted(identity, monkeypatch):
    """This machine takes the certificate for good, as it does those of known authorities."""
    monkeypatch.setenv("SSL_CERT_FILE", str(identity / "cert.pem"))
    return identity


def wired(runtime, server, lock: MailSecurity, password: str = PASSWORD):
    """The installation with that mail server, a name and a password."""
    chosen = {
        "smtp_host": "localhost",
        "smtp_port": server.port,
        "smtp_sender": "dm@example.cn",
        "smtp_tls": lock,
        "smtp_user": NAME,
        "smtp_password": password,
        "smtp_seconds": 5,
        "public_url": "https://dm.example.cn",
    }
    found = replace(runtime, settings=runtime.settings.model_copy(update=chosen))
    wire_notices(found)
    return found


@pytest.mark.parametrize(
    ("lock", "asked", "overheard"),
    [
        (Lock.LATER, MailSecurity.STARTTLS, ["ehlo", "STARTTLS"]),
        (Lock.FIRST, MailSecurity.TLS, []),
    ],
)
def test_a_mail_goes_out_after_the_line_is_closed_and_the_name_is_given(
    runtime, steward, work_as, run_jobs, trusted, lock, asked, overheard
):
    with mail_server(lock, trusted, ACCOUNT) as server:
        office = wired(runtime, server, asked)
        (found,) = tell(work_as, steward, ITEM)
        run_jobs()
        assert state(office, found) == (MailState.SENT, "")
        assert [mail["Subject"] for mail in server.mails] == ["有新的待办 · 备案 · 烔炀镇"]
        assert [line.split()[0] for line in server.overheard] == overheard


def test_a_wrong_password_is_told_without_it_and_put_right_the_mail_goes_out(
    runtime, steward, work_as, run_jobs, trusted
):
    with mail_server(Lock.LATER, trusted, ACCOUNT) as server:
        office = wired(runtime, server, MailSecurity.STARTTLS, password="mistyped")
        (found,) = tell(work_as, steward, ITEM)
        run_jobs()
        assert state(office, found) == (MailState.WAITING, "SMTPAuthenticationError 535")
        assert server.mails == []
        wired(runtime, server, MailSecurity.STARTTLS)
        due_now(work_as, found)
        run_jobs()
        assert state(office, found) == (MailState.SENT, "")


@pytest.mark.parametrize(
    ("lock", "asked"),
    [(Lock.LATER, MailSecurity.STARTTLS), (Lock.FIRST, MailSecurity.TLS)],
)
def test_a_server_that_cannot_prove_its_name_gets_neither_mail_nor_password(
    runtime, steward, work_as, run_jobs, identity, lock, asked
):
    with mail_server(lock, identity, ACCOUNT) as server:
        office = wired(runtime, server, asked)
        (found,) = tell(work_as, steward, ITEM)
        run_jobs()
        waiting, fault = state(office, found)
        assert waiting == MailState.WAITING
        assert fault.startswith("SSLCertVerificationError")
        assert server.mails == []
        assert not any("AUTH" in line or "MAIL" in line for line in server.overheard)


def test_a_server_that_offers_no_encryption_is_not_spoken_to_in_the_open(
    runtime, steward, work_as, run_jobs
):
    with mail_server(Lock.OPEN, account=ACCOUNT) as server:
        office = wired(runtime, server, MailSecurity.STARTTLS)
        (found,) = tell(work_as, steward, ITEM)
        run_jobs()
        assert state(office, found) == (MailState.WAITING, "SMTPNotSupportedError")
        assert server.mails == []
        assert [line.split()[0] for line in server.overheard] == ["ehlo"]
