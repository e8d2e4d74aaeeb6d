"""The demonstration: simulated activity over the real names, and it always says so."""

from registry.demo.installation import Account, accounts, settings
from registry.demo.preparing import prepare

__all__ = ["Account", "accounts", "prepare", "settings"]
