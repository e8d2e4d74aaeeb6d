"""Who acts: a plain value handed to services, with the permissions that person holds and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from registry.core.errors import Forbidden
from registry.core.text import T


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or the system, with permissions by scope.

    `scopes` maps a permission to the division paths it is held for; the path "" means everywhere.
    A path such as "/a/b" also covers "/a/b/c".
    """

    id: str | None
    name: str
    roles: frozenset[str] = frozenset()
    scopes: Mapping[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    is_system: bool = False

    @property
    def is_anonymous(self) -> bool:
        """True for a visitor who has not signed in."""
        return self.id is None and not self.is_system

    def may(self, permission: str, scope_path: str | None = None) -> bool:
        """Whether this actor holds the permission, for the given division path if one is given."""
        if self.is_system:
            return True
        held = self.scopes.get(permission, ())
        if scope_path is None:
            return bool(held)
        return any(_covers(path, scope_path) for path in held)

    def require(self, permission: str, scope_path: str | None = None) -> None:
        """Refuse unless held.

        Raises:
            Forbidden: with code `access.forbidden` or, where only the place is wrong,
                `access.out_of_scope`.
        """
        if self.may(permission, scope_path):
            return
        if self.may(permission):
            raise Forbidden("access.out_of_scope", T("这里不在您负责的区划范围内"))
        raise Forbidden("access.forbidden", T("您没有做这件事的权限"))


def _covers(held: str, wanted: str) -> bool:
    return not held or wanted == held or wanted.startswith(held + "/")


ANONYMOUS = Actor(id=None, name="")
SYSTEM = Actor(id=None, name="system", roles=frozenset({"system"}), is_system=True)
