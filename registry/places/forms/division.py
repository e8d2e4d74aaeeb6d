"""What became of a division, as it is typed."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

from registry.core.forms import Form, Line, OptionalLine
from registry.core.text import T, Text
from registry.places.rules import DivisionChangeKind


class Direction(StrEnum):
    """Which side of a change the division stands on whose page it is recorded at."""

    BECAME = "became"
    CAME_FROM = "came_from"


DIRECTION_LABELS: dict[Direction, Text] = {
    Direction.BECAME: T("它变成了另一个政区，或者撤销了"),
    Direction.CAME_FROM: T("它由另一个政区变来，或者是新设的"),
}


class ChangeForm(Form):
    """One change of a division on one day, with the decision it rests on."""

    direction: Direction
    happened_on: date
    change_kind: DivisionChangeKind
    other: Annotated[OptionalLine, StringConstraints(max_length=60)] = ""
    basis: Annotated[Line, StringConstraints(max_length=300)]
    note: Annotated[OptionalLine, StringConstraints(max_length=300)] = ""
    ends: bool = False


class WithdrawalForm(Form):
    """Why a recorded change is withdrawn."""

    reason: Annotated[Line, StringConstraints(max_length=300)]
