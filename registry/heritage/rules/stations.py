"""Whose leave acts at a station of review, and who stands in where a township has nobody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from registry.accounts.rules import Permission
from registry.core.text import T, Text
from registry.heritage.rules.states import (
    LEVEL_PERMISSIONS,
    Action,
    Level,
    Status,
    permission_for,
)


class StandIn(StrEnum):
    """代审原因: why the county acts in its township's place."""

    NO_TOWNSHIP = "no_township"
    NOBODY = "nobody"


STAND_IN_LABELS: dict[StandIn, Text] = {
    StandIn.NO_TOWNSHIP: T("这个地名不在任何一个乡镇之内，由县级代审"),
    StandIn.NOBODY: T("乡镇没有可以审核的人（没有指定，或者都要避开），由县级代审"),
}


@dataclass(frozen=True, slots=True)
class Leave:
    """What somebody needs to act at a station: a permission that covers a division path.

    `level` is whose judgement it is, None with the experts. `stands_in` is why the county acts in
    the township's place; it then writes down its reason for every act.
    """

    permission: Permission
    path: str
    level: Level | None = None
    stands_in: StandIn | None = None


def own_leave(station: Status, *, division_path: str, township_path: str | None) -> Leave | None:
    """The leave of a station's own people; None where it has none.

    A township judges as a whole: leave for one of its villages is not leave for it, and a file
    that lies in no township (a road across several, a place entered under its county) has nobody
    there, however wide somebody's leave is.
    """
    if station is Status.EXPERT_REVIEW:
        return Leave(Permission.FIND, division_path)
    if station.value not in set(Level):
        return None
    level = Level(station.value)
    path = township_path if level is Level.TOWNSHIP else division_path
    return None if path is None else Leave(LEVEL_PERMISSIONS[level], path, level)


def leave_instead(station: Status, division_path: str, own: Leave | None) -> Leave | None:
    """Who acts where a station has nobody who may: the county for its township; else nobody.

    `own` is the leave of the station's own people.
    """
    if station is not Status.TOWNSHIP:
        return None
    why = StandIn.NO_TOWNSHIP if own is None else StandIn.NOBODY
    return Leave(LEVEL_PERMISSIONS[Level.COUNTY], division_path, Level.COUNTY, why)


def needed_for(
    status: Status, action: Action, division_path: str, leave: Leave | None
) -> tuple[Permission, str]:
    """The permission that an act needs in a state, and the path it has to cover.

    `leave` is the one that holds at the station where the file stands.
    """
    needed = permission_for(status, action)
    if leave is not None and leave.level is not None and needed is _of_level(status):
        return leave.permission, leave.path
    return needed, division_path


def _of_level(status: Status) -> Permission | None:
    return LEVEL_PERMISSIONS[Level(status.value)] if status.value in set(Level) else None
