"""What people type about themselves and each other."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, StringConstraints

from registry.accounts.rules import Role
from registry.core.forms import Form, Line, OptionalLine, Wrong
from registry.core.text import T


def _email(value: str) -> str:
    local, at, domain = value.partition("@")
    if not (local and at and "." in domain) or " " in value:
        raise Wrong(T("邮箱写作 name@example.cn"))
    return value


Email = Annotated[Line, AfterValidator(_email)]
Password = Annotated[str, StringConstraints(strip_whitespace=False, min_length=1, max_length=200)]


class SignInForm(Form):
    """Address, password and, where turned on, the code."""

    email: Line
    password: Password
    code: OptionalLine = ""
    next: OptionalLine = ""


class PersonForm(Form):
    """A new account with its first role."""

    email: Email
    name: Annotated[Line, StringConstraints(max_length=120)]
    organisation: OptionalLine = ""
    password: Password
    role: Role
    scope_path: OptionalLine = ""


class GrantForm(Form):
    """A role to give or take back."""

    role: Role
    scope_path: OptionalLine = ""
    reason: OptionalLine = ""


class StatusForm(Form):
    """Why an account is disabled or enabled again."""

    reason: Line


class PasswordForm(Form):
    """One's own change of password."""

    current: Password
    new: Password


class CodeForm(Form):
    """A code from the authenticator."""

    code: Line


class ConfirmForm(Form):
    """The password again, before something that weakens the account."""

    password: Password
