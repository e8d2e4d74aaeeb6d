"""Tables of accounts: people with their roles and sign-ins, and what they were told."""

from registry.accounts.models.notices import PersonNotice
from registry.accounts.models.people import Person, RoleGrant, SignInAttempt, SignInSession

__all__ = ["Person", "PersonNotice", "RoleGrant", "SignInAttempt", "SignInSession"]
