"""The demonstration's people: accounts with roles limited to the places they look after."""

from __future__ import annotations

from registry.accounts import queries, services
from registry.accounts.rules import Role
from registry.core.actor import SYSTEM, Actor
from registry.demo.installation import CAST, Account, email_of
from registry.places import queries as places
from registry.runtime import Runtime

NBS_EDITION = "2023"
CITY, FEIDONG, SHITANG = "340100", "340122", "340122105"

# A second compiler, whose files are already under way when the person begins. Not printed: the
# person plays the first one.
OTHER_COMPILER = ("compiler-feidong@demo.example", "演示·肥东县编撰人")
# A second crew, which works in a county of its own; not printed either.
OTHER_CREW = ("crew-lujiang@demo.example", "演示·庐江县外业队员")
LUJIANG = "340124"
#: A crew is an organisation: by it the dashboard tells whose work it is.
_FIRST, _SECOND = "演示·外业一队", "演示·外业二队"

_SCOPES: dict[Role, str] = {
    Role.CREW: CITY,
    Role.CREW_LEADER: CITY,
    Role.COMPILER: SHITANG,
    Role.REVIEWER_TOWNSHIP: SHITANG,
    Role.REVIEWER_COUNTY: FEIDONG,
    Role.REVIEWER_CITY: CITY,
}


def division_path(runtime: Runtime, code: str) -> str:
    """The path of a shipped division of the statistical scheme (code alone is no key)."""
    with runtime.database.read() as session:
        found = places.division_by_code(session, "nbs", NBS_EDITION, code)
    if found is None:
        raise LookupError(f"the shipped division {code} is missing")
    return found.path


def add_cast(runtime: Runtime, accounts: list[Account]) -> None:
    """Open the accounts that do not exist yet."""
    passwords = {account.role: account.password for account in accounts}
    wanted = [
        (role, email_of(role), name, passwords[role.value], _SCOPES.get(role), "")
        for role, name in CAST
    ]
    # Nobody knows these; another member's, reversed, is as good as any.
    secret = passwords[Role.COMPILER.value][::-1] + passwords[Role.EXPERT.value]
    wanted.append((Role.COMPILER, *OTHER_COMPILER, secret, FEIDONG, ""))
    wanted.append((Role.CREW, *OTHER_CREW, secret[::-1], LUJIANG, _SECOND))
    for role, email, name, password, scope, organisation in wanted:
        path = division_path(runtime, scope) if scope else ""
        with runtime.write(SYSTEM) as work:
            if queries.person_by_email(work.session, email) is None:
                services.add_person(
                    work,
                    email=email,
                    name=name,
                    password=password,
                    role=role,
                    scope_path=path,
                    organisation=organisation or (_FIRST if role is Role.CREW else ""),
                )


def actor(runtime: Runtime, email: str) -> Actor:
    """The acting person behind an address."""
    with runtime.database.read() as session:
        person = queries.person_by_email(session, email)
        found = None if person is None else queries.actor(session, person.id)
    if found is None:
        raise LookupError(f"the demo account {email} is missing")
    return found


def play(runtime: Runtime, role: Role) -> Actor:
    """The member of the cast who plays a role."""
    return actor(runtime, email_of(role))
