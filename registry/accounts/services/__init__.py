"""Every write about people: accounts, grants, passwords, sign-in and its end."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlmodel import Session, select

from registry.accounts import queries
from registry.accounts.models import Person, RoleGrant, SignInAttempt, SignInSession
from registry.accounts.rules import (
    Permission,
    PersonStatus,
    Role,
    locked_until,
    normal_email,
    password_fault,
)
from registry.core import journal
from registry.core.actor import Actor
from registry.core.errors import Conflict, Invalid, NotFound
from registry.core.ids import new_id
from registry.core.rows import stamp
from registry.core.text import T, Text
from registry.core.work import Work

HASHER = PasswordHasher()
TOTP_STEP_SECONDS = 30


@dataclass(frozen=True, slots=True)
class SignInRules:
    """The operator's choices for sign-in."""

    session_hours: int
    lockout_attempts: int
    lockout_minutes: int


@dataclass(frozen=True, slots=True)
class SignIn:
    """The outcome of an attempt: a token, or the words why not. Never both."""

    token: str | None
    fault: Text | None


def add_person(
    work: Work,
    *,
    email: str,
    name: str,
    password: str,
    role: Role | None = None,
    scope_path: str = "",
    organisation: str = "",
) -> Person:
    """Open an account.

    Raises:
        Invalid: the address is taken or the password is too easy.
        Forbidden: the actor may not manage people.
    """
    work.actor.require(Permission.MANAGE_PEOPLE)
    address = normal_email(email)
    fault = password_fault(password, address)
    if fault is not None:
        raise Invalid({"password": [fault]})
    if queries.person_by_email(work.session, address) is not None:
        raise Invalid({"email": [T("这个邮箱已经有账号")]})
    person = Person(
        **stamp(work),
        email=address,
        name=name,
        organisation=organisation,
        password_hash=HASHER.hash(password),
    )
    work.session.add(person)
    work.session.flush()
    journal.record(
        work,
        "person.added",
        ("person", person.id),
        after={"name": name, "organisation": organisation},
    )
    if role is not None:
        grant(work, person.id, role, scope_path)
    return person


def grant(work: Work, person_id: str, role: Role, scope_path: str = "") -> None:
    """Give a person a role for a division path; giving it twice changes nothing."""
    work.actor.require(Permission.MANAGE_PEOPLE)
    _known(work, person_id)
    held = work.session.exec(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == role.value,
            RoleGrant.scope_path == scope_path,
        )
    ).one_or_none()
    if held is not None:
        return
    work.session.add(
        RoleGrant(**stamp(work), person_id=person_id, role=role.value, scope_path=scope_path)
    )
    journal.record(
        work,
        "person.role_granted",
        ("person", person_id),
        after={"role": role.value, "scope": scope_path},
    )


def revoke(work: Work, person_id: str, role: Role, scope_path: str, *, reason: str) -> None:
    """Take a role back; open sessions lose it with their next request."""
    work.actor.require(Permission.MANAGE_PEOPLE)
    held = work.session.exec(
        select(RoleGrant).where(
            RoleGrant.person_id == person_id,
            RoleGrant.role == role.value,
            RoleGrant.scope_path == scope_path,
        )
    ).one_or_none()
    if held is None:
        raise NotFound("accounts.no_such_grant", T("这个人没有这项授权"))
    work.session.delete(held)
    journal.record(
        work,
        "person.role_revoked",
        ("person", person_id),
        before={"role": role.value, "scope": scope_path},
        reason=reason,
    )


def set_status(work: Work, person_id: str, status: PersonStatus, *, reason: str) -> None:
    """Disable or re-enable an account; disabling ends all its sessions."""
    work.actor.require(Permission.MANAGE_PEOPLE)
    person = _known(work, person_id)
    if person.id == work.actor.id:
        raise Conflict("accounts.not_yourself", T("不能停用自己的账号"))
    before = person.status
    person.status = status.value
    work.session.add(person)
    if status is PersonStatus.DISABLED:
        _end_sessions(work, person_id, keep=None)
    journal.record(
        work,
        "person.status_set",
        ("person", person_id),
        before={"status": before},
        after={"status": status.value},
        reason=reason,
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """An address with the stored hash that its password met; "" where it met none."""

    address: str
    password_hash: str


def compare_password(session: Session, *, email: str, password: str) -> Compared:
    """The slow half of signing in, which needs no leave to write and so keeps no writer waiting.

    The work done is the same for an unknown address and a wrong password.
    """
    address = normal_email(email)
    person = queries.person_by_email(session, address)
    if person is None:
        if not _NOBODY:
            _NOBODY.append(HASHER.hash(secrets.token_urlsafe(16)))
        _matches(_NOBODY[0], password)
        return Compared(address, "")
    return Compared(
        address, person.password_hash if _matches(person.password_hash, password) else ""
    )


def sign_in(work: Work, compared: Compared, *, code: str, agent: str, rules: SignInRules) -> SignIn:
    """Try to sign in. The attempt is recorded whatever comes of it, so this never raises.

    The words are the same for an unknown address and a wrong password.
    """
    address = compared.address
    window = timedelta(minutes=rules.lockout_minutes)
    failures = queries.recent_failures(work.session, address, work.at - 2 * window)
    until = locked_until(failures, rules.lockout_attempts, rules.lockout_minutes)
    if until is not None and until > work.at:
        minutes = max(1, int((until - work.at).total_seconds() // 60))
        return SignIn(None, T("尝试次数过多，请 %(n)d 分钟后再试", n=minutes))
    person = queries.person_by_email(work.session, address)
    fault = _check(work, person, compared, code)
    work.session.add(SignInAttempt(id=new_id(), email=address, at=work.at, succeeded=fault is None))
    if fault is not None or person is None:
        return SignIn(None, fault)
    token = secrets.token_urlsafe(32)
    work.session.add(
        SignInSession(
            id=new_id(),
            token_digest=queries.token_digest(token),
            person_id=person.id,
            created_at=work.at,
            last_seen_at=work.at,
            expires_at=work.at + timedelta(hours=rules.session_hours),
            agent=agent[:200],
        )
    )
    # Before the sign-in the request is nobody's; the entry names the person it made it.
    signed_in = replace(work, actor=Actor(id=person.id, name=person.name))
    journal.record(signed_in, "person.signed_in", ("person", person.id))
    return SignIn(token, None)


# Compared against when the address is unknown, so that both cases take the same time.
_NOBODY: list[str] = []


def _check(work: Work, person: Person | None, compared: Compared, code: str) -> Text | None:
    # The hash is compared again: the password may have been changed in between.
    if person is None or person.password_hash != compared.password_hash:
        return T("邮箱或口令不对")
    if person.status != PersonStatus.ACTIVE:
        return T("邮箱或口令不对")
    if person.totp_confirmed_at is None:
        return None
    if not code:
        return T("请再填写动态码")
    return None if _use_code(work, person, code) else T("动态码不对或已用过")


def _matches(stored: str, password: str) -> bool:
    try:
        return HASHER.verify(stored, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _use_code(work: Work, person: Person, code: str) -> bool:
    # A code counts once: the step of the last accepted code is kept (RFC 6238 section 5.2).
    given = code.strip().encode()
    totp = pyotp.TOTP(person.totp_secret)
    now_step = int(work.at.timestamp()) // TOTP_STEP_SECONDS
    for step in (now_step - 1, now_step, now_step + 1):
        expected = totp.at(step * TOTP_STEP_SECONDS)
        if step > person.totp_last_step and secrets.compare_digest(expected.encode(), given):
            person.totp_last_step = step
            work.session.add(person)
            return True
    return False


def touch_session(work: Work, session_id: str) -> None:
    """Note that a session was used (kept coarse: the caller decides how often)."""
    row = work.session.get(SignInSession, session_id)
    if row is not None:
        row.last_seen_at = work.at
        work.session.add(row)


def sign_out(work: Work, session_id: str) -> None:
    """End one's own session; ending it twice is fine."""
    row = work.session.get(SignInSession, session_id)
    if row is None or row.person_id != work.actor.id:
        raise NotFound("accounts.no_such_session", T("没有这个登录"))
    if row.revoked_at is None:
        row.revoked_at = work.at
        work.session.add(row)
        journal.record(work, "person.signed_out", ("person", row.person_id))


def change_password(work: Work, *, current: str, new: str, keep_session: str | None) -> None:
    """Change one's own password; every other session of the person ends.

    Raises:
        Invalid: the present password is wrong or the new one too easy.
    """
    person = _known(work, work.actor.id or "")
    faults: dict[str, list[Text]] = {}
    if not _matches(person.password_hash, current):
        faults["current"] = [T("现在的口令不对")]
    fault = password_fault(new, person.email)
    if fault is not None:
        faults["new"] = [fault]
    if faults:
        raise Invalid(faults)
    person.password_hash = HASHER.hash(new)
    work.session.add(person)
    _end_sessions(work, person.id, keep=keep_session)
    journal.record(work, "person.password_changed", ("person", person.id))


def start_totp(work: Work) -> str:
    """A fresh secret for the person's authenticator; not in force until a code confirms it."""
    person = _known(work, work.actor.id or "")
    if person.totp_confirmed_at is not None:
        raise Conflict("accounts.totp_on", T("动态码已经开启"))
    person.totp_secret = pyotp.random_base32()
    work.session.add(person)
    journal.record(work, "person.totp_started", ("person", person.id))
    return person.totp_secret


def confirm_totp(work: Work, code: str) -> None:
    """Turn two-step sign-in on, by a code from the authenticator.

    Raises:
        Invalid: the code does not fit the secret.
    """
    person = _known(work, work.actor.id or "")
    if not person.totp_secret or not _use_code(work, person, code):
        raise Invalid({"code": [T("动态码不对，请核对手机时间后再试")]})
    person.totp_confirmed_at = work.at
    work.session.add(person)
    journal.record(work, "person.totp_confirmed", ("person", person.id))


def stop_totp(work: Work, password: str) -> None:
    """Turn two-step sign-in off; asks for the password again."""
    person = _known(work, work.actor.id or "")
    if not _matches(person.password_hash, password):
        raise Invalid({"password": [T("现在的口令不对")]})
    person.totp_secret, person.totp_confirmed_at, person.totp_last_step = "", None, 0
    work.session.add(person)
    journal.record(work, "person.totp_stopped", ("person", person.id))


def _end_sessions(work: Work, person_id: str, keep: str | None) -> None:
    for row in queries.living_sessions(work.session, person_id, work.at):
        if row.id != keep:
            row.revoked_at = work.at
            work.session.add(row)


def _known(work: Work, person_id: str) -> Person:
    person = queries.person(work.session, person_id)
    if person is None:
        raise NotFound("accounts.unknown_person", T("没有这个人"))
    return person
