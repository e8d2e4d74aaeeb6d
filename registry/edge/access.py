"""Each view says who may call it; the shell enforces it before the view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

V = TypeVar("V", bound=Callable[..., Any])

PUBLIC = "public"
_ATTRIBUTE = "registry_access"
_LIMIT = "registry_body_limit"
_KEYED = "registry_by_key"


def public(view: V) -> V:
    """Anyone may call this view. A test holds the public list to docs/SECURITY.md."""
    setattr(view, _ATTRIBUTE, (PUBLIC,))
    return view


def requires(*permissions: str) -> Callable[[V], V]:
    """Only people who hold one of these permissions, for any place; services check the place."""

    def mark(view: V) -> V:
        setattr(view, _ATTRIBUTE, tuple(str(permission) for permission in permissions))
        return view

    return mark


def by_key(view: V) -> V:
    """Who asks is told by the key in this view's address, and by nothing else.

    A session counts for nothing here, and so no form token is asked for: what a browser sends by
    itself opens no such view. The view takes the key as `key`, and still names a permission.
    """
    setattr(view, _KEYED, True)
    return view


def is_by_key(view: Callable[..., Any] | None) -> bool:
    """Whether a view is opened by the key in its address."""
    return bool(getattr(view, _KEYED, False))


def body_limit(octets: int) -> Callable[[V], V]:
    """Let this view receive a larger body than the default."""

    def mark(view: V) -> V:
        setattr(view, _LIMIT, octets)
        return view

    return mark


def access_of(view: Callable[..., Any]) -> tuple[str, ...]:
    """The permissions a view names; empty where it names none (which is refused)."""
    found: tuple[str, ...] = getattr(view, _ATTRIBUTE, ())
    return found


def limit_of(view: Callable[..., Any]) -> int | None:
    """The body limit a view names, in bytes."""
    found: int | None = getattr(view, _LIMIT, None)
    return found
