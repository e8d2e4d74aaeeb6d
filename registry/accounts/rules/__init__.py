"""Who may do what: roles, permissions, the table between them, and the rules of sign-in."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from registry.core.actor import Actor
from registry.core.text import T, Text


class Role(StrEnum):
    """The parts people play (a visitor has none)."""

    CREW = "crew"
    CREW_LEADER = "crew_leader"
    COMPILER = "compiler"
    REVIEWER_TOWNSHIP = "reviewer_township"
    REVIEWER_COUNTY = "reviewer_county"
    REVIEWER_CITY = "reviewer_city"
    REVIEWER_PROVINCE = "reviewer_province"
    EXPERT = "expert"
    STEWARD = "steward"
    ADMINISTRATOR = "administrator"


class PersonStatus(StrEnum):
    """Whether an account may sign in."""

    ACTIVE = "active"
    DISABLED = "disabled"


ROLE_LABELS: dict[Role, Text] = {
    Role.CREW: T("外业队员"),
    Role.CREW_LEADER: T("外业队长"),
    Role.COMPILER: T("申报编撰人"),
    Role.REVIEWER_TOWNSHIP: T("乡镇审核人"),
    Role.REVIEWER_COUNTY: T("县级审核人"),
    Role.REVIEWER_CITY: T("市级审核人"),
    Role.REVIEWER_PROVINCE: T("省级审核人"),
    Role.EXPERT: T("专家"),
    Role.STEWARD: T("区划地名处经办"),
    Role.ADMINISTRATOR: T("系统管理员"),
}


class Permission(StrEnum):
    """One name for each thing that needs leave."""

    PLACE_EDIT = "places.edit"
    SOURCE_ADD = "sources.add"
    NOMINATE = "heritage.nominate"
    REVIEW_TOWNSHIP = "heritage.review_township"
    REVIEW_COUNTY = "heritage.review_county"
    REVIEW_CITY = "heritage.review_city"
    REVIEW_PROVINCE = "heritage.review_province"
    FIND = "heritage.find"
    NOTICE = "heritage.notice"
    ANSWER = "heritage.answer"
    DECIDE = "heritage.decide"
    REQUIRE_SIGN = "signage.require"
    PLACEMENT_RULES = "signage.rules"
    FREEZE = "coverage.freeze"
    REPORT_COVERAGE = "coverage.report"
    PROOF_PREPARE = "signage.prepare_proof"
    PROOF_APPROVE = "signage.approve_proof"
    SIGN_MAKE = "signage.make"
    REPORT = "signage.report"
    VERIFY = "signage.verify"
    MANAGE_PEOPLE = "accounts.manage"
    READ_JOURNAL = "journal.read"
    DESK = "desk.read"
    ACCOUNT_OWN = "accounts.own"
    RUN_JOBS = "jobs.run"


_P = Permission
_EVERYONE = {_P.ACCOUNT_OWN}
_DESK = _EVERYONE | {_P.DESK, _P.SOURCE_ADD}

ROLE_PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.CREW: frozenset(_EVERYONE | {_P.REPORT}),
    Role.CREW_LEADER: frozenset(_EVERYONE | {_P.REPORT, _P.DESK, _P.REQUIRE_SIGN}),
    Role.COMPILER: frozenset(_DESK | {_P.NOMINATE}),
    # Of a town, a township or a subdistrict: checks what its villages have compiled, nothing else.
    Role.REVIEWER_TOWNSHIP: frozenset(_DESK | {_P.REVIEW_TOWNSHIP}),
    # A county reviewer verifies photographs too: four eyes, not a fifth office.
    Role.REVIEWER_COUNTY: frozenset(_DESK | {_P.REVIEW_COUNTY, _P.VERIFY, _P.REPORT_COVERAGE}),
    Role.REVIEWER_CITY: frozenset(
        _DESK | {_P.REVIEW_CITY, _P.VERIFY, _P.PROOF_APPROVE, _P.REPORT_COVERAGE}
    ),
    Role.REVIEWER_PROVINCE: frozenset(_DESK | {_P.REVIEW_PROVINCE}),
    Role.EXPERT: frozenset(_DESK | {_P.FIND}),
    Role.STEWARD: frozenset(
        _DESK
        | {
            _P.PLACE_EDIT,
            _P.NOTICE,
            _P.ANSWER,
            _P.DECIDE,
            _P.REQUIRE_SIGN,
            _P.PLACEMENT_RULES,
            _P.FREEZE,
            _P.REPORT_COVERAGE,
            _P.PROOF_PREPARE,
            _P.SIGN_MAKE,
            _P.READ_JOURNAL,
        }
    ),
    # Runs the installation, decides nothing of substance.
    Role.ADMINISTRATOR: frozenset(
        _EVERYONE | {_P.DESK, _P.MANAGE_PEOPLE, _P.READ_JOURNAL, _P.RUN_JOBS}
    ),
}


@dataclass(frozen=True, slots=True)
class Grant:
    """A role held for a division path ("" is everywhere)."""

    role: Role
    scope_path: str = ""


def actor_for(person_id: str, name: str, grants: Iterable[Grant]) -> Actor:
    """The acting person with everything their grants add up to."""
    scopes: dict[str, tuple[str, ...]] = {}
    roles: set[str] = set()
    for grant in grants:
        roles.add(grant.role.value)
        for permission in ROLE_PERMISSIONS[grant.role]:
            scopes[permission.value] = (*scopes.get(permission.value, ()), grant.scope_path)
    return Actor(id=person_id, name=name, roles=frozenset(roles), scopes=scopes)


def scope_fault(scope_path: str, offered: Collection[str]) -> Text | None:
    """Why a role cannot be given for this path, or None; `offered` are the paths that it can.

    What is smaller than a township is nobody's to review: a village is the one that compiles.
    """
    if not scope_path or scope_path in offered:
        return None
    return T("角色只能限定在列出的市、县、功能区、乡镇或街道，请从列出的选项里选")


MIN_PASSWORD = 10
_COMMON = frozenset(
    {"password", "qwertyuiop", "1234567890", "0123456789", "iloveyou12", "abcdefghij"}
)


def password_fault(password: str, email: str) -> Text | None:
    """Why a new password is refused, or None. Length counts, not classes (NIST SP 800-63B)."""
    if len(password) < MIN_PASSWORD:
        return T("口令至少 %(n)d 位", n=MIN_PASSWORD)
    if len(password) > 200:
        return T("口令最多 %(n)d 位", n=200)
    plain = password.lower()
    if plain in _COMMON or len(set(plain)) < 4 or plain in email.lower():
        return T("这个口令太常见，容易被猜到，请换一个")
    return None


def normal_email(email: str) -> str:
    """The form in which addresses are compared; lower case may be longer, the column is not."""
    return email.strip().lower()[:200]


def locked_until(failures: list[datetime], attempts: int, minutes: int) -> datetime | None:
    """When a lockout ends, given the moments of recent wrong passwords (any order).

    Locked when `attempts` failures lie within `minutes` before the newest one.
    """
    if len(failures) < attempts:
        return None
    newest_first = sorted(failures, reverse=True)
    window = timedelta(minutes=minutes)
    if newest_first[0] - newest_first[attempts - 1] > window:
        return None
    return newest_first[0] + window
