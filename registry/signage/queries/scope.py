"""What part of a table lies in the divisions that a person is responsible for."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, false, or_, true
from sqlmodel import col

from registry.core.actor import Actor


def within(column: Any, actor: Actor, permission: str) -> ColumnElement[bool]:
    """A condition on a column of division paths: inside what the actor holds the permission for."""
    if actor.is_system:
        return true()
    paths = actor.scopes.get(permission, ())
    if "" in paths:
        return true()
    path = col(column)
    return or_(false(), *(or_(path == held, path.startswith(held + "/")) for held in paths))
