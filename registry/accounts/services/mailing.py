"""One mail about one notice: written down before and after, tried again, given up in the end."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from typing import TYPE_CHECKING

from registry.accounts.models import Person, PersonNotice
from registry.accounts.queries import notices as notice_queries
from registry.accounts.rules import PersonStatus
from registry.accounts.rules.notices import NOTICE_LABELS, MailState, NoticeKind, is_address
from registry.core import words
from registry.core.actor import SYSTEM
from registry.core.errors import Refused, Unavailable
from registry.core.text import T, Text
from registry.jobs.rules import MAX_ATTEMPTS
from registry.settings import MailSecurity, Settings

if TYPE_CHECKING:
    from registry.runtime import Runtime


def send_mail(runtime: Runtime, notice_id: str) -> None:
    """Send the mail of a notice, if it is still to be sent.

    That it was begun is committed before the server hears of it, that it was taken afterwards. A
    worker that dies or a line that is cut in between leaves it unknown; the mail then goes out
    again under the same Message-ID, because a notice twice does less harm than none.

    Raises:
        Unavailable: `accounts.mail_later`: the server is not there or asks to come back.
        Refused: `accounts.mail_refused`: it said no for good, or was tried often enough.
    """
    message = _begin(runtime, notice_id)
    if message is None:
        return
    try:
        _deliver(runtime.settings, message)
    except (smtplib.SMTPException, OSError) as error:
        _failed(runtime, notice_id, error)
        return
    with runtime.write(SYSTEM) as work:
        row = work.session.get_one(PersonNotice, notice_id)
        row.mail_state, row.mail_sent_at, row.mail_fault = MailState.SENT.value, work.at, ""
        work.session.add(row)


def _begin(runtime: Runtime, notice_id: str) -> EmailMessage | None:
    """The mail, with its beginning written down; None where nothing is to be sent any more."""
    with runtime.write(SYSTEM) as work:
        row = notice_queries.notice(work.session, notice_id)
        if row is None or row.mail_state in {MailState.SENT, MailState.NONE}:
            return None
        person = work.session.get_one(Person, row.person_id)
        wanted = row.kind in person.mail_kinds and person.status == PersonStatus.ACTIVE
        if row.ended_at is not None or not wanted or not runtime.settings.smtp_host:
            row.mail_state = MailState.NONE.value
            work.session.add(row)
            return None
        row.mail_state, row.mail_started_at = MailState.SENDING.value, work.at
        row.mail_attempts += 1
        work.session.add(row)
        return compose(runtime.settings, person, row)


def compose(settings: Settings, person: Person, row: PersonNotice) -> EmailMessage:
    """What is to be done, the name it is about, and where; nothing else leaves by mail."""

    def say(text: Text) -> str:
        return words.say(text, person.language)

    about = f"{say(NOTICE_LABELS[NoticeKind(row.kind)])} · {say(Text(row.about))} · {row.title}"
    link = f"{settings.public_url.rstrip('/')}/account/notices/{row.id}"
    lines = [
        about,
        "",
        say(T("请登录后查看：%(link)s", link=link)),
        "",
        say(T("邮件里不写案卷的内容。要少收或不收，请在“我的账号”里更改。")),
        settings.bureau_name,
    ]
    message = EmailMessage()
    message["From"] = settings.smtp_sender
    to = person.notice_email or person.email
    if is_address(to):  # anything else could be a list, or a header of its own
        message["To"] = to
    message["Subject"] = about
    message["Date"] = format_datetime(row.created_at)
    # The same each time it is sent, so that a mailbox can tell a repetition.
    message["Message-ID"] = f"<{row.id}@{settings.smtp_sender.rpartition('@')[2].strip('>')}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content("\n".join(lines))
    return message


def _deliver(settings: Settings, message: EmailMessage) -> None:
    if message["To"] is None:
        raise smtplib.SMTPRecipientsRefused({"": (553, b"")})
    host, port, seconds = settings.smtp_host, settings.smtp_port, settings.smtp_seconds
    context = ssl.create_default_context()
    server: smtplib.SMTP
    if settings.smtp_tls is MailSecurity.TLS:
        server = smtplib.SMTP_SSL(host, port, timeout=seconds, context=context)
    else:
        server = smtplib.SMTP(host, port, timeout=seconds)
    try:
        if settings.smtp_tls is MailSecurity.STARTTLS:
            server.starttls(context=context)
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
        server.send_message(message)
    finally:
        # Once the mail is taken, how the line ends is nothing to it.
        server.close()


def _failed(runtime: Runtime, notice_id: str, error: Exception) -> None:
    fault = fault_of(error)
    with runtime.write(SYSTEM) as work:
        row = work.session.get_one(PersonNotice, notice_id)
        over = row.mail_attempts % MAX_ATTEMPTS == 0 or _is_final(error)
        row.mail_state = (MailState.GIVEN_UP if over else MailState.WAITING).value
        row.mail_fault = fault
        work.session.add(row)
    said = T("邮件没有发成：%(fault)s", fault=fault)
    if over:
        raise Refused("accounts.mail_refused", said)
    raise Unavailable("accounts.mail_later", said)


def fault_of(error: Exception) -> str:
    """The kind of error and the server's number: its words may repeat an address."""
    code = getattr(error, "smtp_code", "")
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code = next(iter(error.recipients.values()))[0]
    return f"{type(error).__name__} {code}".strip()[:200]


def _is_final(error: Exception) -> bool:
    """Whether the server said no for good (5xx to this mail); a wrong password may be put right."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= 500 for code, _said in error.recipients.values())
    told = isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused)
    return told and getattr(error, "smtp_code", 0) >= 500
