"""Tables of people: person, role grant, sign-in session, sign-in attempt."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from registry.accounts.rules import PersonStatus, Role
from registry.core.rows import Row, states_sql


class Person(Row, table=True):
    """人员: someone with an account. Never deleted: the journal and decisions name them."""

    __tablename__ = "person"
    __table_args__ = (
        UniqueConstraint("email"),
        CheckConstraint(states_sql("status", PersonStatus), name="status"),
    )

    email: str = Field(max_length=200)
    name: str = Field(max_length=120)
    organisation: str = Field(default="", max_length=200)
    password_hash: str = Field(max_length=300)
    status: str = Field(default=PersonStatus.ACTIVE.value, max_length=16)
    totp_secret: str = Field(default="", max_length=64)
    totp_confirmed_at: datetime | None = None
    totp_last_step: int = 0
    #: Where mails go if not to the address of sign-in; "" is that one.
    notice_email: str = Field(default="", max_length=200)
    #: "en" or "zh", in which mails are written.
    language: str = Field(default="zh", max_length=2)
    #: Kinds of notice that also come by mail; none for somebody who has not asked.
    mail_kinds: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))


class RoleGrant(Row, table=True):
    """授权: a role held for one division path; an empty path is everywhere."""

    __tablename__ = "role_grant"
    __table_args__ = (
        UniqueConstraint("person_id", "role", "scope_path"),
        CheckConstraint(states_sql("role", Role), name="role"),
    )

    person_id: str = Field(foreign_key="person.id", max_length=16, index=True)
    role: str = Field(max_length=32)
    scope_path: str = Field(default="", max_length=200)


class SignInSession(SQLModel, table=True):
    """登录会话: one signed-in browser; of its token only the digest is kept."""

    __tablename__ = "sign_in_session"

    id: str = Field(primary_key=True, max_length=16)
    token_digest: str = Field(max_length=64, unique=True)
    person_id: str = Field(foreign_key="person.id", max_length=16, index=True)
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    revoked_at: datetime | None = None
    agent: str = Field(default="", max_length=200)


class SignInAttempt(SQLModel, table=True):
    """登录尝试: counted for the lockout, also for addresses that have no account."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_email_at", "email", "at"),)

    id: str = Field(primary_key=True, max_length=16)
    email: str = Field(max_length=200)
    at: datetime
    succeeded: bool
