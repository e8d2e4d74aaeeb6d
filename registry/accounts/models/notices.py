"""Table of notices: what a person was told, and what became of the mail about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, text
from sqlmodel import Field

from registry.accounts.rules.notices import MailState, NoticeKind
from registry.core.rows import Row, states_sql


class PersonNotice(Row, table=True):
    """提醒: one thing that waits for one person; it ends when the thing waits no longer.

    Nothing of the thing itself is kept but its name, so that nothing else can get into a mail.
    """

    __tablename__ = "person_notice"
    __table_args__ = (
        CheckConstraint(states_sql("kind", NoticeKind), name="kind"),
        CheckConstraint(states_sql("mail_state", MailState), name="mail_state"),
        CheckConstraint("(mail_state = 'sent') = (mail_sent_at IS NOT NULL)", name="sent_whole"),
        Index(
            "uq_person_notice_open",
            "person_id",
            "kind",
            "key",
            unique=True,
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_person_notice_newest", "person_id", "created_at"),
        Index("ix_person_notice_mail_state", "mail_state"),
    )

    person_id: str = Field(foreign_key="person.id", max_length=16)
    kind: str = Field(max_length=8)
    key: str = Field(max_length=40)
    #: The message id of what is to be done, and the name of the thing.
    about: str = Field(max_length=120)
    title: str = Field(max_length=200)
    endpoint: str = Field(max_length=80)
    address: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    due_at: datetime | None = None
    ended_at: datetime | None = None
    mail_state: str = Field(default=MailState.NONE.value, max_length=8)
    mail_attempts: int = 0
    #: Written before the server is spoken to and after it has said yes: between the two nobody
    #: knows, and the mail is sent again.
    mail_started_at: datetime | None = None
    mail_sent_at: datetime | None = None
    #: What the server said, without any address.
    mail_fault: str = Field(default="", max_length=200)
