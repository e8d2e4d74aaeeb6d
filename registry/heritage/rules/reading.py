"""Who may read a file before it is public."""

from __future__ import annotations

from collections.abc import Sequence

from registry.accounts.rules import Permission
from registry.core.actor import Actor
from registry.heritage.rules.states import (
    EDITABLE,
    Action,
    Status,
    may_touch_own_file,
    possible_actions,
)
from registry.heritage.rules.stations import Leave, needed_for

#: Whoever takes part in the procedure may read the files of their divisions.
TAKING_PART: tuple[Permission, ...] = (
    Permission.NOMINATE,
    Permission.REVIEW_TOWNSHIP,
    Permission.REVIEW_COUNTY,
    Permission.REVIEW_CITY,
    Permission.REVIEW_PROVINCE,
    Permission.FIND,
    Permission.NOTICE,
    Permission.ANSWER,
    Permission.DECIDE,
)


def may_read(actor: Actor, *, compiler_id: str | None, status: Status, division_path: str) -> bool:
    """Whether a person may open a dossier.

    A draft is its compiler's own until it is submitted; afterwards those who take part in the
    procedure, each in their own divisions, read it.
    """
    if actor.id is not None and actor.id == compiler_id:
        return True
    if status in EDITABLE:
        return actor.may(Permission.DECIDE, division_path)
    return any(actor.may(permission, division_path) for permission in TAKING_PART)


def may_see_objectors(actor: Actor, *, compiler_id: str | None, division_path: str) -> bool:
    """Whether names and contacts of objectors may be shown.

    To those who answer; never to the compiler of the file, whatever else that person may do.
    """
    if actor.id is not None and actor.id == compiler_id:
        return False
    return actor.may(Permission.ANSWER, division_path)


def may_note(actor: Actor, *, compiler_id: str | None, division_path: str) -> bool:
    """Whether internal notes are a person's to read and write.

    They are for those who review; never for whoever compiled the file, whatever else they may do.
    """
    if actor.id is not None and actor.id == compiler_id:
        return False
    return any(
        actor.may(permission, division_path)
        for permission in TAKING_PART
        if permission is not Permission.NOMINATE
    )


def actions_for(
    actor: Actor,
    *,
    compiler_id: str | None,
    status: Status,
    division_path: str,
    levels: Sequence[str],
    leave: Leave | None = None,
) -> list[Action]:
    """The acts that this person can do on a file as it stands: the buttons of its page.

    `leave` is the one that holds at the station where the file stands.
    """
    own = actor.id is not None and actor.id == compiler_id
    return [
        action
        for action in possible_actions(status, levels)
        if own == may_touch_own_file(action)
        and actor.may(*needed_for(status, action, division_path, leave))
    ]
