"""Notices to a person: their kinds, which one a thing that waits asks for, and states of a mail."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from registry.core.text import T, Text

if TYPE_CHECKING:
    from registry.core.panels import DeskItem

#: The handler that looks what waits for whom, and the one that sends one mail.
SWEEP_JOB = "accounts.look_for_notices"
MAIL_JOB = "accounts.send_mail"
SWEEP_EVERY = timedelta(minutes=10)
#: A deadline is told so long before it.
SOON = timedelta(days=3)


class NoticeKind(StrEnum):
    """提醒种类: of something new that waits, of a deadline that is near, of one that has passed."""

    WAITING = "waiting"
    SOON = "soon"
    OVERDUE = "overdue"


NOTICE_LABELS: dict[NoticeKind, Text] = {
    NoticeKind.WAITING: T("有新的待办"),
    NoticeKind.SOON: T("期限将到"),
    NoticeKind.OVERDUE: T("已过期限"),
}


class MailState(StrEnum):
    """邮件状态: `none` where the person wants no mail of this kind or none can be sent."""

    NONE = "none"
    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


MAIL_LABELS: dict[MailState, Text] = {
    MailState.NONE: T("只在页面上"),
    MailState.WAITING: T("邮件待发"),
    MailState.SENDING: T("邮件发送中"),
    MailState.SENT: T("邮件已发"),
    MailState.GIVEN_UP: T("邮件没有发成"),
}


# As HTML has it for `input type=email`, with a dot in the domain: no comment, no list, no header.
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
    r"(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)


def is_address(text: str) -> bool:
    """Whether this is one mail address by its form; whether it exists nobody knows."""
    return _ADDRESS.fullmatch(text) is not None and len(text) <= 200


def kind_of(item: DeskItem, now: datetime) -> NoticeKind | None:
    """Which notice a thing that waits asks for now: the most urgent one, or none."""
    if item.due_at is not None and item.due_at < now:
        return NoticeKind.OVERDUE
    if item.due_at is not None and item.due_at - now <= SOON:
        return NoticeKind.SOON
    return None if item.quiet else NoticeKind.WAITING


def key_of(item: DeskItem) -> str:
    """What a notice is about, in 40 characters: the page, its thing, what is to be done there."""
    said = [item.endpoint, *(f"{name}={item.values[name]}" for name in sorted(item.values))]
    return hashlib.sha256("\n".join([*said, item.kind.msgid]).encode()).hexdigest()[:40]
