"""Forms of what is planned of positions: side, urgency, who sees to it, by when."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from registry.core.forms import Blank, Form, OptionalLine, Query, Wrong
from registry.core.ids import is_id
from registry.core.text import T
from registry.signage.rules.kinds import Priority
from registry.signage.rules.states import SignState
from registry.signage.services.planning import Planning


def _position(value: str) -> str:
    if not is_id(value):
        raise Wrong(T("没有这个应设点位"))
    return value


Reason = Annotated[OptionalLine, StringConstraints(max_length=300)]
Body = Annotated[OptionalLine, StringConstraints(max_length=120)]


class PlanningForm(Form):
    """All that is planned of one position, having seen a certain version of it."""

    side: Annotated[OptionalLine, StringConstraints(max_length=40)] = ""
    priority: Priority = Priority.NORMAL
    responsible_org: Body = ""
    body_type: Annotated[OptionalLine, StringConstraints(max_length=40)] = ""
    due_on: Annotated[date | None, Blank] = None
    reason: Reason = ""
    row_version: Annotated[int, Field(ge=1, le=2**31 - 1)]

    @property
    def planned(self) -> Planning:
        """What the service is given."""
        return Planning(self.side, self.priority, self.responsible_org, self.body_type, self.due_on)


class PlanManyForm(Form):
    """The same for many positions; what is left empty stays as it is."""

    requirement: list[Annotated[str, AfterValidator(_position)]] = Field(default_factory=list)
    priority: Annotated[Priority | None, Blank] = None
    responsible_org: Body = ""
    due_on: Annotated[date | None, Blank] = None
    reason: Reason = ""


class SignsQuery(Query):
    """Which signs the register holds."""

    county: Annotated[OptionalLine, StringConstraints(max_length=16)] = ""
    state: Annotated[SignState | None, Blank] = None
